//! What outcomes, flags and vendors are called, in the languages there are: the same on the page and in
//! files.
//!
//! May import: `domain`. Deliberately absent: sentences and counts, which the page and files write as
//! each of them needs (`ui::strings`, `export`).

use crate::domain::{Flag, Outcome};

/// The names of a language.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// An outcome's.
    pub outcome: fn(Outcome) -> &'static str,
    /// What a flag says, such as `no rate fits`.
    pub flag: fn(Flag) -> &'static str,
}

/// A vendor's name by its short name, the same in every language.
pub fn vendor_name(code: &str) -> &str {
    match code {
        "kore" => "Kore.ai",
        "dma" => "Poly DMA",
        "evo" => "Evo Voice",
        "twilio" => "Twilio",
        "asterisk" => "Asterisk",
        "freeswitch" => "FreeSWITCH",
        "3cx" => "3CX",
        other => other,
    }
}

/// English.
pub static EN: Names = Names { outcome: outcome_en, flag: flag_en };

/// Spanish.
pub static ES: Names = Names { outcome: outcome_es, flag: flag_es };

fn outcome_en(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Matched => "Matched",
        Outcome::WithinTolerance => "Within tolerance",
        Outcome::QuantityVariance => "Quantity differs",
        Outcome::RateVariance => "Price differs",
        Outcome::AmountVariance => "Amount differs",
        Outcome::UnbilledUsage => "Never billed",
        Outcome::BilledWithoutUsage => "No usage",
        Outcome::DuplicateUsage => "Usage repeated",
        Outcome::DuplicateLine => "Billed twice",
        Outcome::OutOfPeriod => "Outside period",
        Outcome::Ambiguous => "Ambiguous",
        Outcome::NotComparable => "Not comparable",
        Outcome::NonUsage => "Not usage",
    }
}

fn outcome_es(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Matched => "Coincide",
        Outcome::WithinTolerance => "En tolerancia",
        Outcome::QuantityVariance => "Cantidad distinta",
        Outcome::RateVariance => "Precio distinto",
        Outcome::AmountVariance => "Importe distinto",
        Outcome::UnbilledUsage => "Sin facturar",
        Outcome::BilledWithoutUsage => "Sin consumo",
        Outcome::DuplicateUsage => "Consumo repetido",
        Outcome::DuplicateLine => "Facturado dos veces",
        Outcome::OutOfPeriod => "Fuera de período",
        Outcome::Ambiguous => "Ambiguo",
        Outcome::NotComparable => "No comparable",
        Outcome::NonUsage => "No es consumo",
    }
}

fn flag_en(flag: Flag) -> &'static str {
    match flag {
        Flag::ConflictingContent => "the same id was read with other content",
        Flag::Overlapping => "overlaps another session of its conversation",
        Flag::CounterpartOutOfPeriod => "its counterpart lies outside the period",
        Flag::RoundingExplains => "another rounding rule would explain the difference",
        Flag::LineArithmetic => "the amount is not quantity × price",
        Flag::NoRate => "no rate fits",
        Flag::PriceDiffers => "the price differs, the amount does not",
        Flag::Late => "dated before the period: billed late, or on another bill too",
        Flag::CurrencyDiffers => "currencies differ",
        Flag::UnitDiffers => "units differ in kind",
        Flag::UnitMissing => "the line states no unit; the settings of its file can",
        Flag::NothingToCompare => "nothing is known to hold the amount against",
    }
}

fn flag_es(flag: Flag) -> &'static str {
    match flag {
        Flag::ConflictingContent => "el mismo id se leyó con otro contenido",
        Flag::Overlapping => "se solapa con otra sesión de su conversación",
        Flag::CounterpartOutOfPeriod => "su contraparte está fuera del período",
        Flag::RoundingExplains => "otra regla de redondeo explicaría la diferencia",
        Flag::LineArithmetic => "el importe no es cantidad × precio",
        Flag::NoRate => "ninguna tarifa encaja",
        Flag::PriceDiffers => "difiere el precio, no el importe",
        Flag::Late => "fechada antes del período: facturada tarde o también en otra factura",
        Flag::CurrencyDiffers => "las monedas difieren",
        Flag::UnitDiffers => "las unidades son de otra clase",
        Flag::UnitMissing => "la línea no indica unidad; los ajustes de su archivo pueden",
        Flag::NothingToCompare => "no se conoce nada con que comparar el importe",
    }
}
