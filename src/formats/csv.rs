//! Delimited text, record by record, with the place of each.
//!
//! The scanner finds record and field borders 64 bytes at once and hands out slices; the `csv` crate
//! is the reader of record that tests hold it against. Beyond RFC 4180 it survives broken quotes:
//! the physical line on which a broken record begins is handed out as broken and reading goes on
//! behind it, so that no later row is lost.

mod record;
mod rows;

use crate::formats::block::{Ends, Wanted};
use crate::formats::{Flow, LONGEST_RECORD, MOST_FIELDS};
use memchr::{memchr, memchr_iter};
use record::Border;
use rows::Regular;
use std::io::{self, Read};
use std::ops::ControlFlow;

pub use record::Record;
pub use rows::{Borders, Fields, Rows};

/// How much is read at a time.
const CHUNK: usize = 1024 * 1024;

/// A quoted field longer than this is taken for one whose closing quote is missing.
const LONGEST_QUOTED: usize = 1024 * 1024;

/// How fields and records are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between fields.
    pub delimiter: u8,
    /// Whether records end with a lone carriage return (old spreadsheets).
    pub bare_cr: bool,
}

/// What the scanner hands out.
#[derive(Debug)]
pub enum Scanned<'a> {
    /// Regular records, for whoever asked for them.
    Rows(Rows<'a>),
    /// A record.
    Record(Record<'a>),
    /// A line whose quotes are broken: its bytes.
    BrokenQuotes(Record<'a>),
    /// A record that is too long; the head of its bytes.
    TooLong(Record<'a>),
}

impl Scanned<'_> {
    /// Where it begins.
    pub fn offset(&self) -> u64 {
        match self {
            Self::Rows(it) => it.offset,
            Self::Record(it) | Self::BrokenQuotes(it) | Self::TooLong(it) => it.offset,
        }
    }
}

/// Where reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct End {
    /// First byte that was not consumed.
    pub offset: u64,
    /// Lines consumed.
    pub lines: u64,
}

/// Reads records from `input`, whose first byte is byte `offset` of the stream and begins a record.
/// A record that begins at or after `until` is not read.
///
/// # Errors
/// Those of `input`.
pub fn scan(
    input: &mut dyn Read,
    dialect: Dialect,
    offset: u64,
    until: u64,
    each: &mut dyn FnMut(Scanned<'_>) -> Flow,
) -> io::Result<End> {
    let mut scan = Scan::new(dialect, offset, until);
    loop {
        let at_end = fill(input, &mut scan)?;
        if scan.records(at_end, each).is_break() || at_end {
            return Ok(scan.end());
        }
    }
}

/// Reads until there is no more room; says whether the input ended.
///
/// # Errors
/// Those of `input`.
pub fn fill(input: &mut dyn Read, scan: &mut Scan) -> io::Result<bool> {
    loop {
        let room = scan.room();
        if room.is_empty() {
            return Ok(false);
        }
        let n = input.read(room)?;
        if n == 0 {
            return Ok(true);
        }
        scan.took(n);
    }
}

/// The same for whoever cannot wait for bytes inside a call: it is given the bytes as they come.
#[derive(Debug)]
pub struct Scan {
    scanner: Scanner,
    /// Bytes that came and are not consumed, from `start` to `filled`, and room behind them.
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    first: Option<u64>,
}

impl Scan {
    /// Begins at byte `offset` of the stream, where a record begins. A record that begins at or
    /// after `until` is not read.
    pub fn new(dialect: Dialect, offset: u64, until: u64) -> Self {
        let end = End { offset, lines: 0 };
        let scanner = Scanner {
            dialect,
            until,
            end,
            borders: Vec::new(),
            has_doubled: false,
            has_blanks: false,
            skipping: false,
            regular: None,
        };
        Self { scanner, buffer: Vec::new(), start: 0, filled: 0, first: Some(offset) }
    }

    /// The same where it is not known whether a record begins at `offset`: the first one is taken
    /// to begin behind the next line end.
    pub fn behind_line_end(dialect: Dialect, offset: u64, until: u64) -> Self {
        let mut scan = Self::new(dialect, offset, until);
        scan.first = None;
        scan
    }

    /// Hands out records of so many fields many at once, as long as they are regular.
    #[must_use]
    pub fn by_rows(mut self, width: usize) -> Self {
        // The fields of a single column may be blank lines.
        self.scanner.regular = (width > 1).then(|| Regular::of(width));
        self
    }

    /// Where the first record begins; none before a line end came.
    pub fn first(&self) -> Option<u64> {
        self.first
    }

    /// Where the next bytes of the stream belong; empty when [`Scan::records`] has to be called
    /// first.
    pub fn room(&mut self) -> &mut [u8] {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.buffer.is_empty() {
            self.buffer.resize(CHUNK, 0);
        }
        self.buffer.get_mut(self.filled..).unwrap_or_default()
    }

    /// So many bytes were put into the room.
    pub fn took(&mut self, n: usize) {
        self.filled = (self.filled + n).min(self.buffer.len());
    }

    /// Hands out every whole record that is there.
    pub fn records(&mut self, at_end: bool, each: &mut dyn FnMut(Scanned<'_>) -> Flow) -> Flow {
        let held = self.buffer.get(..self.filled).unwrap_or_default();
        if self.first.is_none() {
            self.first = self.scanner.seek(held, &mut self.start);
        }
        if self.first.is_some() {
            self.scanner.records(held, &mut self.start, at_end, each)?;
        } else if self.scanner.end.offset >= self.scanner.until {
            return ControlFlow::Break(());
        }
        // A record that is longer than half the window makes it grow, so that scanning it again
        // from its start stays linear.
        let left = self.filled - self.start;
        if left * 2 > self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        ControlFlow::Continue(())
    }

    /// What was consumed so far.
    pub fn end(&self) -> End {
        self.scanner.end
    }
}

#[derive(Debug)]
struct Scanner {
    dialect: Dialect,
    until: u64,
    end: End,
    borders: Vec<Border>,
    /// Whether one of them has doubled quotes.
    has_doubled: bool,
    /// Whether one of them has blanks around its quotes.
    has_blanks: bool,
    /// Whether the rest of an overlong record is being dropped.
    skipping: bool,
    /// What is looked for by whoever takes many records at once.
    regular: Option<Regular>,
}

/// What one attempt to find a record's end came to.
enum Found {
    /// The record ends before `end`; the next begins at `next`; it holds so many line ends.
    Whole { end: usize, next: usize, lines: u64 },
    /// The quotes are broken.
    Broken,
    /// More bytes are needed.
    Partial,
    /// There are more fields than allowed; the rest of the record was not looked at.
    TooMany,
}

impl Scanner {
    /// Hands out every whole record of the buffer from `start` on and moves `start` behind them.
    fn records(
        &mut self,
        buffer: &[u8],
        start: &mut usize,
        at_end: bool,
        each: &mut dyn FnMut(Scanned<'_>) -> Flow,
    ) -> Flow {
        let mut ends = Ends::from(buffer, *start, self.wanted());
        if let Some(regular) = &mut self.regular {
            regular.hope();
        }
        loop {
            let rest = buffer.get(*start..).unwrap_or_default();
            // What is left of an overlong record belongs to whoever read its beginning.
            if self.end.offset >= self.until && !self.skipping {
                return ControlFlow::Break(());
            }
            if rest.is_empty() {
                return ControlFlow::Continue(());
            }
            if !self.skipping {
                let next = self.regular(buffer, *start, at_end);
                if next > *start {
                    let rows = self.found(rest, next - *start);
                    let n_rows = rows.len();
                    let flow = each(Scanned::Rows(rows));
                    self.end.lines += u64::try_from(n_rows).unwrap_or(0);
                    self.skip(next - *start);
                    *start = next;
                    ends = Ends::from(buffer, *start, self.wanted());
                    flow?;
                    continue;
                }
            }
            // While the rest of an overlong record is dropped, only its line end matters.
            let found = if self.skipping {
                Found::Broken
            } else {
                self.record(buffer, *start, &mut ends, at_end)
            };
            let is_whole = matches!(found, Found::Whole { .. });
            let (scanned, next, lines) = match found {
                Found::Whole { end, next, lines } => {
                    let is_plain = ends.is_plain_from(*start);
                    (Scanned::Record(self.handed(rest, end, is_plain)), next, lines)
                }
                Found::Partial if rest.len() < LONGEST_RECORD => return ControlFlow::Continue(()),
                Found::Partial | Found::TooMany => {
                    let Some((end, next)) = self.line_end(rest, at_end) else {
                        if rest.len() < LONGEST_RECORD {
                            return ControlFlow::Continue(());
                        }
                        // No line end in sight: drop what is held and go on looking for it.
                        if !self.skipping {
                            each(Scanned::TooLong(self.head(rest)))?;
                        }
                        self.skipping = true;
                        self.skip(rest.len());
                        *start += rest.len();
                        continue;
                    };
                    let head = rest.get(..end).unwrap_or_default();
                    (Scanned::TooLong(self.head(head)), next, 1)
                }
                Found::Broken => {
                    let Some((end, next)) = self.line_end(rest, at_end) else {
                        if !self.skipping {
                            if rest.len() < LONGEST_RECORD {
                                return ControlFlow::Continue(());
                            }
                            each(Scanned::TooLong(self.head(rest)))?;
                            self.skipping = true;
                        }
                        self.skip(rest.len());
                        *start += rest.len();
                        continue;
                    };
                    self.borders.clear();
                    (Scanned::BrokenQuotes(self.handed(rest, end, false)), next, 1)
                }
            };
            let flow = if self.skipping { ControlFlow::Continue(()) } else { each(scanned) };
            self.skipping = false;
            self.end.lines += lines;
            self.skip(next);
            *start += next;
            if !is_whole {
                ends = Ends::from(buffer, *start, self.wanted());
            }
            flow?;
        }
    }

    /// Drops everything up to a line end; says where the line behind it begins.
    fn seek(&mut self, held: &[u8], start: &mut usize) -> Option<u64> {
        let found = self.line_end(held, false);
        let dropped = found.map_or(held.len(), |(_, next)| next);
        self.skip(dropped);
        *start = dropped;
        found.map(|_| self.end.offset)
    }

    fn skip(&mut self, n: usize) {
        self.end.offset += u64::try_from(n).unwrap_or(0);
    }

    fn handed<'a>(&'a self, rest: &'a [u8], end: usize, is_plain: bool) -> Record<'a> {
        Record {
            bytes: rest.get(..end).unwrap_or_default(),
            borders: &self.borders,
            offset: self.end.offset,
            line: self.end.lines + 1,
            is_plain,
            has_doubled: self.has_doubled,
        }
    }

    fn head<'a>(&'a self, bytes: &'a [u8]) -> Record<'a> {
        let head = bytes.get(..bytes.len().min(1000)).unwrap_or_default();
        Record { borders: &[], ..self.handed(head, head.len(), false) }
    }

    /// Where the physical line ends and the next begins.
    fn line_end(&self, rest: &[u8], at_end: bool) -> Option<(usize, usize)> {
        let terminator = if self.dialect.bare_cr { b'\r' } else { b'\n' };
        match memchr(terminator, rest) {
            Some(at) => Some((without_cr(rest, at), at + 1)),
            None => at_end.then_some((rest.len(), rest.len())),
        }
    }

    /// Finds the borders of the record that begins at `start`; `ends` knows no end before it.
    fn record(&mut self, buffer: &[u8], start: usize, ends: &mut Ends, at_end: bool) -> Found {
        self.borders.clear();
        (self.has_doubled, self.has_blanks) = (false, false);
        let Wanted { delimiter, terminator } = self.wanted();
        let mut lines = 1;
        let mut at = start;
        loop {
            if self.borders.len() >= MOST_FIELDS {
                return Found::TooMany;
            }
            let quote = self.opening_quote(buffer, at, at_end);
            if buffer.get(quote) == Some(&b'"') {
                let (close, doubled) = match closing_quote(buffer, quote + 1) {
                    Some(found) => found,
                    None if at_end || buffer.len() - at > LONGEST_QUOTED => return Found::Broken,
                    None => return Found::Partial,
                };
                let inner = buffer.get(quote + 1..close).unwrap_or_default();
                let line_ends = memchr_iter(terminator, inner).count();
                lines += u64::try_from(line_ends).unwrap_or(0);
                self.border(quote + 1 - start, close - start, doubled);
                self.has_doubled |= doubled;
                let mut after = self.behind_blanks(buffer, close + 1);
                self.has_blanks |= quote > at || after > close + 1;
                if buffer.get(after) == Some(&b'\r') && !self.dialect.bare_cr {
                    match buffer.get(after + 1) {
                        Some(b'\n') => after += 1,
                        None if !at_end => return Found::Partial,
                        None => {
                            let (end, next) = (after - start, buffer.len() - start);
                            return Found::Whole { end, next, lines };
                        }
                        Some(_) => return Found::Broken,
                    }
                }
                ends.skip_to(buffer, after + 1);
                let (end, next) = (close + 1 - start, after + 1 - start);
                match buffer.get(after) {
                    Some(byte) if *byte == delimiter => at = after + 1,
                    Some(byte) if *byte == terminator => return Found::Whole { end, next, lines },
                    Some(_) => return Found::Broken,
                    None if at_end => return Found::Whole { end, next: after - start, lines },
                    None => return Found::Partial,
                }
                continue;
            }
            // A quote inside an unquoted field is text, so only two bytes can end the field.
            match ends.next(buffer) {
                Some(end) if buffer.get(end) == Some(&delimiter) => {
                    self.border(at - start, end - start, false);
                    at = end + 1;
                }
                Some(end) => {
                    let next = end + 1 - start;
                    let end = without_cr(buffer, end).max(at) - start;
                    self.border(at - start, end, false);
                    return Found::Whole { end, next, lines };
                }
                None if at_end => {
                    let end = buffer.len() - start;
                    self.border(at - start, end, false);
                    return Found::Whole { end, next: end, lines };
                }
                None => return Found::Partial,
            }
        }
    }

    /// Where a field that begins at `at` has its opening quote; `at` where it has none. Behind blanks a quote
    /// opens a field only if the one that closes it ends it.
    fn opening_quote(&self, buffer: &[u8], at: usize, at_end: bool) -> usize {
        let quote = self.behind_blanks(buffer, at);
        if quote == at || buffer.get(quote) != Some(&b'"') {
            return at;
        }
        let Wanted { delimiter, terminator } = self.wanted();
        let ends_field = match closing_quote(buffer, quote + 1) {
            Some((close, _)) => match buffer.get(self.behind_blanks(buffer, close + 1)) {
                Some(byte) => [delimiter, terminator, b'\r'].contains(byte),
                None => true,
            },
            None => !at_end && buffer.len() - at <= LONGEST_QUOTED,
        };
        if ends_field { quote } else { at }
    }

    fn behind_blanks(&self, buffer: &[u8], at: usize) -> usize {
        let rest = buffer.get(at..).unwrap_or_default();
        let is_blank = |it: &&u8| **it == b' ' && self.dialect.delimiter != b' ';
        at + rest.iter().take_while(is_blank).count()
    }

    fn wanted(&self) -> Wanted {
        let terminator = if self.dialect.bare_cr { b'\r' } else { b'\n' };
        Wanted { delimiter: self.dialect.delimiter, terminator }
    }

    fn border(&mut self, start: usize, end: usize, doubled: bool) {
        let narrow = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        self.borders.push(Border { start: narrow(start), end: narrow(end), doubled });
    }
}

fn without_cr(bytes: &[u8], end: usize) -> usize {
    let before = end.checked_sub(1);
    if before.and_then(|it| bytes.get(it)) == Some(&b'\r') { end - 1 } else { end }
}

/// The position of the quote that closes a field whose text begins at `from`, and whether quotes
/// are doubled inside it.
fn closing_quote(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let mut at = from;
    let mut doubled = false;
    loop {
        let close = at + memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(close + 1) != Some(&b'"') {
            return Some((close, doubled));
        }
        doubled = true;
        at = close + 2;
    }
}

#[cfg(test)]
mod tests;
