//! Groups whose records are not all alike: in their currency, in their unit, in the unit of the bill.

use super::{Inputs, outcomes};

fn inputs(usage: &[&str], bill: &[&str], rates: &[&str]) -> Inputs {
    let file = |lines: &[&str]| {
        let text: String = lines.iter().flat_map(|it| [it, "\n"]).collect();
        Vec::from_iter(Some(text).filter(|it| !it.is_empty()))
    };
    let (usage, billed, rates) = (file(usage), file(bill), file(rates));
    Inputs { usage, billed, rates, ..Inputs::default() }
}

const CALLS: &str = "usage_id,account,channel,start,duration_seconds";
const VOICE: &str = "U1,A,voice,2026-03-02 10:00:00,60";
const CHAT: &str = "U2,A,chat,2026-03-02 11:00:00,60";

/// Checks a case with its records, and its rates, in either order.
#[track_caller]
fn check_in_any_order(usage: [&str; 3], bill: &[&str], rates: &[&str; 3], expected: &[&str]) {
    let ([head, one, two], [rate_head, rate, other]) = (usage, *rates);
    for usage in [[head, one, two], [head, two, one]] {
        for rates in [[rate_head, rate, other], [rate_head, other, rate]] {
            let rates: &[&str] = if rate_head.is_empty() { &[] } else { &rates };
            let result = inputs(&usage, bill, rates).run().unwrap();
            let mut found = outcomes(&result);
            found.sort();
            assert_eq!(found, expected, "{usage:?} {rates:?}");
            assert_eq!(result["proof"]["holds"], true, "{result:#}");
        }
    }
}

#[test]
fn records_in_several_currencies_have_no_sum() {
    let rates = [
        "channel,currency,measure,unit_size,minimum,increment,price",
        "voice,USD,duration,60,60,60,1",
        "chat,EUR,duration,60,60,60,2",
    ];
    let head = "line_id,account,quantity,amount,currency";
    // There is one row of outcomes for each currency that rows are in.
    let not_compared = ["not_comparable 1 0 0 0 0", "not_comparable 1 1 3 3 0"];
    for currency in ["USD", "EUR"] {
        let bill = [head, &format!("1,A,2,3.00,{currency}")];
        check_in_any_order([CALLS, VOICE, CHAT], &bill, &rates, &not_compared);
    }
    // The same where the usage states what it costs.
    let usage = [
        "usage_id,account,start,quantity,amount,currency",
        "U1,A,2026-03-02 10:00:00,1,1.00,USD",
        "U2,A,2026-03-02 11:00:00,1,2.00,EUR",
    ];
    let bill = [head, "1,A,2,3.00,USD"];
    check_in_any_order(usage, &bill, &[""; 3], &not_compared);
}

#[test]
fn a_rate_without_a_currency_goes_with_any() {
    let rates = [
        "channel,currency,measure,unit_size,minimum,increment,price",
        "voice,USD,duration,60,60,60,1",
        "chat,,duration,60,60,60,2",
    ];
    let head = "line_id,account,quantity,amount,currency";
    let usage = [CALLS, VOICE, CHAT];
    check_in_any_order(usage, &[head, "1,A,2,3.00,USD"], &rates, &["matched 2 1 3 3 0"]);
    let other = [head, "1,A,2,3.00,EUR"];
    let not_compared = ["not_comparable 0 1 3 3 0", "not_comparable 1 0 0 0 0"];
    check_in_any_order(usage, &other, &rates, &[not_compared[0], not_compared[1], not_compared[1]]);
}

const MINUTES_AND_BLOCKS: [&str; 3] = [
    "channel,currency,measure,unit_size,minimum,increment,price",
    "voice,USD,duration,60,60,60,0.01",
    "ivr,USD,duration,900,900,900,0.42",
];

#[test]
fn units_of_several_sizes_add_up_in_their_base_unit() {
    // Two minutes, and a block of fifteen.
    let usage = [CALLS, "U1,A,voice,2026-03-02 10:00:00,120", "U2,A,ivr,2026-03-02 11:00:00,900"];
    let head = "line_id,account,quantity,unit,amount,currency";
    for (line, outcome) in [
        ("1,A,17,MIN,0.44,USD", "matched 2 1 0.44 0.44 0"),
        ("1,A,1020,SEC,0.44,USD", "matched 2 1 0.44 0.44 0"),
        // A bill that counts means how many minutes and blocks there are.
        ("1,A,3,,0.44,USD", "matched 2 1 0.44 0.44 0"),
        ("1,A,3,units,0.44,USD", "matched 2 1 0.44 0.44 0"),
        ("1,A,3,MIN,0.44,USD", "quantity_variance 2 1 0.44 0.44 0"),
        ("1,A,17,units,0.44,USD", "quantity_variance 2 1 0.44 0.44 0"),
        ("1,A,17,GB,0.44,USD", "not_comparable 2 1 0.44 0.44 0"),
    ] {
        check_in_any_order(usage, &[head, line], &MINUTES_AND_BLOCKS, &[outcome]);
    }
}

#[test]
fn quantities_in_several_units_add_up_in_their_base_unit() {
    let usage = [
        "account,start,quantity,unit",
        "A,2026-03-01T00:30:00Z,120,SEC",
        "A,2026-03-01T00:40:00Z,2,MIN",
    ];
    let head = "line_id,account,quantity,unit,unit_price,amount,currency";
    for (line, outcome) in [
        ("1,A,4,MIN,1.00,4.00,USD", "matched 2 1 4 4 0"),
        ("1,A,240,SEC,0.01,2.40,USD", "matched 2 1 2.40 2.40 0"),
        ("1,A,122,MIN,1.00,122.00,USD", "quantity_variance 2 1 122 4 118"),
        // Of what, the bill does not say, and there is no unit that they share.
        ("1,A,4,,1.00,4.00,USD", "not_comparable 2 1 4 4 0"),
        ("1,A,122,pieces,1.00,122.00,USD", "not_comparable 2 1 122 122 0"),
    ] {
        check_in_any_order(usage, &[head, line], &[""; 3], &[outcome]);
    }
}

#[test]
fn records_that_measure_different_things_are_only_counted() {
    let usage = [CALLS, "U1,A,voice,2026-03-02 10:00:00,120", "U2,A,sms,2026-03-02 11:00:00,1"];
    let rates = [
        "channel,currency,measure,unit_size,minimum,increment,price",
        "voice,USD,duration,60,60,60,0.01",
        "sms,USD,records,1,,,0.05",
    ];
    let head = "line_id,account,quantity,unit,amount,currency";
    for (line, outcome) in [
        ("1,A,3,,0.07,USD", "matched 2 1 0.07 0.07 0"),
        ("1,A,3,MIN,0.07,USD", "not_comparable 2 1 0.07 0.07 0"),
    ] {
        check_in_any_order(usage, &[head, line], &rates, &[outcome]);
    }
    let usage = [
        "account,start,quantity,unit",
        "A,2026-03-01T00:30:00Z,2,GB",
        "A,2026-03-01T00:40:00Z,2,MIN",
    ];
    for unit in ["MIN", "GB", "units", ""] {
        let line = format!("1,A,4,{unit},4.00,USD");
        let outcome = "not_comparable 2 1 4 4 0";
        check_in_any_order(usage, &[head, &line], &[""; 3], &[outcome]);
    }
}

#[test]
fn calls_without_blocks_are_counted_one_by_one() {
    let bill = ["line_id,account,quantity,unit,amount,currency", "1,A,2,calls,0.20,USD"];
    check_in_any_order([CALLS, VOICE, CHAT], &bill, &[""; 3], &["matched 2 1 0.20 0.20 0"]);
}

/// What a verdict says of how a difference splits.
const PARTS: [&str; 5] = [
    "outcome",
    "contracted_unit_price",
    "quantity_variance_amount",
    "rate_variance_amount",
    "other_variance_amount",
];

#[test]
fn a_bill_in_another_unit_than_the_rate() {
    // The contract says 0.012 a minute, the bill counts seconds or hours.
    let usage = [CALLS, "U1,A,voice,2026-03-02 10:00:00,120"];
    let rates =
        ["currency,measure,unit_size,minimum,increment,price", "USD,duration,60,60,60,0.012"];
    let head = "line_id,usage_id,quantity,unit,unit_price,amount,currency";
    for (line, wanted) in [
        ("1,U1,180,SEC,0.0002,0.036,USD", "quantity_variance 0.0002 0.012 0 0"),
        ("1,U1,120,SEC,0.0003,0.036,USD", "rate_variance 0.0002 0 0.012 0"),
        ("1,U1,180,SEC,0.0003,0.054,USD", "amount_variance 0.0002 0.012 0.018 0"),
        ("1,U1,120,SEC,0.0002,0.025,USD", "amount_variance 0.0002 0 0 0.001"),
        ("1,U1,180,SEC,,0.036,USD", "quantity_variance 0.0002 0.012 0 0"),
        ("1,U1,0.05,HUR,0.72,0.036,USD", "quantity_variance 0.72 0.012 0 0"),
        ("1,U1,3,MIN,0.012,0.036,USD", "quantity_variance 0.012 0.012 0 0"),
        ("1,U1,3,units,0.012,0.036,USD", "quantity_variance 0.012 0.012 0 0"),
    ] {
        assert_eq!(inputs(&usage, &[head, line], &rates).exceptions(&PARTS), [wanted], "{line}");
    }
    // The same where a line is for a group, and usage states its quantity.
    let usage = ["account,start,quantity,unit", "A,2026-03-01,40,MIN"];
    let rates = ["currency,measure,price", "USD,quantity,0.06"];
    let bill =
        ["line_id,account,quantity,unit,unit_price,amount,currency", "1,A,0.75,HUR,3.6,2.70,USD"];
    let found = inputs(&usage, &bill, &rates).exceptions(&PARTS);
    assert_eq!(found, ["quantity_variance  0.30 0 0"]);
}

const TIERS: [&str; 3] =
    ["currency,measure,tier_from,price", "USD,quantity,,0.10", "USD,quantity,100,0.05"];

#[test]
fn a_quantity_under_tiers_is_split_by_what_the_tiers_ask_for_it() {
    let usage = ["account,service,start,quantity", "A,S,2026-03-05,150"];
    let head = "line_id,account,service,quantity,unit_price,amount,currency";
    for (line, wanted) in [
        ("1,A,S,160,,13.00,USD", "quantity_variance  0.50 0 0"),
        ("1,A,S,140,,12.00,USD", "quantity_variance  -0.50 0 0"),
        ("1,A,S,90,,9.00,USD", "quantity_variance  -3.50 0 0"),
        ("1,A,S,150,,15.00,USD", "amount_variance  0 2.50 0"),
        ("1,A,S,160,0.10,16.00,USD", "amount_variance  0.50 3 0"),
        ("1,A,S,150,0.10,15.50,USD", "amount_variance  0 2.50 0.50"),
    ] {
        assert_eq!(inputs(&usage, &[head, line], &TIERS).exceptions(&PARTS), [wanted], "{line}");
    }
}

#[test]
fn free_units_are_worth_nothing_in_a_split() {
    let rates = ["currency,measure,free_units,price", "USD,quantity,100,0.10"];
    let head = "line_id,account,quantity,amount,currency";
    let usage = ["account,start,quantity", "A,2026-03-05,80"];
    for (line, wanted) in [
        // Ten more are free as well, and of 30 the last ten cost something.
        ("1,A,90,9.00,USD", "amount_variance  0 9 0"),
        ("1,A,110,1.00,USD", "quantity_variance  1 0 0"),
    ] {
        assert_eq!(inputs(&usage, &[head, line], &rates).exceptions(&PARTS), [wanted], "{line}");
    }
    // The same for one of two records, counted from where the month is with it.
    let usage = ["usage_id,start,quantity", "U1,2026-03-05,80", "U2,2026-03-06,40"];
    let bill = ["line_id,usage_id,quantity,amount,currency", "1,U1,80,0,USD", "2,U2,50,3.00,USD"];
    let found = inputs(&usage, &bill, &rates).exceptions(&PARTS);
    assert_eq!(found, ["quantity_variance  1 0 0"]);
}

#[test]
fn without_a_single_price_the_average_splits() {
    // What the usage says that it cost.
    let usage = ["usage_id,start,quantity,amount,currency", "U1,2026-03-02,2,4.00,USD"];
    let head = "line_id,usage_id,quantity,amount,currency";
    for (line, wanted) in [
        ("1,U1,2,5.00,USD", "amount_variance  0 1 0"),
        ("1,U1,3,6.00,USD", "quantity_variance  2 0 0"),
    ] {
        assert_eq!(inputs(&usage, &[head, line], &[]).exceptions(&PARTS), [wanted], "{line}");
    }
    // Several rates: two minutes for 0.02 and a block for 0.42, on average 0.04 a minute of eleven.
    let usage = [CALLS, "U1,A,voice,2026-03-02 10:00:00,120", "U2,A,ivr,2026-03-02 11:00:00,540"];
    let rates = [
        "channel,currency,measure,unit_size,minimum,increment,price",
        "voice,USD,duration,60,60,60,0.01",
        "ivr,USD,duration,540,540,540,0.42",
    ];
    let head = "line_id,account,quantity,unit,amount,currency";
    let bill = [head, "1,A,12,MIN,0.50,USD"];
    let found = inputs(&usage, &bill, &rates).exceptions(&PARTS);
    assert_eq!(found, ["quantity_variance  0.04 0.02 0"]);
    // Nothing is expected, so there is no average.
    let usage = ["usage_id,start,quantity,amount,currency", "U1,2026-03-02,0,0,USD"];
    let bill = ["line_id,usage_id,quantity,unit_price,amount,currency", "1,U1,3,2.00,6.00,USD"];
    assert_eq!(inputs(&usage, &bill, &[]).exceptions(&PARTS), ["quantity_variance  6 0 0"]);
}
