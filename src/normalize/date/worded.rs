//! Dates with the name of a month, in six languages, and those that a library wraps in words.

use super::{OrderEvidence, Stamp, epoch, finish, short_year, ymd};
use crate::normalize::header::{canonical, is_among};

/// The names of each month in full and as they are shortened, without accents, in English, German, French,
/// Italian, Portuguese and Spanish. No name means one month here and another one there.
const MONTHS: [&str; 12] = [
    "january jan januar janner janvier janv gennaio gen janeiro enero ene",
    "february feb februar fevrier fevr fev febbraio febb fevereiro febrero",
    "march mar marz maerz mrz mars marzo marco",
    "april apr avril avr aprile abril abr",
    "may mai maggio mag magg maio mayo",
    "june jun juni juin giugno giu junho junio",
    "july jul juli juillet juil luglio lug julho julio",
    "august aug aout agosto ago",
    "september sep sept septembre settembre sett set setembro septiembre setiembre",
    "october oct oktober okt octobre ottobre ott outubro out octubre",
    "november nov novembre novembro noviembre",
    "december dec dezember dez decembre dicembre dic dezembro diciembre",
];

/// Shapes with words, and `ServiceStack`'s `/Date(…)/`.
pub(super) fn worded(text: &[u8]) -> Option<Stamp> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|it| it.strip_suffix(")/")) {
        let end =
            inner.get(1..).and_then(|it| it.find(['+', '-'])).map_or(inner.len(), |at| at + 1);
        return epoch(inner.get(..end)?.parse().ok()?);
    }
    let (days, rest) = date(text)?;
    finish(days, rest.as_bytes(), OrderEvidence::None)
}

/// The day since 1970-01-01 that a text begins with, and what follows: `3. März 2026`, `14 de março de
/// 2026`, `Mar 3, 26`, `31-Dec-2026`, `Fri Mar 13 2026`, `viernes, 13 de marzo de 2026`.
fn date(text: &str) -> Option<(i64, &str)> {
    let (mut day, mut month) = (None, None);
    let mut rest = without_weekday(text);
    loop {
        rest = rest.trim_start_matches([' ', '-', '/', ',', '.', '\u{a0}']);
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if n_digits > 0 {
            let (digits, behind) = rest.split_at_checked(n_digits)?;
            let number = digits.parse().ok()?;
            match (day, month, n_digits) {
                (Some(day), Some(month), 2 | 4) => {
                    let year = if n_digits == 2 { short_year(number)? } else { number };
                    return Some((ymd(year, month, day)?, behind));
                }
                (None, _, 1 | 2) => day = Some(number),
                _ => return None,
            }
            // `1er`, `1º` and `1st` are numbers of days.
            let signs = ["er", "º", "°", "ª", "st", "nd", "rd", "th"];
            rest = signs.iter().find_map(|it| behind.strip_prefix(it)).unwrap_or(behind);
            continue;
        }
        let end = rest.find(|it: char| !it.is_alphabetic()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(end)?;
        let name = canonical(word);
        let named = (1..).zip(MONTHS).find(|(_, it)| is_among(it, &name));
        match named {
            Some((number, _)) if month.is_none() => month = Some(number),
            None if is_among("de del di of", &name) => {}
            _ => return None,
        }
        rest = behind;
    }
}

/// A date without the name of its day.
pub(super) fn without_weekday(text: &str) -> &str {
    let end = text.find(|it: char| !it.is_alphabetic()).unwrap_or(text.len());
    let Some((word, behind)) = text.split_at_checked(end) else { return text };
    let is_english = || {
        let short = word.get(..3).map(str::to_ascii_lowercase);
        short.is_some_and(|it| is_among("mon tue wed thu fri sat sun", &it))
    };
    match behind.strip_prefix(", ") {
        Some(date) if !word.is_empty() => date,
        None if is_english() => behind,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    proptest::proptest! {
        #[test]
        fn english_dates_are_what_the_calendar_library_writes(
            days in 0i32..50_000,
            shape in proptest::sample::select(vec![
                "%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%a, %d %b %Y", "%a %b %d %Y",
            ]),
        ) {
            let day = NaiveDate::from_num_days_from_ce_opt(719_163 + days).unwrap();
            let text = day.format(shape).to_string();
            proptest::prop_assert_eq!(date(&text), Some((i64::from(days), "")));
        }
    }
}
