//! Gives back the text at some places of a source, and its hash.

use crate::diagnostics::Diagnostic;
use crate::domain::forms::Settings;
use crate::domain::{content_hash, order};
use crate::engine::reader::masks;
use crate::engine::reader::open::{head_of, plan_of};
use crate::engine::tasks::Span;
use crate::formats::read_error;
use crate::intake::encoding::{Transcoded, decode};
use crate::intake::{Blob, BlobReader, Encoding, Packing, archive};
use sha2::{Digest, Sha256};
use std::io::Read;

/// Longest text that is given back.
const LONGEST: u64 = 64 * 1024;

/// The texts at `spans`, in their order, without secrets; empty where a place cannot be read any more.
pub fn texts(blob: &mut dyn Blob, name: &str, spans: &[Span]) -> Vec<String> {
    let mut texts = vec![String::new(); spans.len()];
    let Ok(entries) = archive::entries(blob) else { return texts };
    let mut asked: Vec<(Span, usize)> = spans.iter().copied().zip(0..).collect();
    order::sort(&mut asked);
    for chunk in asked.chunk_by(|a, b| a.0.entry == b.0.entry) {
        let number = chunk.first().map_or(0, |(span, _)| span.entry);
        let is_it = |it: &&crate::intake::Entry| match it.packing {
            Packing::Zip(index) => u32::try_from(index) == Ok(number),
            _ => true,
        };
        let Some(entry) = entries.iter().find(is_it) else { continue };
        // Which columns are secret does not depend on what the person set.
        let plan = plan_of(blob, name, number, entry);
        let encoding = match &plan {
            Some(plan) => plan.encoding,
            None => match head_of(blob, entry, &Settings::default()) {
                Ok((_, encoding, _)) => encoding,
                Err(_) => continue,
            },
        };
        let random = entry.packing == Packing::Plain && encoding.is_bytewise();
        for group in if random { chunk.chunks(1) } else { chunk.chunks(chunk.len()) } {
            let from = if random { group.first().map_or(0, |(span, _)| span.from) } else { 0 };
            let Ok(mut input) = archive::open(blob, entry, from) else { continue };
            let read = if encoding.is_bytewise() {
                pick(&mut input, from, group, encoding, &mut texts)
            } else {
                let mut input = Transcoded::new(&mut input, encoding);
                pick(&mut input, from, group, Encoding::Utf8, &mut texts)
            };
            // What could not be read stays empty, and the page says that the file has changed.
            drop(read);
        }
        if let Some(plan) = plan.filter(masks::has_secrets) {
            for (_, index) in chunk {
                if let Some(text) = texts.get_mut(*index) {
                    *text = masks::masked_text(&plan, text);
                }
            }
        }
    }
    texts
}

/// Reads forward through `input`, which stands at byte `at`, and keeps the wanted spans.
fn pick(
    input: &mut dyn Read,
    mut at: u64,
    wanted: &[(Span, usize)],
    encoding: Encoding,
    texts: &mut [String],
) -> std::io::Result<()> {
    for (span, index) in wanted {
        if span.from < at {
            continue;
        }
        archive::skip(input, span.from - at)?;
        let bytes = archive::read(input, (span.until - span.from).min(LONGEST))?;
        at = span.from + u64::try_from(bytes.len()).unwrap_or(0);
        let text = decode(encoding, &bytes).map(std::borrow::Cow::into_owned);
        if let Some(place) = texts.get_mut(*index) {
            *place = text.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(())
}

/// The SHA-256 of all bytes, in hexadecimal.
///
/// # Errors
/// When the bytes cannot be read.
pub fn hash(blob: &mut dyn Blob) -> Result<String, Box<Diagnostic>> {
    let mut hashing = Hashing::default();
    let mut reader = BlobReader::new(blob);
    loop {
        let n = reader.read(hashing.room()).map_err(|it| Box::new(read_error(&it, 0)))?;
        if n == 0 {
            return Ok(hashing.finish());
        }
        hashing.took(n);
    }
}

/// A hash while its bytes come.
#[derive(Debug)]
pub struct Hashing {
    hasher: Sha256,
    buffer: Vec<u8>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { hasher: Sha256::new(), buffer: vec![0; 1024 * 1024] }
    }
}

impl Hashing {
    /// Where the next bytes belong.
    pub fn room(&mut self) -> &mut [u8] {
        &mut self.buffer
    }

    /// So many bytes were put into the room.
    pub fn took(&mut self, n: usize) {
        self.hasher.update(self.buffer.get(..n).unwrap_or_default());
    }

    /// The hash in hexadecimal.
    pub fn finish(self) -> String {
        content_hash::written(&self.hasher.finalize())
    }
}
