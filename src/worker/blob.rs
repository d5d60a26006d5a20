//! A file's bytes, read synchronously as a reader worker may.
//!
//! Each read of the browser costs about a millisecond however small it is, so sequential reading
//! fetches ahead, more each time: a look at the head costs 64 KiB, a long read soon goes in pieces
//! of 8 MiB. What was fetched stays in JavaScript's memory and is copied once, into the buffer of
//! whoever asks.

use crate::engine::tasks;
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

/// How much more is fetched each time the reading goes on where it was.
const GROWTH: u64 = 4;

/// Bytes of a file on demand.
pub struct FileBlob {
    blob: Blob,
    reader: FileReaderSync,
    size: u64,
    piece: Piece,
    ahead: u64,
}

/// What was fetched last.
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
        let piece = Piece { bytes: Uint8Array::new_with_length(0), from: 0, until: 0 };
        Ok(Self { blob, reader, size, piece, ahead: SMALLEST })
    }

    fn fetch(&mut self, offset: u64, wanted: u64) -> io::Result<()> {
        self.ahead = if offset == self.piece.until && offset > 0 {
            (self.ahead * GROWTH).min(LARGEST)
        } else {
            SMALLEST
        };
        let until = self.size.min(offset.saturating_add(self.ahead.max(wanted)));
        // The old piece goes before the new one comes.
        self.piece.bytes = Uint8Array::new_with_length(0);
        let slice = self
            .blob
            .slice_with_f64_and_f64(to_double(offset), to_double(until))
            .map_err(|it| refused(&it))?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|it| refused(&it))?;
        let bytes = Uint8Array::new(&buffer);
        // Shorter than its handle says: the file has changed under it.
        let until = offset + u64::from(bytes.length());
        self.piece = Piece { bytes, from: offset, until };
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
            if at < self.piece.from || at >= self.piece.until {
                self.fetch(at, length(rest.len()))?;
                if at >= self.piece.until {
                    break;
                }
            }
            let begin = at - self.piece.from;
            let end = begin + length(rest.len()).min(self.piece.until - at);
            let (begin, end) = (index(begin)?, index(end)?);
            let part = self.piece.bytes.subarray(begin, end);
            let count = usize::try_from(end - begin).map_err(io::Error::other)?;
            if let Some(target) = rest.get_mut(..count) {
                part.copy_to(target);
            }
            filled += count;
        }
        Ok(filled)
    }
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn index(place: u64) -> io::Result<u32> {
    u32::try_from(place).map_err(io::Error::other)
}

/// A file that was moved, deleted or changed since it was given cannot be read any more.
pub(super) fn refused(error: &JsValue) -> io::Error {
    let text =
        |name: &str| js_sys::Reflect::get(error, &name.into()).ok().and_then(|it| it.as_string());
    let kind = match text("name").as_deref() {
        Some("NotFoundError" | "NotReadableError") => io::ErrorKind::NotFound,
        Some("NotAllowedError" | "SecurityError") => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, text("message").unwrap_or_else(|| format!("{error:?}")))
}

impl fmt::Debug for FileBlob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FileBlob").field("size", &self.size).finish_non_exhaustive()
    }
}
