//! Lines that usage does not measure: taxes, fees, credits and their like, told by their words.
//!
//! A category says so by itself. A service says so only of a line that names no usage, states no
//! measured quantity, and is called nothing that usage is called: `Sales tax` beside a call charge.

use crate::dataset::{Dictionary, TextField};
use crate::domain::{Dimension, Outcome, Unit};
use crate::normalize::header::{canonical, words};
use crate::reconcile::books::Part;
use crate::reconcile::pairs::Marks;
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Place, Terms};
use rust_decimal::Decimal;

/// Taxes, in whatever words: they may state a quantity of what they are a part of.
const TAXES: &[&str] = &[
    "tax",
    "taxes",
    "vat",
    "gst",
    "hst",
    "pst",
    "iva",
    "ieps",
    "impuesto",
    "impuestos",
    "retencion",
    "retenciones",
];

/// What is money and nothing else, whatever it is for: `Volume discount`, `Reembolso`.
const MONEY: &[&str] = &[
    "discount",
    "discounts",
    "descuento",
    "descuentos",
    "refund",
    "refunds",
    "reembolso",
    "reembolsos",
    "devolucion",
    "devoluciones",
    "adjustment",
    "adjustments",
    "ajuste",
    "ajustes",
    "rounding",
    "redondeo",
    "bonificacion",
    "bonificaciones",
    "rebate",
    "rebates",
    "subscription",
    "subscriptions",
    "suscripcion",
    "suscripciones",
    "interest",
    "intereses",
];

/// The same, but words that also stand before others: `Credit card IVR`. They have to be what is
/// meant, not what it is for.
const CREDITS: &[&str] =
    &["credit", "credits", "credito", "creditos", "abono", "abonos", "prepayment", "anticipo"];

/// What is charged whatever was used, unless it says that it is for usage: `Fee per call`.
const FEES: &[&str] = &[
    "fee",
    "fees",
    "cuota",
    "cuotas",
    "surcharge",
    "surcharges",
    "recargo",
    "recargos",
    "license",
    "licenses",
    "licence",
    "licences",
    "licencia",
    "licencias",
    "purchase",
    "purchases",
    "setup",
    "support",
    "commitment",
    "commitments",
    "commit",
    "shortfall",
    "minimum",
    "recurring",
    "onetime",
    "mrc",
    "nrc",
    "rental",
    "alquiler",
    "cargofijo",
];

/// Those of them and of credits that stand first in Spanish.
const FIRST: &[&str] = &[
    "credito",
    "creditos",
    "abono",
    "abonos",
    "cuota",
    "cuotas",
    "recargo",
    "recargos",
    "licencia",
    "licencias",
    "alquiler",
];

/// Words for charges of any kind.
const CHARGES: &[&str] = &["charge", "charges", "cargo", "cargos"];

/// What makes a charge one that does not depend on usage.
const FIXED: &[&str] = &[
    "recurring",
    "recurrente",
    "recurrentes",
    "nonrecurring",
    "monthly",
    "mensual",
    "mensuales",
    "annual",
    "yearly",
    "anual",
    "anuales",
    "fixed",
    "fijo",
    "fijos",
    "setup",
    "activation",
    "alta",
    "minimum",
    "minimo",
    "minimos",
    "platform",
    "base",
    "access",
    "onetime",
    "unico",
    "unicos",
    "inicial",
    "installation",
];

/// What says that usage was measured.
const MEASURED: &[&str] = &[
    "usage",
    "use",
    "uso",
    "consumo",
    "consumos",
    "minute",
    "minutes",
    "minuto",
    "minutos",
    "calls",
    "llamada",
    "llamadas",
    "session",
    "sessions",
    "sesion",
    "sesiones",
    "message",
    "messages",
    "mensaje",
    "mensajes",
    "interaction",
    "interactions",
    "interaccion",
    "interacciones",
    "conversation",
    "conversations",
    "overage",
    "excedente",
    "excedentes",
    "metered",
    "traffic",
    "trafico",
];

/// Words behind which stands what a charge is for.
const FOR: &[&str] = &["for", "of", "on", "from", "per", "de", "del", "por", "para", "sobre"];

/// Decides the lines of a part that usage does not measure. Texts are looked at once each.
#[inline(never)]
pub(super) fn set_aside(books: &Books<'_>, terms: &Terms, part: &Part<'_>, marks: &mut Marks) {
    let told = |field: TextField, is_charge: fn(&str) -> bool| -> Vec<bool> {
        let texts = part.table.dictionary(field).into_iter().flat_map(Dictionary::iter);
        std::iter::once(false).chain(texts.map(|(_, it)| is_charge(it))).collect()
    };
    let categories = told(TextField::Category, is_charge);
    let services = told(TextField::Service, is_charge);
    let of_usage = told(TextField::Category, is_usage);
    if !categories.iter().chain(&services).any(|it| *it) {
        return;
    }
    let usage_services: Vec<u32> = services_of_usage(books, terms);
    let has = |told: &[bool], code: u32| {
        usize::try_from(code).ok().and_then(|it| told.get(it)).copied().unwrap_or(false)
    };
    for row in part.base..part.base + part.table.len() {
        let Some(place) = books.billed.place(row) else { continue };
        let category = place.code(TextField::Category);
        let is_charge = has(&categories, category)
            || (has(&services, place.code(TextField::Service))
                && !has(&of_usage, category)
                && (place.id().is_none() || place.id_is_line())
                && !usage_services.contains(&terms.code(Of::Billed, TextField::Service, &place))
                && !is_measured(&place));
        if is_charge {
            marks.set_line(row, Outcome::NonUsage);
        }
    }
}

/// The services that usage has.
fn services_of_usage(books: &Books<'_>, terms: &Terms) -> Vec<u32> {
    let parts = books.usage.parts().iter();
    let texts = parts.filter_map(|it| it.table.dictionary(TextField::Service));
    let codes = texts.flat_map(Dictionary::iter);
    codes.filter_map(|(_, it)| terms.find(TextField::Service, it)).collect()
}

/// Whether a line states a quantity of something that was used: not one of a kind, or in minutes.
/// A tax may state what it is a part of.
fn is_measured(line: &Place<'_>) -> bool {
    let Some(quantity) = line.quantity() else { return false };
    let unit = Unit::parse(line.text(TextField::Unit));
    let of_use = |it: Unit| it.dimension != Dimension::Count && it.numerator < 86_400;
    let is_tax = || words(line.text(TextField::Service)).iter().any(|it| is_of(TAXES, it));
    unit.is_some_and(of_use) || (quantity.abs() != Decimal::ONE && !is_tax())
}

/// Whether a category says of itself that it is usage.
fn is_usage(text: &str) -> bool {
    words(text).iter().any(|it| is_of(MEASURED, it))
}

/// Whether a text names what usage does not measure: the charge categories of FOCUS other than
/// usage, and the words that bills use for them.
fn is_charge(text: &str) -> bool {
    let all = words(text);
    let has = |list: &[&str]| all.iter().any(|it| is_of(list, it));
    let is_usage = has(MEASURED) || follow(&all, "per", "call");
    if is_of(FEES, &canonical(text))
        || (!is_usage && (has(TAXES) || has(MONEY)))
        || (has(&["minimo"]) && has(&["consumo", "compromiso", "cargo"]))
        || (has(&["note", "memo", "nota"]) && has(&["credit", "debit", "credito", "debito"]))
    {
        return true;
    }
    // `Tax - calls` and `Calls: tax` are taxes.
    let parts = text.split([':', '(', ',', '|', '–']).flat_map(|it| it.split(" - "));
    parts.map(words).any(|it| names_charge(&it, is_usage))
}

/// The same of a part of a text. What is meant stands last in English and first in Spanish.
fn names_charge(part: &[String], is_usage: bool) -> bool {
    let part = part.split(|it| is_of(FOR, it)).next().unwrap_or_default();
    let (Some(first), Some(last)) = (part.first(), part.last()) else { return false };
    if is_of(TAXES, last) || is_of(MONEY, last) || is_of(CREDITS, last) {
        return true;
    }
    let is_fixed = part.iter().any(|it| is_of(FIXED, it)) || follow(part, "one", "time");
    let is_charge = is_of(CHARGES, first) || is_of(CHARGES, last);
    !is_usage && (is_of(FEES, last) || is_of(FIRST, first) || (is_charge && is_fixed))
}

fn is_of(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

fn follow(words: &[String], one: &str, other: &str) -> bool {
    words.windows(2).any(|it| matches!(it, [a, b] if a == one && b == other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_charges_from_usage() {
        for text in [
            "tax",
            "Taxes",
            "Sales Tax",
            "State tax (NY)",
            "VAT 19%",
            "19 % VAT",
            "GST",
            "IVA",
            "Impuestos",
            "Impuesto sobre llamadas",
            "Credits",
            "Credit note",
            "Nota de crédito",
            "Crédito",
            "Discounts",
            "Volume discount",
            "Descuento por volumen",
            "Refunds",
            "Refund of March",
            "Adjustments",
            "Ajuste",
            "Subscriptions",
            "Recurring charges",
            "RecurringCharge",
            "Monthly fee",
            "Platform fee",
            "Taxes and fees",
            "Minimum commitment",
            "Rounding",
            "Redondeo",
            "One-time",
            "one time charge",
            "Setup",
            "Cargo fijo",
            "cargo_fijo",
            "Cargos mensuales",
            "Cuota mensual",
            "Consumo mínimo",
            "Platform licence",
            "Licencia de plataforma",
            "Support",
            "Purchase",
            "Voice tax",
            "Calls: tax",
            "Surcharge",
            "Monthly minimum",
            "SLA credit",
        ] {
            assert!(is_charge(text), "{text}");
        }
        for text in [
            "",
            "usage",
            "Voice",
            "Toll-free minutes",
            "Credit card IVR",
            "Credit card calls",
            "Usage fee",
            "Fee per call",
            "Per call charge",
            "Call charges",
            "Charges",
            "Calls",
            "IVR Calls",
            "Cargos por llamadas",
            "Support line",
            "Platform minutes",
            "Taxi line",
            "Private line",
            "Recurring calls",
            "Purchase hotline",
            "AI minutes",
            "Peak concurrency",
            "Interactions",
            "Voice minutes - tax included",
            "Licence hotline",
            "Conferences",
            "Creditors IVR",
        ] {
            assert!(!is_charge(text), "{text}");
        }
    }
}
