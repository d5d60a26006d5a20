//! A packed entry, unpacked for a reader elsewhere, which takes the pieces as a stream.

use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader::part::entry_of;
use crate::engine::tasks::Work;
use crate::formats::{Refused, read_error};
use crate::intake::{Blob, archive};
use crate::layout::Plan;
use crate::layout::plan::decode;
use std::io::{self, Read};

/// Bytes of a piece.
pub const PIECE: u32 = 1024 * 1024;

/// How an entry ended: with its last byte, or broken.
pub type Ended = Result<(), Box<Diagnostic>>;

/// An entry while it is being unpacked.
pub struct Unpacking<'a> {
    input: Box<dyn Read + 'a>,
    room: Vec<u8>,
}

impl<'a> Unpacking<'a> {
    /// Begins with the first byte that reading an entry needs.
    ///
    /// # Errors
    /// What reading it would say.
    pub fn begin(work: &Work, blob: &'a mut dyn Blob) -> Result<Self, Box<Diagnostic>> {
        let Work::Read { plan, from, .. } = work else { return Err(failed()) };
        let plan = decode::<Plan>(plan).ok_or_else(failed)?;
        let input = archive::open(blob, &entry_of(&plan), *from)?;
        let room = vec![0; usize::try_from(PIECE).unwrap_or(usize::MAX)];
        Ok(Self { input, room })
    }

    /// The next piece, and the end if it is the last one.
    pub fn next_piece(&mut self) -> (&[u8], Option<Ended>) {
        let mut filled = 0;
        let mut ended = None;
        while filled < self.room.len() && ended.is_none() {
            match self.input.read(self.room.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => ended = Some(Ok(())),
                Ok(n) => filled += n,
                Err(error) => ended = Some(Err(Box::new(read_error(&error, 0)))),
            }
        }
        (self.room.get(..filled).unwrap_or_default(), ended)
    }
}

fn failed() -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::ReaderCrashed))
}

/// What ended an entry, as whoever reads it is told.
pub fn refused(why: Diagnostic) -> io::Error {
    Refused(why).into()
}
