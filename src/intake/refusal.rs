//! What stands in an archive in place of an entry that could not be made: why.

use crate::diagnostics::Diagnostic;

/// No text begins so, and no archive.
const BEGINS: &[u8] = b"\0no table\0";

/// The bytes of such an entry.
pub fn write(why: &Diagnostic) -> Vec<u8> {
    [BEGINS, &postcard::to_allocvec(why).unwrap_or_default()].concat()
}

/// Why there is no entry, where these are the bytes of such a one.
pub fn read(bytes: &[u8]) -> Option<Diagnostic> {
    postcard::from_bytes(bytes.strip_prefix(BEGINS)?).ok()
}
