//! The same files under a sub-path of any static host.

use trueup_e2e::files::Month;
use trueup_e2e::site::Hosting;
use trueup_e2e::{Desk, Route, Setup};

in_both!(works_from_a_sub_path, under_a_path(), sub_path_story);

fn under_a_path() -> Setup {
    let hosting = Hosting { folder: "some/path".to_owned(), ..Hosting::default() };
    Setup { hosting, ..Setup::default() }
}

fn sub_path_story(desk: &Desk) {
    assert!(desk.site.url().ends_with("/some/path/"));
    super::two_files::reconcile(desk, &Month::new(8));
    assert!(desk.result().is_proven());
    desk.header().export("menu-xlsx", "xlsx");
    for route in Route::ALL {
        desk.go_to(route);
        assert!(desk.session.url().starts_with(&desk.site.url()), "{}", desk.session.url());
    }
    // A link to a page of the app, opened anew.
    desk.leave();
    desk.session.go(&format!("{}#/policy", desk.site.url()));
    desk.until_running();
    assert!(desk.session.url().ends_with("#/policy"));
}
