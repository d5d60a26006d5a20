//! A zip's directory and the bytes of its entries. The format is `rawzip`'s part, unpacking
//! `flate2`'s; here they are put together, and what was unpacked is held against what the directory
//! states.
//!
//! Nothing an archive states is trusted with memory: its directory is read entry by entry.

use super::inflate::Inflated;
use super::limits::{self, MOST_ENTRIES};
use super::{Blob, BlobReader};
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::order;
use flate2::Crc;
use rawzip::extra_fields::ExtraFieldId;
use rawzip::{
    CompressionMethod, EntryFlags, ErrorKind, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt,
    ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipLocator,
};
use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

/// The fixed part of the end of an archive.
const END: u64 = 22;

/// The same with the longest comment.
const LONGEST_END: u64 = END + 65_535;

/// Room for the fixed parts of an end, of the larger end before it and of an entry of the directory.
const ROOM_FOR_END: usize = 256;

/// How many places are tried that look like the end of an archive. A comment, or what stands behind
/// an archive, may look like one too.
const TRIES: usize = 32;

/// The upper half of the letters that names without UTF-8 are written in.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// An entry as the directory tells of it.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    /// Its name with its folders.
    pub(super) name: String,
    flags: EntryFlags,
    method: CompressionMethod,
    place: ZipArchiveEntryWayfinder,
    /// Where it begins.
    from: u64,
}

/// The bytes of an entry's own header that are always there.
const LOCAL_HEADER: u64 = 30;

/// The directory of an archive.
#[derive(Debug, Clone)]
pub struct Directory {
    /// Where its end begins.
    end: u64,
    entries: Rc<[Packed]>,
}

type Outcome<T> = Result<T, Diagnostic>;

/// The names of the entries of an archive in the order of its directory.
///
/// # Errors
/// What is wrong with the archive, or that it has too many entries.
pub(super) fn names(blob: &mut dyn Blob) -> Outcome<Vec<String>> {
    let (_, entries) = directory(blob)?;
    Ok(entries.iter().map(|it| it.name.clone()).collect())
}

/// The unpacked bytes of an entry, which is given by its index among all, how many bytes it takes in
/// the archive, and the sum that the unpacked bytes have to have.
///
/// # Errors
/// A lock, an unknown way of packing, or an entry that is not where it should be.
pub(super) fn open<'a>(
    blob: &'a mut dyn Blob,
    index: usize,
) -> Outcome<(Box<dyn Read + 'a>, u64, u32)> {
    let (archive, entries) = directory(blob)?;
    let packed = entries.get(index).ok_or_else(|| Diagnostic::new(Code::BrokenArchive))?;
    if packed.flags.is_encrypted() {
        return Err(Diagnostic::new(Code::ArchiveEncrypted));
    }
    if !matches!(packed.method, CompressionMethod::STORE | CompressionMethod::DEFLATE) {
        // The number is what someone could look up.
        let method = packed.method.as_u16().to_string();
        return Err(Diagnostic::new(Code::ArchiveMethod).with(method));
    }
    let entry = archive.get_entry(packed.place).map_err(|it| failed(&it))?;
    let (from, until) = entry.compressed_data_range();
    let stated = entry.reader().claim_verifier();
    let blob = archive.into_inner().0.into_inner();
    let bytes = BlobReader::from(blob, from).take(until - from);
    let unpacked: Box<dyn Read> = if packed.method == CompressionMethod::STORE {
        Box::new(bytes)
    } else {
        Box::new(Inflated::bare(bytes))
    };
    let sized = Sized { unpacked, left: stated.uncompressed_size };
    Ok((Box::new(sized), packed.place.compressed_size_hint(), stated.crc))
}

type Opened<'a> = (ZipArchive<Bytes<'a>>, Rc<[Packed]>);

/// Reads the directory, or takes the one that is kept.
fn directory(blob: &mut dyn Blob) -> Outcome<Opened<'_>> {
    let kept = blob.directory().and_then(|it| it.clone());
    let size = blob.size();
    let mut bytes = Bytes(RefCell::new(blob));
    if let Some(kept) = kept {
        let end = ZipLocator::new().max_search_space(END);
        match end.locate_in_reader(bytes, &mut [0; ROOM_FOR_END], kept.end + END) {
            Ok(archive) => return Ok((archive, kept.entries)),
            // The file has changed.
            Err((back, _)) => bytes = back,
        }
    }
    let (archive, entries) = find(bytes, size)?;
    let found = Directory { end: archive.eocd_offset(), entries: entries.into() };
    if let Some(kept) = archive.get_ref().0.borrow_mut().directory() {
        *kept = Some(found.clone());
    }
    Ok((archive, found.entries))
}

fn find(mut bytes: Bytes<'_>, size: u64) -> Outcome<(ZipArchive<Bytes<'_>>, Vec<Packed>)> {
    let mut until = size;
    let earliest = until.saturating_sub(LONGEST_END);
    let mut room = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut fault = None;
    for _ in 0..TRIES {
        let end = ZipLocator::new().max_search_space(until.saturating_sub(earliest));
        let (found, at, back) = match end.locate_in_reader(bytes, &mut room, until) {
            Ok(archive) => match listed(&archive, &mut room).and_then(|it| within(it, size)) {
                Ok(entries) => return Ok((archive, entries)),
                Err(found) => (found, Some(archive.eocd_offset()), archive.into_inner()),
            },
            Err((back, error)) => (failed(&error), error.eocd_offset(), back),
        };
        // The last place is the likeliest, so what is wrong there is what is told.
        fault.get_or_insert(found);
        bytes = back;
        match at {
            Some(at) => until = at,
            None => break,
        }
    }
    Err(fault.unwrap_or_else(|| Diagnostic::new(Code::TruncatedArchive)))
}

fn listed(archive: &ZipArchive<Bytes<'_>>, room: &mut [u8]) -> Outcome<Vec<Packed>> {
    let count = archive.entries_hint();
    if usize::try_from(count).map_or(true, |it| it > MOST_ENTRIES) {
        return Err(Diagnostic::new(Code::ArchiveTooMany).with(count.to_string()));
    }
    let mut list: Vec<Packed> = Vec::new();
    let mut entries = archive.entries(room);
    for _ in 0..count {
        let entry = entries.next_entry().map_err(|it| failed(&it))?;
        let entry = entry.ok_or_else(|| Diagnostic::new(Code::BrokenArchive))?;
        list.push(Packed {
            name: name(&entry),
            flags: entry.flags(),
            method: entry.compression_method(),
            place: entry.wayfinder(),
            from: entry.local_header_offset(),
        });
    }
    number(&mut list);
    Ok(list)
}

/// Tells entries of one name apart: each is a file of its own, all of which are read.
fn number(list: &mut [Packed]) {
    let mut names: Vec<_> = list.iter().map(|it| it.name.clone()).zip(0..).collect();
    order::sort(&mut names);
    let mut nth = 1;
    for pair in names.windows(2) {
        let [before, (name, at)] = pair else { continue };
        nth = if before.0 == *name { nth + 1 } else { 1 };
        if nth > 1
            && let Some(it) = list.get_mut(*at)
        {
            // A folder in front leaves the ending, and what is hidden stays hidden.
            it.name = format!("({nth})/{name}");
        }
    }
}

/// The same entries, if together they keep to the limits and none is packed in bytes of another: so
/// a small archive would unpack to any size without one entry that is conspicuous. What they state
/// can be relied on, as none is read beyond it.
fn within(list: Vec<Packed>, size: u64) -> Outcome<Vec<Packed>> {
    let sizes = list.iter().map(|it| it.place.uncompressed_size_hint());
    limits::check(sizes.fold(0, u64::saturating_add), size).map_err(|it| it.0)?;
    let mut places: Vec<&Packed> = list.iter().collect();
    order::sort_by_key(&mut places, |it| it.from);
    let mut end = 0;
    for packed in places {
        if packed.from < end {
            return Err(Diagnostic::new(Code::BrokenArchive).with(&packed.name));
        }
        let packed_size = packed.place.compressed_size_hint();
        end = packed.from.saturating_add(LOCAL_HEADER).saturating_add(packed_size);
    }
    Ok(list)
}

fn sum(bytes: &[u8]) -> Sum {
    let mut sum = Sum::default();
    sum.add(bytes);
    sum
}

/// An entry's name. Many programs write UTF-8 without saying so.
fn name(entry: &ZipFileHeaderRecord<'_>) -> String {
    let told = entry.file_path().as_bytes();
    let mut others =
        entry.extra_fields().filter(|(id, _)| *id == ExtraFieldId::INFO_ZIP_UNICODE_PATH);
    if let Some((_, [1, a, b, c, d, other @ ..])) = others.next()
        && sum(told).is(u32::from_le_bytes([*a, *b, *c, *d]))
        && let Ok(other) = str::from_utf8(other)
    {
        return other.to_owned();
    }
    let letter = |byte: &u8| match byte.checked_sub(128) {
        Some(upper) => CODE_PAGE_437.chars().nth(usize::from(upper)).unwrap_or('?'),
        None => char::from(*byte),
    };
    match str::from_utf8(told) {
        Ok(told) => told.to_owned(),
        Err(_) => told.iter().map(letter).collect(),
    }
}

/// Holds what was unpacked against the size that the directory states.
struct Sized<'a> {
    unpacked: Box<dyn Read + 'a>,
    left: u64,
}

impl Read for Sized<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.unpacked.read(to)?;
        let is_wrong = if n == 0 { !to.is_empty() && self.left > 0 } else { self.left == 0 };
        if is_wrong {
            return Err(io::ErrorKind::InvalidData.into());
        }
        // What is more than stated is never handed out; that there is more is told next time.
        let n = usize::try_from(self.left).map_or(n, |it| it.min(n));
        self.left -= u64::try_from(n).unwrap_or(0);
        Ok(n)
    }
}

/// Holds the sum of what was unpacked against the one that the directory states. `rawzip` can do that
/// too, by a table of sums that would be a second one beside `flate2`'s.
pub(super) struct Summed<'a> {
    unpacked: Box<dyn Read + 'a>,
    sum: Sum,
    stated: u32,
}

impl<'a> Summed<'a> {
    pub(super) fn new(unpacked: Box<dyn Read + 'a>, stated: u32) -> Self {
        Self { unpacked, sum: Sum::default(), stated }
    }
}

impl Read for Summed<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.unpacked.read(to)?;
        self.sum.add(to.get(..n).unwrap_or_default());
        if n == 0 && !to.is_empty() && !self.sum.is(self.stated) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(n)
    }
}

/// The sum that a zip states of each entry.
#[derive(Debug, Default)]
pub struct Sum(Crc);

impl Sum {
    /// Adds the bytes that come next.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Whether it is the stated one.
    pub fn is(&self, stated: u32) -> bool {
        self.0.sum() == stated
    }
}

/// A blob as `rawzip` reads it: from any byte, without being borrowed for long.
struct Bytes<'a>(RefCell<&'a mut dyn Blob>);

impl ReaderAt for Bytes<'_> {
    fn read_at(&self, to: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.borrow_mut().read_at(offset, to)
    }

    fn read_exact_at(&self, to: &mut [u8], offset: u64) -> io::Result<()> {
        BlobReader::from(*self.0.borrow_mut(), offset).read_exact(to)
    }
}

/// The library's words are for programmers; the code's words are for people.
fn failed(error: &rawzip::Error) -> Diagnostic {
    Diagnostic::new(match error.kind() {
        // Without its directory at the end a zip is most likely cut off.
        ErrorKind::MissingEndOfCentralDirectory
        | ErrorKind::InvalidEndOfCentralDirectory
        | ErrorKind::Eof => Code::TruncatedArchive,
        ErrorKind::IO(it) if it.kind() == io::ErrorKind::UnexpectedEof => Code::TruncatedArchive,
        _ => Code::BrokenArchive,
    })
}
