//! axe-core finds nothing serious, on any page, in either theme.

use serde_json::{Value, json};
use std::fs;
use trueup_e2e::files::Month;
use trueup_e2e::{Desk, Key, Route, Setup, driver, wait};

in_both!(nothing_serious_on_any_page, Setup::default(), scan_story);
in_both!(nothing_serious_on_a_narrow_screen, Setup::default(), narrow_story);

fn narrow_story(desk: &Desk) {
    desk.session.resize(390, 844);
    let mut found = scan(desk, "the first screen, narrow");
    let bad = desk.write("empty.csv", "");
    desk.sources().give(&[&bad]);
    desk.sources().card("empty.csv").until("failed");
    super::two_files::reconcile(desk, &Month::new(23));
    desk.result().open(0);
    found.extend(scan(desk, "evidence, narrow"));
    desk.session.press(&[Key::Escape]);
    for route in Route::ALL {
        desk.go_to(route);
        found.extend(scan(desk, &format!("loaded {}, narrow", route.link())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn scan_story(desk: &Desk) {
    let mut found = Vec::new();
    let themes = ["Use the dark theme", "Use the light theme"];
    for theme in themes {
        for route in Route::ALL {
            desk.go_to(route);
            found.extend(scan(desk, &format!("empty {}, before: {theme}", route.link())));
        }
        desk.header().button(theme).click();
    }
    desk.go_to(Route::Sources);
    desk.write("noise.csv", "");
    let bad = desk.write("empty.csv", "");
    desk.sources().give(&[&bad]);
    desk.sources().card("empty.csv").until("failed");
    super::two_files::reconcile(desk, &Month::new(14));
    desk.result().open(0);
    for theme in themes {
        for route in Route::ALL {
            desk.go_to(route);
            found.extend(scan(desk, &format!("loaded {}, before: {theme}", route.link())));
        }
        desk.go_to(Route::Sources);
        let panel = desk.fetch();
        for vendor in ["kore", "wolkvox", "dma", "evo"] {
            panel.choose(vendor);
            found.extend(scan(desk, &format!("fetching from {vendor}, before: {theme}")));
        }
        panel.close();
        desk.session.by_testid("source-settings").click();
        desk.session.by_testid("setup-apply");
        found.extend(scan(desk, &format!("settings of a source, before: {theme}")));
        desk.session.find("dialog [aria-label=Close]").click();
        desk.header().button(theme).click();
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What is serious or critical in the page as it is shown now.
fn scan(desk: &Desk, place: &str) -> Vec<String> {
    // Colours are measured, so what fades in has to be there.
    let still = "return document.getAnimations().filter(it => it.playState === 'running').length";
    wait::until("the page to be still", || {
        (desk.session.run(still, &json!([])) == 0).then_some(())
    });
    let axe = fs::read_to_string(driver::required("AXE_JS")).unwrap();
    let script = format!(
        "{axe};
        const done = arguments[arguments.length - 1];
        axe.run(document, {{resultTypes: ['violations']}}).then(
            it => done(it.violations.filter(it => ['serious', 'critical'].includes(it.impact))
                .map(it => [it.id, it.help, it.nodes.slice(0, 4).map(it => it.html + ' ' +
                    (it.any[0]?.message ?? ''))])),
            error => done([['axe itself', String(error), []]]))"
    );
    let violations = desk.session.run_async(&script, &json!([]));
    let violations: &[Value] = violations.as_array().map_or(&[], Vec::as_slice);
    violations.iter().map(|it| format!("{place} in {}: {it}", desk.browser)).collect()
}
