//! The values of columns, and what they are of a row.

use crate::dataset::TextField;
use crate::dataset::packed::ABSENT;
use crate::formats::csv::{Fields, Rows};
use crate::layout::Field;

/// Which of the four dates of a row a field is.
pub(super) fn date_of(field: Field) -> Option<usize> {
    match field {
        Field::Start | Field::PeriodStart => Some(0),
        Field::End | Field::PeriodEnd | Field::PeriodEndExclusive => Some(1),
        Field::ConversationStart => Some(2),
        Field::ConversationEnd => Some(3),
        _ => None,
    }
}

/// Which of the three figures of a row a field is.
pub(super) fn figure_of(field: Field) -> Option<usize> {
    match field {
        Field::Quantity => Some(0),
        Field::UnitPrice => Some(1),
        Field::Amount => Some(2),
        _ => None,
    }
}

/// The field of a text column.
pub(super) fn field_of(text: TextField) -> Field {
    match text {
        TextField::Account => Field::Account,
        TextField::Service => Field::Service,
        TextField::Channel => Field::Channel,
        TextField::Currency => Field::Currency,
        TextField::Unit => Field::Unit,
        TextField::Category => Field::Category,
        TextField::Invoice => Field::InvoiceId,
    }
}

/// A cell without blanks around it; empty where the value is missing, which databases write so.
#[inline(never)]
fn value(cell: &[u8]) -> &[u8] {
    let cell = match cell {
        [first, .., last] if *first > b' ' && *last > b' ' => cell,
        _ => cell.trim_ascii(),
    };
    if cell == b"NULL" || cell == b"\\N" { &[] } else { cell }
}

/// The values of a column in so many rows; empty ones of a column that is not there.
#[derive(Debug, Clone)]
pub(super) struct Values<'a> {
    fields: Option<Fields<'a>>,
    left: usize,
}

impl<'a> Values<'a> {
    /// Those of `n` rows from the one of number `from` on.
    pub(super) fn of(rows: &Rows<'a>, column: Option<usize>, from: usize, n: usize) -> Self {
        Self { fields: column.map(|it| rows.column(it, from)), left: n }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.left
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a [u8];

    #[expect(clippy::inline_always, reason = "called for each cell, by loops that do little else")]
    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u8]> {
        // Counted here: an adapter that counts is a function of its own in the worker.
        self.left = self.left.checked_sub(1)?;
        let Some(fields) = &mut self.fields else { return Some(&[]) };
        let field = fields.next()?;
        // Neither quote nor blank nor line's end, and no `NULL` nor `\N`: the field is its value.
        if let (Some(first), Some(last)) = (field.first(), field.last())
            && *first > b'"'
            && *last > b' '
            && (*first < b'N' || field.len() > 4)
        {
            return Some(field);
        }
        Some(value(fields.bare(field)))
    }
}

/// Whether a value of a column is missing; none of a column that is not there is not.
pub(super) fn is_absent(column: &[i64], row: usize) -> bool {
    column.get(row).is_none_or(|it| *it == ABSENT)
}
