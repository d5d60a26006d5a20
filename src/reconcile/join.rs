//! Finds rows that share an id, over both sides, by a partitioned join.
//!
//! Rows are scattered, with what is known of them, into partitions that fit a processor's cache,
//! and like finds like inside each. A pass holds so many rows ([`PER_PASS`]) that the scratch
//! stays small however many there are; rows of one id always fall into one pass and one partition.

use crate::dataset::Id;
use crate::dataset::packed::BLOCK;
use crate::domain::order;
use crate::reconcile::brief::Brief;
use crate::reconcile::kinds::Rows;
use crate::reconcile::pairs::OPEN;
use crate::reconcile::{Books, Place, alike};

/// Entries held at a time, at least and at most. Each pass goes through all columns anew, and each
/// entry takes 32 bytes of scratch.
const PER_PASS: (u64, u64) = (1 << 18, 3 << 19);

/// Passes that are made before they grow.
const PASSES: u64 = 3;

/// Entries of a partition.
const PER_PARTITION: u64 = 1 << 11;

/// Partitions this much larger than they should be are sorted: their ids were made to collide.
const MOST_UNEVEN: usize = 8 << 11;

/// Passes that there are at most.
const MOST_PASSES: u64 = 255;

/// How many of so many rows a pass holds.
fn rows_of_pass(n_rows: u64) -> u64 {
    let (least, most) = PER_PASS;
    (n_rows / PASSES).clamp(least, most)
}

/// A row with its id, and what decides at once whether it agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Entry {
    id: [u64; 2],
    // Its brief, laid out without gaps.
    quantity: i64,
    row: u32,
    class: u16,
    day: u16,
}

const _: () = assert!(size_of::<Entry>() == 32);

impl Entry {
    /// The position of the row on its side.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// What it says in short.
    pub(super) fn brief(&self) -> Brief {
        Brief { quantity: self.quantity, class: self.class, day: self.day }
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

/// How ids are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Compared {
    /// As they are written.
    #[default]
    AsWritten,
    /// Without what is only a way of writing them.
    Alike,
}

impl Compared {
    /// What an id is compared by.
    fn key(self, id: Id, place: &Place<'_>, index: usize) -> Id {
        match self {
            Self::AsWritten => id,
            Self::Alike => alike::key(&Place { index, ..*place }),
        }
    }
}

/// Rows that share an id. A record and a line that have it for themselves, as nearly all have, are
/// left where they stand: a copy would be read before it is written down, which a processor
/// waits for, and for everything it was told to write before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Alike<'e> {
    /// A record and a line.
    Pair(&'e Entry, &'e Entry),
    /// Some records and lines, each in their order, but not one of each.
    More(&'e [Entry], &'e [Entry]),
}

/// Which rows of a side are in which pass.
#[derive(Debug, Default)]
struct Dealt {
    /// The positions of rows in their block, block by block and pass by pass.
    rows: Vec<u16>,
    /// Where those of a block and pass end, in the same order.
    ends: Vec<u32>,
}

/// A join under way.
#[derive(Debug, Default)]
pub(super) struct Join {
    compared: Compared,
    n_passes: u32,
    partition_bits: u32,
    /// For usage and for the bill.
    dealt: [Dealt; 2],
    /// How many entries each partition of each pass has.
    counts: Vec<usize>,
    /// The entries of one pass, partition by partition and records before lines, and perhaps some of
    /// another behind them.
    entries: Vec<Entry>,
    /// Where partitions of the pass begin, and the last one ends.
    starts: Vec<usize>,
    /// Where the records of a partition end.
    borders: Vec<usize>,
    table: Table,
    /// Scratch: the passes of a block's rows.
    passes: Vec<u8>,
}

impl Join {
    /// Looks at all rows: which take part, in which pass, and how many fall into each partition. Rows
    /// that are marked as open, of usage and of the bill, take part, unless their id is their own.
    #[inline(never)]
    pub(super) fn new(books: &Books<'_>, marks: [&[u8]; 2], compared: Compared) -> Self {
        let n_rows = u64::from(books.usage.len()) + u64::from(books.billed.len());
        let n_passes = n_rows.div_ceil(rows_of_pass(n_rows)).clamp(1, MOST_PASSES);
        let per_pass = n_rows.div_ceil(n_passes).max(1);
        let n_parts = per_pass.div_ceil(PER_PARTITION).next_power_of_two();
        let mut join = Self {
            compared,
            n_passes: u32::try_from(n_passes).unwrap_or(1),
            partition_bits: n_parts.trailing_zeros(),
            ..Self::default()
        };
        join.counts.resize(usize::try_from(n_passes * n_parts).unwrap_or(0), 0);
        let [of_records, of_lines] = marks;
        let sides = [(&books.usage, of_records), (&books.billed, of_lines)];
        join.dealt = sides.map(|(side, mut marks)| {
            let mut dealt = Dealt::default();
            dealt.rows.reserve_exact(marks.len());
            for segment in 0..side.n_segments() {
                let Some((_, place)) = side.segment(segment) else { continue };
                let Some((own, rest)) = marks.split_at_checked(place.segment.len()) else { break };
                marks = rest;
                for (block, own) in own.chunks(BLOCK).enumerate() {
                    join.deal(&place, block, own, &mut dealt);
                }
            }
            dealt
        });
        join
    }

    /// Says of each row of a block in which pass it is. By itself, since a browser makes a function
    /// fast only from one call to the next.
    #[inline(never)]
    fn deal(&mut self, place: &Place<'_>, block: usize, marks: &[u8], dealt: &mut Dealt) {
        let n_passes = usize::try_from(self.n_passes).unwrap_or(1);
        let first = block * BLOCK;
        let may_be_own = !place.segment.id_is_line.is_empty();
        // Rows that take no part come behind all passes.
        let mut n_rows = [0u16; 256];
        let mut passes = std::mem::take(&mut self.passes);
        passes.clear();
        for (index, (id, mark)) in (first..).zip(place.segment.ids.block(block).zip(marks)) {
            let is_own = || may_be_own && Place { index, ..*place }.id_is_line();
            let mut pass = n_passes;
            if *mark == OPEN && !id.is_none() && !is_own() {
                let partition;
                (pass, partition) = self.place_of(self.compared.key(id, place, index));
                let counter = self.counter(pass, partition);
                if let Some(count) = self.counts.get_mut(counter) {
                    *count += 1;
                }
            }
            passes.push(u8::try_from(pass).unwrap_or(u8::MAX));
            if let Some(n) = n_rows.get_mut(pass) {
                *n += 1;
            }
        }
        let start = dealt.rows.len();
        let mut end = 0u16;
        for n in n_rows.iter_mut().take(n_passes) {
            let begin = end;
            end += *n;
            *n = begin;
            let end = start + usize::from(end);
            dealt.ends.push(u32::try_from(end).unwrap_or(u32::MAX));
        }
        dealt.rows.resize(start + usize::from(end), 0);
        let rows = dealt.rows.get_mut(start..).unwrap_or_default();
        for (row, pass) in (0u16..).zip(&passes) {
            let Some(next) = n_rows.get_mut(usize::from(*pass)) else { continue };
            if let (true, Some(to)) =
                (usize::from(*pass) < n_passes, rows.get_mut(usize::from(*next)))
            {
                *to = row;
                *next += 1;
            }
        }
        self.passes = passes;
    }

    /// How many passes there are.
    pub(super) fn n_passes(&self) -> u32 {
        self.n_passes
    }

    /// How ids are compared.
    pub(super) fn compared(&self) -> Compared {
        self.compared
    }

    /// How many partitions a pass has.
    pub(super) fn n_partitions(&self) -> usize {
        1 << self.partition_bits
    }

    fn place_of(&self, id: Id) -> (usize, usize) {
        let spread = id.spread();
        let pass = ((spread >> 32) * u64::from(self.n_passes)) >> 32;
        let partition = spread & ((1 << self.partition_bits) - 1);
        (usize::try_from(pass).unwrap_or(0), usize::try_from(partition).unwrap_or(0))
    }

    fn counter(&self, pass: usize, partition: usize) -> usize {
        (pass << self.partition_bits) + partition
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
        let pass = usize::try_from(pass).unwrap_or(0);
        self.starts.clear();
        let mut total = 0;
        for partition in 0..self.n_partitions() {
            self.starts.push(total);
            total += self.counts.get(self.counter(pass, partition)).copied().unwrap_or(0);
        }
        // Each slot is written before it is read, so what another pass left does not matter. As many as the
        // largest pass needs: a list that grows by a few takes twice its room.
        let of_passes = self.counts.chunks(self.n_partitions()).map(|it| it.iter().sum());
        let most = of_passes.fold(total, usize::max);
        if self.entries.len() < most {
            self.entries.resize(most, Entry::default());
        }
        let mut ends = self.starts.clone();
        self.starts.push(total);
        let mut entries = std::mem::take(&mut self.entries);
        let mut briefs = Vec::new();
        for ((side, dealt), is_line) in
            [&books.usage, &books.billed].into_iter().zip(&self.dealt).zip([false, true])
        {
            self.borders.clone_from(&ends);
            let mut ends_of_blocks = dealt.ends.chunks(usize::try_from(self.n_passes).unwrap_or(1));
            let mut begin = 0;
            for segment in 0..side.n_segments() {
                let Some((first, place)) = side.segment(segment) else { continue };
                for block in 0..place.segment.len().div_ceil(BLOCK) {
                    let of_passes = ends_of_blocks.next().unwrap_or_default();
                    let rows = dealt.of(pass, &mut begin, of_passes);
                    if !rows.is_empty() {
                        let rows = Rows { segment, place, block, rows };
                        brief(is_line, &rows, &mut briefs);
                        scatter(
                            (self.partition_bits, self.compared),
                            &rows,
                            first,
                            &briefs,
                            &mut ends,
                            &mut entries,
                        );
                    }
                }
            }
        }
        self.entries = entries;
    }

    /// Hands out the rows of a partition that share their id with others. Says how many rows the
    /// partition has.
    pub(super) fn groups(&mut self, partition: usize, each: &mut dyn FnMut(Alike<'_>)) -> usize {
        let bounds = self.starts.get(partition).copied().zip(self.starts.get(partition + 1));
        let entries = bounds.and_then(|(from, until)| self.entries.get_mut(from..*until));
        let entries = entries.unwrap_or_default();
        let border = self.borders.get(partition).zip(bounds).map_or(0, |(it, (from, _))| it - from);
        if entries.len() > MOST_UNEVEN
            || !self.table.find(entries, border, self.partition_bits, each)
        {
            let (records, lines) = entries.split_at_mut(border.min(entries.len()));
            order::sort(records);
            order::sort(lines);
            side_by_side(records, lines, each);
        }
        entries.len()
    }

    /// Lets go of the scratch.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }
}

impl Dealt {
    /// The rows of a block that are in a pass. `begin` is where those of the block begin, and goes on
    /// to where they end.
    fn of(&self, pass: usize, begin: &mut usize, ends: &[u32]) -> &[u16] {
        let end = |pass: usize| ends.get(pass).and_then(|it| usize::try_from(*it).ok());
        let from = pass.checked_sub(1).and_then(end).unwrap_or(*begin);
        let until = end(pass).unwrap_or(from);
        *begin = end(ends.len().wrapping_sub(1)).unwrap_or(*begin);
        self.rows.get(from..until).unwrap_or_default()
    }
}

/// Puts some rows where their partitions end so far.
#[inline(never)]
fn scatter(
    (partition_bits, compared): (u32, Compared),
    some: &Rows<'_>,
    first: u32,
    briefs: &[Brief],
    ends: &mut [usize],
    entries: &mut [Entry],
) {
    let first = first + u32::try_from(some.block * BLOCK).unwrap_or(0);
    let ids = some.place.segment.ids.chunks(some.block);
    let mask = (1 << partition_bits) - 1;
    for (row, brief) in some.rows.iter().zip(briefs) {
        let id = ids.get(usize::from(*row)).map_or(Id::NONE, |it| Id(u128::from_le_bytes(*it)));
        let id = compared.key(id, &some.place, some.block * BLOCK + usize::from(*row));
        let partition = usize::try_from(id.spread() & mask).unwrap_or(0);
        let Some(end) = ends.get_mut(partition) else { continue };
        if let Some(entry) = entries.get_mut(*end) {
            let Brief { quantity, class, day } = *brief;
            let row = first + u32::from(*row);
            *entry = Entry { id: id.halves(), quantity, row, class, day };
        }
        *end += 1;
    }
}

/// Hands out what sorted records and lines share.
fn side_by_side(mut records: &[Entry], mut lines: &[Entry], each: &mut dyn FnMut(Alike<'_>)) {
    while let Some(id) = records.first().into_iter().chain(lines.first()).map(|it| it.id).min() {
        let of = |side: &[Entry]| side.iter().take_while(|it| it.id == id).count();
        let (own, rest) = records.split_at(of(records));
        let (own_lines, rest_of_lines) = lines.split_at(of(lines));
        hand_out(own, own_lines, each);
        (records, lines) = (rest, rest_of_lines);
    }
}

/// Hands out rows of one id, if they are several.
fn hand_out(records: &[Entry], lines: &[Entry], each: &mut dyn FnMut(Alike<'_>)) {
    match (records, lines) {
        ([record], [line]) => each(Alike::Pair(record, line)),
        ([] | [_], []) | ([], [_]) => {}
        _ => each(Alike::More(records, lines)),
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
    /// `border` is where lines begin.
    fn find(
        &mut self,
        entries: &[Entry],
        border: usize,
        used_bits: u32,
        each: &mut dyn FnMut(Alike<'_>),
    ) -> bool {
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
                self.hand_out(entries, border, first, each);
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

    fn hand_out(
        &mut self,
        entries: &[Entry],
        border: usize,
        first: u16,
        each: &mut dyn FnMut(Alike<'_>),
    ) {
        let of = |number: u16| {
            let index = usize::from(number).checked_sub(1)?;
            Some((entries.get(index)?, self.next.get(index).copied().unwrap_or(0)))
        };
        let Some((head, second)) = of(first) else { return };
        let Some((other, mut next)) = of(second) else { return };
        if next == 0 && usize::from(first) <= border && usize::from(second) > border {
            each(Alike::Pair(head, other));
            return;
        }
        let mut group = std::mem::take(&mut self.group);
        group.clear();
        group.extend([*head, *other]);
        let mut n_records = usize::from(usize::from(first) <= border);
        n_records += usize::from(usize::from(second) <= border);
        while let Some((entry, after)) = of(next) {
            group.push(*entry);
            n_records += usize::from(usize::from(next) <= border);
            next = after;
        }
        let (records, lines) = group.split_at(n_records);
        hand_out(records, lines, each);
        self.group = group;
    }
}

#[cfg(test)]
mod tests;
