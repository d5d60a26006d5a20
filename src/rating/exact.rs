//! Exact arithmetic on decimals: products, quotients and the one rounding of the product.
//!
//! `rust_decimal` rounds a product or quotient to 28 digits in silence; here the result is exact,
//! or rounded where the name says so, or `None`. Nearly all figures have few digits: those are worked
//! on in 64 bits, of which a browser's divisions take a tenth of the time of those of 128.

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

/// A decimal of few digits without trailing zeros: mantissa and scale.
type Small = (i64, u32);

/// A decimal as one of few digits, if it is one.
fn small(value: Decimal) -> Option<Small> {
    let mantissa = i64::try_from(value.mantissa()).ok()?;
    Some(trimmed(mantissa, value.scale()))
}

fn trimmed(mut mantissa: i64, mut scale: u32) -> Small {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// A decimal of few digits; `None` if it has more places than decimals have.
fn from_small((mantissa, scale): Small) -> Option<Decimal> {
    let (mantissa, scale) = trimmed(mantissa, scale);
    Decimal::try_new(mantissa, scale).ok()
}

/// The same value without trailing zeros.
pub fn normal(value: Decimal) -> Decimal {
    small(value).and_then(from_small).unwrap_or_else(|| value.normalize())
}

/// Two decimals of few digits as mantissas of one scale.
fn aligned(left: Decimal, right: Decimal) -> Option<(i64, i64, u32)> {
    let (left, right) = (small(left)?, small(right)?);
    let scale = left.1.max(right.1);
    let widen = |it: Small| it.0.checked_mul(10i64.checked_pow(scale - it.1)?);
    Some((widen(left)?, widen(right)?, scale))
}

/// Numbers as integers of one scale, in which they compare; what is missing comes before all others.
/// `None` where one does not fit.
#[inline(never)]
pub fn in_one_scale(numbers: &[Option<Decimal>]) -> Option<Vec<i128>> {
    let scale = numbers.iter().flatten().map(Decimal::scale).max().unwrap_or(0);
    let widened = |it: &Option<Decimal>| match it {
        Some(it) => it.mantissa().checked_mul(pow10(scale - it.scale())?),
        None => Some(i128::MIN),
    };
    numbers.iter().map(widened).collect()
}

/// The exact product; `None` when it has more than 28 digits.
pub fn times(left: Decimal, right: Decimal) -> Option<Decimal> {
    if let (Some(left), Some(right)) = (small(left), small(right))
        && let Some(mantissa) = left.0.checked_mul(right.0)
    {
        return from_small((mantissa, left.1 + right.1));
    }
    wide_times(left, right)
}

fn wide_times(left: Decimal, right: Decimal) -> Option<Decimal> {
    let (left, right) = (left.normalize(), right.normalize());
    let mantissa = left.mantissa().checked_mul(right.mantissa())?;
    from_scaled(mantissa, left.scale() + right.scale())
}

/// The exact sum; `None` when it has more than 28 digits.
pub fn plus(left: Decimal, right: Decimal) -> Option<Decimal> {
    if let Some((left, right, scale)) = aligned(left, right)
        && let Some(sum) = left.checked_add(right)
    {
        return from_small((sum, scale));
    }
    wide_plus(left, right)
}

fn wide_plus(left: Decimal, right: Decimal) -> Option<Decimal> {
    let (left, right) = (left.normalize(), right.normalize());
    let scale = left.scale().max(right.scale());
    let widen = |it: Decimal| it.mantissa().checked_mul(pow10(scale - it.scale())?);
    from_scaled(widen(left)?.checked_add(widen(right)?)?, scale)
}

/// What is left of `left` after taking away `right` as often as it fits; `None` for a zero
/// divisor or figures that do not fit.
pub fn remainder(left: Decimal, right: Decimal) -> Option<Decimal> {
    if let Some((left, right, scale)) = aligned(left, right) {
        return from_small((left.checked_rem(right)?, scale));
    }
    wide_remainder(left, right)
}

fn wide_remainder(left: Decimal, right: Decimal) -> Option<Decimal> {
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
    if let Some((left, right, _)) = aligned(dividend, divisor)
        && let Some(quotient) = small_quotient(left, right)
    {
        return from_small(quotient);
    }
    wide_divide_exactly(dividend, divisor)
}

/// The quotient, where it ends before digits get many.
fn small_quotient(dividend: i64, divisor: i64) -> Option<Small> {
    let mut quotient = dividend.checked_div(divisor)?;
    let mut rest = dividend.checked_rem(divisor)?;
    let mut places = 0;
    while rest != 0 {
        rest = rest.checked_mul(10)?;
        // The quotient and what is added have one sign, as the division rounds towards zero.
        quotient = quotient.checked_mul(10)?.checked_add(rest / divisor)?;
        rest %= divisor;
        places += 1;
    }
    Some((quotient, places))
}

fn wide_divide_exactly(dividend: Decimal, divisor: Decimal) -> Option<Decimal> {
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
pub fn from_scaled(mantissa: i128, scale: u32) -> Option<Decimal> {
    match i64::try_from(mantissa) {
        Ok(mantissa) => from_small((mantissa, scale)),
        Err(_) => wide_from_scaled(mantissa, scale),
    }
}

fn wide_from_scaled(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Figures of few and of many digits, and such as divide evenly.
    fn figure() -> impl Strategy<Value = Decimal> {
        let mantissa = prop_oneof![
            -1000i128..1000,
            any::<i64>().prop_map(i128::from),
            (-(1i128 << 95)..1i128 << 95),
            (0u32..19).prop_map(|it| 10i128.pow(it)),
        ];
        (mantissa, 0u32..=28).prop_map(|(mantissa, scale)| {
            Decimal::try_from_i128_with_scale(mantissa, scale).unwrap()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn figures_of_few_digits_come_out_as_those_of_many(left in figure(), right in figure()) {
            prop_assert_eq!(times(left, right), wide_times(left, right));
            prop_assert_eq!(plus(left, right), wide_plus(left, right));
            prop_assert_eq!(remainder(left, right), wide_remainder(left, right));
            prop_assert_eq!(divide_exactly(left, right), wide_divide_exactly(left, right));
            let (mantissa, scale) = (left.mantissa(), left.scale());
            prop_assert_eq!(from_scaled(mantissa, scale), wide_from_scaled(mantissa, scale));
            prop_assert_eq!(normal(left).to_string(), left.normalize().to_string());
            // Equal decimals may have trailing zeros; these have none.
            let scale_of = |it: Option<Decimal>| it.map(|it| it.scale());
            prop_assert_eq!(scale_of(plus(left, right)), scale_of(wide_plus(left, right)));
            prop_assert_eq!(scale_of(times(left, right)), scale_of(wide_times(left, right)));
        }
    }
}
