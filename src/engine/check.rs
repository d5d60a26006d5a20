//! The check of a source's rows among each other and of its control totals, once it is read. It is
//! done in slices, so that a reconciliation that is asked for meanwhile need not wait for all of it.

use crate::engine::fetched;
use crate::engine::reader::layout;
use crate::engine::source::Source;
use crate::reconcile::checks;

/// How far the rows of a source were checked among each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// Not at all.
    Nothing,
    /// The ids of all entries, and the rows of so many entries.
    Entries(usize),
    /// All of them, and the control totals; a rate card has none to check.
    Everything,
}

impl Source {
    /// Whether its rows and control totals were checked.
    pub fn is_checked(&self) -> bool {
        self.checked == Checked::Everything
    }

    /// Checks the rows of a source that was read among each other, then its control totals, a slice at
    /// a time; says whether that was the last.
    pub fn check(&mut self) -> bool {
        self.checked = match self.checked {
            Checked::Nothing => {
                let entries = self.entries.iter();
                let tables: Vec<_> = entries.map(|it| (&it.table, it.habits())).collect();
                self.different_ids = checks::repeats(&tables, &mut self.report);
                Checked::Entries(0)
            }
            Checked::Entries(number) => match self.entries.get_mut(number) {
                Some(entry) => {
                    let habits = entry.habits();
                    entry.overlapping = checks::within(&entry.table, habits, &mut self.report);
                    Checked::Entries(number + 1)
                }
                None => {
                    self.check_totals();
                    Checked::Everything
                }
            },
            Checked::Everything => Checked::Everything,
        };
        self.is_checked()
    }

    fn check_totals(&mut self) {
        let facts = self.facts(self.different_ids);
        let mut seen: Vec<&str> = Vec::new();
        for entry in &self.entries {
            if !seen.contains(&entry.plan.layout.as_str())
                && let Some(layout) = layout(&entry.plan.layout)
            {
                seen.push(&entry.plan.layout);
                layout.check(&facts, &mut self.report);
            }
        }
        fetched::check(self);
    }
}
