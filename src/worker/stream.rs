//! A file's bytes as a stream into buffers of ours.
//!
//! Measured in Chromium with two readers on a file of 282 MB: `FileReaderSync` in pieces of 8 MiB
//! brings 0.7 GB/s and leaves some 200 MB of dead buffers behind; a stream that fills the same
//! buffer again and again brings 1.3 GB/s and leaves none. It can only be awaited, so it serves
//! work that takes bytes as they come; [`super::blob`] serves the rest.

use super::blob::refused;
use crate::platform::number::to_double;
use js_sys::{Reflect, Uint8Array};
use std::fmt;
use std::io;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader};

/// How much is asked for at a time. Larger pieces gained nothing.
const PIECE: u32 = 1024 * 1024;

/// Bytes of a file from a place on.
pub struct FileStream {
    reader: ReadableStreamByobReader,
    /// The buffer that goes back and forth.
    buffer: Option<js_sys::ArrayBuffer>,
    /// What came and is not taken yet.
    piece: Uint8Array,
    at_end: bool,
}

impl FileStream {
    /// Opens a stream; none where the browser's streams cannot fill a given buffer.
    pub fn open(blob: &Blob, from: u64) -> Option<Self> {
        let rest = blob.slice_with_f64_and_f64(to_double(from), blob.size()).ok()?;
        // Throws where the stream is none of bytes.
        let reader = ReadableStreamByobReader::new(&rest.stream()).ok()?;
        let buffer = Some(js_sys::ArrayBuffer::new(PIECE));
        let piece = Uint8Array::new_with_length(0);
        Some(Self { reader, buffer, piece, at_end: false })
    }

    /// Puts bytes into the room, as many as fit or as there are; 0 at the end of the file.
    pub async fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.piece.length() == 0 && !self.at_end && !room.is_empty() {
            self.fetch().await?;
        }
        let fits = u32::try_from(room.len()).unwrap_or(u32::MAX).min(self.piece.length());
        let count = usize::try_from(fits).map_err(io::Error::other)?;
        if let Some(target) = room.get_mut(..count) {
            self.piece.subarray(0, fits).copy_to(target);
        }
        self.piece = self.piece.subarray(fits, self.piece.length());
        Ok(count)
    }

    async fn fetch(&mut self) -> io::Result<()> {
        let buffer = self.buffer.take().unwrap_or_else(|| js_sys::ArrayBuffer::new(PIECE));
        let view = Uint8Array::new(&buffer);
        let read = self.reader.read_with_array_buffer_view(&view);
        let read = JsFuture::from(read).await.map_err(|it| refused(&it))?;
        let of = |name: &str| Reflect::get(&read, &name.into()).unwrap_or(JsValue::UNDEFINED);
        self.at_end = of("done").is_truthy();
        if let Ok(piece) = of("value").dyn_into::<Uint8Array>() {
            // The buffer was handed over and came back as another object.
            self.buffer = Some(piece.buffer());
            self.piece = piece;
        }
        Ok(())
    }
}

impl Drop for FileStream {
    fn drop(&mut self) {
        // Stops the browser from reading on; whether it could is of no matter.
        let cancelled = JsFuture::from(self.reader.cancel());
        wasm_bindgen_futures::spawn_local(async move {
            let _ = cancelled.await;
        });
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FileStream").field("at_end", &self.at_end).finish_non_exhaustive()
    }
}
