//! The engine dies; nothing that the person did is lost.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Setup};

in_both!(a_killed_engine_loses_no_decision, Setup::default(), killed_story);
in_both!(a_panic_is_told_and_recovered_from, Setup::default(), panic_story);

fn killed_story(desk: &Desk) {
    dies_and_comes_back(desk, "kill-engine");
}

fn panic_story(desk: &Desk) {
    // The panic's own report is what this story is about.
    desk.excuse("panicked");
    desk.excuse("unreachable");
    dies_and_comes_back(desk, "panic-engine");
}

fn dies_and_comes_back(desk: &Desk, drill: &str) {
    let month = Month::new(5);
    let evidence = super::two_files::dispute(desk, &month);
    let result = desk.result();
    evidence.write_note("to be asked about");

    let script = "dispatchEvent(new CustomEvent('trueup-drill', {detail: arguments[0]}))";
    desk.session.run(script, &json!([drill]));
    let banner = desk.session.by_testid("crashed");
    assert!(banner.content().contains("decisions are kept"), "{}", banner.content());
    desk.session.by_testid("restart").click();
    desk.session.until_gone("crashed");
    desk.session.until_gone("restoring");
    // The evidence that was open is of the old engine: it closes when the new one is where it was.
    result.until_evidence_closes();

    assert_eq!(result.outcomes(), month.outcomes);
    result.search(&month.overbilled);
    result.until_rows(1);
    let evidence = result.open(0);
    evidence.until("Disputed");
    assert!(evidence.content().contains("to be asked about"), "{}", evidence.content());
}
