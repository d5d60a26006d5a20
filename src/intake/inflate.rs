//! Deflated bytes, unpacked as they are asked for.
//!
//! `flate2` has readers for this too. They lose what they unpacked right before a break, so that what
//! can be read of a broken file would depend on the size of the reads.

use super::BlobReader;
use flate2::{Decompress, FlushDecompress, Status};
use std::io::{self, Read, Take};

/// How many packed bytes are fetched at a time. After each piece the last 32 KiB that were unpacked
/// are set aside, which with small pieces took a twentieth of the time.
const PIECE: usize = 128 * 1024;

/// The largest window that there is, in bits.
const WINDOW: u8 = 15;

/// A reader of what was deflated.
pub(super) struct Inflated<'a> {
    packed: Take<BlobReader<'a>>,
    state: Decompress,
    is_gzip: bool,
    stand: Stand,
    /// Packed bytes that are not unpacked yet, from `from` to `until`.
    piece: Vec<u8>,
    from: usize,
    until: usize,
}

/// Where unpacking stands.
#[derive(Debug, Clone, Copy)]
enum Stand {
    Inside,
    /// A stream is at its end. A gzip may have another one behind it.
    Behind,
    Broken(io::ErrorKind),
}

impl<'a> Inflated<'a> {
    /// Unpacks a bare stream; what may stand behind it is not looked at.
    pub(super) fn bare(packed: Take<BlobReader<'a>>) -> Self {
        Self {
            packed,
            state: Decompress::new(false),
            is_gzip: false,
            stand: Stand::Inside,
            piece: vec![0; PIECE],
            from: 0,
            until: 0,
        }
    }

    /// Unpacks a gzip, which is one or more streams with their sums.
    pub(super) fn gzip(packed: BlobReader<'a>) -> Self {
        let state = Decompress::new_gzip(WINDOW);
        Self { state, is_gzip: true, ..Self::bare(packed.take(u64::MAX)) }
    }

    /// Unpacks what it can of the piece; says how many bytes that gave. By itself: beside the fetching,
    /// which asks one of several kinds of blobs, a browser throws the fast code away when another comes.
    #[inline(never)]
    fn go_on(&mut self, to: &mut [u8]) -> usize {
        let piece = self.piece.get(self.from..self.until).unwrap_or_default();
        let (taken, given) = (self.state.total_in(), self.state.total_out());
        let done = self.state.decompress(piece, to, FlushDecompress::None);
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        self.from += size(self.state.total_in() - taken);
        let n = size(self.state.total_out() - given);
        match done {
            Ok(Status::StreamEnd) => self.stand = Stand::Behind,
            Ok(_) if n == 0 && piece.is_empty() => {
                self.stand = Stand::Broken(io::ErrorKind::UnexpectedEof);
            }
            Ok(_) => {}
            Err(_) => self.stand = Stand::Broken(io::ErrorKind::InvalidData),
        }
        n
    }
}

impl Read for Inflated<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        while n == 0 && !to.is_empty() {
            if self.from >= self.until {
                (self.from, self.until) = (0, self.packed.read(&mut self.piece)?);
            }
            match self.stand {
                Stand::Broken(kind) => return Err(kind.into()),
                Stand::Behind if !self.is_gzip || self.until == 0 => return Ok(0),
                Stand::Behind => {
                    self.state = Decompress::new_gzip(WINDOW);
                    self.stand = Stand::Inside;
                }
                Stand::Inside => {}
            }
            n = self.go_on(to);
        }
        Ok(n)
    }
}
