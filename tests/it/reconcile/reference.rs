//! The engine against a slow, obvious reference: matching by id with flat rates, written with maps
//! and loops only.

use super::{Inputs, outcomes};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A session: id, length in seconds, channel.
pub(crate) type Session = (u8, u32, bool);
/// A line: id, quantity, price and amount in hundredths.
pub(crate) type Line = (u8, u8, u8, u16);

fn channel(is_voice: bool) -> &'static str {
    if is_voice { "IVR" } else { "SMS" }
}

pub(crate) fn usage_csv(sessions: &[Session]) -> String {
    let mut text = "session_id,start,duration,channel\n".to_owned();
    for (id, seconds, is_voice) in sessions {
        text += &format!("s{id},2026-03-01 10:00:00,{seconds},{}\n", channel(*is_voice));
    }
    text
}

pub(crate) fn bill_csv(lines: &[Line]) -> String {
    let mut text = "line_id,session_id,quantity,unit_price,amount\n".to_owned();
    for (number, (id, quantity, price, amount)) in lines.iter().enumerate() {
        let price = Decimal::new(i64::from(*price), 2);
        let amount = Decimal::new(i64::from(*amount), 2);
        text += &format!("{number},s{id},{quantity},{price},{amount}\n");
    }
    text
}

pub(crate) const RATES: &str = "channel,measure,unit_size,minimum,increment,price\nIVR,duration,60,60,60,0.04\nSMS,duration,60,60,60,0.02\n";

/// Records, lines, billed and expected in hundredths.
/// Records, lines, billed and expected in hundredths, by the code of the outcome.
pub(super) type Sums = BTreeMap<&'static str, (u64, u64, i64, i64)>;

/// The lines that the engine's outcomes are rendered as, in their own order.
pub(super) fn sums_as_lines(sums: Sums) -> Vec<String> {
    let hundredths = |it: i64| {
        let value = Decimal::new(it, 2).normalize();
        if value.scale() == 1 { format!("{value}0") } else { value.to_string() }
    };
    let line = |(code, (records, lines, billed, expected)): (&str, (u64, u64, i64, i64))| {
        let money = [billed, expected, billed - expected].map(hundredths).join(" ");
        format!("{code} {records} {lines} {money}")
    };
    let mut lines: Vec<String> = sums.into_iter().map(line).collect();
    lines.sort();
    lines
}

fn reference(sessions: &[Session], lines: &[Line]) -> Sums {
    let mut sums = Sums::new();
    let mut add = |code, records, n_lines, billed: i64, expected: i64| {
        let sum = sums.entry(code).or_default();
        sum.0 += records;
        sum.1 += n_lines;
        sum.2 += billed;
        sum.3 += expected;
    };
    let mut ids: Vec<u8> =
        sessions.iter().map(|it| it.0).chain(lines.iter().map(|it| it.0)).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let mut records: Vec<&Session> = sessions.iter().filter(|it| it.0 == id).collect();
        let mut own: Vec<&Line> = lines.iter().filter(|it| it.0 == id).collect();
        // Which of several conflicting rows is kept is the engine's choice among equals by length;
        // the generator below makes rows of one id alike in everything that is judged.
        records.truncate(records.len().max(1));
        own.sort();
        for _ in 1..records.len() {
            add("duplicate_usage", 1, 0, 0, 0);
        }
        for line in own.iter().skip(1) {
            add("duplicate_line", 0, 1, i64::from(line.3), 0);
        }
        match (records.first(), own.first()) {
            (Some((_, seconds, is_voice)), line) => {
                let units =
                    i64::from(if *seconds == 0 { 0 } else { (*seconds).max(60).div_ceil(60) });
                let price = if *is_voice { 4 } else { 2 };
                let expected = units * price;
                let Some((_, quantity, billed_price, amount)) = line else {
                    add("unbilled_usage", 1, 0, 0, expected);
                    continue;
                };
                let (quantity, billed_price, amount) =
                    (i64::from(*quantity), i64::from(*billed_price), i64::from(*amount));
                let code = if quantity == units && amount == expected {
                    "matched"
                } else if quantity != units && billed_price == price && amount == quantity * price {
                    "quantity_variance"
                } else if quantity == units && billed_price != price {
                    "rate_variance"
                } else {
                    "amount_variance"
                };
                add(code, 1, 1, amount, expected);
            }
            (None, Some(line)) => add("billed_without_usage", 0, 1, i64::from(line.3), 0),
            (None, None) => {}
        }
    }
    sums
}

/// Sessions with repeats that say the same.
pub(crate) fn sessions() -> impl Strategy<Value = Vec<Session>> {
    proptest::collection::vec((0u8..24, 0u32..400, any::<bool>()), 0..30).prop_map(|mut rows| {
        let first = rows.clone();
        for row in &mut rows {
            if let Some(same) = first.iter().find(|it| it.0 == row.0) {
                *row = *same;
            }
        }
        rows
    })
}

/// Lines with repeats that say the same; quantities and prices near what is expected.
pub(crate) fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line =
        (0u8..24, 1u8..8, prop_oneof![Just(2u8), Just(4u8), 1u8..9], 0u16..40, any::<bool>());
    proptest::collection::vec(line, 1..30).prop_map(|rows| {
        let rows: Vec<Line> = rows
            .into_iter()
            .map(|(id, quantity, price, amount, multiplies)| {
                let product = u16::from(quantity) * u16::from(price);
                (id, quantity, price, if multiplies { product } else { amount })
            })
            .collect();
        let first = rows.clone();
        rows.iter().map(|row| *first.iter().find(|it| it.0 == row.0).unwrap_or(row)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn agrees_with_the_slow_reference(sessions in sessions(), lines in lines()) {
        prop_assume!(!sessions.is_empty());
        let inputs = Inputs {
            usage: vec![usage_csv(&sessions)],
            billed: vec![bill_csv(&lines)],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        let result = inputs.run().unwrap();
        let mut found = outcomes(&result);
        found.sort();
        let expected = sums_as_lines(reference(&sessions, &lines));
        prop_assert_eq!(found, expected);
        prop_assert_eq!(&result["proof"]["holds"], true);
    }
}
