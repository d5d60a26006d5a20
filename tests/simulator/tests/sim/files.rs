use std::fs;

use serde_json::{Value, json};
use trueup_simulator::{Data, KoreSettings, Scenario, Simulator};

use crate::client::call;

#[test]
fn dropped_files_hold_what_the_server_gives() {
    let kore = KoreSettings { conversations: 40, duplicates: 2, ..KoreSettings::default() };
    let scenario = Scenario { kore, ..Scenario::default() };
    let dir = std::env::temp_dir().join(format!("trueup-simulator-files-{}", std::process::id()));
    let written = Data::new(&scenario).unwrap().write_files(&dir).unwrap();
    assert!(written.iter().all(|path| path.starts_with(&dir)));
    let read = |name: &str| fs::read(dir.join(name)).unwrap();
    let simulator = Simulator::start(scenario).unwrap();

    let body = json!({"fromDate": "2026-10-01", "toDate": "2026-10-31", "limit": 50, "skip": 50});
    let headers = [("auth", "simulated-kore-token")];
    let page = call(
        &simulator,
        "POST",
        "/api/public/getBillingSessionsDetails",
        &headers,
        &body.to_string(),
    );
    assert_eq!(page.body, read("kore/page-002.json"));
    let csv = String::from_utf8(read("kore/sessions.csv")).unwrap();
    assert_eq!(csv.lines().count(), simulator.truth().kore.rows + 1);

    let headers = [("wolkvox-token", "simulated-wolkvox-token")];
    let reply = call(&simulator, "GET", "/api/v2/billing.php?api=interactions", &headers, "");
    assert_eq!(reply.body, read("wolkvox/interactions.json"));

    let headers = [("authorization", "Basic Y2RyLXJlYWRlcjpzaW11bGF0ZWQtZG1hLXBhc3N3b3Jk")];
    let address = "/api/rest/billing?from-date=2026-10-01T00:00:00Z&to-date=2026-11-01T00:00:00Z";
    let zip = call(&simulator, "GET", address, &headers, "");
    assert_eq!(zip.body, read("dma/cdrExport.zip"));

    let headers = [("authorization", "Bearer simulated-evo-bearer")];
    let window = "startDate=2026-10-01&endDate=2026-10-31";
    let usage = call(&simulator, "GET", &format!("/ai/usage.xml?{window}"), &headers, "");
    assert_eq!(usage.body, read("evo/ai-usage.xml"));
    let priced = call(
        &simulator,
        "GET",
        &format!("/billing/usage?accountId=ACCT-002&{window}"),
        &headers,
        "",
    );
    assert_eq!(priced.body, read("evo/billing-usage-ACCT-002.json"));

    let truth: Value = serde_json::from_slice(&read("truth.json")).unwrap();
    assert_eq!(truth, serde_json::to_value(simulator.truth()).unwrap());
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn the_same_seed_gives_the_same_records() {
    let make = |seed: u64| Data::new(&Scenario { seed, ..Scenario::default() }).unwrap().truth();
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
}
