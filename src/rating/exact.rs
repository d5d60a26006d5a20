//! Exact arithmetic on decimals: products, quotients and the one rounding of the product.
//!
//! `rust_decimal` rounds a product or quotient to 28 digits in silence; here the result is exact,
//! or rounded where the name says so, or `None`.

use rust_decimal::{Decimal, RoundingStrategy};

/// Places to which a quotient that never ends is kept.
pub const KEPT_PLACES: u32 = 12;

/// Decimals hold at most this many places.
const MOST_PLACES: u32 = 28;

/// Rounds half up: at the midpoint away from zero, as invoices are rounded.
pub fn round(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// The same on a scaled integer: `mantissa / 10^scale` rounded half up to `places` places, as an
/// integer of that scale. A value with fewer places is returned at the larger scale. `None` when
/// it does not fit.
pub fn round_scaled(mantissa: i128, scale: u32, places: u32) -> Option<i128> {
    if scale <= places {
        return mantissa.checked_mul(pow10(places - scale)?);
    }
    // A divisor that does not fit is more than twice any mantissa, so the value rounds to zero.
    let Some(divisor) = pow10(scale - places) else { return Some(0) };
    let (quotient, rest) = (mantissa / divisor, mantissa % divisor);
    let up = rest.unsigned_abs() >= (divisor / 2).unsigned_abs();
    Some(if up { quotient + mantissa.signum() } else { quotient })
}

/// The exact product; `None` when it has more than 28 digits.
pub fn times(left: Decimal, right: Decimal) -> Option<Decimal> {
    let (left, right) = (left.normalize(), right.normalize());
    let mantissa = left.mantissa().checked_mul(right.mantissa())?;
    from_scaled(mantissa, left.scale() + right.scale())
}

/// The exact sum; `None` when it has more than 28 digits.
pub fn plus(left: Decimal, right: Decimal) -> Option<Decimal> {
    let (left, right) = (left.normalize(), right.normalize());
    let scale = left.scale().max(right.scale());
    let widen = |it: Decimal| it.mantissa().checked_mul(pow10(scale - it.scale())?);
    from_scaled(widen(left)?.checked_add(widen(right)?)?, scale)
}

/// What is left of `left` after taking away `right` as often as it fits; `None` for a zero
/// divisor or figures that do not fit.
pub fn remainder(left: Decimal, right: Decimal) -> Option<Decimal> {
    let (left, right) = (left.normalize(), right.normalize());
    let scale = left.scale().max(right.scale());
    let widen = |it: Decimal| it.mantissa().checked_mul(pow10(scale - it.scale())?);
    from_scaled(widen(left)?.checked_rem(widen(right)?)?, scale)
}

/// The exact difference; `None` when it has more than 28 digits.
pub fn minus(left: Decimal, right: Decimal) -> Option<Decimal> {
    plus(left, -right)
}

/// The quotient: exact when it ends within 28 digits, else rounded half up to
/// [`KEPT_PLACES`] places. `None` for a zero divisor or a result that does not fit.
pub fn divide(dividend: Decimal, divisor: Decimal) -> Option<Decimal> {
    match divide_exactly(dividend, divisor) {
        Some(exact) => Some(exact),
        None => divide_to(dividend, divisor, KEPT_PLACES),
    }
}

/// The quotient where it ends within 28 digits, else `None`.
pub fn divide_exactly(dividend: Decimal, divisor: Decimal) -> Option<Decimal> {
    let mut long = LongDivision::new(dividend, divisor)?;
    let mut places = 0;
    while long.rest != 0 {
        if places == MOST_PLACES {
            return None;
        }
        long.next_place()?;
        places += 1;
    }
    from_scaled(long.signed()?, places)
}

/// The quotient rounded half up to so many places; `None` for a zero divisor or a result that
/// does not fit.
pub fn divide_to(dividend: Decimal, divisor: Decimal, places: u32) -> Option<Decimal> {
    let mut long = LongDivision::new(dividend, divisor)?;
    let places = places.min(MOST_PLACES);
    for _ in 0..places {
        long.next_place()?;
    }
    if long.rest >= long.divisor - long.rest {
        long.quotient = long.quotient.checked_add(1)?;
    }
    from_scaled(long.signed()?, places)
}

/// A decimal from a scaled integer without trailing zeros; `None` beyond 28 digits.
pub fn from_scaled(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// Ten to a power that fits.
pub fn pow10(exponent: u32) -> Option<i128> {
    10i128.checked_pow(exponent)
}

/// Schoolbook division on magnitudes, one decimal place at a time.
struct LongDivision {
    negative: bool,
    divisor: u128,
    quotient: u128,
    rest: u128,
}

impl LongDivision {
    fn new(dividend: Decimal, divisor: Decimal) -> Option<Self> {
        let (over, under) = (dividend.normalize(), divisor.normalize());
        if under.is_zero() {
            return None;
        }
        let (mut top, mut bottom) =
            (over.mantissa().unsigned_abs(), under.mantissa().unsigned_abs());
        let (up, down) = (under.scale(), over.scale());
        if up >= down {
            top = top.checked_mul(10u128.checked_pow(up - down)?)?;
        } else {
            bottom = bottom.checked_mul(10u128.checked_pow(down - up)?)?;
        }
        let negative = over.is_sign_negative() != under.is_sign_negative();
        Some(Self { negative, divisor: bottom, quotient: top / bottom, rest: top % bottom })
    }

    fn next_place(&mut self) -> Option<()> {
        let rest = self.rest.checked_mul(10)?;
        self.quotient = self.quotient.checked_mul(10)?.checked_add(rest / self.divisor)?;
        self.rest = rest % self.divisor;
        Some(())
    }

    fn signed(&self) -> Option<i128> {
        let value = i128::try_from(self.quotient).ok()?;
        Some(if self.negative { -value } else { value })
    }
}
