//! The result as its page shows it: headline, proof, causes, series.

use crate::domain::Outcome;
use crate::engine::protocol::{Amount, DecisionTotals, Span};
use serde::{Deserialize, Serialize};

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
    /// What the charts show, one per currency in the order of the totals.
    pub series: Vec<Series>,
    /// Records that no rate fits.
    pub unrated: u64,
    /// What keeps lines from usage that was never billed: ids and times first, then the zone of times, then
    /// names that no usage has; then the unit and roundings of lengths by which lines would agree, and the rule of the period by which
    /// pairs would.
    pub otherwise: Vec<Otherwise>,
    /// Decisions so far.
    pub decided: DecisionTotals,
    /// Ladders of rates that were in use.
    pub rates_in_use: u32,
}

/// What keeps lines from their usage, or from agreeing with it: the two sides have it in different ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otherwise {
    /// What it is: `id`, `account`, `service` or `channel`; a rounding: `length` where no rate holds,
    /// `rate` where one does; `unit`, `period`; starts and lengths: `time`; the zone that they are of: `zone`.
    pub of: String,
    /// How the bill has it; of a rounding the least and the step in seconds, such as `60/6`; of a unit its
    /// name; of a period the rule: `end`; of times how far they may lie apart: `60/60`; the zone in
    /// which it would have the times of usage, unless its text says its zone.
    pub billed: String,
    /// How many lines without usage have it; of ids: one like it. Of a rounding or a unit how many lines
    /// would agree; of a period how many pairs would lie on one side of its border; of times and zones how
    /// many lines would have a record.
    pub lines: u64,
    /// What usage has instead; of an id: the one that it is like; of a zone that in which usage would have the
    /// times of the bill, unless its text says its zone; of others nothing.
    pub usage: Vec<String>,
}

/// Figures for charts in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Series {
    /// Causes of the difference by money, largest first.
    pub causes: Vec<Cause>,
    /// Per day, ascending.
    pub days: Vec<DayPoint>,
    /// Per channel, largest difference first.
    pub channels: Vec<GroupPoint>,
    /// Per account, largest difference first.
    pub accounts: Vec<GroupPoint>,
    /// Per service, largest difference first.
    pub services: Vec<GroupPoint>,
    /// How many channels, accounts and services have a difference beside those.
    pub more: [u64; 3],
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
    /// Billed minus expected.
    pub difference: String,
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

/// Outcomes before and after.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WhatIf {
    /// As they are.
    pub before: Vec<OutcomeTotals>,
    /// As they would be.
    pub after: Vec<OutcomeTotals>,
    /// Rows of the grid in each outcome that occurs, as they are and as they would be.
    pub rows: Vec<(Outcome, u64, u64)>,
    /// Rows of the grid whose outcome would change.
    pub changed: u64,
    /// Files whose times would be read anew in another zone. Where there are any, nothing else is told:
    /// what comes of it is known once they are read.
    pub again: u64,
}
