//! Lines that differ because the two sides round lengths in different ways: that is told, can be
//! said in the policy, and is never taken for granted.

use super::{Inputs, check, outcomes};
use proptest::prelude::*;
use serde_json::Value;
use trueup::engine::protocol::{Reply, Request};

/// Calls of these seconds, and lines of what is billed for each in the unit of the bill.
fn by_id(seconds: &[u32], unit: &str, billed: &[&str]) -> Inputs {
    let calls = seconds.iter().enumerate();
    let calls: String = calls.map(|(n, it)| format!("c{n},2026-03-02 10:00:00,{it}\n")).collect();
    let lines = billed.iter().enumerate();
    let lines: String = lines.map(|(n, it)| format!("c{n},{it},{unit},{it}\n")).collect();
    Inputs {
        usage: vec![format!("call_id,start,duration_seconds\n{calls}")],
        billed: vec![format!("call_id,quantity,unit,amount\n{lines}")],
        ..Inputs::default()
    }
}

/// What is told of roundings: of what, least and step, how many lines.
fn told(inputs: &Inputs) -> Vec<(String, String, u64)> {
    let mut driver = inputs.reconciled().unwrap();
    let Reply::Result(view) = driver.ask(Request::Reconcile).0 else { panic!("no result") };
    let told = view.otherwise.iter();
    let told: Vec<_> = told.map(|it| (it.of.clone(), it.billed.clone(), it.lines)).collect();
    // The shell's answer tells the same.
    let found = inputs.run().unwrap()["findings"].clone();
    let codes = ["lengths_explain", "unit_explains"];
    let explains = |it: &&Value| codes.contains(&it["code"].as_str().unwrap());
    let found = found.as_array().unwrap().iter().filter(explains);
    let found: Vec<_> = found.map(|it| it["count"].as_u64().unwrap()).collect();
    assert_eq!(found, told.iter().map(|it| it.2).collect::<Vec<_>>());
    told
}

fn one(of: &str, rounding: &str, lines: u64) -> Vec<(String, String, u64)> {
    vec![(of.to_owned(), rounding.to_owned(), lines)]
}

#[test]
fn whole_minutes_on_a_bill_are_told_and_agree_once_the_policy_says_so() {
    let mut inputs = by_id(&[61, 95, 120, 5], "minutes", &["2", "2", "2", "1"]);
    let differ = inputs.run().unwrap();
    // A bill without decimals may have left out zeros, but 95 seconds are not 2.00 minutes.
    assert_eq!(outcomes(&differ)[0], "matched 1 1 2 2 0");
    assert!(outcomes(&differ)[1].starts_with("quantity_variance 3 3 5 "), "{differ:#}");
    assert_eq!(told(&inputs), one("length", "60/60", 3));
    inputs.policy.length_rounding = "60/60".to_owned();
    check(&inputs, &["matched 4 4 7 7 0"]);
    assert_eq!(told(&inputs), []);
}

#[test]
fn least_and_step_are_told_apart() {
    for (seconds, billed, rounding) in [
        ([61, 95, 5, 118], ["66", "96", "60", "120"], "60/6"),
        ([61, 95, 5, 118], ["66", "96", "6", "120"], "6/6"),
        ([61, 95, 5, 118], ["61", "95", "60", "118"], "60/1"),
        ([61, 95, 5, 118], ["66", "96", "30", "120"], "30/6"),
        ([61, 950, 5, 1800], ["900", "1800", "900", "1800"], "900/900"),
    ] {
        let mut inputs = by_id(&seconds, "seconds", &billed);
        let told = told(&inputs);
        assert_eq!(told.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), [rounding]);
        rounding.clone_into(&mut inputs.policy.length_rounding);
        let sum: u32 = billed.iter().map(|it| it.parse::<u32>().unwrap()).sum();
        check(&inputs, &[&format!("matched 4 4 {sum} {sum} 0")]);
    }
}

#[test]
fn sums_of_rounded_lengths_are_told_too() {
    let mut inputs = Inputs {
        usage: vec![
            "account,start,duration_seconds\nA,2026-03-02,61\nA,2026-03-03,10\nB,2026-03-03,70\n"
                .to_owned(),
        ],
        billed: vec![
            "account,quantity,unit,amount\nA,3,minutes,0.30\nB,2,minutes,0.20\n".to_owned(),
        ],
        ..Inputs::default()
    };
    assert_eq!(told(&inputs), one("length", "60/60", 2));
    inputs.policy.length_rounding = "60".to_owned();
    check(&inputs, &["matched 3 2 0.50 0.50 0"]);
}

#[test]
fn a_rate_that_rounds_otherwise_is_told_as_such() {
    let mut inputs = by_id(&[61, 95, 5, 118], "minutes", &["1.1", "1.6", "1", "2"]);
    let card = |increment: u32| {
        format!("measure,unit_size,minimum,increment,price\nduration,60,60,{increment},1\n")
    };
    inputs.rates = vec![card(60)];
    assert_eq!(told(&inputs), one("rate", "60/6", 2));
    // The policy has no say where there is a rate.
    let before = outcomes(&inputs.run().unwrap());
    inputs.policy.length_rounding = "60/6".to_owned();
    assert_eq!(outcomes(&inputs.run().unwrap()), before);
    inputs.rates = vec![card(6)];
    check(&inputs, &["matched 4 4 5.70 5.70 0"]);
}

#[test]
fn differences_that_no_rounding_explains_are_not_explained_away() {
    // Each is more than its call in a way of its own.
    assert_eq!(told(&by_id(&[61, 95, 5], "seconds", &["77", "101", "9"])), []);
    // As many would agree as would not any more.
    let half = by_id(&[61, 95, 70, 100], "seconds", &["61", "95", "120", "120"]);
    assert_eq!(told(&half), []);
    // What is billed by the piece has no length to round.
    assert_eq!(told(&by_id(&[61, 95], "calls", &["2", "2"])), []);
}

#[test]
fn minutes_that_a_bill_does_not_name_are_asked_about() {
    for (billed, lines) in [
        // As they are, and in whole minutes.
        (["1.5", "2", "0.25", "3"], 4),
        (["2", "2", "1", "3"], 4),
        // One is not in minutes either.
        (["2", "2", "1", "17"], 3),
    ] {
        let mut inputs = by_id(&[90, 120, 15, 180], "", &billed);
        assert!(outcomes(&inputs.run().unwrap())[0].starts_with("not_comparable 4 4 "));
        assert_eq!(told(&inputs), one("unit", "minutes", lines));
        inputs.settings.unit = "minutes".to_owned();
        assert!(told(&inputs).iter().all(|it| it.0 == "length"));
        inputs.policy.length_rounding = if billed[0] == "2" { "60" } else { "" }.to_owned();
        let matched = outcomes(&inputs.run().unwrap())[0].clone();
        assert!(matched.starts_with(&format!("matched {lines} {lines} ")), "{matched}");
    }
    // Figures that are the seconds, and figures that are nothing that is known.
    assert_eq!(told(&by_id(&[90, 120], "", &["90", "120"])), []);
    assert_eq!(told(&by_id(&[90, 120, 15], "", &["7", "9", "11"])), []);
}

#[test]
fn a_fee_beside_minutes_stays_a_fee() {
    let mut inputs = Inputs {
        usage: vec![
            "account,start,duration_seconds\nA,2026-03-02,60\nA,2026-03-03,120\n".to_owned(),
        ],
        billed: vec![
            "Description,Account,Qty,Amount\nVoice minutes,A,3,0.30\nMonthly fee,A,1,10.00\n"
                .to_owned(),
        ],
        ..Inputs::default()
    };
    assert_eq!(told(&inputs), one("unit", "minutes", 1));
    inputs.settings.unit = "minutes".to_owned();
    check(&inputs, &["matched 2 1 0.30 0.30 0", "non_usage 0 1 10 10 0"]);
}

#[test]
fn a_call_of_no_length_is_not_raised() {
    let mut inputs = by_id(&[0, 5], "minutes", &["0", "1"]);
    inputs.policy.length_rounding = "60/60".to_owned();
    check(&inputs, &["matched 2 2 1 1 0"]);
    let mut inputs = by_id(&[0, 5], "minutes", &["1", "1"]);
    inputs.policy.length_rounding = "60/60".to_owned();
    check(&inputs, &["matched 1 1 1 1 0", "quantity_variance 1 1 1 0 1"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever is told holds: with that rounding so many lines more agree, at least.
    #[test]
    fn what_is_told_holds(
        calls in proptest::collection::vec((0u32..400, 0u32..3), 1..30),
        least in prop::sample::select(vec![1u32, 6, 30, 60]),
        step in prop::sample::select(vec![1u32, 6, 60]),
    ) {
        let seconds: Vec<u32> = calls.iter().map(|it| it.0).collect();
        // Some lines are wrong whatever the rounding.
        let billed = calls.iter().map(|(length, wrong)| match length {
            0 => wrong.to_string(),
            _ => (length.max(&least).div_ceil(step) * step + wrong / 2 * 7).to_string(),
        });
        let billed: Vec<String> = billed.collect();
        let billed: Vec<&str> = billed.iter().map(String::as_str).collect();
        let mut inputs = by_id(&seconds, "seconds", &billed);
        let agreeing = |inputs: &Inputs| {
            let result = inputs.run().unwrap();
            let mut all = result["outcomes"].as_array().unwrap().iter();
            all.find(|it| it["outcome"] == "matched").map_or(0, |it| it["lines"].as_u64().unwrap())
        };
        let before = agreeing(&inputs);
        for (of, rounding, lines) in told(&inputs) {
            prop_assert_eq!(of, "length");
            inputs.policy.length_rounding = rounding;
            prop_assert!(agreeing(&inputs) >= lines);
            prop_assert!(agreeing(&inputs) > before);
        }
    }
}

#[test]
fn a_small_whole_number_of_minutes_is_one_to_hundredths() {
    let quantity = |seconds: u32, unit: &str, billed: &str| {
        outcomes(&by_id(&[seconds], unit, &[billed]).run().unwrap())[0].clone()
    };
    // What ends is compared exactly, what does not to the places of the bill.
    for (seconds, unit, billed, agrees) in [
        (100, "minutes", "1.67", true),
        (100, "minutes", "1.7", true),
        (100, "minutes", "2", false),
        (100, "minutes", "2.00", false),
        (7201, "hours", "2", true),
        (7201, "hours", "2.0", true),
        (3500, "hours", "1", false),
        (360_100, "minutes", "6002", true),
    ] {
        let outcome = quantity(seconds, unit, billed);
        assert_eq!(outcome.starts_with("matched"), agrees, "{seconds} {unit} {billed}: {outcome}");
    }
}
