//! Trueup: usage-to-invoice reconciliation.
//!
//! Rooms, each importing only rooms listed above it: `source` (where data came from),
//! `diagnostics` (what can be wrong), `domain` (the vocabulary), `names` (what it is called), `normalize` (field text to typed
//! values), `formats` (syntax readers), `intake` (bytes to named entries), `workbook` (spreadsheets to tables), `dataset` (compact
//! columns), `layout` (columns to rows), `connect` (what to ask vendors, what to make of the
//! answers), `vendors` and `invoices` (registries of what a file can be),
//! `rating` (what should be charged), `cards` (rate cards as files), `reconcile` (matching and verdicts), `chart` (geometry), `export` (files out), `engine` (the whole behind one
//! door). The browser's rooms (`platform`, `net`, `worker`, `ui`) exist only on wasm32.

#![cfg_attr(
    test,
    allow(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test may fail by panicking"
    )
)]

// The rooms that run for each row; see `core.rs`.
pub use trueup_core::{
    dataset, diagnostics, domain, formats, intake, layout, normalize, rating, reconcile, source,
};

pub mod cards;
pub mod chart;
pub mod connect;
pub mod engine;
pub mod export;
pub mod invoices;
pub mod names;
#[cfg(target_arch = "wasm32")]
pub mod net;
#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod ui;
pub mod vendors;
pub mod workbook;
#[cfg(target_arch = "wasm32")]
pub mod worker;
