//! Stopping a long read.

use std::time::{Duration, Instant};
use trueup_e2e::files::{self, Month};
use trueup_e2e::{Desk, Setup};

in_both!(a_long_read_is_stopped, Setup::default(), stop_story);

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
    desk.go_to(trueup_e2e::Route::Sources);
    desk.sources().card("large.csv").press("read-again");
    desk.sources().card("large.csv").until("ready");
    desk.sources().card("large.csv").press("remove-source");
    assert!(!desk.sources().names().iter().any(|it| it.contains("large.csv")));
}
