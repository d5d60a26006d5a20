//! Syntax readers that keep places: CSV, JSON, XML. They know nothing of vendors or columns.
//!
//! May import: `source`, `diagnostics`, `domain`, `normalize`. Deliberately absent: files by name,
//! meaning of fields. They stream: no reader here holds more than one record and one chunk.

mod block;
pub mod csv;
pub mod csv_dialect;
pub mod item;
pub mod json;
pub mod leaves;
pub mod xml;

use crate::diagnostics::{Code, Diagnostic, Place};
use std::ops::ControlFlow;

/// Whether to go on.
pub type Flow = ControlFlow<()>;

/// A record longer than this is not read (it would have to be held whole).
pub const LONGEST_RECORD: usize = 8 * 1024 * 1024;

/// A record with more fields than this is not read.
pub const MOST_FIELDS: usize = 4096;

/// A failed read as a diagnostic: limits of the archive carry their own code.
pub fn read_error(error: &std::io::Error, line: u64) -> Diagnostic {
    let place = Place { line, ..Place::default() };
    let inner = error.get_ref().and_then(|it| it.downcast_ref::<Refused>());
    match inner {
        Some(Refused(diagnostic)) => diagnostic.clone(),
        None => Diagnostic::new(Code::ReadFailed).at(place).with(error.to_string()),
    }
}

/// A diagnostic on its way through `std::io::Error`.
pub struct Refused(pub Diagnostic);

/// The same as its text: an error has to have this, and the names of all codes and fields, which nobody
/// reads, would be sent with the worker.
impl std::fmt::Debug for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.code.code())
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for std::io::Error {
    fn from(refused: Refused) -> Self {
        Self::other(refused)
    }
}
