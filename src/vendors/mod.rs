//! What usage files there are. One file per layout (or family of layouts) and one line here.
//!
//! May import: `layout` and what it may import. Deliberately absent: bills, and other vendors: a
//! layout never looks at another.

pub mod generic;
pub mod kore;

use crate::layout::Layout;

/// Every usage layout, in the order in which they are offered.
pub static LAYOUTS: &[&dyn Layout] = &[&kore::BillingSessions, &generic::Usage];
