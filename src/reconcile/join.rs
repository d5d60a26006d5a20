//! Finds rows that share an id, over both sides, by a partitioned join.
//!
//! Ids are scattered into partitions that fit a processor's cache, and each partition is sorted.
//! A pass holds at most [`PER_PASS`] entries, so that the scratch stays small however many rows
//! there are; rows of one id always fall into one pass and one partition.

use crate::dataset::Id;
use crate::reconcile::{Books, Place, Side};

/// Entries held at a time.
const PER_PASS: u64 = 1 << 20;

/// Entries of a partition.
const PER_PARTITION: u64 = 1 << 12;

/// A row with its id, and on which side it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    id: [u64; 2],
    /// The row's position on its side, doubled; odd for lines.
    row: u64,
}

impl Entry {
    fn new(id: Id, row: u32, is_line: bool) -> Self {
        let low = u64::try_from(id.0 & u128::from(u64::MAX)).unwrap_or(0);
        let high = u64::try_from(id.0 >> 64).unwrap_or(0);
        Self { id: [high, low], row: u64::from(row) << 1 | u64::from(is_line) }
    }

    /// The position of the row on its side.
    pub fn row(self) -> u32 {
        u32::try_from(self.row >> 1).unwrap_or(u32::MAX)
    }

    /// Whether it is a line.
    pub fn is_line(self) -> bool {
        self.row & 1 == 1
    }

    /// Whether equal bits may be different ids.
    pub fn is_fingerprint(self) -> bool {
        let [high, low] = self.id;
        Id(u128::from(high) << 64 | u128::from(low)).is_fingerprint()
    }

    /// Whether two rows have the same id.
    pub fn same_id(self, other: Self) -> bool {
        self.id == other.id
    }
}

/// How the ids are cut into passes.
#[derive(Debug, Clone, Copy)]
pub struct Passes {
    bits: u32,
    partition_bits: u32,
}

impl Passes {
    /// For so many rows in all.
    pub fn of(n_rows: u64) -> Self {
        let bits = n_rows.div_ceil(PER_PASS).max(1).next_power_of_two().trailing_zeros();
        let per_pass = (n_rows >> bits).max(1);
        let parts = per_pass.div_ceil(PER_PARTITION).max(1).next_power_of_two();
        Self { bits, partition_bits: parts.trailing_zeros() }
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        1 << self.bits
    }

    fn pass_of(self, spread: u64) -> u64 {
        spread.checked_shr(64 - self.bits).unwrap_or(0)
    }

    fn partition_of(self, spread: u64) -> usize {
        let below = spread << self.bits;
        usize::try_from(below.checked_shr(64 - self.partition_bits).unwrap_or(0)).unwrap_or(0)
    }
}

/// The rows of one pass, partition by partition, sorted by id. `has` says which rows take part.
pub fn pass(
    books: &Books<'_>,
    passes: Passes,
    number: u32,
    takes_part: &dyn Fn(bool, u32, &Place<'_>) -> bool,
) -> Vec<Entry> {
    let wanted = u64::from(number);
    let n_parts = 1usize << passes.partition_bits;
    let mut counts = vec![0usize; n_parts + 1];
    let each = |side: &Side<'_>, is_line: bool, put: &mut dyn FnMut(usize, Entry)| {
        for segment in 0..side.n_segments() {
            let Some((first, mut place)) = side.segment(segment) else { continue };
            for (index, (row, id)) in (first..).zip(place.segment.ids.iter()).enumerate() {
                if id.is_none() {
                    continue;
                }
                let spread = id.spread();
                place.index = index;
                if passes.pass_of(spread) == wanted && takes_part(is_line, row, &place) {
                    put(passes.partition_of(spread), Entry::new(id, row, is_line));
                }
            }
        }
    };
    let mut count = |partition: usize, _: Entry| {
        if let Some(it) = counts.get_mut(partition + 1) {
            *it += 1;
        }
    };
    each(&books.usage, false, &mut count);
    each(&books.billed, true, &mut count);
    let mut total = 0;
    for it in &mut counts {
        total += *it;
        *it = total;
    }
    let starts = counts.clone();
    let mut entries = vec![Entry { id: [0, 0], row: 0 }; total];
    let mut put = |partition: usize, entry: Entry| {
        if let Some(at) = counts.get_mut(partition) {
            if let Some(slot) = entries.get_mut(*at) {
                *slot = entry;
            }
            *at += 1;
        }
    };
    each(&books.usage, false, &mut put);
    each(&books.billed, true, &mut put);
    for range in starts.windows(2) {
        if let [from, until] = range
            && let Some(partition) = entries.get_mut(*from..*until)
        {
            partition.sort_unstable();
        }
    }
    entries
}
