//! Signals with the names they have in Leptos, kept in Leptos' own, all of one type.
//!
//! May import: nothing of the page. Deliberately absent: views.
//!
//! Leptos compiles its signals, memos and effects anew for each type they hold; the page holds some
//! sixty types. Here they hold any value behind a counted pointer, so that Leptos' code is compiled
//! once and what is left for each type is a check and a cast. Reading gives that pointer: a value
//! that was read stays as it was while another is set.

mod effect;
mod held;
mod memo;
mod signal;
mod stored;

pub(crate) use effect::Effect;
pub(crate) use memo::Memo;
pub(crate) use signal::{ArcRwSignal, RwSignal, Signal};
pub(crate) use stored::{Callback, StoredValue};
