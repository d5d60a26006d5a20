//! Integers in blocks, each block with its smallest value and just as many bytes a value as its
//! range needs. A block of equal values, or of nothing at all, costs only its head.

use crate::dataset::bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Values of a block. Small enough that dates and offsets of neighbours share their high bytes.
pub const BLOCK: usize = 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    base: i64,
    /// Bytes a value; 0 when every value is the base, or every value is missing.
    width: u8,
    /// Whether 0 means missing and everything is shifted by one.
    has_missing: bool,
    /// Where its values begin in `data`.
    at: u32,
}

/// Stands for a value that is missing, where many are added at once: no instant, length or number is
/// as small.
pub const ABSENT: i64 = i64::MIN;

/// A column of integers, any of which may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PackedInts {
    blocks: Vec<Block>,
    data: Bytes,
    /// How many of the values after the last block are alike, as long as no other came.
    alike: usize,
    /// Values after the last block; those that are missing hold anything.
    tail: Vec<i64>,
    /// Which of them are missing, in order.
    missing: Vec<u16>,
    sealed: u32,
}

impl PackedInts {
    /// Adds a value at the end.
    #[inline]
    pub fn push(&mut self, value: Option<i64>) {
        match value {
            // Between unlike values, as in most columns that are not alike throughout.
            Some(value) if self.alike == 0 && (1..BLOCK - 1).contains(&self.tail.len()) => {
                self.tail.push(value);
            }
            _ => self.push_any(value),
        }
    }

    #[inline(never)]
    fn push_any(&mut self, value: Option<i64>) {
        if self.alike > 0 {
            // Many columns hold one value over and over: counting it is all there is to do.
            let (is_missing, first) = (!self.missing.is_empty(), self.tail.first());
            let is_like = match value {
                Some(value) => !is_missing && first == Some(&value),
                None => is_missing,
            };
            if is_like {
                self.alike += 1;
                if self.alike == BLOCK {
                    self.seal();
                }
                return;
            }
            self.tell_apart();
        } else if self.tail.is_empty() {
            self.alike = 1;
        }
        if value.is_none() {
            self.missing.push(u16::try_from(self.tail.len()).unwrap_or(0));
        }
        self.tail.push(value.unwrap_or(0));
        if self.tail.len() == BLOCK {
            self.seal();
        }
    }

    /// Writes out values that were only counted, since they were alike.
    fn tell_apart(&mut self) {
        let Some(more) = self.alike.checked_sub(1) else { return };
        let first = self.tail.first().copied().unwrap_or(0);
        self.tail.resize(self.alike, first);
        if !self.missing.is_empty() {
            self.missing.extend((1u16..).take(more));
        }
        self.alike = 0;
    }

    /// Adds many values at a position at or behind the end, [`ABSENT`] for those that are missing; what
    /// lies between is missing too. If all are, nothing is added at all.
    pub fn put_all(&mut self, index: usize, values: &[i64]) {
        if values.iter().all(|it| *it == ABSENT) {
            return;
        }
        if self.len() < index {
            self.pad(index);
        }
        let mut values = values;
        while let Some(first) = values.first() {
            let (piece, rest) = values.split_at(values.len().min(BLOCK - self.n_tail()));
            values = rest;
            if piece.iter().all(|it| it == first) {
                self.add_alike(*first, piece.len());
            } else {
                self.add_unlike(piece);
            }
        }
    }

    /// Adds a value so many times, which fit into the block.
    fn add_alike(&mut self, value: i64, n: usize) {
        let value = (value != ABSENT).then_some(value);
        let mut left = n;
        while left > 0 && (self.alike == 0 || left == n) {
            self.push_any(value);
            left -= 1;
        }
        self.alike += left;
        if self.alike == BLOCK {
            self.seal();
        }
    }

    /// Adds values that fit into the block.
    fn add_unlike(&mut self, values: &[i64]) {
        self.tell_apart();
        let first = self.tail.len();
        if values.contains(&ABSENT) {
            let missing = values.iter().zip(first..).filter(|(it, _)| **it == ABSENT);
            self.missing.extend(missing.filter_map(|(_, at)| u16::try_from(at).ok()));
        }
        self.tail.extend_from_slice(values);
        if self.tail.len() == BLOCK {
            self.seal();
        }
    }

    /// Adds a value at a position at or behind the end; what lies between is missing. A missing
    /// value is not added at all, so that columns without values cost nothing.
    #[inline]
    pub fn put(&mut self, index: usize, value: Option<i64>) {
        if value.is_some() {
            if self.len() < index {
                self.pad(index);
            }
            self.push(value);
        }
    }

    /// Adds missing values up to so many values in all.
    pub fn pad(&mut self, n: usize) {
        for _ in self.len()..n {
            self.push(None);
        }
    }

    fn n_tail(&self) -> usize {
        self.tail.len().max(self.alike)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        usize::try_from(self.sealed).unwrap_or(usize::MAX) + self.n_tail()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether any value is missing, once all are packed.
    pub fn has_missing(&self) -> bool {
        self.blocks.iter().any(|it| it.has_missing)
    }

    /// The value at a position; `None` when it is missing or past the end.
    #[inline]
    pub fn get(&self, index: usize) -> Option<i64> {
        let Some(block) = self.blocks.get(index / BLOCK) else { return self.unpacked(index) };
        let width = usize::from(block.width);
        if width == 0 {
            return if block.has_missing { None } else { Some(block.base) };
        }
        let at = usize::try_from(block.at).unwrap_or(usize::MAX) + (index % BLOCK) * width;
        let value = match self.data.0.get(at..).and_then(<[u8]>::first_chunk) {
            // Eight bytes at a time, of which those of the next values are masked out.
            Some(eight) => u64::from_le_bytes(*eight) & (u64::MAX >> (64 - width * 8)),
            None => {
                let mut bytes = [0; 8];
                bytes.get_mut(..width)?.copy_from_slice(self.data.0.get(at..at + width)?);
                u64::from_le_bytes(bytes)
            }
        };
        if !block.has_missing {
            return Some(block.base.wrapping_add(value.cast_signed()));
        }
        // Zero stands for missing, so everything else is shifted by one.
        value.checked_sub(1).map(|it| block.base.wrapping_add(it.cast_signed()))
    }

    /// The values at some positions of a block. Its head is looked at once for all of them, and they
    /// are fetched one behind the other, so that a processor waits for those that are far apart at
    /// the same time.
    #[inline(never)]
    pub fn pick(&self, block: usize, rows: &[u16], to: &mut Vec<Option<i64>>) {
        to.clear();
        let first = block * BLOCK;
        let Some(head) = self.blocks.get(block).copied() else {
            if first < self.len() {
                to.extend(rows.iter().map(|row| self.get(first + usize::from(*row))));
            } else {
                to.resize(rows.len(), None);
            }
            return;
        };
        let width = usize::from(head.width);
        if width == 0 {
            to.resize(rows.len(), if head.has_missing { None } else { Some(head.base) });
            return;
        }
        let at = usize::try_from(head.at).unwrap_or(usize::MAX);
        let data = self.data.0.get(at..).unwrap_or_default();
        let mask = u64::MAX >> (64 - width * 8);
        let stored = |row: &u16| {
            let at = usize::from(*row) * width;
            match data.get(at..).and_then(<[u8]>::first_chunk) {
                Some(eight) => u64::from_le_bytes(*eight) & mask,
                // The last few bytes of all.
                None => data.get(at..).map_or(0, |rest| {
                    rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)) & mask
                }),
            }
        };
        let value = |stored: u64| head.base.wrapping_add(stored.cast_signed());
        if head.has_missing {
            to.extend(rows.iter().map(|row| stored(row).checked_sub(1).map(value)));
        } else {
            to.extend(rows.iter().map(|row| Some(value(stored(row)))));
        }
    }

    /// The first values of a block.
    #[inline(never)]
    pub fn block(&self, block: usize, n: usize, to: &mut Vec<Option<i64>>) {
        let mut rows = [0; BLOCK];
        (0u16..).zip(&mut rows).for_each(|(number, row)| *row = number);
        self.pick(block, rows.get(..n).unwrap_or(&rows), to);
    }

    fn unpacked(&self, index: usize) -> Option<i64> {
        let index = index - self.blocks.len() * BLOCK;
        let index = if index < self.alike { 0 } else { index };
        let value = *self.tail.get(index)?;
        let is_missing =
            u16::try_from(index).is_ok_and(|it| self.missing.binary_search(&it).is_ok());
        (!is_missing).then_some(value)
    }

    /// Packs what is not yet packed. Called when a segment is complete.
    pub fn finish(&mut self) {
        if self.n_tail() > 0 {
            // The last block may be short: its missing values are never asked for.
            self.seal();
        }
        self.data.0.shrink_to_fit();
        self.tail = Vec::new();
        self.missing = Vec::new();
    }

    /// Packs what is not yet packed of a column of so many rows.
    pub fn finish_at(&mut self, n_rows: usize) {
        if !self.is_empty() {
            self.pad(n_rows);
        }
        self.finish();
    }

    /// Adds a number to every value that is there.
    pub fn shift(&mut self, by: i64) {
        for block in &mut self.blocks {
            block.base = block.base.wrapping_add(by);
        }
        for value in &mut self.tail {
            *value = value.wrapping_add(by);
        }
    }

    /// Bytes held, for the memory account.
    pub fn held_bytes(&self) -> usize {
        self.data.0.capacity() + self.blocks.capacity() * size_of::<Block>()
    }

    fn seal(&mut self) {
        let mut tail = std::mem::take(&mut self.tail);
        let mut missing = std::mem::take(&mut self.missing);
        self.sealed += u32::try_from(tail.len().max(self.alike)).unwrap_or(0);
        self.alike = 0;
        self.seal_values(&mut tail, &missing);
        tail.clear();
        missing.clear();
        (self.tail, self.missing) = (tail, missing);
    }

    fn seal_values(&mut self, values: &mut [i64], missing: &[u16]) {
        let has_missing = !missing.is_empty();
        let at = u32::try_from(self.data.0.len()).unwrap_or(u32::MAX);
        if missing.len() == values.len() {
            self.blocks.push(Block { base: 0, width: 0, has_missing: true, at });
            return;
        }
        let places = || missing.iter().map(|it| usize::from(*it));
        if has_missing {
            // Missing values must not widen the range: they take that of a value there is.
            let is_there = |it: &(usize, &i64)| {
                u16::try_from(it.0).is_ok_and(|it| missing.binary_search(&it).is_err())
            };
            let there = values.iter().enumerate().find(is_there).map_or(0, |it| *it.1);
            for place in places() {
                if let Some(value) = values.get_mut(place) {
                    *value = there;
                }
            }
        }
        let (low, high) = values
            .iter()
            .fold((i64::MAX, i64::MIN), |(low, high), it| (low.min(*it), high.max(*it)));
        let base = low;
        let range = high.wrapping_sub(base).cast_unsigned();
        let top = range.wrapping_add(u64::from(has_missing));
        // A full range with missing values has no room for the shift; i64::MAX - 1 is then enough
        // for any instant, amount or offset, so the shift wraps onto the base.
        let width = u8::try_from((8 - top.leading_zeros() / 8).min(8)).unwrap_or(8);
        self.blocks.push(Block { base, width, has_missing, at });
        let shift = u64::from(has_missing);
        match width {
            0 => {}
            1 => self.pack::<1>(values, base, shift),
            2 => self.pack::<2>(values, base, shift),
            3 => self.pack::<3>(values, base, shift),
            4 => self.pack::<4>(values, base, shift),
            5 => self.pack::<5>(values, base, shift),
            6 => self.pack::<6>(values, base, shift),
            7 => self.pack::<7>(values, base, shift),
            _ => self.pack::<8>(values, base, shift),
        }
        let width = usize::from(width);
        let begin = usize::try_from(at).unwrap_or(usize::MAX);
        for place in places() {
            let from = begin.saturating_add(place * width);
            self.data.0.get_mut(from..from + width).into_iter().flatten().for_each(|it| *it = 0);
        }
    }

    /// Adds the low `N` bytes of each value's distance from the base.
    fn pack<const N: usize>(&mut self, values: &[i64], base: i64, shift: u64) {
        let begin = self.data.0.len();
        self.data.0.resize(begin + values.len() * N, 0);
        let room = self.data.0.get_mut(begin..).unwrap_or_default();
        for (to, value) in room.as_chunks_mut::<N>().0.iter_mut().zip(values) {
            let stored = value.wrapping_sub(base).cast_unsigned().wrapping_add(shift);
            if let Some(bytes) = stored.to_le_bytes().first_chunk::<N>() {
                *to = *bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_back_what_was_put_in(values in proptest::collection::vec(
            proptest::option::of(-(1i64 << 60)..(1i64 << 60)), 0..3000)) {
            let mut column = PackedInts::default();
            for value in &values { column.push(*value); }
            for (index, value) in values.iter().enumerate() { prop_assert_eq!(column.get(index), *value); }
            column.finish();
            for (index, value) in values.iter().enumerate() { prop_assert_eq!(column.get(index), *value); }
            prop_assert_eq!(column.get(values.len() + 5000), None);
        }
    }

    proptest! {
        #[test]
        fn what_is_put_at_a_place_is_found_there(values in proptest::collection::vec(
            proptest::option::weighted(0.3, -300i64..300), 0..4000)) {
            let mut column = PackedInts::default();
            for (index, value) in values.iter().enumerate() { column.put(index, *value); }
            let is_empty = column.is_empty();
            if !is_empty { column.pad(values.len()); }
            for (index, value) in values.iter().enumerate() { prop_assert_eq!(column.get(index), *value); }
            column.finish();
            for (index, value) in values.iter().enumerate() { prop_assert_eq!(column.get(index), *value); }
            prop_assert_eq!(is_empty, values.iter().all(Option::is_none));
        }
    }

    proptest! {
        #[test]
        fn what_is_picked_is_what_is_there(
            values in proptest::collection::vec(
                (0u32..64, any::<i64>(), proptest::option::weighted(0.9, Just(()))), 0..3000),
            with_missing in any::<bool>(),
            width in 0u32..64,
        ) {
            let mut column = PackedInts::default();
            for (_, value, is_there) in &values {
                let is_there = is_there.is_some() || !with_missing;
                column.push(is_there.then_some(value >> width));
            }
            for is_finished in [false, true] {
                if is_finished { column.finish(); }
                let mut picked = Vec::new();
                for block in 0..5 {
                    let rows: Vec<u16> = (0..1024u16)
                        .filter(|row| {
                            let index = block * BLOCK + usize::from(*row);
                            values.get(index).is_some_and(|it| it.0 % 3 != 1)
                        })
                        .collect();
                    column.pick(block, &rows, &mut picked);
                    let one_by_one: Vec<_> =
                        rows.iter().map(|row| column.get(block * BLOCK + usize::from(*row))).collect();
                    prop_assert_eq!(&picked, &one_by_one);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn many_at_once_are_as_one_by_one(runs in proptest::collection::vec(
            (proptest::option::weighted(0.8, -3i64..300), 1i64..700, 1i64..200), 1..12)) {
            let values: Vec<Option<i64>> = runs
                .iter()
                .flat_map(|(value, n, step)| {
                    // Runs of one value, and runs of different ones.
                    let at = move |it: i64| value.map(|value| value + it / step);
                    (0..*n).map(at)
                })
                .collect();
            let (mut one_by_one, mut at_once) = (PackedInts::default(), PackedInts::default());
            let mut at = 0;
            for (index, value) in values.iter().enumerate() { one_by_one.put(index, *value); }
            for (index, (_, n, _)) in runs.iter().enumerate() {
                let n = *n as usize;
                let some = &values[at..at + n];
                if index % 3 == 0 {
                    for (index, value) in some.iter().enumerate() { at_once.put(at + index, *value); }
                } else {
                    let some: Vec<i64> = some.iter().map(|it| it.unwrap_or(ABSENT)).collect();
                    at_once.put_all(at, &some);
                }
                at += n;
            }
            one_by_one.finish_at(values.len());
            at_once.finish_at(values.len());
            for (index, value) in values.iter().enumerate() {
                prop_assert_eq!(at_once.get(index), *value);
            }
            prop_assert_eq!(at_once, one_by_one);
        }
    }

    #[test]
    fn equal_values_cost_nothing() {
        let mut column = PackedInts::default();
        (0..100_000).for_each(|_| column.push(Some(42)));
        column.finish();
        assert!(column.held_bytes() < 4096, "{}", column.held_bytes());
        assert_eq!(column.get(99_999), Some(42));
    }
}
