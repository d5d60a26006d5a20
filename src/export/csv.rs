//! Exceptions as CSV (RFC 4180), safe to open in a spreadsheet.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`. Text cells that do are given a
//! leading `'` ([`guarded`]). Numbers stay numbers, negative ones too.

use crate::domain::guard::{BREAKS, guarded};
use crate::export::columns::{COLUMNS, Kind, is_plain_number};
use crate::export::pack::ExceptionRow;

/// Writes rows one by one.
#[derive(Debug, Clone)]
pub struct ExceptionsCsv {
    out: Vec<u8>,
}

impl Default for ExceptionsCsv {
    fn default() -> Self {
        Self::new()
    }
}

impl ExceptionsCsv {
    /// Begins with a byte order mark, without which a spreadsheet takes UTF-8 for the letters of
    /// its own country, and the header.
    pub fn new() -> Self {
        let mut it = Self { out: "\u{feff}".as_bytes().to_vec() };
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
