//! What a head or a habit settles is only as good as the rows behind it.

use crate::readers::render::Held;
use trueup::diagnostics::Code;
use trueup::domain::Role;
use trueup::engine::driver::Driver;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{Question, SourceView};

/// How a text reads as a source of its own.
fn view(name: &str, text: &str) -> SourceView {
    let mut driver = Driver::default();
    let blob = Box::new(Held(text.as_bytes().to_vec()));
    let source = driver.import(name, blob, Settings::default());
    driver.view(source).unwrap().clone()
}

fn asks(view: &SourceView) -> (bool, bool) {
    let has = |pick: fn(&Question) -> bool| view.questions.iter().any(pick);
    let dates = has(|it| matches!(it, Question::DateOrder { .. }));
    (dates, has(|it| matches!(it, Question::DecimalMark { .. })))
}

/// A table whose rows begin on these days, twenty on each.
fn table(header: &str, row: &dyn Fn(usize, &str) -> String, days: &[String]) -> String {
    let days = days.iter().flat_map(|it| [it; 20]).enumerate();
    let rows: String = days.map(|(number, day)| row(number, day)).collect();
    format!("{header}\n{rows}")
}

fn kore(days: &[String]) -> String {
    let header = "botId,billingSessionId,billingSessionStartDateTime,billingSessionEndDateTime";
    let row =
        |number: usize, day: &str| format!("st-1,bs{number},{day} 10:00:00 am,{day} 10:01:00 am\n");
    table(header, &row, days)
}

fn calls(days: &[String]) -> String {
    let row = |number: usize, day: &str| format!("c{number},{day} 10:00:00,60\n");
    table("call_id,start,duration", &row, days)
}

/// The days of March 2026, as they are written with the day first.
fn march() -> Vec<String> {
    (1..=30).map(|day| format!("{day:02}-03-2026")).collect()
}

const DAY_MS: i64 = 86_400_000;

/// First of March 2026.
const MARCH: i64 = 20_513 * DAY_MS;

#[test]
fn rows_that_deny_a_habit_are_read_in_the_order_that_they_show() {
    for text in [&kore, &calls] as [&dyn Fn(&[String]) -> String; 2] {
        let mut days = march();
        for _ in 0..2 {
            let read = view("sessions.csv", &text(&days));
            assert_eq!((read.rows, read.rejected), (600, 0));
            let period = read.period.unwrap();
            assert!(period.start >= MARCH && period.end <= MARCH + 31 * DAY_MS, "{period:?}");
            assert_eq!(asks(&read), (false, false));
            days.reverse();
        }
    }
}

#[test]
fn a_habit_that_nothing_denies_is_not_asked_about() {
    let days: Vec<String> = (1..=12).map(|day| format!("03-{day:02}-2026")).collect();
    let read = view("sessions.csv", &kore(&days));
    assert_eq!((read.rows, asks(&read)), (240, (false, false)));
    let period = read.period.unwrap();
    assert!(period.start >= MARCH && period.end <= MARCH + 12 * DAY_MS, "{period:?}");
}

#[test]
fn rows_that_contradict_each_other_are_asked_about() {
    for text in [&kore, &calls] as [&dyn Fn(&[String]) -> String; 2] {
        // The head shows one order or both, and rows behind it the other one.
        for days in [
            ["03-25-2026", "03-04-2026", "03-05-2026", "03-06-2026", "03-07-2026", "25-03-2026"],
            ["03-25-2026", "25-03-2026", "03-04-2026", "03-05-2026", "03-06-2026", "03-07-2026"],
        ] {
            let read = view("mixed.csv", &text(&days.map(str::to_owned)));
            assert_eq!((read.rows, read.rejected), (120, 0), "{:?}", read.findings);
            assert_eq!(asks(&read), (true, false), "{days:?}");
            assert!(read.findings.iter().any(|it| it.first.code == Code::DatesAmbiguous));
        }
    }
}

#[test]
fn what_the_person_set_stands() {
    let settings = Settings { date_order: "mdy".to_owned(), ..Settings::default() };
    let mut driver = Driver::default();
    let blob = Box::new(Held(kore(&march()).into_bytes()));
    let source = driver.import("sessions.csv", blob, settings);
    let read = driver.view(source).unwrap();
    assert_eq!((read.rows, read.rejected, asks(read)), (240, 360, (false, false)));
}

/// A bill with these amounts, as a table and as JSON.
fn bills(amounts: &[&str]) -> [(&'static str, String); 2] {
    let rows = amounts.iter().enumerate();
    let table: String =
        rows.clone().map(|(line, amount)| format!("L{line};V;1;;{amount};USD\n")).collect();
    let list: Vec<String> = rows
        .map(|(line, amount)| {
            format!("{{\"line_id\":\"L{line}\",\"quantity\":1,\"amount\":\"{amount}\",\"currency\":\"USD\"}}")
        })
        .collect();
    let header = "line_id;service;quantity;unit_price;amount;currency\n";
    [("bill.csv", format!("{header}{table}")), ("bill.json", format!("[{}]", list.join(",\n")))]
}

#[test]
fn numbers_that_contradict_each_other_are_asked_about() {
    let mut early = vec!["1,234", "12,5", "12.5"];
    for _ in 0..2 {
        for (name, text) in bills(&early) {
            let read = view(name, &text);
            assert_eq!((read.rows, asks(&read)), (3, (false, true)), "{name}: {text}");
        }
        early.reverse();
    }
    // What denies the mark of the first hundred stands behind them.
    let mut late = vec!["12.5"; 120];
    late.extend(["1.234", "12,5"]);
    let [(name, text), _] = bills(&late);
    let read = view(name, &text);
    assert_eq!((read.rows, read.rejected, asks(&read)), (122, 0, (false, true)));
}

#[test]
fn numbers_that_read_only_one_way_settle_the_mark() {
    for (amounts, asked) in [
        (&["1,234", "12.5"], false),
        (&["1,234", "12,5"], false),
        (&["1,234", "7"], true),
        (&["12,5", "12.5"], false),
    ] {
        for (name, text) in bills(amounts) {
            let read = view(name, &text);
            assert_eq!((read.rows, read.rejected), (2, 0), "{name}: {amounts:?}");
            assert_eq!(asks(&read), (false, asked), "{name}: {amounts:?}");
        }
    }
    // A number of JSON has the dot by nature.
    let [_, (name, text)] = bills(&["1.234", "7"]);
    assert_eq!(asks(&view(name, &text)), (false, false));
}

#[test]
fn a_mark_that_the_person_set_stands() {
    let settings = Settings { decimal_mark: ".".to_owned(), ..Settings::default() };
    let mut driver = Driver::default();
    let [(name, text), _] = bills(&["1.234", "12,5", "12.5"]);
    let source = driver.import(name, Box::new(Held(text.into_bytes())), settings);
    let read = driver.view(source).unwrap();
    assert_eq!((read.rows, read.rejected, asks(read)), (2, 1, (false, false)));
}

#[test]
fn records_with_charges_may_be_a_bill() {
    for (may_be, role, text) in [
        (true, Role::Usage, "Call Date,Call Time,Duration,Cost\n2026-03-13,10:00:00,65,0.04\n"),
        (true, Role::Usage, "call_sid,start_time,duration,price\nc1,2026-03-13 10:00:00,65,0.04\n"),
        (false, Role::Usage, "call_id,start,duration\nc1,2026-03-13 10:00:00,65\n"),
        (false, Role::Billed, "line_id,call_id,quantity,amount\n1,c1,65,0.04\n"),
    ] {
        let read = view("calls.csv", text);
        assert_eq!((read.may_be_billed, read.role, read.rows), (may_be, role, 1), "{text}");
    }
    // Once somebody said what it is, it is that.
    let text = "Call Date,Call Time,Duration,Cost\n2026-03-13,10:00:00,65,0.04\n";
    let mut driver = Driver::default();
    let settings = Settings { role: "usage".to_owned(), ..Settings::default() };
    let source = driver.import("calls.csv", Box::new(Held(text.as_bytes().to_vec())), settings);
    assert!(!driver.view(source).unwrap().may_be_billed);
}
