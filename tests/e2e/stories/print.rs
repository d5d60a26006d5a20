//! What a result looks like on paper.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Setup, wait};

in_both!(a_result_can_be_printed, Setup::default(), print_story);

fn print_story(desk: &Desk) {
    super::two_files::reconcile(desk, &Month::new(43));
    desk.result().until_there();
    let to_dark = desk.header().button("Use the dark theme");
    to_dark.click();
    let colour = |name: &str| {
        let script = "return getComputedStyle(document.body)[arguments[0]]";
        desk.session.run(script, &json!([name])).as_str().unwrap().to_owned()
    };
    let screen = colour("backgroundColor");
    assert_ne!(screen, "rgb(255, 255, 255)", "it is dark on the screen");
    let media = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}});
    if desk.session.try_call("POST", "/goog/cdp/execute", &media).is_err() {
        // Only Chromium's driver shows a page as it is on paper.
        return;
    }
    wait::until("paper", || (colour("backgroundColor") == "rgb(255, 255, 255)").then_some(()));
    assert_eq!(colour("color"), "rgb(0, 0, 0)");
    for gone in [".header", "[role=grid]", ".facets", ".evidence", ".take"] {
        assert!(!desk.session.find(gone).is_shown(), "{gone} is nothing to read");
    }
    for stays in ["[data-testid=summary]", "[data-testid=proof]", ".chart"] {
        assert!(desk.session.find(stays).is_shown(), "{stays} is read");
    }
    let buttons = desk.session.find_all("main .button");
    assert!(buttons.len() > 3 && buttons.iter().all(|it| !it.is_shown()));
}
