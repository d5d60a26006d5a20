//! The arithmetic behind one row, step by step.

use super::Sides;
use crate::dataset::TextField;
use crate::domain::{Dimension, Outcome, order};
use crate::engine::grid::{self, GridRow};
use crate::engine::protocol::{Span, Step};
use crate::engine::views::decimal;
use crate::rating::Rounding;
use crate::rating::exact::round;
use crate::reconcile::classify::{Judged, Stated};
use crate::reconcile::{Books, Place, Reconciliation};
use rust_decimal::Decimal;

/// The steps of a row of the grid, from what was measured to what was billed. `offset` gives the zone's minutes
/// at an instant for a record.
pub(super) fn steps(
    books: &Books<'_>,
    result: &Reconciliation,
    row: GridRow,
    sides: &Sides,
    offset: &dyn Fn(u32, i64) -> i16,
) -> Vec<Step> {
    let mut steps = Vec::new();
    // Nothing is expected for a repeat.
    if grid::outcome(result, row) == Outcome::DuplicateUsage {
        return steps;
    }
    let is_group = sides.n_records > 1 || sides.line.is_some_and(|it| result.measured.has(it));
    if is_group {
        let made = sides.line.and_then(|it| result.measured.get(it));
        let is_peak = made.is_some_and(|it| it.is_peak);
        let step = if is_peak { Step::AtOnce } else { Step::Records };
        // A charge that usage does not measure has none.
        steps.extend(Some(step(sides.n_records)).filter(|_| sides.n_records > 0));
    } else if let Some(record) = sides.records.first()
        && let Some(place) = books.usage.place(*record)
    {
        record_steps(result, &place, *record, offset, &mut steps);
    }
    let Some(line) = sides.line else { return steps };
    let Some(place) = books.billed.place(line) else { return steps };
    let stated = Stated::of(&place);
    let text = |it: Option<Decimal>| it.map_or(String::new(), decimal);
    let judged = grid::judged(books, result, line);
    if let Some(judged) = &judged
        && is_group
    {
        let price = text(price_of(result, &stated, judged));
        steps.push(Step::Contract(
            text(judged.quantity.map(to_places)),
            price,
            text(judged.expected),
        ));
    }
    steps.push(Step::Bill(text(stated.quantity), text(stated.price), decimal(stated.amount)));
    let is_variance = matches!(
        grid::outcome(result, row),
        Outcome::QuantityVariance
            | Outcome::RateVariance
            | Outcome::AmountVariance
            | Outcome::WithinTolerance
    );
    if let Some(parts) = judged.and_then(|it| it.parts).filter(|_| is_variance) {
        steps.push(Step::QuantityPart(shown(parts.quantity)));
        steps.push(Step::RatePart(shown(parts.rate)));
        if !parts.remainder.is_zero() {
            steps.push(Step::OtherPart(shown(parts.remainder)));
        }
    }
    steps
}

/// Places of quantities and parts that are worked out: a third of a minute has no end.
fn to_places(value: Decimal) -> Decimal {
    round(value, 6)
}

fn shown(value: Decimal) -> String {
    decimal(to_places(value))
}

/// The price at which a group's quantity comes to what is expected of it, where it is one that was
/// agreed or billed: with tiers or minimums there is no such price.
fn price_of(result: &Reconciliation, stated: &Stated, judged: &Judged) -> Option<Decimal> {
    let (amount, quantity) = (judged.expected?, judged.quantity?);
    let leads_to_it = |price: &Decimal| {
        quantity.checked_mul(*price).is_some_and(|it| round(it, amount.scale()) == amount)
    };
    let ladders = result.pricing.card().ladders().iter();
    let known = ladders.flat_map(|it| &it.tiers).map(|it| it.price).chain(stated.price);
    let mut prices: Vec<Decimal> = known.filter(leads_to_it).collect();
    order::sort(&mut prices);
    prices.dedup();
    // Of several that round to it nobody can tell which it was.
    match prices.as_slice() {
        [price] => Some(*price),
        _ => None,
    }
}

fn record_steps(
    result: &Reconciliation,
    usage: &Place<'_>,
    record: u32,
    offset: &dyn Fn(u32, i64) -> i16,
    steps: &mut Vec<Step>,
) {
    let habits = &usage.part.habits;
    if let Some(length) = result.pricing.calls.length(record, usage) {
        // What sums up a time has a period; how long that is decides nothing.
        let start =
            usage.start().filter(|_| habits.is_counter || habits.needs_period || habits.has_sums);
        steps.push(match start {
            Some(start) => {
                let offset = offset(record, start);
                Step::Period(Span { start, end: start + length, offset })
            }
            None => Step::Length(length),
        });
    }
    if result.pricing.calls.is_later(record) {
        return;
    }
    if let Some(quantity) = usage.quantity() {
        let unit = usage.text(TextField::Unit).to_owned();
        steps.push(Step::UsageQuantity(decimal(quantity), unit));
    }
    let Some(ladder) = result.pricing.ladder(&result.terms, usage, record) else {
        let expected = result.pricing.expect(&result.terms, usage, record);
        if let (Some(units), Some(Dimension::Time), Some(_)) =
            (expected.units, expected.measures, result.policy.length_rounding)
            && !expected.is_counted
        {
            steps.push(Step::Billable(decimal(units.base), "duration".to_owned()));
        }
        if let Some(units) = expected.units
            && units.unit_size > Decimal::ONE
        {
            let size = u32::try_from(units.unit_size.mantissa()).unwrap_or(0);
            steps.push(Step::Units(units.value().map_or(String::new(), decimal), size));
        }
        return;
    };
    if let Some(base) = ladder.billable(result.pricing.measured(usage, record)) {
        steps.push(Step::Billable(decimal(base), ladder.measure.code().to_owned()));
        let size = u32::try_from(ladder.unit_size.normalize().mantissa()).unwrap_or(0);
        let units = ladder.units(base).value().map_or(String::new(), decimal);
        steps.push(Step::Units(units, size));
    }
    let Some(charge) = result.pricing.charge(ladder, usage, record) else { return };
    let currency = ladder.currency.map_or(String::new(), |it| it.to_string());
    if let Some(part) = charge.parts.first() {
        steps.push(Step::Rate(part.row, decimal(part.price), currency));
    }
    if !charge.free_used.is_zero() {
        let free = ladder.units(charge.free_used).value().map_or(String::new(), decimal);
        steps.push(Step::FreeUnits(free));
    }
    for part in &charge.parts {
        steps.push(Step::Contract(decimal(part.units), decimal(part.price), decimal(part.amount)));
    }
    if ladder.rounding == Rounding::Record {
        let rounded = ladder.rounding.of_record(charge.amount, result.pricing.places());
        steps.push(Step::Rounded(result.pricing.places(), decimal(rounded)));
    }
}
