//! The exceptions grid and the charts: order, widths, copying, tables behind the charts.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Key, Route, Setup, wait};

in_both!(sorts_resizes_and_copies, Setup::default(), grid_story);
in_both!(every_chart_has_a_summary_and_a_table, Setup::default(), charts_story);

fn grid_story(desk: &Desk) {
    let month = Month::new(19);
    super::two_files::reconcile(desk, &month);
    let result = desk.result();
    let n = result.n_rows();
    assert!(n > 20, "{n} rows");

    // By difference, the largest first; then the smallest.
    let differences = || -> Vec<f64> {
        let number = |it: &&str| it.contains('.') && it.parse::<f64>().is_ok();
        let last = |row: &String| row.split('|').rev().find(number).map(str::to_owned);
        // What matters most comes first, whichever way it is wrong.
        let size = |it: String| it.trim_start_matches(['+', '-']).parse().unwrap();
        result.cells().iter().filter_map(last).map(size).collect()
    };
    for descending in [true, false] {
        let order = if descending { "descending" } else { "ascending" };
        while result.sorted("difference").as_deref() != Some(order) {
            let before = result.sorted("difference");
            result.sort_by("difference");
            let changed = || (result.sorted("difference") != before).then_some(());
            wait::until("another order", changed);
        }
        wait::until(format!("rows in {order} order"), || {
            let shown = differences();
            let ordered =
                if descending { shown.is_sorted_by(|a, b| a >= b) } else { shown.is_sorted() };
            (shown.len() > 5 && ordered).then_some(())
        });
    }
    assert_eq!(result.n_rows(), n, "no row is lost by sorting");
    assert!(desk.session.url().contains("sort="), "{}", desk.session.url());

    // Wider and back by keyboard, on the head of a column.
    let width = || result.width("difference");
    let before = width();
    result.focus_head("difference");
    for _ in 0..4 {
        desk.session.press_with(&[Key::Shift], Key::Right.code());
    }
    wait::until("the column to be wider", || (width() > before + 10).then_some(()));
    // A new result has the widths of the one before.
    let wider = width();
    desk.go_to(Route::Sources);
    desk.sources().reconcile();
    wait::until("its rows", || (result.n_rows() == n).then_some(()));
    assert_eq!(width(), wider);

    // Two rows are marked and copied, with their heads.
    let script = "navigator.clipboard.writeText = text => {
        window.__copied = text; return Promise.resolve() }";
    desk.session.run(script, &json!([]));
    result.search(&month.overbilled);
    result.until_rows(1);
    result.open(0);
    desk.session.press(&[Key::Escape]);
    desk.session.press_with(&[Key::Control], "c");
    let copied = wait::until("something to be copied", || {
        let text = desk.session.run("return window.__copied ?? null", &json!([]));
        text.as_str().map(str::to_owned)
    });
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!(lines.len(), 2, "heads and the row: {copied:?}");
    assert!(lines[1].contains(&month.overbilled) && lines[1].contains('\t'), "{copied:?}");
    assert_eq!(lines[0].split('\t').count(), lines[1].split('\t').count(), "{copied:?}");
}

fn charts_story(desk: &Desk) {
    super::two_files::reconcile(desk, &Month::new(20));
    desk.result().until_there();
    let charts = desk.session.find_all("section.chart");
    assert!(charts.len() >= 3, "by outcome, by day, by channel or account: {}", charts.len());
    for chart in charts {
        let described = chart.attribute("aria-describedby").unwrap();
        let summary = desk.session.find(&format!("[id=\"{described}\"]")).content();
        assert!(summary.len() > 15, "in a sentence: {summary:?}");
        assert!(chart.find_now("table").is_none(), "the picture comes first");
        let switch = chart.find(".chart__switch");
        switch.click();
        let rows = wait::until("the table", || chart.find_now("tbody tr").map(|it| it.content()));
        assert!(rows.chars().any(|it| it.is_ascii_digit()), "{summary}: {rows}");
        switch.click();
        wait::until("the picture again", || chart.find_now("table").is_none().then_some(()));
    }
}
