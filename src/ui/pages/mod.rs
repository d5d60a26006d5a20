//! The pages, one folder each. A page hands back one `AnyView`, so that its types stay its own.
//!
//! May import: everything of `ui`. Deliberately absent: work; pages call `actions`.

pub(crate) mod fetch;
pub(crate) mod policy;
pub(crate) mod rates;
pub(crate) mod result;
pub(crate) mod sources;
mod what_if;
