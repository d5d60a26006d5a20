//! What is wrong with a policy or with rates is told before they are used, and what a card says of
//! its days.

use crate::reconcile::Text;
use trueup::engine::driver::Driver;
use trueup::engine::forms::{PolicyForm, RateForm, Settings};
use trueup::engine::protocol::{Question, Rates, Reply, Request};
use trueup::source::SourceId;

fn check(policy: Option<PolicyForm>, rates: Option<Rates>, expected: &[&str]) {
    let mut driver = Driver::default();
    let Reply::Checked(problems) = driver.ask(Request::Check { policy, rates }).0 else {
        panic!("no answer");
    };
    let told = |it: &trueup::diagnostics::Diagnostic| {
        format!("{} {} {}", it.code.code(), it.place.line, it.place.field)
    };
    let found: Vec<String> = problems.iter().map(told).collect();
    assert_eq!(found, expected);
}

#[test]
fn everything_wrong_with_a_policy_is_told() {
    let policy = PolicyForm {
        time_zone: "Mars/Base".to_owned(),
        quantity_absolute: "abc".to_owned(),
        length_rounding: "60/6/1".to_owned(),
        period_from: "2026-03-31".to_owned(),
        period_to: "2026-03-01".to_owned(),
        ..PolicyForm::default()
    };
    let expected = [
        "bad_zone 0 time_zone",
        "bad_number 0 quantity_absolute",
        "end_before_start 0 period_to",
        "bad_number 0 length_rounding",
    ];
    check(Some(policy), None, &expected);
    check(Some(PolicyForm::default()), None, &[]);
}

#[test]
fn everything_wrong_with_rates_is_told() {
    let rate = |price: &str| RateForm {
        measure: "records".to_owned(),
        price: price.to_owned(),
        ..RateForm::default()
    };
    let rates = |rows: &[RateForm]| Some(Rates { rows: rows.to_vec(), ..Rates::default() });
    check(None, rates(&[rate("abc")]), &["bad_number 1 price"]);
    check(None, rates(&[rate("1"), rate("2")]), &["rate_conflict 2 tier_from"]);
    check(None, rates(&[rate("1")]), &[]);
}

fn give(driver: &mut Driver, name: &str, text: &str) -> SourceId {
    driver.import(name, Box::new(Text(text.as_bytes().to_vec())), Settings::default())
}

#[test]
fn days_that_read_both_ways_are_held_against_the_other_sources() {
    let counts = |driver: &Driver, of| {
        let questions = driver.view(of).unwrap().questions.clone();
        let [Question::DateOrder { answers, .. }] = questions.as_slice() else {
            panic!("{questions:?}")
        };
        answers.iter().map(|it| (it.inside, it.of)).collect::<Vec<_>>()
    };
    let mut driver = Driver::default();
    let usage = "call_id,start,duration\nc-1,02/05/2026 09:00:00,60\nc-2,03/05/2026 09:00:00,60\n";
    let usage = give(&mut driver, "calls.csv", usage);
    assert_eq!(counts(&driver, usage), [(0, 0), (0, 0)], "there is nothing to hold it against");
    give(
        &mut driver,
        "bill.csv",
        "line_id,call_id,start,amount,currency\n1,c-1,2026-05-02 09:00:00,1.00,USD\n\
         2,c-2,2026-05-03 10:00:00,1.00,USD\n",
    );
    assert_eq!(counts(&driver, usage), [(0, 2), (2, 2)], "month first, day first");
}

#[test]
fn rows_that_are_rejected_make_no_days() {
    let mut driver = Driver::default();
    let usage = give(
        &mut driver,
        "calls.csv",
        "call_id,start,duration\nc-1,2026-05-14 09:00:00,60\nc-2,1999-01-14 09:00:00,long\n",
    );
    let view = driver.view(usage).unwrap();
    assert_eq!((view.rows, view.rejected), (1, 1));
    assert_eq!(view.period.unwrap().start, 1_778_749_200_000);
}

#[test]
fn a_rate_counts_once_however_much_is_wrong_with_it() {
    let mut driver = Driver::default();
    let card = give(
        &mut driver,
        "rates.csv",
        "service,measure,unit_size,increment,price\nvoice,duration,0,0,0.10\nfax,duration,0,60,0.10\n\
         sms,records,1,,0.01\n",
    );
    let findings = &driver.view(card).unwrap().findings;
    let told: Vec<_> = findings.iter().map(|it| (it.first.code.code(), it.count)).collect();
    assert_eq!(told, [("bad_rate", 2)], "of three things that are wrong two are of one rate");
}
