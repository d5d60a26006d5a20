//! What a bill's quantity counts: by its unit, its column's header, the rate, or nothing.

use super::{Inputs, check};

const CALLS: &str = "\
call_id,account,start,minutes
U1,A,2026-03-02 10:00:00,3
U2,A,2026-03-03 10:00:00,1.5
";

const PER_MINUTE: &str = "measure,unit_size,minimum,increment,price\nduration,60,30,30,1.00\n";

fn inputs(billed: &str, rates: &str) -> Inputs {
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Inputs { usage: list(CALLS), billed: list(billed), rates: list(rates), ..Inputs::default() }
}

#[test]
fn the_header_of_quantities_says_their_unit() {
    for (header, first, second) in [
        ("minutes", "3", "1.5"),
        ("Minutos", "3", "1.5"),
        ("quantity (min)", "3", "1.5"),
        ("Quantity [s]", "180", "90"),
        ("quantity_sec", "180", "90"),
        ("billedMinutes", "3", "1.5"),
        ("segundos", "180", "90"),
        ("usage (hours)", "0.05", "0.025"),
    ] {
        let bill =
            format!("line_id,call_id,{header},amount\n1,U1,{first},3.00\n2,U2,{second},1.50\n");
        check(&inputs(&bill, ""), &["matched 2 2 4.50 4.50 0"]);
        check(&inputs(&bill, PER_MINUTE), &["matched 2 2 4.50 4.50 0"]);
    }
    let sum = "line_id,account,minutes,unit_price,amount\n1,A,5,1.00,5.00\n";
    check(&inputs(sum, ""), &["quantity_variance 2 1 5 4.50 0.50"]);
}

#[test]
fn a_unit_of_a_row_goes_before_that_of_the_header() {
    let bill = "line_id,call_id,minutes,unit,amount\n1,U1,180,SEC,3.00\n2,U2,1.5,,1.50\n";
    check(&inputs(bill, ""), &["matched 2 2 4.50 4.50 0"]);
}

#[test]
fn without_any_unit_the_rate_says_what_is_counted() {
    let bill = "line_id,call_id,quantity,unit_price,amount\n1,U1,3,1.00,3.00\n2,U2,2,1.00,2.00\n";
    let expected = ["matched 1 1 3 3 0", "quantity_variance 1 1 2 1.50 0.50"];
    check(&inputs(bill, PER_MINUTE), &expected);
    // Nobody knows whether 3 and 2 are minutes.
    check(&inputs(bill, ""), &["not_comparable 2 2 5 5 0"]);
    let sum = "line_id,account,quantity,unit_price,amount\n1,A,2,1.00,2.00\n";
    check(&inputs(sum, ""), &["not_comparable 2 1 2 2 0"]);
}

#[test]
fn figures_that_are_the_seconds_or_no_figures_need_no_unit() {
    let bill = "line_id,call_id,quantity,amount\n1,U1,180,3.00\n2,U2,,1.50\n";
    check(&inputs(bill, ""), &["matched 2 2 4.50 4.50 0"]);
    let mut close = inputs("line_id,call_id,quantity,amount\n1,U1,181,3.00\n2,U2,90,1.50\n", "");
    check(&close, &["matched 1 1 1.50 1.50 0", "not_comparable 1 1 3 3 0"]);
    // What is allowed to differ is told in seconds too.
    close.policy.quantity_absolute = "2".to_owned();
    close.policy.amount_absolute = "0.05".to_owned();
    let result = close.run().unwrap();
    assert_eq!(result["outcomes"][1]["outcome"], "within_tolerance", "{result:#}");
}

#[test]
fn a_length_on_a_line_is_what_it_bills() {
    for (header, first, second) in [
        ("Duration", "00:03:00", "00:01:30"),
        ("Call length (mm:ss)", "3:00", "1:30"),
        ("Duration", "180", "90"),
        ("Duración (min)", "3", "1.5"),
    ] {
        let bill =
            format!("line_id,call_id,{header},Charge\n1,U1,{first},3.00\n2,U2,{second},1.50\n");
        check(&inputs(&bill, ""), &["matched 2 2 4.50 4.50 0"]);
    }
    // A price beside it may be for a minute or for anything.
    let bill =
        "line_id,call_id,duration,rate,amount\n1,U1,00:05:00,1.00,5.00\n2,U2,1:30,1.00,1.50\n";
    let differs = ["matched 1 1 1.50 1.50 0", "quantity_variance 1 1 5 3 2"];
    check(&inputs(bill, PER_MINUTE), &differs);
    // Where both are there the quantity counts.
    let both =
        "line_id,call_id,duration,minutes,amount\n1,U1,00:05:00,3,3.00\n2,U2,1:30,1.5,1.50\n";
    check(&inputs(both, PER_MINUTE), &["matched 2 2 4.50 4.50 0"]);
}

#[test]
fn a_bill_may_say_data_and_time_in_units_of_its_own() {
    let usage = "usage_id,account,quantity,unit\nU1,A,1500000,MB\nU2,A,2048,KiB\nU3,A,336,Std.\n";
    let bill = "line_id,usage_id,account,quantity,unit,unit_price,amount
1,U1,A,1.5,TB,2,3.00
2,U2,A,2,MiB,0.5,1
3,U3,A,2,weeks,7,14
";
    let mut inputs = inputs(bill, "");
    inputs.usage = vec![usage.to_owned()];
    check(&inputs, &["matched 3 3 18 18 0"]);
    inputs.billed = vec![bill.replace("TB", "TiB")];
    check(&inputs, &["matched 2 2 15 15 0", "quantity_variance 1 1 3 2.73 0.27"]);
}

#[test]
fn what_a_bill_would_say_for_other_quantities_has_its_places() {
    for (bill, expected) in [
        ("minutes,unit_price,amount\n1,A,7,0.0333,0.23\n", "quantity_variance 2 1 0.23 0.15 0.08"),
        ("minutes,amount\n1,A,7,0.23\n", "quantity_variance 2 1 0.23 0.15 0.08"),
        ("minutes,amount\n1,A,7,0.2310\n", "quantity_variance 2 1 0.231 0.1485 0.0825"),
        ("minutes,unit_price,amount\n1,A,7,1,7\n", "quantity_variance 2 1 7 4.50 2.50"),
    ] {
        check(&inputs(&format!("line_id,account,{bill}"), ""), &[expected]);
    }
}
