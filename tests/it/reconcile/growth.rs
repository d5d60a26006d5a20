//! Large cases of shapes whose work once grew as a product. What is held here is that their answers are
//! right; in the days when they grew so, some of these took minutes.

use super::{Inputs, Text, check};
use std::fmt::Write as _;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{Provenance, Request};
use trueup::source::SourceId;

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
