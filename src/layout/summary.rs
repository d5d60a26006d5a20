//! Rows that add up others, known by their name.

use crate::dataset::TextField;
use crate::layout::Draft;
use crate::normalize::header::{canonical, is_among, words};

/// What such a row is called, in canonical form.
const NAMES: &str = "total totals grandtotal subtotal sum totalsum invoicetotal totaldue amountdue balancedue \
    nettotal totalnet grosstotal totalgross totalamount totalcharges totalusage suma sumatotal \
    totalgeneral totalfactura totalapagar totalneto importetotal montototal valortotal \
    totalimporte summe gesamt gesamtsumme gesamtbetrag zwischensumme endsumme rechnungsbetrag \
    totalgeral soustotal totalht totalttc totale totaal nettobetrag nettosumme summenetto \
    bruttobetrag bruttosumme summebrutto rechnungssumme zahlbetrag totalhorstaxes totalhorstaxe \
    montanttotal netapayer imponibile totaleimponibile totalefattura totaledapagare totalfatura \
    totalliquido valorapagar";

/// How the name of a sum of some rows begins, in canonical form: what they have in common is named behind it
/// (`Subtotal A1`, `Total for A1`). `Total` and a name may be a service.
const PARTS: &str = "subtotal subtotals subtotale subtotali subtotales subtotais subtotaal soustotal soustotaux \
    zwischensumme zwischensummen teilsumme totalparcial sumaparcial totaleparziale totalfor totalof totalsfor \
    totalde totaldel totalda totaldo totaldu totaldes totalpara totalpor totalpour totaleper totaledi \
    totaledel totaledella totaalvoor summefur gesamtfur gesamtsummefur";

/// Whether an id may be the name of a sum rather than an id: it has no digit, or several words.
pub(super) fn may_be_sum(id: &[u8]) -> bool {
    is_unnumbered(id) || id.contains(&b' ')
}

fn is_unnumbered(id: &[u8]) -> bool {
    !id.iter().any(u8::is_ascii_digit)
}

/// Whether a record that lacks what only records have is named as the sum of others.
#[cold]
#[inline(never)]
pub fn is_summary(draft: &Draft<'_>) -> bool {
    let texts = [
        TextField::Service,
        TextField::Category,
        TextField::Invoice,
        TextField::Account,
        TextField::Channel,
    ];
    let id = String::from_utf8_lossy(&draft.row.id);
    names_sum(&id)
        || is_sum_of_name(&id)
        || is_unnumbered(id.as_bytes())
            && (texts.into_iter().any(|it| names_sum(draft.text(it)))
                || names_sum(&String::from_utf8_lossy(&draft.line_id)))
}

/// Whether an id of several words is that of a sum: `Total ACME`, `ACME total`. As the name of a service it
/// would say nothing.
fn is_sum_of_name(id: &str) -> bool {
    let is_name = |it: &str| is_among(NAMES, &canonical(it));
    id.split_once(' ').is_some_and(|it| is_name(it.0))
        || id.rsplit_once(' ').is_some_and(|it| is_name(it.1))
}

/// Whether a text is the name of a sum of some rows only, whatever follows.
#[cold]
#[inline(never)]
pub fn names_part(text: &str) -> bool {
    // Most texts are too short for any of them.
    if text.len() < 8 {
        return false;
    }
    let first: Vec<&str> = text.split_ascii_whitespace().take(2).collect();
    let mut words = words(&first.join(" ")).into_iter();
    let first = words.next().unwrap_or_default();
    is_among(PARTS, &first) || is_among(PARTS, &[first, words.next().unwrap_or_default()].concat())
}

/// Whether a text is such a name, by itself or with a currency beside it (`TOTAL USD`).
#[cold]
#[inline(never)]
pub fn names_sum(text: &str) -> bool {
    if names_part(text) {
        return true;
    }
    // Other names are short; what is longer is looked at no further.
    if text.len() > 40 {
        return false;
    }
    let is_name = |it: &str| is_among(NAMES, &canonical(it));
    if is_name(text) {
        return true;
    }
    let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
    let is_code = |it: &&str| {
        let bare = it.trim_matches(['(', ')', ':']);
        bare.len() == 3 && bare.bytes().all(|it| it.is_ascii_uppercase())
    };
    if words.len() < 2 {
        return false;
    }
    if words.last().is_some_and(is_code) {
        words.pop();
    } else if words.first().is_some_and(is_code) {
        words.remove(0);
    } else {
        return false;
    }
    is_name(&words.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_sums_by_their_names() {
        for text in
            ["Total", "TOTAL:", "Grand total", "Gesamt", "TOTAL USD", "EUR Summe", "Total (EUR)"]
        {
            assert!(names_sum(text) && !names_part(text), "{text}");
        }
        for text in ["", "Total Wireless", "USD", "Sum of parts", "voice", "SUM SMS 5"] {
            assert!(!names_sum(text), "{text}");
        }
    }

    #[test]
    fn knows_sums_of_some_rows_by_how_their_names_begin() {
        for text in [
            "Subtotal",
            "Sub-total",
            "Sub total",
            "SUBTOTAL:",
            "Zwischensumme",
            "Sous-total",
            "subtotale",
            "Subtotal A1",
            "Sub-total for A1",
            "Sub total: A1",
            "Subtotal-A1",
            "Zwischensumme Konto 12",
            "Sous-total HT",
            "Subtotal of the account that has the longest name of all accounts",
            "Total for A1",
            "Totals for A1",
            "Total de llamadas",
            "Total pour A1",
            "Totale per A1",
            "Summe für A1",
        ] {
            assert!(names_part(text) && names_sum(text), "{text}");
        }
        let others = [
            "Total",
            "Total due",
            "Total A1",
            "Total Connect",
            "Submarine",
            "Sub Totally Free",
            "-",
        ];
        for text in others {
            assert!(!names_part(text), "{text}");
        }
    }
}
