//! Instants as ISO 8601 text.

use crate::normalize::date::to_iso;

/// An instant at an offset in minutes east of UTC: `2026-03-15T07:00:00-05:00`, with `Z` for UTC
/// and milliseconds only where there are some. Empty for one that no calendar holds.
pub fn iso(at: i64, offset: i16) -> String {
    let text = to_iso(at.saturating_add(i64::from(offset) * 60_000));
    match text.strip_suffix('Z') {
        Some(local) if offset != 0 => {
            let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
            format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        _ => text,
    }
}

/// An instant in UTC.
pub fn iso_utc(at: i64) -> String {
    iso(at, 0)
}

/// ISO 8601 as people write it: `2026-03-15 07:00:00 -05:00`, with `UTC` for `Z`. A stretch of two such,
/// with a bar between them, is told from the one to the other.
pub fn spoken(iso: &str) -> String {
    let one = |text: &str| {
        let Some((day, time)) = text.split_once('T') else { return text.to_owned() };
        let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
        let (time, zone) = time.split_at(at);
        let zone = if zone == "Z" { "UTC" } else { zone };
        [day, time, zone].join(" ").trim_end().to_owned()
    };
    iso.split('/').map(one).collect::<Vec<_>>().join(" – ")
}

/// An instant for paper, at an offset in minutes east of UTC: `2026-03-15 07:00`.
pub fn to_the_minute(at: i64, offset: i16) -> String {
    let text = iso(at, offset);
    let (day, time) = text.split_once('T').unwrap_or_default();
    [day, time.get(..5).unwrap_or_default()].join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, FixedOffset, SecondsFormat};

    #[test]
    fn instants_are_told_as_people_write_them() {
        for (iso, told) in [
            ("2026-03-15T07:00:00-05:00", "2026-03-15 07:00:00 -05:00"),
            ("2026-03-15T07:00:00.120Z", "2026-03-15 07:00:00.120 UTC"),
            (
                "2026-03-01T00:00:00Z/2026-04-01T00:00:00Z",
                "2026-03-01 00:00:00 UTC – 2026-04-01 00:00:00 UTC",
            ),
            ("2026-03-15", "2026-03-15"),
            ("", ""),
        ] {
            assert_eq!(spoken(iso), told);
        }
    }

    #[test]
    fn instants_are_written_as_the_calendar_library_writes_them() {
        for at in [0, -1, 1_772_618_400_000, 1_772_618_400_005, 951_782_400_120, 4_102_444_799_999]
        {
            let utc = DateTime::from_timestamp_millis(at).unwrap();
            let form = match at.rem_euclid(1000) {
                0 => SecondsFormat::Secs,
                _ => SecondsFormat::Millis,
            };
            assert_eq!(iso_utc(at), utc.to_rfc3339_opts(form, true));
            for offset in [-300, -210, 45, 60, 330, 840] {
                let zone = FixedOffset::east_opt(i32::from(offset) * 60).unwrap();
                let expected = utc.with_timezone(&zone).to_rfc3339_opts(form, true);
                assert_eq!(iso(at, offset), expected);
            }
        }
    }
}
