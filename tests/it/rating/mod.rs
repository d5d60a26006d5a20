//! What should be charged: rate cards, billable quantities, tiers, rounding, variance parts.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails by panicking says where"
)]

mod arithmetic;
mod billable;
mod card;
mod charging;
mod file;

use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use trueup::diagnostics::Diagnostic;
use trueup::domain::Instant;
use trueup::domain::forms::RateForm;
use trueup::rating::{Ladder, RateCard};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Midnight in UTC.
fn midnight(day: NaiveDate) -> Instant {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
}

fn instant(text: &str) -> Instant {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

/// A row from the fifteen columns of a rate card.
fn row(cells: &str) -> RateForm {
    let cells: Vec<&str> = cells.split(',').collect();
    assert_eq!(cells.len(), 15, "{cells:?}");
    let [
        vendor,
        service,
        account,
        channel,
        valid_from,
        valid_to,
        currency,
        measure,
        unit_size,
        minimum,
        increment,
        free_units,
        tier_from,
        price,
        rounding,
    ] = <[&str; 15]>::try_from(cells).unwrap().map(str::to_owned);
    RateForm {
        vendor,
        service,
        account,
        channel,
        valid_from,
        valid_to,
        currency,
        measure,
        unit_size,
        minimum,
        increment,
        free_units,
        tier_from,
        price,
        rounding,
    }
}

fn card(rows: &[&str]) -> (RateCard, Vec<Diagnostic>) {
    let forms: Vec<RateForm> = rows.iter().map(|it| row(it)).collect();
    RateCard::from_forms(&forms, &midnight)
}

/// `code line field param…`, one per diagnostic.
fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|it| {
            let mut words = vec![it.code.code().to_owned(), it.place.line.to_string()];
            words.push(it.place.field.clone());
            words.extend(it.params.iter().cloned());
            words.join(" ")
        })
        .collect()
}

/// The only ladder of a card of `measure,unit_size,minimum,increment,free_units` and
/// `tier_from,price` pairs.
fn ladder(measure: &str, tiers: &[(&str, &str)]) -> Ladder {
    let rows: Vec<String> =
        tiers.iter().map(|(from, price)| format!(",,,,,,USD,{measure},{from},{price},")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (card, diagnostics) = card(&rows);
    assert_eq!(told(&diagnostics), Vec::<String>::new());
    assert_eq!(card.ladders().len(), 1);
    card.ladders()[0].clone()
}
