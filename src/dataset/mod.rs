//! The compact columns in which every row that was read is held.
//!
//! May import: `source`, `diagnostics`, `domain`. Deliberately absent: parsing, matching, text of
//! rows (it is read back from the source by its place when someone looks).
//!
//! A [`Segment`] is what one reader made of one stretch of a source; a [`Table`] is an entry's
//! segments in order. Numbers are packed in blocks, text of few values in dictionaries, ids in
//! 128 bits.

pub mod batch;
pub mod by_id;
pub mod bytes;
pub mod content;
pub mod decimals;
pub mod dictionary;
pub mod ids;
pub mod packed;
pub mod segment;
pub mod table;

pub use batch::Batch;
pub use by_id::ById;
pub use decimals::DecimalColumn;
pub use dictionary::Dictionary;
pub use ids::{Id, IdColumn};
pub use packed::PackedInts;
pub use segment::{RejectRow, Row, Segment};
pub use table::{Table, TextField};
