//! Integers in blocks, each block with its smallest value and just as many bytes a value as its
//! range needs. A block of equal values, or of nothing at all, costs only its head.

use crate::dataset::bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Values of a block. Small enough that dates and offsets of neighbours share their high bytes.
const BLOCK: usize = 1024;

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

/// A column of integers, any of which may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PackedInts {
    blocks: Vec<Block>,
    data: Bytes,
    tail: Vec<Option<i64>>,
    sealed: u32,
}

impl PackedInts {
    /// Adds a value at the end.
    pub fn push(&mut self, value: Option<i64>) {
        self.tail.push(value);
        if self.tail.len() == BLOCK {
            self.seal();
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        usize::try_from(self.sealed).unwrap_or(usize::MAX) + self.tail.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a position; `None` when it is missing or past the end.
    pub fn get(&self, index: usize) -> Option<i64> {
        let Some(block) = self.blocks.get(index / BLOCK) else {
            return self.tail.get(index - self.blocks.len() * BLOCK).copied().flatten();
        };
        let width = usize::from(block.width);
        if width == 0 {
            return if block.has_missing { None } else { Some(block.base) };
        }
        let at = usize::try_from(block.at).unwrap_or(usize::MAX) + (index % BLOCK) * width;
        let stored = self.data.0.get(at..at + width)?;
        let mut bytes = [0; 8];
        bytes.get_mut(..width)?.copy_from_slice(stored);
        let value = u64::from_le_bytes(bytes);
        if !block.has_missing {
            return Some(block.base.wrapping_add(value.cast_signed()));
        }
        // Zero stands for missing, so everything else is shifted by one.
        value.checked_sub(1).map(|it| block.base.wrapping_add(it.cast_signed()))
    }

    /// Packs what is not yet packed. Called when a segment is complete.
    pub fn finish(&mut self) {
        if !self.tail.is_empty() && self.tail.len() < BLOCK {
            // The last block may be short: its missing values are never asked for.
            let tail = std::mem::take(&mut self.tail);
            self.seal_values(&tail);
        }
        self.data.0.shrink_to_fit();
        self.tail.shrink_to_fit();
    }

    /// Adds a number to every value that is there.
    pub fn shift(&mut self, by: i64) {
        for block in &mut self.blocks {
            block.base = block.base.wrapping_add(by);
        }
        for value in self.tail.iter_mut().flatten() {
            *value = value.wrapping_add(by);
        }
    }

    /// Bytes held, for the memory account.
    pub fn held_bytes(&self) -> usize {
        self.data.0.capacity() + self.blocks.capacity() * size_of::<Block>()
    }

    fn seal(&mut self) {
        let mut tail = std::mem::take(&mut self.tail);
        self.seal_values(&tail);
        tail.clear();
        self.tail = tail;
    }

    fn seal_values(&mut self, values: &[Option<i64>]) {
        let low = values.iter().flatten().min().copied();
        let high = values.iter().flatten().max().copied();
        let has_missing = values.iter().any(Option::is_none);
        let at = u32::try_from(self.data.0.len()).unwrap_or(u32::MAX);
        self.sealed += u32::try_from(values.len()).unwrap_or(0);
        let (Some(base), Some(high)) = (low, high) else {
            self.blocks.push(Block { base: 0, width: 0, has_missing: true, at });
            return;
        };
        let range = high.wrapping_sub(base).cast_unsigned();
        let top = range.wrapping_add(u64::from(has_missing));
        let width = (8 - top.leading_zeros() / 8).min(8);
        // A full range with missing values has no room for the shift; i64::MAX - 1 is then enough
        // for any instant, amount or offset, so the shift wraps onto the base.
        let width = u8::try_from(width).unwrap_or(8);
        self.blocks.push(Block { base, width, has_missing, at });
        if width == 0 {
            return;
        }
        let shift = u64::from(has_missing);
        let stored = values.iter().map(|value| {
            value.map_or(0, |it| it.wrapping_sub(base).cast_unsigned().wrapping_add(shift))
        });
        // Of a width known to the compiler, so that a value costs a store and not a call.
        let data = &mut self.data.0;
        match width {
            1 => store::<1>(data, stored),
            2 => store::<2>(data, stored),
            3 => store::<3>(data, stored),
            4 => store::<4>(data, stored),
            5 => store::<5>(data, stored),
            6 => store::<6>(data, stored),
            7 => store::<7>(data, stored),
            _ => store::<8>(data, stored),
        }
    }
}

fn store<const WIDTH: usize>(data: &mut Vec<u8>, values: impl ExactSizeIterator<Item = u64>) {
    let start = data.len();
    data.resize(start + values.len() * WIDTH, 0);
    let (places, _) = data.get_mut(start..).unwrap_or_default().as_chunks_mut::<WIDTH>();
    for (place, value) in places.iter_mut().zip(values) {
        let bytes = value.to_le_bytes();
        if let Some(low) = bytes.first_chunk::<WIDTH>() {
            *place = *low;
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

    #[test]
    fn equal_values_cost_nothing() {
        let mut column = PackedInts::default();
        (0..100_000).for_each(|_| column.push(Some(42)));
        column.finish();
        assert!(column.held_bytes() < 4096, "{}", column.held_bytes());
        assert_eq!(column.get(99_999), Some(42));
    }
}
