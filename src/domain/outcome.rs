//! The one verdict that every usage record and every invoice line ends in, and extra facts.

use serde::{Deserialize, Serialize};

/// What became of a record or a line. Every row that was read has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Outcome {
    /// Both sides agree exactly.
    Matched = 0,
    /// They differ by no more than the policy allows.
    WithinTolerance = 1,
    /// Quantity differs, unit price agrees.
    QuantityVariance = 2,
    /// Quantity agrees, unit price differs from the rate card.
    RateVariance = 3,
    /// Quantity and price both differ, or the amount does and no rate explains it.
    AmountVariance = 4,
    /// Usage with no line.
    UnbilledUsage = 5,
    /// Line with no usage.
    BilledWithoutUsage = 6,
    /// A repeat of a usage record that is already accounted for.
    DuplicateUsage = 7,
    /// A repeat of a line that is already accounted for.
    DuplicateLine = 8,
    /// Outside the reconciled period.
    OutOfPeriod = 9,
    /// Several equally good counterparts.
    Ambiguous = 10,
    /// Unit or currency cannot be compared.
    NotComparable = 11,
    /// Subscription, fee, credit, tax: not measured by usage.
    NonUsage = 12,
}

/// What an outcome says about the bill, told on the page by shape as well as colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// The bill is right here.
    Agrees,
    /// The bill and the usage differ.
    Differs,
    /// The data cannot tell.
    CannotTell,
}

impl Outcome {
    /// Every outcome, in the order of the table in the documentation.
    pub const ALL: [Self; 13] = [
        Self::Matched,
        Self::WithinTolerance,
        Self::QuantityVariance,
        Self::RateVariance,
        Self::AmountVariance,
        Self::UnbilledUsage,
        Self::BilledWithoutUsage,
        Self::DuplicateUsage,
        Self::DuplicateLine,
        Self::OutOfPeriod,
        Self::Ambiguous,
        Self::NotComparable,
        Self::NonUsage,
    ];

    /// The stable code used in JSON, CSV and test ids.
    pub fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::WithinTolerance => "within_tolerance",
            Self::QuantityVariance => "quantity_variance",
            Self::RateVariance => "rate_variance",
            Self::AmountVariance => "amount_variance",
            Self::UnbilledUsage => "unbilled_usage",
            Self::BilledWithoutUsage => "billed_without_usage",
            Self::DuplicateUsage => "duplicate_usage",
            Self::DuplicateLine => "duplicate_line",
            Self::OutOfPeriod => "out_of_period",
            Self::Ambiguous => "ambiguous",
            Self::NotComparable => "not_comparable",
            Self::NonUsage => "non_usage",
        }
    }

    /// The position in [`Outcome::ALL`], as stored in packed columns.
    pub fn index(self) -> u8 {
        Self::ALL.iter().zip(0u8..).find(|(it, _)| **it == self).map_or(0, |(_, index)| index)
    }

    /// The outcome at a position, or `None` past the end.
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }

    /// Reads a code written by [`Outcome::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether the bill agrees, differs, or cannot be told.
    pub fn standing(self) -> Standing {
        match self {
            Self::Matched | Self::WithinTolerance | Self::NonUsage => Standing::Agrees,
            Self::Ambiguous | Self::NotComparable | Self::DuplicateUsage => Standing::CannotTell,
            _ => Standing::Differs,
        }
    }
}

/// An extra fact about a row; a row may carry several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Flag {
    /// The same id was read with other content.
    ConflictingContent = 0,
    /// The session overlaps another of its conversation.
    Overlapping = 1,
    /// The counterpart exists, but outside the reconciled period.
    CounterpartOutOfPeriod = 2,
    /// Rounding each record instead of the sum, or the reverse, would explain the difference.
    RoundingExplains = 3,
    /// The line's amount is not its quantity times its unit price.
    LineArithmetic = 4,
    /// No rate of the rate card fits.
    NoRate = 5,
    /// The unit price differs although the amount agrees.
    PriceDiffers = 6,
    /// The line is dated before the reconciled period: it was billed late, or is on another bill too.
    Late = 7,
    /// Currencies differ.
    CurrencyDiffers = 8,
    /// Units differ in kind.
    UnitDiffers = 9,
    /// The line states no unit, and nothing tells which it is.
    UnitMissing = 10,
    /// Nothing is known that the line could be held against: it states neither quantity nor price where
    /// the usage has no cost and no rate, or some of its usage cannot be measured as its rate asks.
    NothingToCompare = 11,
}

impl Flag {
    /// Every flag, in the order of its bit.
    pub const ALL: [Self; 12] = [
        Self::ConflictingContent,
        Self::Overlapping,
        Self::CounterpartOutOfPeriod,
        Self::RoundingExplains,
        Self::LineArithmetic,
        Self::NoRate,
        Self::PriceDiffers,
        Self::Late,
        Self::CurrencyDiffers,
        Self::UnitDiffers,
        Self::UnitMissing,
        Self::NothingToCompare,
    ];

    /// The stable code used in JSON and CSV.
    pub fn code(self) -> &'static str {
        match self {
            Self::ConflictingContent => "conflicting_content",
            Self::Overlapping => "overlapping",
            Self::CounterpartOutOfPeriod => "counterpart_out_of_period",
            Self::RoundingExplains => "rounding_explains",
            Self::LineArithmetic => "line_arithmetic",
            Self::NoRate => "no_rate",
            Self::PriceDiffers => "price_differs",
            Self::Late => "late",
            Self::CurrencyDiffers => "currency_differs",
            Self::UnitDiffers => "unit_differs",
            Self::UnitMissing => "unit_missing",
            Self::NothingToCompare => "nothing_to_compare",
        }
    }
}

/// A small set of [`Flag`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Flags(pub u32);

impl Flags {
    /// The set with one more flag.
    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | Self::bit(flag))
    }

    /// Whether the flag is in the set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & Self::bit(flag) != 0
    }

    /// The flags of the set in their fixed order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    fn bit(flag: Flag) -> u32 {
        Flag::ALL.iter().zip(0u32..).find(|(it, _)| **it == flag).map_or(0, |(_, bit)| 1 << bit)
    }
}
