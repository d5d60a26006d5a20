//! Files out: exceptions as CSV, the dispute pack as a workbook, the case, the shell's JSON,
//! a printable report, and the shell's sentences.
//!
//! May import: `source`, `diagnostics`, `domain`, `normalize::date`. Deliberately absent: the engine's own messages
//! (it fills the plain rows of [`pack`]), file names, the clock (times are passed in), how a
//! language writes times: packs have its words ([`words`]) and the report its decimal mark, but the CSV,
//! ISO times and the plain decimals of data read the same everywhere.
//! Pure writers into bytes. No text of a source can become a live formula or live markup.

pub mod answers;
pub mod case;
pub mod columns;
pub mod csv;
mod facts_es;
mod figures;
pub mod pack;
mod phrases;
pub mod report;
pub mod result_json;
pub mod sheet;
pub mod text;
pub mod time;
pub mod words;

pub use words::Language;

pub use pack::{
    EvidenceRow, ExceptionRow, FindingRow, PackAs, RejectRow, SheetData, SourceRow, SummaryRow,
};
