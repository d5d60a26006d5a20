//! Where data came from: ids of sources and of rows, and which files are nobody's.
//!
//! May import: nothing. Deliberately absent: the data itself and its meaning.

use serde::{Deserialize, Serialize};

/// A source in the order in which the person gave it, counted from 0 and never reused.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct SourceId(pub u32);

/// One row of one source, counted from 0 in the order of the source; rejects are not counted. Read in
/// another way, the same row may have another number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct RowRef {
    /// The source.
    pub source: SourceId,
    /// The row in it.
    pub row: u32,
}

/// Where a row stands in its source. It is the same however the source is read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct RowPlace {
    /// The source.
    pub source: SourceId,
    /// The entry of an archive; 0 for a plain file.
    pub entry: u32,
    /// The first byte of the row's text.
    pub from: u64,
    /// Which of the rows that begin there, from 0: a record may hold several.
    pub nth: u32,
}

/// Whether systems leave files of this name in folders and archives, for themselves: nobody's usage.
pub fn is_left_by_system(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with('.')
        || ["Thumbs.db", "desktop.ini"].iter().any(|it| name.eq_ignore_ascii_case(it))
        || path.contains("__MACOSX/")
}
