//! A source as the page sees it: how it came in, what it was read as, what was found.

use crate::diagnostics::{Diagnostic, Severity};
use crate::domain::Role;
use crate::engine::forms::Settings;
use crate::engine::protocol::Progress;
use crate::source::SourceId;
use serde::{Deserialize, Serialize};

/// How a source came in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Provenance {
    /// Dropped or chosen.
    #[default]
    File,
    /// Pasted text.
    Paste,
    /// The built-in example.
    Sample,
    /// Fetched from a vendor.
    Fetched(Completeness),
}

/// What was asked of a vendor and what came. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Completeness {
    /// The vendor's short name.
    pub vendor: String,
    /// Host and path that were called.
    pub from: String,
    /// The asked window, first instant.
    pub window_start: Option<i64>,
    /// The asked window, first instant after.
    pub window_end: Option<i64>,
    /// How many rows or pages the vendor says there are.
    pub asked: Option<u64>,
    /// How many came.
    pub received: u64,
    /// Whether everything came.
    pub complete: bool,
    /// When it was fetched.
    pub at: i64,
    /// When the vendor made it, where it says so.
    pub made_at: Option<i64>,
    /// What the vendor said about it, as it said it.
    pub remark: String,
}

/// Where a source stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceState {
    /// Waiting for a free reader.
    Waiting,
    /// Being read.
    Reading(Progress),
    /// Read; questions may be open.
    Ready,
    /// Cannot be read, or was stopped.
    Failed(Diagnostic),
}

/// A question only the person can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Day first or month first?
    DateOrder {
        /// A date as it stands in the file.
        example: String,
        /// For each reading: what it would mean and how many rows would lie in the period.
        answers: Vec<DateAnswer>,
    },
    /// Is the mark a decimal mark?
    DecimalMark {
        /// A number as it stands in the file.
        example: String,
        /// Its value when `.` is the decimal mark.
        as_dot: String,
        /// Its value when `,` is the decimal mark.
        as_comma: String,
    },
    /// Which column is meant?
    Columns {
        /// Names of the fields (of `forms::FieldName`) that need a column.
        missing: Vec<String>,
    },
    /// Which period do the figures cover? (Evo Voice replies carry none.)
    Period,
    /// Which report is it? (wolkvox replies do not say.)
    Report,
    /// What is this file?
    Layout {
        /// Layouts that fit equally well, best first (ids of `LayoutView`).
        candidates: Vec<String>,
    },
}

/// One reading of an ambiguous date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateAnswer {
    /// `dmy` or `mdy`.
    pub order: String,
    /// What the example would mean: days since 1970-01-01.
    pub day: i64,
    /// Rows that would lie in the reconciled period, or in that of the other sources.
    pub inside: u64,
    /// Of how many; 0 when there is no such period.
    pub of: u64,
}

/// A source as its card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// The id.
    pub source: SourceId,
    /// The file's name.
    pub name: String,
    /// Entries inside, when it is an archive (the ones that were read).
    pub entries: Vec<String>,
    /// How it came in.
    pub provenance: Provenance,
    /// Size in bytes.
    pub size: u64,
    /// Where it stands.
    pub state: SourceState,
    /// What it is for.
    pub role: Role,
    /// Whether it is taken for usage and could be a bill as well: it states charges.
    pub may_be_billed: bool,
    /// Short name of the vendor, empty when none.
    pub vendor: String,
    /// Id of the layout it was recognised as, empty before.
    pub layout: String,
    /// How it was read: detected values, or what the person set.
    pub read_as: ReadAs,
    /// What the person set.
    pub settings: Settings,
    /// Rows read.
    pub rows: u64,
    /// Rows that are none of the records or lines.
    pub rejected: u64,
    /// Those of them that hold no data, so that nothing is lost with them: sums of others, headings.
    pub set_aside: u64,
    /// First and last instant, with the offset at which to show them.
    pub period: Option<Span>,
    /// Net amounts by currency (empty code: none stated).
    pub amounts: Vec<Amount>,
    /// Quantity by measure, such as blocks of 15 minutes.
    pub measures: Vec<Measure>,
    /// What calls and conferences come to: in all, then by room, user and cluster.
    pub calls: Vec<CallTotals>,
    /// What was noticed, gravest first.
    pub findings: Vec<FindingView>,
    /// Open questions.
    pub questions: Vec<Question>,
    /// What a saved case says, if the file is one.
    pub case: Option<CaseView>,
}

/// A saved case as its card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// When it was saved, milliseconds since 1970-01-01 UTC.
    pub written_at: Option<i64>,
    /// The files it was made of.
    pub files: Vec<CaseFile>,
    /// How many decisions are in it.
    pub decisions: u64,
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The source that is this file, byte for byte, if it is there.
    pub source: Option<SourceId>,
}

/// How a source was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadAs {
    /// `csv`, `json`, `xml`.
    pub syntax: String,
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`.
    pub encoding: String,
    /// The delimiter, empty outside CSV.
    pub delimiter: String,
    /// `.` or `,`, empty when not decided.
    pub decimal_mark: String,
    /// `mdy`, `dmy`, `ymd`, empty when there are no dates or it is not decided.
    pub date_order: String,
    /// The zone for dates without one.
    pub time_zone: String,
    /// Whether the zone was stated by the source, by the person, or assumed.
    pub time_zone_assumed: bool,
    /// Header line, 0 when there is none.
    pub header_line: u64,
    /// Which column was taken for which field.
    pub columns: Vec<ColumnView>,
}

/// A column of a source and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Position from 1.
    pub position: u32,
    /// Its header, empty when there is none.
    pub header: String,
    /// The field's name, empty when the column is not used.
    pub field: String,
}

/// Two instants for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First.
    pub start: i64,
    /// First after the last.
    pub end: i64,
    /// Minutes east of UTC at which to show them.
    pub offset: i16,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Amount {
    /// ISO 4217, empty when not stated.
    pub currency: String,
    /// Canonical decimal text.
    pub value: String,
}

/// A quantity of something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Measure {
    /// `blocks` (of `size` seconds), `minutes`, `records`, `items`, `ai_minutes`.
    pub kind: String,
    /// Seconds of a block, 0 otherwise.
    pub size: u32,
    /// Canonical decimal text.
    pub value: String,
}

/// What the calls and conferences of a source, or of a group of them, come to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CallTotals {
    /// `room`, `user`, `cluster`; empty for the whole source.
    pub by: String,
    /// Which one.
    pub of: String,
    /// Different calls.
    pub calls: u64,
    /// Their minutes to two places.
    pub call_minutes: String,
    /// Different conferences.
    pub conferences: u64,
    /// Their minutes to two places.
    pub conference_minutes: String,
    /// The most calls at one instant.
    pub peak_calls: u64,
    /// The first such instant.
    pub peak_at: Option<i64>,
}

/// A finding of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    /// The first one, with its place.
    pub first: Diagnostic,
    /// How many there are.
    pub count: u64,
    /// How much it matters.
    pub severity: Severity,
    /// The lines where they are, in order, at most 20.
    pub lines: Vec<u64>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Why and where.
    pub diagnostic: Diagnostic,
    /// The row's text, cut to 500 characters.
    pub text: String,
}

/// The head of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preview {
    /// How it would be read.
    pub read_as: ReadAs,
    /// The raw cells of the first rows (at most 20).
    pub rows: Vec<Vec<String>>,
    /// For each of these rows what it was read as: (field, value), or the reject.
    pub parsed: Vec<Result<Vec<(String, String)>, Diagnostic>>,
}
