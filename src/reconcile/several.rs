//! Several lines for one thing: a bill that has a line for each segment of a call, or several for the sum
//! of the same usage (tiers, what is included and what goes beyond it, a line that is there twice).
//!
//! What it should cost is told for all of it, as everywhere: a minimum or an increment is applied
//! once, however many lines a call is billed in. In the order of their starts the lines use up what
//! it should come to; what goes beyond it is the difference of the line at which that
//! happens, and what is left over is missing from the last one. So no line that is right is blamed,
//! and the differences add up to that of the whole.

use crate::domain::{Dimension, Flag, Outcome, Tolerances, Unit};
use crate::rating::{Units, exact};
use crate::reconcile::classify::{Judged, Stated, judge};
use crate::reconcile::expect::{Expected, Pricing};
use crate::reconcile::group_sum::GroupSum;
use crate::reconcile::measures::Measure;
use crate::reconcile::{Books, Reconciliation};
use rust_decimal::Decimal;
use std::rc::Rc;

/// Judges the lines of each call that has several, and its records with them. Says how many of the
/// records no rate fits.
pub(super) fn settle(books: &Books<'_>, result: &mut Reconciliation) -> u64 {
    let calls = std::mem::take(&mut result.marks.lines_of_call);
    let mut unrated = 0;
    for call in calls {
        let mut sum = GroupSum::default();
        for row in &call.records {
            if let Some(usage) = books.usage.place(*row) {
                sum.add(&result.pricing.expect(&result.terms, &usage, *row));
            }
        }
        unrated += judge_all(books, result, sum, &call, judge);
    }
    unrated
}

/// A call with its segments, or a sum of records, and its lines, each in the order of their starts.
#[derive(Debug, Clone, Default)]
pub struct Together {
    /// Its records.
    pub records: Vec<u32>,
    /// Its lines.
    pub lines: Vec<u32>,
}

/// How a line is judged.
type Judge = fn(&Stated, &Expected, &Tolerances, &Pricing) -> Judged;

/// Judges the lines of what some records come to, and the records with them. Says how many of these no rate
/// fits.
pub(super) fn judge_all(
    books: &Books<'_>,
    result: &mut Reconciliation,
    sum: GroupSum,
    Together { records, lines }: &Together,
    judge: Judge,
) -> u64 {
    let shared: Rc<[u32]> = records.as_slice().into();
    let unrated = if result.pricing.card().is_empty() { 0 } else { sum.unpriced() };
    let first = lines.first().and_then(|it| books.billed.place(*it));
    let mut left = sum.expected(first.and_then(|it| Stated::of(&it).unit));
    let places = lines.iter().filter_map(|it| books.billed.place(*it));
    let scale = places.map(|it| Stated::of(&it).amount.scale()).max().unwrap_or(0);
    left.amount = left.amount.map(|it| result.pricing.of_sum(left.ladder, it, scale));
    let mut all = Outcome::Matched;
    for (number, line) in (1..).zip(lines) {
        let Some(place) = books.billed.place(*line) else { continue };
        let stated = Stated::of(&place);
        let share = if number == lines.len() { left.clone() } else { share(&mut left, &stated) };
        let mut judged = judge(&stated, &share, &result.policy.tolerance, &result.pricing);
        if unrated > 0 {
            judged.flags = judged.flags.with(Flag::NoRate);
        }
        if all == Outcome::Matched {
            all = judged.outcome;
        }
        result.marks.set_line(*line, judged.outcome);
        judged.flags.iter().for_each(|flag| result.marks.flag_line(*line, flag));
        result.measured.put(*line, Measure { judged, records: shared.clone(), is_peak: false });
    }
    records.iter().for_each(|row| result.marks.set_record(*row, all));
    unrated
}

/// Takes as much of what is left as a line charges for.
fn share(left: &mut Expected, stated: &Stated) -> Expected {
    let mut own = left.clone();
    if let (Some(units), Some(quantity)) = (left.units, stated.quantity) {
        let wanted = in_base(stated.unit, left.measures, units, quantity);
        let base = take(wanted, units.base);
        own.units = Some(Units { base, ..units });
        let rest = |all, own| exact::minus(all, own).unwrap_or_default();
        left.units = Some(Units { base: rest(units.base, base), ..units });
        own.took = left.took.map(|it| take(wanted, it));
        left.took = left.took.zip(own.took).map(|(all, own)| rest(all, own));
    }
    if let Some(amount) = left.amount {
        let taken = take(stated.amount, amount);
        own.amount = Some(taken);
        left.amount = Some(exact::minus(amount, taken).unwrap_or_default());
    }
    own
}

/// No more than there is, and nothing of a line that charges nothing or gives something back.
fn take(wanted: Decimal, there_is: Decimal) -> Decimal {
    wanted.min(there_is).max(Decimal::ZERO)
}

/// A line's quantity in the base unit of what is measured, as it is compared later.
fn in_base(
    unit: Option<Unit>,
    measures: Option<Dimension>,
    units: Units,
    quantity: Decimal,
) -> Decimal {
    let of_time =
        unit.filter(|it| it.dimension != Dimension::Count && Some(it.dimension) == measures);
    let base = match of_time {
        Some(unit) => unit.to_base(quantity),
        None => exact::times(quantity, units.unit_size),
    };
    base.unwrap_or(quantity)
}
