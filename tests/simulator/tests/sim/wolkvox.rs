use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use trueup_simulator::{Fault, FaultRule, REPORTS, Scenario, Simulator, Vendor, WolkvoxSettings};

use crate::client::{Got, call};

fn start(wolkvox: WolkvoxSettings) -> Simulator {
    Simulator::start(Scenario { wolkvox, ..Scenario::default() }).unwrap()
}

fn ask(simulator: &Simulator, api: &str) -> Got {
    let headers = [("wolkvox-token", "simulated-wolkvox-token")];
    call(simulator, "GET", &format!("/api/v2/billing.php?api={api}"), &headers, "")
}

fn items(got: &Got) -> u64 {
    got.json()["data"][0]["items"].as_str().unwrap().parse().unwrap()
}

#[test]
fn every_known_report_answers() {
    let simulator = start(WolkvoxSettings::default());
    for (api, description) in REPORTS {
        let body = ask(&simulator, api).json();
        assert_eq!((&body["code"], &body["error"]), (&json!(200), &json!(null)));
        assert_eq!(body["data"][0]["description"], description);
        assert_eq!(body["data"][0]["date"], "2026-10-31 18:00:00");
        assert!(body["data"][0]["items"].is_string(), "items is a number in a string");
    }
}

#[test]
fn counters_grow_through_the_month_and_may_fall() {
    let falling = Some(("ivr_calls".to_owned(), 2));
    let simulator = start(WolkvoxSettings { falling, ..WolkvoxSettings::default() });
    let truth =
        simulator.truth().wolkvox.into_iter().find(|counter| counter.api == "ivr_calls").unwrap();
    let (first, second, third) =
        (ask(&simulator, "ivr_calls"), ask(&simulator, "ivr_calls"), ask(&simulator, "ivr_calls"));
    assert_eq!(items(&first), truth.first);
    assert_eq!(items(&second), truth.first + truth.growth);
    assert!(items(&third) < items(&first));
    assert_eq!(second.json()["data"][0]["date"], "2026-10-31 18:05:00");
}

#[test]
fn errors_are_told_apart() {
    let simulator = start(WolkvoxSettings::default());
    let address = "/api/v2/billing.php?api=ivr_calls";
    let refused = |headers: &[(&str, &str)], address: &str| {
        let got = call(&simulator, "GET", address, headers, "");
        let body = got.json();
        assert_eq!(body["code"], json!(got.status));
        (got.status, body["error"].as_str().unwrap().to_owned())
    };
    let good = [("wolkvox-token", "simulated-wolkvox-token")];
    assert_eq!(refused(&[], address), (401, "UNAUTHORIZED".into()));
    assert_eq!(refused(&[("wolkvox-token", "other")], address), (403, "FORBIDDEN".into()));
    assert_eq!(refused(&good, "/api/v2/billing.php?api=nothing"), (400, "BAD REQUEST".into()));
    assert_eq!(refused(&good, "/api/v2/billing.php"), (400, "BAD REQUEST".into()));
    let polite =
        start(WolkvoxSettings { http_status_follows: false, ..WolkvoxSettings::default() });
    let got = call(&polite, "GET", address, &[], "");
    assert_eq!((got.status, &got.json()["code"]), (200, &json!(401)));
}

#[test]
fn empty_odd_and_more_reports_are_possible() {
    let simulator = start(WolkvoxSettings {
        empty: vec!["amd_ai".into()],
        unparseable: Some("stereo_rec".into()),
        more_reports: vec!["new_report".into()],
        date_has_time: false,
        ..WolkvoxSettings::default()
    });
    assert_eq!(ask(&simulator, "amd_ai").json()["data"], json!([]));
    assert_eq!(ask(&simulator, "stereo_rec").json()["data"][0]["items"], "N/A");
    assert_eq!(ask(&simulator, "new_report").json()["data"][0]["date"], "2026-10-31");
}

#[test]
fn the_daily_quota_ends() {
    let simulator = start(WolkvoxSettings { daily_calls: Some(1), ..WolkvoxSettings::default() });
    assert_eq!(ask(&simulator, "ivr_calls").status, 200);
    assert_eq!(ask(&simulator, "interactions").status, 403);
}

#[test]
fn one_call_at_a_time() {
    let slow = FaultRule::once(Vendor::Wolkvox, Fault::Delay { ms: 400 });
    let simulator = Arc::new(Simulator::start(Scenario::default().with_fault(slow)).unwrap());
    let first = std::thread::spawn({
        let simulator = Arc::clone(&simulator);
        move || ask(&simulator, "ivr_calls").status
    });
    let patience = Instant::now();
    while simulator.requests().is_empty() {
        assert!(patience.elapsed() < Duration::from_secs(5), "the first call did not arrive");
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = ask(&simulator, "interactions");
    assert_eq!(second.status, 403);
    assert!(second.text().contains("SIMULTANEOUS"));
    assert_eq!(first.join().unwrap(), 200);
    assert_eq!(ask(&simulator, "interactions").status, 200, "free again");
}
