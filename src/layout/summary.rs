//! Rows that add up others, known by their name.

use crate::dataset::TextField;
use crate::layout::Draft;
use crate::normalize::header::{canonical, is_among};

/// What such a row is called, in canonical form.
const NAMES: &str = "total totals grandtotal subtotal sum totalsum invoicetotal totaldue amountdue balancedue \
    nettotal totalnet grosstotal totalgross totalamount totalcharges totalusage suma sumatotal \
    totalgeneral totalfactura totalapagar totalneto importetotal montototal valortotal \
    totalimporte summe gesamt gesamtsumme gesamtbetrag zwischensumme endsumme rechnungsbetrag \
    totalgeral soustotal totalht totalttc totale totaal nettobetrag nettosumme summenetto \
    bruttobetrag bruttosumme summebrutto rechnungssumme zahlbetrag totalhorstaxes totalhorstaxe \
    montanttotal netapayer imponibile totaleimponibile totalefattura totaledapagare totalfatura \
    totalliquido valorapagar";

/// Whether an id may be the name of a sum rather than an id: it has no digit.
pub(super) fn is_unnumbered(id: &[u8]) -> bool {
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
    let ids = [&draft.line_id, &draft.row.id].map(|it| String::from_utf8_lossy(it));
    is_unnumbered(&draft.row.id)
        && (texts.into_iter().any(|it| names_sum(draft.text(it)))
            || ids.iter().any(|it| names_sum(it)))
}

/// Whether a text is such a name, by itself or with a currency beside it (`TOTAL USD`).
#[cold]
#[inline(never)]
pub fn names_sum(text: &str) -> bool {
    // Names are short; what is longer is looked at no further.
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
            assert!(names_sum(text), "{text}");
        }
        for text in ["", "Total Wireless", "USD", "Sum of parts", "voice", "SUM SMS 5"] {
            assert!(!names_sum(text), "{text}");
        }
    }
}
