//! Cases a billing admin would recognise.

use super::{Inputs, check, outcomes};

fn inputs(usage: &str, billed: &str, rates: &str) -> Inputs {
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Inputs { usage: list(usage), billed: list(billed), rates: list(rates), ..Inputs::default() }
}

const BLOCKS: &str =
    "measure,unit_size,minimum,increment,price,currency\nduration,900,900,900,0.04,USD\n";

const SESSIONS: &str = "\
session_id,start,end,channel
a1,2026-03-01 10:00:00,2026-03-01 10:05:00,IVR
a2,2026-03-01 11:00:00,2026-03-01 11:16:00,IVR
a3,2026-03-02 10:00:00,2026-03-02 10:01:00,SMS
";

#[test]
fn sessions_and_lines_that_agree() {
    let bill = "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.04\n2,a2,2,0.04,0.08\n3,a3,1,0.04,0.04\n";
    check(&inputs(SESSIONS, bill, BLOCKS), &["matched 3 3 0.16 0.16 0"]);
}

#[test]
fn each_kind_of_difference_has_its_outcome() {
    let bill = "line_id,session_id,quantity,unit_price,amount
1,a1,2,0.04,0.08
2,a2,2,0.05,0.10
3,zz,1,0.04,0.04
4,zz,1,0.04,0.04
";
    check(
        &inputs(SESSIONS, bill, BLOCKS),
        &[
            "quantity_variance 1 1 0.08 0.04 0.04",
            "rate_variance 1 1 0.10 0.08 0.02",
            "unbilled_usage 1 0 0 0.04 -0.04",
            "billed_without_usage 0 1 0.04 0 0.04",
            "duplicate_line 0 1 0.04 0 0.04",
        ],
    );
}

#[test]
fn an_amount_that_no_rate_explains() {
    let bill = "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.49\n2,a2,3,0.05,0.15\n3,a3,1,0.04,0.04\n";
    check(
        &inputs(SESSIONS, bill, BLOCKS),
        &["matched 1 1 0.04 0.04 0", "amount_variance 2 2 0.64 0.12 0.52"],
    );
}

#[test]
fn repeats_and_conflicts_in_usage_count_once() {
    let usage = "session_id,start,end\na1,2026-03-01 10:00:00,2026-03-01 10:05:00\na1,2026-03-01 10:00:00,2026-03-01 10:05:00\na1,2026-03-01 10:00:00,2026-03-01 10:45:00\n";
    let bill = "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.04\n";
    check(&inputs(usage, bill, BLOCKS), &["matched 1 1 0.04 0.04 0", "duplicate_usage 2 0 0 0 0"]);
}

#[test]
fn a_tolerance_is_told_apart_from_agreement() {
    let bill = "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.05\n2,a2,2,0.04,0.08\n3,a3,1,0.04,0.90\n";
    let mut inputs = inputs(SESSIONS, bill, BLOCKS);
    inputs.policy.amount_absolute = "0.01".to_owned();
    check(
        &inputs,
        &[
            "matched 1 1 0.08 0.08 0",
            "within_tolerance 1 1 0.05 0.04 0.01",
            "amount_variance 1 1 0.90 0.04 0.86",
        ],
    );
}

#[test]
fn the_period_closes_both_sides() {
    let bill = "line_id,session_id,start,quantity,unit_price,amount\n1,a1,2026-03-01 10:00:00,1,0.04,0.04\n2,a3,2026-03-02 10:00:00,1,0.04,0.04\n";
    let mut inputs = inputs(SESSIONS, bill, BLOCKS);
    inputs.policy.period_from = "2026-03-01".to_owned();
    inputs.policy.period_to = "2026-03-01".to_owned();
    check(
        &inputs,
        &[
            "matched 1 1 0.04 0.04 0",
            "unbilled_usage 1 0 0 0.08 -0.08",
            "out_of_period 1 1 0.04 0.04 0",
        ],
    );
    // What is outside and wrong there, or for nothing that was used, stays in dispute.
    for line in ["2,a3,2026-03-02 10:00:00,9,0.04,0.36\n", "2,zz,2026-03-02 10:00:00,9,0.04,0.36\n"]
    {
        let first: String = bill.lines().take(2).map(|it| format!("{it}\n")).collect();
        inputs.billed = vec![first + line];
        let result = inputs.run().unwrap();
        assert_eq!(outcomes(&result)[2], "out_of_period 1 1 0.36 0 0.36", "{result:#}");
    }
}

#[test]
fn a_line_against_the_sum_of_its_group() {
    let usage = "call_id,start,duration,account\n1,2026-03-01 10:00:00,62,ACME\n2,2026-03-02 10:00:00,30,ACME\n3,2026-03-03 10:00:00,600,BETA\n4,2026-03-03 12:00:00,10,GAMMA\n";
    let bill = "line_id,account,quantity,unit,unit_price,amount\n1,ACME,3,MIN,0.05,0.15\n2,BETA,12,MIN,0.05,0.60\n3,DELTA,1,MIN,0.05,0.05\n";
    let rates = "measure,unit_size,minimum,increment,price\nduration,60,60,60,0.05\n";
    check(
        &inputs(usage, bill, rates),
        &[
            "matched 2 1 0.15 0.15 0",
            "quantity_variance 1 1 0.60 0.50 0.10",
            "unbilled_usage 1 0 0 0.05 -0.05",
            "billed_without_usage 0 1 0.05 0 0.05",
        ],
    );
}

#[test]
fn two_lines_that_claim_one_group_are_not_picked_from() {
    let usage = "call_id,start,duration,account,channel\n1,2026-03-01 10:00:00,60,ACME,IVR\n2,2026-03-02 10:00:00,60,ACME,IVR\n";
    // One names the account, the other the channel.
    let bill = "line_id,account,channel,quantity,unit,unit_price,amount\n1,ACME,,1,MIN,0.05,0.05\n2,,IVR,2,MIN,0.05,0.10\n";
    check(&inputs(usage, bill, ""), &["ambiguous 2 2 0.15 0.15 0"]);
}

/// Lines for the same are held against it together, whichever of them comes first.
#[test]
fn lines_for_the_same_use_up_what_it_comes_to() {
    let usage = "call_id,start,duration,account\n1,2026-03-01 10:00:00,600,ACME\n2,2026-03-02 10:00:00,1200,ACME\n";
    let rates = "measure,unit_size,increment,price,currency,tier_from\nduration,60,60,0.10,EUR,0\nduration,60,60,0.05,EUR,20\n";
    let check = |lines: &[&str], rates: &str, expected: &[&str]| {
        let head = "account,description,quantity,unit,unit_price,amount\n";
        for rows in [lines.to_vec(), lines.iter().rev().copied().collect()] {
            check(&inputs(usage, &(head.to_owned() + &rows.join("\n")), rates), expected);
        }
    };
    // A line for each tier.
    let tiers = ["ACME,first 20,20,MIN,0.10,2.00", "ACME,from 20 on,10,MIN,0.05,0.50"];
    check(&tiers, rates, &["matched 2 2 2.50 2.50 0"]);
    check(&tiers, "", &["matched 2 2 2.50 2.50 0"]);
    // What is included, and what goes beyond it.
    let free =
        "measure,unit_size,increment,free_units,price,currency\nduration,60,60,20,0.10,EUR\n";
    let beyond = ["ACME,included,20,MIN,0,0", "ACME,beyond,10,MIN,0.10,1.00"];
    check(&beyond, free, &["matched 2 2 1 1 0"]);
    // A line that is there twice is billed once too often, with rates and without.
    let flat = "measure,unit_size,increment,price,currency\nduration,60,60,0.10,EUR\n";
    let twice = ["ACME,calls,30,MIN,0.10,3.00"; 2];
    let found = ["matched 0 1 3 3 0", "quantity_variance 2 1 3 0 3"];
    check(&twice, flat, &found);
    check(&twice, "", &found);
    // That there is usage says nothing of how many amounts it is for.
    check(&["ACME,calls,,,,3.00", "ACME,calls,,,,1.00"], "", &["not_comparable 2 2 4 4 0"]);
    check(
        &["ACME,calls,,,,3.00", "ACME,calls,,,,1.00"],
        flat,
        &["matched 0 1 1 1 0", "amount_variance 2 1 3 2 1"],
    );
    // Too much on one of them is what the whole is too much.
    let much = ["ACME,first 20,20,MIN,0.10,2.00", "ACME,from 20 on,14,MIN,0.05,0.70"];
    check(&much, rates, &["matched 0 1 0.70 0.70 0", "quantity_variance 2 1 2 1.80 0.20"]);
}

#[test]
fn tax_and_fees_are_not_held_against_usage() {
    let bill = "line_id,session_id,charge_category,quantity,unit_price,amount\n1,a1,Usage,1,0.04,0.04\n2,a2,Usage,2,0.04,0.08\n3,a3,Usage,1,0.04,0.04\n4,,Tax,,,0.03\n5,,Credit,,,-0.01\n";
    check(
        &inputs(SESSIONS, bill, BLOCKS),
        &["matched 3 3 0.16 0.16 0", "non_usage 0 2 0.02 0.02 0"],
    );
}

#[test]
fn units_and_currencies_that_cannot_be_compared() {
    let bill = "line_id,session_id,quantity,unit,unit_price,amount,currency\n1,a1,1,GB,0.04,0.04,USD\n2,a2,2,,0.04,0.08,EUR\n3,a3,1,,0.04,0.04,USD\n";
    let result = inputs(SESSIONS, bill, BLOCKS).run().unwrap();
    let codes: Vec<&str> = result["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["matched", "not_comparable", "not_comparable"]);
    assert_eq!(result["proof"]["holds"], true);
}

/// Each account has its own free units and tiers, unless the rate is for all of them together.
#[test]
fn accounts_may_have_free_units_and_tiers_together() {
    let usage = "call_id,start,duration,account\n1,2026-03-01 10:00:00,120,A\n2,2026-03-02 10:00:00,180,B\n";
    let bill = |amount: &str| format!("quantity,unit,amount\n5,MIN,{amount}\n");
    for (account, free, tiers) in [("", "0.30", "0.50"), ("*", "0.40", "0.40")] {
        let rates =
            format!("account,measure,unit_size,free_units,price\n{account},duration,60,1,0.10\n");
        check(&inputs(usage, &bill(free), &rates), &[&format!("matched 2 1 {free} {free} 0")]);
        let rates = format!(
            "account,measure,unit_size,tier_from,price\n\
             {account},duration,60,0,0.10\n{account},duration,60,3,0.05\n"
        );
        check(&inputs(usage, &bill(tiers), &rates), &[&format!("matched 2 1 {tiers} {tiers} 0")]);
    }
}

#[test]
fn tiers_and_free_units_run_through_the_month() {
    let usage = "call_id,start,duration\n1,2026-03-01 10:00:00,60\n2,2026-03-01 11:00:00,120\n3,2026-04-01 00:00:00,60\n";
    let bill = "line_id,call_id,quantity,unit,amount\n1,1,1,MIN,0\n2,2,2,MIN,0.15\n3,3,1,MIN,0\n";
    let rates = "measure,unit_size,increment,free_units,tier_from,price\nduration,60,60,1,0,0.10\nduration,60,60,1,2,0.05\n";
    check(&inputs(usage, bill, rates), &["matched 3 3 0.15 0.15 0"]);
}

/// The period begins with the first instant of all, which is of no month.
#[test]
fn tiers_of_a_period_without_a_first_day_hold_in_every_zone() {
    let usage = "call_id,duration\n1,60\n2,120\n";
    let bill = "line_id,call_id,quantity,unit,amount\n1,1,1,MIN,0\n2,2,2,MIN,0.15\n";
    let rates = "measure,unit_size,increment,free_units,tier_from,price\nduration,60,60,1,0,0.10\nduration,60,60,1,2,0.05\n";
    let mut inputs = inputs(usage, bill, rates);
    inputs.policy.period_to = "2026-03-31".to_owned();
    for zone in ["UTC", "UTC-05:00", "America/Bogota", "Asia/Tokyo"] {
        inputs.policy.time_zone = zone.to_owned();
        check(&inputs, &["matched 2 2 0.15 0.15 0"]);
    }
}

#[test]
fn what_was_used_before_the_period_counts_in_its_month() {
    let usage = "usage_id,account,start,duration_seconds
U0,A,2026-02-27 10:00:00,60
U1,A,2026-03-02 10:00:00,60
U2,A,2026-03-03 10:00:00,60
U3,A,2026-03-04 10:00:00,60
U4,A,2026-03-05 10:00:00,60
U5,B,2026-03-05 11:00:00,180
";
    let bill = "line_id,usage_id,account,start,quantity,amount,currency
1,U1,A,2026-03-02 10:00:00,1,0,USD
2,U2,A,2026-03-03 10:00:00,1,0,USD
3,U3,A,2026-03-04 10:00:00,1,1,USD
4,U4,A,2026-03-05 10:00:00,1,0.5,USD
5,U5,B,2026-03-05 11:00:00,3,1,USD
";
    let rates = "measure,unit_size,minimum,increment,free_units,tier_from,price,currency
duration,60,60,60,2,,1,USD
duration,60,60,60,2,3,0.5,USD
";
    let mut inputs = inputs(usage, bill, rates);
    check(&inputs, &["matched 5 5 2.50 2.50 0", "unbilled_usage 1 0 0 0 0"]);
    inputs.policy.period_from = "2026-03-04".to_owned();
    inputs.policy.period_to = "2026-03-31".to_owned();
    check(&inputs, &["matched 3 3 2.50 2.50 0", "out_of_period 3 2 0 0 0"]);
}

#[test]
fn dates_that_read_both_ways_are_asked_about() {
    let usage = "session_id,start,end\na1,03/04/2026 10:00,03/04/2026 10:05\n";
    let bill = "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.04\n";
    assert_eq!(inputs(usage, bill, BLOCKS).run(), Err("dates_ambiguous".to_owned()));
    let settled = format!("{usage}a2,13/04/2026 10:00,13/04/2026 10:05\n");
    assert!(inputs(&settled, bill, BLOCKS).run().is_ok());
}

#[test]
fn numbers_that_read_both_ways_are_asked_about() {
    let bill = "line_id;session_id;amount\n1;a1;1.234\n";
    assert_eq!(inputs(SESSIONS, bill, "").run(), Err("numbers_ambiguous".to_owned()));
    let settled = format!("{bill}2;a2;12,50\n");
    assert!(inputs(SESSIONS, &settled, "").run().is_ok());
}

#[test]
fn the_same_file_twice_is_counted_once() {
    let bill = "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.04\n";
    let mut inputs = inputs(SESSIONS, bill, BLOCKS);
    inputs.billed.push(bill.to_owned());
    check(
        &inputs,
        &[
            "matched 1 1 0.04 0.04 0",
            "unbilled_usage 2 0 0 0.12 -0.12",
            "duplicate_line 0 1 0.04 0 0.04",
        ],
    );
}

#[test]
fn unreadable_rows_stay_in_the_proof() {
    let usage = format!("{SESSIONS}a4,yesterday,,IVR\na5\n");
    let bill =
        "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.04\n2,a2,2,0.04,much\n";
    let result = inputs(&usage, bill, BLOCKS).run().unwrap();
    assert_eq!(result["usage"]["rejected"], 2);
    assert_eq!(result["billed"]["rejected"], 1);
    assert_eq!(result["proof"]["records_in"], 5);
    assert_eq!(result["proof"]["holds"], true);
}

#[test]
fn two_equally_specific_rates_are_an_error() {
    let rates = "channel,service,measure,price\nIVR,,records,1\n,Calls,records,2\n";
    let bill = "line_id,session_id,amount\n1,a1,1\n";
    assert_eq!(inputs(SESSIONS, bill, rates).run(), Err("rate_conflict".to_owned()));
}

#[test]
fn a_repeat_is_counted_whatever_line_has_the_number_of_the_record_it_repeats() {
    // The fourth record repeats the third. Of the last two lines the one is kept that is smaller by
    // content; in one of the two orders it is the fourth, so that the third is tied to a 4 as well.
    let usage = "session_id,start,end\na1,2026-03-01 10:00:00,2026-03-01 10:05:00\na2,2026-03-01 11:00:00,2026-03-01 11:05:00\na3,2026-03-01 12:00:00,2026-03-01 12:05:00\na3,2026-03-01 12:00:00,2026-03-01 12:05:00\n";
    let [one, two] = ["x,a3,1,0.04,0.04\n", "x,a3,2,0.04,0.08\n"];
    for last in [[one, two], [two, one]] {
        let head =
            "line_id,session_id,quantity,unit_price,amount\n1,a1,1,0.04,0.04\n2,a2,1,0.04,0.04\n";
        let bill = [head, &last.concat()].concat();
        let result = inputs(usage, &bill, BLOCKS).run().unwrap();
        assert_eq!(result["proof"]["holds"], true, "{result:#}");
        assert!(outcomes(&result).contains(&"duplicate_usage 1 0 0 0 0".to_owned()), "{result:#}");
    }
}

#[test]
fn what_no_rate_fits_is_not_taken_for_agreed() {
    // The card knows the channel IVR only. A line for SMS has the right quantity at any price.
    let ivr = "channel,measure,unit_size,minimum,increment,price,currency\nIVR,duration,900,900,900,0.04,USD\n";
    let flagged = |bill: &str, rates: &str| {
        let result = inputs(SESSIONS, bill, rates).run().unwrap();
        let findings = result["findings"].as_array().unwrap().clone();
        let found = findings.into_iter().find(|it| it["code"] == "unrated_usage");
        found.map(|it| it["count"].as_u64().unwrap())
    };
    let head = "line_id,session_id,channel,quantity,unit_price,amount\n";
    let by_id = [head, "1,a1,IVR,1,0.04,0.04\n2,a2,IVR,2,0.04,0.08\n3,a3,SMS,1,99,99\n"].concat();
    assert_eq!(flagged(&by_id, ivr), Some(1));
    let by_group = [head, "1,,IVR,3,0.04,0.12\n2,,SMS,1,99,99\n"].concat();
    assert_eq!(flagged(&by_group, ivr), Some(1));
    let unbilled = [head, "1,,IVR,3,0.04,0.12\n"].concat();
    assert_eq!(flagged(&unbilled, ivr), Some(1));
    // A card that covers everything, or none at all, leaves nothing to tell.
    assert_eq!(flagged(&by_id, BLOCKS), None);
    assert_eq!(flagged(&by_id, ""), None);
}

#[test]
fn a_list_of_calls_with_charges_may_be_both_sides() {
    let both = "call_id,start,duration,account,quantity,unit,amount,currency\n\
                U1,2026-03-05T10:00:00Z,60,A,1,minutes,0.01,USD\n\
                U2,2026-03-05T11:00:00Z,60,A,1,minutes,0.01,USD\n";
    check(&inputs(both, both, ""), &["matched 2 2 0.02 0.02 0"]);
}

#[test]
fn rates_may_call_a_vendor_as_people_do() {
    let usage = "botId,channel,billingSessionId,billingSessionStartDateTime,billingSessionEndDateTime\n\
                 st-a,IVR,s1,03-21-2026 10:00:00 am,03-21-2026 10:05:00 am\n";
    let bill = "channel,quantity,unit_price,amount,currency\nIVR,1,9.00,9.00,USD\n";
    for (vendor, outcome) in [
        ("kore", "rate_variance 1 1 9 0.42 8.58"),
        ("Kore.ai", "rate_variance 1 1 9 0.42 8.58"),
        ("Kore.ai, Inc.", "rate_variance 1 1 9 0.42 8.58"),
        ("wolkvox", "matched 1 1 9 9 0"),
    ] {
        let rates = format!("vendor,currency,measure,price\n\"{vendor}\",USD,records,0.42\n");
        check(&inputs(usage, bill, &rates), &[outcome]);
    }
}

#[test]
fn a_bill_of_which_no_line_can_be_found_is_refused() {
    let usage = "usage_id,start,duration_seconds\nc1,2026-03-02 10:00:00,60\n";
    let bill =
        r#"{"currency":"USD","positions":[{"quantity":1,"unit_price":"0.42","amount":"0.42"}]}"#;
    let found = inputs(usage, bill, "").run().map(|it| it["findings"].clone());
    assert!(found.is_err() || found.unwrap().to_string().contains("unknown_format"));
}
