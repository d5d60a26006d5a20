//! Ids that the two sides write in different ways.

use super::reference::{RATES, bill_csv, lines, sessions, usage_csv};
use super::{Inputs, check, outcomes};
use proptest::prelude::*;
use trueup::domain::Flag;
use trueup::engine::protocol::{Otherwise, Reply, Request};

fn inputs(usage: &[&str], bill: &[&str], rules: &[&str]) -> Inputs {
    let row = |id: &&str| format!("{id},2026-03-02 10:00:00,5\n");
    let usage: String = usage.iter().map(row).collect();
    let line = |id: &&str| format!("INV-1,{id},2026-03-02,5,0.50\n");
    let bill: String = bill.iter().map(line).collect();
    let mut inputs = Inputs {
        usage: vec![format!("session_id,start,quantity\n{usage}")],
        billed: vec![format!("invoice,session_id,date,quantity,amount\n{bill}")],
        ..Inputs::default()
    };
    inputs.policy.rules = rules.iter().map(|it| (*it).to_owned()).collect();
    inputs
}

const BY_ID: &[&str] = &["id", "aggregate"];
const ALIKE: &[&str] = &["id", "alike_id", "aggregate"];

#[test]
fn ids_that_are_alike_are_told_and_match_once_that_is_wanted() {
    for (usage, bill) in [
        ("00123", "123"),
        ("123", "123.0"),
        ("'00123", "123"),
        ("call-7f", "CALL-7F"),
        ("{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("3F2504E04F8911D39A0C0305E82C3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ] {
        let apart = ["unbilled_usage 1 0 0 0 0", "billed_without_usage 0 1 0.50 0 0.50"];
        let alike = inputs(&[usage], &[bill], BY_ID);
        check(&alike, &apart);
        let findings = alike.run().unwrap()["findings"].clone();
        let told = findings.as_array().unwrap().iter().find(|it| it["code"] == "ids_alike");
        assert_eq!(told.map(|it| &it["count"]), Some(&1.into()), "{usage} {bill}: {findings}");

        let matched = inputs(&[usage], &[bill], ALIKE);
        check(&matched, &["matched 1 1 0.50 0.50 0"]);
        let findings = matched.run().unwrap()["findings"].to_string();
        assert!(!findings.contains("ids_alike"), "{findings}");
    }
}

#[test]
fn ids_that_mean_different_things_are_not_alike() {
    for (usage, bill) in [
        ("12-3", "1-23"),
        ("1.5", "15"),
        ("1.5", "1.50"),
        ("a1", "a01"),
        ("100", "1"),
        ("x y", "xy"),
    ] {
        let apart = ["unbilled_usage 1 0 0 0 0", "billed_without_usage 0 1 0.50 0 0.50"];
        let inputs = inputs(&[usage], &[bill], ALIKE);
        check(&inputs, &apart);
    }
}

#[test]
fn the_surest_rule_goes_first_however_rules_are_listed() {
    for rules in [ALIKE, &["aggregate", "alike_id", "id"], &["alike_id", "id", "id"]] {
        check(&inputs(&["123", "0123"], &["0123", "00123"], rules), &["matched 2 2 1 1 0"]);
        check(
            &inputs(&["123", "0123"], &["0123"], rules),
            &["matched 1 1 0.50 0.50 0", "unbilled_usage 1 0 0 0 0"],
        );
    }
    // Without the rule for equal ids, equal ids are alike.
    check(&inputs(&["123"], &["123"], &["alike_id"]), &["matched 1 1 0.50 0.50 0"]);
}

#[test]
fn of_several_ids_that_are_alike_none_is_better() {
    check(&inputs(&["0123", "00123"], &["123"], ALIKE), &["ambiguous 2 1 0.50 0.50 0"]);
    check(&inputs(&["123"], &["0123", "00123"], ALIKE), &["ambiguous 1 2 1 1 0"]);
    // What the other side does not have is not ambiguous.
    check(
        &inputs(&["0123", "00123"], &["7"], ALIKE),
        &["unbilled_usage 2 0 0 0 0", "billed_without_usage 0 1 0.50 0 0.50"],
    );
}

#[test]
fn what_is_told_of_does_not_depend_on_the_order_of_rows() {
    let told = |usage: &[&str], bill: &[&str]| {
        let mut driver = inputs(usage, bill, BY_ID).reconciled().unwrap();
        match driver.ask(Request::Reconcile).0 {
            Reply::Result(view) => view.otherwise.clone(),
            other => panic!("{other:?}"),
        }
    };
    let (usage, bill) = (["007", "00123", "000123"], ["0123", "123", "7", "9"]);
    let expected = Otherwise {
        of: "id".to_owned(),
        billed: "0123".to_owned(),
        lines: 3,
        usage: vec!["000123".to_owned()],
    };
    assert_eq!(told(&usage, &bill), std::slice::from_ref(&expected));
    let turned = |ids: &[&'static str]| ids.iter().rev().copied().collect::<Vec<_>>();
    assert_eq!(told(&turned(&usage), &turned(&bill)), [expected]);
}

#[test]
fn a_counterpart_outside_the_period_is_told() {
    let mut inputs = inputs(&["00123"], &["123"], ALIKE);
    inputs.usage[0] = inputs.usage[0].replace("2026-03-02", "2026-02-02");
    (inputs.policy.period_from, inputs.policy.period_to) =
        ("2026-03-01".to_owned(), "2026-03-31".to_owned());
    // It is neither tied nor lost: the record lies outside, the line has no usage in the period.
    check(&inputs, &["billed_without_usage 0 1 0.50 0 0.50", "out_of_period 1 0 0 0 0"]);
    let flags = inputs.exceptions(&["outcome", "flags"]);
    assert!(flags.iter().any(|it| it.contains(Flag::CounterpartOutOfPeriod.code())), "{flags:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_is_written_otherwise_ends_as_what_is_written_alike(
        sessions in sessions(), lines in lines(),
    ) {
        // One row an id: which of several ids that are alike is meant cannot be told.
        let (mut sessions, mut lines) = (sessions, lines);
        sessions.sort_unstable();
        sessions.dedup_by_key(|it| it.0);
        lines.sort_unstable();
        lines.dedup_by_key(|it| it.0);
        let alike = Inputs {
            usage: vec![usage_csv(&sessions)],
            billed: vec![bill_csv(&lines)],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        let mut otherwise = alike.clone();
        otherwise.usage[0] = otherwise.usage[0].replace("\ns", "\n{S").replace(",2026", "},2026");
        otherwise.policy.rules.insert(1, "alike_id".to_owned());
        let (one, other) = (alike.run().unwrap(), otherwise.run().unwrap());
        prop_assert_eq!(outcomes(&one), outcomes(&other));

        // Without the rule, as many are told as would match.
        otherwise.policy.rules.remove(1);
        let result = otherwise.run().unwrap();
        let findings = result["findings"].as_array().unwrap();
        let told = findings.iter().find(|it| it["code"] == "ids_alike");
        let shared = lines.iter().filter(|it| sessions.iter().any(|of| of.0 == it.0)).count();
        prop_assert_eq!(told.and_then(|it| it["count"].as_u64()).unwrap_or(0), shared as u64);
    }
}
