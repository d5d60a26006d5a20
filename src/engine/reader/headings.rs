//! Rows of a table that are no data: its header once more, the name of a section, the foot of a page,
//! a sum in whichever column it is called so.
//!
//! Only a row that cannot be read is looked at so, and it stays among those that were left out, with its
//! place and its text: what is said of it is another thing, and nobody need look after it.

use crate::dataset::RejectRow;
use crate::diagnostics::{Code, Diagnostic};
use crate::layout::{Cells, Field, Plan, Syntax, names_sum};
use crate::normalize::header::canonical;
use crate::normalize::number;

/// What of a row that cannot be read is to be said: the same, or that it is no data.
#[cold]
#[inline(never)]
pub(super) fn looked_at(
    plan: &Plan,
    reject: RejectRow,
    cells: &dyn Cells,
    shown: &dyn Fn(&[u8]) -> String,
) -> RejectRow {
    if !matches!(plan.syntax, Syntax::Csv { .. }) {
        return reject;
    }
    let text = |index: usize| shown(cells.cell(index).trim_ascii());
    let texts = (0..plan.columns.len()).map(|it| (it, text(it)));
    let filled: Vec<(usize, String)> = texts.filter(|(_, it)| !it.is_empty()).collect();
    let said = |code: Code, index: usize| {
        let mut place = reject.diagnostic.place.clone();
        place.column = u32::try_from(index + 1).unwrap_or(0);
        let column = plan.columns.get(index);
        place.field = column.map(|it| it.header.clone()).unwrap_or_default();
        Diagnostic::new(code).at(place)
    };
    let diagnostic = if let Some((index, sum)) = sum(plan, &filled) {
        said(Code::SummaryRow, index).with(sum)
    } else if is_header(plan, &filled) {
        let index = filled.first().map_or(0, |it| it.0);
        said(Code::HeadingRow, index)
    } else if !filled.is_empty() && filled.iter().all(|it| is_rule(&it.1)) {
        said(Code::HeadingRow, 0)
    } else if let [(index, text)] = filled.as_slice()
        && is_words(text)
        && plan.columns.get(*index).is_none_or(|it| it.field != Some(Field::Secret))
    {
        said(Code::HeadingRow, *index).with(text)
    } else {
        return reject;
    };
    RejectRow { diagnostic, ..reject }
}

/// Whether a row is the header once more, as where pages or files were put behind each other.
fn is_header(plan: &Plan, filled: &[(usize, String)]) -> bool {
    let is_name = |(index, text): &(usize, String)| {
        plan.columns.get(*index).is_some_and(|it| canonical(&it.header) == canonical(text))
    };
    filled.len() > 1 && filled.iter().all(is_name)
}

/// Whether a cell is a part of a line that was drawn below a header, as databases print it, or the mark that
/// old systems put at the end of a file.
fn is_rule(text: &str) -> bool {
    text.chars().all(|it| "-+|=_: ".contains(it)) || text == "\u{1a}"
}

/// Whether a cell that stands alone in its row says something to people. One word with a digit may be the
/// id of a row that was cut off.
fn is_words(text: &str) -> bool {
    text.contains(char::is_alphabetic)
        && (text.contains(char::is_whitespace) || !text.contains(|it: char| it.is_ascii_digit()))
}

/// The figure of a row that is named as a sum, and its column. A row with an id of a call or a time is
/// none. One whose name only begins so (`Total mobile`) is a sum of some lines, so its figure is not told: the
/// bill's own total is another.
fn sum(plan: &Plan, filled: &[(usize, String)]) -> Option<(usize, String)> {
    let of = |field: Field| {
        let column = plan.column_of(field)?;
        filled.iter().find(|it| it.0 == column)
    };
    let is_numbered =
        |it: &(usize, String)| it.1.contains(|it: char| it.is_ascii_digit()) && !names_sum(&it.1);
    if of(Field::UsageId).is_some_and(is_numbered) || of(Field::Start).is_some_and(is_numbered) {
        return None;
    }
    let begins = |it: &(usize, String)| it.1.split_whitespace().next().is_some_and(names_sum);
    let is_of_all = filled.iter().any(|it| names_sum(&it.1));
    if !is_of_all && !filled.iter().any(begins) {
        return None;
    }
    let is_figure = |it: &&(usize, String)| number::is_number(it.1.as_bytes(), plan.decimal_mark);
    let figures = [Field::Amount, Field::Quantity, Field::Duration];
    let (column, figure) = figures.into_iter().find_map(|it| of(it).filter(is_figure))?;
    // Nor one in cents, which the bill's total is not.
    let is_told = is_of_all && !plan.in_hundredths().any(|it| it == *column);
    Some((*column, if is_told { figure.clone() } else { String::new() }))
}
