//! What people said about rows.

use crate::domain::Decision;
use crate::engine::protocol::DecidedRow;
use crate::source::{RowRef, SourceId};
use std::collections::BTreeMap;

/// Decisions and notes by row.
#[derive(Debug, Default)]
pub struct Decisions {
    rows: BTreeMap<RowRef, (Option<Decision>, String)>,
}

impl Decisions {
    /// What was decided on a row.
    pub fn of(&self, row: RowRef) -> Option<Decision> {
        self.rows.get(&row).and_then(|it| it.0)
    }

    /// The note on a row, empty when there is none.
    pub fn note(&self, row: RowRef) -> &str {
        self.rows.get(&row).map_or("", |it| &it.1)
    }

    /// Decides on rows; a note of `None` leaves notes as they are.
    pub fn decide(&mut self, rows: &[RowRef], decision: Option<Decision>, note: Option<&str>) {
        for row in rows {
            let entry = self.rows.entry(*row).or_default();
            entry.0 = decision;
            if let Some(note) = note {
                note.trim().clone_into(&mut entry.1);
            }
            if entry.0.is_none() && entry.1.is_empty() {
                self.rows.remove(row);
            }
        }
    }

    /// All of them, in the order of rows.
    pub fn all(&self) -> Vec<DecidedRow> {
        let row = |(row, (decision, note)): (&RowRef, &(Option<Decision>, String))| DecidedRow {
            row: *row,
            decision: *decision,
            note: note.clone(),
        };
        self.rows.iter().map(row).collect()
    }

    /// Puts exactly these in place.
    pub fn put(&mut self, rows: Vec<DecidedRow>) {
        self.rows.clear();
        self.rows.extend(rows.into_iter().map(|it| (it.row, (it.decision, it.note))));
    }

    /// Forgets those of a source.
    pub fn forget(&mut self, source: SourceId) {
        self.rows.retain(|row, _| row.source != source);
    }
}
