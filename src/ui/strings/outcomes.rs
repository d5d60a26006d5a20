//! Outcomes and flags in words.

use crate::domain::Outcome;
use crate::names::{self, Names};

/// An outcome in words of three lengths; its name stands apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeText {
    /// In a cell of the grid: `Amount`.
    pub short: &'static str,
    /// Behind a count in a sum: `amount differs`; behind one, and behind any other.
    terms: [&'static str; 2],
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

impl OutcomeText {
    /// Behind a count in a sum.
    pub fn term(self, count: u64) -> &'static str {
        let [one, many] = self.terms;
        if count == 1 { one } else { many }
    }

    /// The same with another word behind one.
    const fn one(self, one: &'static str) -> Self {
        let [_, many] = self.terms;
        Self { terms: [one, many], ..self }
    }
}

/// The texts.
pub struct Outcomes {
    /// An outcome in words.
    pub of: fn(Outcome) -> OutcomeText,
    /// What outcomes and flags are called.
    pub called: &'static Names,
}

/// English.
pub static EN: Outcomes = Outcomes { of: of_en, called: &names::EN };

/// Spanish.
pub static ES: Outcomes = Outcomes { of: of_es, called: &names::ES };

const fn text(short: &'static str, term: &'static str, meaning: &'static str) -> OutcomeText {
    OutcomeText { short, terms: [term, term], meaning }
}

fn of_en(outcome: Outcome) -> OutcomeText {
    match outcome {
        Outcome::Matched => text("Matched", "matched", "Both sides agree exactly."),
        Outcome::WithinTolerance => text(
            "In tolerance",
            "within tolerance",
            "They differ by no more than the policy allows.",
        ),
        Outcome::QuantityVariance => text(
            "Quantity",
            "quantity differs",
            "The billed quantity is not what was used; the price is right.",
        ),
        Outcome::RateVariance => text(
            "Price",
            "price differs",
            "The quantity is right; the price is not the rate card’s.",
        ),
        Outcome::AmountVariance => text(
            "Amount",
            "amount differs",
            "Quantity and price both differ, or no rate explains the amount.",
        ),
        Outcome::UnbilledUsage => {
            text("Never billed", "never billed", "Usage without a line on the bill.")
        }
        Outcome::BilledWithoutUsage => {
            text("No usage", "no usage", "A line on the bill without usage.")
        }
        Outcome::DuplicateUsage => {
            text("Repeated", "repeated", "The record repeats one that is already accounted for.")
        }
        Outcome::DuplicateLine => text(
            "Billed twice",
            "billed twice",
            "The line repeats one that is already accounted for.",
        ),
        Outcome::OutOfPeriod => {
            text("Outside", "outside the period", "It lies outside the period that is reconciled.")
        }
        Outcome::Ambiguous => text(
            "Ambiguous",
            "ambiguous",
            "Several counterparts fit equally well, so none was picked.",
        ),
        Outcome::NotComparable => text(
            "Not comparable",
            "not comparable",
            "Unit or currency of the two sides cannot be compared.",
        ),
        Outcome::NonUsage => text(
            "Not usage",
            "not usage",
            "Subscription, fee, credit or tax: not measured by usage.",
        ),
    }
}

fn of_es(outcome: Outcome) -> OutcomeText {
    match outcome {
        Outcome::Matched => {
            text("Coincide", "coinciden", "Los dos lados coinciden exactamente.").one("coincide")
        }
        Outcome::WithinTolerance => text(
            "En tolerancia",
            "en tolerancia",
            "Difieren en no más de lo que permiten las reglas.",
        ),
        Outcome::QuantityVariance => text(
            "Cantidad",
            "con otra cantidad",
            "La cantidad facturada no es la consumida; el precio es correcto.",
        ),
        Outcome::RateVariance => text(
            "Precio",
            "con otro precio",
            "La cantidad es correcta; el precio no es el de la tarifa.",
        ),
        Outcome::AmountVariance => text(
            "Importe",
            "con otro importe",
            "Difieren cantidad y precio, o ninguna tarifa explica el importe.",
        ),
        Outcome::UnbilledUsage => {
            text("Sin facturar", "sin facturar", "Consumo sin línea en la factura.")
        }
        Outcome::BilledWithoutUsage => {
            text("Sin consumo", "sin consumo", "Una línea de la factura sin consumo.")
        }
        Outcome::DuplicateUsage => {
            text("Repetido", "repetidos", "El registro repite otro que ya está contado.")
                .one("repetido")
        }
        Outcome::DuplicateLine => {
            text("Dos veces", "facturadas dos veces", "La línea repite otra que ya está contada.")
                .one("facturada dos veces")
        }
        Outcome::OutOfPeriod => {
            text("Fuera", "fuera de período", "Queda fuera del período que se concilia.")
        }
        Outcome::Ambiguous => text(
            "Ambiguo",
            "sin par claro",
            "Varias contrapartes encajan igual de bien; no se eligió ninguna.",
        ),
        Outcome::NotComparable => text(
            "No comparable",
            "no comparables",
            "La unidad o la moneda de los dos lados no se pueden comparar.",
        )
        .one("no comparable"),
        Outcome::NonUsage => text(
            "No es consumo",
            "que no son consumo",
            "Suscripción, cargo, abono o impuesto: no se mide por consumo.",
        )
        .one("que no es consumo"),
    }
}
