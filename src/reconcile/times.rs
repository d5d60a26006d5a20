//! Rows that share no id and are the same call by when it began and how long it lasted.
//!
//! A record and a line fit when neither lies further apart than the policy says, and they name no
//! different account, service or channel. Those that are nearest to each other are tied first, and are
//! then no other one's. Where several are equally near none is better, unless it makes no difference
//! which of them are tied. So the order of rows has no say.

use crate::dataset::TextField;
use crate::domain::{Dimension, Flag, MatchPolicy, Outcome, Unit, order};
use crate::rating::exact::{divide, times};
use crate::reconcile::books::{DAYS, Window};
use crate::reconcile::pairs::{self, Marks};
use crate::reconcile::terms::{NAMED, Of};
use crate::reconcile::zones::{self, Shift};
use crate::reconcile::{Books, NONE, Place, Side, Terms};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const DAY_MS: i64 = 86_400_000;

/// Groups of equal records that a line looks at before it is given up: so many within a minute tell
/// nothing apart.
const MOST_LOOKED_AT: usize = 1024;

/// How often lines look for another record in vain, when the one they found was taken.
const MOST_LOOKS: u8 = 16;

/// What rows are found by. Instants and lengths are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    start: i64,
    /// Negative where it is not known.
    length: i64,
    /// Account, service, channel; 0 fits any.
    names: [u32; NAMED.len()],
}

impl Key {
    /// How far another one is off; none where it is another call.
    fn distance(&self, other: &Self, most: [u64; 2]) -> Option<u64> {
        let differs = |(own, other): (&u32, &u32)| *own != 0 && *other != 0 && own != other;
        let starts = self.start.abs_diff(other.start);
        let are_known = self.length >= 0 && other.length >= 0;
        let lengths = if are_known { self.length.abs_diff(other.length) } else { 0 };
        let [most_starts, most_lengths] = most;
        let fits = starts <= most_starts && lengths <= most_lengths;
        let named = self.names.iter().zip(&other.names);
        (fits && !named.into_iter().any(differs)).then(|| starts + lengths)
    }

    /// By start, then by length, in one number.
    fn order(&self) -> i128 {
        i128::from(self.start) << 64 | i128::from(self.length) & i128::from(u64::MAX)
    }
}

/// Rows of a side that are found by the same.
#[derive(Debug)]
struct Kin {
    key: Key,
    /// Those that are free, among the rows of the side.
    free: std::ops::Range<usize>,
    looks: u8,
    /// With how many of the other side it is equally near, while they are looked at.
    n_rivals: u32,
}

/// The rows of a side that take part.
#[derive(Debug, Default)]
struct Party {
    found: Vec<(Key, u32)>,
    rows: Vec<u32>,
    kin: Vec<Kin>,
}

impl Party {
    /// Puts what was found in order, by those names that the two sides share.
    #[inline(never)]
    fn arrange(&mut self, shared: [bool; NAMED.len()]) {
        let mut found = std::mem::take(&mut self.found);
        for (key, _) in &mut found {
            for (name, is_shared) in key.names.iter_mut().zip(shared) {
                *name *= u32::from(is_shared);
            }
        }
        let keys: Vec<i128> = found.iter().map(|it| it.0.order()).collect();
        let positions = order::positions(&keys, false).into_iter();
        let at = |at: u32| found.get(usize::try_from(at).ok()?).copied();
        found = positions.filter_map(at).collect();
        for alike in found.chunk_by_mut(|a, b| a.0.order() == b.0.order()) {
            if alike.iter().any(|it| Some(it.0.names) != alike.first().map(|it| it.0.names)) {
                order::sort_by_key(alike, |it| it.0.names);
            }
        }
        for alike in found.chunk_by(|a, b| a.0 == b.0) {
            let Some((key, _)) = alike.first() else { continue };
            let from = self.rows.len();
            self.rows.extend(alike.iter().map(|it| it.1));
            let free = from..self.rows.len();
            self.kin.push(Kin { key: *key, free, looks: 0, n_rivals: 0 });
        }
    }

    fn free(&self, kin: usize) -> &[u32] {
        self.kin.get(kin).and_then(|it| self.rows.get(it.free.clone())).unwrap_or_default()
    }

    /// Takes the first of those that are free.
    fn take(&mut self, kin: usize, n_rows: usize) {
        if let Some(it) = self.kin.get_mut(kin) {
            it.free.start += n_rows;
        }
    }
}

/// The rule under way, and what it found.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// How far starts and lengths may lie apart.
    most: [u64; 2],
    /// The names that usage has, of those that are compared.
    known: [Vec<bool>; NAMED.len()],
    /// Of which of them the bill has any. Where it has none, it calls all of them otherwise.
    shared: [bool; NAMED.len()],
    /// Which parts of the bill have times of day.
    timed: Vec<bool>,
    records: Party,
    lines: Party,
    /// How many groups of lines have looked once.
    n_looked: usize,
    /// Groups of lines by how near their nearest records were when they looked.
    queue: BinaryHeap<Reverse<(u64, usize)>>,
    tied: Vec<(u32, u32)>,
    /// Of usage and of the bill.
    ambiguous: [Vec<u32>; 2],
}

impl Times {
    /// By what a policy says.
    pub(super) fn new(books: &Books<'_>, terms: &Terms, policy: &MatchPolicy) -> Self {
        let seconds = policy.time_window;
        Self {
            most: [seconds.start, seconds.length].map(|it| u64::from(it) * 1000),
            known: NAMED.map(|(dimension, field)| {
                let is_compared = policy.aggregate_by.contains(&dimension);
                if is_compared { terms.of_usage(field) } else { Vec::new() }
            }),
            timed: vec![false; books.billed.parts().len()],
            ..Self::default()
        }
    }

    /// Finds the rows of a segment that take part.
    #[inline(never)]
    pub(super) fn find(&mut self, of: Of, side: &Side<'_>, segment: usize, look: Look<'_>) {
        let Some((first, mut place)) = side.segment(segment) else { return };
        if of == Of::Usage && place.part.habits.has_segments {
            // The calls of such usage have several records.
            return;
        }
        for index in 0..place.segment.len() {
            let row = first + u32::try_from(index).unwrap_or(0);
            place.index = index;
            if !look.is_free(of, row) || !is_short(&place) {
                continue;
            }
            let Some(start) = place.start() else { continue };
            if of == Of::Billed {
                self.see_time(&place, start);
            }
            let names = NAMED.map(|(_, field)| look.terms.code(of, field, &place));
            for ((shared, name), known) in self.shared.iter_mut().zip(names).zip(&self.known) {
                let is_known = usize::try_from(name).ok().and_then(|it| known.get(it));
                *shared |= of == Of::Billed && is_known == Some(&true);
            }
            let party = if of == Of::Usage { &mut self.records } else { &mut self.lines };
            let length = length(&place).filter(|it| *it >= 0).unwrap_or(-1);
            party.found.push((Key { start, length, names }, row));
        }
    }

    /// Notes whether the bill has times of day: midnight is how a day is read.
    fn see_time(&mut self, line: &Place<'_>, start: i64) {
        if let Some(is_timed) = self.timed.get_mut(line.part.number)
            && !*is_timed
        {
            let shift = i64::from(line.part.zone.offset_at(start)) * 60_000;
            *is_timed = start.wrapping_add(shift).rem_euclid(DAY_MS) != 0;
        }
    }

    /// Whether a line is for one call, which began at a time of day.
    pub(super) fn is_for_call(&self, line: &Place<'_>) -> bool {
        let is_timed = self.timed.get(line.part.number) == Some(&true);
        is_timed && line.start().is_some() && is_short(line)
    }

    /// Puts the lines that were found in order; records come with the first step. Says whether there are
    /// any of both.
    #[inline(never)]
    pub(super) fn arrange(&mut self, books: &Books<'_>) -> bool {
        let timed = &self.timed;
        self.lines.found.retain(|(_, row)| {
            let part = books.billed.place(*row).map(|it| it.part.number);
            part.and_then(|it| timed.get(it)) == Some(&true)
        });
        let is_any = !self.lines.found.is_empty() && !self.records.found.is_empty();
        if is_any {
            self.lines.arrange(self.shared);
        } else {
            self.end();
        }
        is_any
    }

    /// Whether any line takes part.
    pub(super) fn has_lines(&self) -> bool {
        self.timed.contains(&true)
    }

    /// How far it is, in thousandths.
    pub(super) fn done(&self) -> u64 {
        let n_lines = self.lines.kin.len().max(1);
        // Each looks once before any is tied.
        let n_open = 2 * (n_lines - self.n_looked.min(n_lines)) + self.queue.len();
        u64::try_from(1000 - (n_open * 500 / n_lines).min(1000)).unwrap_or(0)
    }

    /// Ties some rows; says whether all are.
    #[inline(never)]
    pub(super) fn step(&mut self, books: &Books<'_>, n_looks: usize) -> bool {
        if !self.records.found.is_empty() {
            self.records.arrange(self.shared);
            return false;
        }
        let mut found = Vec::new();
        let mut looked = 0;
        while looked < n_looks && self.n_looked < self.lines.kin.len() {
            self.queue_up(self.n_looked, &mut found);
            self.n_looked += 1;
            looked += 1;
        }
        while looked < n_looks {
            let Some(Reverse((nearest, _))) = self.queue.peek().copied() else { return true };
            looked += self.level(books, nearest, &mut found);
        }
        false
    }

    /// Puts a group of lines where its nearest records are.
    fn queue_up(&mut self, line: usize, found: &mut Vec<usize>) {
        if let Some(distance) = self.nearest(line, found) {
            self.queue.push(Reverse((distance, line)));
        }
    }

    /// Ties what is so far apart. Says how often it had to look.
    fn level(&mut self, books: &Books<'_>, distance: u64, found: &mut Vec<usize>) -> usize {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut looked = 0;
        while let Some(Reverse((of, line))) = self.queue.peek().copied()
            && of == distance
        {
            self.queue.pop();
            looked += 1;
            match self.nearest(line, found) {
                Some(now) if now == distance => pairs.extend(found.iter().map(|it| (line, *it))),
                Some(now) => self.queue.push(Reverse((now, line))),
                None => {}
            }
        }
        for (line, record) in &pairs {
            for (party, kin) in [(&mut self.lines, line), (&mut self.records, record)] {
                if let Some(it) = party.kin.get_mut(*kin) {
                    it.n_rivals += 1;
                }
            }
        }
        for (line, record) in &pairs {
            let rivals =
                |party: &Party, kin: &usize| party.kin.get(*kin).map_or(0, |it| it.n_rivals);
            if rivals(&self.lines, line) == 1 && rivals(&self.records, record) == 1 {
                self.tie(books, *line, *record);
            } else {
                self.give_up(*line, *record);
            }
        }
        for (line, record) in &pairs {
            for (party, kin) in [(&mut self.lines, line), (&mut self.records, record)] {
                if let Some(it) = party.kin.get_mut(*kin) {
                    it.n_rivals = 0;
                }
            }
            if !self.lines.free(*line).is_empty() {
                self.queue_up(*line, found);
            }
        }
        looked
    }

    /// Ties lines and records that are found by the same.
    fn tie(&mut self, books: &Books<'_>, line: usize, record: usize) {
        let (lines, records) = (self.lines.free(line), self.records.free(record));
        let n_pairs = lines.len().min(records.len());
        // Where more rows are on one side, which of them go without must make no difference; where as
        // many are on both, which of them go together.
        let makes_no_difference = (lines.len() >= records.len()
            && say_the_same(&books.billed, lines))
            || (records.len() >= lines.len() && say_the_same(&books.usage, records));
        if !makes_no_difference {
            return self.give_up(line, record);
        }
        self.tied.extend(records.iter().copied().zip(lines.iter().copied()));
        self.records.take(record, n_pairs);
        self.lines.take(line, n_pairs);
        if let Some(it) = self.lines.kin.get_mut(line) {
            it.looks = 0;
        }
    }

    /// None of these is better than the others.
    fn give_up(&mut self, line: usize, record: usize) {
        let [of_usage, of_bill] = &mut self.ambiguous;
        for (party, kin, all) in
            [(&mut self.records, record, of_usage), (&mut self.lines, line, of_bill)]
        {
            let rows = party.free(kin);
            let n_rows = rows.len();
            all.extend_from_slice(rows);
            party.take(kin, n_rows);
        }
    }

    /// How far off the nearest records of a group of lines are that are still free, and which they are.
    fn nearest(&mut self, line: usize, found: &mut Vec<usize>) -> Option<u64> {
        found.clear();
        let line = self.lines.kin.get_mut(line)?;
        line.looks += 1;
        if line.free.is_empty() || line.looks > MOST_LOOKS {
            return None;
        }
        let key = line.key;
        let [most, _] = self.most;
        let records = self.records.kin.as_slice();
        let middle = records.partition_point(|it| it.key.order() < key.order());
        let mut after = middle;
        let mut before = middle;
        let mut best = None;
        for _ in 0..MOST_LOOKED_AT {
            let gap =
                |kin: Option<&Kin>| kin.map_or(u64::MAX, |it| it.key.start.abs_diff(key.start));
            let of_before = gap(before.checked_sub(1).and_then(|it| records.get(it)));
            let of_after = gap(records.get(after));
            if of_before.min(of_after) > best.unwrap_or(most).min(most) {
                return best;
            }
            // Of those that begin alike the ones of the same length come next behind the middle.
            let at = if of_before < of_after {
                before -= 1;
                before
            } else {
                after += 1;
                after - 1
            };
            let Some(kin) = records.get(at).filter(|it| !it.free.is_empty()) else { continue };
            let Some(distance) = key.distance(&kin.key, self.most) else { continue };
            if best.is_none_or(|it| distance < it) {
                found.clear();
                best = Some(distance);
            }
            if best == Some(distance) {
                found.push(at);
            }
        }
        // Nothing can be nearer than what begins and lasts alike.
        best.filter(|it| *it == 0)
    }

    /// What another zone would explain, unless most lines are tied as it is.
    #[inline(never)]
    pub(super) fn shift(&self) -> Option<Shift> {
        if self.tied.len() * 2 > self.lines.rows.len() {
            return None;
        }
        let [lines, records] = [&self.lines, &self.records].map(|party| {
            let known = party.kin.iter().map(|it| (it.key.start, it.key.length));
            known.filter(|it| it.1 >= 0).collect::<Vec<_>>()
        });
        let [_, most] = self.most;
        zones::shift(&lines, &records, i64::try_from(most).unwrap_or(0))
    }

    /// How many lines would be tied, if that is most of those that could be.
    pub(super) fn told(&mut self) -> Option<u64> {
        let (n_tied, n_lines) = (self.tied.len(), self.lines.rows.len());
        self.end();
        (n_tied * 2 > n_lines).then(|| u64::try_from(n_tied).unwrap_or(u64::MAX))
    }

    /// Ties what was found.
    #[inline(never)]
    pub(super) fn settle(&mut self, books: &Books<'_>, window: Window, marks: &mut Marks) {
        for (record, line) in std::mem::take(&mut self.tied) {
            pairs::tie(books, window, record, line, marks);
        }
        let [records, lines] = std::mem::take(&mut self.ambiguous);
        for row in records {
            if books.usage.place(row).is_some_and(|it| window.has_record(&it)) {
                marks.set_record(row, Outcome::Ambiguous);
            }
        }
        for row in lines {
            if books.billed.place(row).is_some_and(|it| window.has_line(&it)) {
                marks.set_line(row, Outcome::Ambiguous);
            }
        }
        self.end();
    }

    /// Lets go of everything but which bills have times of day.
    pub(super) fn end(&mut self) {
        *self = Self { timed: std::mem::take(&mut self.timed), ..Self::default() };
    }
}

/// What rows are looked at by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'l> {
    pub(super) terms: &'l Terms,
    pub(super) marks: &'l Marks,
}

impl Look<'_> {
    /// Whether a row is neither decided nor tied to another one.
    fn is_free(&self, of: Of, row: u32) -> bool {
        let Marks { record_partner, line_partner, .. } = self.marks;
        let partners = if of == Of::Usage { record_partner } else { line_partner };
        let is_open = match of {
            Of::Usage => self.marks.record_is_open(row) && !self.marks.across.has(row),
            Of::Billed => self.marks.line_is_open(row) && !self.has_own(row),
        };
        is_open && usize::try_from(row).ok().and_then(|it| partners.get(it)) == Some(&NONE)
    }

    /// Whether the usage that a line names lies on the other side of the period's border, or both do.
    fn has_own(&self, line: u32) -> bool {
        let flags = self.marks.line_flags.get(line);
        self.marks.outside.contains_key(&line)
            || flags.is_some_and(|it| it.has(Flag::CounterpartOutOfPeriod))
    }
}

/// Whether a row is no period of a day or more.
fn is_short(place: &Place<'_>) -> bool {
    place.end().zip(place.start()).is_none_or(|(end, start)| end - start < DAYS[0])
}

/// How long a row lasted, in milliseconds: its length, else its quantity of a unit of time.
fn length(place: &Place<'_>) -> Option<i64> {
    place.length().or_else(|| {
        let unit = Unit::parse(place.text(TextField::Unit));
        let unit = unit.filter(|it| it.dimension == Dimension::Time)?;
        let thousands = times(place.quantity()?, Decimal::from(unit.numerator * 1000))?;
        divide(thousands, Decimal::from(unit.denominator))?.trunc().to_i64()
    })
}

/// Whether rows differ in nothing but their ids.
fn say_the_same(side: &Side<'_>, rows: &[u32]) -> bool {
    let content = |row: &u32| side.place(*row).map(|it| it.content());
    match rows {
        [first, rest @ ..] if !rest.is_empty() => {
            let first = content(first);
            rest.iter().all(|it| content(it) == first)
        }
        _ => true,
    }
}
