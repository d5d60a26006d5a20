//! Calls that were recorded in several segments: records that share an id and differ in their start.
//!
//! A call is one thing whatever order its segments stand in and whichever files they came in: its
//! first segment by time speaks for it, and has its whole length; the others add nothing. So a
//! contract's minimum and increment are applied once for a call, and a call is counted once.

use crate::dataset::{ById, by_id};
use crate::domain::{Flag, Outcome, order};
use crate::reconcile::books::Window;
use crate::reconcile::pairs::{Marks, keep_one, put};
use crate::reconcile::{Books, ByRow, Place};
use rustc_hash::FxHashMap;

/// A record of a call: its id, when it begins, its row.
type Segment = (String, Option<i64>, u32);

/// The calls that have several segments.
#[derive(Debug, Default)]
pub struct Calls {
    /// For each later segment the first one of its call.
    leads: FxHashMap<u32, u32>,
    /// Milliseconds of all segments, by the first one.
    lengths: ByRow<i64>,
}

impl Calls {
    /// Finds the calls among open records, and decides repeats of a segment.
    #[inline(never)]
    pub(super) fn of(books: &Books<'_>, marks: &mut Marks) -> Self {
        let mut rows: Vec<ById> = Vec::new();
        for part in books.usage.parts().iter().filter(|it| it.habits.has_segments) {
            for row in part.base..part.base + part.table.len() {
                if !marks.record_is_open(row) {
                    continue;
                }
                let Some(place) = books.usage.place(row).filter(|it| !it.id().is_none()) else {
                    continue;
                };
                rows.push((place.id(), place.start(), u64::from(row), 0));
            }
        }
        by_id::sort(&mut rows);
        let mut calls = Self::default();
        for group in rows.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1) {
            // Equal bits of a long id are verified by its text.
            let mut segments: Vec<Segment> = Vec::new();
            for (_, start, row, _) in group {
                let Ok(row) = u32::try_from(*row) else { continue };
                let Some(place) = books.usage.place(row) else { continue };
                let text = place.segment.ids.text(place.index);
                segments.push((text, *start, row));
            }
            order::sort(&mut segments);
            for call in segments.chunk_by(|a, b| a.0 == b.0) {
                calls.add(books, call, marks);
            }
        }
        calls
    }

    /// Adds a call by its records, in the order of their starts.
    fn add(&mut self, books: &Books<'_>, call: &[Segment], marks: &mut Marks) {
        let mut segments = Vec::new();
        for alike in call.chunk_by(|a, b| a.1 == b.1) {
            let rows: Vec<u32> = alike.iter().map(|it| it.2).collect();
            segments.extend(keep_one(&books.usage, &rows, &mut |row, kept, conflicts| {
                marks.set_record(row, Outcome::DuplicateUsage);
                put(&mut marks.record_partner, row, kept);
                if conflicts {
                    marks.flag_record(row, Flag::ConflictingContent);
                    marks.flag_record(kept, Flag::ConflictingContent);
                }
            }));
        }
        let Some((lead, later)) = segments.split_first().filter(|(_, later)| !later.is_empty())
        else {
            return;
        };
        let length = |row: &u32| books.usage.place(*row).and_then(|it| it.length()).unwrap_or(0);
        self.lengths.put(*lead, segments.iter().map(length).sum());
        self.leads.extend(later.iter().map(|it| (*it, *lead)));
    }

    /// The record that speaks for a record's call; mostly the record itself.
    pub fn lead(&self, row: u32) -> u32 {
        self.leads.get(&row).copied().unwrap_or(row)
    }

    /// Whether another record speaks for this one.
    pub fn is_later(&self, row: u32) -> bool {
        self.leads.contains_key(&row)
    }

    /// Whether a record belongs to the period: as the first segment of its call does.
    pub(super) fn in_window(
        &self,
        books: &Books<'_>,
        window: Window,
        row: u32,
        usage: &Place<'_>,
    ) -> bool {
        let lead = self.lead(row);
        let first = if lead == row { None } else { books.usage.place(lead) };
        window.has_record(first.as_ref().unwrap_or(usage))
    }

    /// What a record is measured by: the whole call's length for its first segment.
    pub fn length(&self, row: u32, usage: &Place<'_>) -> Option<i64> {
        self.lengths.get(row).copied().or_else(|| usage.length())
    }
}
