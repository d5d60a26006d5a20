//! The policy and the rates, from the text that people write.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::forms::{PolicyForm, RateForm};
use crate::domain::policy::Dimension;
use crate::domain::{
    LengthRounding, MatchPolicy, MatchRule, Period, PeriodRule, SameName, TimeWindow, Tolerance,
    Tolerances, order,
};
use crate::engine::reader::layouts;
use crate::layout::Layout;
use crate::normalize::header::canonical;
use crate::normalize::{DateOrder, Zone, date};
use crate::rating::RateCard;
use chrono::NaiveDate;
use rust_decimal::Decimal;

const DAY_MS: i64 = 86_400_000;

type Outcome<T> = Result<T, Box<Diagnostic>>;

fn bad<T>(code: Code, field: &str, text: &str) -> Outcome<T> {
    let place = Place { field: field.to_owned(), ..Place::default() };
    Err(Box::new(Diagnostic::new(code).at(place).with(text)))
}

/// Reads a policy.
///
/// # Errors
/// The first field that cannot be read; `place.field` names it.
pub fn read(form: &PolicyForm) -> Outcome<MatchPolicy> {
    let Some(zone) = Zone::parse(&form.time_zone) else {
        return bad(Code::BadZone, "time_zone", &form.time_zone);
    };
    let rules = form.rules.iter().map(|it| match it.as_str() {
        "id" => Ok(MatchRule::Id),
        "alike_id" => Ok(MatchRule::AlikeId),
        "time" => Ok(MatchRule::Time),
        "aggregate" => Ok(MatchRule::Aggregate),
        other => bad(Code::MissingValue, "rules", other),
    });
    let dimensions = form.aggregate_by.iter().map(|it| match it.as_str() {
        "account" => Ok(Dimension::Account),
        "service" => Ok(Dimension::Service),
        "channel" => Ok(Dimension::Channel),
        "period" => Ok(Dimension::Period),
        other => bad(Code::MissingValue, "aggregate_by", other),
    });
    let mut names = Vec::new();
    for it in &form.names {
        let of = match it.of.as_str() {
            "account" => Dimension::Account,
            "service" => Dimension::Service,
            "channel" => Dimension::Channel,
            other => return bad(Code::MissingValue, "names", other),
        };
        names.push(SameName { of, billed: it.billed.clone(), usage: it.usage.clone() });
    }
    let mut rules: Vec<MatchRule> = rules.collect::<Outcome<_>>()?;
    order::sort(&mut rules);
    rules.dedup();
    Ok(MatchPolicy {
        name: form.name.clone(),
        rules,
        aggregate_by: dimensions.collect::<Outcome<_>>()?,
        names,
        tolerance: Tolerances {
            quantity: Tolerance {
                absolute: number("quantity_absolute", &form.quantity_absolute)?,
                percent: number("quantity_percent", &form.quantity_percent)?,
            },
            amount: Tolerance {
                absolute: number("amount_absolute", &form.amount_absolute)?,
                percent: number("amount_percent", &form.amount_percent)?,
            },
        },
        period: period(&form.period_from, &form.period_to, zone)?,
        period_rule: match form.period_rule.as_str() {
            "" => PeriodRule::default(),
            text => match PeriodRule::ALL.into_iter().find(|it| it.code() == text) {
                Some(rule) => rule,
                None => return bad(Code::MissingValue, "period_rule", text),
            },
        },
        time_zone: zone.name(),
        amount_decimals: form.amount_decimals.min(12),
        time_window: match form.time_window.trim() {
            "" => TimeWindow::USUAL,
            text => match TimeWindow::parse(text) {
                Some(it) => it,
                None => return bad(Code::BadNumber, "time_window", text),
            },
        },
        length_rounding: match form.length_rounding.trim() {
            "" => None,
            text => match LengthRounding::parse(text) {
                Some(it) => Some(it),
                None => return bad(Code::BadNumber, "length_rounding", text),
            },
        },
    })
}

/// Everything that cannot be read in a policy, each at its field.
pub fn problems(form: &PolicyForm) -> Vec<Diagnostic> {
    let mut form = form.clone();
    let mut problems = Vec::new();
    // What is wrong is taken away, so that what is read after it is looked at too.
    while let Err(problem) = read(&form) {
        let (slot, harmless) = match problem.place.field.as_str() {
            "time_zone" => (&mut form.time_zone, "UTC"),
            "quantity_absolute" => (&mut form.quantity_absolute, ""),
            "quantity_percent" => (&mut form.quantity_percent, ""),
            "amount_absolute" => (&mut form.amount_absolute, ""),
            "amount_percent" => (&mut form.amount_percent, ""),
            "period_from" => (&mut form.period_from, ""),
            "period_to" => (&mut form.period_to, ""),
            "time_window" => (&mut form.time_window, ""),
            "length_rounding" => (&mut form.length_rounding, ""),
            _ => return vec![*problem],
        };
        harmless.clone_into(slot);
        problems.push(*problem);
    }
    problems
}

fn number(field: &str, text: &str) -> Outcome<Decimal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Decimal::ZERO);
    }
    match text.parse::<Decimal>() {
        Ok(value) if value >= Decimal::ZERO => Ok(value),
        _ => bad(Code::BadNumber, field, text),
    }
}

/// A period from two texts. A day at its end is part of it; an instant at its end is not. One side
/// may be left open.
///
/// # Errors
/// A text that is no date, or an end before the start.
pub fn period(from: &str, to: &str, zone: Zone) -> Outcome<Option<Period>> {
    if from.trim().is_empty() && to.trim().is_empty() {
        return Ok(None);
    }
    let start = border("period_from", from, zone, false)?.unwrap_or(i64::MIN);
    let end = border("period_to", to, zone, true)?.unwrap_or(i64::MAX);
    if start >= end {
        return bad(Code::EndBeforeStart, "period_to", to);
    }
    Ok(Some(Period { start, end }))
}

fn border(field: &str, text: &str, zone: Zone, is_end: bool) -> Outcome<Option<i64>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let stamp = match date::parse(text.as_bytes(), DateOrder::MonthFirst) {
        // Only unambiguous shapes are taken here.
        Ok(stamp) if stamp.order == date::OrderEvidence::None && text.contains('-') => stamp,
        _ => return bad(Code::BadDate, field, text),
    };
    let local = if is_end && !stamp.has_time { stamp.local_ms + DAY_MS } else { stamp.local_ms };
    Ok(Some(match stamp.offset {
        Some(offset) => local - i64::from(offset) * 60_000,
        None => zone.instant(local),
    }))
}

/// Reads rates; days begin at midnight in the policy's zone. A vendor may be called as people call it
/// (`Kore.ai`, `Evo Voice`).
pub fn rates(forms: &[RateForm], zone: Zone) -> (RateCard, Vec<Diagnostic>) {
    let mut forms = forms.to_vec();
    for vendor in forms.iter_mut().map(|it| &mut it.vendor).filter(|it| !it.is_empty()) {
        let name = canonical(vendor);
        let mut codes = layouts().map(Layout::vendor).filter(|it| !it.is_empty());
        if let Some(code) = codes.find(|it| name.starts_with(it)) {
            code.clone_into(vendor);
        }
    }
    let midnight = |day: NaiveDate| {
        let local = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        zone.instant(local)
    };
    RateCard::from_forms(&forms, &midnight)
}
