//! Dates one after the other, in the shapes that nearly every row has.

use super::{DateOrder, OrderEvidence, Stamp, evidence, parse, stamp, time_ms, two, ymd};
use crate::diagnostics::Code;

/// Reads dates one after the other. The rows of a file mostly share few days, which are then not worked
/// out again and again.
#[derive(Debug)]
pub struct Dates {
    /// Days that came lately, by a hash of their text.
    lately: [Option<(u64, u16, DateOrder, Day)>; LATELY],
}

/// How many days are remembered; a power of two.
const LATELY: usize = 128;

impl Default for Dates {
    fn default() -> Self {
        Self { lately: [None; LATELY] }
    }
}

/// A day since 1970-01-01, and what its text says about the order.
type Day = (i64, OrderEvidence);

impl Dates {
    /// The same as [`parse`].
    ///
    /// # Errors
    /// Those of [`parse`].
    #[inline]
    pub fn parse(&mut self, text: &[u8], order: DateOrder) -> Result<Stamp, Code> {
        match self.usual(text, order) {
            Some(stamp) => Ok(stamp),
            None => parse(text, order),
        }
    }

    /// The two shapes that nearly every row has, at their fixed places: `03-10-2021 2:05:03 pm` and
    /// `2021-03-10 14:05:03` (or with `T`, or `Z` at the end). Anything else, and any doubt, is left
    /// to [`numeric`], which reads these shapes the same way.
    #[inline]
    fn usual(&mut self, text: &[u8], order: DateOrder) -> Option<Stamp> {
        let (head, rest) = text.split_first_chunk::<8>()?;
        let (tail, rest) = rest.split_first_chunk::<2>()?;
        let (first, last) = (u64::from_le_bytes(*head), u16::from_le_bytes(*tail));
        let spread = (first ^ u64::from(last)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57;
        let place = usize::try_from(spread).unwrap_or(0) & (LATELY - 1);
        let known = self.lately.get(place).copied().flatten();
        let day = match known {
            Some((head, tail, of, day)) if (head, tail, of) == (first, last, order) => day,
            _ => {
                let (date, _) = text.split_first_chunk::<10>()?;
                let day = usual_day(date, order)?;
                if let Some(known) = self.lately.get_mut(place) {
                    *known = Some((first, last, order, day));
                }
                day
            }
        };
        clock(day, rest)
    }
}

fn usual_day(date: &[u8; 10], order: DateOrder) -> Option<Day> {
    match *date {
        [a1, a2, b'-', b1, b2, b'-', y1, y2, y3, y4] => {
            let (a, b) = (two(a1, a2)?, two(b1, b2)?);
            let (month, day) = if order == DateOrder::MonthFirst { (a, b) } else { (b, a) };
            let evidence = evidence(a, b);
            Some((ymd(two(y1, y2)? * 100 + two(y3, y4)?, month, day)?, evidence))
        }
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            let year = two(y1, y2)? * 100 + two(y3, y4)?;
            Some((ymd(year, two(m1, m2)?, two(d1, d2)?)?, OrderEvidence::None))
        }
        _ => None,
    }
}

/// The time of day behind a day. How many digits an hour has and which half of the day it is in
/// differ from row to row, so neither is a branch: a processor would take the wrong one half of the time.
#[inline]
fn clock((days, evidence): Day, text: &[u8]) -> Option<Stamp> {
    let ([separator, _, third], _) = text.split_first_chunk::<3>()?;
    if *separator != b' ' && *separator != b'T' {
        return None;
    }
    let is_short = *third == b':';
    let (time, tail) = text.get(usize::from(!is_short)..)?.split_first_chunk::<8>()?;
    // Where the hour has one digit, the separator stands for the other one.
    let over = 0xff * u64::from(is_short);
    let (hour, minute, second) = time_of(u64::from_le_bytes(*time) & !over | 0x30 & over)?;
    let (hour, offset) = match *tail {
        [] => (hour, None),
        [b'Z'] => (hour, Some(0)),
        [b' ', half, b'm' | b'M'] => {
            let is_late = half | 0x20 == b'p';
            let is_half = u8::from(is_late) | u8::from(half | 0x20 == b'a');
            if is_half == 0 || !(1..=12).contains(&hour) {
                return None;
            }
            (hour - 12 * i64::from(hour == 12) + 12 * i64::from(is_late), None)
        }
        _ => return None,
    };
    stamp(days, time_ms(hour, minute, second, 0)?, offset, true, evidence)
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

    proptest::proptest! {
        #[test]
        fn the_usual_shapes_read_as_any_shape_does(
            text in "([0-3][0-9]-[0-3][0-9]-[0-2][0-9]{3}|[0-2][0-9]{3}-[01][0-9]-[0-3][0-9])[ T][0-2]?[0-9]:[0-6][0-9]:[0-6][0-9]( ?[apAP][mM]|Z)?",
            month_first: bool,
        ) {
            let order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
            if let Some(found) = Dates::default().usual(text.as_bytes(), order) {
                proptest::prop_assert_eq!(Some(found), numeric(text.as_bytes(), order));
            }
        }
    }
}
