//! What the page and the engine say to each other.
//!
//! Plain values only: decimals are text in canonical form (`-12.50`), instants are milliseconds in
//! UTC with the offset in minutes at which they are shown, absent text is empty. The page formats;
//! the engine never makes a sentence. Encoded with postcard: a field may be added only on both
//! sides at once, which the build id of the hand-shake guards.

mod result;
mod rows;
mod sources;

pub use result::{
    Cause, DayPoint, GroupPoint, Otherwise, OutcomeTotals, Proof, ResultView, Series, Totals,
    WhatIf,
};
pub use rows::{
    DecidedRow, DecisionFilter, DecisionTotals, Evidence, Facet, FacetCount, RowFilter, RowView,
    RowsPage, RowsQuery, RuleKind, Selection, SideEvidence, SortKey, Step,
};
pub use sources::{
    Amount, CallTotals, CaseFile, CaseView, ColumnView, Completeness, DateAnswer, FindingView,
    Measure, Preview, Provenance, Question, ReadAs, Reject, SourceState, SourceView, Span,
};

use crate::diagnostics::Diagnostic;
use crate::domain::Decision;
use crate::engine::forms::{PolicyForm, RateForm, Settings};
use crate::source::{RowRef, SourceId};
use serde::{Deserialize, Serialize};

/// A request with the number under which its reply comes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Chosen by the page, counted up.
    pub id: u32,
    /// What is asked or answered.
    pub body: T,
}

/// What the page asks. A blob (the file) travels beside `Import`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// Read a source. Replies `Done` at once; the rest comes as `Event::Source`.
    Import {
        /// The id the page chose (counted up; the same after a restart).
        source: SourceId,
        /// The name shown, for a folder with its path.
        name: String,
        /// How it came in.
        provenance: Provenance,
        /// What a person set before (after a restart), else default.
        settings: Settings,
    },
    /// Read a source again with other settings.
    Configure {
        /// Which.
        source: SourceId,
        /// The settings; what is not set is detected.
        settings: Settings,
    },
    /// Stop reading a source; what was read is dropped and the card says so.
    Stop(SourceId),
    /// Forget a source.
    Remove(SourceId),
    /// How the first rows would read with these settings. Replies `Preview`.
    Preview {
        /// Which.
        source: SourceId,
        /// The settings to try.
        settings: Settings,
    },
    /// The rows that could not be read. Replies `Rejects`.
    Rejects {
        /// Which.
        source: SourceId,
        /// From which.
        offset: u64,
        /// How many at most.
        limit: u32,
    },
    /// Use this policy from the next reconciliation on.
    SetPolicy(PolicyForm),
    /// Use these rates from the next reconciliation on.
    SetRates(Rates),
    /// Whether a policy and rates can be used, without using them. Replies `Checked`.
    Check {
        /// The policy, if it is to be looked at.
        policy: Option<PolicyForm>,
        /// The rates, if they are.
        rates: Option<Rates>,
    },
    /// What the engine has as rates (from files and from `SetRates`). Replies `Rates`.
    GetRates,
    /// Outcomes under another policy or other rates, without keeping them. Replies `WhatIf`.
    WhatIf {
        /// The policy to try; none for the one in use.
        policy: Option<PolicyForm>,
        /// The rates to try; none for those in use.
        rates: Option<Rates>,
    },
    /// Reconcile everything that was read. Replies `Result`; progress comes as `Event::Progress`.
    Reconcile,
    /// Stop the running reconciliation.
    CancelReconcile,
    /// A window of the grid. Replies `Rows`.
    Rows(RowsQuery),
    /// Counts beside the facets under a filter. Replies `Facets`.
    Facets(RowFilter),
    /// Everything about one row. Replies `Evidence`.
    Evidence(RowRef),
    /// Decide on rows. `None` takes a decision back. Replies `Decided`.
    Decide {
        /// On which rows.
        rows: Selection,
        /// What.
        decision: Option<Decision>,
        /// A note; `None` leaves the note as it is.
        note: Option<String>,
    },
    /// All decisions, for undo and for a restart. Replies `Decisions`.
    GetDecisions,
    /// Put exactly these decisions in place. Replies `Decided`.
    PutDecisions(Vec<DecidedRow>),
    /// What a saved case was made with. Replies `Case`.
    GetCase(SourceId),
    /// Write a file. Replies `Exported`, or `SheetRows` for `Sheet` (a second worker writes it).
    Export(ExportKind),
}

/// Rates as a table, and the rate cards that went into it. A card that is read later comes on top.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rates {
    /// The rows.
    pub rows: Vec<RateForm>,
    /// The sources whose rates are among them, as they are or as a person edited them.
    pub of: Vec<SourceId>,
    /// Sizes and hashes of files whose rates are among them too, which may come later: those of a case.
    pub files: Vec<(u64, String)>,
}

/// What a saved case was made with, for the files of it that are there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseContents {
    /// The policy.
    pub policy: PolicyForm,
    /// The rates.
    pub rates: Rates,
    /// How each file was read.
    pub settings: Vec<(SourceId, Settings)>,
    /// What was decided.
    pub decisions: Vec<DecidedRow>,
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportKind {
    /// The exceptions as CSV.
    ExceptionsCsv,
    /// The dispute pack as a workbook: the data of it, for `export::sheet` to write.
    Workbook,
    /// The result and the exceptions as one HTML file for paper: the same data, for
    /// `export::report` to write.
    Report,
    /// The case: hashes, settings, rates, policy, decisions, results.
    Case,
}

impl ExportKind {
    /// Whether it names the sources' hashes, which may have to be computed first.
    pub fn needs_hashes(self) -> bool {
        matches!(self, Self::Case | Self::Workbook | Self::Report)
    }

    /// Whether it quotes the source text of rows.
    pub fn needs_texts(self) -> bool {
        self == Self::Workbook
    }
}

/// The engine's answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reply {
    /// Nothing to tell.
    Done,
    /// The head of a source under some settings.
    Preview(Preview),
    /// Unreadable rows.
    Rejects(Vec<Reject>),
    /// The rates in use.
    Rates(Rates),
    /// What is wrong with a policy (`place.field` names it) or with rates (the row's number from 1
    /// in `place.line`).
    Checked(Vec<Diagnostic>),
    /// Outcomes under another policy.
    WhatIf(WhatIf),
    /// The result.
    Result(Box<ResultView>),
    /// The reconciliation was stopped.
    Cancelled,
    /// Rows of the grid.
    Rows(RowsPage),
    /// Counts for facets.
    Facets(Vec<FacetCount>),
    /// Evidence of a row.
    Evidence(Box<Evidence>),
    /// The state of decisions.
    Decided(DecisionTotals),
    /// All decisions.
    Decisions(Vec<DecidedRow>),
    /// What a saved case was made with.
    Case(Box<CaseContents>),
    /// A file is ready; its bytes travel beside the message.
    Exported {
        /// A proposed name.
        name: String,
        /// Its media type.
        media_type: String,
    },
    /// The request could not be fulfilled.
    Failed(Diagnostic),
}

/// What the engine says unasked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Event {
    /// The worker runs; nothing may be sent before this. Carries the build id.
    Ready(String),
    /// A source changed (progress, state, figures).
    Source(Box<SourceView>),
    /// How far the reconciliation is.
    Progress(Progress),
    /// What the last result was made of has changed: its rows cannot be asked for any more.
    Outdated,
}

/// A message from the engine.
#[allow(clippy::large_enum_variant, reason = "made, encoded and dropped at once; never kept")]
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum FromEngine {
    /// An answer.
    Reply(Envelope<Reply>),
    /// News.
    Event(Event),
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes or steps done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// Rows so far.
    pub rows: u64,
}
