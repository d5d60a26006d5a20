//! Linear scales and round tick values.
//!
//! Floats are read and written by hand here: the standard library's reading and printing of floats
//! would be a tenth of the page's own code, and a screen needs whole pixels only.
#![allow(clippy::float_arithmetic, reason = "coordinates are the one place for floats")]

/// The size of a decimal for drawing; text that is no number counts as zero.
pub fn magnitude(decimal: &str) -> f64 {
    let (negative, digits) = match decimal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, decimal),
    };
    let (mut value, mut unit, mut in_part) = (0.0, 1.0, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' if in_part => {
                unit /= 10.0;
                value += f64::from(byte - b'0') * unit;
            }
            b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
            b'.' if !in_part => in_part = true,
            _ => return 0.0,
        }
    }
    if negative { -value } else { value }
}

/// The whole number nearest to a coordinate.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and gives 0 for NaN"
)]
pub fn whole(coordinate: f64) -> i32 {
    coordinate.round() as i32
}

/// What share of `whole` a `part` is, in percent with one decimal place, as decimal text; `None`
/// where there is no whole.
pub fn percent(part: &str, all: &str) -> Option<String> {
    let (part, all) = (magnitude(part), magnitude(all));
    (all != 0.0).then(|| decimal_text(i64::from(whole(part / all.abs() * 1_000.0)), 1))
}

/// `mantissa ÷ 10^decimals` as decimal text.
pub fn decimal_text(mantissa: i64, decimals: usize) -> String {
    let mut digits = mantissa.unsigned_abs().to_string();
    while digits.len() <= decimals {
        digits.insert(0, '0');
    }
    if decimals > 0 {
        digits.insert(digits.len() - decimals, '.');
    }
    if mantissa < 0 {
        digits.insert(0, '-');
    }
    digits
}

/// A straight mapping from values to coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The first value and the last.
    pub domain: (f64, f64),
    /// Where they lie.
    pub range: (f64, f64),
}

impl Scale {
    /// Where a value lies. A domain without extent maps everything to its beginning.
    pub fn place(&self, value: f64) -> f64 {
        let extent = self.domain.1 - self.domain.0;
        if extent == 0.0 {
            return self.range.0;
        }
        self.range.0 + (value - self.domain.0) / extent * (self.range.1 - self.range.0)
    }
}

/// Round values that cover a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// The values, ascending, with their decimal text; the first is at or below the range, the
    /// last at or above it.
    pub values: Vec<(f64, String)>,
}

impl Ticks {
    /// About `wanted` steps of 1, 2 or 5 times a power of ten over `low..=high`, zero included.
    pub fn over(low: f64, high: f64, wanted: u32) -> Self {
        let (low, high) = (low.min(0.0), high.max(0.0));
        let (low, high) = if high > low { (low, high) } else { (0.0, 1.0) };
        let step = Step::not_below((high - low) / f64::from(wanted.max(1)));
        let (first, last) = (whole((low / step.size).floor()), whole((high / step.size).ceil()));
        let values = (first..=last).map(|n| (f64::from(n) * step.size, step.text(n))).collect();
        Self { values }
    }

    /// The lowest and the highest tick.
    pub fn ends(&self) -> (f64, f64) {
        let first = self.values.first().map_or(0.0, |it| it.0);
        (first, self.values.last().map_or(first, |it| it.0))
    }
}

/// A distance between ticks: `factor` × 10^`zeros` ÷ 10^`decimals`.
struct Step {
    size: f64,
    factor: i64,
    zeros: usize,
    decimals: usize,
}

impl Step {
    /// The smallest of 1, 2, 5 × 10ⁿ that is not below `rough`.
    fn not_below(rough: f64) -> Self {
        let (mut power, mut zeros, mut decimals) = (1.0, 0, 0);
        while power * 10.0 <= rough && zeros < 300 {
            power *= 10.0;
            zeros += 1;
        }
        while power > rough && decimals < 12 {
            power /= 10.0;
            decimals += 1;
        }
        for (factor, times) in [(1, 1.0), (2, 2.0), (5, 5.0)] {
            // A hair of slack: 0.1 built by division is not the 0.1 that was asked for.
            if power * times >= rough * 0.999_999 {
                return Self { size: power * times, factor, zeros, decimals };
            }
        }
        if decimals > 0 {
            Self { size: power * 10.0, factor: 1, zeros, decimals: decimals - 1 }
        } else {
            Self { size: power * 10.0, factor: 1, zeros: zeros + 1, decimals }
        }
    }

    /// The `n`th tick as decimal text.
    fn text(&self, n: i32) -> String {
        let mut text = decimal_text(i64::from(n) * self.factor, self.decimals);
        if n != 0 {
            text.extend(std::iter::repeat_n('0', self.zeros));
        }
        text
    }
}
