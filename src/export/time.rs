//! Instants as ISO 8601 text.

use chrono::{DateTime, FixedOffset, SecondsFormat};

/// An instant at an offset in minutes east of UTC: `2026-03-15T07:00:00-05:00`, with `Z` for UTC
/// and milliseconds only where there are some. Empty for one that no calendar holds.
pub fn iso(at: i64, offset: i16) -> String {
    let Some(utc) = DateTime::from_timestamp_millis(at) else { return String::new() };
    let form = if at.rem_euclid(1000) == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
    match FixedOffset::east_opt(i32::from(offset) * 60) {
        Some(zone) if offset != 0 => utc.with_timezone(&zone).to_rfc3339_opts(form, true),
        _ => utc.to_rfc3339_opts(form, true),
    }
}

/// An instant in UTC.
pub fn iso_utc(at: i64) -> String {
    iso(at, 0)
}

/// An instant for paper, at an offset in minutes east of UTC: `2026-03-15 07:00`.
pub fn to_the_minute(at: i64, offset: i16) -> String {
    let text = iso(at, offset);
    let (day, time) = text.split_once('T').unwrap_or_default();
    [day, time.get(..5).unwrap_or_default()].join(" ").trim().to_owned()
}
