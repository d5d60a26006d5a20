use serde_json::json;
use trueup_simulator::{Cors, KoreSettings, Options, Scenario, Simulator, TlsOptions};

use crate::client::{call, call_tls};

const WOLKVOX: &str = "/api/v2/billing.php?api=ivr_calls";
const TOKEN: (&str, &str) = ("wolkvox-token", "simulated-wolkvox-token");
const ORIGIN: (&str, &str) = ("origin", "https://app.example");

#[test]
fn pages_of_other_origins_are_kept_out_by_default() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let got = call(&simulator, "GET", WOLKVOX, &[TOKEN, ORIGIN], "");
    assert_eq!((got.status, got.header("access-control-allow-origin")), (200, None));
    let asked = [ORIGIN, ("access-control-request-method", "GET")];
    assert_eq!(call(&simulator, "OPTIONS", WOLKVOX, &asked, "").status, 405);
}

#[test]
fn pages_can_be_let_in() {
    let cors = Some(Cors { on_errors: false, ..Cors::allow("https://app.example") });
    let simulator = Simulator::start(Scenario { cors, ..Scenario::default() }).unwrap();
    let asked = [
        ORIGIN,
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "wolkvox-token"),
    ];
    let got = call(&simulator, "OPTIONS", WOLKVOX, &asked, "");
    assert_eq!(
        (got.status, got.header("access-control-allow-origin")),
        (204, Some("https://app.example"))
    );
    assert!(got.header("access-control-allow-headers").unwrap().contains("wolkvox-token"));
    let got = call(&simulator, "GET", WOLKVOX, &[TOKEN, ORIGIN], "");
    assert_eq!(got.header("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(got.header("access-control-expose-headers"), Some("Location, ETag, Retry-After"));
    let got = call(&simulator, "GET", WOLKVOX, &[ORIGIN], "");
    assert_eq!((got.status, got.header("access-control-allow-origin")), (401, None));
    let got = call(&simulator, "GET", WOLKVOX, &[TOKEN, ("origin", "https://other.example")], "");
    assert_eq!(got.header("access-control-allow-origin"), None);
}

#[test]
fn every_call_is_logged_whole() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    call(&simulator, "GET", WOLKVOX, &[TOKEN], "");
    call(&simulator, "POST", "/ai/usage", &[("x-trace", "abc")], "{\"accountId\":\"find me\"}");
    let log = simulator.requests();
    assert_eq!(log.len(), 2);
    assert_eq!(
        (log[0].path.as_str(), log[0].query.as_str()),
        ("/api/v2/billing.php", "api=ivr_calls")
    );
    assert_eq!(
        (log[0].header("Wolkvox-Token"), log[0].status),
        (Some("simulated-wolkvox-token"), Some(200))
    );
    assert_eq!((log[1].method.as_str(), log[1].status), ("POST", Some(401)));
    assert!(
        log[1].contains("find me") && log[1].contains("x-trace") && !log[0].contains("find me")
    );
}

#[test]
fn a_new_scenario_starts_anew() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    let before = simulator.truth();
    let kore = KoreSettings { conversations: 3, ..KoreSettings::default() };
    simulator.set_scenario(Scenario { kore, ..Scenario::default() }).unwrap();
    assert_eq!(simulator.truth().kore.conversations, 3);
    assert_eq!(
        simulator.truth().dma,
        before.dma,
        "one vendor's settings do not shift another's records"
    );
    assert!(
        simulator.set_scenario(Scenario { from: "never".into(), ..Scenario::default() }).is_err()
    );
}

#[test]
fn it_can_be_controlled_from_outside_only_when_asked_to() {
    let simulator = Simulator::start(Scenario::default()).unwrap();
    assert_eq!(call(&simulator, "GET", "/__sim/truth", &[], "").status, 404);
    let options = Options { admin: true, ..Options::default() };
    let simulator = Simulator::start_with(Scenario::default(), options).unwrap();
    let scenario = json!({"wolkvox": {"empty": ["ivr_calls"]}, "faults": [{"vendor": "evo", "fault": {"status": {"status": 500}}}]});
    assert_eq!(call(&simulator, "PUT", "/__sim/scenario", &[], &scenario.to_string()).status, 204);
    assert_eq!(call(&simulator, "GET", WOLKVOX, &[TOKEN], "").json()["data"], json!([]));
    assert_eq!(call(&simulator, "GET", "/ai/usage", &[], "").status, 500);
    let log = call(&simulator, "GET", "/__sim/log", &[], "").json();
    assert_eq!(log.as_array().unwrap().len(), 2);
    assert_eq!(log[1]["vendor"], "evo");
    let truth = call(&simulator, "GET", "/__sim/truth", &[], "").json();
    assert_eq!(truth["kore"]["rows"], json!(simulator.truth().kore.rows));
    assert_eq!(call(&simulator, "PUT", "/__sim/scenario", &[], "{\"typo\":1}").status, 400);
}

#[test]
fn https_with_an_authority_of_its_own() {
    let dir = std::env::temp_dir().join(format!("trueup-simulator-{}", std::process::id()));
    let start = |tls: TlsOptions| {
        let options = Options { tls: Some(tls), ..Options::default() };
        Simulator::start_with(Scenario::default(), options).unwrap()
    };
    let tls = TlsOptions::in_dir(dir.join("good"));
    let simulator = start(tls.clone());
    let ca = std::fs::read_to_string(tls.ca_file()).unwrap();
    assert!(simulator.base_url().starts_with("https://127.0.0.1:"));
    let got = call_tls(&simulator, &ca, WOLKVOX, &[TOKEN]).unwrap();
    assert_eq!((got.status, got.complete), (200, true));

    let other = TlsOptions { expired: true, ..TlsOptions::in_dir(dir.join("expired")) };
    let expired = start(other.clone());
    let other_ca = std::fs::read_to_string(other.ca_file()).unwrap();
    let stranger = call_tls(&simulator, &other_ca, WOLKVOX, &[]).unwrap_err();
    assert!(matches!(stranger, rustls::Error::InvalidCertificate(_)), "{stranger}");
    let late = call_tls(&expired, &other_ca, WOLKVOX, &[]).unwrap_err();
    assert!(late.to_string().contains("expired"), "{late}");
    let misnamed = start(TlsOptions {
        names: vec!["dma.example".into()],
        ..TlsOptions::in_dir(dir.join("name"))
    });
    let ca = std::fs::read_to_string(dir.join("name/ca.pem")).unwrap();
    assert!(call_tls(&misnamed, &ca, WOLKVOX, &[]).is_err());
    std::fs::remove_dir_all(dir).unwrap();
}
