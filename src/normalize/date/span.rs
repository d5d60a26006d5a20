//! What a bill writes into one cell for the time that a line is for: both ends, or a month.

use super::{DAY_MS, DateOrder, parse, to_iso};
use crate::domain::letters::small;

/// Words between the two ends.
const BETWEEN: &[&str] = &[
    " - ",
    " – ",
    " — ",
    " to ",
    " until ",
    " through ",
    " bis ",
    " au ",
    " al ",
    " a ",
    " até ",
    " ate ",
    " hasta ",
    "..",
    "/",
    "–",
    "-",
];

/// Words before the first end.
const BEFORE: &[&str] = &["from ", "vom ", "von ", "du ", "dal ", "de ", "del ", "desde "];

/// The two ends of a time, each as a date is written: of `01.03.2026 - 31.03.2026`, `1–31 March 2026`,
/// `March 2026`, `03/2026`. Both are part of it where they are days. A day alone is both.
pub fn ends(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if let Some(month) = month(text) {
        return Some(month);
    }
    if is_date(text) {
        return Some((text.to_owned(), text.to_owned()));
    }
    let lower = small(text);
    let before = BEFORE.iter().find(|it| lower.starts_with(**it)).map_or(0, |it| it.len());
    let text = text.get(before..)?.trim();
    BETWEEN.iter().find_map(|it| {
        let (first, last) = text.split_once(it)?;
        let (first, last) = (first.trim(), last.trim());
        if !is_date(last) {
            return None;
        }
        first_of(first, last).map(|first| (first, last.to_owned()))
    })
}

/// The first end, with what it leaves to the last one: the year, or month and year.
fn first_of(first: &str, last: &str) -> Option<String> {
    if is_date(first) {
        return Some(first.to_owned());
    }
    let is_part = first.bytes().any(|it| it.is_ascii_digit()) && first.len() < 24;
    let year = last.split(|it: char| !it.is_ascii_digit()).find(|it| it.len() == 4)?;
    let behind_day = last.trim_start_matches(|it: char| it.is_ascii_digit());
    let candidates = [
        [first, "", year],
        [first, ", ", year],
        [first, " ", year],
        [first.trim_end_matches('.'), "", behind_day],
    ];
    candidates.iter().filter(|_| is_part).map(|it| it.concat()).find(|it| is_date(it))
}

/// The first and the last day of a month: `2026-03`, `03/2026`, `202603`, `March 2026`. A month by its name is one
/// whose first day is a date.
fn month(text: &str) -> Option<(String, String)> {
    let is_short = text.len() == "202603".len() && text.starts_with("20");
    let parts = text.split_once(['-', '/', '.']);
    let parts = parts.or_else(|| text.split_at_checked(4).filter(|_| is_short));
    let day = match parts
        .map(|(one, other)| if one.len() == 4 { (one, other) } else { (other, one) })
    {
        Some((year, month)) if year.len() == 4 && month.bytes().all(|it| it.is_ascii_digit()) => {
            [year, "-", month, "-1"].concat()
        }
        _ if text.contains(char::is_alphabetic) => ["1 ", &text.replace(['-', '/'], " ")].concat(),
        _ => return None,
    };
    let first = parse(day.as_bytes(), DateOrder::DayFirst).ok().filter(|it| !it.has_time)?;
    let day = |ms: i64| to_iso(ms).get(..10).map(str::to_owned);
    // The first of the next month is 28 to 31 days on.
    let is_last = |it: &i64| to_iso(first.local_ms + it * DAY_MS).get(8..10) == Some("01");
    let n_days = (28..=31).find(is_last)?;
    Some((day(first.local_ms)?, day(first.local_ms + (n_days - 1) * DAY_MS)?))
}

fn is_date(text: &str) -> bool {
    [DateOrder::MonthFirst, DateOrder::DayFirst]
        .iter()
        .any(|it| parse(text.as_bytes(), *it).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_found_as_bills_write_them() {
        for (text, expected) in [
            ("01.03.2026 - 31.03.2026", "01.03.2026 | 31.03.2026"),
            ("01.03.2026-31.03.2026", "01.03.2026 | 31.03.2026"),
            ("01.03. – 31.03.2026", "01.03.2026 | 31.03.2026"),
            ("01.–31.03.2026", "01.03.2026 | 31.03.2026"),
            ("du 01/03/2026 au 31/03/2026", "01/03/2026 | 31/03/2026"),
            ("vom 1. März 2026 bis 31. März 2026", "1. März 2026 | 31. März 2026"),
            ("2026-03-01/2026-03-31", "2026-03-01 | 2026-03-31"),
            ("2026-03-01 to 2026-03-31", "2026-03-01 | 2026-03-31"),
            ("202602", "2026-02-01 | 2026-02-28"),
            ("1 - 31 March 2026", "1 March 2026 | 31 March 2026"),
            ("Mar 1 - Mar 31, 2026", "Mar 1, 2026 | Mar 31, 2026"),
            (
                "2026-03-01T00:00:00Z/2026-04-01T00:00:00Z",
                "2026-03-01T00:00:00Z | 2026-04-01T00:00:00Z",
            ),
            ("2026-03", "2026-03-01 | 2026-03-31"),
            ("02/2028", "2028-02-01 | 2028-02-29"),
            ("March 2026", "2026-03-01 | 2026-03-31"),
            ("Mar-26", "2026-03-01 | 2026-03-31"),
            ("mars 2026", "2026-03-01 | 2026-03-31"),
            ("13.03.2026", "13.03.2026 | 13.03.2026"),
            ("13/2026", ""),
            ("Peak", ""),
            ("1", ""),
            ("2026", ""),
            ("12 months", ""),
            ("1 - 3", ""),
            ("", ""),
        ] {
            let found = ends(text).map(|(first, last)| format!("{first} | {last}"));
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }
}
