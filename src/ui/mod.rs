//! The page: what a person sees and does.
//!
//! May import: `domain`, `diagnostics`, `source`, `chart`, `engine::protocol`, `platform`,
//! `worker::client`. Deliberately absent: readers, the engine itself, `web_sys` beyond the types of
//! events, inline styles and inline markup (the content policy refuses them). Texts for people live
//! in `strings` only; state is written and work is started by `actions` only. `strings` and
//! `format` are plain Rust, so they are tested natively.

pub mod format;
pub mod strings;
