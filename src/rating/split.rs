//! How much of a difference is quantity and how much is price.

use crate::rating::exact;
use crate::rating::ladder::Units;
use rust_decimal::Decimal;

/// What the bill says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billed {
    /// The billed quantity, in the rate card's units.
    pub quantity: Decimal,
    /// The billed price per unit; where the bill states none, it follows from the amount.
    pub price: Option<Decimal>,
    /// The billed amount.
    pub amount: Decimal,
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

/// Splits a variance. With several tiers the contract price is the caller's choice (the price of
/// the last unit, or the average); the remainder then carries what it leaves. `None` when a
/// figure does not fit 28 digits.
pub fn split(
    billed: Billed,
    expected: Units,
    contract_price: Decimal,
    expected_amount: Decimal,
) -> Option<Parts> {
    let more_base =
        exact::minus(exact::times(billed.quantity, expected.unit_size)?, expected.base)?;
    let quantity = exact::divide(exact::times(more_base, contract_price)?, expected.unit_size)?;
    let rate = match billed.price {
        Some(price) => exact::times(exact::minus(price, contract_price)?, billed.quantity)?,
        None if billed.quantity.is_zero() => Decimal::ZERO,
        // price × quantity is the amount itself, so nothing is lost to a price that never ends.
        None => exact::minus(billed.amount, exact::times(contract_price, billed.quantity)?)?,
    };
    let total = exact::minus(billed.amount, expected_amount)?;
    let remainder = exact::minus(exact::minus(total, quantity)?, rate)?;
    Some(Parts { quantity, rate, remainder })
}
