//! The first thing a person sees.

use serde_json::json;
use trueup_e2e::{Desk, Route, Setup};

in_both!(says_what_it_is, Setup::default(), says_what_it_is_story);
in_both!(speaks_the_language_of_the_browser, spanish(), spanish_story);

fn spanish() -> Setup {
    Setup { language: "es-CO", ..Setup::default() }
}

fn spanish_story(desk: &Desk) {
    let language = desk.session.run("return document.documentElement.lang", &json!([]));
    assert_eq!(language, "es");
    assert!(desk.header().privacy().contains("Nada ha salido de este equipo"));
    desk.session.find("header button[title=English]").click();
    desk.session.find("html[lang=en]");
    assert!(desk.header().privacy().contains("Nothing has left this computer"));
}

fn says_what_it_is_story(desk: &Desk) {
    let page = desk.session.find("main").content();
    assert!(page.contains("bill"), "{page}");
    assert!(desk.header().privacy().contains("Nothing has left this computer"));
    desk.session.by_testid("sample-data");
    desk.session.by_testid("paste");
    for route in Route::ALL {
        desk.go_to(route);
    }
}
