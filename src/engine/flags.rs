//! What else is known of a row of the grid: what reconciling noted, what the check of its source saw,
//! and what follows from its date.

use crate::domain::outcome::Flags;
use crate::domain::{Flag, Outcome};
use crate::engine::Engine;
use crate::engine::grid::{GridRow, Sides, outcome};
use crate::reconcile::{Books, NONE, Reconciliation};

impl Engine {
    /// The flags of a row, in their fixed order. The row of a pair stands for its record too.
    pub(super) fn flags(
        &self,
        books: &Books<'_>,
        result: &Reconciliation,
        row: GridRow,
        (billed, usage): &Sides<'_>,
    ) -> Vec<Flag> {
        let noted = match row {
            GridRow::Line(line) => result.marks.line_flags.get(line),
            GridRow::Record(record) => result.marks.record_flags.get(record),
        };
        let mut flags: Flags = noted.copied().unwrap_or_default();
        let record = match row {
            GridRow::Record(record) => record,
            GridRow::Line(line) if usage.is_some() => result.marks.partner_of_line(line),
            GridRow::Line(_) => NONE,
        };
        if self.overlaps(books, record) {
            flags = flags.with(Flag::Overlapping);
        }
        let charged = billed.as_ref().and_then(|it| it.start().or(it.end()));
        if outcome(result, row) == Outcome::OutOfPeriod
            && let Some((at, period)) = charged.zip(result.policy.period)
            && at < period.start
        {
            flags = flags.with(Flag::Late);
        }
        flags.iter().collect()
    }

    /// Whether a record overlaps another of its conversation.
    fn overlaps(&self, books: &Books<'_>, record: u32) -> bool {
        let reference = if record == NONE { None } else { books.usage.row_ref(record) };
        reference.is_some_and(|it| {
            let entry = self.sources.get(&it.source).and_then(|source| source.locate(it.row));
            entry.is_some_and(|(entry, row)| entry.overlapping.binary_search(&row).is_ok())
        })
    }
}
