//! SHA-256 as people and files write it: 64 small hexadecimal digits.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The hash of a whole text.
pub fn of(bytes: &[u8]) -> String {
    written(&Sha256::digest(bytes))
}

/// A finished hash in digits.
pub fn written(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
