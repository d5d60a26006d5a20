//! Secrets go into headers (and, for nobody, anywhere else): not into addresses, bodies, logs,
//! files, statements, failures or `Debug`.

use super::wire::{self, fetch, form};
use trueup::connect::{Asked, CONNECTORS, HttpReply, Kind};
use trueup_simulator::{Scenario, Simulator};

/// Told apart from everything else, and good for the simulator as a wrong one.
const SECRET: &str = "s3cr3t-do-not-show";

fn filled(vendor: &str) -> trueup::connect::Form {
    let mut form = form(
        vendor,
        &[
            ("bot_id", "st-1"),
            ("client_id", "cs-1"),
            ("user", "somebody"),
            ("from", "2026-10-01"),
            ("to", "2026-10-31"),
        ],
    );
    for field in trueup::connect::connector(vendor).unwrap().fields() {
        if field.kind == Kind::Secret {
            form.set(field.name, SECRET);
        }
    }
    form
}

#[test]
fn a_form_shows_no_values() {
    for connector in CONNECTORS {
        let shown = format!("{:?}", filled(connector.id()));
        assert!(!shown.contains(SECRET) && !shown.contains("somebody"), "{shown}");
    }
}

#[test]
fn forgetting_empties_every_secret_and_nothing_else() {
    for connector in CONNECTORS {
        let mut form = filled(connector.id());
        form.forget(connector.fields());
        for field in connector.fields() {
            assert!(field.kind != Kind::Secret || form.get(field.name).is_empty());
        }
        assert_eq!(form.get("from"), "2026-10-01");
    }
}

#[test]
fn requests_hold_secrets_in_headers_only() {
    for connector in CONNECTORS {
        let mut form = filled(connector.id());
        form.set("base_url", "https://vendor.example");
        let session = wire::start(connector.id(), &form, &Asked::new()).unwrap();
        let fetched = wire::drive(session, &mut |_| Err(trueup::connect::NetFailure::Policy));
        for call in &fetched.calls {
            let outside = format!(
                "{} {} {} {:?} {:?} {call:?}",
                call.url, call.host, call.path, call.body, fetched.asked
            );
            assert!(!outside.contains(SECRET), "{outside}");
        }
    }
}

#[test]
fn a_vendor_that_repeats_a_secret_is_not_quoted_with_it() {
    for connector in CONNECTORS {
        let mut form = filled(connector.id());
        form.set("base_url", "https://vendor.example");
        let session = wire::start(connector.id(), &form, &Asked::new()).unwrap();
        let fetched = wire::drive(session, &mut |request| {
            let sent: Vec<&str> = request.headers.iter().map(|(_, it)| it.as_str()).collect();
            let said = format!("Not valid: {} {SECRET}", sent.join(" "));
            let body = serde_json::json!({
                "code": 401, "error": "UNAUTHORIZED", "msg": said, "message": said, "description": said,
            });
            let body = body.to_string().into_bytes();
            Ok(HttpReply { status: 401, headers: Vec::new(), size: body.len() as u64, body })
        });
        let failure = fetched.failure.unwrap();
        assert_eq!(failure.kind.code(), "credentials");
        let shown = format!("{failure:?}");
        assert!(shown.contains("Not valid"), "{shown}");
        assert!(!shown.contains(SECRET), "{shown}");
        for call in &fetched.calls {
            for (name, value) in &call.headers {
                let credential = value.split(' ').next_back().unwrap();
                let is_secret = matches!(*name, "auth" | "authorization" | "wolkvox-token");
                assert!(!is_secret || !shown.contains(credential), "{shown}");
            }
        }
    }
}

#[test]
fn received_files_and_statements_hold_no_secret() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let secrets = [
        ("kore", "token", "simulated-kore-token"),
        ("wolkvox", "token", "simulated-wolkvox-token"),
        ("dma", "password", "simulated-dma-password"),
        ("evo", "token", "simulated-evo-bearer"),
    ];
    for (vendor, field, secret) in secrets {
        let mut form = wire::form_at(
            vendor,
            &simulator,
            &[
                ("scope", "admin"),
                ("user", "cdr-reader"),
                ("from", "2026-10-01"),
                ("to", "2026-10-31"),
            ],
        );
        form.set(field, secret);
        let fetched = fetch(vendor, &form);
        assert_eq!(fetched.code(), "", "{vendor}");
        for (received, bytes) in &fetched.files {
            let all = format!("{received:?} {}", String::from_utf8_lossy(bytes));
            assert!(!all.contains(secret), "{vendor}");
        }
    }
    for request in simulator.requests() {
        let line = format!("{} {}", request.path, request.query);
        assert!(secrets.iter().all(|(_, _, it)| !line.contains(it)), "{line}");
    }
}
