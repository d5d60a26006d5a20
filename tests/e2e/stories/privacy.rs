//! Nothing leaves the machine, and nothing stays on it.

use serde_json::{Value, json};
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Setup};

in_both!(nothing_is_sent_or_stored, Setup::default(), nothing_story);

fn nothing_story(desk: &Desk) {
    let month = Month::new(13);
    super::two_files::reconcile(desk, &month);
    desk.result().open(0);
    desk.export("export-xlsx", "xlsx");
    assert!(desk.header().privacy().contains("Nothing has left this computer"));

    // The server was asked for its own files and for nothing else, and was told nothing.
    for line in desk.site.lines() {
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["method"], "GET", "{line}");
        assert!(line.get("profile").is_none(), "{line}");
    }
    for event in desk.heard() {
        let request = &event["params"]["request"];
        let url = request["url"].as_str().unwrap_or_default();
        assert!(!url.contains('?'), "a query could say something: {url}");
    }
    let kept = desk.session.run_async(KEPT, &json!([])).to_string();
    for secret in [month.overbilled.as_str(), "sessions.csv", "st-example-0001", &month.billed] {
        assert!(!kept.contains(secret), "{secret} was kept: {kept}");
    }
}

/// Everything a page can leave behind.
pub(crate) const KEPT: &str = "const done = arguments[arguments.length - 1];
    (async () => [
        {...localStorage}, {...sessionStorage}, document.cookie, history.state, location.href,
        await indexedDB.databases(), 'caches' in self ? await caches.keys() : [],
        await Array.fromAsync((await navigator.storage.getDirectory()).keys()),
    ])().then(done, error => done(String(error)))";
