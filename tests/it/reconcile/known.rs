//! What is known of both sides decides: nothing is taken to agree because it could not be held against
//! anything, and nothing is taken for a repeat because it has a number by chance.

use super::{Inputs, check};

fn inputs(usage: &[&str], billed: &[&str], rates: &str) -> Inputs {
    let list = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect();
    let rates = Some(rates.to_owned()).filter(|it| !it.is_empty());
    Inputs {
        usage: list(usage),
        billed: list(billed),
        rates: rates.into_iter().collect(),
        ..Inputs::default()
    }
}

const USAGE: &str = "usage_id,account,service,start,duration_seconds\n";
const PER_MINUTE: &str = "measure,unit_size,minimum,increment,price\nduration,60,60,60,0.10\n";
const SUMS: &str = "account,service,quantity,unit,unit_price,amount\n";

/// Usage of an account, by service and seconds: the third day of the month, and the days after.
fn calls(of: &[(&str, &str)]) -> String {
    let rows = of.iter().enumerate();
    let row = |(n, (service, seconds)): (usize, &(&str, &str))| {
        format!("U{n},A,{service},2026-03-{:02} 10:00:00,{seconds}\n", n + 3)
    };
    USAGE.to_owned() + &rows.map(row).collect::<String>()
}

#[test]
fn usage_that_cannot_be_measured_leaves_its_line_undecided() {
    let usage = calls(&[("Voice", "60"), ("Voice", "60"), ("Voice", "")]);
    let sum = [SUMS, "A,Voice,500,MIN,0.50,250.00\n"].concat();
    check(&inputs(&[&usage], &[&sum], PER_MINUTE), &["not_comparable 3 1 250 250 0"]);
    let named =
        "usage_id,quantity,unit,unit_price,amount\nU0,1,MIN,0.10,0.10\nU2,500,MIN,0.50,250\n";
    check(
        &inputs(&[&usage], &[named], PER_MINUTE),
        &[
            "matched 1 1 0.10 0.10 0",
            "unbilled_usage 1 0 0 0.10 -0.10",
            "not_comparable 1 1 250 250 0",
        ],
    );
}

#[test]
fn a_price_that_holds_for_some_of_the_usage_is_not_left_for_the_bills_own() {
    let usage = calls(&[("Voice", "60"), ("Voice", "60"), ("Voice", "60")]);
    let sum = [SUMS, "A,Voice,3,MIN,0.90,2.70\n"].concat();
    let later = "measure,unit_size,valid_from,price\nduration,60,2026-03-04,0.10\n";
    check(&inputs(&[&usage], &[&sum], later), &["not_comparable 3 1 2.70 2.70 0"]);
    // A call that lasted no time costs nothing, whatever its price would be.
    let usage = calls(&[("Voice", "60"), ("Voice", "0")]);
    let sum = [SUMS, "A,Voice,1,MIN,0.90,0.90\n"].concat();
    check(&inputs(&[&usage], &[&sum], ""), &["matched 2 1 0.90 0.90 0"]);
}

#[test]
fn an_amount_alone_says_nothing_of_how_much_it_is_for() {
    let usage = calls(&[("Voice", "60"), ("Voice", "60")]);
    let sum = "account,service,amount\nA,Voice,999\n";
    check(&inputs(&[&usage], &[sum], ""), &["not_comparable 2 1 999 999 0"]);
    check(&inputs(&[&usage], &[sum], PER_MINUTE), &["amount_variance 2 1 999 0.20 998.80"]);
    // That a line names its usage, and that it is there, is something.
    let named = "usage_id,amount\nU0,1\nU1,2\nU2,4\n";
    let inputs = inputs(&[&usage], &[named], "");
    check(&inputs, &["matched 2 2 3 3 0", "billed_without_usage 0 1 4 0 4"]);
}

#[test]
fn one_price_for_minutes_and_for_hours_is_a_price_of_neither() {
    let usage =
        "service,start,quantity,unit\nStorage,2026-03-03,90,minutes\nStorage,2026-03-04,2,hours\n";
    let bill = "service,quantity,unit,unit_price,amount\nStorage,3.5,hours,60,210\n";
    let rates = "service,measure,price\nStorage,quantity,1.00\n";
    check(&inputs(&[usage], &[bill], rates), &["not_comparable 2 1 210 210 0"]);
}

#[test]
fn that_one_price_has_two_units_is_noticed_whatever_comes_between() {
    let rows = ["Storage,1,90,minutes\n", "Backup,2,1,hours\n", "Storage,3,2,hours\n"];
    let bill = "account,quantity,unit,unit_price,amount\nA,4.5,hours,60,270\n";
    let rates = "service,measure,price\nStorage,quantity,1.00\nBackup,quantity,1.00\n";
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let rows = order.map(|it| format!("A,2026-03-03,{}", rows[it]));
        let usage = format!("account,start,service,no,quantity,unit\n{}", rows.concat());
        check(&inputs(&[&usage], &[bill], rates), &["not_comparable 3 1 270 270 0"]);
    }
}

#[test]
fn a_unit_that_is_not_known_is_told_by_figures_that_agree_only() {
    let usage = calls(&[("Voice", "180")]);
    let bill = |quantity: &str| format!("usage_id,quantity,unit,amount\nU0,{quantity},Takte,1\n");
    check(&inputs(&[&usage], &[&bill("180")], ""), &["matched 1 1 1 1 0"]);
    check(&inputs(&[&usage], &[&bill("5")], ""), &["not_comparable 1 1 1 1 0"]);
}

#[test]
fn files_may_number_their_rows_alike() {
    let calls = calls(&[("Voice", "60"), ("Voice", "61"), ("Voice", "120")]);
    let texts = "message_id,account,service,date\nU0,A,SMS,2026-03-03\nU1,A,SMS,2026-03-04\n";
    let sums = [SUMS, "A,Voice,5,MIN,0.10,0.50\nA,SMS,2,messages,0.05,0.10\n"].concat();
    let rates = "service,measure,unit_size,minimum,increment,price\n\
        Voice,duration,60,60,60,0.10\nSMS,records,,,,0.05\n";
    for usage in [[calls.as_str(), texts], [texts, calls.as_str()]] {
        check(&inputs(&usage, &[&sums], rates), &["matched 5 2 0.60 0.60 0"]);
        // The bills of both number theirs as the usage does.
        let voice = "usage_id,service,amount\nU0,Voice,0.10\nU1,Voice,0.20\nU2,Voice,0.20\n";
        let text = "usage_id,service,amount\nU0,SMS,0.05\nU1,SMS,0.05\n";
        check(&inputs(&usage, &[voice, text], rates), &["matched 5 5 0.60 0.60 0"]);
    }
    // What one file has twice is a repeat, and so is what another file says of the same thing.
    let again = USAGE.to_owned() + "U0,A,Voice,2026-03-03 10:00:00,60\n";
    check(
        &inputs(&[&calls, &again], &[&[SUMS, "A,Voice,5,MIN,0.10,0.50\n"].concat()], rates),
        &["matched 3 1 0.50 0.50 0", "duplicate_usage 1 0 0 0 0"],
    );
}

#[test]
fn the_order_of_files_does_not_say_which_of_two_equal_rows_is_kept() {
    // One number for a call and a text in one file, and the call in another one too.
    let voice = "U0,A,Voice,2026-03-03 10:00:00,60\n";
    let both = [USAGE, voice, "U0,A,SMS,2026-03-03 10:00:00,60\n"].concat();
    let again = [USAGE, voice].concat();
    let bill = "usage_id,service,amount\nU0,Voice,0.10\n";
    let rates = "service,measure,price\nVoice,records,0.10\nSMS,records,0.05\n";
    for usage in [[&both, &again], [&again, &both]] {
        check(
            &inputs(&usage.map(String::as_str), &[bill], rates),
            &["matched 1 1 0.10 0.10 0", "duplicate_usage 2 0 0 0 0"],
        );
    }
}

#[test]
fn lines_may_be_numbered_anew_for_each_account() {
    let usage = "usage_id,account,service,start,duration_seconds\n\
        a,A,Voice,2026-03-03 10:00:00,600\nb,B,Voice,2026-03-03 10:00:00,600\n";
    let bill = "line_no,account,service,quantity,unit,unit_price,amount\n\
        1,A,Voice,10,MIN,1,10\n1,B,Voice,10,MIN,1,10\n";
    check(&inputs(&[usage], &[bill], ""), &["matched 2 2 20 20 0"]);
    let twice = [bill, "1,A,Voice,9,MIN,1,9\n"].concat();
    check(
        &inputs(&[usage], &[&twice], ""),
        &["matched 1 1 10 10 0", "quantity_variance 1 1 9 10 -1", "duplicate_line 0 1 10 0 10"],
    );
}

#[test]
fn a_fixed_charge_is_held_against_the_rate_that_names_it() {
    let usage = calls(&[("Voice", "60")]);
    let bill = "account,service,quantity,unit_price,amount\nA,Voice,1,0.10,0.10\n";
    let rates = "service,measure,unit_size,minimum,increment,price\n\
        ,duration,60,60,60,0.10\nPlatform licence,quantity,,,,30\n";
    let with = |line: &str| inputs(&[&usage], &[&[bill, line].concat()], rates);
    let agrees = "matched 1 1 0.10 0.10 0";
    check(&with(",Platform licence,1,30,30\n"), &[agrees, "non_usage 0 1 30 30 0"]);
    check(&with(",platform licence ,2,30,60\n"), &[agrees, "non_usage 0 1 60 60 0"]);
    check(&with(",Platform licence,,,30\n"), &[agrees, "non_usage 0 1 30 30 0"]);
    check(&with(",Platform licence,1,350,350\n"), &[agrees, "rate_variance 0 1 350 30 320"]);
    check(&with(",Platform licence,,,350\n"), &[agrees, "amount_variance 0 1 350 30 320"]);
    // No rate names it: the one for any service is for usage.
    check(&with(",Monthly fee,1,350,350\n"), &[agrees, "non_usage 0 1 350 350 0"]);
}

#[test]
fn a_fee_may_be_charged_several_times_or_in_part() {
    let usage = calls(&[("Voice", "60")]);
    for line in [
        "A,Platform licence,2,,100,200",
        "A,Base fee,2,months,10,20",
        "A,Platform licence (15 of 31 days),0.4839,,100,48.39",
        "A,Discount 10%,10,%,,-0.01",
        "A,SIP trunk monthly fee,3,,5,15",
    ] {
        let bill = [SUMS, "A,Voice,1,MIN,0.10,0.10\n", line, "\n"].concat();
        let result = inputs(&[&usage], &[&bill], "").run().unwrap();
        let found = super::outcomes(&result);
        assert!(found[0] == "matched 1 1 0.10 0.10 0", "{line}: {found:?}");
        assert!(found[1].starts_with("non_usage 0 1 "), "{line}: {found:?}");
    }
}

#[test]
fn free_units_may_be_left_out_of_what_a_bill_counts() {
    let usage = calls(&[("Voice", "120"), ("Voice", "180")]);
    let rates = "measure,unit_size,free_units,price\nduration,60,3,0.10\n";
    let bill = |line: &str| [SUMS, line].concat();
    for line in ["A,Voice,2,MIN,0.10,0.20\n", "A,Voice,5,MIN,,0.20\n", "A,Voice,2,MIN,,0.20\n"] {
        check(&inputs(&[&usage], &[&bill(line)], rates), &["matched 2 1 0.20 0.20 0"]);
    }
    let wrong = bill("A,Voice,3,MIN,0.10,0.30\n");
    check(&inputs(&[&usage], &[&wrong], rates), &["amount_variance 2 1 0.30 0.20 0.10"]);
}

#[test]
fn seconds_may_be_charged_by_the_minute() {
    let usage = calls(&[("Voice", "60"), ("Voice", "90")]);
    for length in ["duration", "Duration (sec)", "duration_seconds", "Billed Duration"] {
        let bill = format!("usage_id,{length},rate,amount\nU0,60,0.02,0.02\nU1,90,0.02,0.04\n");
        check(&inputs(&[&usage], &[&bill], ""), &["matched 2 2 0.06 0.06 0"]);
    }
    // A price for each second stays one.
    let bill = "usage_id,duration_seconds,rate,amount\nU0,60,0.02,1.20\nU1,90,0.02,1.90\n";
    check(
        &inputs(&[&usage], &[bill], ""),
        &["matched 1 1 1.20 1.20 0", "amount_variance 1 1 1.90 1.80 0.10"],
    );
}

#[test]
fn sums_where_ids_stand_are_no_calls() {
    let usage = "Call ID,Date,Minutes\nr1,2026-03-02 10:00,2\nr3,2026-03-04 10:00,4\n\
        Total ACME,,6\nACME total,,6\n";
    let bill = "Call ID,Minutes,Rate,Amount\nr1,2,0.05,0.10\nr3,4,0.05,0.20\nTotal ACME,,,0.30\n";
    check(&inputs(&[usage], &[bill], ""), &["matched 2 2 0.30 0.30 0"]);
}

#[test]
fn a_repeat_is_counted_in_the_currency_of_what_it_repeats() {
    let call = "X1,A,Voice,2026-03-01 10:00:00,60\n";
    let usage = [USAGE, call, call].concat();
    let rates = "service,currency,measure,price\nVoice,USD,records,1\nVoice,EUR,records,2\n";
    let (one, other) = ("X1,Voice,1.00,USD\n", "Q7,Chat,5.00,EUR\n");
    for lines in [[one, other], [other, one]] {
        let bill = ["usage_id,service,amount,currency\n", &lines.concat()].concat();
        let result = inputs(&[&usage], &[&bill], rates).run().unwrap();
        let told = result["outcomes"].as_array().unwrap();
        let repeat = told.iter().find(|it| it["outcome"] == "duplicate_usage").unwrap();
        assert_eq!(repeat["currency"], "USD", "{result:#}");
    }
}

#[test]
fn zeros_that_a_bill_leaves_out_hide_nothing() {
    let usage = calls(&[("Voice", "180"), ("Voice", "60"), ("Voice", "1200")]);
    let bill = |amounts: [&str; 3]| {
        let [one, two, three] = amounts;
        format!(
            "usage_id,quantity,unit,unit_price,amount,currency\nU0,3,MIN,0.27,{one},USD\n\
            U1,1,MIN,0.27,{two},USD\nU2,20,MIN,0.023,{three},USD\n"
        )
    };
    let found =
        |amounts, expected: &[&str]| check(&inputs(&[&usage], &[&bill(amounts)], ""), expected);
    found(["0.81", "0.27", "0.46"], &["matched 3 3 1.54 1.54 0"]);
    // One line says 0.27, so 1 is 1.00 and 0.5 is 0.50.
    found(["1", "0.27", "0.46"], &["matched 2 2 0.73 0.73 0", "amount_variance 1 1 1 0.81 0.19"]);
    found(
        ["0.81", "0.27", "0.5"],
        &["matched 2 2 1.08 1.08 0", "amount_variance 1 1 0.50 0.46 0.04"],
    );
    // A bill in whole numbers is rounded to them.
    found(["1", "0", "0"], &["matched 3 3 1 1 0"]);
}
