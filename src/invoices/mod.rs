//! What bills there are. One file per format and one line here.
//!
//! May import: `layout` and what it may import. Deliberately absent: usage and its vendors.

pub mod itemised;

use crate::layout::Layout;

/// Every bill format, in the order in which they are offered.
pub static LAYOUTS: &[&dyn Layout] = &[&itemised::Bill];
