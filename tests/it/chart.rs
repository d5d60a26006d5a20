//! Geometry of charts and of the window onto a long list.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::float_cmp,
    reason = "tests compare coordinates that are exact by construction"
)]

use proptest::prelude::*;
use trueup::chart::viewport::MOST_SHEET;
use trueup::chart::{
    LineChart, Position, Sample, Scale, Ticks, Viewport, bars, magnitude, percent,
};

#[track_caller]
fn check_ticks(low: f64, high: f64, expected: &[&str]) {
    let ticks = Ticks::over(low, high, 4);
    let texts: Vec<String> = ticks.values.into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, expected, "{low}..{high}");
}

#[test]
fn ticks_are_round_and_cover_the_range() {
    check_ticks(0.0, 1500.0, &["0", "500", "1000", "1500"]);
    check_ticks(0.0, 1501.0, &["0", "500", "1000", "1500", "2000"]);
    check_ticks(0.0, 0.07, &["0.00", "0.02", "0.04", "0.06", "0.08"]);
    check_ticks(-30.0, 90.0, &["-50", "0", "50", "100"]);
    check_ticks(0.0, 0.0, &["0.0", "0.5", "1.0"]);
    check_ticks(0.0, 3.9e9, &["0", "1000000000", "2000000000", "3000000000", "4000000000"]);
    check_ticks(-0.6, 0.0, &["-0.6", "-0.4", "-0.2", "0.0"]);
    check_ticks(-4.0, -1.0, &["-4", "-3", "-2", "-1", "0"]);
}

#[test]
fn a_scale_without_extent_does_not_divide_by_zero() {
    assert_eq!(Scale { domain: (3.0, 3.0), range: (10.0, 20.0) }.place(7.0), 10.0);
}

#[test]
fn sizes_are_read_from_decimals_and_nothing_else() {
    assert_eq!(magnitude("-12.50"), -12.5);
    assert!((magnitude("41820.11") - 41_820.11).abs() < 1e-9);
    for text in ["", "n/a", "inf", "NaN", "1e5", "1.2.3", "1-"] {
        assert_eq!(magnitude(text), 0.0, "{text}");
    }
}

#[test]
fn shares_have_one_decimal_place_and_no_whole_has_none() {
    assert_eq!(percent("4218.37", "37601.74").as_deref(), Some("11.2"));
    assert_eq!(percent("-1", "-8").as_deref(), Some("-12.5"));
    assert_eq!(percent("5", "0"), None);
}

#[test]
fn bars_are_measured_against_the_largest_and_stay_visible() {
    let drawn = bars(["200", "-50", "0", "0.01"]);
    let percents: Vec<&str> = drawn.iter().map(|it| it.percent.as_str()).collect();
    assert_eq!(percents, ["100.0", "25.0", "0.0", "1.5"]);
    assert!(drawn[1].negative && !drawn[0].negative);
    assert!(bars([]).is_empty());
    assert_eq!(bars(["0"])[0].percent, "0.0");
}

fn sample(day: i32, value: f64) -> Sample {
    Sample { day, value }
}

#[test]
fn lines_run_from_edge_to_edge_with_gaps_kept_in_scale() {
    let samples = [sample(0, 0.0), sample(1, 30.0), sample(10, 15.0)];
    let chart = LineChart::draw(&samples, 100.0, 30.0, 6);
    assert_eq!(chart.line, "M0 30L10 0L100 15");
    assert_eq!(chart.area, format!("{}L100 30L0 30Z", chart.line));
    assert_eq!(chart.days.iter().map(|it| it.value).collect::<Vec<_>>(), [0, 2, 4, 6, 8, 10]);
    assert_eq!(chart.rows.first().unwrap().at, 30);
    assert_eq!(chart.rows.first().unwrap().percent, "100.00");
    assert_eq!(chart.rows.last().unwrap().value, "30");
}

#[test]
fn one_day_and_no_day_can_be_drawn() {
    let one = LineChart::draw(&[sample(20_000, 5.0)], 100.0, 50.0, 6);
    assert_eq!(one.marks[0].at, 50);
    assert!(one.line.starts_with("M-10 "), "{}", one.line);
    let none = LineChart::draw(&[], 100.0, 50.0, 6);
    assert!(none.line.is_empty() && none.area.is_empty() && none.marks.is_empty());
}

#[test]
fn never_more_named_days_than_there_is_room_for() {
    for last in 1..2_000 {
        let chart = LineChart::draw(&[sample(0, 1.0), sample(last, 1.0)], 100.0, 50.0, 5);
        let n_days = chart.days.len();
        assert!((2..=5).contains(&n_days) || last == 1, "{n_days} for {last} days");
    }
}

fn viewport(rows: u32) -> Viewport {
    Viewport { rows, row_height: 36, window: 600 }
}

#[test]
fn a_short_list_is_scrolled_one_to_one() {
    let view = viewport(1_000);
    assert_eq!(view.sheet(), 36_000);
    let at = view.moved(Position::default(), 20_000);
    assert_eq!(at, Position { top: 20_000, shift: 0 });
    assert_eq!(view.settled(at), at);
}

#[test]
fn a_list_that_fits_the_window_stays_put() {
    let view = viewport(3);
    assert_eq!(view.moved(Position::default(), 500), Position::default());
    assert_eq!(view.drawn(Position::default()), 0..3);
    assert_eq!(view.revealed(Position::default(), 2), None);
}

#[test]
fn both_ends_of_a_long_list_are_reached() {
    let view = viewport(5_000_000);
    assert_eq!(view.sheet(), MOST_SHEET);
    let end = view.moved(Position::default(), MOST_SHEET);
    assert_eq!(end.place(), view.list() - 600);
    assert_eq!(view.drawn(end).end, 5_000_000);
    assert_eq!(view.moved(end, 0), Position::default());
}

#[test]
fn a_row_is_revealed_at_the_nearer_edge() {
    let view = viewport(2_000_000);
    let at = view.revealed(Position::default(), 1_234_567).unwrap();
    assert_eq!(at.place() + 600, (1_234_567 + 1) * 36);
    assert_eq!(view.revealed(at, 1_234_567), None);
    assert_eq!(view.revealed(at, 1_234_000).unwrap().place(), 1_234_000 * 36);
}

proptest! {
    #[test]
    fn turning_the_wheel_never_makes_rows_jump(
        rows in 1u32..6_000_000, start in 0i64..MOST_SHEET, steps in prop::collection::vec(-500i64..500, 1..60)
    ) {
        let view = viewport(rows);
        let mut at = view.settled(view.moved(Position::default(), start));
        for (n, step) in steps.into_iter().enumerate() {
            let last_top = (view.sheet() - 600).max(0);
            let top = (at.top + step).clamp(0, last_top);
            let next = view.moved(at, top);
            prop_assert_eq!(next.place() - at.place(), top - at.top, "step {}", n);
            // Rest every few steps: the same rows stay in the window.
            at = if n % 5 == 4 { view.settled(next) } else { next };
            prop_assert_eq!(at.place(), next.place());
        }
    }

    #[test]
    fn every_drawn_row_lies_on_the_sheet(rows in 1u32..6_000_000, top in 0i64..MOST_SHEET) {
        let view = viewport(rows);
        let at = view.moved(Position::default(), top);
        let drawn = view.drawn(at);
        prop_assert!(u32::try_from(drawn.len()).unwrap() <= view.pool());
        let first = view.first_seen(at);
        prop_assert!(drawn.contains(&first));
        let head = view.on_sheet(at, first);
        prop_assert!(head >= at.top && head < at.top + 600.max(36));
    }
}
