//! What a person is told when a fetch fails, is stopped, or is only tried out.

use super::fetch::{Way, address, leading_to};
use trueup_e2e::{Browser, Desk, Setup, desk, wait};
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

trouble!(cancelled_midway, slow(), Way::Direct, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Direct, SECRET);
    panel.fill(&[("page_size", "50")]);
    panel.start();
    // Two pages come at once; the third takes its time.
    wait::until("the third page to be asked for", || {
        (simulator.requests().iter().filter(|it| it.method == "POST").count() >= 3).then_some(())
    });
    desk.session.by_testid("fetch-cancel").click();
    assert_eq!(panel.until_ended(), "cancelled", "{}", panel.status());
    let received = panel.received();
    assert!(received[0].contains("100"), "what had come is kept: {received:?}");
    panel.close();
    let card = desk.sources().card("kore-sessions");
    card.until("ready");
    assert_eq!(card.facts()["Records"], "100");
    let findings = card.findings();
    assert!(findings.iter().any(|it| it == "fetch_incomplete"), "{findings:?}");
    let total = simulator.truth().kore.rows;
    let told = card.text();
    for part in ["100 of", &total.to_string(), &format!("{} missing", total - 100)] {
        assert!(told.replace(',', "").contains(part), "{part}: {told}");
    }
    assert!(
        desk.sources().ready().contains("known to be incomplete"),
        "{}",
        desk.sources().ready()
    );
});

trouble!(tried_out_first, friendly(), Way::Proxy, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Proxy, "no-such-token");
    desk.session.by_testid("fetch-test").click();
    assert_eq!(panel.until_ended(), "credentials", "{}", panel.status());
    panel.fill(&[("token", SECRET)]);
    desk.session.by_testid("fetch-test").click();
    wait::until("the connection to be found good", || {
        panel.status().contains("takes the credentials").then_some(())
    });
    assert!(panel.received().is_empty() && desk.sources().names().is_empty());
    // Every call is in the log, with all that is known of it.
    let log = panel.log().replace('\u{a0}', " ");
    for part in ["POST", "getBillingSessionsDetails", "401", "200", " ms", " B"] {
        assert!(log.contains(part), "{part}: {log}");
    }
});

fn friendly() -> Scenario {
    Scenario { cors: Some(Cors::default()), ..Scenario::default() }
}

fn slow() -> Scenario {
    let late = FaultRule::always(Vendor::Kore, Fault::Delay { ms: 20_000 });
    friendly().with_fault(late.on_path("getBillingSessionsDetails").after(2))
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
