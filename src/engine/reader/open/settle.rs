//! What of a plan does not follow from the columns: dates, marks, zones, periods, units, what is missing.

use crate::domain::Role;
use crate::domain::forms::Settings;
use crate::layout::{Evidence, Field, Head, Layout, Plan, Syntax, names_sum};
use crate::normalize::header::{canonical, is_among};
use crate::normalize::money;
use crate::normalize::{DateOrder, DecimalMark, DurationUnit, Scaled, Zone, date, number};
use rust_decimal::Decimal;

/// What is counted, by what its column is called.
const COUNTS: &str = "calls numberofcalls noofcalls callcount totalcalls numberofsessions numberofmessages messages \
    segments numsegments conversations interactions";

/// What columns of sessions are called.
const SESSIONS: &str =
    "sessions noofsessions sessioncount totalsessions billedsessions billingsessions";

/// The unit that the header of the column of quantities names; empty when it names none.
pub(super) fn unit_of(plan: &Plan) -> &'static str {
    if plan.role == Role::Rates {
        return "";
    }
    let column = plan.column_of(Field::Quantity).and_then(|it| plan.columns.get(it));
    let header = column.map_or("", |it| &it.header);
    match DurationUnit::in_header(header) {
        Some(unit) => unit.code(),
        None if is_among(SESSIONS, &canonical(header)) => "sessions",
        None if is_among(COUNTS, &canonical(header)) => "units",
        None => "",
    }
}

/// The currency that the header of the column of amounts names, where no column says it row by row.
pub(super) fn currency_of(plan: &Plan) -> String {
    if plan.role == Role::Rates || plan.column_of(Field::Currency).is_some() {
        return String::new();
    }
    let column = [Field::Amount, Field::UnitPrice].into_iter().find_map(|it| plan.column_of(it));
    let header = column.and_then(|it| plan.columns.get(it)).map_or("", |it| &it.header);
    money::in_header(header).map_or(String::new(), |it| it.to_string())
}

/// The currency that is said once, before the records of a tree that may be anybody's: `"currency": "usd"`
/// beside a bill's lines. Where several are said nobody knows which is meant.
pub(super) fn currency_around(head: &Head<'_>, layout: &dyn Layout) -> String {
    if !layout.vendor().is_empty() {
        return String::new();
    }
    let (_, facts) = head.tree(layout);
    let is_currency = |name: &str| {
        let leaf = name.rsplit('.').next().unwrap_or_default();
        is_among("currency currencycode billingcurrency", &canonical(leaf))
    };
    let said = facts.iter().filter(|it| is_currency(&it.name));
    let mut said: Vec<String> = said.map(|it| it.value.trim().to_ascii_uppercase()).collect();
    said.dedup();
    match said.as_slice() {
        [one] if money::is_code(one) => one.clone(),
        _ => String::new(),
    }
}

/// Settles the order of dates, the decimal mark and the zone: what the person set, what the
/// documentation says, what the head is evidence for. What is left open is gathered while reading.
pub(super) fn settle(
    layout: &dyn Layout,
    settings: &Settings,
    rows: &[Vec<String>],
    plan: &mut Plan,
) {
    let mut seen = Evidence::default();
    for row in rows {
        for (cell, column) in row.iter().zip(&plan.columns) {
            let Some(field) = column.field else { continue };
            if field == Field::Period {
                let (first, last) = date::span::ends(cell).unwrap_or_default();
                note_date(&mut seen, &first);
                note_date(&mut seen, &last);
            } else if field.is_date() {
                note_date(&mut seen, cell);
            } else if field.is_number() || field == Field::Duration {
                seen.number(cell.as_bytes());
            }
        }
    }
    // Values further on may contradict what is settled here; then it is opened again.
    if let Some(order) = DateOrder::parse(&settings.date_order).or(seen.order()) {
        plan.date_order = order;
    } else {
        let says_both = seen.month_first > 0 && seen.day_first > 0;
        plan.date_order_settled = layout.habits().date_order.is_some() && !says_both;
    }
    let is_table = matches!(plan.syntax, Syntax::Csv { .. });
    let seen_mark = seen.mark().filter(|_| is_table);
    if let Some(mark) = DecimalMark::parse(&settings.decimal_mark).or(seen_mark) {
        plan.decimal_mark = mark;
    } else {
        // Programs write trees, a vendor's with the dot; other texts in one may be anyone's. Where
        // numbers are plain, whatever contradicts that is refused by itself.
        let is_vendors = !is_table && !layout.vendor().is_empty();
        plan.decimal_mark_settled = is_vendors || plan.plain_numbers && seen.dot > 0;
    }
    let start = [Field::Start, Field::PeriodStart].into_iter().find_map(|it| plan.column_of(it));
    let header = start.and_then(|it| plan.columns.get(it)).map_or("", |it| &it.header);
    let habit = layout.habits().time_zone;
    let (zone, assumed) = match Zone::parse(&settings.time_zone) {
        Some(zone) => (zone.name(), false),
        None if header.contains("UTC") || header.contains("GMT") => ("UTC".to_owned(), false),
        None if !habit.is_empty() => (habit.to_owned(), true),
        None => (String::new(), true),
    };
    plan.time_zone = zone;
    plan.time_zone_assumed = assumed;
}

fn note_date(seen: &mut Evidence, cell: &str) {
    let read = date::parse(cell.as_bytes(), DateOrder::MonthFirst)
        .or_else(|_| date::parse(cell.as_bytes(), DateOrder::DayFirst));
    if let Ok(stamp) = read {
        seen.date(stamp.order, cell.as_bytes());
    }
}

/// The stated period as instants: the last day is part of it.
pub(in crate::engine) fn period_of(settings: &Settings, zone: &str) -> Option<(i64, i64)> {
    const DAY_MS: i64 = 86_400_000;
    let zone = Zone::parse(zone).unwrap_or(Zone::UTC);
    let from = date::parse_day(&settings.period_from)?;
    let to = date::parse_day(&settings.period_to)?;
    Some((zone.instant(from * DAY_MS), zone.instant((to + 1) * DAY_MS)))
}

/// What the last of all rows states as an amount, where it says nothing else and that is the sum of those
/// before it: people put it there without a name.
pub(super) fn foot_of(plan: &Plan, rows: &[Vec<String>]) -> String {
    let Some(amount) = plan.column_of(Field::Amount) else { return String::new() };
    let is_filled = |row: &&Vec<String>| row.iter().any(|it| !it.trim().is_empty());
    let mut rows: Vec<&Vec<String>> = rows.iter().filter(is_filled).collect();
    let Some(last) = rows.pop() else { return String::new() };
    let figure = |cell: &String| {
        let read = number::parse_again(cell.trim().as_bytes(), plan.decimal_mark);
        read.ok().map(Scaled::decimal)
    };
    let says_nothing = |(index, cell): (usize, &String)| {
        let field = plan.columns.get(index).and_then(|it| it.field);
        cell.trim().is_empty()
            || field == Some(Field::Currency)
            || (matches!(field, None | Some(Field::Quantity | Field::Amount))
                && figure(cell).is_some())
    };
    // Sums of some of the lines, which are called so, are no lines.
    let is_line = |row: &&Vec<String>| !row.iter().any(|it| names_sum(it.trim()));
    let lines: Vec<Decimal> =
        rows.into_iter().filter(is_line).filter_map(|it| figure(it.get(amount)?)).collect();
    let sum = lines.iter().try_fold(Decimal::ZERO, |sum, it| sum.checked_add(*it));
    let foot = last.get(amount).map(|it| it.trim()).unwrap_or_default();
    let is_sum = sum.is_some_and(|it| !it.is_zero()) && last.get(amount).and_then(figure) == sum;
    if is_sum && lines.len() > 1 && last.iter().enumerate().all(says_nothing) {
        foot.to_owned()
    } else {
        String::new()
    }
}

/// Fields that need a column and have none.
pub(super) fn missing_fields(layout: &dyn Layout, plan: &Plan) -> Vec<Field> {
    let has = |field: Field| plan.column_of(field).is_some();
    let mut missing: Vec<Field> =
        layout.required().iter().copied().filter(|it| !has(*it)).collect();
    if layout.facts_of("").is_some() {
        return Vec::new();
    }
    if plan.role == Role::Billed
        && !has(Field::Amount)
        && !(has(Field::Quantity) && has(Field::UnitPrice))
    {
        missing.push(Field::Amount);
    }
    let measured = [Field::UsageId, Field::Start, Field::Duration, Field::Quantity];
    let is_measured = layout.habits().needs_period || measured.into_iter().any(has);
    if plan.role == Role::Usage && !is_measured && missing.is_empty() {
        missing.push(Field::Start);
    }
    missing
}
