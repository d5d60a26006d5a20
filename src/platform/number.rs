//! The one place where numbers change their type without a check.
//!
//! JavaScript has only doubles. Sizes, offsets and clocks are whole numbers below 2^53, so a double
//! holds them exactly; anything else is cut to that range rather than wrapped.

/// The largest whole number that a double holds together with all below it.
const EXACT: u64 = (1 << 53) - 1;

/// A whole number as a double; exact up to 2^53.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "cut to the exact range")]
pub fn to_double(value: u64) -> f64 {
    value.min(EXACT) as f64
}

/// A signed whole number as a double; exact within ±2^53.
#[expect(clippy::float_arithmetic, reason = "a change of sign is exact")]
pub fn to_signed_double(value: i64) -> f64 {
    let size = to_double(value.unsigned_abs());
    if value < 0 { -size } else { size }
}

/// A double as a size or offset: its whole part, 0 for what is negative or no number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and gives 0 for NaN: just what a size wants"
)]
pub fn to_size(value: f64) -> u64 {
    value as u64
}

/// A double as an instant in milliseconds: its whole part, 0 for what is no number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and gives 0 for NaN"
)]
pub fn to_instant(value: f64) -> i64 {
    value as i64
}
