//! Native tests of the rooms and of the engine as a whole, one module for each concern.

#![allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::default_trait_access,
    clippy::expect_used,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::manual_let_else,
    clippy::panic,
    clippy::unnecessary_min_or_max,
    clippy::unwrap_used,
    reason = "a test may fail by panicking, and says what it means in the shortest way"
)]

mod chart;
mod connect;
mod export;
mod rating;
mod readers;
mod reconcile;
mod rehearsal;
mod samples;
mod shell;
mod terms;
mod tidy;
mod workbooks;
mod zones;
