//! Settings, policy and rates as people write them: text that both the page and files carry.
//!
//! The rooms that use them read them into typed values and say what is wrong with them.

use serde::{Deserialize, Serialize};

/// What a person can set about a source. Empty means: detect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `usage`, `billed`, `rates`.
    pub role: String,
    /// Id of a layout.
    pub layout: String,
    /// The only file of an archive, or sheet of a workbook, that is read; empty: all that hold anything.
    pub part: String,
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`.
    pub encoding: String,
    /// `,` `;` tab or `|`.
    pub delimiter: String,
    /// `.` or `,`.
    pub decimal_mark: String,
    /// `mdy`, `dmy`, `ymd`.
    pub date_order: String,
    /// IANA name or `UTC±hh:mm`.
    pub time_zone: String,
    /// `yes`, `no`: whether the first row is a header.
    pub header: String,
    /// Column position (from 1) and field name; replaces what was detected for that column.
    pub columns: Vec<(u32, String)>,
    /// A currency for rows that state none.
    pub currency: String,
    /// The account for rows that state none.
    pub account: String,
    /// The service or report for rows that state none.
    pub service: String,
    /// The unit of quantities that state none, such as `minutes`.
    pub unit: String,
    /// The period of figures that carry none, first day `YYYY-MM-DD`.
    pub period_from: String,
    /// Last day, inclusive.
    pub period_to: String,
}

/// Names of the fields a column can be taken for, in the order they are offered.
pub const FIELD_NAMES: &[&str] = &[
    "usage_id",
    "conversation_id",
    "start",
    "start_time",
    "end",
    "end_time",
    "conversation_start",
    "conversation_end",
    "duration",
    "quantity",
    "unit",
    "unit_price",
    "amount",
    "tax",
    "currency",
    "account",
    "service",
    "channel",
    "line_id",
    "invoice_id",
    "category",
    "period_start",
    "period_end",
    "period",
];

/// The policy as text. As a file it is JSON with these names; what is left out has its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyForm {
    /// A name for people.
    pub name: String,
    /// `id`, `alike_id`, `time`, `aggregate`: those in use. They are tried in this order, however they are
    /// listed.
    pub rules: Vec<String>,
    /// `account`, `service`, `channel`, `period`.
    pub aggregate_by: Vec<String>,
    /// Names on the bill that the usage writes otherwise.
    pub names: Vec<NameForm>,
    /// Absolute tolerance on quantities.
    pub quantity_absolute: String,
    /// Tolerance on quantities in percent of the expected quantity.
    pub quantity_percent: String,
    /// Absolute tolerance on amounts.
    pub amount_absolute: String,
    /// Tolerance on amounts in percent of the expected amount.
    pub amount_percent: String,
    /// First day or instant of the period; empty: everything.
    pub period_from: String,
    /// Last day (inclusive) or instant (exclusive); empty: everything.
    pub period_to: String,
    /// `start`, `end`, `overlap`.
    pub period_rule: String,
    /// IANA name or `UTC±hh:mm`.
    pub time_zone: String,
    /// Decimal places to which amounts are rounded, half up.
    pub amount_decimals: u32,
    /// How far starts and lengths may lie apart under the rule `time`, in seconds, such as `60/30`;
    /// empty: a minute.
    pub time_window: String,
    /// How lengths without a rate are billed: the least and the step in seconds, such as `60/6`; empty:
    /// as they are.
    pub length_rounding: String,
}

impl Default for PolicyForm {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        Self {
            name: String::new(),
            rules: words(&["id", "aggregate"]),
            aggregate_by: words(&["account", "service", "channel", "period"]),
            names: Vec::new(),
            quantity_absolute: "0".to_owned(),
            quantity_percent: "0".to_owned(),
            amount_absolute: "0".to_owned(),
            amount_percent: "0".to_owned(),
            period_from: String::new(),
            period_to: String::new(),
            period_rule: "start".to_owned(),
            time_zone: "UTC".to_owned(),
            amount_decimals: 2,
            time_window: "60/60".to_owned(),
            length_rounding: String::new(),
        }
    }
}

/// The rules of a policy, in the order in which they are tried.
pub const RULES: [&str; 4] = ["id", "alike_id", "time", "aggregate"];

/// What a bill calls otherwise than the usage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameForm {
    /// `account`, `service`, `channel`.
    pub of: String,
    /// The name on the bill.
    pub billed: String,
    /// The name in the usage; empty: all of them.
    #[serde(default)]
    pub usage: String,
}

/// One row of the rate card as text; an empty cell means any, or none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateForm {
    /// The vendor it is for.
    pub vendor: String,
    /// The service it is for.
    pub service: String,
    /// The account it is for.
    pub account: String,
    /// The channel it is for.
    pub channel: String,
    /// First day it holds, inclusive.
    pub valid_from: String,
    /// Last day it holds, inclusive.
    pub valid_to: String,
    /// ISO 4217.
    pub currency: String,
    /// `duration` (base unit: second), `records` or `quantity`.
    pub measure: String,
    /// How many base units one price buys.
    pub unit_size: String,
    /// The least that is billed of a record, in base units.
    pub minimum: String,
    /// What a record is rounded up to a multiple of, in base units.
    pub increment: String,
    /// Units that cost nothing, per calendar month.
    pub free_units: String,
    /// The first unit this price is for.
    pub tier_from: String,
    /// Price per unit.
    pub price: String,
    /// `record` or `sum`.
    pub rounding: String,
}

/// The columns of a rate card file, in order.
pub const RATE_COLUMNS: &[&str] = &[
    "vendor",
    "service",
    "account",
    "channel",
    "valid_from",
    "valid_to",
    "currency",
    "measure",
    "unit_size",
    "minimum",
    "increment",
    "free_units",
    "tier_from",
    "price",
    "rounding",
];
