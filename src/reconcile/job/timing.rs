//! The steps in which rows that share no id find each other by their times.

use super::{Job, SLICE, Stage, slice};
use crate::domain::MatchRule;
use crate::reconcile::terms::Of;
use crate::reconcile::times::Look;
use crate::reconcile::{Books, Reconciliation};

impl Job {
    /// What follows when no ids are left to be joined. What the rule would tie is looked for without it
    /// too, so that it can be told.
    pub(super) fn timed(&self) -> Stage {
        let looks = self.uses(MatchRule::Id) || self.uses(MatchRule::Time);
        if looks { Stage::TimedLines(0) } else { Stage::Settle }
    }

    /// Finds lines with times from a segment on.
    pub(super) fn timed_lines(&mut self, books: &Books<'_>, from: usize) -> Stage {
        let until = self.find_timed(books, Of::Billed, from);
        if until < books.billed.n_segments() {
            Stage::TimedLines(until)
        } else if self.times.has_lines() {
            Stage::TimedRecords(0)
        } else {
            self.times.end();
            Stage::Settle
        }
    }

    /// The same of records.
    pub(super) fn timed_records(&mut self, books: &Books<'_>, from: usize) -> Stage {
        let until = self.find_timed(books, Of::Usage, from);
        if until < books.usage.n_segments() {
            Stage::TimedRecords(until)
        } else if self.times.arrange(books) {
            Stage::TieTimes
        } else {
            Stage::Settle
        }
    }

    fn find_timed(&mut self, books: &Books<'_>, of: Of, from: usize) -> usize {
        let side = if of == Of::Usage { &books.usage } else { &books.billed };
        let Reconciliation { terms, marks, .. } = &self.result;
        let until = slice(side, from);
        (from..until).for_each(|it| self.times.find(of, side, it, Look { terms, marks }));
        until
    }

    pub(super) fn tie_times(&mut self, books: &Books<'_>) -> Stage {
        if !self.times.step(books, SLICE) {
            return Stage::TieTimes;
        }
        self.result.shift = self.times.shift();
        if self.uses(MatchRule::Time) {
            self.times.settle(books, self.window, &mut self.result.marks);
        } else {
            self.result.same_times = self.times.told();
        }
        Stage::Settle
    }
}
