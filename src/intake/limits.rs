//! What an archive may unpack to. The limits are enforced while reading, by entry, and at the door by
//! what the archive says of all of its entries together.

use crate::diagnostics::{Code, Diagnostic};
use crate::formats::Refused;
use std::io::{self, Read};

/// Most entries of an archive that are looked at.
pub const MOST_ENTRIES: usize = 2000;

/// Most bytes one archive may unpack to.
pub const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// Most bytes a packed byte may unpack to. Call records pack to about a tenth; a thousandth is the
/// most that deflate can do and only bombs come near it.
pub const MOST_RATIO: u64 = 250;

/// Below this many unpacked bytes the ratio does not matter.
pub const FREE_BYTES: u64 = 32 * 1024 * 1024;

/// A reader that stops at the limits.
pub struct Limited<R> {
    inner: R,
    packed: u64,
    given: u64,
}

impl<R: Read> Limited<R> {
    /// Limits `inner`, which unpacks `packed` bytes.
    pub fn new(inner: R, packed: u64) -> Self {
        Self { inner, packed, given: 0 }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(to)?;
        self.given += u64::try_from(n).unwrap_or(0);
        check(self.given, self.packed)?;
        Ok(n)
    }
}

/// Whether so many bytes may come of so many packed ones.
///
/// # Errors
/// The limit that they exceed.
pub fn check(given: u64, packed: u64) -> Result<(), Refused> {
    let refuse = |code: Code, limit: u64| Refused(Diagnostic::new(code).with(limit.to_string()));
    if given > MOST_BYTES {
        return Err(refuse(Code::ArchiveTooLarge, MOST_BYTES));
    }
    if given > FREE_BYTES && given / packed.max(1) > MOST_RATIO {
        return Err(refuse(Code::ArchiveRatio, MOST_RATIO));
    }
    Ok(())
}
