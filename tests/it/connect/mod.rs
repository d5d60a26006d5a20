//! Live fetching without a browser: the connectors against the simulator over loopback, and their
//! parts against recorded exchanges.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may fail loudly"
)]

mod dma;
mod dma_sets;
mod evo;
mod failures;
mod kore;
mod parts;
mod recorded;
mod rows;
mod secrets;
mod shelf;
mod texts;
mod wire;
mod wolkvox;
