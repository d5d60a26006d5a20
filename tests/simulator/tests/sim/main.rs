//! Each behaviour of the simulator, proven over loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may fail by panic"
)]

mod client;
mod dma;
mod evo;
mod faults;
mod files;
mod kore;
mod server;
mod wolkvox;
