//! The page: what a person sees and does.
//!
//! May import: `domain`, `diagnostics`, `source`, `chart`, `connect`, `engine::protocol`,
//! `platform`, `net`, `worker::client`. Deliberately absent: readers, the engine itself, `web_sys` beyond the types of
//! events, inline styles and inline markup (the content policy refuses them). Texts for people live
//! in `strings` only; state is written and work is started by `actions` only. `strings`,
//! `format` and `shelf` are plain Rust, so they are tested natively.

pub mod format;
pub mod query;
pub mod rate_text;
pub mod rows_text;
pub mod shelf;
pub mod strings;
pub mod verdict;

#[cfg(target_arch = "wasm32")]
mod actions;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod drop;
#[cfg(target_arch = "wasm32")]
mod header;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod prelude;
#[cfg(target_arch = "wasm32")]
mod reactive;
#[cfg(target_arch = "wasm32")]
mod routes;
#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub use app::start;
