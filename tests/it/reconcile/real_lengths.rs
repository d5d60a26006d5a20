//! Bills that charge what the contract asks for and show beside it how long calls really took, or how many
//! there were: they are right. Sums are divided once, so that thirds of a cent are not lost.

use super::{Inputs, check};

const BY_MINUTE: &str = "measure,unit_size,minimum,increment,price,currency,rounding\n\
                         duration,60,60,60,0.12,EUR,record\n";

/// A call of 83 seconds and one of ten minutes against a bill of 0.24 and 1.20.
fn inputs(bill: &str) -> Inputs {
    let usage =
        "call_id,start,duration_seconds\na,2026-11-13 08:00:00,83\nb,2026-11-14 09:00:00,600\n";
    Inputs {
        usage: vec![usage.to_owned()],
        billed: vec![bill.to_owned()],
        rates: vec![BY_MINUTE.to_owned()],
        ..Inputs::default()
    }
}

#[test]
fn a_line_with_the_real_length_and_the_right_amount_matches() {
    for (header, lengths) in [
        ("duration", ["00:01:23", "00:10:00"]),
        ("duration (sec)", ["83", "600"]),
        // What a bare number counts is known where it is what was used or what is charged, in seconds.
        ("duration", ["83", "600"]),
        ("duration", ["120", "600"]),
        ("quantity (min)", ["1.38", "10"]),
        ("calls", ["1", "1"]),
    ] {
        let [first, second] = lengths;
        let bill =
            format!("call_id,{header},amount,currency\na,{first},0.24,EUR\nb,{second},1.20,EUR\n");
        check(&inputs(&bill), &["matched 2 2 1.44 1.44 0"]);
    }
}

#[test]
fn the_price_beside_a_real_length_has_to_be_the_contracts() {
    let bill = |price: &str| {
        format!(
            "call_id,quantity,unit,unit_price,amount,currency\n\
             a,1.38,minutes,{price},0.24,EUR\nb,10,minutes,{price},1.20,EUR\n"
        )
    };
    check(&inputs(&bill("0.12")), &["matched 2 2 1.44 1.44 0"]);
    check(&inputs(&bill("0.13")), &["matched 1 1 1.20 1.20 0", "amount_variance 1 1 0.24 0.24 0"]);
}

#[test]
fn a_real_length_does_not_excuse_another_amount() {
    let bill = "call_id,duration,amount,currency\na,00:01:23,0.36,EUR\nb,00:10:00,1.20,EUR\n";
    check(&inputs(bill), &["matched 1 1 1.20 1.20 0", "amount_variance 1 1 0.36 0.24 0.12"]);
}

#[test]
fn a_sum_with_the_real_minutes_or_the_calls_matches() {
    for (header, quantity) in
        [("quantity (min)", "11.38"), ("calls", "2"), ("duration (sec)", "683")]
    {
        let bill = format!("service,{header},amount,currency\nCalls,{quantity},1.44,EUR\n");
        check(&inputs(&bill), &["matched 2 1 1.44 1.44 0"]);
    }
}

#[test]
fn thirds_of_a_cent_add_up_to_the_cent() {
    let usage = "usage_id,account,start,duration_seconds\nc1,A1,2026-03-02 10:00:00,59\n\
                 c2,A1,2026-03-03 10:00:00,62\nc3,A1,2026-03-04 10:00:00,62\n";
    let bill = "line_id,account,quantity,unit,amount,currency\n1,A1,183,seconds,0.31,USD\n";
    for rounding in ["sum", ""] {
        let rates = format!(
            "measure,unit_size,increment,price,currency,rounding\nduration,60,1,0.10,USD,{rounding}\n"
        );
        let inputs = Inputs {
            usage: vec![usage.to_owned()],
            billed: vec![bill.to_owned()],
            rates: vec![rates],
            ..Inputs::default()
        };
        // 183 seconds at 0.10 a minute are 0.305.
        check(&inputs, &["matched 3 1 0.31 0.31 0"]);
    }
    // Without a contract the bill's own price is held against 5 seconds: 0.125, which is 0.13.
    let inputs = Inputs {
        usage: vec!["usage_id,start,duration_seconds\nc1,2026-03-02 10:00:00,5\n".to_owned()],
        billed: vec![
            "usage_id,quantity,unit,unit_price,amount\nc1,1.0833,minutes,1.50,1.62\n".to_owned(),
        ],
        ..Inputs::default()
    };
    check(&inputs, &["quantity_variance 1 1 1.62 0.13 1.49"]);
}
