//! What a person said about an outcome.

use serde::{Deserialize, Serialize};

/// A person's verdict on a row of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Decision {
    /// To be disputed with the vendor.
    Dispute,
    /// Looked at and accepted.
    Accept,
}

impl Decision {
    /// The stable code used in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dispute => "dispute",
            Self::Accept => "accept",
        }
    }

    /// Reads a code written by [`Decision::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Dispute, Self::Accept].into_iter().find(|it| it.code() == code)
    }
}
