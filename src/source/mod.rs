//! Where data came from: ids of sources and of rows.
//!
//! May import: nothing. Deliberately absent: the data itself and its meaning.

use serde::{Deserialize, Serialize};

/// A source in the order in which the person gave it, counted from 0 and never reused.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct SourceId(pub u32);

/// One row of one source, counted from 0 in the order of the source; rejects are not counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct RowRef {
    /// The source.
    pub source: SourceId,
    /// The row in it.
    pub row: u32,
}
