//! Lengths of time as call records write them.

use crate::diagnostics::Code;
use crate::domain::letters::small;
use crate::normalize::{DecimalMark, header, number};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// What a bare number in a duration column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DurationUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds; what nearly every call record writes.
    #[default]
    Seconds,
    /// Minutes, often with a part.
    Minutes,
    /// Hours, often with a part.
    Hours,
}

impl DurationUnit {
    /// The unit a header's words name, if they name one: `Duration (min)`, `talk_sec`, `billedHours`. The
    /// shape `h:mm` names hours, as there are no seconds in it.
    pub fn in_header(header: &str) -> Option<Self> {
        const UNITS: [(DurationUnit, &str); 4] = [
            (DurationUnit::Milliseconds, "ms millis milliseconds msec millisekunden milisegundos"),
            (DurationUnit::Minutes, "min mins minute minutes minuten minuto minuti minutos"),
            (
                DurationUnit::Hours,
                "h hr hrs hour hours std stunden heure heures ora ore hora horas",
            ),
            (
                DurationUnit::Seconds,
                "s sec secs seg segs second seconds sek sekunden seconde secondes \
             secondo secondi segundo segundos",
            ),
        ];
        // `Minute(s)` is a plural, `Length (s)` is not; `h:mm:ss` shows how times are written.
        let header = header.replace(" (s)", " [s]").replace("(s)", "s");
        let lower = small(&header);
        if let Some((before, _)) = lower.split_once(":m").filter(|_| !lower.contains(":s")) {
            let last = header::words(before).pop().unwrap_or_default();
            let is_hours = last == "hh" || Self::in_header(&last) == Some(Self::Hours);
            return is_hours.then_some(Self::Hours);
        }
        if lower.contains(":s") {
            return None;
        }
        let words = header::words(&header);
        let names = |(_, names): &&(Self, &str)| {
            words.iter().any(|word| {
                // Words that are written as one end with the unit.
                names.split(' ').any(|it| word == it || (it.len() > 4 && word.ends_with(it)))
            })
        };
        UNITS.iter().find(names).map(|(unit, _)| *unit)
    }

    /// Its code of UN/ECE Recommendation 20.
    pub fn code(self) -> &'static str {
        match self {
            Self::Milliseconds => "C26",
            Self::Seconds => "SEC",
            Self::Minutes => "MIN",
            Self::Hours => "HUR",
        }
    }

    fn milliseconds(self) -> Decimal {
        match self {
            Self::Milliseconds => Decimal::ONE,
            Self::Seconds => Decimal::ONE_THOUSAND,
            Self::Minutes => Decimal::from(60_000),
            Self::Hours => Decimal::from(3_600_000),
        }
    }
}

/// Reads a length in milliseconds: `h:mm:ss`, `mm:ss`, with a part of a second, `h:mm` where `unit` is
/// hours, `PT5M3S`, or a bare number of `unit`. A part of a millisecond is rounded half up. No length is
/// negative.
///
/// # Errors
/// [`Code::BadDuration`].
pub fn parse(text: &[u8], unit: DurationUnit, mark: DecimalMark) -> Result<i64, Code> {
    let bad = |_| Code::BadDuration;
    if let Ok(number::Scaled::Small { mantissa, scale: 0 }) = number::parse_bare(text, mark) {
        let factor = unit.milliseconds().to_i64().unwrap_or(1);
        let length = mantissa.checked_mul(factor).filter(|it| *it >= 0);
        return length.ok_or(Code::BadDuration);
    }
    let text = std::str::from_utf8(text).map_err(|_| Code::BadDuration)?.trim();
    if text.contains(':') && !text.contains(char::is_alphabetic) {
        return clock(text, unit == DurationUnit::Hours).ok_or(Code::BadDuration);
    }
    if let Some(iso) = text.strip_prefix("PT") {
        return worded(&iso.to_ascii_lowercase(), DecimalMark::Dot).ok_or(Code::BadDuration);
    }
    if text.contains(char::is_alphabetic) {
        return worded(text, mark).ok_or(Code::BadDuration);
    }
    let value = number::parse_bare(text.as_bytes(), mark).map_err(bad)?.decimal();
    let value = value.checked_mul(unit.milliseconds()).filter(|it| *it >= Decimal::ZERO);
    value.and_then(to_ms).ok_or(Code::BadDuration)
}

fn to_ms(value: Decimal) -> Option<i64> {
    value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()
}

/// Two figures are minutes and seconds, or hours and minutes where hours are what is counted.
fn clock(text: &str, in_hours: bool) -> Option<i64> {
    let mut parts: Vec<&str> = text.split(':').collect();
    if in_hours && parts.len() == 2 {
        parts.push("0");
    }
    let (whole, seconds) = parts.split_last().map(|(last, rest)| (rest, *last))?;
    if whole.len() > 2 {
        return None;
    }
    let mut minutes: i64 = 0;
    for (place, part) in whole.iter().enumerate() {
        // Behind hours there are no more than 59 minutes; minutes alone may be more.
        let most = if place == 0 { i64::MAX } else { 59 };
        let value: i64 = part.trim().parse().ok().filter(|it| (0..=most).contains(it))?;
        minutes = minutes.checked_mul(60)?.checked_add(value)?;
    }
    let seconds: Decimal = seconds.trim().replace(',', ".").parse().ok()?;
    if seconds < Decimal::ZERO || seconds >= Decimal::from(60) {
        return None;
    }
    let ms = to_ms(seconds * Decimal::ONE_THOUSAND)?;
    minutes.checked_mul(60_000)?.checked_add(ms)
}

/// Numbers with their units, the larger before the smaller: `2m 30s`, `1 h 5 min`, `2,5 minutes`,
/// `1 day 02:00:00`, `2:30 min`. Days alone are the term of something rather than a length.
fn worded(text: &str, mark: DecimalMark) -> Option<i64> {
    let (mut total, mut smallest) = (Decimal::ZERO, Decimal::MAX);
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (number, behind) =
            rest.split_at_checked(rest.find(char::is_alphabetic).unwrap_or(rest.len()))?;
        let word = behind.split(|it: char| !it.is_alphabetic()).next().unwrap_or_default();
        rest = behind.strip_prefix(word)?.trim_start_matches(['.', ',']).trim_start();
        let (number, unit) = (number.trim(), unit_of(word));
        let length = if number.contains(':') {
            // Of two figures the unit says what the first is; what stands behind days has none.
            if unit.is_none() && !word.is_empty() {
                return None;
            }
            Decimal::from(clock(number, unit == Some(DurationUnit::Hours.milliseconds()))?)
        } else {
            number::parse_bare(number.as_bytes(), mark).ok()?.decimal().checked_mul(unit?)?
        };
        let unit = if number.contains(':') { Decimal::ZERO } else { unit? };
        if length < Decimal::ZERO || unit >= smallest {
            return None;
        }
        (total, smallest) = (total.checked_add(length)?, unit);
    }
    (smallest < DAY_MS).then(|| to_ms(total)).flatten()
}

const DAY_MS: Decimal = Decimal::from_parts(86_400_000, 0, 0, false, 0);

/// Milliseconds of one of what a word says.
fn unit_of(word: &str) -> Option<Decimal> {
    const DAYS: &str = "d day days tag tage jour jours giorno giorni dia dias";
    if word == "m" {
        return Some(DurationUnit::Minutes.milliseconds());
    }
    let is_days = header::is_among(DAYS, &header::canonical(word));
    is_days
        .then_some(DAY_MS)
        .or_else(|| DurationUnit::in_header(word).map(DurationUnit::milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_units() {
        let unit = |it: &str| DurationUnit::in_header(it).map(DurationUnit::code);
        for (code, headers) in [
            ("MIN", &["minutes", "Duration (min)", "quantity_min", "billedMinutes", "Minute(s)"]),
            ("SEC", &["talk [s]", "Length (s)", "duration_sec", "durationSeconds", "Segundos"]),
            ("HUR", &["usage (h)", "_hours", "Horas", "talkhours", "Quantity (hrs)"]),
            (
                "HUR",
                &["Duration (h:mm)", "Time HH:MM", "Dauer [h]:mm", "Dauer (Std:Min)", "hrs:mins"],
            ),
            (
                "C26",
                &["durationMs", "length_ms", "msec", "milliseconds", "Duración (milisegundos)"],
            ),
        ] {
            headers.iter().for_each(|it| assert_eq!(unit(it), Some(code), "{it}"));
        }
        for header in [
            "quantity",
            "Unit(s)",
            "Calls",
            "Time (h:mm:ss)",
            "HH:MM:SS",
            "Length (mm:ss)",
            "min:sec",
            "Usage:Minutes",
            "minimum",
        ] {
            assert_eq!(unit(header), None, "{header}");
        }
    }

    #[test]
    fn reads_lengths() {
        for (text, unit, expected) in [
            ("90", DurationUnit::Seconds, Ok(90_000)),
            ("1:30", DurationUnit::Seconds, Ok(90_000)),
            ("0:01:30.5", DurationUnit::Seconds, Ok(90_500)),
            ("1.5", DurationUnit::Minutes, Ok(90_000)),
            ("PT1M30S", DurationUnit::Seconds, Ok(90_000)),
            ("90000", DurationUnit::Milliseconds, Ok(90_000)),
            ("1:75", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("soon", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("90:00", DurationUnit::Seconds, Ok(5_400_000)),
            ("1:59:00", DurationUnit::Seconds, Ok(7_140_000)),
            ("1:99:00", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("PT", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("PT-5S", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("-60", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("-1.5", DurationUnit::Minutes, Err(Code::BadDuration)),
            ("(60)", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("0", DurationUnit::Seconds, Ok(0)),
            ("100 MIN", DurationUnit::Seconds, Ok(6_000_000)),
            ("2m 30s", DurationUnit::Seconds, Ok(150_000)),
            ("2 min 30 sec", DurationUnit::Seconds, Ok(150_000)),
            ("150 s", DurationUnit::Minutes, Ok(150_000)),
            ("2:30 min", DurationUnit::Seconds, Ok(150_000)),
            ("1:30 h", DurationUnit::Seconds, Ok(5_400_000)),
            ("1:30", DurationUnit::Hours, Ok(5_400_000)),
            ("100:05", DurationUnit::Hours, Ok(360_300_000)),
            ("0:01:30", DurationUnit::Hours, Ok(90_000)),
            ("1:75", DurationUnit::Hours, Err(Code::BadDuration)),
            ("1:30.5", DurationUnit::Hours, Err(Code::BadDuration)),
            ("1:30", DurationUnit::Minutes, Ok(90_000)),
            ("0:02:30 h", DurationUnit::Seconds, Ok(150_000)),
            ("2.5 minutes", DurationUnit::Seconds, Ok(150_000)),
            ("1h2m", DurationUnit::Seconds, Ok(3_720_000)),
            ("1 day 02:00:00", DurationUnit::Seconds, Ok(93_600_000)),
            ("2 Minuten", DurationUnit::Seconds, Ok(120_000)),
            ("30 days", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("12 months", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("30s 2m", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("-2m", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("2m 30", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("2m 2m", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("m", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("2:30 USD", DurationUnit::Seconds, Err(Code::BadDuration)),
            ("$100", DurationUnit::Seconds, Err(Code::BadDuration)),
        ] {
            assert_eq!(parse(text.as_bytes(), unit, DecimalMark::Dot), expected, "{text}");
        }
    }
}
