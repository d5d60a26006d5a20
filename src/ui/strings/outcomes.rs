//! Outcomes and flags in words.

use crate::domain::{Flag, Outcome};

/// An outcome in words of four lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeText {
    /// In lists: `Amount differs`.
    pub name: &'static str,
    /// In a cell of the grid: `Amount`.
    pub short: &'static str,
    /// Behind a count in a sum: `amount differs`.
    pub term: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// The texts.
pub struct Outcomes {
    /// An outcome in words.
    pub of: fn(Outcome) -> OutcomeText,
    /// A flag in words, such as `amount is not quantity × price`.
    pub flag: fn(Flag) -> &'static str,
}

/// English.
pub static EN: Outcomes = Outcomes { of: of_en, flag: flag_en };

/// Spanish.
pub static ES: Outcomes = Outcomes { of: of_es, flag: flag_es };

const fn text(
    name: &'static str,
    short: &'static str,
    term: &'static str,
    meaning: &'static str,
) -> OutcomeText {
    OutcomeText { name, short, term, meaning }
}

fn of_en(outcome: Outcome) -> OutcomeText {
    match outcome {
        Outcome::Matched => text("Matched", "Matched", "matched", "Both sides agree exactly."),
        Outcome::WithinTolerance => text(
            "Within tolerance",
            "In tolerance",
            "within tolerance",
            "They differ by no more than the policy allows.",
        ),
        Outcome::QuantityVariance => text(
            "Quantity differs",
            "Quantity",
            "quantity differs",
            "The billed quantity is not what was used; the price is right.",
        ),
        Outcome::RateVariance => text(
            "Price differs",
            "Price",
            "price differs",
            "The quantity is right; the price is not the rate card’s.",
        ),
        Outcome::AmountVariance => text(
            "Amount differs",
            "Amount",
            "amount differs",
            "Quantity and price both differ, or no rate explains the amount.",
        ),
        Outcome::UnbilledUsage => text(
            "Never billed",
            "Never billed",
            "never billed",
            "Usage without a line on the bill.",
        ),
        Outcome::BilledWithoutUsage => {
            text("No usage", "No usage", "no usage", "A line on the bill without usage.")
        }
        Outcome::DuplicateUsage => text(
            "Usage repeated",
            "Repeated",
            "repeated",
            "The record repeats one that is already accounted for.",
        ),
        Outcome::DuplicateLine => text(
            "Billed twice",
            "Billed twice",
            "billed twice",
            "The line repeats one that is already accounted for.",
        ),
        Outcome::OutOfPeriod => text(
            "Outside period",
            "Outside",
            "outside the period",
            "It lies outside the period that is reconciled.",
        ),
        Outcome::Ambiguous => text(
            "Ambiguous",
            "Ambiguous",
            "ambiguous",
            "Several counterparts fit equally well, so none was picked.",
        ),
        Outcome::NotComparable => text(
            "Not comparable",
            "Not comparable",
            "not comparable",
            "Unit or currency of the two sides cannot be compared.",
        ),
        Outcome::NonUsage => text(
            "Not usage",
            "Not usage",
            "not usage",
            "Subscription, fee, credit or tax: not measured by usage.",
        ),
    }
}

fn of_es(outcome: Outcome) -> OutcomeText {
    match outcome {
        Outcome::Matched => {
            text("Coincide", "Coincide", "coinciden", "Los dos lados coinciden exactamente.")
        }
        Outcome::WithinTolerance => text(
            "En tolerancia",
            "En tolerancia",
            "en tolerancia",
            "Difieren en no más de lo que permiten las reglas.",
        ),
        Outcome::QuantityVariance => text(
            "Cantidad distinta",
            "Cantidad",
            "con otra cantidad",
            "La cantidad facturada no es la consumida; el precio es correcto.",
        ),
        Outcome::RateVariance => text(
            "Precio distinto",
            "Precio",
            "con otro precio",
            "La cantidad es correcta; el precio no es el de la tarifa.",
        ),
        Outcome::AmountVariance => text(
            "Importe distinto",
            "Importe",
            "con otro importe",
            "Difieren cantidad y precio, o ninguna tarifa explica el importe.",
        ),
        Outcome::UnbilledUsage => text(
            "Nunca facturado",
            "Nunca facturado",
            "nunca facturados",
            "Consumo sin línea en la factura.",
        ),
        Outcome::BilledWithoutUsage => text(
            "Sin consumo",
            "Sin consumo",
            "sin consumo",
            "Una línea de la factura sin consumo.",
        ),
        Outcome::DuplicateUsage => text(
            "Consumo repetido",
            "Repetido",
            "repetidos",
            "El registro repite otro que ya está contado.",
        ),
        Outcome::DuplicateLine => text(
            "Facturado dos veces",
            "Dos veces",
            "facturadas dos veces",
            "La línea repite otra que ya está contada.",
        ),
        Outcome::OutOfPeriod => text(
            "Fuera de período",
            "Fuera",
            "fuera de período",
            "Queda fuera del período que se concilia.",
        ),
        Outcome::Ambiguous => text(
            "Ambiguo",
            "Ambiguo",
            "ambiguos",
            "Varias contrapartes encajan igual de bien; no se eligió ninguna.",
        ),
        Outcome::NotComparable => text(
            "No comparable",
            "No comparable",
            "no comparables",
            "La unidad o la moneda de los dos lados no se pueden comparar.",
        ),
        Outcome::NonUsage => text(
            "No es consumo",
            "No es consumo",
            "que no son consumo",
            "Suscripción, cargo, abono o impuesto: no se mide por consumo.",
        ),
    }
}

fn flag_en(flag: Flag) -> &'static str {
    match flag {
        Flag::ConflictingContent => "the same id was read with other content",
        Flag::Overlapping => "overlaps another session of its conversation",
        Flag::CounterpartOutOfPeriod => "its counterpart lies outside the period",
        Flag::RoundingExplains => "another rounding rule would explain it",
        Flag::LineArithmetic => "amount is not quantity × price",
        Flag::NoRate => "no rate fits",
        Flag::PriceDiffers => "the price differs, the amount does not",
        Flag::Late => "dated before the period: billed late, or on another bill too",
        Flag::CurrencyDiffers => "currencies differ",
        Flag::UnitDiffers => "units differ",
        Flag::UnitMissing => "the line states no unit",
    }
}

fn flag_es(flag: Flag) -> &'static str {
    match flag {
        Flag::ConflictingContent => "el mismo id se leyó con otro contenido",
        Flag::Overlapping => "se solapa con otra sesión de su conversación",
        Flag::CounterpartOutOfPeriod => "su contraparte está fuera del período",
        Flag::RoundingExplains => "otra regla de redondeo lo explicaría",
        Flag::LineArithmetic => "el importe no es cantidad × precio",
        Flag::NoRate => "ninguna tarifa encaja",
        Flag::PriceDiffers => "difiere el precio, no el importe",
        Flag::Late => "fechada antes del período: facturada tarde o también en otra factura",
        Flag::CurrencyDiffers => "las monedas difieren",
        Flag::UnitDiffers => "las unidades difieren",
        Flag::UnitMissing => "la línea no indica unidad",
    }
}
