//! A file's bytes, read synchronously as a reader worker may.
//!
//! Each read of the browser costs about a millisecond however small it is, so sequential reading
//! fetches ahead, more each time: a look at the head costs 64 KiB, a long read soon goes in pieces
//! of 8 MiB. What was fetched stays in JavaScript's memory and is copied once, into the buffer of
//! whoever asks. Some small pieces stay: of an archive one goes from its directory to an entry and back.

use crate::engine::tasks;
use crate::intake::Directory;
use crate::platform::number::{to_double, to_size};
use js_sys::Uint8Array;
use std::fmt;
use std::io;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

/// The first piece fetched, and each one at a place that continues nothing.
const SMALLEST: u64 = 64 * 1024;

/// The largest piece fetched ahead. Larger ones gained nothing and cost memory.
const LARGEST: u64 = 8 * 1024 * 1024;

/// So many pieces are held, none of them larger than this but the latest.
const MOST_PIECES: usize = 4;
const SMALL: u64 = 512 * 1024;

/// How much more is fetched each time the reading goes on where it was.
const GROWTH: u64 = 4;

/// Bytes of a file on demand.
pub struct FileBlob {
    blob: Blob,
    reader: FileReaderSync,
    size: u64,
    /// The one that was used last comes first.
    pieces: Vec<Piece>,
    ahead: u64,
    directory: Option<Directory>,
}

/// What was fetched.
struct Piece {
    bytes: Uint8Array,
    from: u64,
    until: u64,
}

impl FileBlob {
    /// Takes a file's handle; reads nothing yet.
    pub fn new(blob: Blob) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|it| refused(&it))?;
        let size = to_size(blob.size());
        Ok(Self { blob, reader, size, pieces: Vec::new(), ahead: SMALLEST, directory: None })
    }

    /// Lets go of what is large, before more comes and between tasks.
    pub fn rest(&mut self) {
        self.pieces.retain(|it| it.until - it.from <= SMALL);
    }

    /// Whether a byte is held; its piece comes first then.
    fn holds(&mut self, offset: u64) -> bool {
        let place = self.pieces.iter().position(|it| (it.from..it.until).contains(&offset));
        if let Some(place) = place {
            self.pieces.get_mut(..=place).unwrap_or_default().rotate_right(1);
        }
        place.is_some()
    }

    fn fetch(&mut self, offset: u64, wanted: u64) -> io::Result<()> {
        let goes_on = self.pieces.first().is_some_and(|it| it.until == offset);
        self.ahead = if goes_on { (self.ahead * GROWTH).min(LARGEST) } else { SMALLEST };
        let until = self.size.min(offset.saturating_add(self.ahead.max(wanted)));
        // The old pieces go before the new one comes.
        if goes_on {
            self.pieces.remove(0);
        }
        self.rest();
        self.pieces.truncate(MOST_PIECES - 1);
        let slice = self
            .blob
            .slice_with_f64_and_f64(to_double(offset), to_double(until))
            .map_err(|it| refused(&it))?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|it| refused(&it))?;
        let bytes = Uint8Array::new(&buffer);
        // Shorter than its handle says: the file has changed under it.
        let until = offset + u64::from(bytes.length());
        self.pieces.insert(0, Piece { bytes, from: offset, until });
        Ok(())
    }
}

impl tasks::Blob for FileBlob {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            let rest = buffer.get_mut(filled..).unwrap_or_default();
            let at = offset.saturating_add(length(filled));
            if at >= self.size {
                break;
            }
            if !self.holds(at) {
                self.fetch(at, length(rest.len()))?;
            }
            let Some(piece) = self.pieces.first().filter(|it| at < it.until) else { break };
            let begin = at - piece.from;
            let end = begin + length(rest.len()).min(piece.until - at);
            let (begin, end) = (index(begin)?, index(end)?);
            let part = piece.bytes.subarray(begin, end);
            let count = usize::try_from(end - begin).map_err(io::Error::other)?;
            if let Some(target) = rest.get_mut(..count) {
                part.copy_to(target);
            }
            filled += count;
        }
        Ok(filled)
    }

    fn directory(&mut self) -> Option<&mut Option<Directory>> {
        Some(&mut self.directory)
    }
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn index(place: u64) -> io::Result<u32> {
    u32::try_from(place).map_err(io::Error::other)
}

/// Why the browser did not read. A file that was moved, deleted, changed or locked since it was given
/// cannot be read any more: that is told in the page's words and language, other reasons in the
/// browser's own.
pub fn refused(error: &JsValue) -> io::Error {
    let text =
        |name: &str| js_sys::Reflect::get(error, &name.into()).ok().and_then(|it| it.as_string());
    io::Error::other(match text("name").as_deref() {
        Some("NotFoundError" | "NotReadableError" | "NotAllowedError" | "SecurityError") => {
            String::new()
        }
        _ => text("message").unwrap_or_else(|| format!("{error:?}")),
    })
}

impl fmt::Debug for FileBlob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FileBlob").field("size", &self.size).finish_non_exhaustive()
    }
}
