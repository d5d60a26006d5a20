//! What can keep the simulator from starting.

use std::fmt;
use std::io;

/// Why the simulator could not start or write its files.
#[derive(Debug)]
pub enum SimError {
    /// A setting of the scenario has no meaning.
    Scenario(String),
    /// The address could not be bound, or a file could not be written.
    Io(io::Error),
    /// The certificates could not be made.
    Tls(String),
}

impl fmt::Display for SimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scenario(what) => write!(f, "scenario: {what}"),
            Self::Io(error) => write!(f, "input or output: {error}"),
            Self::Tls(what) => write!(f, "certificates: {what}"),
        }
    }
}

impl std::error::Error for SimError {}

impl From<io::Error> for SimError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<serde_json::Error> for SimError {
    fn from(error: serde_json::Error) -> Self {
        Self::Scenario(error.to_string())
    }
}
