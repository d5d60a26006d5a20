//! What a person is told when a fetch fails, is stopped, or is only tried out.

use super::fetch::{Way, address, leading_to_by};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use trueup_e2e::{Browser, Desk, Setup, desk, wait};
use trueup_simulator::{Cors, Fault, FaultRule, Options, Scenario, Simulator, TlsOptions, Vendor};

/// Told apart, so that nothing of it is an ordinary word.
const SECRET: &str = "simulated-kore-token";

/// A story of Kore.ai in both browsers: how the vendor behaves, by which way, and what is told.
macro_rules! trouble {
    ($name:ident, $stage:expr, $way:expr, $story:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "not every story needs all of its file")]
            use super::*;

            #[test]
            fn chromium() {
                told(stringify!($name), Browser::Chromium, $stage, $way, $story);
            }

            #[test]
            fn firefox() {
                told(stringify!($name), Browser::Firefox, $stage, $way, $story);
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
    panel.fill(&[("connection", "proxy"), ("base_url", "127.0.0.1")]);
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

trouble!(snapshots_stay_until_they_are_saved, friendly(), Way::Direct, |desk, simulator| {
    let panel = desk.fetch();
    panel.choose("wolkvox");
    for (name, value) in address(simulator, Way::Direct) {
        panel.fill(&[(name, &value)]);
    }
    panel.fill(&[("token", "simulated-wolkvox-token"), ("reports", "ivr_calls")]);
    assert_eq!(panel.run(), "done", "{}", panel.status());
    let snapshot = panel.received();
    assert_eq!(snapshot.len(), 1);
    desk.session.by_testid("fetch-test").click();
    wait::until("the connection to be found good", || {
        panel.status().contains("takes the credentials").then_some(())
    });
    assert_eq!(panel.received(), snapshot);
    // Another vendor's fetch counts what it brought itself.
    let panel = fill(desk, simulator, Way::Direct, SECRET);
    panel.start();
    wait::until("the sessions to come", || (panel.received().len() == 2).then_some(()));
    assert_eq!(panel.received()[..1], snapshot[..]);
    assert_eq!(panel.until_ended(), "done");
    assert!(panel.status().contains("Everything came. It is"), "{}", panel.status());
});

trouble!(certificate_refused, of_its_own_making(true), Way::Direct, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Direct, SECRET);
    assert_eq!(panel.run(), "unreachable", "{}", panel.status());
    // The browser does not say which it was, so the page names what it may be.
    let told = panel.status();
    for part in ["does not say why", "CORS", "certificate", "offline", "through the proxy"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(panel.log().contains("no reply"), "{}", panel.log());
    assert!(simulator.requests().is_empty(), "the credentials were not sent");
    // The way out: a proxy that was told of the authority.
    panel.fill(&[("connection", "proxy"), ("base_url", "127.0.0.1")]);
    assert_eq!(panel.run(), "done", "{}", panel.status());
});

trouble!(
    certificate_refused_by_the_proxy,
    of_its_own_making(false),
    Way::Proxy,
    |desk, simulator| {
        let panel = fill(desk, simulator, Way::Proxy, SECRET);
        assert_eq!(panel.run(), "proxy", "{}", panel.status());
        let told = panel.status();
        for part in ["does not trust the vendor’s certificate", "Put the certificate", "ca_file"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("certificate_refused"), "no codes for people: {told}");
        assert!(simulator.requests().is_empty(), "the credentials were not sent");
    }
);

/// A clock that runs faster, so that nobody sits out the page's patience: what it has set for itself
/// comes so much sooner, and its time of day goes on so much quicker.
const FAST: &str =
    "const [times] = arguments, wait = window.setTimeout, now = Date.now, began = now();
    window.setTimeout = (call, after, ...rest) => wait(call, after / times, ...rest);
    Date.now = () => Math.round(began + (now() - began) * times);
    window.__slow = () => { window.setTimeout = wait; Date.now = now }";

trouble!(no_answer_comes, silent(), Way::Direct, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Direct, SECRET);
    desk.session.run(FAST, &json!([100]));
    assert_eq!(panel.run(), "timed_out", "{}", panel.status());
    let told = panel.status();
    for part in ["No answer came in time", "Fetch again", "shorter range", "Nothing was received"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // It was tried more than once, each time in vain.
    let log = panel.log();
    assert!(log.matches("no reply").count() > 2, "{log}");
    assert!(panel.received().is_empty() && desk.sources().names().is_empty());
    // When the vendor answers again, so it goes on.
    desk.session.run("window.__slow()", &json!([]));
    simulator.set_scenario(friendly()).unwrap();
    assert_eq!(panel.run(), "done", "{}", panel.status());
});

trouble!(no_answer_comes_to_the_proxy, silent(), Way::Proxy, |desk, simulator| {
    let panel = fill(desk, simulator, Way::Proxy, SECRET);
    // Only the waits between the tries: the proxy gives up first, and says so.
    desk.session.run(FAST, &json!([8]));
    assert_eq!(panel.run(), "timed_out", "{}", panel.status());
    let told = panel.status();
    for part in ["No answer came in time", "The vendor did not answer in time", "Fetch again"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("upstream_timeout"), "no codes for people: {told}");
    assert!(panel.log().contains("504"), "{}", panel.log());
    desk.session.run("window.__slow()", &json!([]));
    simulator.set_scenario(friendly()).unwrap();
    assert_eq!(panel.run(), "done", "{}", panel.status());
});

fn friendly() -> Scenario {
    Scenario { cors: Some(Cors::default()), ..Scenario::default() }
}

fn slow() -> Scenario {
    let late = FaultRule::always(Vendor::Kore, Fault::Delay { ms: 20_000 });
    friendly().with_fault(late.on_path("getBillingSessionsDetails").after(2))
}

/// Takes calls and never answers them; the proxy waits a second for it.
fn silent() -> Stage {
    let hang = FaultRule::always(Vendor::Kore, Fault::Hang);
    let scenario = friendly().with_fault(hang.on_path("getBillingSessionsDetails"));
    Stage { profile: "total_seconds = 1\n".to_owned(), ..scenario.into() }
}

fn limited() -> Scenario {
    let fault = Fault::TooManyRequests { retry_after: Some("1".to_owned()) };
    friendly().with_fault(FaultRule::once(Vendor::Kore, fault))
}

/// The vendor's side of a story.
struct Stage {
    /// What the vendor does.
    scenario: Scenario,
    /// A certificate by an authority that no browser knows, in place of none.
    tls: Option<TlsOptions>,
    /// More lines in the proxy's profile.
    profile: String,
}

impl From<Scenario> for Stage {
    fn from(scenario: Scenario) -> Self {
        Self { scenario, tls: None, profile: String::new() }
    }
}

/// A vendor with a certificate of its own making; the proxy trusts its authority, or has yet to.
fn of_its_own_making(is_trusted: bool) -> Stage {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let n = COUNT.fetch_add(1, Ordering::SeqCst);
    let folder = format!("trueup-certificate-{}-{n}", std::process::id());
    let tls = TlsOptions::in_dir(std::env::temp_dir().join(folder));
    let ca_file = format!("ca_file = \"{}\"\n", tls.ca_file().display());
    let profile = if is_trusted { ca_file } else { String::new() };
    Stage { scenario: friendly(), tls: Some(tls), profile }
}

fn told(
    name: &str,
    browser: Browser,
    stage: impl Into<Stage>,
    way: Way,
    story: impl FnOnce(&Desk, &Simulator),
) {
    let Stage { scenario, tls, profile } = stage.into();
    let options = Options { tls: tls.clone(), ..Options::default() };
    let simulator = Simulator::start_with(scenario, options).unwrap();
    let setup: Setup = leading_to_by(&simulator, &profile);
    desk::tell(name, browser, setup, |desk| {
        // A browser notes every reply that is an error, and every refusal to let a page read one.
        desk.excuse("Failed to load resource");
        desk.excuse("CORS policy");
        desk.excuse("Cross-Origin Request Blocked");
        assert!(matches!(way, Way::Direct | Way::Proxy));
        story(desk, &simulator);
    });
    if let Some(tls) = tls {
        std::fs::remove_dir_all(tls.dir).unwrap();
    }
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
