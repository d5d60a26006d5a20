//! Exceptions as CSV (RFC 4180), safe to open in a spreadsheet.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`. Text cells that do are given a
//! leading `'`; so is text after a `;`, a tab or a line break inside a cell, since a spreadsheet
//! set to another delimiter would begin a cell there. Numbers stay numbers, negative ones too.

use crate::export::columns::{COLUMNS, Kind, is_plain_number};
use crate::export::pack::ExceptionRow;

/// What a formula can begin with, the full-width forms included.
const STARTERS: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// After these a spreadsheet set to another dialect may begin a cell.
const BREAKS: &[char] = &[';', '\t', '\r', '\n', '|'];

/// Writes rows one by one.
#[derive(Debug, Clone)]
pub struct ExceptionsCsv {
    out: Vec<u8>,
}

impl ExceptionsCsv {
    /// Begins with the header; `mark` puts a byte order mark before it, which old spreadsheets
    /// need to see UTF-8.
    pub fn new(mark: bool) -> Self {
        let mut it = Self { out: Vec::new() };
        if mark {
            it.out.extend_from_slice("\u{feff}".as_bytes());
        }
        it.line(COLUMNS.iter().map(|column| column.name));
        it
    }

    /// Writes a row.
    pub fn push(&mut self, row: &ExceptionRow) {
        self.line(COLUMNS.iter().map(|column| {
            let cell = (column.cell)(row);
            match column.kind {
                Kind::Number | Kind::Line if is_plain_number(&cell) => cell.into_owned(),
                _ => guarded(&cell),
            }
        }));
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    fn line<T: AsRef<str>>(&mut self, cells: impl Iterator<Item = T>) {
        for (position, cell) in cells.enumerate() {
            if position > 0 {
                self.out.push(b',');
            }
            self.cell(cell.as_ref());
        }
        self.out.extend_from_slice(b"\r\n");
    }

    fn cell(&mut self, text: &str) {
        let quoted = text.contains([',', '"']) || text.contains(BREAKS) || text != text.trim();
        if quoted {
            self.out.push(b'"');
            self.out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }
}

/// Text with a `'` wherever a spreadsheet could begin to read a formula.
pub fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let opens = rest.trim_start_matches([' ', '"', '\u{a0}']);
        if opens.starts_with(STARTERS) || out.is_empty() && first.is_control() {
            out.push('\'');
        }
        let until = rest.find(BREAKS).unwrap_or(rest.len());
        let (cell, more) = rest.split_at(until);
        out.push_str(cell);
        let mut breaks = more.chars();
        out.extend(breaks.next());
        rest = breaks.as_str();
    }
    out
}
