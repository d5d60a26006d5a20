//! The engine against a slow, obvious reference: one line for a group whose records differ in their
//! rate, its unit and its currency, in whatever unit the bill is.

use super::{Inputs, outcomes};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

/// Seconds of a unit, thousandths for one, currency: what each channel costs. The last states no
/// currency.
const RATES: [(i64, i64, &str); 5] =
    [(60, 12, "USD"), (900, 420, "USD"), (60, 30, "USD"), (60, 20, "EUR"), (1, 1, "")];

/// Units of a bill with their seconds; one that counts has none.
const UNITS: [(&str, i64); 5] = [("SEC", 1), ("MIN", 60), ("HUR", 3600), ("", 0), ("units", 0)];

fn rates_csv() -> String {
    let mut text = "channel,currency,measure,unit_size,minimum,increment,price\n".to_owned();
    for (n, (size, price, currency)) in RATES.iter().enumerate() {
        let price = Decimal::new(*price, 3);
        text += &format!("c{n},{currency},duration,{size},{size},{size},{price}\n");
    }
    text
}

fn usage_csv(records: &[(usize, i64)]) -> String {
    let mut text = "usage_id,account,channel,start,duration_seconds\n".to_owned();
    for (n, (channel, seconds)) in records.iter().enumerate() {
        text += &format!("U{n},A,c{channel},2026-03-01 10:00:00,{seconds}\n");
    }
    text
}

fn blocks((channel, seconds): (usize, i64)) -> i64 {
    let size = RATES[channel].0;
    // Nobody answered a call of no length.
    if seconds == 0 { 0 } else { (seconds + size - 1).max(size) / size }
}

/// The quantity of a group in a unit, as a fraction; a bill that counts means blocks.
fn quantity(records: &[(usize, i64)], seconds: i64) -> (i64, i64) {
    let of = |it: &(usize, i64)| blocks(*it) * if seconds == 0 { 1 } else { RATES[it.0].0 };
    (records.iter().map(of).sum(), seconds.max(1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn groups_of_mixed_records_agree_with_the_slow_reference(
        records in proptest::collection::vec((0usize..5, 0i64..2000), 1..6),
        few in proptest::option::of((0usize..5, 0usize..5)),
        unit in 0usize..5,
        more in prop_oneof![2 => Just(0i64), 1 => 1i64..4],
        too_much in prop_oneof![2 => Just(0i64), 1 => 1i64..4],
    ) {
        // Mostly of few channels, so that there are groups that have a sum.
        let records: Vec<(usize, i64)> = records
            .into_iter()
            .map(|it| few.map_or(it, |(one, other)| (if it.0 % 2 == 0 { one } else { other }, it.1)))
            .collect();
        let (unit, seconds) = UNITS[unit];
        let (base, per) = quantity(&records, seconds);
        let billed = Decimal::new((base * 1_000_000 + per / 2) / per, 6) + Decimal::from(more);
        let expected: i64 = records.iter().map(|it| blocks(*it) * RATES[it.0].1).sum();
        let (expected, too_much) = (Decimal::new(expected, 3), Decimal::new(too_much, 2));
        let amount = expected + too_much;
        let inputs = Inputs {
            usage: vec![usage_csv(&records)],
            billed: vec![format!(
                "line_id,account,quantity,unit,amount,currency\n1,A,{billed},{unit},{amount},USD\n"
            )],
            rates: vec![rates_csv()],
            ..Inputs::default()
        };
        let is_foreign = records.iter().any(|it| RATES[it.0].2 == "EUR");
        let code = match (is_foreign, more == 0) {
            (true, _) => "not_comparable",
            (false, true) if too_much.is_zero() => "matched",
            (false, true) => "amount_variance",
            (false, false) if records.iter().any(|it| it.0 != records[0].0) => "quantity_variance",
            // At a single price the amount has to follow from the quantity.
            (false, false) => {
                let (size, price, _) = RATES[records[0].0];
                let units = billed * Decimal::from(if seconds == 0 { size } else { seconds });
                let due = units * Decimal::new(price, 3) / Decimal::from(size);
                let half_up = RoundingStrategy::MidpointAwayFromZero;
                let due = due.round_dp_with_strategy(amount.scale(), half_up);
                if due == amount { "quantity_variance" } else { "amount_variance" }
            }
        };
        let result = inputs.run().unwrap();
        prop_assert_eq!(&result["proof"]["holds"], true);
        let of_line = result["outcomes"].as_array().unwrap().iter().find(|it| it["lines"] == 1);
        let found = of_line.unwrap()["outcome"].as_str().unwrap();
        prop_assert_eq!(found, code, "{:?}", inputs);
        // Whichever record comes first.
        let mut turned = inputs.clone();
        turned.usage = vec![usage_csv(&records.iter().rev().copied().collect::<Vec<_>>())];
        let sorted = |result: &serde_json::Value| {
            let mut lines = outcomes(result);
            lines.sort();
            lines
        };
        prop_assert_eq!(sorted(&result), sorted(&turned.run().unwrap()));
        // The parts of a difference add up to it.
        let columns = [
            "difference_amount",
            "quantity_variance_amount",
            "rate_variance_amount",
            "other_variance_amount",
        ];
        for row in inputs.exceptions(&columns) {
            let figures: Vec<Decimal> = row.split(' ').filter_map(|it| it.parse().ok()).collect();
            if let [difference, quantity, rate, other] = figures[..] {
                prop_assert_eq!(quantity + rate + other, difference, "{}", row);
            }
        }
    }
}
