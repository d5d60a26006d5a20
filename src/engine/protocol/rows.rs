//! The rows of the result: what is asked of the grid, a row, its evidence, its decision.

use crate::domain::forms::NameForm;
use crate::domain::outcome::Standing;
use crate::domain::{Decision, Flag, Outcome, Role};
use crate::engine::protocol::{Amount, Span};
use crate::source::{RowPlace, RowRef};
use serde::{Deserialize, Serialize};

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
    /// Rows that need a decision and have none: all but those that agree.
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
    /// Sums of their differences, one per currency that has any; the main one first.
    pub differences: Vec<Amount>,
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
    /// Whether only the day of the start is known.
    pub is_by_day: bool,
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
    /// Billed too much and still open, under the whole filter.
    Disputable,
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
    /// The row of the same side that a repeat repeats, unless all of its file does.
    pub repeats: Option<SideEvidence>,
    /// Names of the line with what they are taken for in the usage.
    pub names: Vec<NameForm>,
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
    /// Ids that are alike but for how they are written.
    AlikeId,
    /// About the same start and length.
    Time,
    /// The sum of a group.
    GroupSum,
    /// Several counterparts, none better than the others.
    Several,
    /// The price that the rate card has for a charge of this name.
    FixedCharge,
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
    /// The time that a counter or a sum covers.
    Period(Span),
    /// So many records in the group.
    Records(u64),
    /// So many records at one instant, the most there were.
    AtOnce(u64),
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
    /// What neither explains: rounding, or an amount that is not its quantity times its price.
    OtherPart(String),
}

/// Which rows a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// These.
    Rows(Vec<RowRef>),
    /// All under a filter.
    Filter(RowFilter),
    /// Those under a filter that were billed too much and are still open.
    Disputable(RowFilter),
}

/// A decided row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedRow {
    /// Where the row stands.
    pub place: RowPlace,
    /// The row, unless there is none at that place as the source is read now. Not looked at when
    /// decisions are put in place.
    pub row: Option<RowRef>,
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
    /// Decisions on rows that are not there as their source is read now.
    pub aside: u64,
}
