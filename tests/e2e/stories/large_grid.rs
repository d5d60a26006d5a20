//! A grid of more rows than a browser could have as elements: what is seen is what is there.

use serde_json::json;
use trueup_e2e::files::{self, Month};
use trueup_e2e::page::{ResultPage, Window};
use trueup_e2e::{Desk, Key, Setup, wait};

in_both!(hundreds_of_thousands_of_rows, Setup::default(), large_story);

/// So many that the list is taller than any browser lets an element be.
const LINES: u64 = 240_000;

/// Elements a person's window needs, and some around it.
const FEW: u64 = 80;

fn large_story(desk: &Desk) {
    let bill = desk.folder().join("bill.csv");
    files::write_bill(&bill, LINES);
    let usage = desk.write("sessions.csv", Month::new(31).usage);
    desk.sources().give_and_wait(&[&usage, &bill]);
    desk.sources().reconcile();
    let result = desk.result();
    // Only the lines, of which each bills another amount.
    result.toggle_outcome("billed_without_usage");
    result.until_rows(LINES);

    // The largest comes first: row 0 is the last line.
    let largest_first = |row: u64| LINES - row;
    let at_start = shown(&result, "the first rows", largest_first, |it| it.top == 0);
    assert_eq!(at_start.seen[0].0, 0);
    let page = u64::try_from(at_start.seen.len()).unwrap();
    assert!((5..60).contains(&page), "{page} rows at once");

    by_keyboard(desk, largest_first);
    by_the_scroll_bar(&result, largest_first);

    // Another order, from the middle: it begins at its first row.
    result.scroll_to(0.5);
    shown(&result, "the middle again", largest_first, |it| it.seen[0].0 > LINES / 3);
    result.sort_by("billed");
    wait::until("the largest bill first", || {
        (result.sorted("billed").as_deref() == Some("descending")).then_some(())
    });
    shown(&result, "the largest bills", largest_first, |it| it.top == 0);
    result.sort_by("billed");
    let smallest_first = |row: u64| row + 1;
    shown(&result, "the smallest bills", smallest_first, |it| it.top == 0);
    result.scroll_to(1.0);
    let at_end = shown(&result, "the largest at the end", smallest_first, is_at_end);
    assert_eq!(at_end.seen.last().unwrap().0, LINES - 1);

    // One among all, from down there, and all again.
    let sought = LINES / 7;
    result.search(&files::call_id(sought));
    result.until_rows(1);
    wait::until("the line that was sought", || {
        let seen = result.window()?.seen;
        (seen == [(0, files::call_id(sought))]).then_some(())
    });
    result.search(" ");
    result.until_rows(LINES);
    shown(&result, "all again", smallest_first, |it| it.top == 0);
}

/// Page by page, to the end, and back to the start.
fn by_keyboard(desk: &Desk, line: impl Fn(u64) -> u64 + Copy) {
    let result = desk.result();
    result.focus_grid();
    let focused = |what: &str, is_there: &dyn Fn(u64) -> bool| {
        wait::until(format!("the focus on {what}"), || {
            let (row, id) = result.focused_row()?;
            (is_there(row) && id == files::call_id(line(row))).then_some(row)
        })
    };
    focused("the first row", &|row| row == 0);
    let press = |key| desk.session.press(&[key]);
    press(Key::PageDown);
    let step = focused("a row a page below", &|row| row > 0);
    press(Key::PageDown);
    focused("two pages below", &|row| row == 2 * step);
    shown(&result, "what is two pages below", line, |it| it.seen.iter().any(|it| it.0 == 2 * step));
    desk.session.press_with(&[Key::Control], Key::End.code());
    focused("the last row", &|row| row == LINES - 1);
    let at_end = shown(&result, "the end", line, is_at_end);
    assert_eq!(at_end.seen.last(), Some(&(LINES - 1, files::call_id(1))));
    press(Key::PageUp);
    focused("a page above the end", &|row| row == LINES - 1 - step);
    // In a row first to its ends, then to those of the grid.
    press(Key::End);
    press(Key::End);
    focused("the last row again", &|row| row == LINES - 1);
    press(Key::Home);
    press(Key::Home);
    focused("the first row again", &|row| row == 0);
    shown(&result, "the start", line, |it| it.top == 0);
    // Two keys before the page draws: the row that the first one goes to does not call the rows back.
    desk.session.press_with(&[Key::Control], Key::End.code());
    focused("the last row once more", &|row| row == LINES - 1);
    let keys = "for (const [key, ctrlKey] of [['ArrowUp', false], ['Home', true]])
        document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }))";
    desk.session.run(keys, &json!([]));
    focused("the first row at once", &|row| row == 0);
    shown(&result, "the start at once", line, |it| it.top == 0);
}

/// Where the bar stands is where the rows are.
fn by_the_scroll_bar(result: &ResultPage<'_>, line: impl Fn(u64) -> u64 + Copy) {
    for share in [0.25, 0.5, 0.75] {
        result.scroll_to(share);
        #[allow(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            clippy::float_arithmetic,
            reason = "a place on a scroll bar"
        )]
        let about = (LINES as f64 * share) as u64;
        shown(result, &format!("the rows at {share}"), line, |it| {
            it.seen[0].0.abs_diff(about) < LINES / 50
        });
    }
    result.scroll_to(1.0);
    let at_end = shown(result, "the last rows", line, is_at_end);
    assert_eq!(at_end.seen.last().unwrap().0, LINES - 1);
    result.scroll_to(0.0);
    assert_eq!(shown(result, "the first rows again", line, |it| it.top == 0).seen[0].0, 0);
}

/// A window is not a whole number of rows, so the last one may be seen a little before.
fn is_at_end(window: &Window) -> bool {
    window.last_top - window.top < 36
}

/// Waits until the window is where it should be, and full of the right rows: one after the other,
/// each under its number.
#[track_caller]
fn shown(
    result: &ResultPage<'_>,
    what: &str,
    line: impl Fn(u64) -> u64,
    is_there: impl Fn(&Window) -> bool,
) -> Window {
    let is_right = |window: &Window| {
        let first = window.seen.first().map_or(0, |it| it.0);
        let due = (first..).map(|row| (row, files::call_id(line(row))));
        !window.seen.is_empty() && window.seen.iter().cloned().zip(due).all(|(it, due)| it == due)
    };
    let seen = || result.window().filter(|it| it.fills && is_right(it) && is_there(it));
    let window = wait::until(format!("{what} to be seen"), seen);
    assert!(window.drawn < FEW, "{} rows are elements", window.drawn);
    assert_eq!(result.n_rows(), LINES, "{what}");
    window
}
