//! Horizontal bars: lengths by money, sign told apart.
#![allow(clippy::float_arithmetic, reason = "coordinates are the one place for floats")]

use super::scale::magnitude;

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Its length in percent of the longest.
    pub percent: f64,
    /// Whether the value is below zero.
    pub negative: bool,
}

/// The shortest bar of a value that is not zero, so that it can be seen and clicked.
const LEAST_PERCENT: f64 = 1.5;

/// Bars for signed decimals, as long as their size against the largest.
pub fn bars<'a>(decimals: impl IntoIterator<Item = &'a str>) -> Vec<Bar> {
    let values: Vec<f64> = decimals.into_iter().map(magnitude).collect();
    let longest = values.iter().fold(0.0f64, |longest, value| longest.max(value.abs()));
    let bar = |value: f64| Bar {
        percent: if value == 0.0 || longest == 0.0 {
            0.0
        } else {
            (value.abs() / longest * 100.0).max(LEAST_PERCENT)
        },
        negative: value < 0.0,
    };
    values.into_iter().map(bar).collect()
}
