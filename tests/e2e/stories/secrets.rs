//! No secret is left anywhere: page, storage, addresses, logs, exports. For each vendor, by each way
//! to sign in.

use super::fetch::{Way, address, with_simulator};
use serde_json::{Value, json};
use trueup_e2e::{Browser, Desk, Route};
use trueup_simulator::Simulator;

/// A vendor, what is filled in, and what must be nowhere but in the calls.
struct Case {
    vendor: &'static str,
    fields: &'static [(&'static str, &'static str)],
    secrets: &'static [&'static str],
    /// The header that carries it.
    header: &'static str,
}

/// A story of one case in both browsers.
macro_rules! kept_to_itself {
    ($name:ident, $case:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn chromium() {
                let name = concat!(module_path!(), "::chromium");
                with_simulator(name, Browser::Chromium, Way::Proxy, |desk, simulator, _| {
                    secrets_story(desk, simulator, &$case);
                });
            }

            #[test]
            fn firefox() {
                let name = concat!(module_path!(), "::firefox");
                with_simulator(name, Browser::Firefox, Way::Proxy, |desk, simulator, _| {
                    secrets_story(desk, simulator, &$case);
                });
            }
        }
    };
}

kept_to_itself!(
    kore_token,
    Case {
        vendor: "kore",
        fields: &[("scope", "admin"), ("token", "simulated-kore-token")],
        secrets: &["simulated-kore-token"],
        header: "auth",
    }
);

// The token is made in the tab, from what never leaves it.
kept_to_itself!(
    kore_client_secret,
    Case {
        vendor: "kore",
        fields: &[
            ("scope", "admin"),
            ("client_id", "cs-00000000-0000-5000-8000-000000000001"),
            ("client_secret", "simulated-client-secret"),
        ],
        secrets: &["simulated-client-secret"],
        header: "auth",
    }
);

kept_to_itself!(
    wolkvox_token,
    Case {
        vendor: "wolkvox",
        fields: &[
            ("base_url", "127.0.0.1"),
            ("token", "simulated-wolkvox-token"),
            ("reports", "ivr_calls"),
        ],
        secrets: &["simulated-wolkvox-token"],
        header: "wolkvox-token",
    }
);

kept_to_itself!(
    dma_password,
    Case {
        vendor: "dma",
        fields: &[("user", "cdr-reader"), ("password", "simulated-dma-password")],
        // As it is typed and as it is sent.
        secrets: &["simulated-dma-password", "Y2RyLXJlYWRlcjpzaW11bGF0ZWQtZG1hLXBhc3N3b3Jk"],
        header: "authorization",
    }
);

kept_to_itself!(
    evo_password,
    Case {
        vendor: "evo",
        fields: &[("user", "admin@example.com"), ("password", "simulated-evo-password")],
        secrets: &["simulated-evo-password"],
        header: "authorization",
    }
);

kept_to_itself!(
    evo_bearer,
    Case {
        vendor: "evo",
        fields: &[("token", "simulated-evo-bearer")],
        secrets: &["simulated-evo-bearer"],
        header: "authorization",
    }
);

kept_to_itself!(
    evo_api_key,
    Case {
        vendor: "evo",
        fields: &[("token", "simulated-evo-api-key"), ("token_as", "user")],
        secrets: &["simulated-evo-api-key", "c2ltdWxhdGVkLWV2by1hcGkta2V5Og"],
        header: "authorization",
    }
);

fn secrets_story(desk: &Desk, simulator: &Simulator, case: &Case) {
    let panel = desk.fetch();
    panel.choose(case.vendor);
    for (name, value) in address(simulator, Way::Proxy) {
        panel.fill(&[(name, &value)]);
    }
    if case.vendor != "wolkvox" {
        panel.fill(&[("from", "2026-10-01"), ("to", "2026-10-31")]);
    }
    panel.fill(case.fields);
    assert_eq!(panel.run(), "done", "{}", panel.status());

    // It was used, in a header, and stood nowhere else in a call.
    let calls = simulator.requests();
    let sent = calls.iter().filter_map(|it| it.header(case.header));
    assert!(sent.clone().count() > 0);
    let is_as_typed = !case.secrets[0].contains("client-secret");
    for call in &calls {
        let line = format!("{} {}", call.path, call.query);
        assert!(!holds(&line, case), "{line}");
    }
    if !is_as_typed {
        assert!(sent.clone().all(|it| it.split('.').count() == 3), "a signed token");
        assert!(sent.clone().all(|it| !holds(it, case)), "the secret itself is not sent");
    }
    let made: Vec<String> = sent.map(|it| it.rsplit(' ').next().unwrap().to_owned()).collect();
    let free_of_it = |what: &str, text: &str| {
        assert!(!holds(text, case), "{what}");
        assert!(made.iter().all(|it| !text.contains(it.as_str())), "{what}");
    };

    free_of_it("the log", &panel.log());
    free_of_it("the status", &format!("{} {:?}", panel.status(), panel.received()));
    panel.close();

    // The figures of Evo Voice and wolkvox take a bill of any kind to give a result.
    let bill = desk.write("bill.csv", trueup_e2e::files::Month::new(16).bill);
    desk.sources().give_and_wait(&[&bill]);
    desk.sources().reconcile();
    for (testid, ending) in
        [("export-case", "json"), ("export-csv", "csv"), ("export-report", "html")]
    {
        free_of_it(testid, &String::from_utf8_lossy(&desk.export(testid, ending)));
    }
    let kept = desk.session.run_async(super::privacy::KEPT, &json!([])).to_string();
    free_of_it("storage", &kept);
    let lines = desk.site.lines().join("\n");
    assert!(lines.contains(&format!("\"profile\":\"{}\"", case.vendor)), "{lines}");
    free_of_it("the server's log", &lines);
    for event in desk.heard() {
        let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
        let said = event["params"]["text"].as_str().unwrap_or_default();
        free_of_it("addresses and console", &[url, said].join(" "));
    }
    let page: Value = desk.session.run("return document.documentElement.outerHTML", &json!([]));
    free_of_it("the page's text", page.as_str().unwrap());

    // Forgotten when asked to.
    desk.go_to(Route::Sources);
    desk.fetch();
    desk.session.by_testid("fetch-forget").click();
    let script =
        "return [...document.querySelectorAll('input[type=password]')].map(it => it.value)";
    let values = desk.session.run(script, &json!([]));
    let values = values.as_array().unwrap();
    assert!(!values.is_empty() && values.iter().all(|it| it == ""), "{values:?}");
}

fn holds(text: &str, case: &Case) -> bool {
    case.secrets.iter().any(|it| text.contains(it))
}
