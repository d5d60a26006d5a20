//! Dates one after the other, in the shapes that nearly every row has.

use super::{DAY_MS, DateOrder, OrderEvidence, Stamp, evidence, parse, time_ms, two, ymd};
use crate::diagnostics::Code;

/// Reads dates one after the other. The rows of a file mostly share few days, which are then not worked
/// out again and again.
#[derive(Debug)]
pub struct Dates {
    order: DateOrder,
    /// Days that came lately, by a hash of their text.
    lately: [Day; LATELY],
}

/// How many days are remembered; a power of two.
const LATELY: usize = 128;

/// A day by its text of ten bytes: when it begins, in milliseconds since 1970-01-01, and what the text
/// says about the order.
#[derive(Debug, Clone, Copy)]
struct Day {
    head: u64,
    tail: u16,
    evidence: OrderEvidence,
    midnight: i64,
}

/// A day with its time of day, as written.
#[derive(Debug, Clone, Copy)]
pub struct Usual {
    /// Milliseconds since 1970-01-01, as if the local time were UTC.
    pub local_ms: i64,
    /// Whether it ends with `Z`.
    pub is_utc: bool,
    /// What the text says about the order of day and month.
    pub order: OrderEvidence,
}

impl Dates {
    /// Reads days whose parts are all numbers in this order.
    pub fn new(order: DateOrder) -> Self {
        // A true one in each place, so that whatever text is found there is right.
        let (head, tail) = (u64::from_le_bytes(*b"1970-01-"), u16::from_le_bytes(*b"01"));
        let first = Day { head, tail, evidence: OrderEvidence::None, midnight: 0 };
        Self { order, lately: [first; LATELY] }
    }

    /// The order of days whose parts are all numbers.
    pub fn order(&self) -> DateOrder {
        self.order
    }

    /// The same as [`parse`].
    ///
    /// # Errors
    /// Those of [`parse`].
    pub fn parse(&mut self, text: &[u8]) -> Result<Stamp, Code> {
        match self.usual(text) {
            Some(Usual { local_ms, is_utc, order }) => {
                let offset = is_utc.then_some(0);
                Ok(Stamp { local_ms, offset, has_time: true, order })
            }
            None => parse(text, self.order),
        }
    }

    /// The two shapes that nearly every row has, at their fixed places: `03-10-2021 2:05:03 pm` and
    /// `2021-03-10 14:05:03` (or with `T`, or `Z` at the end). Anything else, and any doubt, is left
    /// to [`parse`], which reads these shapes the same way.
    #[expect(
        clippy::inline_always,
        reason = "called for each cell, by a loop that does little else"
    )]
    #[inline(always)]
    pub fn usual(&mut self, text: &[u8]) -> Option<Usual> {
        let (head, rest) = text.split_first_chunk::<8>()?;
        let (tail, rest) = rest.split_first_chunk::<2>()?;
        let (head, tail) = (u64::from_le_bytes(*head), u16::from_le_bytes(*tail));
        let spread = (head ^ u64::from(tail)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57;
        let place = usize::try_from(spread).unwrap_or(0) & (LATELY - 1);
        let known = self.lately.get_mut(place)?;
        if known.head != head || known.tail != tail {
            *known = usual_day(text, self.order)?;
        }
        // Taken one by one: a copy of the whole would be written down to be read again.
        let Day { midnight, evidence: order, .. } = *known;
        let (ms, is_utc) = clock(rest)?;
        Some(Usual { local_ms: midnight + ms, is_utc, order })
    }
}

#[inline(never)]
fn usual_day(text: &[u8], order: DateOrder) -> Option<Day> {
    let (date, _) = text.split_first_chunk::<10>()?;
    let (days, evidence) = match *date {
        [a1, a2, b'-', b1, b2, b'-', y1, y2, y3, y4] => {
            let (a, b) = (two(a1, a2)?, two(b1, b2)?);
            let (month, day) = if order == DateOrder::MonthFirst { (a, b) } else { (b, a) };
            (ymd(two(y1, y2)? * 100 + two(y3, y4)?, month, day)?, evidence(a, b))
        }
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            let year = two(y1, y2)? * 100 + two(y3, y4)?;
            (ymd(year, two(m1, m2)?, two(d1, d2)?)?, OrderEvidence::None)
        }
        _ => return None,
    };
    let (head, tail) = (date.first_chunk::<8>()?, date.last_chunk::<2>()?);
    let (head, tail) = (u64::from_le_bytes(*head), u16::from_le_bytes(*tail));
    Some(Day { head, tail, evidence, midnight: days * DAY_MS })
}

/// The milliseconds of a time of day behind a day, and whether it is one of UTC. How many digits an hour
/// has and which half of the day it is in differ from row to row, so neither is a branch: a processor
/// would take the wrong one half of the time.
#[expect(clippy::inline_always, reason = "called for each cell, by a loop that does little else")]
#[inline(always)]
fn clock(text: &[u8]) -> Option<(i64, bool)> {
    let ([separator, _, third], _) = text.split_first_chunk::<3>()?;
    if *separator != b' ' && *separator != b'T' {
        return None;
    }
    let is_short = *third == b':';
    let (time, tail) = text.get(usize::from(!is_short)..)?.split_first_chunk::<8>()?;
    // Where the hour has one digit, the separator stands for the other one.
    let over = 0xff * u64::from(is_short);
    let (hour, minute, second) = time_of(u64::from_le_bytes(*time) & !over | 0x30 & over)?;
    let (hour, is_utc) = match *tail {
        [] => (hour, false),
        [b'Z'] => (hour, true),
        [b' ', half, b'm' | b'M'] => {
            let is_late = half | 0x20 == b'p';
            let is_half = u8::from(is_late) | u8::from(half | 0x20 == b'a');
            if is_half == 0 || !(1..=12).contains(&hour) {
                return None;
            }
            (hour - 12 * i64::from(hour == 12) + 12 * i64::from(is_late), false)
        }
        _ => return None,
    };
    Some((time_ms(hour, minute, second, 0)?, is_utc))
}

/// Hour, minute and second of the eight bytes `12:34:56`, the first byte being the lowest.
#[inline]
fn time_of(text: u64) -> Option<(i64, i64, i64)> {
    // Digits become their values, colons zero.
    let digits = text ^ u64::from_le_bytes(*b"00:00:00");
    // The top bit of a byte is set where a digit is above 9, or a colon is none.
    let above = digits.wrapping_add(0x7676_7f76_767f_7676);
    if (digits | above) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // In each byte ten times its digit and the next one: no byte gets as large as 100.
    let pairs = digits * 10 + (digits >> 8);
    let pair = |at: u32| i64::from((pairs >> at).to_le_bytes()[0]);
    Some((pair(0), pair(24), pair(48)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::date::numeric;

    #[test]
    fn what_is_remembered_to_begin_with_is_no_date_of_another_text() {
        for text in ["\0\0\0\0\0\0\0\0\0\0 10:00:00", "\x01\0\0\0\0\0\0\0\x01\0 10:00:00"] {
            assert!(Dates::new(DateOrder::DayFirst).parse(text.as_bytes()).is_err(), "{text:?}");
        }
        let first = Dates::new(DateOrder::DayFirst).parse(b"1970-01-01T00:00:01Z");
        assert_eq!(first.map(|it| it.local_ms), Ok(1000));
    }

    proptest::proptest! {
        #[test]
        fn the_usual_shapes_read_as_any_shape_does(
            text in "([0-3][0-9]-[0-3][0-9]-[0-2][0-9]{3}|[0-2][0-9]{3}-[01][0-9]-[0-3][0-9])[ T][0-2]?[0-9]:[0-6][0-9]:[0-6][0-9]( ?[apAP][mM]|Z)?",
            month_first: bool,
        ) {
            let order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
            if Dates::new(order).usual(text.as_bytes()).is_some() {
                let found = Dates::new(order).parse(text.as_bytes()).ok();
                proptest::prop_assert_eq!(found, numeric(text.as_bytes(), order));
            }
        }
    }
}
