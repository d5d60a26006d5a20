//! How figures stand below each other: all of a column with the same number of places, and on paper by
//! the decimal mark of the language. What a figure is worth is never changed.

use crate::export::columns::is_plain_number;

/// Places of an amount at least.
pub(super) const OF_AMOUNTS: usize = 2;

/// A figure with more places than this stands as it is: it is a quotient, by which no column is set.
const MOST: usize = 6;

/// What tells the report of a title's column: numbers, quantities, amounts, ids.
pub(super) const MARKS: [char; 4] = ['#', '%', '$', '='];

/// How many places a figure has; none for what is no plain decimal.
fn places_of(figure: &str) -> Option<usize> {
    let (_, fraction) = figure.split_once('.').unwrap_or_default();
    is_plain_number(figure).then_some(fraction.len())
}

/// The places of a column: as many as that of its figures has that has most, and at least so many.
pub(super) fn places<'a>(figures: impl IntoIterator<Item = &'a str>, least: usize) -> usize {
    let all = figures.into_iter().filter_map(places_of).filter(|it| *it <= MOST);
    all.max().unwrap_or(0).max(least)
}

/// A figure with at least so many places; other text as it is.
pub(super) fn padded(figure: &str, places: usize) -> String {
    match places_of(figure) {
        Some(own) if own < places => {
            let point = if own == 0 { "." } else { "" };
            [figure, point, &"0".repeat(places - own)].concat()
        }
        _ => figure.to_owned(),
    }
}

/// A figure by a language's decimal mark; other text as it is.
pub(super) fn marked(figure: &str, mark: &str) -> String {
    if is_plain_number(figure) { figure.replace('.', mark) } else { figure.to_owned() }
}
