//! What columns mean: the fields, the contract of a layout, and the making of rows.
//!
//! May import: `source`, `diagnostics`, `domain`, `normalize`, `dataset`, `intake`, `formats`.
//! Deliberately absent: any particular vendor or bill; those are the registries `vendors` and
//! `invoices`, and each is one file that implements [`Layout`].

pub mod builder;
mod columns;
pub mod contract;
pub mod draft;
pub mod evidence;
pub mod field;
pub mod head;
mod instants;
pub mod plan;
mod reject;
mod summary;
pub mod translated;

/// The texts of a row, for layouts: where rows are kept is not their business.
pub use crate::dataset::TextField;
pub use builder::Builder;
pub use contract::{Adjusts, Facts, Habits, Layout, Sums, Total};
pub use draft::{Cells, Draft, Standing};
pub use evidence::Evidence;
pub use field::{Field, names_secret};
pub use head::Head;
pub use plan::{Opened, PartEnd, Plan, PlannedColumn, Syntax};
pub use summary::{is_summary, names_part, names_sum};
