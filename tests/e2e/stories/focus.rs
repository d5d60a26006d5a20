//! Where the focus is after what had it is gone, and what is asked before the page is left.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Key, Route, Setup, wait};

in_both!(the_focus_stays_in_its_place, Setup::default(), focus_story);
in_both!(what_is_typed_may_leave_the_page, Setup::default(), typing_story);
in_both!(decisions_are_not_lost_without_a_word, Setup::default(), leaving_story);

fn focus_story(desk: &Desk) {
    let month = Month::new(16);
    let usage = desk.write("sessions.csv", &month.usage);
    let bill = desk.write("bill.csv", &month.bill);
    desk.sources().give_and_wait(&[&usage, &bill]);

    // A dialog gives it back to what opened it.
    desk.sources().card("sessions.csv").press("show-rejects");
    desk.session.by_testid("rejects");
    desk.session.press(&[Key::Escape]);
    desk.session.until_gone("rejects");
    until_focused(desk, "[data-testid=show-rejects]");

    // What is removed hands it on, and can be put back.
    desk.sources().card("bill.csv").press("remove-source");
    wait::until("the focus to be handed on", || {
        let is_lost = "return document.activeElement === document.body";
        (desk.session.run(is_lost, &json!([])) == false).then_some(())
    });
    desk.session.find(".toast .button--small").click();
    desk.sources().card("bill.csv").until("ready");
    // It is in its group again from the first moment on: its card is not made anew once it is read.
    until_focused(desk, "[data-testid=side-billed] [data-source]");

    // A note goes back to its button, the panel to the row it was about.
    super::two_files::reconcile(desk, &month);
    let evidence = desk.result().open(0);
    evidence.press("Note");
    until_focused(desk, ".evidence textarea");
    desk.session.press(&[Key::Escape]);
    until_focused(desk, ".evidence__decide button");
    evidence.press("Dispute");
    evidence.until("Disputed");
    desk.session.press_with(&[Key::Control], "z");
    evidence.until("Dispute");
    desk.session.press(&[Key::Escape]);
    until_focused(desk, "[role=grid] *");

    // A button that has nothing left to do keeps it.
    desk.header().redo();
    desk.header().undo();
    until_focused(desk, "header [aria-disabled=true]");

    // One that goes when it has done its work hands it on to what shows that.
    desk.session.find(".rows__tools > .button").click();
    until_focused(desk, ".rows__found");
    // All is made again in another language, the button for it too.
    desk.session.by_testid("language").click();
    wait::until("the page in Spanish", || {
        (desk.session.run("return document.documentElement.lang", &json!([])) == "es").then_some(())
    });
    until_focused(desk, "[data-testid=language]");
}

/// A browser tells of what was typed into a field when the field is taken out of the page.
fn typing_story(desk: &Desk) {
    let rates = desk.write("rates.csv", &Month::new(18).rates);
    desk.sources().give_and_wait(&[&rates]);
    for route in [Route::Rates, Route::Policy] {
        desk.go_to(route);
        let field = desk.session.find("main input[type=text], main input:not([type])");
        field.send("7");
        desk.session.run("location.hash = '#/result'", &json!([]));
        wait::until("the field to be gone", || (!field.is_shown()).then_some(()));
        desk.go_to(Route::Sources);
        desk.sources().card("rates.csv").until("ready");
    }
}

fn leaving_story(desk: &Desk) {
    let month = Month::new(17);
    assert!(!asks(desk), "nothing was decided yet");
    super::two_files::dispute(desk, &month);
    assert!(asks(desk), "a decision would be lost");
    desk.export("export-case", "json");
    wait::until("the case to hold it", || (!asks(desk)).then_some(()));
}

/// Whether the page would ask before it is left.
fn asks(desk: &Desk) -> bool {
    let script = "return !dispatchEvent(new Event('beforeunload', {cancelable: true}))";
    desk.session.run(script, &json!([])) == true
}

#[track_caller]
fn until_focused(desk: &Desk, css: &str) {
    let script = format!("return document.activeElement.matches('{css}')");
    wait::until(format!("the focus to be on {css}"), || {
        (desk.session.run(&script, &json!([])) == true).then_some(())
    });
}
