//! Parts of the page that cannot be had when someone goes there.

use trueup_e2e::files::Month;
use trueup_e2e::site::Hosting;
use trueup_e2e::{Desk, Setup, wait};

in_both!(a_part_that_does_not_load_is_told_and_asked_for_again, without_parts(), parts_story);

/// The page as `cargo xtask build` cuts it, without its parts.
fn without_parts() -> Setup {
    Setup { hosting: Hosting { missing: "split_", ..Hosting::default() }, ..Setup::default() }
}

fn parts_story(desk: &Desk) {
    if desk.site.n_missing() == 0 {
        // A build for trying out has everything in one module; then nothing can be missing.
        return;
    }
    desk.excuse("404");
    desk.excuse("split");
    desk.excuse("WebAssembly");
    desk.session.find("header nav a[href=\"#/rates\"]").click();
    let told = desk.session.find("main [role=alert]");
    assert!(told.content().contains("did not load"), "{}", told.content());
    assert!(told.content().contains("Check the connection"), "{}", told.content());
    // Asked again it is still missing, and still told.
    told.button("Try again").click();
    desk.session.find("main [role=alert]");

    // What was given meanwhile is read all the same, and shown once the part is there.
    let month = Month::new(18);
    desk.session.find("header nav a[href=\"#/sources\"]").click();
    let usage = desk.write("sessions.csv", &month.usage);
    let bill = desk.write("bill.csv", &month.bill);
    let rates = desk.write("rates.csv", &month.rates);
    desk.sources().give(&[&usage, &bill, &rates]);
    let told = desk.session.find("main [role=alert]");
    desk.site.give_back();
    told.button("Try again").click();
    for name in ["sessions.csv", "bill.csv", "rates.csv"] {
        desk.sources().card(name).until("ready");
    }
    desk.sources().reconcile();
    assert!(desk.result().is_proven());
    assert_eq!(desk.result().outcomes(), month.outcomes);
    wait::until("no alert is left", || {
        desk.session.find_now("main [role=alert]").is_none().then_some(())
    });
}
