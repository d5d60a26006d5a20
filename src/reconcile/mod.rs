//! Matching and verdicts: every record and every line ends in exactly one outcome.
//!
//! May import: `source`, `diagnostics`, `domain`, `normalize`, `dataset`, `rating`. Deliberately
//! absent: vendors, formats, files. It sees columns on two sides and a policy, and what it says
//! does not depend on the order in which rows or files were given.
//!
//! What loops over rows is kept out of its caller (`#[inline(never)]`): a browser optimises a function
//! as a whole, and slowly when it is large, so one that runs once must not be part of one that runs
//! often.

pub mod aggregate;
pub mod alike;
mod beforehand;
pub mod books;
mod brief;
pub mod by_row;
pub mod calls;
pub mod charged_in;
mod charges;
pub mod checks;
mod choice;
pub mod classify;
pub mod expect;
pub mod group_sum;
pub mod groups;
pub mod job;
mod join;
mod kinds;
pub mod measures;
pub mod meter;
pub mod numbered;
pub mod pairs;
pub mod result;
pub mod several;
pub mod tally;
pub mod terms;
mod times;
pub mod zones;

pub use books::{Books, Part, Place, Side};
pub use by_row::ByRow;
pub use expect::Pricing;
pub use job::Job;
pub use result::Reconciliation;
pub use tally::{Figures, Tally};
pub use terms::Terms;

/// No row.
pub const NONE: u32 = u32::MAX;
