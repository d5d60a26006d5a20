//! Where rows of a source stand.

use crate::engine::source::{Entry, Source};
use crate::engine::tasks::Span;

impl Source {
    /// The entry that holds a row of the source, and the row's position in it.
    pub fn locate(&self, row: u32) -> Option<(&Entry, u32)> {
        let mut first = 0;
        for entry in &self.entries {
            if row - first < entry.table.len() {
                return Some((entry, row - first));
            }
            first += entry.table.len();
        }
        None
    }

    /// Where a row's text stands.
    pub fn span(&self, row: u32) -> Option<Span> {
        let (entry, row) = self.locate(row)?;
        let (from, until, _) = entry.table.place(row);
        Some(Span { entry: entry.plan.entry, from, until })
    }

    /// The file's name, with the entry of an archive that holds a row.
    pub fn file_of(&self, entry: &Entry) -> String {
        if entry.plan.entry_name.is_empty() {
            self.name.clone()
        } else {
            format!("{} › {}", self.name, entry.plan.entry_name)
        }
    }
}
