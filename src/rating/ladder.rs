//! A rate with its tiers, and the quantity of a record that it bills.

use crate::domain::{Currency, Instant};
use crate::rating::exact;
use rust_decimal::Decimal;

/// The position of a ladder in its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LadderId(pub u32);

/// What of a record is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MeasureKind {
    /// Its length; the base unit is the second.
    Duration,
    /// That it exists; the base unit is one record.
    Records,
    /// The quantity that it states; the base unit is that quantity's.
    Quantity,
}

impl MeasureKind {
    /// The name in a rate card.
    pub fn code(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::Records => "records",
            Self::Quantity => "quantity",
        }
    }

    /// Reads a name, ignoring case.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Duration, Self::Records, Self::Quantity]
            .into_iter()
            .find(|it| it.code().eq_ignore_ascii_case(code))
    }
}

/// Whether and when an amount is rounded to the policy's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Rounding {
    /// Never; the exact amount is compared.
    #[default]
    Exact,
    /// Each record's amount.
    Record,
    /// The amount of a group, after adding up.
    Sum,
}

impl Rounding {
    /// The name in a rate card; empty for [`Rounding::Exact`].
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::Record => "record",
            Self::Sum => "sum",
        }
    }

    /// Reads a name, ignoring case; blank is [`Rounding::Exact`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Exact, Self::Record, Self::Sum]
            .into_iter()
            .find(|it| it.code().eq_ignore_ascii_case(code))
    }

    /// One record's amount, rounded where this rule rounds records.
    pub fn of_record(self, amount: Decimal, places: u32) -> Decimal {
        if self == Self::Record { exact::round(amount, places) } else { amount }
    }

    /// A group's amount, rounded where this rule rounds sums.
    pub fn of_sum(self, amount: Decimal, places: u32) -> Decimal {
        if self == Self::Sum { exact::round(amount, places) } else { amount }
    }
}

/// A price from some unit of the month on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// How many units come before the first one at this price.
    pub from: Decimal,
    /// Price per unit.
    pub price: Decimal,
    /// The row of the rate card, from 1.
    pub row: u32,
}

/// Rows of a rate card that differ only in the tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Its position in the card.
    pub id: LadderId,
    /// The currency of the prices; none means that of the bill.
    pub currency: Option<Currency>,
    /// What is measured.
    pub measure: MeasureKind,
    /// Base units that one price buys; above zero.
    pub unit_size: Decimal,
    /// The least that is billed of a record, in base units.
    pub minimum: Option<Decimal>,
    /// What a record is raised to a multiple of, in base units; above zero.
    pub increment: Option<Decimal>,
    /// Units per calendar month that cost nothing.
    pub free_units: Decimal,
    /// Prices by ascending first unit; the first is from zero, so there is at least one.
    pub tiers: Vec<Tier>,
    /// How amounts are rounded.
    pub rounding: Rounding,
    /// Whether all accounts have its free units and tiers together, rather than each its own.
    pub is_shared: bool,
    /// First instant at which it holds; none: always did.
    pub valid_from: Option<Instant>,
    /// First instant at which it holds no more; none: no end.
    pub valid_until: Option<Instant>,
}

/// A measure raised to a minimum, then up to the next multiple of an increment above zero; `None` when
/// that does not fit.
pub fn raised(
    base: Decimal,
    minimum: Option<Decimal>,
    increment: Option<Decimal>,
) -> Option<Decimal> {
    let least = minimum.map_or(base, |minimum| base.max(minimum));
    let Some(increment) = increment else { return Some(least) };
    let rest = exact::remainder(least, increment)?;
    if rest.is_zero() {
        return Some(least);
    }
    exact::plus(exact::minus(least, rest)?, increment)
}

/// What a record offers to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measured {
    /// Its length in milliseconds.
    pub duration_ms: Option<i64>,
    /// The quantity that it states.
    pub quantity: Option<Decimal>,
    /// Whether it is charged for however short it is: a vendor's block that has begun. A call of no
    /// length was never answered.
    pub is_begun: bool,
}

impl Ladder {
    /// Whether it holds at an instant.
    pub fn holds_at(&self, at: Instant) -> bool {
        self.valid_from.is_none_or(|from| from <= at)
            && self.valid_until.is_none_or(|until| at < until)
    }

    /// What is billed of a record, in base units: the measure raised to `minimum`, then up to the
    /// next multiple of `increment`. A call that nobody answered is not raised. `None` when the record
    /// lacks the measure, the measure is negative, or the result does not fit.
    pub fn billable(&self, measured: Measured) -> Option<Decimal> {
        let base = match self.measure {
            MeasureKind::Duration if measured.duration_ms == Some(0) && !measured.is_begun => {
                return Some(Decimal::ZERO);
            }
            MeasureKind::Duration => exact::normal(Decimal::new(measured.duration_ms?, 3)),
            MeasureKind::Records => Decimal::ONE,
            MeasureKind::Quantity => exact::normal(measured.quantity?),
        };
        if base < Decimal::ZERO {
            return None;
        }
        raised(base, self.minimum, self.increment)
    }

    /// Base units as units of this ladder.
    pub fn units(&self, base: Decimal) -> Units {
        Units { base, unit_size: self.unit_size }
    }

    /// The free units of a month in base units; `None` when that does not fit.
    pub fn free_base(&self) -> Option<Decimal> {
        exact::times(self.free_units, self.unit_size)
    }

    /// The price of the first unit.
    pub fn first_price(&self) -> Decimal {
        self.tiers.first().map_or(Decimal::ZERO, |tier| tier.price)
    }

    /// Whether the price of a record depends on what was used before it.
    pub fn depends_on_order(&self) -> bool {
        self.tiers.len() > 1 || !self.free_units.is_zero()
    }
}

/// A number of units kept as the fraction it is, since dividing may never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    /// Base units.
    pub base: Decimal,
    /// Base units that make one unit; above zero.
    pub unit_size: Decimal,
}

impl Units {
    /// The number of units: exact, or to [`exact::KEPT_PLACES`] places where it never ends.
    pub fn value(self) -> Option<Decimal> {
        exact::divide(self.base, self.unit_size)
    }

    /// Whether a bill that states this quantity agrees: exactly where the number of units ends,
    /// else to as many places as the bill states. A whole number of one or two digits is one to hundredths:
    /// 100 seconds are not 2 minutes, unless it was agreed to raise them; of a sum of 6001⅔ minutes a
    /// bill may say 6002.
    pub fn agrees_with(self, billed: Decimal) -> bool {
        match exact::divide_exactly(self.base, self.unit_size) {
            Some(exact) => exact == billed,
            None => {
                let is_coarse = billed.fract().is_zero() && billed < Decimal::ONE_HUNDRED;
                let places = if is_coarse { 2 } else { billed.scale() };
                exact::divide_to(self.base, self.unit_size, places).is_some_and(|it| it == billed)
            }
        }
    }
}
