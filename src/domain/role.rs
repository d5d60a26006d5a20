//! Which side of the comparison a source stands on.

use serde::{Deserialize, Serialize};

/// What a source is for. The names are those of the shell's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// What was used: call detail records, sessions, counters.
    Usage,
    /// What was charged: invoice or itemised bill lines.
    Billed,
    /// What was agreed: a rate card.
    Rates,
    /// None: what an earlier comparison was made with, to be gone on with.
    Case,
}

impl Role {
    /// The stable code used in files and on the shell.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Billed => "billed",
            Self::Rates => "rates",
            Self::Case => "case",
        }
    }

    /// Reads a code written by [`Role::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Usage, Self::Billed, Self::Rates, Self::Case]
            .into_iter()
            .find(|role| role.code() == code)
    }
}
