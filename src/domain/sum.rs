//! A sum of decimals that is exact and cheap to add to.

use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Decimals have at most this many places.
const MOST_PLACES: u32 = 28;

/// A running total as a scaled integer. Adding a value of the same scale is one addition; a finer
/// value rescales the total. Whole units that the scaled integer has no room for are kept beside it,
/// so the largest and the smallest amount that can be read add up exactly: there is room for a
/// thousand million times the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExactSum {
    whole: i128,
    mantissa: i128,
    scale: u32,
}

impl ExactSum {
    /// Adds `mantissa / 10^scale`; the scale is at most 28.
    pub fn add_scaled(&mut self, mantissa: i128, scale: u32) {
        if mantissa == 0 {
            return;
        }
        if scale == self.scale
            && let Some(sum) = self.mantissa.checked_add(mantissa)
        {
            self.mantissa = sum;
        } else {
            self.rescale(mantissa, scale);
        }
    }

    fn rescale(&mut self, mantissa: i128, scale: u32) {
        let sum = match scale.cmp(&self.scale) {
            Ordering::Less => {
                let scaled = mantissa.checked_mul(pow10(self.scale - scale));
                scaled.and_then(|it| self.mantissa.checked_add(it))
            }
            _ => {
                let scaled = self.mantissa.checked_mul(pow10(scale - self.scale));
                scaled.and_then(|it| it.checked_add(mantissa))
            }
        };
        match sum {
            Some(sum) => {
                self.mantissa = sum;
                self.scale = self.scale.max(scale);
            }
            None => self.carry(mantissa, scale),
        }
    }

    /// The same where the scaled integers have too many digits: whole units are counted apart.
    #[cold]
    fn carry(&mut self, mantissa: i128, scale: u32) {
        let finest = self.scale.max(scale);
        let (one, other) = (pow10(self.scale), pow10(scale));
        self.whole = self.whole.saturating_add(self.mantissa / one + mantissa / other);
        // Each rest is less than a unit, so both of them together fit at any scale.
        self.mantissa = self.mantissa % one * pow10(finest - self.scale)
            + mantissa % other * pow10(finest - scale);
        self.scale = finest;
    }

    /// Adds a decimal.
    pub fn add(&mut self, value: Decimal) {
        self.add_scaled(value.mantissa(), value.scale());
    }

    /// Adds another total.
    pub fn merge(&mut self, other: &Self) {
        self.whole = self.whole.saturating_add(other.whole);
        self.add_scaled(other.mantissa, other.scale);
    }

    /// This total less another.
    #[must_use]
    pub fn less(mut self, other: &Self) -> Self {
        self.whole = self.whole.saturating_sub(other.whole);
        self.add_scaled(-other.mantissa, other.scale);
        self
    }

    /// The total as a decimal without trailing zeros; `None` when it does not fit 28 digits.
    pub fn total(&self) -> Option<Decimal> {
        let (whole, mut rest) = self.parts();
        let mut scale = self.scale;
        while scale > 0 && rest % 10 == 0 {
            rest /= 10;
            scale -= 1;
        }
        let mantissa = whole.checked_mul(pow10(scale))?.checked_add(rest)?;
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }

    /// The total as plain decimal text without trailing zeros, however many digits it has.
    pub fn text(&self) -> String {
        let (whole, rest) = self.parts();
        // The last digit first. The formatter of integers this wide would be linked for nothing else.
        let mut letters = Vec::new();
        let digit = |it: &mut u128| {
            let last = u32::try_from(*it % 10).ok().and_then(|it| char::from_digit(it, 10));
            *it /= 10;
            last
        };
        let (mut above, mut below) = (whole.unsigned_abs(), rest.unsigned_abs());
        for _ in 0..self.scale {
            let letter = digit(&mut below);
            letters.extend(letter.filter(|it| !letters.is_empty() || *it != '0'));
        }
        if !letters.is_empty() {
            letters.push('.');
        }
        loop {
            letters.extend(digit(&mut above));
            if above == 0 {
                break;
            }
        }
        if whole < 0 || rest < 0 {
            letters.push('-');
        }
        letters.into_iter().rev().collect()
    }

    /// A total from the text of one; `None` for anything but a plain decimal of up to 28 places.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let scale = u32::try_from(rest.len()).ok().filter(|it| *it <= MOST_PLACES)?;
        let sign = if digits.len() < text.len() { -1 } else { 1 };
        let integer = |digits: &str| {
            digits.chars().try_fold(0i128, |sum, it| {
                sum.checked_mul(10)?.checked_add(it.to_digit(10)?.into())
            })
        };
        let (whole, rest) =
            (Some(whole).filter(|it| !it.is_empty()).and_then(integer)?, integer(rest)?);
        Some(Self { whole: sign * whole, mantissa: sign * rest, scale })
    }

    /// How far the total is from zero: whole units, then parts of one at 28 places.
    pub fn magnitude(&self) -> (u128, u128) {
        let (whole, rest) = self.parts();
        let widest = rest * pow10(MOST_PLACES.saturating_sub(self.scale));
        (whole.unsigned_abs(), widest.unsigned_abs())
    }

    /// Whether the total is more than zero.
    pub fn is_positive(&self) -> bool {
        let (whole, rest) = self.parts();
        whole > 0 || rest > 0
    }

    /// Whether the total is zero.
    pub fn is_zero(&self) -> bool {
        self.parts() == (0, 0)
    }

    /// Whole units and what is less than one at the total's scale, both of one sign.
    fn parts(&self) -> (i128, i128) {
        let one = pow10(self.scale);
        let (whole, rest) = (self.whole.saturating_add(self.mantissa / one), self.mantissa % one);
        match (whole.cmp(&0), rest.cmp(&0)) {
            (Ordering::Greater, Ordering::Less) => (whole - 1, rest + one),
            (Ordering::Less, Ordering::Greater) => (whole + 1, rest - one),
            _ => (whole, rest),
        }
    }
}

/// A power of ten; exponents are at most 28, so it always fits.
fn pow10(exponent: u32) -> i128 {
    10i128.checked_pow(exponent).unwrap_or(i128::MAX)
}
