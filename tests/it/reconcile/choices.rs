//! Which of several rows of one id are held against each other.

use super::{Inputs, outcomes};
use proptest::prelude::*;

const RATES: &str = "currency,measure,unit_size,minimum,increment,price\nUSD,duration,60,60,60,1\n";

fn inputs(usage: &[&str], bill: &[&str], rates: &str) -> Inputs {
    let file = |lines: &[&str]| vec![lines.iter().flat_map(|it| [it, "\n"]).collect::<String>()];
    let (usage, billed) = (file(usage), file(bill));
    let rates = Vec::from_iter(Some(rates.to_owned()).filter(|it| !it.is_empty()));
    Inputs { usage, billed, rates, ..Inputs::default() }
}

/// Reconciles with rows as given and in the opposite order.
#[track_caller]
fn check(inputs: &Inputs, expected: &[&str]) {
    let reversed = |text: &String| {
        let (head, rows) = text.trim_end().split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        format!("{head}\n{}\n", rows.join("\n"))
    };
    for [turn_usage, turn_bill] in [[false, false], [true, false], [false, true], [true, true]] {
        let mut inputs = inputs.clone();
        for (files, turn) in [(&mut inputs.usage, turn_usage), (&mut inputs.billed, turn_bill)] {
            for file in files.iter_mut().filter(|_| turn) {
                *file = reversed(file);
            }
        }
        let result = inputs.run().unwrap();
        assert_eq!(outcomes(&result), expected, "{inputs:?}");
        assert_eq!(result["proof"]["holds"], true, "{result:#}");
    }
}

#[test]
fn of_two_charges_the_one_that_agrees_is_paired() {
    let usage = ["usage_id,account,start,duration_seconds", "U1,A,2026-03-02 10:00:00,60"];
    let head = "line_id,usage_id,service,quantity,unit_price,amount,currency";
    let [fee, minutes] = ["1,U1,Connection fee,1,0.05,0.05,USD", "2,U1,Minutes,1,1.00,1.00,USD"];
    let expected = ["matched 1 1 1 1 0", "billed_without_usage 0 1 0.05 0 0.05"];
    check(&inputs(&usage, &[head, fee, minutes], RATES), &expected);
    // What names the service of the usage is for it, agree or not.
    let usage =
        ["usage_id,service,start,duration_seconds", "U1,Connection fee,2026-03-02 10:00:00,60"];
    let expected = ["rate_variance 1 1 0.05 1 -0.95", "billed_without_usage 0 1 1 0 1"];
    check(&inputs(&usage, &[head, fee, minutes], RATES), &expected);
    // Where none agrees, one that agrees in part goes before one that does not at all.
    let usage = ["usage_id,account,start,duration_seconds", "U1,A,2026-03-02 10:00:00,120"];
    let bill = [head, "1,U1,Fee,1,0.05,0.05,USD", "2,U1,Minutes,3,1.00,3.00,USD"];
    let expected = ["quantity_variance 1 1 3 2 1", "billed_without_usage 0 1 0.05 0 0.05"];
    check(&inputs(&usage, &bill, RATES), &expected);
}

#[test]
fn of_two_lines_of_a_charge_the_wrong_one_is_the_repeat() {
    let usage = ["usage_id,account,start,quantity", "U1,A,2026-03-02 10:00:00,1"];
    let rates = "currency,measure,price\nUSD,quantity,0.42\n";
    let head = "line_id,usage_id,account,quantity,unit_price,amount,currency";
    let [right, wrong] = ["1,U1,A,1,0.42,0.42,USD", "2,U1,A,1,0.40,0.40,USD"];
    let expected = ["matched 1 1 0.42 0.42 0", "duplicate_line 0 1 0.40 0 0.40"];
    check(&inputs(&usage, &[head, right, wrong], rates), &expected);
    // What is given back is no repeat of the charge.
    let expected = ["matched 1 1 0.42 0.42 0", "billed_without_usage 0 1 -0.42 0 -0.42"];
    check(&inputs(&usage, &[head, right, "2,U1,A,-1,0.42,-0.42,USD"], rates), &expected);
}

#[test]
fn of_two_versions_of_a_usage_the_one_that_the_bill_agrees_with_is_kept() {
    let usage = [
        "usage_id,account,start,duration_seconds",
        "U1,A,2026-03-01T00:30:00Z,60",
        "U1,A,2026-03-01T00:30:00Z,120",
    ];
    let head = "line_id,usage_id,quantity,unit,amount,currency";
    for quantity in [1, 2] {
        let line = format!("1,U1,{quantity},MIN,{quantity}.00,USD");
        let amounts = format!("{quantity} {quantity} 0");
        let [matched, repeat] =
            [format!("matched 1 1 {amounts}"), "duplicate_usage 1 0 0 0 0".into()];
        for rates in ["", RATES] {
            check(&inputs(&usage, &[head, &line], rates), &[&matched, &repeat]);
        }
    }
    // That there are two shows on the pair.
    let bill = [head, "1,U1,3,MIN,3.00,USD"];
    let found = inputs(&usage, &bill, RATES).exceptions(&["outcome", "flags", "usage_line"]);
    assert!(found.contains(&"quantity_variance conflicting_content 2".to_owned()), "{found:?}");
}

#[test]
fn what_lies_in_the_period_is_paired_first() {
    let usage = ["usage_id,account,start,duration_seconds", "U1,A,2026-03-01T00:30:00Z,60"];
    let head = "line_id,usage_id,start,quantity,unit_price,amount,currency";
    let [before, within] =
        ["1,U1,2026-02-27T10:00:00Z,1,1.00,1.00,USD", "2,U1,2026-03-01T00:30:00Z,1,1.00,1.00,USD"];
    let march = |mut inputs: Inputs| {
        inputs.policy.period_from = "2026-03-01".to_owned();
        inputs.policy.period_to = "2026-03-31".to_owned();
        inputs
    };
    let expected = ["matched 1 1 1 1 0", "out_of_period 0 1 1 0 1"];
    check(&march(inputs(&usage, &[head, before, within], RATES)), &expected);
    // Also a line that agrees less, and also without a record.
    let within = "2,U1,2026-03-01T00:30:00Z,1,1.50,1.50,USD";
    let expected = ["rate_variance 1 1 1.50 1 0.50", "out_of_period 0 1 1 0 1"];
    check(&march(inputs(&usage, &[head, before, within], RATES)), &expected);
    let other = [usage[0], "U2,A,2026-03-01T00:30:00Z,60"];
    let expected = [
        "unbilled_usage 1 0 0 1 -1",
        "billed_without_usage 0 1 1.50 0 1.50",
        "out_of_period 0 1 1 0 1",
    ];
    check(&march(inputs(&other, &[head, before, within], RATES)), &expected);
}

#[test]
fn very_many_rows_of_one_id_are_still_paired_with_the_right_line() {
    let mut usage = vec!["usage_id,account,start,duration_seconds".to_owned()];
    usage.extend((1..60).map(|n| format!("U1,A,2026-03-01T00:30:00Z,{}", n * 60)));
    let mut bill = vec!["line_id,usage_id,quantity,unit_price,amount,currency".to_owned()];
    bill.extend((1..60).map(|n| format!("{n},U1,{n},1.00,{n}.00,USD")));
    let all = |it: &[String]| -> Vec<String> { it.to_vec() };
    let (usage, bill) = (all(&usage), all(&bill));
    let (usage, bill): (Vec<&str>, Vec<&str>) =
        (usage.iter().map(String::as_str).collect(), bill.iter().map(String::as_str).collect());
    let expected =
        ["matched 1 1 1 1 0", "duplicate_usage 58 0 0 0 0", "duplicate_line 0 58 1769 0 1769"];
    check(&inputs(&usage, &bill, RATES), &expected);
}

/// How far a session of so many minutes and a line are apart at 1 a minute.
fn apart(minutes: u8, (quantity, price, amount): (u8, u8, u8)) -> &'static str {
    let product = quantity * price == amount;
    match (quantity == minutes, price == 1) {
        (true, _) if amount == minutes => "matched",
        (false, true) if product => "quantity_variance",
        (true, false) => "rate_variance",
        _ => "amount_variance",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// By a slow, obvious reference: the best verdict among all pairs of an id is the one it has.
    #[test]
    fn no_other_pair_of_an_id_agrees_better(
        ids in proptest::collection::vec(
            (
                proptest::collection::btree_set(1u8..5, 1..4),
                proptest::collection::btree_set((1u8..5, 1u8..3, 1u8..6), 1..4),
            ),
            1..8,
        ),
    ) {
        let mut usage = "usage_id,account,start,duration_seconds\n".to_owned();
        let mut bill = "line_id,usage_id,quantity,unit_price,amount,currency\n".to_owned();
        let mut wanted = std::collections::BTreeMap::<u8, u64>::new();
        let rank = |it: &str| match it {
            "matched" => 0,
            "quantity_variance" | "rate_variance" => 1,
            _ => 2u8,
        };
        for (id, (sessions, lines)) in ids.iter().enumerate() {
            for minutes in sessions {
                usage += &format!("U{id},A,2026-03-01T00:30:00Z,{}\n", u32::from(*minutes) * 60);
            }
            for (quantity, price, amount) in lines {
                bill += &format!("{id},U{id},{quantity},{price},{amount},USD\n");
            }
            let pairs = sessions.iter().flat_map(|one| lines.iter().map(|it| apart(*one, *it)));
            *wanted.entry(pairs.map(rank).min().unwrap()).or_default() += 1;
        }
        let case = Inputs {
            usage: vec![usage],
            billed: vec![bill],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        let result = case.run().unwrap();
        prop_assert_eq!(&result["proof"]["holds"], true);
        let mut found = std::collections::BTreeMap::<u8, u64>::new();
        for outcome in result["outcomes"].as_array().unwrap() {
            let code = outcome["outcome"].as_str().unwrap();
            if !code.starts_with("duplicate") {
                *found.entry(rank(code)).or_default() += outcome["lines"].as_u64().unwrap();
            }
        }
        prop_assert_eq!(found, wanted, "{:?}", case);
    }
}

#[test]
fn of_two_lines_that_differ_in_their_invoice_only_the_same_is_kept_in_any_order() {
    let usage = ["usage_id,account,start,quantity", "U1,A,2026-03-02 10:00:00,1"];
    let head = "invoice_number,usage_id,account,quantity,unit_price,amount,currency";
    let lines = ["INV-1,U1,A,1,0.42,0.42,USD", "INV-2,U1,A,1,0.42,0.42,USD"];
    for [first, second] in [lines, [lines[1], lines[0]]] {
        let bill = [head, first, second];
        let found = inputs(&usage, &bill, "").exceptions(&["outcome", "invoice_line"]);
        let repeat = bill.iter().position(|it| it.starts_with("INV-2")).unwrap() + 1;
        assert_eq!(found, [format!("duplicate_line {repeat}")]);
    }
}
