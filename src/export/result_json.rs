//! The JSON that scripts read: `trueup reconcile --json` and `trueup inspect --json`.
//!
//! Amounts are decimal strings. Where a result has several currencies, an amount that stands alone
//! becomes one object per currency (`[{"currency":"EUR","amount":"1.00"}, …]`), and an outcome has
//! one object per currency with `"currency"` beside its amounts. What cannot be told is null.

use crate::diagnostics::Diagnostic;
use crate::domain::Outcome;
use crate::export::{text, time};
use serde::{Deserialize, Serialize};

/// Rejects that are listed at most; the counts have all of them.
pub const MOST_REJECTS: usize = 1000;

/// The answer of `reconcile`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reconciled {
    /// The usage's side.
    pub usage: UsageSide,
    /// The bill's side.
    pub billed: BilledSide,
    /// Figures by outcome.
    pub outcomes: Vec<OutcomeJson>,
    /// Whether everything ties.
    pub proof: ProofJson,
    /// What was noticed.
    pub findings: Vec<FindingJson>,
    /// Rows that could not be read, the first [`MOST_REJECTS`].
    #[serde(default)]
    pub rejects: Vec<RejectJson>,
}

/// Counts of usage.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsageSide {
    /// Records that were read.
    pub records: u64,
    /// Rows that could not be read.
    pub rejected: u64,
}

/// Counts and money of the bill.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BilledSide {
    /// Lines that were read.
    pub lines: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Their sum.
    pub net_amount: Money,
}

/// An amount: nothing, a decimal string, or one object per currency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Money {
    /// Cannot be told, or there is none.
    #[default]
    None,
    /// In the only currency there is.
    One(String),
    /// In several.
    Several(Vec<AmountJson>),
}

/// An amount with its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountJson {
    /// ISO 4217; null when the source states none.
    pub currency: Option<String>,
    /// The decimal.
    pub amount: String,
}

/// Figures of one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeJson {
    /// Its code.
    pub outcome: String,
    /// Usage records in it.
    pub records: u64,
    /// Lines in it.
    pub lines: u64,
    /// Billed.
    pub billed: Option<String>,
    /// Expected.
    pub expected: Option<String>,
    /// Billed minus expected.
    pub difference: Option<String>,
    /// Only where the result has several currencies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub currency: Option<String>,
}

/// Counts and money in against out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProofJson {
    /// Records that were read, with the rejected rows.
    pub records_in: u64,
    /// Records over all outcomes and rejects.
    pub records_out: u64,
    /// Lines that were read, with the rejected rows.
    pub lines_in: u64,
    /// Lines over all outcomes and rejects.
    pub lines_out: u64,
    /// Billed as read.
    pub billed_in: Money,
    /// Billed over all outcomes.
    pub billed_out: Money,
    /// Whether everything ties.
    pub holds: bool,
}

/// Something noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingJson {
    /// Its code.
    pub code: String,
    /// How much it matters.
    pub severity: String,
    /// How many times.
    pub count: u64,
    /// The file; null for what no single file shows.
    pub source: Option<String>,
    /// The first line; null where there is none.
    pub line: Option<u64>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RejectJson {
    /// The file, with the entry of an archive.
    pub source: String,
    /// Its line; null where it has none.
    pub line: Option<u64>,
    /// The column, from 1; null where the row as a whole is wrong.
    pub column: Option<u32>,
    /// The column's name.
    pub field: Option<String>,
    /// The code.
    pub code: String,
    /// The sentence for people.
    pub reason: String,
    /// The row, cut to 500 characters; secrets left out.
    pub text: String,
}

/// The answer of `inspect` for one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Inspected {
    /// The file as it was given.
    pub file: String,
    /// `usage`, `billed`, `rates`.
    pub role: Option<String>,
    /// Short name of the vendor.
    pub vendor: Option<String>,
    /// Id of the layout.
    pub format: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// The period that the rows cover.
    pub period: Option<PeriodJson>,
    /// The currency; null when there is none or several.
    pub currency: Option<String>,
    /// Sum of the lines.
    pub net_amount: Money,
    /// The invoice's own total without tax.
    pub tax_exclusive: Option<String>,
    /// The invoice's own total with tax.
    pub tax_inclusive: Option<String>,
    /// The invoice's own amount to pay.
    pub payable: Option<String>,
    /// The columns in their order, of an archive those of its largest table.
    #[serde(default)]
    pub columns: Vec<ColumnJson>,
    /// What was noticed.
    pub findings: Vec<FindingJson>,
    /// Rows that could not be read, the first [`MOST_REJECTS`].
    #[serde(default)]
    pub rejects: Vec<RejectJson>,
}

/// A column and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ColumnJson {
    /// Its number, from 1.
    pub position: u32,
    /// Its name; null where it has none.
    pub header: Option<String>,
    /// The field, as `--column` names it; null where the column is not read.
    pub field: Option<String>,
}

/// A half-open period in ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodJson {
    /// First instant inside.
    pub start: String,
    /// First instant after.
    pub end: String,
}

impl Money {
    /// From currencies and amounts; one currency stands alone, several stand side by side.
    pub fn from_amounts(amounts: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut amounts: Vec<(String, String)> = amounts.into_iter().collect();
        match amounts.pop() {
            None => Self::None,
            Some((_, amount)) if amounts.is_empty() => Self::One(amount),
            Some(last) => {
                amounts.push(last);
                let with_currency =
                    |(currency, amount)| AmountJson { currency: told(currency), amount };
                Self::Several(amounts.into_iter().map(with_currency).collect())
            }
        }
    }
}

impl RejectJson {
    /// From what is wrong with a row of a file.
    pub fn new(source: String, diagnostic: &Diagnostic, row: &str) -> Self {
        let place = &diagnostic.place;
        Self {
            source,
            line: Some(place.line).filter(|it| *it > 0),
            column: Some(place.column).filter(|it| *it > 0),
            field: told(place.field.clone()),
            code: diagnostic.code.code().to_owned(),
            reason: text::sentence(diagnostic),
            text: row.to_owned(),
        }
    }
}

impl OutcomeJson {
    /// Figures of one outcome; `currency` only where the result has several.
    pub fn new(outcome: Outcome, currency: Option<&str>) -> Self {
        Self {
            outcome: outcome.code().to_owned(),
            records: 0,
            lines: 0,
            billed: None,
            expected: None,
            difference: None,
            currency: currency.map(str::to_owned),
        }
    }
}

impl PeriodJson {
    /// From instants, shown at an offset in minutes east of UTC.
    pub fn new(start: i64, end: i64, offset: i16) -> Self {
        Self { start: time::iso(start, offset), end: time::iso(end, offset) }
    }
}

/// Text that says something; empty becomes null.
pub fn told(text: String) -> Option<String> {
    Some(text).filter(|it| !it.is_empty())
}

/// The JSON of `reconcile`, with a line break at its end.
pub fn reconciled(result: &Reconciled) -> String {
    written(result)
}

/// The JSON of `inspect`, with a line break at its end.
pub fn inspected(files: &[Inspected]) -> String {
    written(&files)
}

/// Writing plain structs with text keys into memory has nothing that can fail.
fn written(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
