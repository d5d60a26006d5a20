//! The answer of a report in a sentence and what a pack lacks, in the languages of the page. The answer says
//! no more than the page does: that two sums agree is none where rows differ or nothing was compared.

use crate::domain::verdict::{Figures, Verdict};
use crate::domain::{ExactSum, Outcome};
use crate::export::figures;
use crate::export::pack::{SheetData, SummaryRow};
use crate::export::words::Words;

/// What a pack lacks: a file was gone, no rates were given. In English.
pub(super) const GAPS_EN: [&str; 2] = [
    "A file could not be read any more when this was written: source text or hashes of files are \
     missing. Write it again with the files in their place.",
    "No rates were given: amounts were held against the costs that the usage states, or else against the \
     bill's own prices.",
];

/// The same in Spanish.
pub(super) const GAPS_ES: [&str; 2] = [
    "Un archivo ya no se pudo leer al escribir esto: faltan textos de la fuente o huellas de archivos. \
     Escríbalo de nuevo con los archivos en su lugar.",
    "No se dieron tarifas: los importes se compararon con los costos que indica el consumo o, si no los \
     indica, con los precios de la propia factura.",
];

/// Amounts with their currency, as a sentence names them; empty where there is none.
#[derive(Debug, Clone)]
pub struct Amounts {
    /// What was billed.
    pub billed: String,
    /// What should have been.
    pub expected: String,
    /// By how much they differ, without a sign.
    pub difference: String,
    /// What was billed by lines that could not be compared; empty where all of them were.
    pub open: String,
}

/// Outcomes of lines whose amount was held against nothing.
const OPEN: [Outcome; 2] = [Outcome::Ambiguous, Outcome::NotComparable];

/// How much was billed by lines that could not be compared; empty where there is none. Outcomes come with
/// what was billed in them.
pub fn not_compared<'a>(billed: impl Iterator<Item = (Outcome, &'a str)>) -> String {
    let mut sum = ExactSum::default();
    let open = billed.filter(|(outcome, _)| OPEN.contains(outcome));
    open.filter_map(|(_, it)| ExactSum::parse(it)).for_each(|it| sum.merge(&it));
    let text = sum.text();
    match text.contains('.') {
        _ if sum.is_zero() => String::new(),
        true => figures::padded(&text, figures::OF_AMOUNTS),
        false => text,
    }
}

/// What the result says about the bill in one currency, and whether that is about all of it.
pub(super) fn said(words: &Words, data: &SheetData, totals: &SummaryRow) -> (String, bool) {
    let own = data.outcomes.iter().filter(|it| it.currency == totals.currency);
    let figures = Figures {
        records: data.proof.records_in,
        lines: data.proof.lines_in,
        expected: &totals.expected,
        difference: &totals.difference,
    };
    let rows = own.clone().filter(|it| it.records + it.lines > 0);
    let verdict = Verdict::of(&figures, rows.map(|it| it.outcome));
    let open = not_compared(own.map(|it| (it.outcome, it.billed.as_str())));
    let difference = totals.difference.trim_start_matches('-');
    let figures = [totals.billed.as_str(), &totals.expected, difference, &open];
    let places = figures::places(figures, figures::OF_AMOUNTS);
    // An amount that is not known has no currency either.
    let [billed, expected, difference, open] = figures.map(|it| match it {
        "" => String::new(),
        it => {
            let figure = figures::marked(&figures::padded(it, places), words.mark);
            [totals.currency.as_str(), &figure].join(" ").trim().to_owned()
        }
    });
    let is_whole = open.is_empty();
    ((words.answer)(verdict, &Amounts { billed, expected, difference, open }), is_whole)
}

/// In English.
pub(super) fn en(verdict: Verdict, it: &Amounts) -> String {
    let Amounts { billed, expected, difference, open } = it;
    let compared = |end: &str| match open.as_str() {
        "" => format!("Billed {billed}; by the usage it should have been {expected}: {end}"),
        open => format!(
            "Billed {billed}; by the usage, with {open} that could not be compared as billed, it should have been \
             {expected}: {end}"
        ),
    };
    let cannot_tell = |why: &str| {
        let billed = if billed.is_empty() { String::new() } else { format!("Billed {billed}. ") };
        format!("{billed}Nobody can tell yet whether the bill is right: {why}")
    };
    match verdict {
        Verdict::TooMuch => compared(&format!("{difference} too much.")),
        Verdict::TooLittle => compared(&format!("{difference} too little.")),
        Verdict::Right => compared("the two agree."),
        Verdict::RightInSum => compared("the total is right, but not every line."),
        Verdict::RightAsFar if !open.is_empty() => {
            format!(
                "Billed {billed}. {open} of it could not be compared; no difference was found in the rest."
            )
        }
        Verdict::RightAsFar => {
            compared("no difference was found, but not every row can be compared.")
        }
        Verdict::NothingHeld => cannot_tell("no row of it could be compared with the usage."),
        Verdict::NoRates => {
            cannot_tell("no rate says what the usage costs, so amounts were not compared.")
        }
        Verdict::NoUsage => cannot_tell("there is no usage to hold it against."),
        Verdict::NoBill => "There is usage, but no bill to hold it against.".to_owned(),
    }
}

/// In Spanish.
pub(super) fn es(verdict: Verdict, it: &Amounts) -> String {
    let Amounts { billed, expected, difference, open } = it;
    let compared = |end: &str| match open.as_str() {
        "" => format!("Se facturó {billed}; según el consumo debía ser {expected}: {end}"),
        open => format!(
            "Se facturó {billed}; según el consumo, con {open} que no se pudo comparar tal como se facturó, debía \
             ser {expected}: {end}"
        ),
    };
    let cannot_tell = |why: &str| {
        let billed =
            if billed.is_empty() { String::new() } else { format!("Se facturó {billed}. ") };
        format!("{billed}Aún no se puede saber si la factura es correcta: {why}")
    };
    match verdict {
        Verdict::TooMuch => compared(&format!("{difference} de más.")),
        Verdict::TooLittle => compared(&format!("{difference} de menos.")),
        Verdict::Right => compared("los dos coinciden."),
        Verdict::RightInSum => compared("el total es correcto, pero no todas las líneas."),
        Verdict::RightAsFar if !open.is_empty() => {
            format!(
                "Se facturó {billed}. {open} de ello no se pudo comparar; en el resto no hay diferencias."
            )
        }
        Verdict::RightAsFar => {
            compared("no hay diferencias, pero no todas las filas se pueden comparar.")
        }
        Verdict::NothingHeld => {
            cannot_tell("ninguna de sus filas se pudo comparar con el consumo.")
        }
        Verdict::NoRates => cannot_tell(
            "ninguna tarifa dice cuánto cuesta el consumo, así que no se compararon importes.",
        ),
        Verdict::NoUsage => cannot_tell("no hay consumo con que compararla."),
        Verdict::NoBill => "Hay consumo, pero no hay factura con que compararlo.".to_owned(),
    }
}
