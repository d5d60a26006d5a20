//! How bytes stand for characters: UTF-8, UTF-16, Windows-1252.
//!
//! The table of Windows-1252 is written out here instead of linking a library of all encodings:
//! it is 32 characters, and the library's tables would weigh more than the whole engine.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, Read};

/// An encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first ("Unicode text" of spreadsheets).
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// The western code page of Windows; every byte is a character.
    Windows1252,
}

impl Encoding {
    /// The name used in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Reads a name of settings.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252]
            .into_iter()
            .find(|it| it.name() == name.trim().to_ascii_lowercase())
    }

    /// Whether text is scanned as it stands in the file, byte by byte.
    pub fn is_bytewise(self) -> bool {
        matches!(self, Self::Utf8 | Self::Windows1252)
    }
}

/// The byte order mark as UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What the head of a text says about its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// Stated by a mark, or the only one that fits.
    Sure(Encoding),
    /// The likely one: bytes that are no UTF-8 and no binary.
    Guessed(Encoding),
    /// This is no text.
    Binary,
}

/// Looks at the head of a text; `whole` says whether that is all of it.
pub fn detect(head: &[u8], whole: bool) -> Detected {
    match head {
        [0xff, 0xfe, ..] => return Detected::Sure(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Detected::Sure(Encoding::Utf16Be),
        [0xef, 0xbb, 0xbf, ..] => return Detected::Sure(Encoding::Utf8),
        _ => {}
    }
    let zeros =
        |odd: usize| head.iter().skip(odd).step_by(2).take(4096).filter(|it| **it == 0).count() * 2;
    let looked_at = head.len().min(8192);
    if looked_at >= 4 && zeros(1) * 3 > looked_at * 2 && zeros(0) * 8 < looked_at {
        return Detected::Guessed(Encoding::Utf16Le);
    }
    if looked_at >= 4 && zeros(0) * 3 > looked_at * 2 && zeros(1) * 8 < looked_at {
        return Detected::Guessed(Encoding::Utf16Be);
    }
    let magic: [&[u8]; 6] =
        [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0"];
    let controls = head.iter().take(4096).filter(|it| is_control(**it)).count();
    if magic.iter().any(|it| head.starts_with(it)) || controls * 20 > looked_at.min(4096) {
        return Detected::Binary;
    }
    match std::str::from_utf8(head) {
        Ok(_) => Detected::Sure(Encoding::Utf8),
        // A character cut in two by the end of the head is no fault.
        Err(error) if !whole && error.error_len().is_none() => Detected::Sure(Encoding::Utf8),
        Err(_) if mostly_utf8(head) => Detected::Guessed(Encoding::Utf8),
        Err(_) => Detected::Guessed(Encoding::Windows1252),
    }
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
}

/// Whether there is text beyond ASCII that reads as UTF-8 more often than not: then stray bytes
/// are damage, not another encoding.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|it| !it.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// Bytes 0x80 to 0x9f of Windows-1252; the five without a character stand for themselves.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Text of a bytewise encoding; `None` when the bytes are not valid in it.
pub fn decode(encoding: Encoding, bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && (encoding != Encoding::Windows1252 || bytes.is_ascii())
    {
        return Some(Cow::Borrowed(text));
    }
    (encoding == Encoding::Windows1252)
        .then(|| Cow::Owned(bytes.iter().copied().map(character).collect()))
}

/// The same for people: what is not valid is shown as such.
pub fn shown(encoding: Encoding, bytes: &[u8]) -> String {
    let text = decode(encoding, bytes).map(Cow::into_owned);
    text.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}

fn character(byte: u8) -> char {
    let high = byte.checked_sub(0x80).and_then(|it| HIGH.get(usize::from(it)));
    high.copied().unwrap_or_else(|| char::from(byte))
}

/// A reader that gives UTF-8 whatever `inner` is encoded in, without a byte order mark.
pub struct Transcoded<'a> {
    inner: &'a mut dyn Read,
    encoding: Encoding,
    held: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    begun: bool,
}

impl<'a> Transcoded<'a> {
    /// Decodes `inner`.
    pub fn new(inner: &'a mut dyn Read, encoding: Encoding) -> Self {
        Self { inner, encoding, held: Vec::new(), ready: Vec::new(), at: 0, begun: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut raw = vec![0; 64 * 1024];
        let n = self.inner.read(&mut raw)?;
        raw.truncate(n);
        self.at = 0;
        self.ready.clear();
        self.held.extend_from_slice(&raw);
        let bytes = std::mem::take(&mut self.held);
        match self.encoding {
            Encoding::Utf8 => self.ready = bytes,
            Encoding::Windows1252 => {
                self.ready = bytes.iter().copied().map(character).collect::<String>().into_bytes();
            }
            Encoding::Utf16Le | Encoding::Utf16Be => self.utf16(&bytes, n == 0),
        }
        if !self.begun && !self.ready.is_empty() {
            self.begun = true;
            self.at = if self.ready.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        }
        Ok(())
    }

    fn utf16(&mut self, bytes: &[u8], at_end: bool) {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let unit = |pair: &[u8; 2]| match self.encoding {
            Encoding::Utf16Le => u16::from_le_bytes(*pair),
            _ => u16::from_be_bytes(*pair),
        };
        let mut units: Vec<u16> = pairs.iter().map(unit).collect();
        // The first half of a pair waits for the second.
        let waits = units.last().is_some_and(|it| (0xd800..0xdc00).contains(it)) && !at_end;
        let kept = if waits { rest.len() + 2 } else { rest.len() };
        if waits {
            units.pop();
        }
        let text = char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER));
        self.ready = text.collect::<String>().into_bytes();
        if !at_end {
            self.held = bytes.get(bytes.len() - kept..).unwrap_or_default().to_vec();
        }
    }
}

impl Read for Transcoded<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.ready.len() {
            let held_before = self.held.len();
            self.refill()?;
            if self.ready.is_empty() && self.held.len() <= held_before {
                return Ok(0);
            }
        }
        let mut rest = self.ready.get(self.at..).unwrap_or_default();
        let n = rest.read(to)?;
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(encoding: Encoding, bytes: &[u8]) -> String {
        let mut input = bytes;
        let mut text = String::new();
        Transcoded::new(&mut input, encoding).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn decodes_what_it_detects() {
        let text = "id,año €\n1,😀\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect(&utf16, true), Detected::Guessed(Encoding::Utf16Le));
        assert_eq!(through(Encoding::Utf16Le, &utf16), text);
        let marked: Vec<u8> = [0xfe, 0xff]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
            .collect();
        assert_eq!(detect(&marked, true), Detected::Sure(Encoding::Utf16Be));
        assert_eq!(through(Encoding::Utf16Be, &marked), text);
        let latin = b"id,a\xf1o \x80\n";
        assert_eq!(detect(latin, true), Detected::Guessed(Encoding::Windows1252));
        assert_eq!(through(Encoding::Windows1252, latin), "id,año €\n");
        assert_eq!(detect(text.as_bytes(), true), Detected::Sure(Encoding::Utf8));
        assert_eq!(detect(b"%PDF-1.7\n", true), Detected::Binary);
        assert_eq!(detect(b"\0\x01\x02\x03\x04", true), Detected::Binary);
    }
}
