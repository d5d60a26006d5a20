//! Dates that some programs write otherwise than most, as most write them.

use super::worded::without_weekday;

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
    let usual = time_last(&joined).or_else(|| in_one(&joined)).or_else(|| dotted(&joined));
    usual.or(Some(joined)).filter(|it| it != text)
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
