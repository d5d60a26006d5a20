//! Dates and times as exports write them.

mod rewritten;
pub mod span;
mod usual;
mod worded;

use crate::diagnostics::Code;
use serde::{Deserialize, Serialize};
pub use usual::{Dates, Usual};
use worded::worded;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;
/// First and last millisecond of the years 1 to 9999.
const FIRST_MS: i64 = -62_135_596_800_000;
const LAST_MS: i64 = 253_402_300_799_999;

/// The order of day, month and year where all are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    /// `03-10-2021` is 10 March.
    MonthFirst,
    /// `03-10-2021` is 3 October.
    DayFirst,
}

impl DateOrder {
    /// The code used in settings.
    pub fn code(self) -> &'static str {
        match self {
            Self::MonthFirst => "mdy",
            Self::DayFirst => "dmy",
        }
    }

    /// Reads a code of settings; `ymd` needs no order and is `None` as well.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "mdy" => Some(Self::MonthFirst),
            "dmy" => Some(Self::DayFirst),
            _ => None,
        }
    }

    /// The other reading.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::MonthFirst => Self::DayFirst,
            Self::DayFirst => Self::MonthFirst,
        }
    }
}

/// What a date's text says about the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEvidence {
    /// The text has no such order, or reads the same both ways.
    None,
    /// Only this order gives a date.
    Only(DateOrder),
    /// Both orders give a date.
    Either,
}

/// A point in time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01, as if the local time were UTC.
    pub local_ms: i64,
    /// Minutes east of UTC, where the text says so.
    pub offset: Option<i16>,
    /// Whether a time of day was written.
    pub has_time: bool,
    /// What the text says about the order of day and month.
    pub order: OrderEvidence,
}

/// Reads a date with or without a time. Understood: ISO 8601 and RFC 3339 shapes, `YYYY/MM/DD`,
/// `YYYYMMDD[HHMMSS]` with or without something between day and time, day and month in either order with
/// `-`, `/` or `.`, twelve-hour clocks, names of months in six languages, a time before its day, `/Date(ms)/`,
/// seconds, milliseconds or microseconds since 1970 (10, 13 or 16 digits), days of spreadsheets (5 digits).
///
/// A year of two digits is taken for one of 2010 to 2049 (`31-Dec-26`, `12/31/26`) where it cannot be
/// anything else: three pairs of digits with dashes (`26-03-01`) may begin with the year too. Ten
/// digits that may be a day with its hour (`2026030110`) are no seconds.
///
/// # Errors
/// [`Code::BadDate`] when it is no date; with an order in which it is none although the other
/// would do, too.
pub fn parse(text: &[u8], order: DateOrder) -> Result<Stamp, Code> {
    let text = text.trim_ascii();
    let found = numeric(text, order).or_else(|| worded(text));
    found.or_else(|| rewritten(text, order)).ok_or(Code::BadDate)
}

/// Reads what is a date once it is written as most are.
#[cold]
#[inline(never)]
fn rewritten(text: &[u8], order: DateOrder) -> Option<Stamp> {
    let text = rewritten::usual(std::str::from_utf8(text).ok()?)?;
    numeric(text.as_bytes(), order).or_else(|| worded(text.as_bytes()))
}

/// What the two numbers before the year say about their order.
fn evidence(a: i64, b: i64) -> OrderEvidence {
    match (a <= 12, b <= 12) {
        (true, true) if a == b => OrderEvidence::None,
        (true, true) => OrderEvidence::Either,
        (false, true) => OrderEvidence::Only(DateOrder::DayFirst),
        _ => OrderEvidence::Only(DateOrder::MonthFirst),
    }
}

/// The value of two digits.
fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

fn numeric(text: &[u8], order: DateOrder) -> Option<Stamp> {
    let (first, rest) = digits(text)?;
    match (first.len(), rest.split_first()) {
        (4, Some((&separator @ (b'-' | b'/' | b'.'), rest))) => {
            let (month, rest) = digits(rest)?;
            let (day, rest) = digits(rest.strip_prefix(&[separator])?)?;
            finish(ymd(value(first), value(month), value(day))?, rest, OrderEvidence::None)
        }
        (1 | 2, Some((&separator @ (b'-' | b'/' | b'.'), rest))) => {
            let (second, rest) = digits(rest)?;
            let (year, rest) = digits(rest.strip_prefix(&[separator])?)?;
            let (a, b) = (value(first), value(second));
            let year = match year.len() {
                4 => value(year),
                2 if separator == b'-' && ymd(2000 + a, b, value(year)).is_some() => return None,
                2 => short_year(value(year))?,
                _ => return None,
            };
            let (month, day) = if order == DateOrder::MonthFirst { (a, b) } else { (b, a) };
            let evidence = evidence(a, b);
            finish(ymd(year, month, day)?, rest, evidence)
        }
        (8, None) => {
            let (year, rest) = first.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            finish(ymd(value(year), value(month), value(day))?, b"", OrderEvidence::None)
        }
        (14, None) => {
            let (date, time) = first.split_at_checked(8)?;
            let (year, rest) = date.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            let (hour, rest) = time.split_at_checked(2)?;
            let (minute, second) = rest.split_at_checked(2)?;
            let days = ymd(value(year), value(month), value(day))?;
            let ms = time_ms(value(hour), value(minute), value(second), 0)?;
            stamp(days, ms, None, true, OrderEvidence::None)
        }
        (10, None) => {
            let seconds = value(first);
            // From here on they may be `YYYYMMDDHH`. As seconds they would be of 2033.
            (seconds < 2_010_000_000).then(|| epoch(seconds * 1000)).flatten()
        }
        // Seconds with a fraction.
        (10, Some((b'.', rest))) => match digits(rest)? {
            (fraction, b"") => epoch(value(first) * 1000 + milliseconds(fraction)),
            _ => None,
        },
        (13, None) => epoch(value(first)),
        (16, None) => epoch(value(first) / 1000),
        _ => None,
    }
}

/// The year that two digits stand for. What is measured and billed is of these years; for others
/// programs differ, and two digits that say one of them are likelier no year at all.
fn short_year(digits: i64) -> Option<i64> {
    (10..50).contains(&digits).then_some(2000 + digits)
}

/// An instant by its milliseconds since 1970, as far as it is of a year of four digits.
fn epoch(ms: i64) -> Option<Stamp> {
    (FIRST_MS..=LAST_MS).contains(&ms).then_some(Stamp {
        local_ms: ms,
        offset: Some(0),
        has_time: true,
        order: OrderEvidence::None,
    })
}

fn stamp(
    days: i64,
    ms: i64,
    offset: Option<i16>,
    has_time: bool,
    order: OrderEvidence,
) -> Option<Stamp> {
    Some(Stamp { local_ms: days.checked_mul(DAY_MS)?.checked_add(ms)?, offset, has_time, order })
}

/// Reads what follows the date: nothing, or a separator, a time and perhaps an offset.
fn finish(days: i64, rest: &[u8], order: OrderEvidence) -> Option<Stamp> {
    let Some((&separator, rest)) = rest.split_first() else {
        return stamp(days, 0, None, false, order);
    };
    if separator == b'Z' && rest.is_empty() {
        return stamp(days, 0, Some(0), false, order);
    }
    let rest = match separator {
        b',' | b'T' | b't' | b' ' | b'_' | b':' => rest.trim_ascii_start(),
        _ => return None,
    };
    let (hour, rest) = digits(rest).filter(|(it, _)| it.len() <= 2)?;
    // `10:05`, `10h05`, and `10.05` as German and Nordic programs write it.
    let (&mark, rest) = rest.split_first().filter(|(it, _)| b":h.".contains(it))?;
    let (minute, rest) = digits(rest).filter(|(it, _)| it.len() == 2)?;
    let (second, rest) = match rest.split_first() {
        Some((it, rest)) if *it == mark || *it == b':' => {
            digits(rest).filter(|(it, _)| it.len() == 2)?
        }
        _ => (&b""[..], rest),
    };
    let (fraction, rest) = match rest.split_first() {
        Some((b'.' | b',', rest)) => digits(rest)?,
        _ => (&b""[..], rest),
    };
    let rest = rest.trim_ascii_start();
    let (hour, rest) = twelve_hour(value(hour), rest)?;
    let ms = time_ms(hour, value(minute), value(second), milliseconds(fraction))?;
    // The name of a zone may stand in brackets behind its offset.
    let rest = rest.split(|it| *it == b'(').next().unwrap_or_default().trim_ascii_end();
    let offset = match rest {
        b"" | b"Uhr" | b"h" | b"hs" | b"hrs" => None,
        b"Z" | b"z" | b"UTC" | b"GMT" => Some(0),
        _ => {
            let named = [&b"UTC"[..], b"GMT"].iter().find_map(|it| rest.strip_prefix(*it));
            Some(offset(named.unwrap_or(rest))?)
        }
    };
    stamp(days, ms, offset, true, order)
}

/// The hour of a clock of twelve hours, and what follows: `am`, `PM`, and `p. m.` as Spanish has it.
fn twelve_hour(hour: i64, rest: &[u8]) -> Option<(i64, &[u8])> {
    let afternoon = match rest.first().map(u8::to_ascii_lowercase) {
        Some(b'a') => false,
        Some(b'p') => true,
        _ => return Some((hour, rest)),
    };
    let behind = rest.get(1..).unwrap_or_default();
    let behind = behind.strip_prefix(b".").unwrap_or(behind).trim_ascii_start();
    let Some((b'm' | b'M', behind)) = behind.split_first() else { return Some((hour, rest)) };
    if !(1..=12).contains(&hour) {
        return None;
    }
    let behind = behind.strip_prefix(b".").unwrap_or(behind).trim_ascii_start();
    Some((hour % 12 + if afternoon { 12 } else { 0 }, behind))
}

fn offset(text: &[u8]) -> Option<i16> {
    // Those of RFC 5322, and others that mean one thing only.
    const NAMED: [(&[u8], i16); 17] = [
        (b"EST", -300),
        (b"EDT", -240),
        (b"CST", -360),
        (b"CDT", -300),
        (b"MST", -420),
        (b"MDT", -360),
        (b"PST", -480),
        (b"PDT", -420),
        (b"WET", 0),
        (b"WEST", 60),
        (b"CET", 60),
        (b"CEST", 120),
        (b"EET", 120),
        (b"EEST", 180),
        (b"BRT", -180),
        (b"ART", -180),
        (b"COT", -300),
    ];
    if let Some((_, minutes)) = NAMED.iter().find(|(name, _)| *name == text) {
        return Some(*minutes);
    }
    let (sign, rest) = match text.split_first()? {
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match (digits(rest)?, rest.len()) {
        ((hours, b""), 4) => hours.split_at_checked(2)?,
        ((hours, b""), 1 | 2) => (hours, &b"0"[..]),
        ((hours, rest), _) => digits(rest.strip_prefix(b":")?).map(|(it, _)| (hours, it))?,
    };
    let (hours, minutes) = (value(hours), value(minutes));
    if hours > 18 || minutes > 59 {
        return None;
    }
    i16::try_from(sign * (hours * 60 + minutes)).ok()
}

fn time_ms(hour: i64, minute: i64, second: i64, ms: i64) -> Option<i64> {
    // 24:00:00 ends a day in ISO 8601; a leap second is read as the next minute's first.
    let fits =
        (hour < 24 || (hour == 24 && minute == 0 && second == 0)) && minute < 60 && second <= 60;
    fits.then(|| ((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

fn milliseconds(fraction: &[u8]) -> i64 {
    let digit = |index: usize| fraction.get(index).map_or(0, |it| i64::from(it - b'0'));
    digit(0) * 100 + digit(1) * 10 + digit(2)
}

/// Leading digits and what follows; `None` when there are none or more than fit.
fn digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let n = text.iter().take_while(|it| it.is_ascii_digit()).count();
    if n == 0 || n > 18 { None } else { text.split_at_checked(n) }
}

fn value(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
}

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar; `None` when there is no such day.
fn ymd(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 || !(1..=9999).contains(&year) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > length {
        return None;
    }
    // Counted from 1 March, so that the leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Whether a text is a time of day and nothing else: `14:05`, `2:05:03 pm`.
pub fn is_time_of_day(text: &str) -> bool {
    // `10.05` alone is a number, `10.05.30` is none.
    let text = text.trim().as_bytes();
    let behind_a_day = [b" ", text].concat();
    let is_number = memchr::memchr_iter(b'.', text).count() == 1 && !text.contains(&b':');
    !is_number && finish(0, &behind_a_day, OrderEvidence::None).is_some_and(|it| it.has_time)
}

/// Days since 1970-01-01 of `YYYY-MM-DD`.
pub fn parse_day(text: &str) -> Option<i64> {
    let stamp = parse(text.as_bytes(), DateOrder::MonthFirst).ok()?;
    (!stamp.has_time && stamp.order == OrderEvidence::None)
        .then(|| stamp.local_ms.div_euclid(DAY_MS))
}

/// `YYYY-MM-DDTHH:MM:SSZ` of an instant, with milliseconds where there are any.
pub fn to_iso(instant: i64) -> String {
    let at = chrono::DateTime::from_timestamp_millis(instant);
    // The library writes local times in this form, with as many places as there are.
    at.map_or_else(String::new, |it| format!("{:?}Z", it.naive_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, order: DateOrder, expected: &str) {
        let found = match parse(text.as_bytes(), order) {
            Ok(stamp) => format!(
                "{}{}",
                to_iso(stamp.local_ms),
                stamp.offset.map_or(String::new(), |it| format!(" {it}"))
            ),
            Err(code) => code.code().to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_dates_as_written() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, order, expected) in [
            ("03-10-2021 2:05:03 pm", MonthFirst, "2021-03-10T14:05:03Z"),
            ("03-10-2021 12:05:03 am", MonthFirst, "2021-03-10T00:05:03Z"),
            ("03/10/2021", DayFirst, "2021-10-03T00:00:00Z"),
            ("13/10/2021", MonthFirst, "bad_date"),
            ("2026-03-01", MonthFirst, "2026-03-01T00:00:00Z"),
            ("2026-03-01T10:00:00.125+02:00", MonthFirst, "2026-03-01T10:00:00.125Z 120"),
            ("2026-03-01T10:00:00Z", MonthFirst, "2026-03-01T10:00:00Z 0"),
            ("2001-10-26T21:32:52.12679", MonthFirst, "2001-10-26T21:32:52.126Z"),
            ("20260301", MonthFirst, "2026-03-01T00:00:00Z"),
            ("20260301101112", MonthFirst, "2026-03-01T10:11:12Z"),
            ("1772359200", MonthFirst, "2026-03-01T10:00:00Z 0"),
            ("1772359200000", MonthFirst, "2026-03-01T10:00:00Z 0"),
            ("/Date(1772359200000-0500)/", MonthFirst, "2026-03-01T10:00:00Z 0"),
            ("3 Mar 2026", MonthFirst, "2026-03-03T00:00:00Z"),
            ("Mon, 02 Mar 2026 10:00:00 +0000", MonthFirst, "2026-03-02T10:00:00Z 0"),
            ("31-Dec-26", MonthFirst, "2026-12-31T00:00:00Z"),
            ("03-Mar-26 10:00:00", MonthFirst, "2026-03-03T10:00:00Z"),
            ("3. März 2026", MonthFirst, "2026-03-03T00:00:00Z"),
            ("14 de março de 2026 10:00", MonthFirst, "2026-03-14T10:00:00Z"),
            ("1er avril 2026", MonthFirst, "2026-04-01T00:00:00Z"),
            ("31-dic-26", MonthFirst, "2026-12-31T00:00:00Z"),
            ("14 août 2026", MonthFirst, "2026-08-14T00:00:00Z"),
            ("March 1st, 2026", MonthFirst, "2026-03-01T00:00:00Z"),
            ("13/Mar/2026", MonthFirst, "2026-03-13T00:00:00Z"),
            ("Mar 12026", MonthFirst, "bad_date"),
            ("14 gatos 2026", MonthFirst, "bad_date"),
            ("13/03/2026 02:05:03 p. m.", DayFirst, "2026-03-13T14:05:03Z"),
            ("13/03/2026 12:05 a.m.", DayFirst, "2026-03-13T00:05:00Z"),
            ("3/13/2026, 10:00:00\u{202f}PM", MonthFirst, "2026-03-13T22:00:00Z"),
            ("13.03.2026 10.05", DayFirst, "2026-03-13T10:05:00Z"),
            ("13.03.2026 10.05.07", DayFirst, "2026-03-13T10:05:07Z"),
            ("13.03.2026 10:05 Uhr", DayFirst, "2026-03-13T10:05:00Z"),
            ("13/03/2026 10h05", DayFirst, "2026-03-13T10:05:00Z"),
            ("13-Mar-2026 10:05 PM", MonthFirst, "2026-03-13T22:05:00Z"),
            ("13 Mar 2026, 10:05", MonthFirst, "2026-03-13T10:05:00Z"),
            ("Friday, March 13, 2026 10:05 AM", MonthFirst, "2026-03-13T10:05:00Z"),
            ("viernes, 13 de marzo de 2026 10:05", MonthFirst, "2026-03-13T10:05:00Z"),
            (
                "Fri Mar 13 2026 10:05:00 GMT+0100 (Central European Standard Time)",
                MonthFirst,
                "2026-03-13T10:05:00Z 60",
            ),
            ("2026-03-13 10:05 UTC+2", MonthFirst, "2026-03-13T10:05:00Z 120"),
            ("2026-03-13 10:05 CET", MonthFirst, "2026-03-13T10:05:00Z 60"),
            ("2026-03-13 10:05:00 EST", MonthFirst, "2026-03-13T10:05:00Z -300"),
            ("2026-03-13 10:05 IST", MonthFirst, "bad_date"),
            ("2026-03-13 10:05 pm.", MonthFirst, "2026-03-13T22:05:00Z"),
            ("2026-03-13 10.5", MonthFirst, "bad_date"),
            ("Friday 2026", MonthFirst, "bad_date"),
            ("20260313 100500", MonthFirst, "2026-03-13T10:05:00Z"),
            ("20260313T100500Z", MonthFirst, "2026-03-13T10:05:00Z 0"),
            ("20260313T100500+0100", MonthFirst, "2026-03-13T10:05:00Z 60"),
            ("20260313-1005", MonthFirst, "2026-03-13T10:05:00Z"),
            ("20260313 10:05:00", MonthFirst, "2026-03-13T10:05:00Z"),
            ("20260313 10050", MonthFirst, "bad_date"),
            ("20261313 100500", MonthFirst, "bad_date"),
            ("2026-03-13-10.05.00.125000", MonthFirst, "2026-03-13T10:05:00.125Z"),
            ("2026-03-13-05:00", MonthFirst, "bad_date"),
            ("2026-03-13_10:05", MonthFirst, "2026-03-13T10:05:00Z"),
            ("13Mar2026:10:05:00", MonthFirst, "2026-03-13T10:05:00Z"),
            ("13/Mar/2026:10:05:00 +0100", MonthFirst, "2026-03-13T10:05:00Z 60"),
            ("13/03/2026 - 10:05", DayFirst, "2026-03-13T10:05:00Z"),
            ("March 13, 2026 at 10:05 AM", MonthFirst, "2026-03-13T10:05:00Z"),
            ("13 de marzo de 2026 a las 10:05", MonthFirst, "2026-03-13T10:05:00Z"),
            ("13. März 2026 um 10:05", MonthFirst, "2026-03-13T10:05:00Z"),
            ("13 mars 2026 à 10:05", MonthFirst, "2026-03-13T10:05:00Z"),
            ("10:05 13/03/2026", DayFirst, "2026-03-13T10:05:00Z"),
            ("10:05 PM, 3/13/2026", MonthFirst, "bad_date"),
            ("10:05 PM 3/13/2026", MonthFirst, "2026-03-13T22:05:00Z"),
            ("*10:05:00.125 UTC Fri Mar 13 2026", MonthFirst, "2026-03-13T10:05:00.125Z 0"),
            ("1772359200.125", MonthFirst, "2026-03-01T10:00:00.125Z 0"),
            ("1772359200125000", MonthFirst, "2026-03-01T10:00:00.125Z 0"),
            ("29 Feb 28", MonthFirst, "2028-02-29T00:00:00Z"),
            ("Mar 3, 26", MonthFirst, "2026-03-03T00:00:00Z"),
            ("31-Dec-2026", MonthFirst, "2026-12-31T00:00:00Z"),
            ("31-Dec-99", MonthFirst, "bad_date"),
            ("31-Dec-126", MonthFirst, "bad_date"),
            ("12/31/26", MonthFirst, "2026-12-31T00:00:00Z"),
            ("12-31-26", MonthFirst, "2026-12-31T00:00:00Z"),
            ("31.12.26 10:00", DayFirst, "2026-12-31T10:00:00Z"),
            ("12/31/99", MonthFirst, "bad_date"),
            ("26/03/01", DayFirst, "bad_date"),
            ("26-03-01", DayFirst, "bad_date"),
            ("26-03-11", DayFirst, "bad_date"),
            ("2026030110", MonthFirst, "bad_date"),
            ("2009999999", MonthFirst, "2033-09-10T21:19:59Z 0"),
            ("/Date(9223372036854775807)/", MonthFirst, "bad_date"),
            ("2026-02-30", MonthFirst, "bad_date"),
            ("2026-02-28 25:00:00", MonthFirst, "bad_date"),
            ("13:00 pm", MonthFirst, "bad_date"),
            ("", MonthFirst, "bad_date"),
        ] {
            check(text, order, expected);
        }
    }

    #[test]
    fn agrees_with_the_calendar_library() {
        for day in (-719_000..800_000).step_by(37) {
            let Some(date) = chrono::DateTime::from_timestamp_millis(day * DAY_MS) else {
                continue;
            };
            let text = date.format("%Y-%m-%d").to_string();
            if text.len() == 10 {
                assert_eq!(parse_day(&text), Some(day), "{text}");
            }
        }
    }
}
