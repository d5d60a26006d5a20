//! Bills in several currencies under a card that has prices in each.

use super::{Inputs, outcomes};
use serde_json::Value;
use trueup::domain::Decision;
use trueup::domain::verdict::Verdict;
use trueup::engine::protocol::{Reply, Request, RowFilter, Selection};
use trueup::ui::verdict;

const RATES: &str = "service,currency,measure,unit_size,minimum,increment,price
voice,USD,duration,60,60,60,1
voice,EUR,duration,60,60,60,2
";

fn inputs(usage: &str, bill: &str, rates: &str) -> Inputs {
    let [usage, billed, rates] = [usage, bill, rates].map(|it| vec![it.to_owned()]);
    Inputs { usage, billed, rates, ..Inputs::default() }
}

/// The outcomes in their currencies, whatever order rates are in.
#[track_caller]
fn check_in_any_order(usage: &str, bill: &str, expected: &[&str]) {
    let (head, rest) = RATES.split_once('\n').unwrap();
    let reversed: Vec<&str> = rest.lines().rev().collect();
    for rates in [RATES.to_owned(), format!("{head}\n{}\n", reversed.join("\n"))] {
        let result = inputs(usage, bill, &rates).run().unwrap();
        let currencies = result["outcomes"].as_array().unwrap().iter().map(|it| &it["currency"]);
        let line = |(figures, currency): (String, &Value)| {
            format!("{} {figures}", currency.as_str().unwrap_or_default()).trim().to_owned()
        };
        let found: Vec<String> = outcomes(&result).into_iter().zip(currencies).map(line).collect();
        assert_eq!(found, expected);
        assert_eq!(result["proof"]["holds"], true, "{result:#}");
    }
}

#[test]
fn the_line_of_a_record_tells_its_currency() {
    let usage = "usage_id,service,start,duration_seconds\n\
                 U1,voice,2026-03-02 10:00:00,60\nU2,voice,2026-03-02 11:00:00,60\n\
                 U3,voice,2026-03-02 12:00:00,120\n";
    let bill = "line_id,usage_id,quantity,amount,currency\n\
                1,U1,1,1.00,USD\n2,U2,1,2.00,EUR\n3,U3,2,5.00,EUR\n";
    let expected =
        ["EUR matched 1 1 2 2 0", "USD matched 1 1 1 1 0", "EUR amount_variance 1 1 5 4 1"];
    check_in_any_order(usage, bill, &expected);
}

#[test]
fn the_bill_of_an_account_or_a_service_tells_the_currency_of_what_it_leaves_out() {
    let usage = "usage_id,account,service,start,duration_seconds\n\
                 U1,A,voice,2026-03-02 10:00:00,60\nU2,B,voice,2026-03-02 11:00:00,60\n\
                 U3,A,voice,2026-03-02 12:00:00,60\nU4,B,voice,2026-03-02 12:00:00,60\n\
                 U5,C,voice,2026-03-02 12:00:00,60\n";
    let bill = "line_id,account,usage_id,quantity,amount,currency\n\
                1,A,U1,1,1.00,USD\n2,B,U2,1,2.00,EUR\n";
    // Nothing tells what account C is charged in, and no rate is picked by chance.
    let expected = [
        "EUR matched 1 1 2 2 0",
        "USD matched 1 1 1 1 0",
        "unbilled_usage 1 0 0 0 0",
        "EUR unbilled_usage 1 0 0 2 -2",
        "USD unbilled_usage 1 0 0 1 -1",
    ];
    check_in_any_order(usage, bill, &expected);
}

#[test]
fn sums_of_an_account_are_rated_in_its_currency() {
    let usage = "usage_id,account,service,start,duration_seconds\n\
                 U1,A,voice,2026-03-02 10:00:00,60\nU2,B,voice,2026-03-02 11:00:00,60\n\
                 U3,A,voice,2026-03-02 12:00:00,60\nU4,B,voice,2026-03-02 12:00:00,60\n";
    let bill = "line_id,account,service,quantity,amount,currency\n\
                1,A,voice,2,2.00,USD\n2,B,voice,2,4.00,EUR\n";
    check_in_any_order(usage, bill, &["EUR matched 2 1 4 4 0", "USD matched 2 1 2 2 0"]);
}

#[test]
fn a_currency_that_no_rate_is_in_is_told_as_another() {
    let usage = "usage_id,service,start,duration_seconds\nU1,voice,2026-03-02 10:00:00,60\n";
    let bill = "line_id,usage_id,quantity,amount,currency\n1,U1,1,9.00,COP\n";
    check_in_any_order(usage, bill, &["not_comparable 1 1 9 9 0"]);
}

#[test]
fn where_nothing_could_be_compared_nobody_says_that_nothing_differs() {
    let usage = "usage_id,service,start,duration_seconds\n\
                 U1,voice,2026-03-02 10:00:00,60\nU2,voice,2026-03-02 11:00:00,60\n";
    let bill = "line_id,usage_id,quantity,unit,amount,currency\n";
    let verdict = |rows: &str| {
        let mut driver = inputs(usage, &[bill, rows].concat(), RATES).reconciled().unwrap();
        let Reply::Result(view) = driver.ask(Request::Reconcile).0 else { panic!("no result") };
        verdict::of(&view, &view.totals[0])
    };
    assert_eq!(verdict("1,U1,1,MIN,9.00,COP\n2,U2,1,MIN,9.00,COP\n"), Verdict::NothingHeld);
    assert_eq!(verdict("1,U1,1,MIN,1.00,USD\n2,U2,1,GB,1.00,USD\n"), Verdict::RightAsFar);
    assert_eq!(verdict("1,U1,1,MIN,1.00,USD\n2,U2,1,MIN,1.00,USD\n"), Verdict::Right);
}

#[test]
fn a_record_that_states_its_currency_keeps_it() {
    let usage = "usage_id,service,start,duration_seconds,currency\n\
                 U1,voice,2026-03-02 10:00:00,60,USD\nU2,voice,2026-03-02 10:00:00,60,EUR\n";
    let bill = "line_id,usage_id,quantity,amount,currency\n\
                1,U1,1,1.00,USD\n2,U2,1,1.00,USD\n";
    // The second line is in another currency than what was agreed for the record.
    check_in_any_order(usage, bill, &["matched 1 1 1 1 0", "not_comparable 1 1 1 1 0"]);
}

#[test]
fn currencies_are_told_in_the_same_order_whatever_rows_come_first() {
    let usage = "usage_id,service,start,duration_seconds\n";
    let bill = "line_id,usage_id,quantity,amount,currency\n";
    // As much is billed in the one as in the other.
    let mut rows = ["1,U1,1,3.00,USD\n", "2,U2,1,3.00,EUR\n", "3,U3,1,1.00,CHF\n"];
    let mut told = Vec::new();
    for _ in 0..2 {
        let bill = bill.to_owned() + &rows.concat();
        let mut driver = inputs(usage, &bill, RATES).reconciled().unwrap();
        let json = serde_json::to_value(driver.engine.reconciled()).unwrap();
        let all = Selection::Filter(RowFilter::default());
        let dispute = Request::Decide { rows: all, decision: Some(Decision::Dispute), note: None };
        let Reply::Decided(decided) = driver.ask(dispute).0 else { panic!("none is decided") };
        let Reply::Result(view) = driver.ask(Request::Reconcile).0 else { panic!("no result") };
        let of_view: Vec<String> = view.totals.into_iter().map(|it| it.currency).collect();
        told.push((json, decided.disputed_amounts, of_view));
        rows.reverse();
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].2, ["EUR", "CHF", "USD"]);
    let of_outcomes = told[0].0["outcomes"].as_array().unwrap().iter().map(|it| &it["currency"]);
    assert_eq!(of_outcomes.collect::<Vec<_>>(), ["CHF", "EUR", "USD"]);
}

#[test]
fn a_tax_in_another_currency_says_nothing_of_what_usage_is_charged_in() {
    let usage = "usage_id,account,service,start,duration_seconds\n\
                 U1,A1,voice,2026-03-02 10:00:00,60\nU2,A1,voice,2026-03-03 10:00:00,60\n";
    let bill = "line_id,account,service,quantity,unit,unit_price,amount,currency\n\
                1,A1,,2,minutes,5.00,10.00,USD\n2,A1,Sales tax,,,,800,COP\n";
    check_in_any_order(
        usage,
        bill,
        &["USD rate_variance 2 1 10 2 8", "COP non_usage 0 1 800 800 0"],
    );
}
