//! Usage that no given rate fits.

use super::{AGREES, RATES, Room, USAGE, read, text};

/// Reconciles with a rate card and checks what is told of usage that it does not fit.
#[track_caller]
fn check(rates: &str, code: i32, missed: Option<u64>) {
    let room = Room::new("unrated", &[USAGE, AGREES, ("card.csv", rates)]);
    let all = "reconcile --usage calls.csv --billed bill.csv --rates card.csv";
    let output = room.run(&[all, " --out found"].concat());
    let (said, complaint) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}{complaint}");
    let told =
        missed.map(|n| format!("  {n} × warning No rate of the rate card fits some usage. "));
    let way_out = "or add one for it.";
    assert_eq!(told.as_ref().is_some_and(|it| said.contains(it)), missed.is_some(), "{said}");
    assert_eq!(said.contains(way_out), missed.is_some(), "{said}");
    assert_eq!(complaint.contains("but none fits"), missed.is_some(), "{complaint}");
    let report = read(&room.0.join("found/trueup-report.html"));
    let listed = missed.map(|n| format!("<td></td><td class=\"n\">{n}</td><td class=\"n\"></td>"));
    assert_eq!(listed.is_some_and(|it| report.contains(&it)), missed.is_some(), "{report}");
    let above = missed.map(|n| format!("{n} × No rate of the rate card fits some usage."));
    assert_eq!(above.is_some_and(|it| report.contains(&it)), missed.is_some(), "{report}");
    // Who reads the JSON gets the same exit code and the same words beside it.
    let output = room.run(&[all, " --json"].concat());
    assert_eq!(output.status.code(), Some(code));
    assert_eq!(text(&output.stderr), complaint);
}

#[test]
fn rates_of_another_year_leave_nothing_right() {
    check(RATES.1, 0, None);
    let head = "measure,unit_size,increment,price,currency,valid_from,valid_to\n";
    let of_2025 = [head, "duration,60,60,0.10,USD,2025-01-01,2025-12-31\n"].concat();
    check(&of_2025, 1, Some(2));
    let of_the_first = [head, "duration,60,60,0.10,USD,2026-03-01,2026-03-01\n"].concat();
    check(&of_the_first, 1, Some(1));
    // Where no rate was given, there is none that could fit.
    let room = Room::new("no-rates", &[USAGE, AGREES]);
    let said = room.ends(1, "reconcile --usage calls.csv --billed bill.csv");
    assert!(!said.contains("No rate"), "{said}");
}
