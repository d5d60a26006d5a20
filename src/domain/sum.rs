//! A sum of decimals that is exact and cheap to add to.

use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A running total as a scaled integer. Adding a value of the same scale is one addition;
/// a finer value rescales the total. Exact as long as the total fits 38 digits, and
/// [`ExactSum::overflowed`] says so when it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExactSum {
    mantissa: i128,
    scale: u32,
    overflowed: bool,
}

impl ExactSum {
    /// Adds `mantissa / 10^scale`.
    pub fn add_scaled(&mut self, mantissa: i128, scale: u32) {
        if mantissa == 0 {
            return;
        }
        match scale.cmp(&self.scale) {
            Ordering::Equal => self.put(self.mantissa.checked_add(mantissa)),
            Ordering::Greater => {
                let scaled = pow10(scale - self.scale).and_then(|f| self.mantissa.checked_mul(f));
                self.scale = scale;
                self.put(scaled.and_then(|it| it.checked_add(mantissa)));
            }
            Ordering::Less => {
                let scaled = pow10(self.scale - scale).and_then(|f| mantissa.checked_mul(f));
                self.put(scaled.and_then(|it| self.mantissa.checked_add(it)));
            }
        }
    }

    /// Adds a decimal.
    pub fn add(&mut self, value: Decimal) {
        self.add_scaled(value.mantissa(), value.scale());
    }

    /// Takes a decimal away.
    pub fn subtract(&mut self, value: Decimal) {
        self.add_scaled(-value.mantissa(), value.scale());
    }

    /// Adds another total.
    pub fn merge(&mut self, other: &Self) {
        self.overflowed |= other.overflowed;
        self.add_scaled(other.mantissa, other.scale);
    }

    /// The total as a decimal without trailing zeros; `None` when it does not fit 28 digits.
    pub fn total(&self) -> Option<Decimal> {
        if self.overflowed {
            return None;
        }
        let (mut mantissa, mut scale) = (self.mantissa, self.scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }

    /// Whether a total ever left the range that can be held exactly.
    pub fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Whether the total is zero.
    pub fn is_zero(&self) -> bool {
        self.mantissa == 0 && !self.overflowed
    }

    fn put(&mut self, value: Option<i128>) {
        match value {
            Some(value) => self.mantissa = value,
            None => self.overflowed = true,
        }
    }
}

fn pow10(exponent: u32) -> Option<i128> {
    10i128.checked_pow(exponent)
}
