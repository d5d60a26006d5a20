//! Lines that usage does not measure: taxes, fees, credits and their like, told by their words in English,
//! German, French, Italian, Portuguese and Spanish.
//!
//! A category says so by itself. A service says so only of a line that names no usage, states no
//! measured quantity, and is called nothing that usage is called: `Sales tax` beside a call charge. What stands
//! below a bill's lines names itself in whichever column comes first: `VAT 19%,,,0.29`.

pub(super) mod fixed;
mod words;

use self::words::{CHARGES, CREDITS, FEES, FIRST, FIXED, FOR, MEASURED, MONEY, TAXES};
use crate::dataset::{Dictionary, Segment, TextField};
use crate::domain::{Dimension, Outcome, Unit};
use crate::normalize::header::{canonical, words};
use crate::reconcile::books::Part;
use crate::reconcile::pairs::Marks;
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Place, Terms};
use rust_decimal::Decimal;

/// Decides the lines of a part that usage does not measure. Texts are looked at once each.
#[inline(never)]
pub(super) fn set_aside(books: &Books<'_>, terms: &Terms, part: &Part<'_>, marks: &mut Marks) {
    let categories = told(part, TextField::Category, &is_charge);
    let services = told(part, TextField::Service, &is_charge);
    let of_usage = told(part, TextField::Category, &is_usage);
    set_footers_aside(books, terms, part, marks);
    if !categories.iter().chain(&services).any(|it| *it) {
        return;
    }
    let usage_services: Vec<u32> = texts_of_usage(books, terms, TextField::Service);
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

/// Decides the lines that state nothing but an amount, where lines have quantities, and are named as
/// what usage does not measure.
fn set_footers_aside(books: &Books<'_>, terms: &Terms, part: &Part<'_>, marks: &mut Marks) {
    // Of all lines, since a file may hold the last ones only.
    let mut segments = books.billed.parts().iter().flat_map(|it| it.table.segments());
    if segments.all(|(_, it)| it.quantities.is_empty()) {
        return;
    }
    let lacking = |it: &Segment| it.quantities.has_gaps(it.len());
    if !part.table.segments().any(|(_, it)| lacking(it)) {
        return;
    }
    let names = [TextField::Account, TextField::Channel]
        .map(|it| (it, told(part, it, &is_charge), texts_of_usage(books, terms, it)));
    let segments = part.table.segments().filter(|(_, it)| lacking(it));
    for row in segments.flat_map(|(first, it)| (part.base + first..).take(it.len())) {
        let Some(place) = books.billed.place(row).filter(is_bare) else { continue };
        let id = place.segment.ids.text(place.index);
        let is_charge = (may_be_words(&id) && is_charge(&id))
            || names.iter().any(|(field, charges, of_usage)| {
                has(charges, place.code(*field))
                    && !of_usage.contains(&terms.code(Of::Billed, *field, &place))
            });
        if is_charge {
            marks.set_line(row, Outcome::NonUsage);
        }
    }
}

/// What is so of the texts of a part, by their codes. Each text is looked at once.
fn told(part: &Part<'_>, field: TextField, is_so: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let texts = part.table.dictionary(field).into_iter().flat_map(Dictionary::iter);
    std::iter::once(false).chain(texts.map(|(_, it)| is_so(it))).collect()
}

fn has(told: &[bool], code: u32) -> bool {
    usize::try_from(code).ok().and_then(|it| told.get(it)).copied().unwrap_or(false)
}

/// Whether a text may be words rather than an id, of which there may be many to look at.
fn may_be_words(text: &str) -> bool {
    text.contains(' ') || !text.bytes().any(|it| it.is_ascii_digit())
}

/// Whether a line has an amount and neither quantity, price nor time, nor says what it is for.
fn is_bare(line: &Place<'_>) -> bool {
    line.amount().is_some()
        && line.quantity().is_none()
        && line.unit_price().is_none()
        && line.start().is_none()
        && [TextField::Service, TextField::Category].iter().all(|it| line.code(*it) == 0)
}

/// The numbers of the texts that usage has.
fn texts_of_usage(books: &Books<'_>, terms: &Terms, field: TextField) -> Vec<u32> {
    let parts = books.usage.parts().iter();
    let texts = parts.filter_map(|it| it.table.dictionary(field));
    let codes = texts.flat_map(Dictionary::iter);
    codes.filter_map(|(_, it)| terms.find(field, it)).collect()
}

/// Whether a line states a quantity of something that was used: in minutes, or of anything but a tax or a
/// discount, which may state what they are a part of, or a fixed fee, of which there may be several. One of
/// a kind, or a part of one, it does not, whatever unit is said for all lines.
fn is_measured(line: &Place<'_>) -> bool {
    if line.quantity().is_none_or(|it| it.abs() <= Decimal::ONE) {
        return false;
    }
    let unit = Unit::parse(line.text(TextField::Unit));
    let of_use = |it: Unit| it.dimension != Dimension::Count && it.numerator < 86_400;
    let is_sure = || {
        let all = words(line.text(TextField::Service));
        let has = |list: &str| all.iter().any(|it| is_of(list, it));
        let is_fee = |it: &String| is_of(FEES, it) || is_of(CHARGES, it);
        // `Setup` is both, and alone it may be what was used.
        let is_fixed_fee = has(FIXED) && all.iter().any(|it| is_fee(it) && !is_of(FIXED, it));
        has(TAXES) || has(MONEY) || is_fixed_fee
    };
    unit.is_some_and(of_use) || !is_sure()
}

/// Whether a category says of itself that it is usage.
fn is_usage(text: &str) -> bool {
    words(text).iter().any(|it| is_of(MEASURED, it))
}

/// Whether a text names what usage does not measure: the charge categories of FOCUS other than
/// usage, and the words that bills use for them.
fn is_charge(text: &str) -> bool {
    let all = words(text);
    let has = |list: &str| all.iter().any(|it| is_of(list, it));
    let is_usage = has(MEASURED) || follow(&all, "per", "call");
    if is_of(FEES, &canonical(text))
        || (!is_usage && (has(TAXES) || has(MONEY) || follow(&all, "mw", "st")))
        || (has("minimo") && has("consumo compromiso cargo"))
        || (has("note memo nota") && has("credit debit credito debito"))
    {
        return true;
    }
    // `Tax - calls` and `Calls: tax` are taxes.
    let parts = text.split([':', '(', ',', '|', '–']).flat_map(|it| it.split(" - "));
    parts.map(words).any(|it| names_charge(&it, is_usage))
}

/// The same of a part of a text. What is meant stands last in English and German, and first in the others.
fn names_charge(part: &[String], is_usage: bool) -> bool {
    // `Pro licence` begins with such a word and is for nothing.
    let mut parts = part.split(|it| is_of(FOR, it));
    let part = parts.find(|it| !it.is_empty()).unwrap_or_default();
    let (Some(first), Some(last)) = (part.first(), part.last()) else { return false };
    if is_of(TAXES, last) || is_of(MONEY, last) || is_of(CREDITS, last) {
        return true;
    }
    let is_fixed = part.iter().any(|it| is_of(FIXED, it)) || follow(part, "one", "time");
    let is_charge = is_of(CHARGES, first) || is_of(CHARGES, last);
    !is_usage && (is_of(FEES, last) || is_of(FIRST, first) || (is_charge && is_fixed))
}

fn is_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| match it.strip_prefix('-') {
        Some(end) => word.ends_with(end),
        None => it == word,
    })
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
            "Pro licence",
            "MwSt. 19 %",
            "Umsatzsteuer",
            "Grundgebühr",
            "Gebühr für die Einrichtung",
            "Monatspauschale",
            "Mengenrabatt",
            "Gutschrift vom März",
            "Monatliches Entgelt",
            "TVA 20 %",
            "Frais de mise en service",
            "Remise commerciale",
            "Abonnement mensuel",
            "Avoir sur facture",
            "Imposta di bollo",
            "Canone mensile",
            "Sconto quantità",
            "Nota di credito",
            "ICMS",
            "Taxa de instalação",
            "Mensalidade",
            "Desconto por volume",
            "Assinatura",
            "Federal USF",
            "E911",
            "Universal Service Fund",
            "Regulatory cost recovery",
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
            "Gebühr pro Anruf",
            "Gespräche",
            "Sprachminuten",
            "Nutzung",
            "Frais par appel",
            "Consommation",
            "Minutes voix",
            "Traffico voce",
            "Canone per chiamata",
            "Chamadas IVR",
            "Taxa por chamada",
            "Sessões de chat",
        ] {
            assert!(!is_charge(text), "{text}");
        }
    }
}
