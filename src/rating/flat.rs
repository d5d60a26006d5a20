//! The fast path: durations under a single price, in integers only.

use crate::rating::exact;
use crate::rating::ladder::{Ladder, MeasureKind};
use rust_decimal::Decimal;

/// A ladder of one tier without free units, on durations, with an increment in whole seconds.
/// Everything is then a number of increments times a constant, equal to the slow path
/// ([`Ladder::billable`], [`crate::rating::charge`]) to the last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flat {
    minimum_ms: i64,
    increment_ms: i64,
    units_per_step: i64,
    /// Decimal places of what [`Flat::units_ms`] gives; 0 where every increment is whole units.
    pub units_scale: u32,
    price_per_step: i64,
    /// Decimal places of what [`Flat::amount_ms`] gives.
    pub amount_scale: u32,
}

impl Ladder {
    /// The fast form, where this ladder has one.
    pub fn flat(&self) -> Option<Flat> {
        if self.measure != MeasureKind::Duration || self.depends_on_order() {
            return None;
        }
        let increment = self.increment?;
        let units = exact::divide_exactly(increment, self.unit_size)?;
        let price =
            exact::divide_exactly(exact::times(increment, self.first_price())?, self.unit_size)?;
        let (units_per_step, units_scale) = scaled(units)?;
        let (price_per_step, amount_scale) = scaled(price)?;
        Some(Flat {
            minimum_ms: whole_ms(self.minimum.unwrap_or_default())?,
            increment_ms: whole_ms(increment)?,
            units_per_step,
            units_scale,
            price_per_step,
            amount_scale,
        })
    }
}

impl Flat {
    /// Billed increments of a duration; `None` when it is negative or too long to hold.
    #[inline]
    pub fn steps_ms(&self, duration_ms: i64) -> Option<i64> {
        if duration_ms < 0 {
            return None;
        }
        let raised = duration_ms.max(self.minimum_ms).checked_add(self.increment_ms - 1)?;
        // Some processors divide 64 bits very slowly, and hardly anything lasts for weeks.
        match (u32::try_from(raised), u32::try_from(self.increment_ms)) {
            (Ok(raised), Ok(increment)) => raised.checked_div(increment).map(i64::from),
            _ => raised.checked_div(self.increment_ms),
        }
    }

    /// Billed units of a duration times `10^units_scale`.
    #[inline]
    pub fn units_ms(&self, duration_ms: i64) -> Option<i64> {
        self.steps_ms(duration_ms)?.checked_mul(self.units_per_step)
    }

    /// Units and amount of one increment, each as mantissa and decimal places.
    pub fn of_step(&self) -> [(i64, u32); 2] {
        [(self.units_per_step, self.units_scale), (self.price_per_step, self.amount_scale)]
    }

    /// The exact amount of a duration times `10^amount_scale`.
    #[inline]
    pub fn amount_ms(&self, duration_ms: i64) -> Option<i128> {
        i128::from(self.steps_ms(duration_ms)?).checked_mul(i128::from(self.price_per_step))
    }
}

fn whole_ms(seconds: Decimal) -> Option<i64> {
    let seconds = seconds.normalize();
    if seconds.scale() != 0 {
        return None;
    }
    i64::try_from(seconds.mantissa()).ok()?.checked_mul(1000)
}

fn scaled(value: Decimal) -> Option<(i64, u32)> {
    let value = value.normalize();
    Some((i64::try_from(value.mantissa()).ok()?, value.scale()))
}
