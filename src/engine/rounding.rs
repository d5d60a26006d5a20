//! Lines whose quantity or amount differs, and that another rounding of lengths would explain.

use crate::domain::outcome::Standing;
use crate::domain::{LengthRounding, Outcome};
use crate::reconcile::classify::{GroupSum, Stated, judge};
use crate::reconcile::{Books, NONE, Reconciliation, aggregate};

/// What would explain lines that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Explained {
    /// The rounding by which they agree.
    pub(super) rounding: LengthRounding,
    /// How many lines.
    pub(super) lines: u64,
    /// Whether a rate holds for them, that says otherwise.
    pub(super) is_rated: bool,
}

/// The least and the step in seconds of what is tried; of equally good ones the first is taken.
const TRIED: [(u32, u32); 11] = [
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

/// Lines that are looked at before one of them is taken.
const SAMPLE: usize = 256;

/// Records behind them, at most.
const SAMPLE_RECORDS: usize = 100_000;

/// Looks for what explains most of the lines that differ and have no rate, and of those that have one.
/// A rounding has to explain more than half, less what it would break.
pub(super) fn explained(books: &Books<'_>, result: &Reconciliation) -> Vec<Explained> {
    let wanted = [Outcome::QuantityVariance, Outcome::AmountVariance];
    let [differ, _] = result.rows(&wanted);
    let mut all = Vec::new();
    for is_rated in [false, true] {
        let look = Look { books, result, is_rated };
        let sample = look.sample(&differ);
        let mut best = (sample.len().div_euclid(2), None);
        let mut agree = None;
        for (minimum, increment) in TRIED {
            let rounding = LengthRounding { minimum, increment };
            let found = look.agreeing(&sample, rounding);
            if found <= best.0 {
                continue;
            }
            let agree = agree.get_or_insert_with(|| look.agreeing_now());
            let broken = agree.len().saturating_sub(look.agreeing(agree, rounding));
            if found.saturating_sub(broken) > best.0 {
                best = (found.saturating_sub(broken), Some(rounding));
            }
        }
        if let Some(rounding) = best.1 {
            let lines = u64::try_from(look.agreeing(&differ, rounding)).unwrap_or(u64::MAX);
            all.push(Explained { rounding, lines, is_rated });
        }
    }
    all
}

struct Look<'a> {
    books: &'a Books<'a>,
    result: &'a Reconciliation,
    is_rated: bool,
}

impl Look<'_> {
    /// Lines from all over, with the records behind them.
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
    fn records(&self, line: u32) -> Vec<u32> {
        match self.result.marks.partner_of_line(line) {
            _ if self.result.measured.contains_key(&line) => Vec::new(),
            NONE => self.result.marks.groups.records(line).to_vec(),
            record => vec![record],
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
    fn agreeing(&self, lines: &[u32], rounding: LengthRounding) -> usize {
        lines.iter().filter(|it| self.would_agree(**it, rounding) == Some(true)).count()
    }

    fn would_agree(&self, line: u32, rounding: LengthRounding) -> Option<bool> {
        let Reconciliation { pricing, terms, policy, .. } = self.result;
        if !self.is_mine(line) {
            return None;
        }
        let stated = Stated::of(&self.books.billed.place(line)?);
        let expect = |row: u32| {
            let usage = self.books.usage.place(row)?;
            Some(pricing.expect_if(terms, &usage, row, Some(rounding)))
        };
        let judged = match self.records(line).as_slice() {
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
