//! The answer in a word: what a result says about the bill.

use crate::domain::Outcome;
use crate::domain::outcome::Standing;
use crate::engine::protocol::{ResultView, Totals};
use crate::ui::format;

/// What a result says about the bill in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// More was billed than should have been.
    TooMuch,
    /// Less was billed.
    TooLittle,
    /// The sum and every row agree.
    Right,
    /// The sum agrees, rows do not.
    RightInSum,
    /// Nothing differs, but not every row can be compared.
    RightAsFar,
    /// There is usage, but no bill.
    NoBill,
    /// There is a bill, but no usage.
    NoUsage,
    /// What should have been charged is not known.
    NoRates,
    /// There is nothing that could be compared.
    NothingHeld,
}

impl Verdict {
    /// The verdict of a result on one of its currencies.
    pub fn of(result: &ResultView, totals: &Totals) -> Self {
        if result.proof.lines_in == 0 {
            return Self::NoBill;
        }
        if result.proof.records_in == 0 {
            return Self::NoUsage;
        }
        if totals.expected.is_empty() || totals.difference.is_empty() {
            return Self::NoRates;
        }
        if format::is_zero(&totals.difference) {
            let mut rows = result.outcomes.iter().filter(|it| {
                let is_mine = it.currency == totals.currency;
                is_mine && it.records + it.lines > 0
            });
            let open = [Outcome::Ambiguous, Outcome::NotComparable];
            if rows.clone().any(|it| it.outcome.standing() == Standing::Differs) {
                Self::RightInSum
            } else if rows.clone().any(|it| open.contains(&it.outcome)) {
                let held = [Outcome::Matched, Outcome::WithinTolerance];
                if rows.any(|it| held.contains(&it.outcome)) {
                    Self::RightAsFar
                } else {
                    Self::NothingHeld
                }
            } else {
                Self::Right
            }
        } else if totals.difference.starts_with('-') {
            Self::TooLittle
        } else {
            Self::TooMuch
        }
    }

    /// How it is coloured and marked.
    pub fn standing(self) -> Standing {
        match self {
            Self::Right => Standing::Agrees,
            Self::TooMuch | Self::TooLittle | Self::RightInSum => Standing::Differs,
            Self::RightAsFar | Self::NoBill | Self::NoUsage | Self::NoRates | Self::NothingHeld => {
                Standing::CannotTell
            }
        }
    }
}
