//! What a person is told when a fetch fails, and that no secret is left anywhere.

use super::fetch::{Way, address, leading_to};
use serde_json::{Value, json};
use trueup_e2e::{Browser, Desk, Setup, desk};
use trueup_simulator::{Cors, Fault, FaultRule, Scenario, Simulator, Vendor};

/// Told apart, so that nothing of it is an ordinary word.
const SECRET: &str = "simulated-kore-token";

/// A story of Kore.ai in both browsers: how the simulator behaves, by which way, and what is told.
macro_rules! trouble {
    ($name:ident, $scenario:expr, $way:expr, $story:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "not every story needs all of its file")]
            use super::*;

            #[test]
            fn chromium() {
                told(stringify!($name), Browser::Chromium, $scenario, $way, $story);
            }

            #[test]
            fn firefox() {
                told(stringify!($name), Browser::Firefox, $scenario, $way, $story);
            }
        }
    };
}

trouble!(wrong_token, friendly(), Way::Direct, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Direct, "no-such-token");
    assert_eq!(panel.run(), "credentials");
    assert!(panel.status().len() > 60, "with the way out: {}", panel.status());
    assert!(!panel.status().contains("no-such-token"), "{}", panel.status());
});

trouble!(no_leave_for_browsers, Scenario::default(), Way::Direct, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Direct, SECRET);
    assert_eq!(panel.run(), "unreachable");
    let told = panel.status();
    assert!(told.contains("proxy"), "the way out is told: {told}");
    // The same vendor by the way out.
    panel.fill(&[("connection", "proxy"), ("base_url", "")]);
    assert_eq!(panel.run(), "done", "{}", panel.status());
});

trouble!(asked_too_often, limited(), Way::Proxy, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Proxy, SECRET);
    assert_eq!(panel.run(), "done", "{}", panel.status());
    let statuses: Vec<Option<u16>> = simulator.requests().iter().map(|it| it.status).collect();
    assert_eq!(statuses.first(), Some(&Some(429)), "{statuses:?}");
    assert!(panel.log().contains("429"), "{}", panel.log());
});

trouble!(secrets_stay_in_memory, friendly(), Way::Proxy, secrets_story);

fn friendly() -> Scenario {
    Scenario { cors: Some(Cors::default()), ..Scenario::default() }
}

fn limited() -> Scenario {
    let fault = Fault::TooManyRequests { retry_after: Some("1".to_owned()) };
    friendly().with_fault(FaultRule::once(Vendor::Kore, fault))
}

fn told(
    name: &str,
    browser: Browser,
    scenario: Scenario,
    way: Way,
    story: impl FnOnce(&Desk, &Simulator),
) {
    let simulator = Simulator::start(scenario).unwrap();
    let setup: Setup = leading_to(&simulator);
    desk::tell(name, browser, setup, |desk| {
        // A browser notes every reply that is an error, and every refusal to let a page read one.
        desk.excuse("Failed to load resource");
        desk.excuse("CORS policy");
        desk.excuse("Cross-Origin Request Blocked");
        assert!(matches!(way, Way::Direct | Way::Proxy));
        story(desk, &simulator);
    });
}

fn fill<'a>(
    desk: &'a Desk,
    simulator: &Simulator,
    way: Way,
    token: &str,
) -> trueup_e2e::page::Fetch<'a> {
    let panel = desk.fetch();
    panel.choose("kore");
    for (name, value) in address(simulator, way) {
        panel.fill(&[(name, &value)]);
    }
    let days = [("from", "2026-10-01"), ("to", "2026-10-31")];
    panel.fill(&[("scope", "admin"), ("token", token)]);
    panel.fill(&days);
    panel
}

fn secrets_story(desk: &Desk, simulator: &Simulator) {
    let panel = fill(desk, simulator, Way::Proxy, SECRET);
    assert_eq!(panel.run(), "done", "{}", panel.status());
    assert!(simulator.requests().iter().all(|it| !it.query.contains(SECRET)));
    assert!(simulator.requests().iter().any(|it| it.header("auth") == Some(SECRET)));
    let log = panel.log();
    assert!(log.contains("getBillingSessionsDetails") && !log.contains(SECRET), "{log}");
    panel.close();

    let bill = desk.write("bill.csv", trueup_e2e::files::Month::new(16).bill);
    desk.sources().give_and_wait(&[&bill]);
    desk.sources().reconcile();
    let case = desk.export("export-case", "json");
    let csv = desk.export("export-csv", "csv");
    for (what, bytes) in [("case", case), ("csv", csv)] {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "the {what} holds it");
    }
    let kept = desk.session.run_async(super::privacy::KEPT, &json!([])).to_string();
    assert!(!kept.contains(SECRET), "it was kept: {kept}");
    let lines = desk.site.lines().join("\n");
    assert!(lines.contains("\"profile\":\"kore\"") && !lines.contains(SECRET), "{lines}");
    for event in desk.heard() {
        let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
        let said = event["params"]["text"].as_str().unwrap_or_default();
        assert!(!url.contains(SECRET) && !said.contains(SECRET), "{event}");
    }
    let page: Value = desk.session.run("return document.documentElement.outerHTML", &json!([]));
    assert!(!page.as_str().unwrap().contains(SECRET), "it is in the page's text");
}
