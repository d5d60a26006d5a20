//! Dates that some programs write otherwise than most, as most write them.

use super::worded::without_weekday;
use super::{DAY_MS, to_iso};

/// Blanks at which no line ends stand before `PM`, and browsers put even narrow ones there.
const BLANKS: [char; 3] = ['\u{a0}', '\u{202f}', '\u{2009}'];

/// What stands between a day and its time: `March 13, 2026 at 10:05`, `13/03/2026 - 10:05`.
const BETWEEN: [&str; 8] =
    [" - ", " at ", " a las ", " um ", " \u{e0} ", " \u{e0}s ", " alle ", " | "];

/// The same date in a usual shape; none if there is none.
pub(super) fn usual(text: &str) -> Option<String> {
    // No date is as long as that.
    if text.len() > 80 {
        return None;
    }
    let plain = text.replace(BLANKS, " ");
    let joined = BETWEEN.iter().fold(plain, |text, it| text.replacen(it, " ", 1));
    let joined = without_weekday(&joined).trim_start().to_owned();
    let usual = time_last(&joined)
        .or_else(|| year_last(&joined))
        .or_else(|| in_one(&joined))
        .or_else(|| dotted(&joined))
        .or_else(|| of_spreadsheet(&joined));
    usual.or(Some(joined)).filter(|it| it != text)
}

/// `Mar 13 10:05:00 UTC 2026`, `Mar 13 10:05:00 2026`, as one language and one system write it.
fn year_last(text: &str) -> Option<String> {
    let (rest, year) = text.rsplit_once(' ').filter(|it| it.1.len() == 4)?;
    let at = rest.find(':').and_then(|it| rest.get(..it)?.rfind(' '))?;
    let (day, time) = rest.split_at_checked(at)?;
    Some([day, " ", year, time].concat())
}

/// `46094.42013889`: days since the end of 1899, as spreadsheets count them, of the years 2000 to 2099. What
/// is behind the mark is the time of day, which is told by it to the second.
fn of_spreadsheet(text: &str) -> Option<String> {
    const FIRST: i64 = 25_569;
    let (days, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if days.len() != 5 || !is_number(days) || !is_number(part) {
        return None;
    }
    let days: i64 = days.parse().ok().filter(|it| (36_526..73_051).contains(it))?;
    // More digits than these tell no second from another.
    let part: i64 = format!("{part:0<9.9}").parse().ok()?;
    let seconds = (part * (DAY_MS / 1000) + 500_000_000) / 1_000_000_000;
    let at = to_iso((days - FIRST) * DAY_MS + seconds * 1000);
    // A day alone has no time.
    Some(if seconds == 0 { at.split('T').next()?.to_owned() } else { at.replace('Z', "") })
}

/// `20260313T100500Z`, `20260313 100500`, `20260313-1005`, `20260313 10:05`.
fn in_one(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(8)?;
    if !day.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let rest = rest.strip_prefix(['T', 't', ' ', '-', '_'])?;
    let (year, day) = day.split_at_checked(4)?;
    let (month, day) = day.split_at_checked(2)?;
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, behind) = rest.split_at_checked(n_digits)?;
    let (hour, rest) = digits.split_at_checked(2.min(n_digits))?;
    let (minute, second) = rest.split_at_checked(2.min(rest.len()))?;
    let marks = match n_digits {
        1 | 2 => ["", ""],
        4 => [":", ""],
        6 => [":", ":"],
        _ => return None,
    };
    let [first, other] = marks;
    Some([year, "-", month, "-", day, "T", hour, first, minute, other, second, behind].concat())
}

/// `2026-03-13-10.05.00.000000`, as one database writes it. With colons it may be a day and its zone.
fn dotted(text: &str) -> Option<String> {
    let (day, time) = text.split_at_checked(10)?;
    let time = time.strip_prefix('-')?;
    (!time.contains(':')).then(|| [day, "T", time].concat())
}

/// `10:05 13/03/2026`, `10:05 PM 3/13/2026`, `10:05:00.125 UTC Fri Mar 13 2026`.
fn time_last(text: &str) -> Option<String> {
    let (time, mut day) = text.trim_start_matches(['*', '.']).split_once(' ')?;
    if !time.contains(':') || !time.starts_with(|it: char| it.is_ascii_digit()) {
        return None;
    }
    // The half of the day, or a zone.
    let mut beside = "";
    if let Some((word, rest)) = day.split_once(' ')
        && word.len() <= 4
        && word.bytes().all(|it| it.is_ascii_uppercase())
    {
        (beside, day) = (word, rest);
    }
    Some([day, " ", time, " ", beside].concat().trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use crate::normalize::date::{DateOrder, parse, to_iso};

    #[test]
    fn reads_what_languages_systems_and_spreadsheets_write() {
        for (text, expected) in [
            ("Fri Mar 13 10:05:07 UTC 2026", "2026-03-13T10:05:07Z 0"),
            ("Fri Mar 13 10:05:07 CET 2026", "2026-03-13T10:05:07Z 60"),
            ("Fri Mar  6 10:05:07 2026", "2026-03-06T10:05:07Z"),
            ("46094.42018519", "2026-03-13T10:05:04Z"),
            ("46094,42018518518518518518", "2026-03-13T10:05:04Z"),
            ("46094.5", "2026-03-13T12:00:00Z"),
            ("46094.999999", "2026-03-14T00:00:00Z"),
            ("46094", "2026-03-13T00:00:00Z"),
            ("36526", "2000-01-01T00:00:00Z"),
            ("36525.5", "bad_date"),
            ("73051", "bad_date"),
            ("46094.5.1", "bad_date"),
            ("-46094", "bad_date"),
            ("46094.4e3", "bad_date"),
        ] {
            let found = match parse(text.as_bytes(), DateOrder::DayFirst) {
                Ok(it) => it.offset.map_or_else(
                    || to_iso(it.local_ms),
                    |offset| format!("{} {offset}", to_iso(it.local_ms)),
                ),
                Err(code) => code.code().to_owned(),
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
