//! How the two sides are compared: ordered rules, tolerances, period, time zone.

use crate::domain::{Period, PeriodRule};
use rust_decimal::Decimal;

/// How rows of the two sides find each other. Rules are tried in this order, the surest first; what one
/// consumes is not offered to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchRule {
    /// One line to one record by the usage id.
    Id,
    /// The same where the two sides write ids in different ways: capitals, braces and hyphens of
    /// UUIDs, leading zeros of numbers.
    AlikeId,
    /// One line to one record that began at about the same time and lasted about as long.
    Time,
    /// One line to the sum of a group of records.
    Aggregate,
}

/// Lines without usage whose ids are like those of records that were never billed: what
/// [`MatchRule::AlikeId`] would find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeIds {
    /// How many lines.
    pub count: u64,
    /// The id of one.
    pub billed: String,
    /// The one in the usage that it is like.
    pub usage: String,
}

/// What makes a line and a group of records comparable under [`MatchRule::Aggregate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The billing account.
    Account,
    /// The service or product.
    Service,
    /// The channel.
    Channel,
    /// The line's own period.
    Period,
}

/// What a bill calls otherwise than the usage: a name of an account, a service or a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameName {
    /// Of what it is a name; never of a period.
    pub of: Dimension,
    /// The name on the bill.
    pub billed: String,
    /// The one in the usage; empty: it stands for all of them.
    pub usage: String,
}

/// An allowed difference: the larger of an absolute value and a share of the expected value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tolerance {
    /// In the unit of what is compared.
    pub absolute: Decimal,
    /// In percent of the expected value.
    pub percent: Decimal,
}

impl Tolerance {
    /// Whether a difference is allowed. Overflow counts as not allowed.
    pub fn allows(&self, difference: Decimal, expected: Decimal) -> bool {
        let difference = difference.abs();
        let share = expected.abs().checked_mul(self.percent).map(|it| it / Decimal::ONE_HUNDRED);
        difference <= self.absolute || share.is_some_and(|share| difference <= share)
    }
}

/// How the length of a record is billed: none as none, any other as the least at least, then up to the
/// next multiple of the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthRounding {
    /// The least, in seconds.
    pub minimum: u32,
    /// The step, in seconds; above zero.
    pub increment: u32,
}

impl LengthRounding {
    /// Reads it as the trade writes it: `60/6`, or one figure for both.
    pub fn parse(text: &str) -> Option<Self> {
        let (minimum, increment) = two(text, 86_400)?;
        (increment > 0).then_some(Self { minimum, increment })
    }
}

/// Two numbers of seconds with a slash between them, or one for both; neither above the most.
fn two(text: &str, most: u32) -> Option<(u32, u32)> {
    let (one, other) = text.split_once('/').unwrap_or((text, text));
    let seconds = |it: &str| it.trim().parse::<u32>().ok().filter(|it| *it <= most);
    Some((seconds(one)?, seconds(other)?))
}

/// How far a line and a record may lie apart under [`MatchRule::Time`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// Their starts, in seconds.
    pub start: u32,
    /// Their lengths, in seconds.
    pub length: u32,
}

impl TimeWindow {
    /// A clock that is off by less than a minute, a bill in whole minutes.
    pub const USUAL: Self = Self { start: 60, length: 60 };

    /// Reads seconds of both, such as `60/30`, or one figure for both; an hour at most.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, length) = two(text, 3600)?;
        Some(Self { start, length })
    }
}

/// Tolerances on both measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tolerances {
    /// On quantities.
    pub quantity: Tolerance,
    /// On amounts.
    pub amount: Tolerance,
}

/// The whole policy. Its file form is `engine::forms::PolicyForm`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchPolicy {
    /// A name for people.
    pub name: String,
    /// Rules in use, each once, in the order of [`MatchRule`].
    pub rules: Vec<MatchRule>,
    /// What groups are made of under the aggregate rule.
    pub aggregate_by: Vec<Dimension>,
    /// Names on the bill and in the usage that mean the same. Of several for one name on the bill the
    /// last one holds.
    pub names: Vec<SameName>,
    /// Allowed differences.
    pub tolerance: Tolerances,
    /// The reconciled period; none means everything that was read.
    pub period: Option<Period>,
    /// Which instant of a session decides its period.
    pub period_rule: PeriodRule,
    /// The zone in which dates without one are meant where a source says nothing,
    /// and in which days are counted: an IANA name or `UTC±hh:mm`.
    pub time_zone: String,
    /// Decimal places of an amount that is rounded (half up).
    pub amount_decimals: u32,
    /// How far starts and lengths may lie apart where rows are tied by them.
    pub time_window: TimeWindow,
    /// How lengths are billed that no rate and no vendor's blocks say anything of; none: as they are.
    pub length_rounding: Option<LengthRounding>,
}

impl Default for MatchPolicy {
    fn default() -> Self {
        Self {
            name: String::new(),
            rules: vec![MatchRule::Id, MatchRule::Aggregate],
            aggregate_by: vec![
                Dimension::Account,
                Dimension::Service,
                Dimension::Channel,
                Dimension::Period,
            ],
            names: Vec::new(),
            tolerance: Tolerances::default(),
            period: None,
            period_rule: PeriodRule::Start,
            time_zone: "UTC".to_owned(),
            amount_decimals: 2,
            time_window: TimeWindow::USUAL,
            length_rounding: None,
        }
    }
}
