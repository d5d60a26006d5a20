//! The rooms whose code runs once for each row: from the field's text to the verdict.
//!
//! They are a package of their own because a package is what the compiler can be told to make fast:
//! in the engine's worker these rooms are compiled for speed and all others for size. `trueup` hands
//! them on under the same names.

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

pub mod dataset;
pub mod diagnostics;
pub mod domain;
pub mod formats;
pub mod intake;
pub mod layout;
pub mod normalize;
pub mod rating;
pub mod reconcile;
pub mod source;
