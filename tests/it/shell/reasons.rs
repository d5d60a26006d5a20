//! Why rows cannot be compared.

use super::{Room, USAGE};

/// Checks what is told below the outcomes of a bill for two calls at 0.10 USD a minute.
#[track_caller]
fn check(rates: &str, lines: &[&str], reasons: &[&str]) {
    let head = "line_id,call_id,quantity,unit,amount,currency\n";
    let bill = [head, &lines.concat()].concat();
    let room = Room::new("reasons", &[USAGE, ("bill.csv", &bill), ("card.csv", rates)]);
    let said = room.ends(1, "reconcile --usage calls.csv --billed bill.csv --rates card.csv");
    let told: Vec<&str> =
        said.lines().filter_map(|it| it.strip_prefix("  Not comparable: ")).collect();
    assert_eq!(told, reasons, "{said}");
}

#[test]
fn what_keeps_rows_from_being_compared_is_told_with_how_many() {
    let rates = super::RATES.1;
    check(rates, &["1,c1,2,GB,0.20,USD\n", "2,c2,1,GB,0.10,USD\n"], &["2 × units differ in kind"]);
    check(
        rates,
        &["1,c1,2,MIN,0.20,EUR\n", "2,c2,1,GB,0.10,USD\n"],
        &["1 × currencies differ", "1 × units differ in kind"],
    );
    // What can be compared, however it differs, has no such reason.
    check(rates, &["1,c1,3,MIN,0.30,USD\n", "2,c2,1,MIN,0.10,USD\n"], &[]);
}
