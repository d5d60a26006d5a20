//! Large cases of shapes whose work once grew as a product. What is held here is that their answers are
//! right; in the days when they grew so, some of these took minutes.

use super::{Inputs, Text, check};
use std::fmt::Write as _;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{Provenance, Request};
use trueup::source::SourceId;

const RATES: &str = "currency,measure,unit_size,minimum,increment,price\nUSD,duration,60,60,60,1\n";

fn at(minute: u32) -> String {
    let (day, hour) = (minute / 1440 + 1, minute / 60 % 24);
    format!("2026-03-{day:02} {hour:02}:{:02}:00", minute % 60)
}

#[test]
fn thousands_of_lines_for_any_account_beside_lines_for_thousands_of_accounts() {
    let mut usage = "id,account,start,seconds\n".to_owned();
    let mut bill = "account,start,end,quantity,unit,unit_price,amount\n".to_owned();
    // One line for each five minutes, and one for a day that each account has a line of its own for.
    for n in 0..8000 {
        writeln!(bill, ",{},{},1,MIN,1,1", at(n * 5), at(n * 5 + 5)).unwrap();
    }
    bill += ",2026-04-02,2026-04-03,1,MIN,1,1\n";
    for n in 0..1000 {
        writeln!(usage, "a{n},{n},{},60\nb{n},{n},2026-04-02 10:00:00,60", at(n * 40)).unwrap();
        writeln!(bill, "{n},2026-04-02,2026-04-03,1,MIN,1,1").unwrap();
    }
    let inputs = Inputs { usage: vec![usage], billed: vec![bill], ..Inputs::default() };
    let expected = ["matched 2000 2000 2000 2000 0", "billed_without_usage 0 7001 7001 0 7001"];
    check(&inputs, &expected);
}

/// What is said of some sources, each with its parameters.
fn said(driver: &Driver, ids: &[SourceId]) -> Vec<Vec<(&'static str, Vec<String>)>> {
    let of = |id: &SourceId| {
        let findings = driver.view(*id).unwrap().findings.iter();
        findings.map(|it| (it.first.code.code(), it.first.params.clone())).collect()
    };
    ids.iter().map(of).collect()
}

#[test]
fn files_that_are_checked_together_say_what_each_says_when_it_comes() {
    // Each third bill is a summary of another; some are there twice, and two usages overlap.
    let bill = |n: u32| {
        let head = "usage_id,service,date,quantity,unit_price,amount,currency\n";
        let day = n % 28 + 1;
        let amount = n / 3 + 1;
        if n.is_multiple_of(3) {
            format!("{head},Voice,2026-03-{day:02},1,{amount},{amount},EUR\n")
        } else {
            let line = |id: u32, amount: u32| {
                format!("c-{n}-{id},Voice,2026-03-{day:02},1,{amount},{amount},EUR\n")
            };
            format!("{head}{}{}", line(1, amount), line(2, 0))
        }
    };
    let mut files: Vec<(String, String)> =
        (0..120).map(|n| (format!("bill{n}.csv"), bill(n))).collect();
    files.extend([5, 50].map(|n| (format!("again{n}.csv"), bill(n))));
    for row in ["2026-03-02 10:00:00,a,61", "2026-03-03 10:00:00,a,62"] {
        let text = format!("start,account,seconds\n2026-03-01 10:00:00,a,60\n{row}\n");
        files.push((format!("usage{}.csv", files.len()), text));
    }
    let blob = |text: &str| Box::new(Text(text.into()));
    let mut one_by_one = Driver::default();
    let mut together = Driver::default();
    let mut ids = Vec::new();
    for (name, text) in &files {
        ids.push(one_by_one.import(name, blob(text), Settings::default()));
        together.read(Provenance::File, name, blob(text), Settings::default());
    }
    together.finish();
    assert_eq!(said(&together, &ids), said(&one_by_one, &ids));
    let count = |driver: &Driver, ids: &[SourceId], code: &str| {
        said(driver, ids).iter().flatten().filter(|it| it.0 == code).count()
    };
    let codes = ["summary_beside", "same_file_twice", "rows_elsewhere"];
    assert_eq!(codes.map(|it| count(&together, &ids, it)), [40, 2, 1]);

    // The second of two is the first once that is gone.
    for driver in [&mut one_by_one, &mut together] {
        driver.ask(Request::Remove(ids[5]));
    }
    ids.remove(5);
    assert_eq!(count(&together, &ids, "same_file_twice"), 1);
    assert_eq!(said(&together, &ids), said(&one_by_one, &ids));
}

#[test]
fn numbers_that_many_files_give_are_told_apart_by_their_accounts() {
    let minutes = |file: u32, id: u32| (file * 7 + id) % 50 + 1;
    let mut usage: Vec<String> = (0..60)
        .map(|file| {
            let rows = (1..=20).map(|id| {
                let seconds = minutes(file, id) * 60;
                format!("{id},A{file},2026-03-{id:02} 10:00:00,{seconds}\n")
            });
            format!("usage_id,account,start,duration_seconds\n{}", rows.collect::<String>())
        })
        .collect();
    let mut lines: Vec<String> = Vec::new();
    let mut line = |file: u32, id: u32, minutes: u32| {
        let number = lines.len();
        lines.push(format!("L{number},{id},A{file},{minutes},1.00,{minutes}.00,USD\n"));
    };
    for file in 0..60 {
        for id in 1..=20 {
            // Two accounts are billed what the other one used, and of one number an account is another's.
            match (file, id) {
                (1, 5) => line(1, 5, minutes(2, 5)),
                (2, 5) => line(2, 5, minutes(1, 5)),
                (3, 6) => line(99, 6, minutes(3, 6) + 1),
                _ => line(file, id, minutes(file, id)),
            }
        }
    }
    let total: u32 = (0..60).flat_map(|file| (1..=20).map(move |id| minutes(file, id))).sum();
    let sum = total - [(1, 5), (2, 5), (3, 6)].map(|it| minutes(it.0, it.1)).iter().sum::<u32>();
    let of_two = minutes(1, 5) + minutes(2, 5);
    let left = minutes(3, 6);
    let expected = [
        format!("matched 1197 1197 {sum} {sum} 0"),
        format!("quantity_variance 3 3 {} {} 1", of_two + left + 1, of_two + left),
    ];
    for turn in [false, true] {
        if turn {
            usage.reverse();
            lines.reverse();
        }
        let bill = "line_id,usage_id,account,quantity,unit_price,amount,currency\n";
        let inputs = Inputs {
            usage: usage.clone(),
            billed: vec![bill.to_owned() + &lines.concat()],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        check(&inputs, &expected.each_ref().map(String::as_str));
    }
}

#[test]
fn too_many_rows_of_one_number_that_nothing_tells_apart_are_not_tied_by_chance() {
    let file = |n: u32| {
        format!(
            "usage_id,account,start,duration_seconds\n1,A{n},2026-03-01 10:00:00,{}\n",
            60 * n + 60
        )
    };
    let bill = |n: u32| {
        let lines = (0..n).map(|n| format!("L{n},1,B{n},{0},1.00,{0}.00,USD\n", n + 1));
        let head = "line_id,usage_id,account,quantity,unit_price,amount,currency\n";
        head.to_owned() + &lines.collect::<String>()
    };
    for (n, expected) in [
        (4, vec!["matched 4 4 10 10 0"]),
        (40, vec!["unbilled_usage 40 0 0 820 -820", "billed_without_usage 0 40 820 0 820"]),
    ] {
        let usage: Vec<String> = (0..n).map(file).collect();
        let rates = vec![RATES.to_owned()];
        check(&Inputs { usage, rates, billed: vec![bill(n)], ..Inputs::default() }, &expected);
    }
}

#[test]
fn a_rate_for_each_day_of_decades_and_one_of_thousands_of_tiers() {
    let day = |n: i64| {
        let first = chrono::NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        (first + chrono::TimeDelta::days(n)).to_string()
    };
    // Of 2026-03-01 on: the price is that of the day.
    let first = 13_208;
    assert_eq!(day(first), "2026-03-01");
    let mut rates = "valid_from,valid_to,currency,measure,unit_size,price\n".to_owned();
    for n in 0..15_000 {
        writeln!(rates, "{0},{0},USD,duration,60,{1}", day(n), n % 7 + 1).unwrap();
    }
    let mut usage = "usage_id,account,start,duration_seconds\n".to_owned();
    let mut bill = "usage_id,account,quantity,unit_price,amount,currency\n".to_owned();
    let mut sum = 0;
    for n in 0..3000 {
        let price = (first + n % 31) % 7 + 1;
        writeln!(usage, "U{n},A{n},{} 10:00:00,60", day(first + n % 31)).unwrap();
        writeln!(bill, "U{n},A{n},1,{price},{price},USD").unwrap();
        sum += price;
    }
    // One without a time is rated at the first day of the period.
    usage += "V,A0,,60\n";
    bill += &format!("V,A0,1,{0},{0},USD\n", first % 7 + 1);
    sum += first % 7 + 1;
    let mut inputs =
        Inputs { usage: vec![usage], billed: vec![bill], rates: vec![rates], ..Inputs::default() };
    inputs.policy.period_from = "2026-03-01".to_owned();
    inputs.policy.period_to = "2026-03-31".to_owned();
    check(&inputs, &[&format!("matched 3001 3001 {sum} {sum} 0")]);

    // Each minute of a month costs a cent more than the one before; a record is of three.
    let mut rates = "currency,measure,unit_size,tier_from,price\n".to_owned();
    for n in 0..3000 {
        writeln!(rates, "USD,duration,60,{n},{}.{:02}", n / 100, n % 100).unwrap();
    }
    let mut usage = "usage_id,start,duration_seconds\n".to_owned();
    let mut bill = "usage_id,quantity,amount,currency\n".to_owned();
    for n in 0..1000 {
        writeln!(usage, "U{n},{},180", at(n * 10)).unwrap();
        let cents = 9 * n + 3;
        writeln!(bill, "U{n},3,{}.{:02},USD", cents / 100, cents % 100).unwrap();
    }
    let inputs =
        Inputs { usage: vec![usage], billed: vec![bill], rates: vec![rates], ..Inputs::default() };
    check(&inputs, &["matched 1000 1000 44985 44985 0"]);
}
