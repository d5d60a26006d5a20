//! Bytes that come one piece after the other into buffers of ours: a file's, or those that another
//! worker unpacks.
//!
//! Measured in Chromium with two readers on a file of 282 MB: `FileReaderSync` in pieces of 8 MiB
//! brings 0.7 GB/s and leaves some 200 MB of dead buffers behind; a stream that fills the same
//! buffer again and again brings 1.3 GB/s and leaves none. It can only be awaited, so it serves
//! work that takes bytes as they come; [`super::blob`] serves the rest. Browsers fill a buffer in
//! pieces of 64 KiB: told to wait for more of them, they wake the reader a tenth as often.

use super::blob::refused;
use super::pipe::Pipe;
use crate::engine::reader::unpacking::Arriving;
use crate::platform::number::to_double;
use js_sys::{ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use std::fmt;
use std::io;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader};

/// How much is asked for at a time. Larger pieces gained nothing.
const PIECE: u32 = 1024 * 1024;

/// So much is waited for, unless the file ends before. Browsers that do not know of it give what there is.
const LEAST: u32 = 512 * 1024;

#[wasm_bindgen]
extern "C" {
    /// The reader, which takes more than `web_sys` knows of.
    #[wasm_bindgen(extends = ReadableStreamByobReader)]
    type PatientReader;
    #[wasm_bindgen(method)]
    fn read(this: &PatientReader, view: &Uint8Array, options: &Object) -> Promise;
}

/// Bytes from a place on.
pub struct Stream {
    origin: Origin,
    /// The buffer that goes back and forth.
    buffer: Option<ArrayBuffer>,
    /// What came and is not taken yet.
    piece: Uint8Array,
    at_end: bool,
}

/// Where they come from.
enum Origin {
    File(PatientReader, Object),
    Unpacked(Pipe, Arriving),
}

impl Stream {
    /// Opens a file's stream; none where the browser's streams cannot fill a given buffer.
    pub fn of_file(blob: &Blob, from: u64) -> Option<Self> {
        let rest = blob.slice_with_f64_and_f64(to_double(from), blob.size()).ok()?;
        // Throws where the stream is none of bytes.
        let reader = ReadableStreamByobReader::new(&rest.stream()).ok()?;
        let options = Object::new();
        Reflect::set(&options, &"min".into(), &LEAST.into()).ok()?;
        Some(Self::new(Origin::File(reader.unchecked_into(), options)))
    }

    /// What the one at the other end of a pipe unpacks, from a place on.
    pub fn unpacked(pipe: Pipe, from: u64) -> Self {
        Self::new(Origin::Unpacked(pipe, Arriving::new(from)))
    }

    fn new(origin: Origin) -> Self {
        Self { origin, buffer: None, piece: Uint8Array::new_with_length(0), at_end: false }
    }

    /// Puts bytes into the room, as many as fit or as there are; 0 at the end.
    pub async fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            while self.piece.length() == 0 && !self.at_end && !room.is_empty() {
                self.fetch().await?;
            }
            let fits = u32::try_from(room.len()).unwrap_or(u32::MAX).min(self.piece.length());
            let count = usize::try_from(fits).map_err(io::Error::other)?;
            let Some(target) = room.get_mut(..count).filter(|it| !it.is_empty()) else {
                return Ok(0);
            };
            self.piece.subarray(0, fits).copy_to(target);
            self.piece = self.piece.subarray(fits, self.piece.length());
            let count = match &mut self.origin {
                Origin::File(..) => count,
                Origin::Unpacked(_, arriving) => arriving.note(target),
            };
            if count > 0 {
                return Ok(count);
            }
        }
    }

    async fn fetch(&mut self) -> io::Result<()> {
        let used = self.buffer.take();
        let piece = match &self.origin {
            Origin::File(reader, options) => {
                let buffer = used.unwrap_or_else(|| ArrayBuffer::new(PIECE));
                let view = Uint8Array::new(&buffer);
                let read = JsFuture::from(reader.read(&view, options)).await;
                let read = read.map_err(|it| refused(&it))?;
                let of =
                    |name: &str| Reflect::get(&read, &name.into()).unwrap_or(JsValue::UNDEFINED);
                self.at_end = of("done").is_truthy();
                of("value").dyn_into::<Uint8Array>().ok()
            }
            Origin::Unpacked(pipe, arriving) => match pipe.next_piece(used).await? {
                Ok(piece) => Some(piece),
                Err(ended) => {
                    arriving.end(ended)?;
                    self.at_end = true;
                    None
                }
            },
        };
        // The buffer was handed over and came back as another object. The old view is of no use.
        self.buffer = piece.as_ref().map(Uint8Array::buffer);
        self.piece = piece.unwrap_or_else(|| Uint8Array::new_with_length(0));
        Ok(())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        match &self.origin {
            Origin::File(reader, _) => {
                // Stops the browser from reading on; whether it could is of no matter.
                let cancelled = JsFuture::from(reader.cancel());
                wasm_bindgen_futures::spawn_local(async move {
                    let _ = cancelled.await;
                });
            }
            Origin::Unpacked(pipe, _) => pipe.close(),
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stream").field("at_end", &self.at_end).finish_non_exhaustive()
    }
}
