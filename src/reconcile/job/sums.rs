//! The steps in which lines are held against sums of usage.

use super::{Job, RECORDS, SLICE, Stage};
use crate::domain::MatchRule;
use crate::reconcile::aggregate::Aggregation;
use crate::reconcile::pairs::Marks;
use crate::reconcile::{Books, Place, Reconciliation, measures};

impl Job {
    /// Measures what calls and conferences are charged by, and finds the lines for sums of usage.
    #[inline(never)]
    pub(super) fn begin_sums(&mut self, books: &Books<'_>) {
        let by_id =
            (self.uses(MatchRule::Id) || self.uses(MatchRule::AlikeId)) && self.usage_has_ids;
        let by_time = self.uses(MatchRule::Time);
        let times = &self.times;
        // A line that names the usage it is for, by its id or its time, is never held against a group.
        let is_for_group = |it: &Place<'_>| {
            (!by_id || it.id().is_none() || it.id_is_line()) && !(by_time && times.is_for_call(it))
        };
        let is_candidate = |marks: &Marks, row: u32| {
            marks.line_is_open(row)
                && (!(by_id || by_time)
                    || books.billed.place(row).as_ref().is_some_and(is_for_group))
        };
        let Reconciliation { terms, policy, pricing, marks, measured, zone, .. } = &mut self.result;
        let under = (&*policy, &*pricing, *zone);
        self.unclaimed = measures::run(books, under, &is_candidate, marks, measured);
        let aggregation = Aggregation::new(books, terms, policy, &is_candidate, marks);
        self.aggregation = Some(aggregation).filter(|it| !it.is_empty());
    }

    pub(super) fn claim(&mut self, books: &Books<'_>, from: u32) -> Stage {
        let until = from.saturating_add(RECORDS).min(books.usage.len());
        if let Some(aggregation) = &mut self.aggregation {
            aggregation.claim(books, &mut self.result, from..until);
        }
        if until < books.usage.len() { Stage::Claim(until) } else { Stage::AddUp(0) }
    }

    pub(super) fn add_up(&mut self, books: &Books<'_>, from: usize) -> Stage {
        let Some(aggregation) = &mut self.aggregation else { return self.end_sums(books) };
        let n_claimed = aggregation.n_claimed();
        let until = n_claimed.min(from + SLICE);
        aggregation.add_up(books, &self.result, from..until);
        if until < n_claimed { Stage::AddUp(until) } else { self.end_sums(books) }
    }

    /// Judges the sums, and ties what no sum took to the lines that measure it.
    pub(super) fn end_sums(&mut self, books: &Books<'_>) -> Stage {
        if let Some(aggregation) = self.aggregation.take() {
            self.result.unrated += aggregation.judge(books, &mut self.result);
        }
        measures::tie(&std::mem::take(&mut self.unclaimed), &mut self.result.marks);
        Stage::Lines(0)
    }
}
