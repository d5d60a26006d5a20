//! Verbs: everything that changes state or starts work.
//!
//! May import: `state`, `strings`, `platform`, `connect`, `net`,
//! `worker::client`. Deliberately absent: elements.
//! Each function takes the desk; what it spawns reads and writes signals of the desk only, which
//! live as long as the page.

pub(crate) mod browse;
pub(crate) mod case;
pub(crate) mod decide;
pub(crate) mod engine;
pub(crate) mod export;
pub(crate) mod fetch;
pub(crate) mod import;
pub(crate) mod look;
pub(crate) mod notify;
pub(crate) mod reconcile;
pub(crate) mod selection;
pub(crate) mod source;
pub(crate) mod terms;
pub(crate) mod undo;
