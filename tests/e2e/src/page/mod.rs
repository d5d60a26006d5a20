//! The page's parts as a person handles them. Stories name no selectors; these do.

mod fetch;
mod header;
mod result;
mod sources;

pub use fetch::Fetch;
pub use header::Header;
pub use result::{Evidence, ResultPage, Window};
pub use sources::{Card, Sources};

/// The app's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the name of a page")]
pub enum Route {
    Sources,
    Rates,
    Policy,
    Result,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sources, Self::Rates, Self::Policy, Self::Result];

    /// The link that leads to it.
    pub fn link(self) -> &'static str {
        match self {
            Self::Sources => "#/sources",
            Self::Rates => "#/rates",
            Self::Policy => "#/policy",
            Self::Result => "#/result",
        }
    }
}
