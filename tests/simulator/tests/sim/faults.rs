use std::time::{Duration, Instant};

use serde_json::json;
use trueup_simulator::{Fault, FaultRule, Scenario, Simulator, Vendor};

use crate::client::{Got, call, try_call};

const ADDRESS: &str = "/api/public/bots/getBillingSessionsDetails";

fn start(rule: FaultRule) -> Simulator {
    Simulator::start(Scenario::default().with_fault(rule)).unwrap()
}

fn try_ask(simulator: &Simulator) -> Option<Got> {
    let body = json!({"fromDate": "2026-10-01", "toDate": "2026-10-31", "limit": 20}).to_string();
    try_call(simulator, "POST", ADDRESS, &[("auth", "simulated-kore-token")], &body)
}

fn ask(simulator: &Simulator) -> Got {
    try_ask(simulator).expect("a reply")
}

fn with(fault: Fault) -> Got {
    ask(&start(FaultRule::always(Vendor::Kore, fault)))
}

#[test]
fn a_rule_counts_the_calls_it_fits() {
    let rule = FaultRule::once(Vendor::Kore, Fault::Status { status: 500 }).after(1);
    let simulator = start(rule);
    let statuses: Vec<u16> = (0..3).map(|_| ask(&simulator).status).collect();
    assert_eq!(statuses, [200, 500, 200]);
    let rule = FaultRule::always(Vendor::Kore, Fault::Status { status: 500 }).on_path("/bot/");
    assert_eq!(ask(&start(rule)).status, 200);
}

#[test]
fn refusals() {
    let simulator = start(FaultRule::once(
        Vendor::Kore,
        Fault::TooManyRequests { retry_after: Some("1".into()) },
    ));
    let got = ask(&simulator);
    assert_eq!((got.status, got.header("retry-after")), (429, Some("1")));
    assert_eq!(ask(&simulator).status, 200, "and then it is well");
    assert_eq!(with(Fault::TooManyRequests { retry_after: None }).header("retry-after"), None);
    for status in [500, 502, 503, 504] {
        assert_eq!(with(Fault::Status { status }).status, status);
    }
    let got = with(Fault::Redirect { status: 302, location: "https://elsewhere.example/".into() });
    assert_eq!((got.status, got.header("location")), (302, Some("https://elsewhere.example/")));
    let got = with(Fault::Html);
    assert_eq!((got.status, got.text().starts_with("<!doctype html>")), (200, true));
}

#[test]
fn late_and_slow() {
    let begun = Instant::now();
    let got = with(Fault::Delay { ms: 150 });
    assert!(got.complete && begun.elapsed() >= Duration::from_millis(150));
    let begun = Instant::now();
    let got = with(Fault::Trickle { chunk: 1000, pause_ms: 20 });
    assert!(got.complete && got.body.len() > 5000);
    assert!(begun.elapsed() >= Duration::from_millis(100));
    assert_eq!(got.json()["sessions"].as_array().unwrap().len(), 20);
}

#[test]
fn cut_off_and_broken() {
    let good = with(Fault::Delay { ms: 0 });
    assert!(good.complete);
    let got = with(Fault::CutLength { percent: 40 });
    assert_eq!(got.header("content-length"), Some(good.body.len().to_string().as_str()));
    assert!(!got.complete);
    assert_eq!(got.body, good.body[..good.body.len() * 40 / 100]);
    let got = with(Fault::CutChunked { percent: 40 });
    assert_eq!((got.complete, got.header("content-length")), (false, None));
    assert_eq!(got.body, good.body[..good.body.len() * 40 / 100]);
    let got = with(Fault::BrokenBody { percent: 40 });
    assert!(got.complete && serde_json::from_slice::<serde_json::Value>(&got.body).is_err());
    assert!(try_ask(&start(FaultRule::always(Vendor::Kore, Fault::Reset))).is_none());
}

#[test]
fn a_hang_ends_with_the_simulator() {
    let simulator = start(FaultRule::always(Vendor::Kore, Fault::Hang));
    let address = simulator.address();
    let waiting = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
            .write_all(b"POST /api/public/bots/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        stream.read(&mut [0; 16]).unwrap_or(0)
    });
    let begun = Instant::now();
    while simulator.requests().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the call did not arrive");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(50));
    assert!(!waiting.is_finished());
    drop(simulator);
    assert_eq!(waiting.join().unwrap(), 0, "closed without a byte");
}

#[test]
fn huge_and_compressed() {
    let got = with(Fault::Huge { bytes: 8 * 1024 * 1024 });
    assert!(
        got.complete && got.body.len() > 8 * 1024 * 1024 && got.header("content-length").is_none()
    );
    assert_eq!(got.json()["sessions"].as_array().unwrap().len(), 20);
    let got = with(Fault::Gzip);
    assert_eq!(got.header("content-encoding"), Some("gzip"));
    assert_eq!(got.body[..2], [0x1f, 0x8b]);
}

#[test]
fn the_other_vendors_are_left_alone() {
    let simulator = start(FaultRule::always(Vendor::Kore, Fault::Status { status: 503 }));
    let token = [("wolkvox-token", "simulated-wolkvox-token")];
    assert_eq!(
        call(&simulator, "GET", "/api/v2/billing.php?api=ivr_calls", &token, "").status,
        200
    );
}
