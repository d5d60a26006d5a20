//! The amount of a billable quantity: free units, then tiers by running total.

use crate::rating::exact;
use crate::rating::ladder::Ladder;
use rust_decimal::Decimal;

/// What a billable quantity costs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Charge {
    /// The amount before any rounding of the rate card's.
    pub amount: Decimal,
    /// The same before it is divided by the size of the ladder's unit, so that a sum of amounts is divided
    /// once: thirds of a cent that are cut off each by itself do not add up to the cent.
    pub undivided: Decimal,
    /// One part per tier that was touched, in order; free units are not among them.
    pub parts: Vec<ChargePart>,
    /// Base units that cost nothing.
    pub free_used: Decimal,
    /// Base units of the month up to and with these.
    pub until: Decimal,
}

/// The share of one tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargePart {
    /// Base units in the tier.
    pub base: Decimal,
    /// The same as units, for showing.
    pub units: Decimal,
    /// Price per unit.
    pub price: Decimal,
    /// Units times price, multiplied first and divided last.
    pub amount: Decimal,
    /// The row of the rate card.
    pub row: u32,
}

/// Charges `billable` base units of a month in which `already` base units were used before, of
/// whose free ones `free_left` base units remain.
///
/// Every unit counts towards the tiers, the free ones too: `tier_from` is the position of a unit
/// in its month. Only the units above a tier's start have its price. `None` when a figure does
/// not fit 28 digits or a quantity is negative.
pub fn charge(
    ladder: &Ladder,
    already: Decimal,
    free_left: Decimal,
    billable: Decimal,
) -> Option<Charge> {
    if billable < Decimal::ZERO || already < Decimal::ZERO {
        return None;
    }
    let free_used = free_left.max(Decimal::ZERO).min(billable);
    let mut at = exact::plus(already, free_used)?;
    let end = exact::plus(already, billable)?;
    let mut result = Charge { free_used, until: end, ..Charge::default() };
    let starts_of_next =
        ladder.tiers.iter().skip(1).map(|tier| Some(tier.from)).chain(std::iter::once(None));
    for (tier, next) in ladder.tiers.iter().zip(starts_of_next) {
        let until = match next {
            Some(from) => exact::times(from, ladder.unit_size)?.min(end),
            None => end,
        };
        if until <= at {
            continue;
        }
        let base = exact::minus(until, at)?;
        let undivided = exact::times(base, tier.price)?;
        let amount = exact::divide(undivided, ladder.unit_size)?;
        let units = ladder.units(base).value()?;
        result.amount = exact::plus(result.amount, amount)?;
        result.undivided = exact::plus(result.undivided, undivided)?;
        result.parts.push(ChargePart { base, units, price: tier.price, amount, row: tier.row });
        at = until;
    }
    Some(result)
}

/// What the units of a month between two positions cost, in base units; below zero where the second
/// comes first.
pub fn between(ladder: &Ladder, from: Decimal, until: Decimal) -> Option<Decimal> {
    let (low, high) = (from.min(until), from.max(until));
    let free_left = exact::minus(ladder.free_base()?, low)?;
    let amount = charge(ladder, low, free_left, exact::minus(high, low)?)?.amount;
    Some(if until < from { -amount } else { amount })
}

/// Counts one month of one ladder, record by record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meter {
    /// Base units used so far.
    pub used: Decimal,
    /// Base units of them that cost nothing.
    pub free_used: Decimal,
}

impl Meter {
    /// Charges the next quantity of the month and counts it. Nothing is counted where the charge
    /// cannot be told.
    pub fn charge(&mut self, ladder: &Ladder, billable: Decimal) -> Option<Charge> {
        let free_left = exact::minus(ladder.free_base()?, self.free_used)?;
        let charged = charge(ladder, self.used, free_left, billable)?;
        let used = exact::plus(self.used, billable)?;
        self.free_used = exact::plus(self.free_used, charged.free_used)?;
        self.used = used;
        Some(charged)
    }
}
