//! How much of a difference is quantity and how much is price.

use crate::rating::exact;
use crate::rating::ladder::Units;
use rust_decimal::Decimal;

/// What the bill says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billed {
    /// The billed quantity, in the bill's units.
    pub quantity: Decimal,
    /// The billed price per unit; where the bill states none, it follows from the amount.
    pub price: Option<Decimal>,
    /// The billed amount.
    pub amount: Decimal,
}

/// A contract price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// The price.
    pub amount: Decimal,
    /// Base units that it buys; above zero.
    pub per: Decimal,
}

impl Price {
    /// What so many base units cost.
    pub fn of(self, base: Decimal) -> Option<Decimal> {
        exact::divide(exact::times(base, self.amount)?, self.per)
    }
}

/// What the contract asks for a billed quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// For what was billed beyond the expected quantity; below zero where less was billed.
    pub beyond: Decimal,
    /// For all of it.
    pub all: Decimal,
}

impl Due {
    /// At a single price, which may be one for units of another size. `expected` is the expected
    /// quantity in the units of the bill.
    pub fn at(price: Price, billed: Decimal, expected: Units) -> Option<Self> {
        let base = exact::times(billed, expected.unit_size)?;
        let beyond = price.of(exact::minus(base, expected.base)?)?;
        Some(Self { beyond, all: price.of(base)? })
    }

    /// Where there is no single price: the expected amount, and what the difference in quantity comes
    /// to.
    pub fn by_difference(expected_amount: Decimal, beyond: Decimal) -> Option<Self> {
        Some(Self { beyond, all: exact::plus(expected_amount, beyond)? })
    }
}

/// The parts of `billed amount − expected amount`; they add up to it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// (billed quantity − expected quantity) × contract price.
    pub quantity: Decimal,
    /// (billed price − contract price) × billed quantity.
    pub rate: Decimal,
    /// What neither explains: rounding, or an amount that is not its quantity times its price.
    pub remainder: Decimal,
}

/// Splits a variance by what the contract asks for the billed quantity.
///
/// Where there is no single contract price, a difference in quantity is worth what it would cost: with
/// tiers or free units that of the next units of the month, or of the last ones; with several rates,
/// or usage that states its cost only, the average of what is expected; the bill's own price where
/// nothing is expected. All else of the amount is price. `None` when a figure does not fit 28 digits.
pub fn split(billed: Billed, due: Due, expected_amount: Decimal) -> Option<Parts> {
    let rate = match billed.price {
        Some(price) => exact::minus(exact::times(price, billed.quantity)?, due.all)?,
        None if billed.quantity.is_zero() => Decimal::ZERO,
        // price × quantity is the amount itself, so nothing is lost to a price that never ends.
        None => exact::minus(billed.amount, due.all)?,
    };
    let total = exact::minus(billed.amount, expected_amount)?;
    let remainder = exact::minus(exact::minus(total, due.beyond)?, rate)?;
    Some(Parts { quantity: due.beyond, rate, remainder })
}
