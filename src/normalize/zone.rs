//! Time zones: fixed offsets and IANA names.

use super::places::Place;
use chrono::{Datelike, NaiveDateTime};

const MINUTE_MS: i64 = 60_000;

/// A zone in which a source writes its local times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// So many minutes east of UTC, always.
    Fixed(i16),
    /// A place with its rules.
    Named(&'static Place),
}

/// What became of a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// One instant.
    Once(i64),
    /// The clock showed it twice: the first instant and the second.
    Twice(i64, i64),
    /// The clock skipped it.
    Never,
}

impl Zone {
    /// UTC.
    pub const UTC: Self = Self::Fixed(0);

    /// Reads `UTC`, `Z`, `UTC-05:00`, `-05:00`, `+0530`, `UTC−5` or an IANA name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
            return Some(Self::UTC);
        }
        let offset = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
        let signed = match offset.chars().next() {
            Some('+') => offset.strip_prefix('+').map(|it| (1, it)),
            Some('-') => offset.strip_prefix('-').map(|it| (-1, it)),
            Some('\u{2212}') => offset.strip_prefix('\u{2212}').map(|it| (-1, it)),
            _ => None,
        };
        if let Some((sign, digits)) = signed {
            return offset_minutes(digits).map(|it| Self::Fixed(sign * it));
        }
        Place::find(text).map(Self::Named)
    }

    /// The zone's name as it is read by [`Zone::parse`].
    pub fn name(self) -> String {
        match self {
            Self::Fixed(0) => "UTC".to_owned(),
            Self::Fixed(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            Self::Named(place) => place.name().to_owned(),
        }
    }

    /// Turns a local time (milliseconds as if it were UTC) into an instant.
    pub fn resolve(self, local_ms: i64) -> Resolved {
        match self {
            Self::Fixed(minutes) => Resolved::Once(local_ms - i64::from(minutes) * MINUTE_MS),
            Self::Named(place) => match place.instants(local_ms) {
                (Some(first), Some(second)) => Resolved::Twice(first, second),
                (Some(only), None) | (None, Some(only)) => Resolved::Once(only),
                (None, None) => Resolved::Never,
            },
        }
    }

    /// The instant of a local time, taking the first of two and the later side of a gap.
    pub fn instant(self, local_ms: i64) -> i64 {
        match self.resolve(local_ms) {
            Resolved::Once(at) | Resolved::Twice(at, _) => at,
            Resolved::Never => match self.resolve(local_ms + 60 * MINUTE_MS) {
                Resolved::Once(at) | Resolved::Twice(at, _) => at,
                Resolved::Never => local_ms,
            },
        }
    }

    /// Minutes east of UTC at an instant.
    pub fn offset_at(self, instant: i64) -> i16 {
        match self {
            Self::Fixed(minutes) => minutes,
            Self::Named(place) => i16::try_from(place.offset_at(instant) / MINUTE_MS).unwrap_or(0),
        }
    }

    /// The local day of an instant, in days since 1970-01-01.
    pub fn day_of(self, instant: i64) -> i32 {
        i32::try_from(self.local(instant).div_euclid(86_400_000)).unwrap_or(0)
    }

    /// The instant at which the local month of an instant begins.
    pub fn month_start(self, instant: i64) -> i64 {
        let local = self.local(instant);
        let days = naive(local).map_or(0, |it| i64::from(it.day0()));
        self.instant((local.div_euclid(86_400_000) - days) * 86_400_000)
    }

    /// The local month of an instant, counted in months since year 0.
    pub fn month_of(self, instant: i64) -> i32 {
        naive(self.local(instant)).map_or(0, |it| it.year() * 12 + it.month0().cast_signed())
    }

    /// What the clocks show at an instant, as if it were UTC. A period without a first day begins with
    /// the first instant of all, which has no local time before it.
    fn local(self, instant: i64) -> i64 {
        instant.saturating_add(i64::from(self.offset_at(instant)) * MINUTE_MS)
    }
}

fn naive(ms: i64) -> Option<NaiveDateTime> {
    chrono::DateTime::from_timestamp_millis(ms).map(|it| it.naive_utc())
}

/// `05:00`, `0500`, `5`, `05` as minutes.
fn offset_minutes(text: &str) -> Option<i16> {
    let (hours, minutes) = match text.split_once(':') {
        Some(pair) => pair,
        None if text.len() == 4 => text.split_at_checked(2)?,
        None => (text, "0"),
    };
    let hours: u32 = hours.parse().ok().filter(|it| *it <= 18)?;
    let minutes: u32 = minutes.parse().ok().filter(|it| *it < 60)?;
    i16::try_from(hours * 60 + minutes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_instant_have_a_day_and_a_month() {
        for name in ["UTC", "UTC-05:00", "UTC+05:30", "America/Bogota", "Asia/Tokyo"] {
            let zone = Zone::parse(name).unwrap();
            for instant in [i64::MIN, i64::MAX] {
                assert_eq!((zone.day_of(instant), zone.month_of(instant)), (0, 0), "{name}");
            }
        }
    }
}
