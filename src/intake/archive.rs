//! The entries of a file: itself, what its gzip holds, or what its zip holds.

use crate::diagnostics::{Code, Diagnostic};
use crate::formats::Refused;
use crate::intake::inflate::Inflated;
use crate::intake::limits::Limited;
use crate::intake::{Blob, BlobReader, zip};
use crate::source::is_left_by_system;
use std::io::{self, Read};

/// How an entry is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all: any byte can be read at once.
    Plain,
    /// The whole file is one gzip stream.
    Gzip,
    /// The entry of this index in a zip.
    Zip(usize),
}

/// A named text inside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name inside the archive; empty for the file itself.
    pub name: String,
    /// How it is packed.
    pub packing: Packing,
}

type Outcome<T> = Result<T, Box<Diagnostic>>;

/// What a file holds, in the order of the file. Folders and what operating systems leave behind
/// are not listed.
///
/// # Errors
/// An empty file, or an archive that is broken, cut off, locked or too large.
pub fn entries(blob: &mut dyn Blob) -> Outcome<Vec<Entry>> {
    let head = read(&mut BlobReader::new(blob), 4).map_err(|it| failed(&it))?;
    match head.as_slice() {
        [] => Err(Box::new(Diagnostic::new(Code::EmptyFile))),
        [0x1f, 0x8b, ..] => Ok(vec![Entry { name: String::new(), packing: Packing::Gzip }]),
        [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] => zip_entries(blob),
        _ => Ok(vec![Entry { name: String::new(), packing: Packing::Plain }]),
    }
}

fn zip_entries(blob: &mut dyn Blob) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for (index, name) in zip::names(blob)?.into_iter().enumerate() {
        if name.ends_with('/') || name.is_empty() || is_left_by_system(&name) {
            continue;
        }
        entries.push(Entry { name, packing: Packing::Zip(index) });
    }
    if entries.is_empty() {
        return Err(Box::new(Diagnostic::new(Code::EmptyFile)));
    }
    Ok(entries)
}

/// An entry's unpacked bytes from byte `from` on.
///
/// # Errors
/// A broken or locked archive, as far as that is seen before that byte.
pub fn open<'a>(blob: &'a mut dyn Blob, entry: &Entry, from: u64) -> Outcome<Box<dyn Read + 'a>> {
    if entry.packing == Packing::Plain {
        return Ok(Box::new(BlobReader::from(blob, from)));
    }
    let (unpacked, packed, sum) = unpacked(blob, entry.packing)?;
    let mut limited = limited(
        match sum {
            Some(stated) => Box::new(zip::Summed::new(unpacked, stated)),
            None => unpacked,
        },
        packed,
    );
    skip(&mut limited, from).map_err(|it| failed(&it))?;
    Ok(limited)
}

/// All unpacked bytes of an entry, and the sum that whoever takes them has to find if there is one.
///
/// # Errors
/// A broken or locked archive, as far as that is seen before the first byte.
pub fn unsummed<'a>(
    blob: &'a mut dyn Blob,
    entry: &Entry,
) -> Outcome<(Box<dyn Read + 'a>, Option<u32>)> {
    let (unpacked, packed, sum) = unpacked(blob, entry.packing)?;
    Ok((limited(unpacked, packed), sum))
}

/// The bytes that an entry unpacks to, of how many packed ones, and their sum where somebody has to look
/// at it. A gzip is held against its own sums.
type Unpacked<'a> = (Box<dyn Read + 'a>, u64, Option<u32>);

fn unpacked(blob: &mut dyn Blob, packing: Packing) -> Outcome<Unpacked<'_>> {
    let size = blob.size();
    Ok(match packing {
        Packing::Plain => (Box::new(BlobReader::new(blob)), size, None),
        Packing::Gzip => (Box::new(Inflated::gzip(BlobReader::new(blob))), size, None),
        Packing::Zip(index) => {
            let (unpacked, packed, sum) = zip::open(blob, index)?;
            (unpacked, packed, Some(sum))
        }
    })
}

fn limited(unpacked: Box<dyn Read + '_>, packed: u64) -> Box<dyn Read + '_> {
    Box::new(Limited::new(Translated(unpacked), packed))
}

/// What is left of an input, so many bytes at most.
///
/// # Errors
/// When it cannot be read.
#[inline(never)]
pub fn read(input: &mut dyn Read, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads so many bytes for nothing, or to the end.
///
/// # Errors
/// Those of `input`.
pub fn skip(input: &mut dyn Read, count: u64) -> io::Result<()> {
    io::copy(&mut input.take(count), &mut io::sink()).map(|_| ())
}

/// Whether the first bytes of an unpacked entry are an archive again.
pub fn is_archive(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0x1f, 0x8b])
}

/// Whether an entry of a zip is named as workbooks with tables in XML are.
pub fn is_named_workbook(entry: &Entry) -> bool {
    let name = entry.name.as_bytes();
    let ending = name.split_at_checked(name.len().wrapping_sub(5)).map_or(name, |it| it.1);
    ending.eq_ignore_ascii_case(b".xlsx") || ending.eq_ignore_ascii_case(b".xlsm")
}

/// Turns an unpacker's errors into diagnostics.
struct Translated<R>(R);

impl<R: Read> Read for Translated<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.0.read(to).map_err(|error| {
            let code = match error.kind() {
                io::ErrorKind::UnexpectedEof => Code::TruncatedArchive,
                _ => Code::BrokenArchive,
            };
            Refused(Diagnostic::new(code)).into()
        })
    }
}

fn failed(error: &io::Error) -> Box<Diagnostic> {
    Box::new(crate::formats::read_error(error, 0))
}
