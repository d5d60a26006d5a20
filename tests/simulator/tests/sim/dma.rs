use std::io::{Cursor, Read as _};

use serde_json::{Value, json};
use trueup_simulator::{BusyReply, DmaSettings, Layout, PASSCODE, Scenario, Simulator, StatusType};

use crate::client::{Got, call};

/// `cdr-reader:simulated-dma-password`
const BASIC: (&str, &str) = ("authorization", "Basic Y2RyLXJlYWRlcjpzaW11bGF0ZWQtZG1hLXBhc3N3b3Jk");
const JSON: (&str, &str) = ("accept", "application/vnd.plcm.plcm-billing-status+json");
const XML: (&str, &str) = ("accept", "application/vnd.plcm.plcm-billing-status+xml");
const OCTOBER: &str = "from-date=2026-10-01T00:00:00Z&to-date=2026-10-31T23:59:59Z";

fn start(dma: DmaSettings) -> Simulator {
    Simulator::start(Scenario { dma, ..Scenario::default() }).unwrap()
}

fn generate(simulator: &Simulator) -> Got {
    call(
        simulator,
        "POST",
        &format!("/api/rest/billing/generate-cdrs?{OCTOBER}"),
        &[BASIC, JSON],
        "",
    )
}

fn status(simulator: &Simulator) -> Value {
    call(simulator, "GET", "/api/rest/billing/status", &[BASIC, JSON], "").json()
}

fn get(simulator: &Simulator, resource: &str) -> Got {
    call(simulator, "GET", &format!("/api/rest/billing{resource}"), &[BASIC], "")
}

/// Calls, conferences and counts of a zip.
fn unzip(bytes: &[u8]) -> [String; 3] {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    ["calls.csv", "conferences.csv", "counts.txt"].map(|name| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    })
}

#[test]
fn a_generation_goes_through_its_phases_to_a_zip() {
    let simulator = start(DmaSettings::default());
    assert_eq!(status(&simulator)["statusType"], "NOT_STARTED");
    let got = generate(&simulator);
    assert_eq!(got.status, 202);
    assert_eq!(got.header("location"), Some("http://vendor.example/api/rest/billing/status"));
    assert_eq!(get(&simulator, "/download-cdrs").status, 404, "not ready yet");
    let mut actions = Vec::new();
    let done = loop {
        let status = status(&simulator);
        if status["statusType"] != "RUNNING" {
            break status;
        }
        assert_eq!(status["downloadReady"], json!(false));
        actions.push(status["actionType"].as_str().unwrap().to_owned());
        assert!(actions.len() < 10, "the generation does not end");
    };
    assert_eq!(actions.len(), 3);
    assert_eq!(
        (actions[0].as_str(), actions[2].as_str()),
        ("CREATING_CDR_FILE", "RETRIEVING_CDR_CONF_RECORDS")
    );
    assert_eq!(
        (&done["statusType"], &done["downloadReady"]),
        (&json!("GENERATION_COMPLETE"), &json!(true))
    );
    let truth = simulator.truth().dma;
    assert_eq!(done["totalNumberCdrRecords"], json!(truth.call_rows + truth.conferences));
    let got = get(&simulator, "/download-cdrs");
    assert_eq!((got.status, got.header("content-type")), (200, Some("application/zip")));
    assert_eq!(got.header("etag").map(|tag| tag.parse::<u64>().unwrap()), Some(1_793_469_600));
    assert_eq!(done["entityTag"], "1793469600");
    let [calls, conferences, counts] = unzip(&got.body);
    assert_eq!(calls.lines().count(), truth.call_rows + 1);
    assert_eq!(conferences.lines().count(), truth.conferences + 1);
    assert_eq!(
        counts,
        format!(
            "Number of calls: {}, Number of conferences: {}, Clusters included: dma-east dma-west, \
             Clusters excluded: none\r\n",
            truth.call_rows, truth.conferences
        )
    );
}

#[test]
fn the_status_is_xml_unless_json_is_asked_for() {
    let simulator = start(DmaSettings::default());
    generate(&simulator);
    let got = call(&simulator, "GET", "/api/rest/billing/status", &[BASIC, XML], "");
    assert_eq!(got.header("content-type"), Some("application/vnd.plcm.plcm-billing-status+xml"));
    assert!(got.text().contains("<ns2:status-type>RUNNING</ns2:status-type>"), "{}", got.text());
    assert!(got.text().contains("plcm-billing-status xmlns:ns2="));
}

#[test]
fn a_generation_can_end_badly() {
    for (ends, file) in [
        (StatusType::WarnCdrResultsTruncated, true),
        (StatusType::WarnCdrResultsIncomplete, true),
        (StatusType::ErrorDbNotReady, false),
    ] {
        let simulator =
            start(DmaSettings { ends, polls: 0, accepted: 201, ..DmaSettings::default() });
        assert_eq!(generate(&simulator).status, 201);
        let done = status(&simulator);
        assert_eq!(done["statusType"], serde_json::to_value(ends).unwrap());
        assert_eq!(done["downloadReady"], json!(file));
        assert_eq!(get(&simulator, "/download-cdrs").status, if file { 200 } else { 404 });
    }
}

#[test]
fn one_generation_at_a_time() {
    let simulator = start(DmaSettings { busy: 1, ..DmaSettings::default() });
    let got = generate(&simulator);
    assert_eq!(got.status, 409);
    assert_eq!(got.json()["description"], "Another CDR is being generated");
    assert_eq!(generate(&simulator).status, 202);
    assert_eq!(generate(&simulator).status, 409, "the first one is not finished");
    let told =
        start(DmaSettings { busy: 1, busy_reply: BusyReply::Status, ..DmaSettings::default() });
    assert_eq!(generate(&told).status, 202);
    assert_eq!(status(&told)["statusType"], "ERROR_ANOTHER_CDR_IS_BEING_GENERATED");
}

#[test]
fn callers_without_right_are_refused() {
    let simulator = start(DmaSettings::default());
    let got = call(&simulator, "GET", "/api/rest/billing/status", &[], "");
    assert_eq!(got.status, 401);
    assert!(got.header("www-authenticate").unwrap().starts_with("Basic"));
    let refused = start(DmaSettings { role_missing: true, ..DmaSettings::default() });
    let got = get(&refused, "/status");
    assert_eq!(
        (got.status, got.header("content-type")),
        (403, Some("application/vnd.plcm.plcm-error+xml"))
    );
    assert!(got.text().contains("<ns2:description>"));
}

#[test]
fn the_old_download_gives_what_starts_in_its_window() {
    let simulator = start(DmaSettings::default());
    let truth = simulator.truth().dma;
    let rows = |query: &str| {
        let [calls, _, _] = unzip(&get(&simulator, &format!("?{query}")).body);
        calls.lines().count() - 1
    };
    let halves = [
        "from-date=2026-10-01T00:00:00Z&to-date=2026-10-15T23:59:59.999Z",
        "from-date=2026-10-16T02:00:00%2B02:00&to-date=2026-11-01T01:00:00%2B01:00",
    ];
    assert_eq!(halves.map(rows).iter().sum::<usize>(), truth.call_rows);
    assert!(rows(halves[0]) > 0);
    // Without a window: today from midnight, by the DMA's clock.
    assert!(rows("") < truth.call_rows);
    assert_eq!(get(&simulator, "?from-date=yesterday").status, 400);
    let newer = start(DmaSettings { direct_download: false, ..DmaSettings::default() });
    assert_eq!(get(&newer, &format!("?{OCTOBER}")).status, 404);
}

#[test]
fn both_layouts_and_their_oddities() {
    let newer = start(DmaSettings {
        excluded_clusters: vec!["dma-south".into()],
        ..DmaSettings::default()
    });
    let [calls, conferences, counts] = unzip(&get(&newer, &format!("?{OCTOBER}")).body);
    let columns: Vec<&str> = calls.lines().next().unwrap().split(',').collect();
    assert_eq!((columns[0], columns[4], columns[5]), ("version", "dialin", "startTime"));
    assert!(calls.contains(PASSCODE), "there is a secret to be left out");
    assert!(
        calls.contains("\"FALSE,FALSE,FALSE\"") || calls.contains("\"TRUE,TRUE,TRUE\""),
        "telepresence lists"
    );
    let over_the_change = calls
        .lines()
        .find(|line| line.contains("2026-10-25T02:45:00.000+02:00"))
        .expect("a call over the change of the clock");
    assert!(over_the_change.contains("2026-10-25T02:20:30.000+01:00"), "{over_the_change}");
    assert!(
        conferences
            .lines()
            .all(|line| line.starts_with("6.1,CONF,") || line.starts_with("version,"))
    );
    assert!(counts.ends_with("Clusters excluded: dma-south\r\n"));
    let truth = newer.truth().dma;
    assert!(truth.call_rows > truth.calls, "some calls have several rows");

    let older = start(DmaSettings { layout: Layout::V1, header: false, ..DmaSettings::default() });
    let [calls, _, _] = unzip(&get(&older, &format!("?{OCTOBER}")).body);
    assert!(calls.lines().all(|line| line.starts_with("1,CALL,")));
    assert!(calls.lines().all(|line| line.contains("TRUE") || line.contains("FALSE")));
    assert!(!calls.contains(".000+"), "no milliseconds");
}
