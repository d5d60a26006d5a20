//! Random access to a source's bytes.

use crate::intake::Directory;
use std::io::{self, Read, Seek, SeekFrom};

/// Random access to a source's bytes, given by whoever drives the reader.
pub trait Blob {
    /// How many bytes there are.
    fn size(&self) -> u64;

    /// Fills `buffer` from `offset` on and says how many bytes it got; fewer only at the end.
    ///
    /// # Errors
    /// What the browser or the system says.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Told from time to time how many bytes of the whole were taken.
    fn taken(&mut self, _upto: u64) {}

    /// Where the directory of an archive is kept once it was read, since each of its entries asks for
    /// it; none for whoever keeps nothing.
    fn directory(&mut self) -> Option<&mut Option<Directory>> {
        None
    }
}

/// Bytes in memory are a blob.
impl Blob for &[u8] {
    fn size(&self) -> u64 {
        u64::try_from(self.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let mut rest = self.get(from..).unwrap_or_default();
        rest.read(buffer)
    }
}

/// A blob as a seekable reader.
pub struct BlobReader<'a> {
    blob: &'a mut dyn Blob,
    at: u64,
}

impl<'a> BlobReader<'a> {
    /// Reads from the first byte on.
    pub fn new(blob: &'a mut dyn Blob) -> Self {
        Self { blob, at: 0 }
    }

    /// Reads from a byte on.
    pub fn from(blob: &'a mut dyn Blob, at: u64) -> Self {
        Self { blob, at }
    }
}

impl Read for BlobReader<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.blob.read_at(self.at, to)?;
        self.at += u64::try_from(n).unwrap_or(0);
        self.blob.taken(self.at);
        Ok(n)
    }
}

impl Seek for BlobReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.blob.size().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::other("seek before the first byte"))?;
        Ok(self.at)
    }
}
