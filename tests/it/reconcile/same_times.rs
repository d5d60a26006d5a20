//! Bills whose lines name no call by an id: what began and lasted alike is the same call.

use super::{Inputs, check, outcomes};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use trueup::engine::protocol::{Evidence, Reply, Request, RowFilter, RowsQuery, RuleKind, SortKey};

/// When and for how many seconds, with more cells.
type Call<'c> = (&'c str, u32, &'c str);

fn inputs(usage: &[Call<'_>], bill: &[Call<'_>], rules: &[&str]) -> Inputs {
    let row = |(n, (start, seconds, more)): (usize, &Call<'_>)| {
        format!("u{n},2026-03-02 {start},{seconds}{more}\n")
    };
    let usage: String = usage.iter().enumerate().map(row).collect();
    let line = |(start, seconds, more): &Call<'_>| {
        let amount = format!("{}.{:02}", seconds / 100, seconds % 100);
        format!("2026-03-02 {start},{seconds},{amount}{more}\n")
    };
    let bill: String = bill.iter().map(line).collect();
    let header = "account,service";
    let mut inputs = Inputs {
        usage: vec![format!("call_id,start,duration_seconds,{header}\n{usage}")],
        billed: vec![format!("start,duration (s),amount,{header}\n{bill}")],
        rates: vec![PER_SECOND.to_owned()],
        ..Inputs::default()
    };
    inputs.policy.rules = rules.iter().map(|it| (*it).to_owned()).collect();
    inputs
}

const PER_SECOND: &str = "vendor,service,account,channel,valid_from,valid_to,currency,measure,unit_size,minimum,increment,free_units,tier_from,price,rounding\n,,,,,,,duration,1,,,,,0.01,\n";
const BY_ID: &[&str] = &["id", "aggregate"];
const BY_TIME: &[&str] = &["id", "time", "aggregate"];
const ANY: &str = ",,";

fn told(inputs: &Inputs) -> Option<u64> {
    let result = inputs.run().unwrap();
    let findings = result["findings"].as_array().unwrap().clone();
    findings.iter().find(|it| it["code"] == "times_match").and_then(|it| it["count"].as_u64())
}

#[test]
fn calls_without_a_common_id_are_told_and_match_once_that_is_wanted() {
    let usage = [("10:00:03", 61, ANY), ("10:05:10", 30, ANY), ("11:00:00", 120, ANY)];
    let bill = [("11:00:01", 180, ANY), ("10:00:04", 61, ANY), ("10:05:10", 30, ANY)];
    assert_eq!(told(&inputs(&usage, &bill, BY_ID)), Some(3));

    let wanted = inputs(&usage, &bill, BY_TIME);
    assert_eq!(told(&wanted), None);
    check(&wanted, &["matched 2 2 0.91 0.91 0", "quantity_variance 1 1 1.80 1.20 0.60"]);
    let evidence = evidence_of_the_largest(&wanted);
    assert_eq!((evidence.rule, evidence.rule_kind), (2, RuleKind::Time));
    // When it began and how long it lasted are marked on both sides.
    for side in evidence.billed.iter().chain(&evidence.usage) {
        let marked = |it: &(u32, u32)| &side.text[it.0 as usize..it.1 as usize];
        let marked: Vec<&str> = side.marks.iter().map(marked).collect();
        let all = marked.join(" ");
        assert!(all.contains("11:00:0") && (all.contains("180") || all.contains("120")), "{all}");
    }
}

#[test]
fn another_time_zone_of_one_side_is_told() {
    let usage = [("10:00:03", 61, ANY), ("10:05:10", 30, ANY), ("11:00:00", 120, ANY)];
    let bill = [("06:00:01", 120, ANY), ("05:00:04", 61, ANY), ("05:05:10", 30, ANY)];
    for rules in [BY_ID, BY_TIME] {
        let given = inputs(&usage, &bill, rules);
        let Reply::Result(view) = given.reconciled().unwrap().ask(Request::Reconcile).0 else {
            panic!("no result")
        };
        let [zone] = view.otherwise.as_slice() else { panic!("{:?}", view.otherwise) };
        assert_eq!((zone.of.as_str(), zone.lines), ("zone", 3));
        assert_eq!(
            (zone.billed.as_str(), zone.usage.as_slice()),
            ("UTC-05:00", &["UTC+05:00".to_owned()][..])
        );
    }

    // In the zone that is told the lines are those calls. A side whose own text says its zone is as it says.
    let of_bill = |zone: &str| {
        let zoned: Vec<String> = bill.iter().map(|it| format!("{}{zone}", it.0)).collect();
        let bill: Vec<Call<'_>> =
            zoned.iter().zip(&bill).map(|(start, it)| (start.as_str(), it.1, it.2)).collect();
        inputs(&usage, &bill, BY_ID)
    };
    assert_eq!(told(&of_bill("-05:00")), Some(3));
    let Reply::Result(view) = of_bill("Z").reconciled().unwrap().ask(Request::Reconcile).0 else {
        panic!("no result")
    };
    let sides: Vec<_> =
        view.otherwise.iter().map(|it| (it.billed.as_str(), it.usage.len())).collect();
    assert_eq!(sides, [("", 1)]);
}

#[test]
fn the_number_of_a_line_is_no_id_that_it_shares() {
    let mut numbered = inputs(&[("10:00:00", 60, ANY)], &[("10:00:01", 60, ANY)], BY_TIME);
    numbered.billed[0] =
        numbered.billed[0].replace("start", "line_id,start").replace("\n2026", "\nu0,2026");
    assert_eq!(evidence_of_the_largest(&numbered).rule_kind, RuleKind::Time);
}

fn evidence_of_the_largest(inputs: &Inputs) -> Evidence {
    let mut driver = inputs.reconciled().unwrap();
    driver.ask(Request::Reconcile);
    let (filter, sort) = (RowFilter::default(), SortKey::Difference);
    let query = RowsQuery { filter, sort, descending: true, offset: 0, limit: 1 };
    let Reply::Rows(page) = driver.ask(Request::Rows(query)).0 else { panic!("no rows") };
    match driver.ask(Request::Evidence(page.rows[0].row)).0 {
        Reply::Evidence(evidence) => *evidence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_lies_too_far_apart_is_another_call() {
    let apart = |n: u64| {
        move |inputs: &Inputs| {
            let result = inputs.run().unwrap();
            assert_eq!(lines(&result, "billed_without_usage"), n, "{:?}", outcomes(&result));
        }
    };
    let one = [("10:00:00", 100, ANY)];
    for (line, window, n_apart) in [
        (("10:01:00", 100, ANY), "", 0),
        (("10:01:01", 100, ANY), "", 1),
        (("09:59:00", 160, ANY), "60", 0),
        (("09:59:00", 161, ANY), "60/60", 1),
        (("10:00:05", 100, ANY), "5/0", 0),
        (("10:00:05", 101, ANY), "5/0", 1),
        (("10:00:06", 100, ANY), "5/0", 1),
        (("10:30:00", 100, ANY), "3600/1", 0),
    ] {
        let mut inputs = inputs(&one, &[line], BY_TIME);
        inputs.policy.time_window = window.to_owned();
        apart(n_apart)(&inputs);
    }
}

#[test]
fn names_that_both_sides_know_have_to_be_the_same() {
    let usage = [("10:00:00", 60, ",A,Voice"), ("10:00:00", 60, ",B,Voice")];
    // The service is called otherwise on the bill, which tells nothing apart; accounts do.
    let bill = [("10:00:01", 60, ",B,Outbound"), ("10:00:02", 60, ",A,Outbound")];
    check(&inputs(&usage, &bill, BY_TIME), &["matched 2 2 1.20 1.20 0"]);
    let other = [("10:00:01", 60, ",B,Outbound"), ("10:00:01", 60, ",B,Outbound")];
    check(
        &inputs(&usage, &other, BY_TIME),
        &[
            "matched 1 1 0.60 0.60 0",
            "unbilled_usage 1 0 0 0.60 -0.60",
            "billed_without_usage 0 1 0.60 0 0.60",
        ],
    );
}

#[test]
fn the_nearest_are_tied_first() {
    // The second line is nearer to the first record than the first line is.
    let usage = [("10:00:30", 60, ANY), ("10:00:59", 60, ANY)];
    let bill = [("10:00:40", 60, ANY), ("10:00:31", 60, ANY)];
    let result = inputs(&usage, &bill, BY_TIME);
    check(&result, &["matched 2 2 1.20 1.20 0"]);
    // A length that is off counts as a start that is off by as much.
    let usage = [("10:00:00", 60, ANY), ("10:00:20", 90, ANY)];
    let bill = [("10:00:15", 60, ANY)];
    check(
        &inputs(&usage, &bill, BY_TIME),
        &["matched 1 1 0.60 0.60 0", "unbilled_usage 1 0 0 0.90 -0.90"],
    );
}

#[test]
fn of_equally_near_ones_none_is_better() {
    let usage = [("10:00:00", 60, ANY), ("10:00:10", 60, ANY)];
    check(&inputs(&usage, &[("10:00:05", 60, ANY)], BY_TIME), &["ambiguous 2 1 0.60 0.60 0"]);
    // Where it makes no difference which is which they are taken as they come.
    let twice = [("10:00:00", 60, ANY), ("10:00:00", 60, ANY)];
    check(&inputs(&twice, &twice, BY_TIME), &["matched 2 2 1.20 1.20 0"]);
    check(
        &inputs(&twice, &twice[..1], BY_TIME),
        &["matched 1 1 0.60 0.60 0", "unbilled_usage 1 0 0 0.60 -0.60"],
    );
    check(
        &inputs(&twice[..1], &twice, BY_TIME),
        &["matched 1 1 0.60 0.60 0", "billed_without_usage 0 1 0.60 0 0.60"],
    );
    // Two lines that ask different prices for one call: it does.
    let mut prices = inputs(&twice[..1], &twice, BY_TIME);
    prices.billed[0] = prices.billed[0].replacen("60,0.60", "60,0.70", 1);
    check(&prices, &["ambiguous 1 2 1.30 1.30 0"]);
}

#[test]
fn a_bill_of_whole_minutes_and_no_lengths_finds_all_calls_of_a_busy_minute() {
    let starts: Vec<String> = (0..50).map(|it| format!("10:00:{it:02}")).collect();
    let usage: Vec<Call<'_>> = starts.iter().map(|it| (it.as_str(), 60, ANY)).collect();
    let bill = vec![("10:00:00", 60, ANY); 50];
    let mut inputs = inputs(&usage, &bill, BY_TIME);
    inputs.billed[0] = inputs.billed[0].replace("duration (s),", "").replace(",60,", ",");
    check(&inputs, &["matched 50 50 30 30 0"]);
}

#[test]
fn a_day_or_a_period_is_no_time_of_a_call() {
    let usage = [("00:00:00", 60, ANY), ("00:00:30", 60, ANY)];
    let mut days = inputs(&usage, &[("00:00:00", 60, ANY), ("00:00:00", 60, ANY)], BY_TIME);
    days.billed[0] = days.billed[0].replace(" 00:00:00", "");
    // Both are for the sum of the two calls.
    check(&days, &["matched 2 2 1.20 1.20 0"]);
    days.policy.rules.retain(|it| it != "aggregate");
    assert_eq!(lines(&days.run().unwrap(), "matched"), 0);

    let mut months = inputs(&usage, &[("00:00:10", 60, ANY)], BY_TIME);
    months.billed[0] = "period_start,period_end,quantity,unit,amount\n\
                        2026-03-01 00:00:01,2026-04-01 00:00:01,120,s,1.20\n"
        .to_owned();
    check(&months, &["matched 2 1 1.20 1.20 0"]);
}

#[test]
fn a_line_for_a_call_is_not_held_against_a_sum() {
    let usage = [("10:00:00", 60, ANY), ("12:00:00", 60, ANY)];
    let bill = [("15:00:00", 120, ANY)];
    assert_eq!(lines(&inputs(&usage, &bill, BY_ID).run().unwrap(), "matched"), 1);
    check(
        &inputs(&usage, &bill, BY_TIME),
        &["unbilled_usage 2 0 0 1.20 -1.20", "billed_without_usage 0 1 1.20 0 1.20"],
    );
}

#[test]
fn ids_go_first_and_a_call_over_the_border_is_told() {
    // By time the first record were nearer.
    let mut by_id =
        inputs(&[("10:00:00", 60, ANY), ("10:00:30", 60, ANY)], &[("10:00:00", 60, ANY)], BY_TIME);
    by_id.billed[0] =
        by_id.billed[0].replace("start", "call_id,start").replace("\n2026", "\nu1,2026");
    by_id.usage[0] = by_id.usage[0].replace("10:00:00,60", "10:00:00,59");
    check(&by_id, &["matched 1 1 0.60 0.60 0", "unbilled_usage 1 0 0 0.59 -0.59"]);

    let mut border = inputs(&[("23:59:59", 60, ANY)], &[("00:00:10", 60, ANY)], BY_TIME);
    border.billed[0] = border.billed[0].replace("03-02", "03-03");
    (border.policy.period_from, border.policy.period_to) =
        ("2026-03-03".to_owned(), "2026-03-31".to_owned());
    let flags = border.exceptions(&["outcome", "flags"]);
    assert!(flags.iter().any(|it| it.contains("counterpart_out_of_period")), "{flags:?}");
}

#[test]
fn a_length_may_be_a_quantity_of_minutes() {
    let mut minutes = inputs(
        &[("10:00:00", 61, ANY), ("10:00:20", 300, ANY)],
        &[("10:00:10", 0, ANY), ("10:00:11", 0, ANY)],
        BY_TIME,
    );
    minutes.billed[0] =
        "start,minutes,amount\n2026-03-02 10:00:10,5,3\n2026-03-02 10:00:11,1.5,0.61\n".to_owned();
    minutes.rates.clear();
    let result = minutes.run().unwrap();
    assert_eq!((lines(&result, "matched"), lines(&result, "quantity_variance")), (1, 1));
}

fn lines(result: &Value, outcome: &str) -> u64 {
    count(result, outcome, "lines")
}

fn count(result: &Value, outcome: &str, of: &str) -> u64 {
    let all = result["outcomes"].as_array().unwrap();
    all.iter().find(|it| it["outcome"] == outcome).map_or(0, |it| it[of].as_u64().unwrap())
}

/// Seconds since ten o'clock, seconds, account: a call.
type Row = (u32, u32, u8);

/// The rule again, in the most obvious way: whatever is equal is one thing, and of all things that fit
/// the nearest ones are taken. Says how many lines are tied, and which rows are ambiguous.
fn by_the_book(usage: &[Row], bill: &[Row], most: (u32, u32)) -> (usize, [usize; 2]) {
    let things = |rows: &[Row]| {
        let all: BTreeSet<Row> = rows.iter().copied().collect();
        let counted = all.into_iter().map(|it| (it, rows.iter().filter(|row| **row == it).count()));
        counted.collect::<Vec<_>>()
    };
    let (mut records, mut lines) = (things(usage), things(bill));
    let (mut n_tied, mut ambiguous) = (0, [0, 0]);
    // Where the bill has none of the usage's accounts, it calls them otherwise.
    let has = |account: u8| usage.iter().any(|it| it.2 == account);
    let compares = bill.iter().any(|it| has(it.2));
    loop {
        let mut fitting = Vec::new();
        for (line, ((start, length, account), _)) in
            lines.iter().enumerate().filter(|it| it.1.1 > 0)
        {
            for (record, (of, _)) in records.iter().enumerate().filter(|it| it.1.1 > 0) {
                let (starts, lengths) = (start.abs_diff(of.0), length.abs_diff(of.1));
                if starts <= most.0 && lengths <= most.1 && (!compares || *account == of.2) {
                    fitting.push((starts + lengths, line, record));
                }
            }
        }
        let Some(nearest) = fitting.iter().map(|it| it.0).min() else { return (n_tied, ambiguous) };
        fitting.retain(|it| it.0 == nearest);
        for (_, line, record) in &fitting {
            let is_only = fitting.iter().filter(|it| it.1 == *line || it.2 == *record).count() == 1;
            if is_only {
                let n = lines[*line].1.min(records[*record].1);
                n_tied += n;
                lines[*line].1 -= n;
                records[*record].1 -= n;
            } else {
                ambiguous[0] += std::mem::take(&mut records[*record].1);
                ambiguous[1] += std::mem::take(&mut lines[*line].1);
            }
        }
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0u32..90, prop_oneof![Just(30u32), 20u32..50], 0u8..2);
    proptest::collection::vec(row, 1..25)
}

fn files(usage: &[Row], bill: &[Row], window: (u32, u32)) -> Inputs {
    let text =
        |it: &Row| (format!("10:{:02}:{:02}", it.0 / 60, it.0 % 60), it.1, format!(",A{},", it.2));
    let (usage, bill): (Vec<_>, Vec<_>) =
        (usage.iter().map(text).collect(), bill.iter().map(text).collect());
    let calls = |all: &[(String, u32, String)]| -> Inputs {
        let calls: Vec<Call<'_>> =
            all.iter().map(|it| (it.0.as_str(), it.1, it.2.as_str())).collect();
        inputs(&calls, &calls, BY_TIME)
    };
    let (mut of_usage, of_bill) = (calls(&usage), calls(&bill));
    of_usage.billed = of_bill.billed;
    of_usage.policy.time_window = format!("{}/{}", window.0, window.1);
    of_usage
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn it_is_what_the_most_obvious_way_gives(
        usage in rows(), bill in rows(), window in (0u32..40, 0u32..20),
    ) {
        let result = files(&usage, &bill, window).run().unwrap();
        let (n_tied, [records, lines_apart]) = by_the_book(&usage, &bill, window);
        let without = u64::try_from(bill.len() - n_tied - lines_apart).unwrap();
        prop_assert_eq!(lines(&result, "billed_without_usage"), without, "{:?}", outcomes(&result));
        prop_assert_eq!(lines(&result, "ambiguous"), lines_apart as u64);
        prop_assert_eq!(count(&result, "ambiguous", "records"), records as u64);
        prop_assert_eq!(&result["proof"]["holds"], true);
    }

    #[test]
    fn the_order_of_rows_and_files_does_not_matter(
        usage in rows(), bill in rows(), window in (0u32..40, 0u32..20), cut in 0usize..25,
    ) {
        let one = files(&usage, &bill, window);
        let (mut usage, mut bill) = (usage, bill);
        usage.reverse();
        bill.reverse();
        let mut other = files(&usage, &bill, window);
        let (first, rest) = bill.split_at(cut.min(bill.len() - 1));
        // Two files that say the same are one file that was given twice.
        if !first.is_empty() && first != rest {
            other.billed = [rest, first].map(|it| files(&usage, it, window).billed.remove(0)).into();
        }
        prop_assert_eq!(outcomes(&one.run().unwrap()), outcomes(&other.run().unwrap()));
    }
}

#[test]
fn what_begins_and_lasts_alike_is_found_however_many_begin_with_it() {
    let calls: Vec<u32> = (1..=1500).collect();
    let usage: Vec<Call<'_>> = calls.iter().map(|it| ("10:00:00", *it, ANY)).collect();
    let inputs = inputs(&usage, &usage, BY_TIME);
    let found = outcomes(&inputs.run().unwrap());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("matched 1500 1500 "), "{found:?}");
}
