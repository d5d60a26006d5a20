//! A packed file's bytes for whoever unpacks them piece by piece and can wait in between.
//!
//! Reading in between ([`super::blob`]) makes whoever unpacks wait for the browser, a tenth of its time.
//! So before each piece as many bytes as it may take are brought here by the file's stream, which the
//! browser goes on filling while they are unpacked.

use super::blob::FileBlob;
use super::stream::Stream;
use crate::engine::tasks;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use web_sys::Blob;

/// So many bytes are there before a piece is unpacked: what is packed is hardly ever larger than what
/// it unpacks to, and some more is taken at once than is used.
const ENOUGH: usize = 5 * 256 * 1024;

/// Room for them and for what a stream brings at a time.
const ROOM: usize = 4 * 1024 * 1024;

/// A file, and what was brought of it.
pub(super) struct Ahead {
    blob: Blob,
    /// For what is not read in order, as an archive's directory.
    file: RefCell<FileBlob>,
    held: RefCell<Held>,
    /// Where the last read ended.
    at: Cell<u64>,
}

/// Bytes in a row, as far as they are there.
#[derive(Default)]
struct Held {
    stream: Option<Stream>,
    room: Vec<u8>,
    /// Those that are held, in the room.
    begin: usize,
    end: usize,
    /// Where the first of them is in the file.
    from: u64,
    /// Whether the stream has nothing more.
    at_end: bool,
}

impl Held {
    /// What is held from a place of the file on.
    fn from(&self, offset: u64) -> Option<&[u8]> {
        let before = usize::try_from(offset.checked_sub(self.from)?).ok()?;
        self.room.get(self.begin..self.end)?.get(before..)
    }

    /// Lets go of what is before a place; of everything where that is somewhere else.
    fn drop_before(&mut self, offset: u64) {
        let left = self.from(offset).map(<[u8]>::len);
        if left.is_none() {
            self.stream = None;
        }
        self.begin = self.end - left.unwrap_or(0);
        self.from = offset;
        if self.room.len() - self.begin < ENOUGH {
            self.room.copy_within(self.begin..self.end, 0);
            (self.begin, self.end) = (0, self.end - self.begin);
        }
    }
}

impl Ahead {
    /// Takes a file's handle; reads nothing yet.
    pub(super) fn new(blob: Blob) -> io::Result<Self> {
        let file = RefCell::new(FileBlob::new(blob.clone())?);
        Ok(Self { blob, file, held: RefCell::default(), at: Cell::new(0) })
    }

    /// Brings what comes next behind the last read.
    pub(super) async fn bring(&self) -> io::Result<()> {
        let mut held = self.held.take();
        let brought = self.bring_to(&mut held).await;
        self.held.replace(held);
        brought
    }

    async fn bring_to(&self, held: &mut Held) -> io::Result<()> {
        held.drop_before(self.at.get());
        if held.stream.is_none() {
            (held.stream, held.at_end) = (Stream::of_file(&self.blob, held.from), false);
            held.room.resize(ROOM, 0);
        }
        // Without such streams everything is read in between.
        let Some(stream) = &mut held.stream else { return Ok(()) };
        while held.end - held.begin < ENOUGH && !held.at_end {
            let n = stream.read(held.room.get_mut(held.end..).unwrap_or_default()).await?;
            held.at_end = n == 0;
            held.end += n;
        }
        Ok(())
    }
}

impl tasks::Blob for &Ahead {
    fn size(&self) -> u64 {
        self.file.borrow().size()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.held.borrow();
        let n = match held.from(offset).and_then(|it| it.get(..buffer.len())) {
            Some(bytes) => {
                buffer.copy_from_slice(bytes);
                buffer.len()
            }
            None => self.file.borrow_mut().read_at(offset, buffer)?,
        };
        self.at.set(offset.saturating_add(u64::try_from(n).unwrap_or(0)));
        Ok(n)
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ahead").field("at", &self.at).finish_non_exhaustive()
    }
}
