//! What columns are called in German, French, Italian, Portuguese and Spanish, in canonical form, for
//! the tables of usage and of bills that may be anybody's. English names stand with those tables, and a
//! vendor's own with the vendor. Of two names of one field that which stands first wins. Small words are
//! left out (`Data de início`: see `normalize::header::brief`).

/// The id of a call or session.
pub const USAGE_ID: &str = "anrufid gesprachsid sitzungsid vorgangsid referenz idappel idsession idchiamata idsessione \
    riferimento idchamada idsessao referencia idllamada idsesion";

/// The number of a bill's line.
pub const LINE_ID: &str = "positionsnummer posnr zeile zeilennummer lfdnr ligne numeroligne nligne riga numeroriga \
    nriga linha numerolinha linea renglon";

/// The number of an invoice.
pub const INVOICE_ID: &str = "rechnungsnummer rechnungsnr rechnung belegnummer belegnr numerofacture nfacture facture \
    numerofattura nfattura fattura numerofatura fatura notafiscal factura numerofactura";

/// The first day or instant of what is charged.
pub const PERIOD_START: &str = "zeitraumvon leistungszeitraumvon abrechnungszeitraumvon leistungsbeginn von debutperiode \
    datedebut du inizioperiodo datainizio dal datainicio datainicial periodoinicial fechainicio \
    desde periodoinicio";

/// The last day or instant of what is charged.
pub const PERIOD_END: &str = "zeitraumbis leistungszeitraumbis abrechnungszeitraumbis leistungsende bis finperiode datefin \
    au fineperiodo datafine al datafim datafinal periodofinal ate fechafin hasta periodofin";

/// The first and the last day of what is charged in one cell, or its month.
pub const PERIOD: &str = "leistungszeitraum abrechnungszeitraum zeitraum abrechnungsmonat leistungsmonat monat \
    periodefacturation periode mois periodofatturazione mesecompetenza competenza mese \
    periodofaturamento periodofacturacion periodo mes";

/// When it was.
pub const START: &str = "beginn startzeit zeitstempel zeitpunkt datumuhrzeit datum leistungsdatum debut dateheure \
    horodatage verbindungsbeginn gesprachsbeginn anrufbeginn anrufdatum inizio dataora data datahora inicio fecha fechahora \
    fechallamada";

/// When it ended.
pub const END: &str = "ende endzeit fine fim termino fin";

/// Those of a start and an end that may mean something else: data and a fine in English, and who called
/// whom in any language. There the values decide.
pub const MAY_BE_OTHERS: &str = "data fine from to von bis du au dal al desde hasta ate";

/// The time of day of a start beside its day.
pub const START_TIME: &str = "uhrzeit startzeit anrufzeit heure heuredebut heureappel ora orainizio orachiamata hora \
    horainicio horachamada horallamada";

/// The time of day of an end beside its day.
pub const END_TIME: &str = "endzeit heurefin orafine horafim horafin horatermino";

/// How long it took.
pub const DURATION: &str = "abgerechnetedauer fakturiertedauer dureefacturee duratafatturata duracaotarifada duracionfacturada \
    tiempofacturado dauer gesprachsdauer gesprachszeit sprechzeit anrufdauer verbindungsdauer duree dureeappel durata duratachiamata durataconversazione duracao \
    duracion duracionllamada duracionsegundos tiempohablado tiempoconversacion";

/// Lengths in minutes: of a call, and on a bill a quantity.
pub const MINUTES: &str = "minuten minuti minutos";

/// Other lengths, which do not tell a bill from call records.
pub const OTHER_LENGTHS: &str = "sekunden stunden secondes heures secondi ore segundos horas";

/// How much.
pub const QUANTITY: &str = "menge anzahl einheiten quantite qte nombre unites quantita qta quantidade qtd qtde cantidad \
    unidades consumo";

/// In which unit.
pub const UNIT: &str = "einheit mengeneinheit unite unitadimisura unita um unidade unidad";

/// The price of one.
pub const UNIT_PRICE: &str = "einzelpreis preisproeinheit stuckpreis preis prixunitaireht prixunitaire puht prix \
    prezzounitario prezzo tariffa precounitario valorunitario preco preciounitario precio tarif \
    tarifa";

/// Prices that may be those of a call or session as a whole: where nothing else says an amount or a
/// quantity, they are.
pub const MAY_BE_AMOUNT: &str = "price preis prix prezzo preco precio";

/// The amount without taxes.
pub const AMOUNT: &str = "nettobetrag betragnetto netto betragohnemwst montantht totalht prixht coutht montantnet \
    montanthorstaxe montanthorstaxes nettopreis preisnetto kostennetto importonetto importosenzaiva imponibile valorliquido valorsemiva importeneto \
    importesiniva neto baseimponible betrag gesamtpreis montant prixtotal importo montante \
    importe monto valor cout kosten custo costo coste entgelt gebuhr addebito spesa gesamtkosten \
    gesamtbetrag gesamt totale valortotal";

/// Taxes of a line: what remains of an amount without them is what is billed.
pub const TAX: &str = "tax taxes taxamount salestax vat vatamount gst cgst sgst igst hst pst iva ivaamount mwst ust steuer steuerbetrag \
    umsatzsteuer mehrwertsteuer mwstbetrag tva montanttva taxe imposta importoiva imposto impostos impuesto \
    impuestos importeiva";

/// The currency.
pub const CURRENCY: &str = "wahrung devise monnaie valuta moeda moneda divisa";

/// Whose it is.
pub const ACCOUNT: &str = "konto kontonummer kundennummer kundennr kunde mandant compte numerocompte numeroclient \
    codeclient conto codicecliente conta cuenta cliente operacion";

/// What it is.
pub const SERVICE: &str = "leistung dienst produkt artikel bezeichnung beschreibung prestation produit designation \
    libelle servizio prodotto descrizione servico produto descricao servicio producto concepto \
    descripcion";

/// By which way it came.
pub const CHANNEL: &str = "kanal canale canal";

/// What kind of charge or call it is.
pub const KIND: &str = "kategorie typ art categorie categoria tipo";
