//! A record of delimited text and its fields.

use memchr::memchr;
use std::borrow::Cow;

/// A field's place in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Border {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether doubled quotes have to be undone.
    pub(super) doubled: bool,
}

/// One record.
#[derive(Debug)]
pub struct Record<'a> {
    /// Its bytes without the line end.
    pub bytes: &'a [u8],
    pub(super) borders: &'a [Border],
    /// First byte in the stream.
    pub offset: u64,
    /// The line it begins on, from 1 within the stretch that is read.
    pub line: u64,
    /// Whether it is known to be ASCII without NUL bytes.
    pub is_plain: bool,
    /// Whether any field has doubled quotes to be undone.
    pub has_doubled: bool,
}

impl<'a> Record<'a> {
    /// How many fields there are.
    pub fn n_fields(&self) -> usize {
        self.borders.len()
    }

    /// A field without its quotes; empty past the end.
    pub fn field(&self, index: usize) -> Cow<'a, [u8]> {
        let Some(border) = self.borders.get(index) else { return Cow::Borrowed(&[]) };
        let bytes = self.bytes.get(wide(border.start)..wide(border.end)).unwrap_or_default();
        if border.doubled { Cow::Owned(undouble(bytes)) } else { Cow::Borrowed(bytes) }
    }

    /// The same where nothing has to be undone for it.
    pub fn plain_field(&self, index: usize) -> Option<&'a [u8]> {
        let Some(border) = self.borders.get(index) else { return Some(&[]) };
        let bytes = self.bytes.get(wide(border.start)..wide(border.end)).unwrap_or_default();
        (!border.doubled).then_some(bytes)
    }

    /// Where a field stands in `bytes`, without its quotes.
    pub fn field_range(&self, index: usize) -> (usize, usize) {
        self.borders.get(index).map_or((0, 0), |it| (wide(it.start), wide(it.end)))
    }

    /// Whether there is nothing in it at all. Spreadsheets save a blank row as its separators.
    pub fn is_blank(&self) -> bool {
        (0..self.n_fields()).all(|it| self.field(it).trim_ascii().is_empty())
    }
}

fn undouble(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr(b'"', rest) {
        let (head, tail) = rest.split_at(at + 1);
        text.extend_from_slice(head);
        rest = tail.strip_prefix(b"\"").unwrap_or(tail);
    }
    text.extend_from_slice(rest);
    text
}

pub(super) fn wide(it: u32) -> usize {
    usize::try_from(it).unwrap_or(usize::MAX)
}
