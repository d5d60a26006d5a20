//! How a source is to be read: decided once from its head, followed by every reader.

use crate::diagnostics::{Diagnostic, Report};
use crate::domain::Role;
use crate::formats::item::Fact;
use crate::intake::Encoding;
use crate::layout::{Evidence, Field};
use crate::normalize::{DateOrder, DecimalMark, DurationUnit};
use serde::{Deserialize, Serialize};

/// The syntax of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Syntax {
    /// Delimited text.
    Csv {
        /// Between fields.
        delimiter: u8,
        /// Whether records end with a lone carriage return.
        bare_cr: bool,
    },
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Syntax {
    /// Its name for the card.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "csv",
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedColumn {
    /// Its header as written; empty when there is none.
    pub header: String,
    /// What it stands for.
    pub field: Option<Field>,
    /// What a bare number in it counts, for durations.
    pub duration_unit: DurationUnit,
}

/// How one entry is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Id of the layout.
    pub layout: String,
    /// What it is for.
    pub role: Role,
    /// The entry's name inside its archive; empty for the file itself.
    pub entry_name: String,
    /// Which entry of the archive.
    pub entry: u32,
    /// Whether any byte can be read at once.
    pub is_plain: bool,
    /// Its syntax.
    pub syntax: Syntax,
    /// Its encoding.
    pub encoding: Encoding,
    /// Whether the encoding was guessed.
    pub encoding_guessed: bool,
    /// The header's line; 0 when there is none.
    pub header_line: u64,
    /// First byte of the data (delimited text).
    pub data_offset: u64,
    /// Lines before it.
    pub data_lines: u64,
    /// The columns in their order (delimited text), or the known names (JSON, XML).
    pub columns: Vec<PlannedColumn>,
    /// The order of day and month.
    pub date_order: DateOrder,
    /// Whether that is settled; otherwise evidence is gathered while reading.
    pub date_order_settled: bool,
    /// The decimal mark.
    pub decimal_mark: DecimalMark,
    /// Whether that is settled.
    pub decimal_mark_settled: bool,
    /// Whether only digits with at most a dot are taken for a number.
    pub plain_numbers: bool,
    /// The zone of times without one.
    pub time_zone: String,
    /// Whether the zone was assumed.
    pub time_zone_assumed: bool,
    /// The zone of the days and months that figures are for, which is the policy's: March is one
    /// March on both sides, whatever the vendor's clock. Empty: that of its times.
    pub zone_of_days: String,
    /// For rows that state none.
    pub currency: String,
    /// For rows that state none.
    pub account: String,
    /// For rows that state none.
    pub service: String,
    /// The unit of quantities whose row states none, as the header of their column says it.
    pub unit: String,
    /// The amount of a row below the lines that is their sum and is called nothing, as it stands there;
    /// empty where there is none.
    pub foot: String,
    /// The period of figures that carry none, half-open.
    pub period: Option<(i64, i64)>,
}

impl Plan {
    /// Where a field's column stands.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|it| it.field == Some(field))
    }
}

/// What looking at the head of a source came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// How to read each readable entry.
    pub plans: Vec<Plan>,
    /// What is wrong with entries that cannot be read, or was noticed.
    pub report: Report,
    /// Why nothing can be read, when there is no plan.
    pub failure: Option<Diagnostic>,
    /// Other layouts that fit as well as the one chosen.
    pub rivals: Vec<String>,
    /// Whether it is taken for usage and could be a bill as well: it states charges.
    pub may_be_billed: bool,
    /// Fields that need a column and have none.
    pub missing: Vec<Field>,
    /// The size of the file.
    pub size: u64,
}

/// What reading a part came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartEnd {
    /// First byte of the first record that was this part's.
    pub first: u64,
    /// First byte that was not this part's.
    pub end: u64,
    /// Lines from `first` to `end`.
    pub lines: u64,
    /// What the values are evidence for.
    pub evidence: Evidence,
    /// What was noticed.
    pub report: Report,
    /// Leaves outside of the records.
    pub facts: Vec<Fact>,
    /// Why reading stopped early, if it did.
    pub failure: Option<Diagnostic>,
}

/// Encodes any of these for the way between workers.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

/// Reads what [`encode`] wrote.
pub fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
