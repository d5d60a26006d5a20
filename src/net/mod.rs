//! The network: carries out what a [`crate::connect::Session`] asks for, and nothing else.
//!
//! May import: `connect`, `platform`. Deliberately absent: what to ask and what an answer means
//! (`connect`), views and text for people (`ui`), and any memory: a call's headers and bodies are
//! gone when it ends. The [`Entry`] of the log has no field that could hold a secret.

mod call;
mod drive;
mod sign;
mod stop;

pub use drive::{Entry, Told, drive};
pub use sign::sign;
pub use stop::Stop;
