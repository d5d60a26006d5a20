//! What a dispute pack is made of: plain rows, ready to be written.
//!
//! Decimals are canonical text (`-12.50`, empty when it cannot be told), instants are milliseconds
//! in UTC with the offset in minutes at which they are shown. Encoded with postcard on its way to
//! the worker that writes workbooks and reports.

use crate::diagnostics::Diagnostic;
use crate::domain::forms::{PolicyForm, RateForm};
use crate::domain::{Decision, Flag, Outcome, Role};
use crate::export::result_json::RejectJson;
use crate::export::text;
use crate::export::words::Words;
use serde::{Deserialize, Serialize};

/// Exceptions that a pack is filled with at most, those with most money first. A workbook is built
/// in memory at some 4 kB a row; the CSV has every row and the workbook says so.
pub const MOST_EXCEPTIONS: usize = 100_000;

/// What a pack can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackAs {
    /// A workbook.
    Workbook,
    /// A report to print.
    Report,
}

/// Everything a workbook or a printed report shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetData {
    /// The application's version.
    pub app_version: String,
    /// When it is written.
    pub written_at: i64,
    /// Names of the vendors.
    pub vendors: Vec<String>,
    /// The reconciled period in words of ISO 8601, half-open; empty for everything.
    pub period: String,
    /// Headline figures, one per currency.
    pub summary: Vec<SummaryRow>,
    /// Figures by outcome.
    pub outcomes: Vec<OutcomeRow>,
    /// Counts in and out of both sides.
    pub proof: ProofRow,
    /// Rows in dispute or open, at most [`MOST_EXCEPTIONS`].
    pub exceptions: Vec<ExceptionRow>,
    /// How many there are in all; more than `exceptions` when only the first were given.
    pub exceptions_total: u64,
    /// The source text behind the exceptions.
    pub evidence: Vec<EvidenceRow>,
    /// Of how many exceptions, those with most money, there is source text.
    pub evidence_exceptions: u64,
    /// Whether a file could not be read any more, so that source text or hashes are missing.
    pub misses_texts: bool,
    /// The policy.
    pub policy: PolicyForm,
    /// The rates.
    pub rates: Vec<RateForm>,
    /// The sources.
    pub sources: Vec<SourceRow>,
    /// What was noticed about them, then what no single one shows.
    pub findings: Vec<FindingRow>,
    /// Rows that could not be read, at most [`crate::export::result_json::MOST_REJECTS`].
    pub rejects: Vec<RejectRow>,
    /// How many there are in all.
    pub rejects_total: u64,
}

/// Headline figures in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SummaryRow {
    /// ISO 4217, empty when not stated.
    pub currency: String,
    /// Sum of the lines.
    pub billed: String,
    /// What should have been charged.
    pub expected: String,
    /// Billed minus expected.
    pub difference: String,
    /// What can be disputed of it.
    pub disputable: String,
    /// What a person has marked to be disputed.
    pub disputed: String,
}

/// Figures of one outcome in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRow {
    /// The outcome.
    pub outcome: Outcome,
    /// Its currency.
    pub currency: String,
    /// Usage records in it.
    pub records: u64,
    /// Lines in it.
    pub lines: u64,
    /// Billed.
    pub billed: String,
    /// Expected.
    pub expected: String,
    /// Billed minus expected.
    pub difference: String,
}

/// Counts and money in against out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProofRow {
    /// Records read.
    pub records_in: u64,
    /// Records over all outcomes and rejects.
    pub records_out: u64,
    /// Lines read.
    pub lines_in: u64,
    /// Lines over all outcomes and rejects.
    pub lines_out: u64,
    /// Billed as read: currency and amount.
    pub billed_in: Vec<(String, String)>,
    /// Billed over all outcomes: currency and amount.
    pub billed_out: Vec<(String, String)>,
    /// Whether everything ties.
    pub holds: bool,
}

/// One exception: a pair of record and line, or the one that stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionRow {
    /// The verdict.
    pub outcome: Outcome,
    /// Extra facts.
    pub flags: Vec<Flag>,
    /// The side the row is known by: the line, or the record where there is no line.
    pub side: Role,
    /// The usage id, or the line's where there is none.
    pub id: String,
    /// Start.
    pub start: Option<i64>,
    /// Minutes east of UTC to show it at.
    pub offset: i16,
    /// Account.
    pub account: String,
    /// Service.
    pub service: String,
    /// Channel.
    pub channel: String,
    /// Currency.
    pub currency: String,
    /// Expected amount.
    pub expected: String,
    /// Billed amount.
    pub billed: String,
    /// Billed minus expected.
    pub difference: String,
    /// Expected quantity, in the rate card's units.
    pub expected_quantity: String,
    /// The rate card's price.
    pub expected_price: String,
    /// Billed quantity.
    pub billed_quantity: String,
    /// Billed price.
    pub billed_price: String,
    /// (billed quantity − expected quantity) × contract price.
    pub quantity_part: String,
    /// (billed price − contract price) × billed quantity.
    pub rate_part: String,
    /// What neither part explains.
    pub other_part: String,
    /// The file of the usage, with the entry of an archive.
    pub usage_file: String,
    /// The line in it, 0 when there is none.
    pub usage_line: u64,
    /// The file of the bill, with the entry of an archive.
    pub bill_file: String,
    /// The line in it, 0 when there is none.
    pub bill_line: u64,
    /// The person's decision.
    pub decision: Option<Decision>,
    /// The person's note.
    pub note: String,
}

/// One side's source text behind an exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRow {
    /// The exception's id.
    pub id: String,
    /// Which side.
    pub side: Role,
    /// The file, with the entry of an archive.
    pub file: String,
    /// The line in it.
    pub line: u64,
    /// The text as it stands there; secrets left out.
    pub text: String,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The file's name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Short name of the vendor, empty when none.
    pub vendor: String,
    /// Id of the layout it was read as.
    pub layout: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// How it was read: zone, decimal mark, date order and the like, in words of the settings.
    pub read_as: String,
}

/// Something noticed about a source, or about all of them together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// The file's name; empty for what no single file shows.
    pub source: String,
    /// The code.
    pub code: String,
    /// How much it matters.
    pub severity: String,
    /// How many times.
    pub count: u64,
    /// The first line, 0 when there is none.
    pub line: u64,
    /// What is wrong with the first one. Whoever writes it says so in words: the worker of the engine
    /// holds no sentences.
    pub first: Option<Diagnostic>,
}

impl FindingRow {
    /// The sentence for people.
    pub fn text(&self, words: &Words) -> String {
        self.first.as_ref().map_or(String::new(), |it| text::fact(words, it))
    }
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectRow {
    /// The file's name.
    pub source: String,
    /// What is wrong with it, and where.
    pub diagnostic: Diagnostic,
    /// Its text.
    pub text: String,
}

impl RejectRow {
    /// As the shell tells it.
    pub fn in_json(&self) -> RejectJson {
        RejectJson::new(self.source.clone(), &self.diagnostic, &self.text)
    }

    /// As packs tell it.
    pub fn told(&self, words: &Words) -> RejectJson {
        let reason = text::fact(words, &self.diagnostic);
        RejectJson { reason, ..self.in_json() }
    }
}

impl ExceptionRow {
    /// A row of which only the verdict, the side and the id are known.
    pub fn new(outcome: Outcome, side: Role, id: impl Into<String>) -> Self {
        let none = String::new;
        Self {
            outcome,
            flags: Vec::new(),
            side,
            id: id.into(),
            start: None,
            offset: 0,
            account: none(),
            service: none(),
            channel: none(),
            currency: none(),
            expected: none(),
            billed: none(),
            difference: none(),
            expected_quantity: none(),
            expected_price: none(),
            billed_quantity: none(),
            billed_price: none(),
            quantity_part: none(),
            rate_part: none(),
            other_part: none(),
            usage_file: none(),
            usage_line: 0,
            bill_file: none(),
            bill_line: 0,
            decision: None,
            note: none(),
        }
    }
}
