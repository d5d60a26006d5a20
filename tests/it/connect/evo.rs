//! Evo Voice, against the simulator.

use super::rows;
use super::wire::{self, fetch, form_at};
use trueup::connect::{Form, Method};
use trueup_simulator::{EvoAuth, EvoSettings, KeyCase, Scenario, Simulator};

fn asking(simulator: &Simulator, more: &[(&'static str, &str)]) -> Form {
    let mut form = form_at(
        "evo",
        simulator,
        &[
            ("user", "admin@example.com"),
            ("password", "simulated-evo-password"),
            ("from", "2026-10-01"),
            ("to", "2026-10-31"),
        ],
    );
    for (name, value) in more {
        form.set(name, *value);
    }
    form
}

fn dropped(name: &str) -> Vec<u8> {
    rows::dropped_files(&Scenario::default(), |folder, _| {
        std::fs::read(folder.join("evo").join(name)).unwrap()
    })
}

#[test]
fn every_way_to_ask_gives_the_dropped_records_with_the_asked_window() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    for method in ["get", "post"] {
        for format in ["json", "xml"] {
            for format_by in ["suffix", "query"] {
                let ways = [("method", method), ("format", format), ("format_by", format_by)];
                let fetched = fetch("evo", &asking(&simulator, &ways));
                let (received, bytes) = fetched.file();
                let settings = &received.settings;
                assert_eq!(settings.period_from, "2026-10-01");
                assert_eq!(settings.period_to, "2026-10-31");
                let file = dropped(&format!("ai-usage.{format}"));
                assert!(*bytes == file, "{ways:?}");
                assert_eq!(received.statement.received, Some(2 + 6));
                let call = &fetched.calls[0];
                assert_eq!(call.method == Method::Post, method == "post");
                assert_eq!(call.url.contains("startDate"), method == "get", "{}", call.url);
            }
        }
    }
}

#[test]
fn one_account_one_customer_and_the_services_with_prices() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let one = [("account_id", "ACCT-001"), ("customer_id", "CUST-1002")];
    assert_eq!(fetch("evo", &asking(&simulator, &one)).file().0.statement.received, Some(2));
    let priced = [("service", "billing_usage"), ("account_id", "ACCT-001")];
    let fetched = fetch("evo", &asking(&simulator, &priced));
    let (received, bytes) = fetched.file();
    assert_eq!(received.statement.received, Some(3 * 31));
    let file = dropped("billing-usage-ACCT-001.json");
    assert!(*bytes == file, "the same bytes, so the same records");
    let billing = [("service", "billing"), ("account_id", "ACCT-002"), ("format", "xml")];
    assert_eq!(fetch("evo", &asking(&simulator, &billing)).file().0.statement.received, Some(3));
}

#[test]
fn every_way_to_sign_in_is_taken() {
    for (way, values) in [
        (EvoAuth::Basic, vec![]),
        (EvoAuth::Bearer, vec![("token", "simulated-evo-bearer")]),
        (EvoAuth::ApiKey, vec![("token", "simulated-evo-api-key")]),
        (EvoAuth::ApiKey, vec![("token", "simulated-evo-api-key"), ("token_as", "user")]),
    ] {
        let evo = EvoSettings { auth: vec![way], ..EvoSettings::default() };
        let simulator = Simulator::start(Scenario { evo, ..Scenario::default() }).unwrap();
        assert_eq!(fetch("evo", &asking(&simulator, &values)).code(), "", "{way:?}");
        let wrong = fetch("evo", &asking(&simulator, &[("token", "something-else")]));
        assert_eq!(wrong.code(), "credentials");
    }
}

#[test]
fn error_bodies_are_told_in_any_spelling() {
    for key_case in [KeyCase::Camel, KeyCase::Pascal, KeyCase::Snake] {
        let evo = EvoSettings { role_missing: true, key_case, ..EvoSettings::default() };
        let simulator = Simulator::start(Scenario { evo, ..Scenario::default() }).unwrap();
        for format in ["json", "xml"] {
            let fetched = fetch("evo", &asking(&simulator, &[("format", format)]));
            assert_eq!(fetched.code(), "forbidden");
            assert_eq!(fetched.failure.unwrap().said, "Invalid Role");
        }
    }
    let simulator = Simulator::start(Scenario::default()).unwrap();
    assert_eq!(wire::test("evo", &asking(&simulator, &[])).code(), "");
    let unknown = [("service", "billing"), ("account_id", "ACCT-999")];
    assert_eq!(fetch("evo", &asking(&simulator, &unknown)).code(), "not_found");
}
