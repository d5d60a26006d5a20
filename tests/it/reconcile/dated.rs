//! Sums with a date and no end: what the date is the date of is told by the bill as a whole.

use super::{Inputs, check, outcomes};
use crate::readers::render::Held;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;

fn inputs(usage: &str, billed: &[&str]) -> Inputs {
    let billed = billed.iter().map(|it| (*it).to_owned()).collect();
    Inputs { usage: vec![usage.to_owned()], billed, ..Inputs::default() }
}

const USAGE: &str = "usage_id,account,start,duration_seconds\n";
const BILL: &str = "date,account,quantity,unit,unit_price,amount\n";

#[test]
fn the_only_line_of_an_account_is_for_its_day_on_a_bill_by_days() {
    let usage = [
        USAGE,
        "a,A,2026-03-05 10:00:00,60\nb,A,2026-03-09 10:00:00,60\n",
        "c,B,2026-03-05 10:00:00,60\nd,B,2026-03-09 10:00:00,60\n",
    ]
    .concat();
    let bill =
        [BILL, "2026-03-05,A,1,MIN,1,1\n2026-03-09,A,1,MIN,1,1\n2026-03-05,B,1,MIN,1,1\n"].concat();
    check(&inputs(&usage, &[&bill]), &["matched 3 3 3 3 0", "unbilled_usage 1 0 0 0 0"]);
    // A line that says until when it is for keeps that.
    let with_end = "date,end,account,quantity,unit,unit_price,amount\n\
        2026-03-05,,A,1,MIN,1,1\n2026-03-06,,A,0,MIN,1,0\n2026-03-08,2026-03-12,A,1,MIN,1,1\n";
    let of_a = [USAGE, "a,A,2026-03-05 10:00:00,60\nb,A,2026-03-09 10:00:00,60\n"].concat();
    let found = outcomes(&inputs(&of_a, &[with_end]).run().unwrap());
    assert_eq!(found[0], "matched 2 2 2 2 0", "{found:?}");
}

#[test]
fn bills_of_a_day_each_say_what_one_bill_of_all_days_says() {
    let days = ["2026-03-05", "2026-03-06", "2026-03-07", "2026-03-09"];
    let usage: String =
        days.iter().map(|it| format!("{it},A,{it} 10:00:00,60\n")).collect::<String>();
    let usage = [USAGE, &usage].concat();
    let line = |day: &str| format!("{day},A,1,MIN,1,1\n");
    let whole = BILL.to_owned() + &days.iter().map(|it| line(it)).collect::<String>();
    let halves = [
        [BILL, &line(days[0]), &line(days[3])].concat(),
        [BILL, &line(days[1]), &line(days[2])].concat(),
    ];
    for bills in [vec![&whole], halves.iter().collect()] {
        let bills: Vec<&str> = bills.iter().map(|it| it.as_str()).collect();
        check(&inputs(&usage, &bills), &["matched 4 4 4 4 0"]);
    }
    let each = days[..3].iter().map(|it| BILL.to_owned() + &line(it)).collect::<Vec<_>>();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    check(&inputs(&usage, &each), &["matched 3 3 3 3 0", "unbilled_usage 1 0 0 0 0"]);
    // Two bills of two days may as well be dated by the day they were written.
    let usage = [USAGE, "a,A,2026-03-05 10:00:00,60\n"].concat();
    check(&inputs(&usage, &each[..2]), &["ambiguous 1 2 2 2 0"]);
}

#[test]
fn a_line_with_the_date_of_its_bill_is_for_all_of_it() {
    let usage = [
        USAGE,
        "a,A,2026-03-05 10:00:00,60\nb,A,2026-03-09 10:00:00,60\nc,B,2026-03-05 10:00:00,60\n",
    ]
    .concat();
    let bill = [BILL, "2026-04-02,A,2,MIN,1,2\n2026-04-02,B,1,MIN,1,1\n"].concat();
    check(&inputs(&usage, &[&bill]), &["matched 3 2 3 3 0"]);
}

#[test]
fn the_bills_of_two_months_are_for_a_month_each() {
    let usage = [
        USAGE,
        "a,A,2026-03-05 10:00:00,60\nb,A,2026-03-31 10:00:00,60\nc,A,2026-04-05 10:00:00,60\n",
    ]
    .concat();
    for (march, april) in [("2026-03-31", "2026-04-30"), ("2026-03-01", "2026-04-01")] {
        let bill = |date: &str, minutes: u32| format!("{BILL}{date},A,{minutes},MIN,1,{minutes}\n");
        let bills = [bill(march, 2), bill(april, 1)];
        check(&inputs(&usage, &[&bills[0], &bills[1]]), &["matched 3 2 3 3 0"]);
    }
}

/// One bill of several months says the same of them as a bill of each.
#[test]
fn lines_on_the_first_or_last_days_of_months_are_for_these() {
    let usage = [
        USAGE,
        "a,A,2026-03-05 10:00:00,60\nb,A,2026-03-31 10:00:00,60\nc,A,2026-04-05 10:00:00,60\n\
         d,A,2026-05-10 10:00:00,60\n",
    ]
    .concat();
    for days in
        [["2026-03-01", "2026-04-01", "2026-05-01"], ["2026-03-31", "2026-04-30", "2026-05-31"]]
    {
        let lines = days.iter().zip([2, 1, 1]).map(|(day, n)| format!("{day},A,{n},MIN,1,{n}\n"));
        let bill = BILL.to_owned() + &lines.collect::<String>();
        check(&inputs(&usage, &[&bill]), &["matched 4 3 4 4 0"]);
    }
}

#[test]
fn however_many_lines_claim_the_same_none_is_picked_by_its_place() {
    let usage: String = (0..100)
        .map(|n| format!("u{n},A,2026-03-{:02} 10:00:00,{}\n", n % 28 + 1, 60 * (n + 1)))
        .collect();
    let usage = USAGE.to_owned() + &usage;
    let lines: Vec<String> = (1..=100).map(|n| format!("A,{n},MIN,1,{n}\n")).collect();
    let head = "account,quantity,unit,unit_price,amount\n";
    let there = head.to_owned() + &lines.concat();
    let back = head.to_owned() + &lines.iter().rev().cloned().collect::<String>();
    for bill in [there, back] {
        check(&inputs(&usage, &[&bill]), &["ambiguous 100 100 5050 5050 0"]);
    }
    // Those that name more are others' rivals, and so are those of another time.
    let dated = "account,service,start,end,quantity,unit,unit_price,amount\n";
    let mut bill = dated.to_owned();
    (0..70).for_each(|n| bill += &format!("A,,2026-03-01,2026-03-20,{n},MIN,1,{n}\n"));
    bill += "A,,2026-03-20,2026-04-01,1,MIN,1,1\n";
    let usage = [USAGE, "a,A,2026-03-05 10:00:00,60\nb,A,2026-03-25 10:00:00,60\n"].concat();
    check(&inputs(&usage, &[&bill]), &["matched 1 1 1 1 0", "ambiguous 1 70 2415 2415 0"]);
}

#[test]
fn days_of_23_and_of_25_hours_are_days() {
    let usage = "start,end,service,quantity\n2026-03-28,2026-03-28,sms,10\n\
        2026-03-29,2026-03-29,sms,20\n2026-10-25,2026-10-25,sms,30\n";
    let bill = "start,end,service,quantity,unit_price,amount\n2026-03-28,2026-03-28,sms,10,0.1,1\n\
        2026-03-29,2026-03-29,sms,20,0.1,2\n2026-10-25,2026-10-25,sms,30,0.1,3\n";
    for rule in ["start", "end", "overlap"] {
        let mut inputs = inputs(usage, &[bill]);
        inputs.policy.time_zone = "Europe/Madrid".to_owned();
        inputs.policy.period_rule = rule.to_owned();
        for (until, found) in [
            ("2026-03-29", &["matched 2 2 3 3 0", "out_of_period 1 1 3 0 3"]),
            ("2026-03-28", &["matched 1 1 1 1 0", "out_of_period 2 2 5 0 5"]),
        ] {
            inputs.policy.period_from = "2026-03-01".to_owned();
            inputs.policy.period_to = until.to_owned();
            check(&inputs, found);
        }
    }
}

#[test]
fn a_file_of_days_goes_to_the_end_of_the_last_one() {
    let bill = |days: [&str; 3]| {
        let lines = days.map(|it| format!("sms,{it},1,0.1,0.1\n"));
        format!("service,date,quantity,unit_price,amount\n{}", lines.concat())
    };
    let until = |bill: String| {
        let mut driver = Driver::default();
        let bill = Box::new(Held(bill.into_bytes()));
        let source = driver.import("bill.csv", bill, Settings::default());
        driver.view(source).unwrap().period.unwrap().end
    };
    let (midnight, morning) = (1_772_668_800_000, 1_772_618_400_000);
    assert_eq!(until(bill(["2026-03-02", "2026-03-04", "2026-03-03"])), midnight);
    // Whichever comes first: the day, or a time in it.
    assert_eq!(until(bill(["2026-03-04 10:00:00", "2026-03-04", "2026-03-03"])), midnight);
    assert_eq!(until(bill(["2026-03-04", "2026-03-04 10:00:00", "2026-03-03"])), midnight);
    assert_eq!(until(bill(["2026-03-03", "2026-03-04 10:00:00", "2026-03-02"])), morning);
}
