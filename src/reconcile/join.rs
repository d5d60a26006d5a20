//! Finds rows that share an id, over both sides, by a partitioned join.
//!
//! Rows are scattered, with what is known of them, into partitions that fit a processor's cache,
//! and like finds like inside each. A pass holds so many rows ([`PER_PASS`]) that the scratch
//! stays small however many there are; rows of one id always fall into one pass and one partition.

use crate::dataset::Id;
use crate::domain::order;
use crate::reconcile::brief::Brief;
use crate::reconcile::kinds::Rows;
use crate::reconcile::{Books, Place, Side};
use memchr::memchr_iter;

/// Entries held at a time, at least and at most. Each pass goes through all columns anew, and each
/// entry takes 64 bytes of scratch.
const PER_PASS: (u64, u64) = (1 << 18, 1 << 20);

/// Passes that are made before they grow.
const PASSES: u64 = 6;

/// Entries of a partition.
const PER_PARTITION: u64 = 1 << 11;

/// Partitions this much larger than they should be are sorted: their ids were made to collide.
const MOST_UNEVEN: usize = 8 << 11;

/// Rows whose columns are read one after the other.
const AT_ONCE: usize = 256;

/// Stands for the pass of a row that takes part in none.
const NO_PASS: u8 = u8::MAX;

/// How many of so many rows a pass holds.
fn rows_of_pass(n_rows: u64) -> u64 {
    let (least, most) = PER_PASS;
    (n_rows / PASSES).clamp(least, most)
}

/// A row with its id, which side it is on, and what decides at once whether it agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Entry {
    id: [u64; 2],
    is_line: bool,
    row: u32,
    brief: Brief,
}

impl Entry {
    /// The position of the row on its side.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// Whether it is a line.
    pub(super) fn is_line(&self) -> bool {
        self.is_line
    }

    /// What it says in short.
    pub(super) fn brief(&self) -> Brief {
        self.brief
    }

    /// Whether equal bits may be different ids.
    pub(super) fn is_fingerprint(&self) -> bool {
        self.id().is_fingerprint()
    }

    fn id(&self) -> Id {
        let [low, high] = self.id;
        Id(u128::from(high) << 64 | u128::from(low))
    }
}

/// Rows that share an id, records before lines and each in their order. Two, as nearly all are,
/// are left where they stand: a copy would be read before it is written down, which a processor
/// waits for, and for everything it was told to write before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Alike<'e> {
    /// Two.
    Two(&'e Entry, &'e Entry),
    /// More than two.
    More(&'e [Entry]),
}

/// A join under way.
#[derive(Debug, Default)]
pub(super) struct Join {
    n_passes: u32,
    partition_bits: u32,
    /// The pass of each row, of usage and of the bill.
    passes: [Vec<u8>; 2],
    /// How many entries each partition of each pass has.
    counts: Vec<usize>,
    /// The entries of one pass, partition by partition, and perhaps some of another behind them.
    entries: Vec<Entry>,
    /// Where partitions of the pass begin, and the last one ends.
    starts: Vec<usize>,
    table: Table,
}

impl Join {
    /// Looks at all rows: which take part, in which pass, and how many fall into each partition.
    #[inline(never)]
    pub(super) fn new(
        books: &Books<'_>,
        takes_part: &dyn Fn(bool, u32, &Place<'_>) -> bool,
    ) -> Self {
        let n_rows = u64::from(books.usage.len()) + u64::from(books.billed.len());
        let n_passes = n_rows.div_ceil(rows_of_pass(n_rows)).clamp(1, u64::from(NO_PASS));
        let per_pass = n_rows.div_ceil(n_passes).max(1);
        let n_parts = per_pass.div_ceil(PER_PARTITION).next_power_of_two();
        let mut join = Self {
            n_passes: u32::try_from(n_passes).unwrap_or(1),
            partition_bits: n_parts.trailing_zeros(),
            ..Self::default()
        };
        join.counts.resize(usize::try_from(n_passes * n_parts).unwrap_or(0), 0);
        join.passes = [(&books.usage, false), (&books.billed, true)].map(|(side, is_line)| {
            let mut passes = Vec::with_capacity(usize::try_from(side.len()).unwrap_or(0));
            for segment in 0..side.n_segments() {
                if let Some((first, place)) = side.segment(segment) {
                    join.count(
                        &|row, place| takes_part(is_line, row, place),
                        first,
                        place,
                        &mut passes,
                    );
                }
            }
            passes
        });
        join
    }

    /// Says of each row of a segment in which pass it is. By itself, since a browser makes a function
    /// fast only from one call to the next.
    #[inline(never)]
    fn count(
        &mut self,
        takes_part: &dyn Fn(u32, &Place<'_>) -> bool,
        first: u32,
        mut place: Place<'_>,
        passes: &mut Vec<u8>,
    ) {
        for (index, (row, id)) in (first..).zip(place.segment.ids.iter()).enumerate() {
            place.index = index;
            if id.is_none() || !takes_part(row, &place) {
                passes.push(NO_PASS);
                continue;
            }
            let (pass, partition) = self.place_of(id);
            let counter = self.counter(pass, partition);
            if let Some(count) = self.counts.get_mut(counter) {
                *count += 1;
            }
            passes.push(u8::try_from(pass).unwrap_or(NO_PASS));
        }
    }

    /// How many passes there are.
    pub(super) fn n_passes(&self) -> u32 {
        self.n_passes
    }

    /// How many partitions a pass has.
    pub(super) fn n_partitions(&self) -> usize {
        1 << self.partition_bits
    }

    fn place_of(&self, id: Id) -> (u32, usize) {
        let spread = id.spread();
        let pass = ((spread >> 32) * u64::from(self.n_passes)) >> 32;
        let partition = spread & ((1 << self.partition_bits) - 1);
        (u32::try_from(pass).unwrap_or(0), usize::try_from(partition).unwrap_or(0))
    }

    fn counter(&self, pass: u32, partition: usize) -> usize {
        (usize::try_from(pass).unwrap_or(0) << self.partition_bits) + partition
    }

    /// Gathers the entries of a pass. `brief` says what some rows say in short; it is told whether
    /// they are lines.
    #[inline(never)]
    pub(super) fn gather(
        &mut self,
        books: &Books<'_>,
        pass: u32,
        brief: &mut dyn FnMut(bool, &Rows<'_>, &mut Vec<Brief>),
    ) {
        self.starts.clear();
        let mut total = 0;
        for partition in 0..self.n_partitions() {
            self.starts.push(total);
            total += self.counts.get(self.counter(pass, partition)).copied().unwrap_or(0);
        }
        // Each slot is written before it is read, so what another pass left does not matter.
        if self.entries.len() < total {
            self.entries.resize(total, Entry::default());
        }
        let mut ends = self.starts.clone();
        self.starts.push(total);
        let wanted = u8::try_from(pass).unwrap_or(NO_PASS);
        let mut entries = std::mem::take(&mut self.entries);
        let sides: [(&Side<'_>, &[u8]); 2] = match &self.passes {
            [usage, billed] => [(&books.usage, usage), (&books.billed, billed)],
        };
        let (mut some, mut briefs) = (Vec::with_capacity(AT_ONCE), Vec::new());
        for ((side, passes), is_line) in sides.into_iter().zip([false, true]) {
            let mut passes = passes;
            for segment in 0..side.n_segments() {
                let Some((first, place)) = side.segment(segment) else { continue };
                let Some((own, rest)) = passes.split_at_checked(place.segment.len()) else { break };
                passes = rest;
                let mut found = memchr_iter(wanted, own);
                loop {
                    some.clear();
                    some.extend(found.by_ref().take(AT_ONCE));
                    if some.is_empty() {
                        break;
                    }
                    let rows = Rows { segment, place, rows: &some };
                    brief(is_line, &rows, &mut briefs);
                    self.scatter(&rows, first, is_line, &briefs, &mut ends, &mut entries);
                }
            }
        }
        self.entries = entries;
    }

    /// Puts some rows where their partitions end so far.
    #[inline(never)]
    fn scatter(
        &self,
        some: &Rows<'_>,
        first: u32,
        is_line: bool,
        briefs: &[Brief],
        ends: &mut [usize],
        entries: &mut [Entry],
    ) {
        for (index, brief) in some.rows.iter().zip(briefs) {
            let id = some.place.segment.ids.get(*index);
            let row = first + u32::try_from(*index).unwrap_or(0);
            let Some(end) = ends.get_mut(self.place_of(id).1) else { continue };
            if let Some(entry) = entries.get_mut(*end) {
                *entry = Entry { id: id.halves(), is_line, row, brief: *brief };
            }
            *end += 1;
        }
    }

    /// Hands out the rows of a partition that share their id with others. Says how many rows the
    /// partition has.
    pub(super) fn groups(&mut self, partition: usize, each: &mut dyn FnMut(Alike<'_>)) -> usize {
        let bounds = self.starts.get(partition).copied().zip(self.starts.get(partition + 1));
        let entries = bounds.and_then(|(from, until)| self.entries.get_mut(from..*until));
        let entries = entries.unwrap_or_default();
        if entries.len() > MOST_UNEVEN || !self.table.find(entries, self.partition_bits, each) {
            order::sort(entries);
            for alike in entries.chunk_by(|a, b| a.id == b.id) {
                match alike {
                    [] | [_] => {}
                    [one, other] => each(Alike::Two(one, other)),
                    more => each(Alike::More(more)),
                }
            }
        }
        entries.len()
    }

    /// Lets go of the scratch.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }
}

/// A small hash table of a partition's rows.
#[derive(Debug, Default)]
struct Table {
    /// Numbers, from 1, of the first entry of an id.
    slots: Vec<u16>,
    /// For each entry the next one of its id, as a number from 1.
    next: Vec<u16>,
    /// Whether an entry comes behind another one of its id.
    follows: Vec<bool>,
    /// Those of one id, where there are more than two.
    group: Vec<Entry>,
}

impl Table {
    /// Hands out groups; says no, before the first, when the ids collide too often for a table.
    fn find(&mut self, entries: &[Entry], used_bits: u32, each: &mut dyn FnMut(Alike<'_>)) -> bool {
        let n_slots = (entries.len() * 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(n_slots, 0);
        self.next.clear();
        self.next.resize(entries.len(), 0);
        self.follows.clear();
        self.follows.resize(entries.len(), false);
        let mut patience = entries.len() * 8;
        for (number, entry) in (1u16..).zip(entries) {
            // Cut to 32 bits first: positions have no more in the browser.
            let spread = (entry.id().spread() >> used_bits) & u64::from(u32::MAX);
            let mut at = usize::try_from(spread).unwrap_or(0) & (n_slots - 1);
            loop {
                let Some(slot) = self.slots.get_mut(at) else { return false };
                let Some(other) = usize::from(*slot).checked_sub(1) else {
                    *slot = number;
                    break;
                };
                if entries.get(other).is_some_and(|it| it.id == entry.id) {
                    patience = patience.saturating_sub(self.append(other, number));
                    break;
                }
                at = (at + 1) & (n_slots - 1);
                patience = patience.saturating_sub(1);
            }
            if patience == 0 {
                return false;
            }
        }
        // In the order of the rows, so that what is known of them is written nearly in order too.
        for first in (1u16..).take(entries.len()) {
            if self.follows.get(usize::from(first) - 1) == Some(&false) {
                self.hand_out(entries, first, each);
            }
        }
        true
    }

    /// Puts an entry behind the others of its id; says how many those are.
    fn append(&mut self, first: usize, number: u16) -> usize {
        if let Some(follows) = self.follows.get_mut(usize::from(number) - 1) {
            *follows = true;
        }
        let (mut at, mut n_before) = (first, 1);
        while let Some(next) = self.next.get_mut(at) {
            match usize::from(*next).checked_sub(1) {
                Some(after) => (at, n_before) = (after, n_before + 1),
                None => {
                    *next = number;
                    break;
                }
            }
        }
        n_before
    }

    fn hand_out(&mut self, entries: &[Entry], first: u16, each: &mut dyn FnMut(Alike<'_>)) {
        let of = |number: u16| {
            let index = usize::from(number).checked_sub(1)?;
            Some((entries.get(index)?, self.next.get(index).copied().unwrap_or(0)))
        };
        let Some((head, second)) = of(first) else { return };
        let Some((second, mut next)) = of(second) else { return };
        if next == 0 {
            each(Alike::Two(head, second));
            return;
        }
        let mut group = std::mem::take(&mut self.group);
        group.clear();
        group.extend([*head, *second]);
        while let Some((entry, after)) = of(next) {
            group.push(*entry);
            next = after;
        }
        each(Alike::More(&group));
        self.group = group;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
        let starts = vec![0, entries.len()];
        let mut join = Join { entries, starts, ..Join::default() };
        let mut found = Vec::new();
        join.groups(0, &mut |alike| {
            found.push(match alike {
                Alike::Two(one, other) => vec![*one, *other],
                Alike::More(more) => more.to_vec(),
            });
        });
        found.sort_unstable();
        found
    }

    fn sorted(mut entries: Vec<Entry>) -> Vec<Vec<Entry>> {
        entries.sort_unstable();
        let groups = entries.chunk_by(|a, b| a.id == b.id).filter(|it| it.len() > 1);
        groups.map(<[Entry]>::to_vec).collect()
    }

    fn entry(id: u64, is_line: bool, row: u32) -> Entry {
        Entry { id: [id, 0], is_line, row, ..Entry::default() }
    }

    proptest! {
        #[test]
        fn like_finds_like_as_by_sorting(ids in proptest::collection::vec(0u64..300, 0..600), n_records in 0usize..600) {
            let entries: Vec<Entry> = ids
                .iter()
                .zip(0u32..)
                .enumerate()
                .map(|(at, (id, row))| entry(*id, at >= n_records, row))
                .collect();
            prop_assert_eq!(groups(entries.clone()), sorted(entries));
        }
    }

    #[test]
    fn ids_made_to_collide_are_found_all_the_same() {
        // Halves that cancel each other out before they are spread.
        let colliding = |it: u64| Entry { id: [it, it.rotate_left(32)], ..Entry::default() };
        assert_eq!(colliding(1).id().spread(), colliding(70_000).id().spread());
        let mut entries: Vec<Entry> = (1..2000).map(colliding).collect();
        entries.extend((1..2000).map(|it| Entry { is_line: true, ..colliding(it) }));
        assert_eq!(groups(entries.clone()), sorted(entries));
        // One id on every row.
        let entries: Vec<Entry> = (0..3000).map(|row| entry(7, false, row)).collect();
        assert_eq!(groups(entries.clone()), sorted(entries));
    }
}
