//! Figures, dates and sizes as people of a language write them.
//!
//! Works on the canonical decimal text that the engine sends, digit by digit, so no figure ever
//! passes through a float and nothing depends on the browser's own data.

use crate::ui::strings::Locale;

/// The minus sign, as wide as the plus sign.
const MINUS: char = '\u{2212}';
/// Keeps a number and its unit on one line.
const NBSP: char = '\u{a0}';

/// A count with its thousands marked.
pub fn count(locale: Locale, value: u64) -> String {
    grouped(locale, &value.to_string())
}

/// A canonical decimal (`-1234.5`) with thousands and the language's decimal mark, and at least
/// `places` decimal places. Nothing is rounded. Empty stays empty.
pub fn decimal(locale: Locale, text: &str, places: usize) -> String {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.is_empty() {
        return String::new();
    }
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if negative {
        out.push(MINUS);
    }
    out.push_str(&grouped(locale, whole));
    if !part.is_empty() || places > 0 {
        out.push(locale.decimal_mark());
        out.push_str(part);
        for _ in part.len()..places {
            out.push('0');
        }
    }
    out
}

/// The same with a sign in any case, as differences are shown.
pub fn signed(locale: Locale, text: &str, places: usize) -> String {
    let shown = decimal(locale, text, places);
    if shown.is_empty() || shown.starts_with(MINUS) || is_zero(text) {
        shown
    } else {
        let mut out = String::from("+");
        out.push_str(&shown);
        out
    }
}

/// The exact sum of two canonical decimals; the first alone where it would not fit 38 digits.
pub fn sum(first: &str, second: &str) -> String {
    let places = places_of(first).max(places_of(second));
    let total = scaled(first, places)
        .and_then(|one| scaled(second, places).and_then(|other| one.checked_add(other)));
    let Some(total) = total else { return first.to_owned() };
    let digits = total.unsigned_abs().to_string();
    let mut out = String::new();
    if total < 0 {
        out.push('-');
    }
    for _ in digits.len()..=places {
        out.push('0');
    }
    out.push_str(&digits);
    if places > 0 {
        out.insert(out.len() - places, '.');
    }
    out
}

fn places_of(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, part)| part.len())
}

fn scaled(text: &str, places: usize) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = String::from(whole);
    digits.push_str(part);
    for _ in part.len()..places {
        digits.push('0');
    }
    digits.parse().ok()
}

/// What a person typed as a figure, with the marks as the engine reads them: the point before
/// decimals. A point that marks decimals where the language writes a comma is understood, unless
/// thousands would be written so: `1.000` is no number then, as `1,000` is none in English.
pub fn typed(locale: Locale, text: &str) -> String {
    let text = text.trim();
    let is_plain = !text.contains(',') && !may_be_thousands(text);
    if is_plain { text.to_owned() } else { written(locale, text) }
}

/// The same the other way round: what [`typed`] made of a figure as the language writes it. No mark is
/// added and none is lost, so what stands in a field is accepted as it stands.
pub fn written(locale: Locale, text: &str) -> String {
    if locale.decimal_mark() == '.' {
        return text.to_owned();
    }
    let swapped = |mark| match mark {
        '.' => ',',
        ',' => '.',
        other => other,
    };
    text.chars().map(swapped).collect()
}

/// Whether the points of a figure stand where those between thousands would.
fn may_be_thousands(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut groups = digits.split('.');
    let first = groups.next().unwrap_or_default();
    let mut n_groups = 0;
    let are_whole = groups.all(|it| {
        n_groups += 1;
        it.len() == 3
    });
    n_groups > 0 && are_whole && (1..=3).contains(&first.len()) && !first.starts_with('0')
}

/// Whether a canonical decimal is zero.
pub fn is_zero(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0')
}

/// An amount with its currency in front, two decimal places at least.
pub fn money(locale: Locale, currency: &str, text: &str) -> String {
    behind(currency, &decimal(locale, text, 2))
}

/// A figure behind its currency, where there is one.
pub fn behind(currency: &str, shown: &str) -> String {
    if currency.is_empty() { shown.to_owned() } else { [currency, shown].join("\u{a0}") }
}

/// A heading of amounts with their currency, where there is one.
pub fn in_currency(heading: &str, currency: &str) -> String {
    if currency.is_empty() { heading.to_owned() } else { [heading, currency].join(", ") }
}

/// A size in bytes with three significant digits at most.
pub fn bytes(locale: Locale, size: u64) -> String {
    let (unit, divisor) = match size {
        0..1_000 => ("B", 1),
        1_000..1_000_000 => ("kB", 1_000),
        1_000_000..1_000_000_000 => ("MB", 1_000_000),
        _ => ("GB", 1_000_000_000),
    };
    let tenths = size.saturating_mul(10) / divisor;
    let mut out = if tenths < 100 && !tenths.is_multiple_of(10) {
        let mut text = (tenths / 10).to_string();
        text.push(locale.decimal_mark());
        text.push_str(&(tenths % 10).to_string());
        text
    } else {
        count(locale, size / divisor)
    };
    out.push(NBSP);
    out.push_str(unit);
    out
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: i64,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
}

impl Day {
    /// The day that is so many days after 1970-01-01 (the civil calendar, by Howard Hinnant's
    /// algorithm).
    pub fn from_epoch(days: i64) -> Self {
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        Self {
            year: yoe + era * 400 + i64::from(month <= 2),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(doy - (153 * mp + 2) / 5 + 1).unwrap_or(1),
        }
    }

    /// `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Day, month and year: `4 March 2026`, `4 de marzo de 2026`.
pub fn day_long(locale: Locale, day: Day) -> String {
    let (month, between) = (locale.month(day.month, true), locale.date_joint());
    [day.day.to_string().as_str(), month, day.year.to_string().as_str()].join(between)
}

/// Day and short month: `4 Mar`, `4 mar`.
pub fn day_short(locale: Locale, day: Day) -> String {
    [day.day.to_string().as_str(), locale.month(day.month, false)].join(" ")
}

/// Day, short month and year.
pub fn day_medium(locale: Locale, day: Day) -> String {
    [day_short(locale, day), day.year.to_string()].join(" ")
}

/// An instant as day and time at an offset: `4 Mar 2026, 23:55`.
pub fn instant(locale: Locale, at: i64, offset: i16) -> String {
    let (day, clock) = split(at, offset);
    [day_medium(locale, day), clock].join(", ")
}

/// An instant without its year, as in a grid.
pub fn instant_short(locale: Locale, at: i64, offset: i16) -> String {
    let (day, clock) = split(at, offset);
    [day_short(locale, day), clock].join(", ")
}

/// The year of an instant at an offset.
pub fn year(at: i64, offset: i16) -> i64 {
    split(at, offset).0.year
}

/// The year of all days of a half-open span, if it is one.
pub fn one_year(start: i64, end: i64, offset: i16) -> Option<i64> {
    let first = year(start, offset);
    (year(end.saturating_sub(1).max(start), offset) == first).then_some(first)
}

/// First and last day of a half-open span, said as short as can be: `1 to 31 Mar 2026`.
pub fn days(locale: Locale, start: i64, end: i64, offset: i16) -> String {
    let (first, _) = split(start, offset);
    let (last, _) = split(end.saturating_sub(1).max(start), offset);
    let to = locale.to();
    if first == last {
        day_medium(locale, first)
    } else if first.year == last.year && first.month == last.month {
        [first.day.to_string().as_str(), to, day_medium(locale, last).as_str()].join(" ")
    } else if first.year == last.year {
        [day_short(locale, first).as_str(), to, day_medium(locale, last).as_str()].join(" ")
    } else {
        [day_medium(locale, first).as_str(), to, day_medium(locale, last).as_str()].join(" ")
    }
}

/// The same without the year.
pub fn days_short(locale: Locale, start: i64, end: i64, offset: i16) -> String {
    let (first, _) = split(start, offset);
    let (last, _) = split(end.saturating_sub(1).max(start), offset);
    let to = locale.to();
    if first.year != last.year {
        days(locale, start, end, offset)
    } else if first == last {
        day_short(locale, first)
    } else if first.month == last.month {
        [first.day.to_string().as_str(), to, day_short(locale, last).as_str()].join(" ")
    } else {
        [day_short(locale, first).as_str(), to, day_short(locale, last).as_str()].join(" ")
    }
}

/// The distance from UTC: `UTC`, `UTC−5`, `UTC+5:30`.
pub fn offset(minutes: i16) -> String {
    let mut out = String::from("UTC");
    if minutes != 0 {
        let ahead = minutes.unsigned_abs();
        out.push(if minutes < 0 { MINUS } else { '+' });
        out.push_str(&(ahead / 60).to_string());
        if !ahead.is_multiple_of(60) {
            out.push(':');
            out.push_str(&two(u64::from(ahead % 60)));
        }
    }
    out
}

/// A length in milliseconds: `8:41`, `1:02:03`.
pub fn length(milliseconds: i64) -> String {
    let seconds = milliseconds.unsigned_abs() / 1_000;
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let mut out = if milliseconds < 0 { String::from(MINUS) } else { String::new() };
    if hours > 0 {
        out.push_str(&hours.to_string());
        out.push(':');
        out.push_str(&two(minutes));
    } else {
        out.push_str(&minutes.to_string());
    }
    out.push(':');
    out.push_str(&two(rest));
    out
}

/// A whole length in its largest unit that divides it: `15 min`, `6 s`, `1 h`.
pub fn seconds(seconds: u64) -> String {
    let (value, unit) = match seconds {
        0 => (0, "s"),
        it if it.is_multiple_of(3_600) => (it / 3_600, "h"),
        it if it.is_multiple_of(60) => (it / 60, "min"),
        it => (it, "s"),
    };
    let mut out = value.to_string();
    out.push(NBSP);
    out.push_str(unit);
    out
}

/// An id that is too long to read, shortened in its middle.
pub fn short_id(id: &str) -> String {
    const KEPT: usize = 16;
    let length = id.chars().count();
    if length <= KEPT {
        return id.to_owned();
    }
    let mut out: String = id.chars().take(8).collect();
    out.push('…');
    out.extend(id.chars().skip(length - 4));
    out
}

fn split(at: i64, offset: i16) -> (Day, String) {
    let local = at.saturating_add(i64::from(offset) * 60_000);
    let minutes = local.rem_euclid(86_400_000).unsigned_abs() / 60_000;
    let mut clock = two(minutes / 60);
    clock.push(':');
    clock.push_str(&two(minutes % 60));
    (Day::from_epoch(local.div_euclid(86_400_000)), clock)
}

fn two(value: u64) -> String {
    let mut out = String::new();
    if value < 10 {
        out.push('0');
    }
    out.push_str(&value.to_string());
    out
}

fn grouped(locale: Locale, digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(locale.group_mark());
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shown: impl AsRef<str>, expected: &str) {
        assert_eq!(shown.as_ref().replace(NBSP, " "), expected);
    }

    #[test]
    fn decimals_keep_every_digit() {
        check(decimal(Locale::En, "1234567.1", 2), "1,234,567.10");
        check(decimal(Locale::Es, "-1234567.12345", 2), "−1.234.567,12345");
        check(decimal(Locale::En, "", 2), "");
        check(decimal(Locale::En, "12", 0), "12");
        check(
            decimal(Locale::En, "99999999999999999999999999.99", 2),
            "99,999,999,999,999,999,999,999,999.99",
        );
    }

    #[test]
    fn differences_carry_a_sign_unless_zero() {
        check(signed(Locale::En, "0.45", 2), "+0.45");
        check(signed(Locale::En, "-0.45", 2), "−0.45");
        check(signed(Locale::En, "0", 2), "0.00");
        check(signed(Locale::En, "-0.00", 2), "−0.00");
    }

    #[test]
    fn sums_are_exact() {
        check(sum("0.1", "0.25"), "0.35");
        check(sum("-12.50", "2.5"), "-10.00");
        check(sum("5", "7"), "12");
        check(sum("-0.3", "0.1"), "-0.2");
        check(sum("99999999999999999999.99", "0.01"), "100000000000000000000.00");
    }

    #[test]
    fn a_typed_comma_is_a_decimal_mark_where_the_language_says_so() {
        check(typed(Locale::Es, " 0,0425 "), "0.0425");
        check(typed(Locale::En, "0,0425"), "0,0425");
        check(typed(Locale::Es, "1,000"), "1.000");
        check(typed(Locale::Es, "0.5"), "0.5");
        check(typed(Locale::Es, "0.125"), "0.125");
        check(typed(Locale::Es, "1000.250"), "1000.250");
    }

    #[test]
    fn marks_of_thousands_are_refused_in_both_languages() {
        for (text, kept) in [
            ("1.000", "1,000"),
            ("-12.500", "-12,500"),
            ("1.000.000", "1,000,000"),
            ("1.000,5", "1,000.5"),
        ] {
            check(typed(Locale::Es, text), kept);
            check(typed(Locale::En, kept), kept);
        }
    }

    #[test]
    fn a_figure_is_accepted_as_it_is_shown() {
        for kept in ["0.0425", "1.000", "1,000", "1,000.5", "-0.5", "900", "", "x"] {
            for locale in [Locale::En, Locale::Es] {
                check(typed(locale, &written(locale, kept)), kept);
            }
        }
    }

    #[test]
    fn sizes_are_short() {
        check(bytes(Locale::En, 0), "0 B");
        check(bytes(Locale::En, 4_096), "4 kB");
        check(bytes(Locale::Es, 1_530_000), "1,5 MB");
        check(bytes(Locale::En, 282_000_000), "282 MB");
    }

    #[test]
    fn days_are_the_calendars() {
        assert_eq!(Day::from_epoch(0).iso(), "1970-01-01");
        assert_eq!(Day::from_epoch(-1).iso(), "1969-12-31");
        assert_eq!(Day::from_epoch(19_782).iso(), "2024-02-29");
        check(day_long(Locale::Es, Day::from_epoch(20_516)), "4 de marzo de 2026");
    }

    #[test]
    fn spans_end_on_their_last_day() {
        let march = 20_513 * 86_400_000;
        check(days(Locale::En, march, march + 31 * 86_400_000, 0), "1 to 31 Mar 2026");
        check(days(Locale::En, march, march, 0), "1 Mar 2026");
        check(days(Locale::En, march, march + 32 * 86_400_000, 0), "1 Mar to 1 Apr 2026");
        check(instant(Locale::En, march, -300), "28 Feb 2026, 19:00");
        check(days_short(Locale::Es, march, march + 31 * 86_400_000, 0), "1 al 31 mar");
        assert_eq!(one_year(march, march + 31 * 86_400_000, 0), Some(2026));
        assert_eq!(one_year(march, march + 306 * 86_400_000, 0), Some(2026));
        assert_eq!(one_year(march, march + 307 * 86_400_000, 0), None);
        check(offset(-300), "UTC−5");
        check(offset(330), "UTC+5:30");
    }

    #[test]
    fn lengths_and_ids() {
        check(length(521_000), "8:41");
        check(length(3_723_000), "1:02:03");
        check(seconds(900), "15 min");
        check(seconds(6), "6 s");
        check(seconds(3_600), "1 h");
        check(short_id("9f31c0a4e27b55d0118c6aa2"), "9f31c0a4…6aa2");
        check(short_id("L48213"), "L48213");
    }
}
