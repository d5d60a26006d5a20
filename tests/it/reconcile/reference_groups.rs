//! The engine against a slow, obvious reference: lines for groups of records, by what they name.

use super::reference::{RATES, Sums, sums_as_lines};
use super::{Inputs, outcomes};
use proptest::prelude::*;
use rust_decimal::Decimal;
use trueup::domain::forms::{NameForm, PolicyForm};

/// A record: seconds, account, channel.
type Record = (u32, u8, u8);
/// A line: account and channel it names, if any; minutes, price and amount in hundredths.
type Line = (Option<u8>, Option<u8>, i64, i64, i64);

const ACCOUNTS: [&str; 3] = ["north", "south", "west"];
const CHANNELS: [&str; 2] = ["IVR", "SMS"];
/// Hundredths a minute, by channel.
const PRICES: [i64; 2] = [4, 2];

fn usage_csv(records: &[Record]) -> String {
    let mut text = "call_id,start,duration,account,channel\n".to_owned();
    for (n, (seconds, account, channel)) in records.iter().enumerate() {
        let (account, channel) = (ACCOUNTS[*account as usize], CHANNELS[*channel as usize]);
        text += &format!("c{n},2026-03-01 10:00:00,{seconds},{account},{channel}\n");
    }
    text
}

fn bill_csv(lines: &[Line]) -> String {
    let mut text = "line_id,account,channel,quantity,unit,unit_price,amount\n".to_owned();
    for (n, (account, channel, quantity, price, amount)) in lines.iter().enumerate() {
        let account = account.map_or("", |it| ACCOUNTS[it as usize]);
        let channel = channel.map_or("", |it| CHANNELS[it as usize]);
        let (price, amount) = (Decimal::new(*price, 2), Decimal::new(*amount, 2));
        text += &format!("{n},{account},{channel},{quantity},MIN,{price},{amount}\n");
    }
    text
}

/// Started minutes; nobody answered a call of no length.
fn minutes(record: Record) -> i64 {
    if record.0 == 0 { 0 } else { i64::from(record.0.max(60).div_ceil(60)) }
}

fn price(record: Record) -> i64 {
    PRICES[record.2 as usize]
}

/// Lines that fit a record and name the most of it.
fn best(record: Record, lines: &[Line]) -> Vec<usize> {
    let named = |it: &Line| usize::from(it.0.is_some()) + usize::from(it.1.is_some());
    let fits = |it: &Line| {
        it.0.is_none_or(|account| account == record.1)
            && it.1.is_none_or(|channel| channel == record.2)
    };
    let most = lines.iter().filter(|it| fits(it)).map(named).max();
    (0..lines.len()).filter(|n| fits(&lines[*n]) && Some(named(&lines[*n])) == most).collect()
}

/// The verdict on a line that should say so many minutes and so much; records of two channels have no price in
/// common.
fn verdict_on(line: &Line, units: i64, expected: i64, contract: Option<i64>) -> &'static str {
    let (_, _, quantity, billed_price, amount) = *line;
    let same_price = contract.is_none_or(|it| it == billed_price);
    let follows = quantity * contract.unwrap_or(billed_price) == amount;
    match (quantity == units, same_price) {
        (true, _) if amount == expected => "matched",
        (false, true) if follows => "quantity_variance",
        (true, false) => "rate_variance",
        _ => "amount_variance",
    }
}

/// The first line that names the same as a line does: it stands for all of them.
fn stands_for(lines: &[Line], n: usize) -> usize {
    (0..n).find(|it| (lines[*it].0, lines[*it].1) == (lines[n].0, lines[n].1)).unwrap_or(n)
}

/// Lines of one name in their order by content, which use up what their records come to: each but the last
/// as much as it states.
fn shares(lines: &[Line], own: &[usize], records: &[Record]) -> Vec<(&'static str, i64)> {
    let mut own = own.to_vec();
    own.sort_by_key(|n| (lines[*n].2, lines[*n].4, lines[*n].3, *n));
    let mut units: i64 = records.iter().map(|it| minutes(*it)).sum();
    let mut left: i64 = records.iter().map(|it| minutes(*it) * price(*it)).sum();
    let prices: Vec<i64> = records.iter().map(|it| price(*it)).collect();
    let contract = prices.iter().all(|it| *it == prices[0]).then_some(prices[0]);
    let judged = own.iter().enumerate().map(|(at, n)| {
        let line = &lines[*n];
        let is_last = at + 1 == own.len();
        let quantity = if is_last { units } else { line.2.min(units) };
        let expected = if is_last { left } else { line.4.min(left) };
        (units, left) = (units - quantity, left - expected);
        (verdict_on(line, quantity, expected, contract), expected)
    });
    judged.collect()
}

fn reference(records: &[Record], lines: &[Line]) -> Sums {
    let mut sums = Sums::new();
    let mut add = |code, n_records: usize, n_lines, billed: i64, expected: i64| {
        let sum = sums.entry(code).or_default();
        sum.0 += n_records as u64;
        sum.1 += n_lines;
        sum.2 += billed;
        sum.3 += expected;
    };
    let mut contested = vec![false; lines.len()];
    let mut members: Vec<Vec<Record>> = vec![Vec::new(); lines.len()];
    for record in records.iter().copied() {
        let mut claim: Vec<usize> =
            best(record, lines).iter().map(|it| stands_for(lines, *it)).collect();
        claim.sort_unstable();
        claim.dedup();
        match claim.as_slice() {
            [] => add("unbilled_usage", 1, 0, 0, minutes(record) * price(record)),
            [only] => members[*only].push(record),
            several => {
                several.iter().for_each(|it| contested[*it] = true);
                add("ambiguous", 1, 0, 0, 0);
            }
        }
    }
    for first in (0..lines.len()).filter(|n| stands_for(lines, *n) == *n) {
        let own: Vec<usize> =
            (first..lines.len()).filter(|n| stands_for(lines, *n) == first).collect();
        let records = &members[first];
        let judged = if contested[first] {
            own.iter().map(|n| ("ambiguous", lines[*n].4)).collect()
        } else if records.is_empty() {
            own.iter().map(|_| ("billed_without_usage", 0)).collect()
        } else {
            shares(lines, &own, records)
        };
        let mut sorted = own.clone();
        if !contested[first] && !records.is_empty() {
            sorted.sort_by_key(|n| (lines[*n].2, lines[*n].4, lines[*n].3, *n));
        }
        // The records end as the first of their lines that does not match.
        let all = judged.iter().map(|it| it.0).find(|it| *it != "matched").unwrap_or("matched");
        if !records.is_empty() {
            add(all, records.len(), 0, 0, 0);
        }
        for (n, (code, expected)) in sorted.into_iter().zip(judged) {
            add(code, 0, 1, lines[n].4, expected);
        }
    }
    sums
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    proptest::collection::vec((0u32..400, 0u8..3, 0u8..2), 1..14)
}

/// Lines near what they should say, so that every verdict comes up.
fn lines() -> impl Strategy<Value = Vec<(Option<u8>, Option<u8>, u8, u8)>> {
    let name = |of: u8| proptest::option::weighted(0.7, 0..of);
    proptest::collection::vec((name(3), name(2), 0u8..6, 0u8..6), 1..6)
}

/// What a line states: as its records come to, with something wrong now and then.
fn stated(records: &[Record], drafts: &[(Option<u8>, Option<u8>, u8, u8)]) -> Vec<Line> {
    let blank: Vec<Line> = drafts.iter().map(|it| (it.0, it.1, 0, 0, 0)).collect();
    let line = |(n, it): (usize, &(Option<u8>, Option<u8>, u8, u8))| {
        let own: Vec<Record> =
            records.iter().copied().filter(|it| best(*it, &blank) == [n]).collect();
        let units: i64 = own.iter().map(|it| minutes(*it)).sum();
        let amount: i64 = own.iter().map(|it| minutes(*it) * price(*it)).sum();
        let contract = own.first().map_or(4, |it| price(*it));
        let quantity = units + i64::from(it.2 == 1);
        let billed_price = contract + i64::from(it.2 == 2);
        let amount = match it.3 {
            0 => amount + 1,
            1..=3 => quantity * billed_price,
            _ => amount,
        };
        (it.0, it.1, quantity, billed_price, amount)
    };
    drafts.iter().enumerate().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn groups_agree_with_the_slow_reference(records in records(), drafts in lines()) {
        let lines = stated(&records, &drafts);
        let inputs = Inputs {
            usage: vec![usage_csv(&records)],
            billed: vec![bill_csv(&lines)],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        let result = inputs.run().unwrap();
        let mut found = outcomes(&result);
        found.sort();
        let expected = sums_as_lines(reference(&records, &lines));
        prop_assert_eq!(found, expected, "{}\n{}", usage_csv(&records), bill_csv(&lines));
        prop_assert_eq!(&result["proof"]["holds"], true);
    }

    #[test]
    fn what_the_bill_calls_otherwise_ends_as_what_it_calls_the_same(
        records in records(), drafts in lines(), any in any::<bool>(),
    ) {
        let mut lines = stated(&records, &drafts);
        let usage = vec![usage_csv(&records)];
        // One channel has another name on the bill, and stands for it or for any.
        let renamed = bill_csv(&lines).replace(",SMS,", ",Texts & media,");
        let of = "channel".to_owned();
        let name = if any { String::new() } else { "sms".to_owned() };
        let names = vec![NameForm { of, billed: " TEXTS & media".to_owned(), usage: name }];
        if any {
            lines.iter_mut().filter(|it| it.1 == Some(1)).for_each(|it| it.1 = None);
        }
        let rates = vec![RATES.to_owned()];
        let same = Inputs { usage, billed: vec![bill_csv(&lines)], rates, ..Inputs::default() };
        let policy = PolicyForm { names, ..PolicyForm::default() };
        let otherwise = Inputs { billed: vec![renamed], policy, ..same.clone() };
        let (one, other) = (same.run().unwrap(), otherwise.run().unwrap());
        prop_assert_eq!(outcomes(&one), outcomes(&other), "{:?}", otherwise);
    }
}
