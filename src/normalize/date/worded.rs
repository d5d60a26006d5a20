//! Dates with the name of a month, and those that a library wraps in words.

use super::{DAY_MS, OrderEvidence, Stamp, epoch, months, short_year};
use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// Shapes with words, and `ServiceStack`'s `/Date(…)/`: rare, so left to the calendar library.
pub(super) fn worded(text: &[u8]) -> Option<Stamp> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|it| it.strip_suffix(")/")) {
        let end =
            inner.get(1..).and_then(|it| it.find(['+', '-'])).map_or(inner.len(), |at| at + 1);
        return epoch(inner.get(..end)?.parse().ok()?);
    }
    if let Ok(at) = chrono::DateTime::parse_from_rfc2822(text) {
        let offset = i16::try_from(at.offset().local_minus_utc() / 60).ok()?;
        let local_ms = at.naive_local().and_utc().timestamp_millis();
        return Some(Stamp {
            local_ms,
            offset: Some(offset),
            has_time: true,
            order: OrderEvidence::None,
        });
    }
    in_english(text).or_else(|| in_english(&months::in_english(text)?))
}

fn in_english(text: &str) -> Option<Stamp> {
    const TIMES: &[&str] = &[
        "%d %b %Y %H:%M:%S",
        "%d %b %Y %H:%M",
        "%b %d, %Y %H:%M:%S",
        "%b %d, %Y %I:%M:%S %p",
        "%b %d, %Y %I:%M %p",
        "%d-%b-%Y %H:%M:%S",
        "%d %B %Y %H:%M:%S",
    ];
    const DATES: &[&str] = &["%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%d %B %Y", "%B %d, %Y"];
    let time = TIMES.iter().find_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
    let date = || DATES.iter().find_map(|it| NaiveDate::parse_from_str(text, it).ok());
    let (at, has_time) = match time {
        Some(at) => (at, true),
        None => (date()?.and_hms_opt(0, 0, 0)?, false),
    };
    // The library takes any number of digits for a year: `26` for 26. Twenty centuries are so many
    // days whatever the year, and leap years stay leap years.
    const CENTURIES: i64 = 730_485 * DAY_MS;
    let local_ms = at.and_utc().timestamp_millis();
    let local_ms = match i64::from(at.year()) {
        1000..=9999 => local_ms,
        year => short_year(year).map(|_| local_ms + CENTURIES)?,
    };
    Some(Stamp { local_ms, offset: None, has_time, order: OrderEvidence::None })
}
