//! Horizontal bars: lengths by money, sign told apart.
#![allow(clippy::float_arithmetic, reason = "coordinates are the one place for floats")]

use super::scale::{decimal_text, magnitude, whole};

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Its length in percent of the longest, as decimal text.
    pub percent: String,
    /// Whether the value is below zero.
    pub negative: bool,
}

/// The shortest bar of a value that is not zero, so that it can be seen and clicked: 1.5 %.
const LEAST: i32 = 15;

/// Bars for signed decimals, as long as their size against the largest.
pub fn bars<'a>(decimals: impl IntoIterator<Item = &'a str>) -> Vec<Bar> {
    let values: Vec<f64> = decimals.into_iter().map(magnitude).collect();
    let longest = values.iter().fold(0.0f64, |longest, value| longest.max(value.abs()));
    let bar = |value: f64| {
        let length = if value == 0.0 || longest == 0.0 {
            0
        } else {
            whole(value.abs() / longest * 1_000.0).max(LEAST)
        };
        Bar { percent: decimal_text(i64::from(length), 1), negative: value < 0.0 }
    };
    values.into_iter().map(bar).collect()
}
