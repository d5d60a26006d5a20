//! What the page and the engine say to each other.
//!
//! Plain values only: decimals are text in canonical form (`-12.50`), instants are milliseconds in
//! UTC with the offset in minutes at which they are shown, absent text is empty. The page formats;
//! the engine never makes a sentence. Encoded with postcard: a field may be added only on both
//! sides at once, which the build id of the hand-shake guards.

use crate::diagnostics::{Diagnostic, Severity};
use crate::domain::outcome::Standing;
use crate::domain::{Decision, Flag, Outcome, Role};
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
    /// What the vendor said about it, as it said it.
    pub remark: String,
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
    /// Use these rates from the next reconciliation on. Replies `RatesChecked`.
    SetRates(Vec<RateForm>),
    /// What the engine has as rates (from files and from `SetRates`). Replies `Rates`.
    GetRates,
    /// Outcomes under another policy or other rates, without keeping them. Replies `WhatIf`.
    WhatIf {
        /// The policy to try; none for the one in use.
        policy: Option<PolicyForm>,
        /// The rates to try; none for those in use.
        rates: Option<Vec<RateForm>>,
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
    /// Write a file. Replies `Exported`, or `SheetRows` for `Sheet` (a second worker writes it).
    Export(ExportKind),
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportKind {
    /// The exceptions as CSV.
    ExceptionsCsv,
    /// The dispute pack as a workbook.
    Workbook,
    /// The case: hashes, settings, rates, policy, decisions, results.
    Case,
    /// The same JSON as the shell's `reconcile --json`.
    ResultJson,
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
    Rates(Vec<RateForm>),
    /// What is wrong with the rates that were set (row number from 1 in `place.line`).
    RatesChecked(Vec<Diagnostic>),
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
}

/// A message from the engine.
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
    /// Rows that would lie in the reconciled period.
    pub inside: u64,
    /// Of how many.
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
    /// Rows that could not be read.
    pub rejected: u64,
    /// First and last instant, with the offset at which to show them.
    pub period: Option<Span>,
    /// Net amounts by currency (empty code: none stated).
    pub amounts: Vec<Amount>,
    /// Quantity by measure, such as blocks of 15 minutes.
    pub measures: Vec<Measure>,
    /// What was noticed, gravest first.
    pub findings: Vec<FindingView>,
    /// Open questions.
    pub questions: Vec<Question>,
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
    /// `blocks` (of `size` seconds), `minutes`, `records`, `items`, `ai_minutes`, `conferences`,
    /// `conference_minutes`, `peak_calls`.
    pub kind: String,
    /// Seconds of a block, 0 otherwise.
    pub size: u32,
    /// Canonical decimal text.
    pub value: String,
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
    /// Further places, at most 20.
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

/// The result, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultView {
    /// Names of vendors, accounts of the usage.
    pub vendors: Vec<String>,
    /// The reconciled period.
    pub period: Option<Span>,
    /// Headline figures, one per currency; the first is the one with most money.
    pub totals: Vec<Totals>,
    /// One per outcome and currency that occurs, in the order of `Outcome::ALL`.
    pub outcomes: Vec<OutcomeTotals>,
    /// The proof.
    pub proof: Proof,
    /// Causes of the difference by money, largest first (main currency).
    pub causes: Vec<Cause>,
    /// Per day in the main currency, ascending.
    pub days: Vec<DayPoint>,
    /// Per channel in the main currency, largest difference first.
    pub channels: Vec<GroupPoint>,
    /// Per account in the main currency, largest difference first.
    pub accounts: Vec<GroupPoint>,
    /// Per service in the main currency, largest difference first.
    pub services: Vec<GroupPoint>,
    /// What would explain the gap.
    pub hints: Vec<Hint>,
    /// Decisions so far.
    pub decided: DecisionTotals,
    /// Milliseconds the reconciliation took, as the page measured it (0 from the shell).
    pub rates_in_use: u32,
}

/// Headline figures in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// ISO 4217, empty when not stated.
    pub currency: String,
    /// Sum of the lines.
    pub billed: String,
    /// What should have been charged.
    pub expected: String,
    /// Billed minus expected.
    pub difference: String,
    /// The part of the difference that is in the customer's favour to dispute.
    pub disputable: String,
}

/// Figures of one outcome in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeTotals {
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
pub struct Proof {
    /// Records read, with the rejected rows.
    pub records_in: u64,
    /// Records over all outcomes and rejects.
    pub records_out: u64,
    /// Rejected usage rows.
    pub records_rejected: u64,
    /// Lines read, with the rejected rows.
    pub lines_in: u64,
    /// Lines over all outcomes and rejects.
    pub lines_out: u64,
    /// Rejected lines.
    pub lines_rejected: u64,
    /// Billed as read, one per currency.
    pub billed_in: Vec<Amount>,
    /// Billed over all outcomes, one per currency.
    pub billed_out: Vec<Amount>,
    /// Whether everything ties.
    pub holds: bool,
}

/// A cause of the difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The outcome.
    pub outcome: Outcome,
    /// A flag that narrows it.
    pub flag: Option<Flag>,
    /// Rows.
    pub rows: u64,
    /// Money, signed.
    pub difference: String,
}

/// Figures of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPoint {
    /// Days since 1970-01-01 in the policy's zone.
    pub day: i32,
    /// Billed.
    pub billed: String,
    /// Expected.
    pub expected: String,
}

/// Figures of a channel, account or service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPoint {
    /// Its name; empty when the source has none.
    pub name: String,
    /// Billed.
    pub billed: String,
    /// Expected.
    pub expected: String,
    /// Billed minus expected.
    pub difference: String,
    /// Rows.
    pub rows: u64,
}

/// Something that would explain a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// Rounding each record would leave this difference.
    RoundEachRecord(String),
    /// Rounding the sum only would leave this difference.
    RoundTheSum(String),
    /// Shifting the zone by so many minutes would bring so many rows into the period.
    ShiftZone(i16, u64),
    /// Another period rule (`start`, `end`, `overlap`) would bring so many rows in.
    PeriodRule(String, u64),
    /// So many records have no rate.
    NoRate(u64),
}

/// Outcomes before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// As they are.
    pub before: Vec<OutcomeTotals>,
    /// As they would be.
    pub after: Vec<OutcomeTotals>,
    /// Rows whose outcome would change.
    pub changed: u64,
}

/// Which rows of the result.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowFilter {
    /// Outcomes to show; empty: all.
    pub outcomes: Vec<Outcome>,
    /// Show rows with this decision.
    pub decisions: Vec<DecisionFilter>,
    /// Text in id, account, service or channel.
    pub text: String,
    /// Only this channel.
    pub channel: Option<String>,
    /// Only this account.
    pub account: Option<String>,
    /// Only this day (days since 1970-01-01 in the policy's zone).
    pub day: Option<i32>,
}

/// By decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecisionFilter {
    /// Disputed rows.
    Disputed,
    /// Accepted rows.
    Accepted,
    /// Rows without a decision.
    Open,
}

/// By what rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortKey {
    /// The absolute difference.
    Difference,
    /// The start.
    Start,
    /// The expected amount.
    Expected,
    /// The billed amount.
    Billed,
    /// The channel.
    Channel,
    /// The account.
    Account,
    /// The outcome.
    Outcome,
    /// The order of the sources.
    Source,
}

/// A window of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsQuery {
    /// Which rows.
    pub filter: RowFilter,
    /// By what.
    pub sort: SortKey,
    /// Largest or latest first.
    pub descending: bool,
    /// First row of the window.
    pub offset: u32,
    /// Rows of the window.
    pub limit: u32,
}

/// Rows of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowsPage {
    /// Rows under the filter in all.
    pub total: u64,
    /// Sum of their differences in the main currency.
    pub difference: Amount,
    /// First row of the window.
    pub offset: u32,
    /// The window.
    pub rows: Vec<RowView>,
}

/// One row of the grid: a pair of record and line, or the one that stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// The row it is known by: the line, or the record where there is no line.
    pub row: RowRef,
    /// Which side `row` is of.
    pub side: Role,
    /// The usage id, or the line's id where there is none; empty when neither has one.
    pub id: String,
    /// Start (UTC).
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
    /// Expected, empty when it cannot be told.
    pub expected: String,
    /// Billed, empty when there is no line.
    pub billed: String,
    /// Billed minus expected, empty when it cannot be told.
    pub difference: String,
    /// The verdict.
    pub outcome: Outcome,
    /// Extra facts.
    pub flags: Vec<Flag>,
    /// The person's decision.
    pub decision: Option<Decision>,
    /// Whether there is a note.
    pub has_note: bool,
}

/// A count beside a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    /// What is counted.
    pub facet: Facet,
    /// Rows of the grid.
    pub rows: u64,
}

/// Something one can filter by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Facet {
    /// An outcome.
    Outcome(Outcome),
    /// A decision.
    Decision(DecisionFilter),
}

/// Everything about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The grid row.
    pub row: RowView,
    /// Agrees, differs, cannot tell.
    pub standing: Standing,
    /// The bill's side.
    pub billed: Option<SideEvidence>,
    /// The usage's side; several records under the aggregate rule (at most 50).
    pub usage: Vec<SideEvidence>,
    /// Records of the group in all.
    pub usage_count: u64,
    /// The arithmetic, step by step.
    pub steps: Vec<Step>,
    /// Which rule decided (1 is the first), 0 when none matched.
    pub rule: u32,
    /// What kind of rule.
    pub rule_kind: RuleKind,
    /// Other candidates there were.
    pub candidates: u64,
    /// The note.
    pub note: String,
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleKind {
    /// No counterpart was found.
    None,
    /// The same id.
    SameId,
    /// The sum of a group.
    GroupSum,
    /// Not compared at all (repeat, outside the period, not measured by usage).
    NotCompared,
}

/// One side's source text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideEvidence {
    /// The row.
    pub row: RowRef,
    /// The file, with the entry of an archive (`march.zip › calls.csv`).
    pub file: String,
    /// The line in it.
    pub line: u64,
    /// The text as it stands there; secrets left out.
    pub text: String,
    /// Byte ranges of `text` that decide, to be marked.
    pub marks: Vec<(u32, u32)>,
}

/// One step of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Length of the session in milliseconds.
    Length(i64),
    /// So many records in the group.
    Records(u64),
    /// The usage's own quantity with its unit.
    UsageQuantity(String, String),
    /// Raised to the minimum and the increment: billable base units (seconds, records, quantity).
    Billable(String, String),
    /// Billable divided by the unit size: units.
    Units(String, u32),
    /// Which rate: (row of the rate card, price, currency).
    Rate(u32, String, String),
    /// Free units taken off.
    FreeUnits(String),
    /// (units, price, amount) by the contract; one per tier.
    Contract(String, String, String),
    /// (quantity, price, amount) on the bill; empty where not stated.
    Bill(String, String, String),
    /// Rounded to so many places: amount.
    Rounded(u32, String),
    /// (billed quantity − expected quantity) × contract rate.
    QuantityPart(String),
    /// (billed rate − contract rate) × billed quantity.
    RatePart(String),
}

/// Which rows a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// These.
    Rows(Vec<RowRef>),
    /// All under a filter.
    Filter(RowFilter),
}

/// A decided row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedRow {
    /// The row.
    pub row: RowRef,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The note, empty when none.
    pub note: String,
}

/// Decisions so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DecisionTotals {
    /// Rows disputed.
    pub disputed: u64,
    /// Their difference by currency.
    pub disputed_amounts: Vec<Amount>,
    /// Rows accepted.
    pub accepted: u64,
}
