//! The whole job on a telephone's screen.

use serde_json::json;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Route, Setup, wait};

in_both!(the_job_on_a_narrow_screen, Setup::default(), narrow_story);

fn narrow_story(desk: &Desk) {
    desk.session.resize(390, 844);
    fits(desk, "the first screen");
    let month = Month::new(12);
    super::two_files::reconcile(desk, &month);
    assert!(desk.result().is_proven());
    desk.result().open(0).until("Dispute");
    fits(desk, "evidence");
    assert!(desk.session.find_now("[inert]").is_some(), "the rest cannot be reached");
    desk.session.press(&[trueup_e2e::Key::Escape]);
    desk.result().until_evidence_closes();
    assert!(desk.session.find_now("[inert]").is_none(), "all can be reached again");
    desk.result().search(&month.overbilled);
    desk.result().until_rows(1);
    let tall = "return document.querySelector('.grid').offsetHeight";
    let few = |it: u64| (it <= 340).then_some(());
    let height = || desk.session.run(tall, &json!([])).as_u64();
    wait::until("one row to leave no empty card", || height().and_then(few));
    for route in Route::ALL {
        desk.go_to(route);
        fits(desk, route.link());
    }
}

/// Nothing makes the page wider than the screen.
#[track_caller]
fn fits(desk: &Desk, what: &str) {
    let script = "const root = document.documentElement;
        const wide = [...document.querySelectorAll('body *')]
            .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(it => it.tagName + '.' + it.className);
        return [root.scrollWidth, innerWidth, wide]";
    let found = desk.session.run(script, &json!([]));
    assert!(found[0].as_u64() <= found[1].as_u64(), "{what} is too wide: {found}");
}
