//! Lines that do not agree, and would if lengths were rounded in another way, or if what they count
//! without saying it was minutes.

use crate::domain::outcome::Standing;
use crate::domain::{Dimension, Flag, LengthRounding, Outcome, Unit};
use crate::engine::protocol::Otherwise;
use crate::reconcile::classify::{Stated, judge};
use crate::reconcile::group_sum::GroupSum;
use crate::reconcile::{Books, NONE, Reconciliation, aggregate};

/// The least and the step in seconds of what is tried; of equally good ones the first is taken.
const ROUNDINGS: [(u32, u32); 11] = [
    (60, 60),
    (1, 1),
    (6, 6),
    (60, 6),
    (30, 6),
    (60, 1),
    (60, 30),
    (30, 30),
    (10, 10),
    (900, 900),
    (3600, 3600),
];

const MINUTE: Unit = Unit { dimension: Dimension::Time, numerator: 60, denominator: 1 };

/// Lines that are looked at before one of them is taken.
const SAMPLE: usize = 256;

/// Records behind them, at most.
const SAMPLE_RECORDS: usize = 100_000;

/// Looks for what explains most of the lines that do not agree: minutes for those that do not say what
/// they count, a rounding of those that differ and have no rate, and one of those that have one. It
/// has to explain more than half, less what it would break.
pub(super) fn explained(books: &Books<'_>, result: &Reconciliation) -> Vec<Otherwise> {
    let [mut unitless, _] = result.rows(&[Outcome::NotComparable]);
    let flags = &result.marks.line_flags;
    unitless.retain(|it| flags.get(*it).is_some_and(|it| it.has(Flag::UnitMissing)));
    let [differ, _] = result.rows(&[Outcome::QuantityVariance, Outcome::AmountVariance]);
    let mut all = Vec::new();
    for (of, lines, unit) in
        [("unit", &unitless, Some(MINUTE)), ("length", &differ, None), ("rate", &differ, None)]
    {
        let look = Look { books, result, is_rated: of == "rate", unit };
        let Some((rounding, n_lines)) = look.best(lines) else { continue };
        let billed = match (unit, rounding) {
            (Some(_), _) => "minutes".to_owned(),
            (None, Some(it)) => format!("{}/{}", it.minimum, it.increment),
            (None, None) => continue,
        };
        let lines = u64::try_from(n_lines).unwrap_or(u64::MAX);
        all.push(Otherwise { of: of.to_owned(), billed, lines, usage: Vec::new() });
    }
    all
}

struct Look<'a> {
    books: &'a Books<'a>,
    result: &'a Reconciliation,
    is_rated: bool,
    /// What is counted where a line does not say so.
    unit: Option<Unit>,
}

impl Look<'_> {
    /// The rounding, or none, by which most of these lines agree, and how many do.
    fn best(&self, lines: &[u32]) -> Option<(Option<LengthRounding>, usize)> {
        let sample = self.sample(lines);
        let mut best = (sample.len().div_euclid(2), None);
        let mut agree = None;
        let roundings =
            ROUNDINGS.iter().map(|&(minimum, increment)| LengthRounding { minimum, increment });
        for tried in std::iter::once(None).chain(roundings.map(Some)) {
            let found = self.agreeing(&sample, tried);
            if found <= best.0 {
                continue;
            }
            let agree = agree.get_or_insert_with(|| self.agreeing_now());
            let broken = agree.len().saturating_sub(self.agreeing(agree, tried));
            if found.saturating_sub(broken) > best.0 {
                best = (found.saturating_sub(broken), Some(tried));
            }
        }
        best.1.map(|it| (it, self.agreeing(lines, it)))
    }

    /// Lines from all over, as far as the records behind them are not too many.
    fn sample(&self, lines: &[u32]) -> Vec<u32> {
        let mut left = SAMPLE_RECORDS;
        let mut taken = Vec::new();
        for line in lines.iter().step_by(lines.len().div_ceil(SAMPLE).max(1)) {
            let n_records = self.records(*line).len();
            if n_records > 0 && n_records <= left && self.is_mine(*line) {
                left -= n_records;
                taken.push(*line);
            }
        }
        taken
    }

    fn agreeing_now(&self) -> Vec<u32> {
        self.sample(&self.result.rows(&[Outcome::Matched, Outcome::WithinTolerance])[0])
    }

    /// The record of a pair, the records of a group.
    fn records(&self, line: u32) -> &[u32] {
        let marks = &self.result.marks;
        let pair = usize::try_from(line).ok().and_then(|it| marks.line_partner.get(it));
        match pair {
            _ if self.result.measured.has(line) => &[],
            Some(record) if *record != NONE => std::slice::from_ref(record),
            _ => marks.groups.records(line),
        }
    }

    /// Whether the first of its records has a rate, or none has where that is looked for.
    fn is_mine(&self, line: u32) -> bool {
        let first = self.records(line).first().copied();
        let has_rate = |row: u32| {
            let usage = self.books.usage.place(row)?;
            Some(self.result.pricing.ladder(&self.result.terms, &usage, row).is_some())
        };
        first.and_then(has_rate) == Some(self.is_rated)
    }

    /// How many of these would agree.
    fn agreeing(&self, lines: &[u32], tried: Option<LengthRounding>) -> usize {
        lines.iter().filter(|it| self.would_agree(**it, tried) == Some(true)).count()
    }

    fn would_agree(&self, line: u32, tried: Option<LengthRounding>) -> Option<bool> {
        let Reconciliation { pricing, terms, policy, .. } = self.result;
        if !self.is_mine(line) {
            return None;
        }
        let mut stated = Stated::of(&self.books.billed.place(line)?);
        stated.unit = stated.unit.or(self.unit);
        let expect = |row: u32| {
            let usage = self.books.usage.place(row)?;
            Some(pricing.expect_if(terms, &usage, row, tried))
        };
        let judged = match self.records(line) {
            [record] => judge(&stated, &expect(*record)?, &policy.tolerance, pricing),
            records => {
                let mut sum = GroupSum::default();
                for row in records {
                    sum.add(&expect(*row)?);
                }
                aggregate::judge_group(pricing, policy, &stated, sum)
            }
        };
        Some(judged.outcome.standing() == Standing::Agrees)
    }
}
