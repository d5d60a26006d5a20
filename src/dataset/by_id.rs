//! Rows in the order of their ids.

use crate::dataset::Id;

/// A row by its id, its start, and two numbers that say which one it is.
pub type ById = (Id, Option<i64>, u64, u64);

/// Sorts rows by id, start and number. As many may be sorted as there are rows, so it is the standard
/// sort; all who ask do so for one type, since that sort is compiled anew for each.
#[inline(never)]
pub fn sort(rows: &mut [ById]) {
    rows.sort_unstable();
}
