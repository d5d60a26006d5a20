//! The first thing a person sees.

use trueup_e2e::{Desk, Route, Setup};

in_both!(says_what_it_is, Setup::default(), says_what_it_is_story);

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
