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

/// Splits a variance. `expected` is the expected quantity in the units of the bill; the price may be
/// one for units of another size. `None` when a figure does not fit 28 digits.
pub fn split(
    billed: Billed,
    expected: Units,
    contract_price: Price,
    expected_amount: Decimal,
) -> Option<Parts> {
    let billed_base = exact::times(billed.quantity, expected.unit_size)?;
    let quantity = contract_price.of(exact::minus(billed_base, expected.base)?)?;
    let of_billed = contract_price.of(billed_base)?;
    let rate = match billed.price {
        Some(price) => exact::minus(exact::times(price, billed.quantity)?, of_billed)?,
        None if billed.quantity.is_zero() => Decimal::ZERO,
        // price × quantity is the amount itself, so nothing is lost to a price that never ends.
        None => exact::minus(billed.amount, of_billed)?,
    };
    let total = exact::minus(billed.amount, expected_amount)?;
    let remainder = exact::minus(exact::minus(total, quantity)?, rate)?;
    Some(Parts { quantity, rate, remainder })
}
