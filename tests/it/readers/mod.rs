//! What the readers make of files: every fixture's rendering stands beside it as `expected.txt`,
//! and `UPDATE_EXPECT=1` rewrites it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may fail loudly"
)]

mod answers;
mod archives;
mod columns;
mod dialects;
mod doubts;
mod errors;
mod golden;
mod parts;
pub(crate) mod render;
mod unpacking;
mod workers;
