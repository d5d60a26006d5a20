//! A packed entry, unpacked for a reader elsewhere, which takes the pieces as a stream. Whoever unpacks
//! takes the longest, so the pieces are summed up by the one that reads.

use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader::part::entry_of;
use crate::engine::tasks::Work;
use crate::formats::{Refused, read_error};
use crate::intake::{Blob, Sum, archive};
use crate::layout::Plan;
use crate::layout::plan::decode;
use serde::{Deserialize, Serialize};
use std::io::{self, Read};

/// Bytes of a piece.
pub const PIECE: u32 = 1024 * 1024;

/// How an entry ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// With its last byte; all of them have this sum, where there is one.
    Whole(Option<u32>),
    /// Broken.
    Broken(Box<Diagnostic>),
}

/// An entry while it is being unpacked.
pub struct Unpacking<'a> {
    input: Box<dyn Read + 'a>,
    sum: Option<u32>,
    room: Vec<u8>,
}

impl<'a> Unpacking<'a> {
    /// Begins with the first byte of the entry that a task reads.
    ///
    /// # Errors
    /// What reading it would say.
    pub fn begin(work: &Work, blob: &'a mut dyn Blob) -> Result<Self, Box<Diagnostic>> {
        let Work::Read { plan, .. } = work else { return Err(failed()) };
        let plan = decode::<Plan>(plan).ok_or_else(failed)?;
        let (input, sum) = archive::unsummed(blob, &entry_of(&plan))?;
        let room = vec![0; usize::try_from(PIECE).unwrap_or(usize::MAX)];
        Ok(Self { input, sum, room })
    }

    /// The next piece, and the end if it is the last one.
    pub fn next_piece(&mut self) -> (&[u8], Option<Ended>) {
        let mut filled = 0;
        let mut ended = None;
        while filled < self.room.len() && ended.is_none() {
            match self.input.read(self.room.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => ended = Some(Ended::Whole(self.sum)),
                Ok(n) => filled += n,
                Err(error) => ended = Some(Ended::Broken(Box::new(read_error(&error, 0)))),
            }
        }
        (self.room.get(..filled).unwrap_or_default(), ended)
    }
}

/// The pieces of an entry as they arrive where they are read.
#[derive(Debug, Default)]
pub struct Arriving {
    sum: Sum,
    /// How many bytes come that are not for reading.
    skipped: u64,
}

impl Arriving {
    /// Before the first piece; reading begins with byte `from`.
    pub fn new(from: u64) -> Self {
        Self { sum: Sum::default(), skipped: from }
    }

    /// Takes note of bytes and leaves those that are for reading at the front; says how many they are.
    pub fn note(&mut self, bytes: &mut [u8]) -> usize {
        self.sum.add(bytes);
        let skipped = usize::try_from(self.skipped).map_or(bytes.len(), |it| it.min(bytes.len()));
        if skipped > 0 {
            self.skipped -= u64::try_from(skipped).unwrap_or(0);
            bytes.copy_within(skipped.., 0);
        }
        bytes.len() - skipped
    }

    /// Whether the entry came whole.
    ///
    /// # Errors
    /// What broke it, or that its bytes have another sum than they should.
    pub fn end(&self, ended: Ended) -> io::Result<()> {
        match ended {
            Ended::Whole(stated) if stated.is_none_or(|it| self.sum.is(it)) => Ok(()),
            Ended::Whole(_) => Err(refused(Diagnostic::new(Code::BrokenArchive))),
            Ended::Broken(why) => Err(refused(*why)),
        }
    }
}

fn failed() -> Box<Diagnostic> {
    Box::new(Diagnostic::new(Code::ReaderCrashed))
}

/// What ended an entry, as whoever reads it is told.
pub fn refused(why: Diagnostic) -> io::Error {
    Refused(why).into()
}
