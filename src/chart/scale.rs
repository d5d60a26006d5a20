//! Linear scales and round tick values.
#![allow(clippy::float_arithmetic, reason = "coordinates are the one place for floats")]

/// The size of a decimal for drawing; text that is no number counts as zero.
pub fn magnitude(decimal: &str) -> f64 {
    decimal.trim().parse::<f64>().ok().filter(|it| it.is_finite()).unwrap_or(0.0)
}

/// What share of `whole` a `part` is, in percent with one decimal place, as decimal text; `None`
/// where there is no whole.
pub fn percent(part: &str, whole: &str) -> Option<String> {
    let (part, whole) = (magnitude(part), magnitude(whole));
    (whole != 0.0).then(|| format!("{:.1}", part / whole.abs() * 100.0 + 0.0))
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
    /// The values, ascending; the first is at or below the range, the last at or above it.
    pub values: Vec<f64>,
    /// Decimal places that every value can be written with exactly.
    pub decimals: usize,
}

impl Ticks {
    /// About `wanted` steps of 1, 2 or 5 times a power of ten over `low..=high`, zero included.
    pub fn over(low: f64, high: f64, wanted: u32) -> Self {
        let (low, high) = (low.min(0.0), high.max(0.0));
        let (low, high) = if high > low { (low, high) } else { (0.0, 1.0) };
        let (step, decimals) = round_step((high - low) / f64::from(wanted.max(1)));
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let mut values = Vec::new();
        let mut at = first;
        while at <= last {
            // Adding zero turns the -0 that a negative range leaves into 0.
            values.push(at * step + 0.0);
            at += 1.0;
        }
        Self { values, decimals }
    }

    /// The lowest and the highest tick.
    pub fn ends(&self) -> (f64, f64) {
        let first = self.values.first().copied().unwrap_or(0.0);
        (first, self.values.last().copied().unwrap_or(first))
    }

    /// The values as decimal text, for formatting.
    pub fn texts(&self) -> impl Iterator<Item = (f64, String)> + '_ {
        self.values.iter().map(|value| (*value, format!("{value:.*}", self.decimals)))
    }
}

/// The smallest of 1, 2, 5 × 10ⁿ that is not below `rough`, and the decimals it needs.
fn round_step(rough: f64) -> (f64, usize) {
    let mut power = 1.0;
    let mut decimals = 0;
    while power * 10.0 <= rough {
        power *= 10.0;
    }
    while power > rough && decimals < 12 {
        power /= 10.0;
        decimals += 1;
    }
    for factor in [1.0, 2.0, 5.0] {
        // A hair of slack: 0.1 built by division is not the 0.1 that was asked for.
        if power * factor >= rough * 0.999_999 {
            return (power * factor, decimals);
        }
    }
    (power * 10.0, decimals.saturating_sub(1))
}
