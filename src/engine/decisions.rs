//! What people said about rows.
//!
//! While a source is read, its decisions are kept by row, as they are asked for by row. When it is
//! read anew, rows may get other numbers, so they are set aside by place and put back on the rows
//! that stand there then. What finds no row stays aside and comes back with it.

use crate::domain::{Decision, order};
use crate::engine::Engine;
use crate::engine::protocol::DecidedRow;
use crate::engine::source::State;
use crate::source::{RowPlace, RowRef, SourceId};

/// What was said about one row.
type Word = (Option<Decision>, String);

/// Decisions and notes.
#[derive(Debug, Default)]
pub struct Decisions {
    /// In the order of the rows.
    rows: Vec<(RowRef, Word)>,
    aside: Vec<(RowPlace, Word)>,
}

impl Decisions {
    /// What was decided on a row.
    pub fn of(&self, row: RowRef) -> Option<Decision> {
        self.word(row).and_then(|it| it.0)
    }

    /// The note on a row, empty when there is none.
    pub fn note(&self, row: RowRef) -> &str {
        self.word(row).map_or("", |it| &it.1)
    }

    /// Whether there is a decision or a note on a row.
    pub fn are_on(&self, row: RowRef) -> bool {
        self.word(row).is_some()
    }

    fn word(&self, row: RowRef) -> Option<&Word> {
        let at = self.rows.binary_search_by_key(&row, |it| it.0).ok()?;
        self.rows.get(at).map(|it| &it.1)
    }

    /// Decides on rows; a note of `None` leaves notes as they are.
    pub fn decide(&mut self, rows: &[RowRef], decision: Option<Decision>, note: Option<&str>) {
        let known = self.rows.len();
        for row in rows {
            let found = self.rows.get(..known).map(|it| it.binary_search_by_key(row, |it| it.0));
            let at = found.and_then(Result::ok).unwrap_or(self.rows.len());
            if at == self.rows.len() {
                self.rows.push((*row, Word::default()));
            }
            let Some((_, word)) = self.rows.get_mut(at) else { continue };
            word.0 = decision;
            if let Some(note) = note {
                note.trim().clone_into(&mut word.1);
            }
        }
        self.put_in_order();
    }

    fn put_in_order(&mut self) {
        let nothing = Word::default();
        self.rows.retain(|it| it.1 != nothing);
        order::sort_by_key(&mut self.rows, |it| it.0);
        self.rows.dedup_by_key(|it| it.0);
    }

    /// Those on rows that are there, in their order.
    pub fn on_rows(&self) -> impl Iterator<Item = (RowRef, Option<Decision>, &str)> {
        self.rows.iter().map(|(row, (decision, note))| (*row, *decision, note.as_str()))
    }

    /// How many are on rows that are not there.
    pub fn n_aside(&self) -> u64 {
        u64::try_from(self.aside.len()).unwrap_or(u64::MAX)
    }

    /// Forgets those of a source.
    pub fn forget(&mut self, source: SourceId) {
        self.rows.retain(|(row, _)| row.source != source);
        self.aside.retain(|(place, _)| place.source != source);
    }
}

impl Engine {
    /// All decisions: those on rows in the order of rows, then those set aside.
    pub(super) fn decided(&self) -> Vec<DecidedRow> {
        let on_rows = self.decisions.rows.iter().filter_map(|(row, word)| {
            let place = self.sources.get(&row.source)?.place_of(row.row)?;
            Some((place, Some(*row), word))
        });
        let aside = self.decisions.aside.iter().map(|it| (it.0, None, &it.1));
        let one = |(place, row, (decision, note)): (RowPlace, Option<RowRef>, &Word)| DecidedRow {
            place,
            row,
            decision: *decision,
            note: note.clone(),
        };
        on_rows.chain(aside).map(one).collect()
    }

    /// Puts exactly these in place. Those of sources that are gone are let go.
    pub(super) fn put_decisions(&mut self, rows: Vec<DecidedRow>) {
        let known = rows.into_iter().filter(|it| self.sources.contains_key(&it.place.source));
        let aside = known.map(|it| (it.place, (it.decision, it.note))).collect();
        self.decisions = Decisions { rows: Vec::new(), aside };
        let sources: Vec<SourceId> = self.sources.keys().copied().collect();
        sources.into_iter().for_each(|it| self.place_decisions(it));
    }

    /// Sets the decisions of a source aside, before its rows are forgotten.
    pub(super) fn set_decisions_aside(&mut self, id: SourceId) {
        let Some(source) = self.sources.get(&id) else { return };
        let decisions = &mut self.decisions;
        for (row, word) in &mut decisions.rows {
            if let Some(place) = source.place_of(row.row).filter(|_| row.source == id) {
                decisions.aside.push((place, std::mem::take(word)));
            }
        }
        decisions.rows.retain(|(row, _)| row.source != id);
    }

    /// Puts what was set aside on the rows of a source that was read.
    pub(super) fn place_decisions(&mut self, id: SourceId) {
        let Some(source) = self.sources.get(&id).filter(|it| it.state == State::Ready) else {
            return;
        };
        let decisions = &mut self.decisions;
        if !decisions.aside.iter().any(|it| it.0.source == id) {
            return;
        }
        order::sort_by_key(&mut decisions.aside, |it| it.0);
        let nothing = Word::default();
        for (row, place) in source.places() {
            let found = decisions.aside.binary_search_by_key(&place, |it| it.0);
            if let Some((_, word)) = found.ok().and_then(|it| decisions.aside.get_mut(it)) {
                decisions.rows.push((RowRef { source: id, row }, std::mem::take(word)));
            }
        }
        decisions.aside.retain(|it| it.1 != nothing);
        decisions.put_in_order();
    }
}
