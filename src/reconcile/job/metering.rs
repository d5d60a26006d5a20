//! The steps in which records are metered whose price depends on what was used before them.

use super::{Job, RECORDS, SLICE, Stage};
use crate::domain::Outcome;
use crate::reconcile::meter::Metering;
use crate::reconcile::{Books, Reconciliation};

impl Job {
    /// Gathers some of the records.
    pub(super) fn meter(&mut self, books: &Books<'_>, from: u32) -> Stage {
        let Reconciliation { marks, pricing, terms, zone, .. } = &self.result;
        if !Metering::is_needed(pricing) {
            return Stage::Records(0);
        }
        // What a month was used for before the reconciled period counts too, and so does what could be
        // several lines'.
        let counts =
            |row: u32| marks.record_is_open(row) || marks.record(row) == Some(Outcome::Ambiguous);
        let until = books.usage.len().min(from.saturating_add(RECORDS));
        self.metering.gather(books, (terms, pricing, *zone), &counts, from..until);
        if until < books.usage.len() {
            return Stage::Meter(until);
        }
        self.metering.sort(books);
        Stage::Charge(0)
    }

    /// Meters some of what was gathered.
    pub(super) fn charge(&mut self, books: &Books<'_>, from: usize) -> Stage {
        let until = self.metering.len().min(from + SLICE);
        self.metering.run(books, &mut self.result.pricing, from..until);
        if until < self.metering.len() {
            return Stage::Charge(until);
        }
        self.metering = Metering::default();
        Stage::Records(0)
    }
}
