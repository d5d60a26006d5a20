//! The answer of a report in a sentence and what a pack lacks, in the languages of the page. The answer says
//! no more than the page does: that two sums agree is none where rows differ or nothing was compared.

use crate::domain::verdict::Verdict;

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
}

/// In English.
pub(super) fn en(verdict: Verdict, it: &Amounts) -> String {
    let Amounts { billed, expected, difference } = it;
    let compared =
        |end: &str| format!("Billed {billed}; by the usage it should have been {expected}: {end}");
    let cannot_tell = |why: &str| {
        let billed = if billed.is_empty() { String::new() } else { format!("Billed {billed}. ") };
        format!("{billed}Nobody can tell yet whether the bill is right: {why}")
    };
    match verdict {
        Verdict::TooMuch => compared(&format!("{difference} too much.")),
        Verdict::TooLittle => compared(&format!("{difference} too little.")),
        Verdict::Right => compared("the two agree."),
        Verdict::RightInSum => compared("the total is right, but not every line."),
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
    let Amounts { billed, expected, difference } = it;
    let compared =
        |end: &str| format!("Se facturó {billed}; según el consumo debía ser {expected}: {end}");
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
