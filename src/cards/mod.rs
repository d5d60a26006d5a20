//! Rate cards as files: recognised like any other source, and read into rows of text.
//!
//! May import: `diagnostics`, `domain`, `normalize`, `formats`, `layout`, `rating`. Deliberately absent:
//! what the rows mean, which `rating` says, and where a file came from.

pub mod file;
pub mod layout;
mod written;

pub use written::columns_of;
