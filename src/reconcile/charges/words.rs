//! The words of bills for what usage does not measure, without accents, in English, German, French, Italian,
//! Portuguese and Spanish. One that begins with `-` stands for all that end with it, as German puts
//! words together.

/// Taxes, in whatever words: they may state a quantity of what they are a part of.
pub(super) const TAXES: &str = "tax taxes vat gst cgst sgst igst hst pst iva ieps impuesto impuestos retencion retenciones -steuer mwst ust \
    usf fusf e911 levy levies excise tva taxe imposta imposte tassa tasse bollo imposto impostos icms iss cofins";

/// What is money and nothing else, whatever it is for: `Volume discount`, `Reembolso`.
pub(super) const MONEY: &str = "discount discounts descuento descuentos refund refunds reembolso reembolsos devolucion \
    devoluciones adjustment adjustments ajuste ajustes rounding redondeo bonificacion \
    bonificaciones rebate rebates subscription subscriptions suscripcion suscripciones interest \
    intereses -rabatt rabatte skonto erstattung erstattungen anpassung anpassungen rundung \
    abonnement abonnements abo remise remises rabais remboursement remboursements ajustement \
    ajustements regularisation arrondi sconto sconti rimborso rimborsi rettifica rettifiche \
    arrotondamento abbonamento abbonamenti desconto descontos estorno estornos arredondamento \
    assinatura assinaturas";

/// The same, but words that also stand before others: `Credit card IVR`. They have to be what is
/// meant, not what it is for.
pub(super) const CREDITS: &str = "credit credits credito creditos abono abonos prepayment anticipo -gutschrift gutschriften \
    vorauszahlung anzahlung avoir acompte accredito acconto adiantamento";

/// What is charged whatever was used, unless it says that it is for usage: `Fee per call`.
pub(super) const FEES: &str = "fee fees cuota cuotas surcharge surcharges recargo recargos license licenses licence \
    licences licencia licencias purchase purchases setup support commitment commitments commit \
    shortfall minimum recurring fund recovery onetime mrc nrc rental alquiler cargofijo gebuhr gebuhren \
    grundgebuhr grundgebuhren grundpreis monatsgebuhr mahngebuhr servicegebuhr einrichtungsgebuhr \
    bereitstellungsgebuhr anschlussgebuhr -pauschale -lizenz -lizenzen zuschlag frais redevance \
    redevances forfait canone canoni licenza licenze noleggio taxa taxas mensalidade \
    mensalidades licenca licencas aluguel aluguer";

/// Those of them and of credits that stand first in languages that put what is meant first.
pub(super) const FIRST: &str = "credito creditos abono abonos cuota cuotas recargo recargos licencia licencias alquiler \
    gutschrift gutschriften grundgebuhr grundpreis avoir acompte frais redevance redevances forfait accredito acconto \
    canone canoni licenza licenze noleggio adiantamento taxa taxas mensalidade mensalidades \
    licenca licencas aluguel aluguer";

/// Words for charges of any kind.
pub(super) const CHARGES: &str =
    "charge charges cargo cargos entgelt entgelte addebito addebiti cobranca";

/// What makes a charge one that does not depend on usage.
pub(super) const FIXED: &str = "recurring recurrente recurrentes nonrecurring monthly mensual mensuales annual yearly anual \
    anuales fixed fijo fijos setup activation alta minimum minimo minimos platform base access \
    onetime unico unicos inicial installation monatlich monatliche monatliches jahrlich \
    jahrliche einmalig einmalige einmaliges mensuel mensuelle mensuels annuel annuelle fixe \
    fixes mensile mensili annuale fisso fissi attivazione mensal mensais fixo fixos";

/// What says that usage was measured.
pub(super) const MEASURED: &str = "usage use uso consumo consumos minute minutes minuto minutos calls llamada llamadas session \
    sessions sesion sesiones message messages mensaje mensajes interaction interactions \
    interaccion interacciones conversation conversations overage excedente excedentes metered \
    traffic trafico nutzung verbrauch minuten anruf anrufe gesprach gesprache sitzung sitzungen \
    nachricht nachrichten consommation consommations utilisation appel appels trafic utilizzo \
    minuti chiamata chiamate sessione sessioni messaggio messaggi traffico chamada chamadas \
    sessao sessoes mensagem mensagens trafego utilizacao";

/// Words behind which stands what a charge is for.
pub(super) const FOR: &str = "for of on from per de del por para sobre fur pro je von vom par pour des du sur di della \
    delle dei da do das dos";
