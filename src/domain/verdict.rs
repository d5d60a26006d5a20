//! The answer in a word: what the figures of a result say about the bill in one currency.

use crate::domain::Outcome;
use crate::domain::outcome::Standing;

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

/// What a verdict is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures<'a> {
    /// Records that were read, in all currencies.
    pub records: u64,
    /// Lines that were read, in all currencies.
    pub lines: u64,
    /// What should have been charged, as text; empty when it cannot be told.
    pub expected: &'a str,
    /// Billed minus expected, likewise.
    pub difference: &'a str,
}

impl Verdict {
    /// The verdict on figures and on the outcomes that rows of the currency have.
    pub fn of(figures: &Figures<'_>, rows: impl Iterator<Item = Outcome> + Clone) -> Self {
        let is_zero = |it: &str| it.bytes().all(|it| matches!(it, b'0' | b'.' | b'-'));
        if figures.lines == 0 {
            return Self::NoBill;
        }
        if figures.records == 0 {
            return Self::NoUsage;
        }
        if figures.expected.is_empty() || figures.difference.is_empty() {
            return Self::NoRates;
        }
        if !is_zero(figures.difference) {
            let is_less = figures.difference.starts_with('-');
            return if is_less { Self::TooLittle } else { Self::TooMuch };
        }
        let mut rows = rows;
        let open = [Outcome::Ambiguous, Outcome::NotComparable];
        if rows.clone().any(|it| it.standing() == Standing::Differs) {
            Self::RightInSum
        } else if !rows.clone().any(|it| open.contains(&it)) {
            Self::Right
        } else if rows.any(|it| matches!(it, Outcome::Matched | Outcome::WithinTolerance)) {
            Self::RightAsFar
        } else {
            Self::NothingHeld
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
