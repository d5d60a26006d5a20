//! A zip's directory and the bytes of its entries: as much of the format as exports use.
//!
//! Read are stored and deflated entries, also beyond 4 GB, of an archive in one piece. The sizes
//! that an archive states are never trusted with memory: its directory is read entry by entry.

use super::limits::MOST_ENTRIES;
use super::{Blob, BlobReader};
use crate::diagnostics::{Code, Diagnostic};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::{self, BufReader, Read};

/// The end of the directory without its comment, and the longest comment.
const END: usize = 22;
const LONGEST_COMMENT: u64 = 65_535;
/// Where the end of a large archive's directory is told: so many bytes before the other end.
const LOCATOR: u64 = 20;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const LOCKED: u16 = 1;
const IN_UTF8: u16 = 1 << 11;
/// What stands in 16 and 32 bits for a number that needs 64.
const BEYOND_16: u64 = 0xffff;
const BEYOND_32: u64 = 0xffff_ffff;

/// The upper half of the letters that names without a mark are written in.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// An entry as the directory tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    /// Its name with its folders.
    pub(super) name: String,
    /// How many bytes it takes in the archive.
    pub(super) packed: u64,
    size: u64,
    flags: u16,
    method: u16,
    sum: u32,
    /// Where its own head begins.
    at: u64,
}

/// Where the directory is.
struct Directory {
    entries: u64,
    at: u64,
}

type Outcome<T> = Result<T, Code>;

/// The entries of an archive in the order of its directory.
///
/// # Errors
/// What is wrong with the archive, or that it has too many entries.
pub(super) fn entries(blob: &mut dyn Blob) -> Result<Vec<Packed>, Diagnostic> {
    let directory = find(blob).map_err(Diagnostic::new)?;
    let count = usize::try_from(directory.entries).unwrap_or(usize::MAX);
    if count > MOST_ENTRIES {
        return Err(Diagnostic::new(Code::ArchiveTooMany).with(count.to_string()));
    }
    let mut bytes = BufReader::new(BlobReader::from(blob, directory.at));
    (0..count).map(|_| entry(&mut bytes).map_err(Diagnostic::new)).collect()
}

fn find(blob: &mut dyn Blob) -> Outcome<Directory> {
    let size = blob.size();
    let end = u64::try_from(END).unwrap_or(0);
    let from = size.saturating_sub(end + LONGEST_COMMENT);
    let mut tail = Vec::new();
    let read = BlobReader::from(blob, from).take(end + LONGEST_COMMENT).read_to_end(&mut tail);
    read.map_err(|it| code(&it))?;
    let last = tail.windows(END).rposition(|it| it.starts_with(b"PK\x05\x06"));
    let last = last.ok_or(Code::TruncatedArchive)?;
    let record = tail.get(last..).unwrap_or_default();
    let (part, whole) = (word(record, 4), word(record, 6));
    let found = Directory { entries: word(record, 10), at: long(record, 16) };
    let last = from + u64::try_from(last).unwrap_or(0);
    if found.entries == BEYOND_16 || found.at == BEYOND_32 || long(record, 12) == BEYOND_32 {
        let mut locator = [0; 20];
        let before = last.checked_sub(LOCATOR);
        if let Some(before) = before
            && fill(blob, before, &mut locator).is_ok()
            && locator.starts_with(b"PK\x06\x07")
        {
            return find_large(blob, double(&locator, 8));
        }
    }
    if part == 0 && whole == 0 { Ok(found) } else { Err(Code::ArchiveMethod) }
}

fn find_large(blob: &mut dyn Blob, at: u64) -> Outcome<Directory> {
    let mut record = [0; 56];
    fill(blob, at, &mut record)?;
    if !record.starts_with(b"PK\x06\x06") {
        return Err(Code::BrokenArchive);
    }
    Ok(Directory { entries: double(&record, 32), at: double(&record, 48) })
}

fn entry(bytes: &mut impl Read) -> Outcome<Packed> {
    let mut head = [0; 46];
    bytes.read_exact(&mut head).map_err(|it| code(&it))?;
    if !head.starts_with(b"PK\x01\x02") {
        return Err(Code::BrokenArchive);
    }
    let mut next = |length: u64| {
        let mut text = Vec::new();
        let read = bytes.by_ref().take(length).read_to_end(&mut text).map_err(|it| code(&it))?;
        let is_whole = u64::try_from(read) == Ok(length);
        if is_whole { Ok(text) } else { Err(Code::TruncatedArchive) }
    };
    let name = next(word(&head, 28))?;
    let extra = next(word(&head, 30))?;
    next(word(&head, 32))?;
    let flags = short(&head, 8);
    let mut large = large(&extra);
    let mut number = |at: usize| match long(&head, at) {
        BEYOND_32 => large.next().unwrap_or(BEYOND_32),
        number => number,
    };
    // In this order: those that are told in 64 bits follow each other in it.
    let (size, packed, at) = (number(24), number(20), number(42));
    let name = if flags & IN_UTF8 == 0 { of_code_page(&name) } else { lossy(&name) };
    let sum = u32::try_from(long(&head, 16)).unwrap_or(0);
    Ok(Packed { name, packed, size, flags, method: short(&head, 10), sum, at })
}

/// The numbers of 64 bits among an entry's further fields.
fn large(extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = extra;
    let mut found = &[][..];
    while let Some((head, after)) = rest.split_first_chunk::<4>() {
        let length = usize::from(short(head, 2)).min(after.len());
        let (field, after) = after.split_at(length);
        if short(head, 0) == 1 {
            found = field;
        }
        rest = after;
    }
    found.chunks_exact(8).map(|it| double(it, 0))
}

/// Runs `read` on an entry's unpacked bytes.
///
/// # Errors
/// A lock, an unknown way of packing, or an entry that is not where it should be.
pub(super) fn open<T>(
    blob: &mut dyn Blob,
    entry: &Packed,
    read: &mut dyn FnMut(&mut dyn Read) -> T,
) -> Result<T, Diagnostic> {
    if entry.flags & LOCKED != 0 {
        return Err(Diagnostic::new(Code::ArchiveEncrypted));
    }
    if entry.method != STORED && entry.method != DEFLATED {
        let told = format!("compression method not supported: {}", entry.method);
        return Err(Diagnostic::new(Code::ArchiveMethod).with(told));
    }
    let mut head = [0; 30];
    fill(blob, entry.at, &mut head).map_err(Diagnostic::new)?;
    if !head.starts_with(b"PK\x03\x04") {
        return Err(Diagnostic::new(Code::BrokenArchive));
    }
    let from = entry.at.saturating_add(30 + word(&head, 26) + word(&head, 28));
    let packed = BlobReader::from(blob, from).take(entry.packed);
    let checked = |unpacked| Checked { unpacked, sum: Crc::new(), left: entry.size, of: entry.sum };
    Ok(if entry.method == STORED {
        let mut packed = packed;
        read(&mut checked(&mut packed))
    } else {
        read(&mut checked(&mut DeflateDecoder::new(packed)))
    })
}

/// Holds what was unpacked against the size and the sum that the directory states.
struct Checked<'a> {
    unpacked: &'a mut dyn Read,
    sum: Crc,
    left: u64,
    of: u32,
}

impl Read for Checked<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.unpacked.read(to)?;
        self.sum.update(to.get(..n).unwrap_or_default());
        let left = self.left.checked_sub(u64::try_from(n).unwrap_or(u64::MAX));
        self.left = left.ok_or(io::ErrorKind::InvalidData)?;
        if n == 0 && !to.is_empty() {
            if self.left > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if self.sum.sum() != self.of {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(n)
    }
}

fn of_code_page(name: &[u8]) -> String {
    let letter = |byte: &u8| match byte.checked_sub(128) {
        Some(upper) => CODE_PAGE_437.chars().nth(usize::from(upper)).unwrap_or('?'),
        None => char::from(*byte),
    };
    name.iter().map(letter).collect()
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn fill(blob: &mut dyn Blob, at: u64, to: &mut [u8]) -> Outcome<()> {
    BlobReader::from(blob, at).read_exact(to).map_err(|it| code(&it))
}

fn code(error: &io::Error) -> Code {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Code::TruncatedArchive,
        _ => Code::BrokenArchive,
    }
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|it| it.first_chunk()).map_or(0, |it| u16::from_le_bytes(*it))
}

fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from(short(bytes, at))
}

fn long(bytes: &[u8], at: usize) -> u64 {
    let four = bytes.get(at..).and_then(|it| it.first_chunk());
    four.map_or(0, |it| u64::from(u32::from_le_bytes(*it)))
}

fn double(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|it| it.first_chunk()).map_or(0, |it| u64::from_le_bytes(*it))
}
