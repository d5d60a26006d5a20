//! Stopping a long read, and a comparison that runs.

use serde_json::json;
use std::time::{Duration, Instant};
use trueup_e2e::files::{self, Month};
use trueup_e2e::{Desk, Route, Setup, wait};

in_both!(a_long_read_is_stopped, Setup::default(), stop_story);
in_both!(a_running_comparison_is_stopped, Setup::default(), comparison_story);

/// So much that nobody is done with it before a finger is on the button.
const LARGE: u64 = 300_000_000;

fn stop_story(desk: &Desk) {
    let large = desk.folder().join("large.csv");
    files::write_large(&large, LARGE);
    desk.sources().give(&[&large]);
    let card = desk.sources().card("large.csv");
    card.element();
    let told = desk.sources().ready();
    assert!(!told.contains("Ready to reconcile") && told.contains("Still reading"), "{told}");
    card.press("stop-source");
    let asked = Instant::now();
    card.until("failed");
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
    assert!(card.text().contains("stopped"), "{}", card.text());

    // The page is as good as new, and the same file can be read after all.
    assert_eq!(card.group(), "unread");
    assert!(desk.sources().ready().contains("Before reconciling"));
    super::two_files::reconcile(desk, &Month::new(4));
    assert!(desk.result().is_proven());
    desk.go_to(Route::Sources);
    desk.sources().card("large.csv").press("read-again");
    desk.sources().card("large.csv").until("ready");
    desk.sources().card("large.csv").press("remove-source");
    assert!(!desk.sources().names().iter().any(|it| it.contains("large.csv")));
}

/// Sessions enough that comparing them takes several slices, in bytes; more with each attempt.
const SESSIONS: u64 = 60_000_000;

/// A finger that is on the button as soon as it is there. With so many files it is on the one that
/// compares before, as soon as all of them are read: a moment later there is nothing to stop, since
/// comparing begins by itself.
const FINGER: &str = "
    window.__finger?.disconnect();
    let nFiles = arguments[0];
    const press = (button) => button !== null && !button.disabled && (button.click(), true);
    const look = () => {
        const found = (it) => document.querySelectorAll(`[data-testid=${it}`);
        const isRead = () => found('source-card][data-state=ready]').length === nFiles;
        if (nFiles > 0 && isRead() && press(found('reconcile]')[0] ?? null)) nFiles = 0;
        if (press(found('cancel]')[0] ?? null)) watch.disconnect();
    };
    const watch = window.__finger = new MutationObserver(look);
    watch.observe(document.body, {subtree: true, childList: true, attributes: true});
    look()";

fn comparison_story(desk: &Desk) {
    let month = Month::new(25);
    super::two_files::dispute(desk, &month);
    let result = desk.result();
    let more = desk.folder().join("more.csv");
    let mut n_more = 0;
    desk.go_to(Route::Sources);
    stop_comparing(desk, |attempt| {
        // The finger is on the button as soon as it finds four files that were read: never those of
        // the attempt before.
        if attempt > 1 {
            desk.sources().card("more.csv").press("remove-source");
            let are_three = || (desk.sources().names().len() == 3).then_some(());
            wait::until("the file before to be gone", are_three);
        }
        n_more = files::write_large(&more, attempt * SESSIONS);
        put_finger(desk, 4);
        desk.sources().give(&[&more]);
    });
    // Where it was: the sources are there as they were, and so are the decisions.
    assert!(!desk.session.url().contains("#/result"), "{}", desk.session.url());
    desk.session.until_gone("progress");
    let names = ["sessions.csv", "more.csv", "bill.csv", "rates.csv"];
    assert_eq!(desk.sources().names(), names);
    names.iter().for_each(|it| desk.sources().card(it).until("ready"));
    // The result before it is of other sources, and says so; its rows are not there any more.
    desk.go_to(Route::Result);
    for told in ["changed since this result", "Reconcile again to see the rows"] {
        desk.session.find("main").until_says(told);
    }
    desk.go_to(Route::Sources);
    desk.sources().reconcile();
    let mut outcomes = month.outcomes.clone();
    outcomes.entry("unbilled_usage".to_owned()).or_default().0 += n_more;
    assert_eq!(result.outcomes(), outcomes);
    assert!(result.is_proven(), "{}", result.proof());
    let is_disputed = || {
        result.toggle_outcome("quantity_variance");
        result.until_rows(month.outcomes["quantity_variance"].1);
        wait::until("the disputed row", || {
            result.cells().iter().any(|it| it.contains("Disputed")).then_some(())
        });
    };
    is_disputed();

    // Stopped with this result there, it stays as it is, to its rows.
    desk.go_to(Route::Sources);
    // What the panel says is made anew when the page is come back to: a pointer may miss its button then.
    stop_comparing(desk, |_| {
        names.iter().for_each(|it| desk.sources().card(it).until("ready"));
        put_finger(desk, 4);
    });
    desk.go_to(Route::Result);
    assert_eq!(result.outcomes(), outcomes);
    is_disputed();
}

fn put_finger(desk: &Desk, n_files: usize) {
    desk.session.run(FINGER, &json!([n_files]));
}

/// Begins a comparison with a finger on the button that stops it, and is told that it was. A machine
/// may be done before any finger: then it is tried once more.
#[track_caller]
fn stop_comparing(desk: &Desk, mut begin: impl FnMut(u64)) {
    let told = || desk.session.find_all(".toast");
    for attempt in 1..=5 {
        let close = "document.querySelectorAll('.toast .button--icon').forEach(it => it.click())";
        desk.session.run(close, &json!([]));
        wait::until("earlier messages to go", || told().is_empty().then_some(()));
        begin(attempt);
        let is_stopped = wait::until("an end of the comparison", || {
            if told().iter().any(|it| it.content().contains("comparison was stopped")) {
                return Some(true);
            }
            desk.session.url().contains("#/result").then_some(false)
        });
        if is_stopped {
            return;
        }
        desk.result().until_there();
        desk.go_to(Route::Sources);
    }
    panic!("five times too late");
}
