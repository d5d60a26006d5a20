//! Dates with the name of a month, and those that a library wraps in words.

use super::{DAY_MS, OrderEvidence, Stamp, epoch, finish, months, short_year};
use chrono::Datelike;
use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, parse_and_remainder};
use std::borrow::Cow;

/// Shapes with words, and `ServiceStack`'s `/Date(…)/`: rare, so left to the calendar library.
pub(super) fn worded(text: &[u8]) -> Option<Stamp> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|it| it.strip_suffix(")/")) {
        let end =
            inner.get(1..).and_then(|it| it.find(['+', '-'])).map_or(inner.len(), |at| at + 1);
        return epoch(inner.get(..end)?.parse().ok()?);
    }
    let text = day_first(without_weekday(text));
    in_english(&text).or_else(|| in_english(&months::in_english(&text)?))
}

/// A date without the name of its day: `viernes, 13 de marzo de 2026`, `Fri Mar 13 2026`.
fn without_weekday(text: &str) -> &str {
    const ENGLISH: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let end = text.find(|it: char| !it.is_alphabetic()).unwrap_or(text.len());
    let Some((word, behind)) = text.split_at_checked(end) else { return text };
    let is_english =
        || word.get(..3).is_some_and(|it| ENGLISH.contains(&it.to_ascii_lowercase().as_str()));
    match behind.strip_prefix(", ") {
        Some(date) if !word.is_empty() => date,
        None if is_english() => behind.trim_start(),
        _ => text,
    }
}

/// `Mar 13 2026`, as scripts write it, with the day in front: the library would take `Mar 12026` too.
fn day_first(text: &str) -> Cow<'_, str> {
    let mut words = text.splitn(4, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(month), Some(day), Some(year))
            if month.starts_with(char::is_alphabetic)
                && [day, year].iter().all(|it| it.bytes().all(|it| it.is_ascii_digit())) =>
        {
            Cow::Owned([day, " ", month, " ", year, " ", words.next().unwrap_or_default()].concat())
        }
        _ => Cow::Borrowed(text),
    }
}

/// `13 March 2026`, `March 13, 2026`, `13-Mar-2026`, in the library's own parts: shapes as texts would be
/// taken apart anew each time. It takes abbreviations for names as well.
const SHAPES: [[Item<'static>; 6]; 3] = [
    [DAY, BLANK, MONTH, BLANK, YEAR, NONE],
    [MONTH, BLANK, DAY, Item::Literal(","), BLANK, YEAR],
    [DAY, Item::Literal("-"), MONTH, Item::Literal("-"), YEAR, NONE],
];
const DAY: Item<'static> = Item::Numeric(Numeric::Day, Pad::Zero);
const MONTH: Item<'static> = Item::Fixed(Fixed::LongMonthName);
const YEAR: Item<'static> = Item::Numeric(Numeric::Year, Pad::Zero);
const BLANK: Item<'static> = Item::Space(" ");
const NONE: Item<'static> = Item::Literal("");

fn in_english(text: &str) -> Option<Stamp> {
    let (date, rest) = SHAPES.iter().find_map(|shape| {
        let mut parsed = Parsed::new();
        let rest = parse_and_remainder(&mut parsed, text, shape.iter()).ok()?;
        Some((parsed.to_naive_date().ok()?, rest))
    })?;
    // The library takes any number of digits for a year: `26` for 26. Twenty centuries are so many
    // days whatever the year, and leap years stay leap years.
    const CENTURIES: i64 = 730_485 * DAY_MS;
    let local_ms = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis();
    let local_ms = match i64::from(date.year()) {
        1000..=9999 => local_ms,
        year => short_year(year).map(|_| local_ms + CENTURIES)?,
    };
    finish(local_ms.div_euclid(DAY_MS), rest.trim_end().as_bytes(), OrderEvidence::None)
}
