//! The seeded generator that all made-up records come from.
//!
//! Only integers are drawn, so that the same seed gives the same records on every machine and
//! every truth can be told exactly.

use std::fmt::Write as _;

use chrono::NaiveDateTime;

use crate::error::SimError;

/// A small, fixed generator (SplitMix64): the records must never change with a library's version.
#[derive(Debug, Clone)]
pub struct Generator {
    state: u64,
}

impl Generator {
    /// Starts a stream of its own for one subject, so that adding records to one vendor does not
    /// shift the records of another.
    pub fn new(seed: u64, subject: &str) -> Self {
        let mut state = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in subject.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self { state }
    }

    /// The next 64 bits.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, or 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw().checked_rem(end).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// True in `percent` of a hundred draws.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items; `None` only for an empty list.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        items.get(usize::try_from(self.below(count)).unwrap_or(0))
    }

    /// `digits` hexadecimal digits.
    pub fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            write!(text, "{:016x}", self.draw()).ok();
        }
        text.truncate(digits);
        text
    }

    /// An identifier in the usual 8-4-4-4-12 form.
    pub fn uuid(&mut self) -> String {
        let parts = [8, 4, 4, 4, 12].map(|digits| self.hex(digits));
        parts.join("-")
    }

    /// A second of the half-open span.
    pub fn instant(&mut self, from: NaiveDateTime, to: NaiveDateTime) -> NaiveDateTime {
        let seconds = u64::try_from((to - from).num_seconds()).unwrap_or(0);
        let offset = i64::try_from(self.below(seconds)).unwrap_or(0);
        from + chrono::TimeDelta::seconds(offset)
    }
}

/// The half-open span of time that records are made for, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First instant.
    pub from: NaiveDateTime,
    /// First instant after it.
    pub to: NaiveDateTime,
}

impl Span {
    /// Reads two dates `YYYY-MM-DD`; the second is not part of the span.
    pub fn parse(from: &str, to: &str) -> Result<Self, SimError> {
        let (from, to) = (midnight(from)?, midnight(to)?);
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(SimError::Scenario("period ends before it starts".into()))
        }
    }
}

/// Midnight of a `YYYY-MM-DD`.
pub(crate) fn midnight(date: &str) -> Result<NaiveDateTime, SimError> {
    chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .map(|day| day.and_time(chrono::NaiveTime::MIN))
        .map_err(|_| SimError::Scenario(format!("not a date: {date}")))
}

/// Joins fields into a CSV row, quoting by the usual rules (and Poly's: also where a field begins
/// or ends with a blank).
pub(crate) fn csv_row<S: AsRef<str>>(fields: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = fields.into_iter().map(|field| csv_field(field.as_ref())).collect();
    quoted.join(",")
}

fn csv_field(field: &str) -> String {
    let blank = |c: char| c == ' ' || c == '\t';
    let needs_quotes = field.contains([',', '"', '\n', '\r'])
        || field.starts_with(blank)
        || field.ends_with(blank);
    if needs_quotes { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

/// Text as it stands inside an XML element or attribute.
pub(crate) fn xml_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
