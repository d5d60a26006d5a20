use std::collections::BTreeSet;

use serde_json::{Value, json};
use trueup_simulator::{AdminPath, KoreSettings, KoreTruth, Scenario, Simulator, sign_jwt};

use crate::client::{Got, call};

const BOT: &str = "st-0a1b2c3d-1111-5aaa-8bbb-000000000001";
const ADMIN: &str = "/api/public/bots/getBillingSessionsDetails";
const PLAIN: &str = "/api/public/getBillingSessionsDetails";
const AUTH: (&str, &str) = ("auth", "simulated-kore-token");

fn start(kore: KoreSettings) -> Simulator {
    Simulator::start(Scenario { kore, ..Scenario::default() }).unwrap()
}

fn ask(simulator: &Simulator, path: &str, body: Value) -> Got {
    call(simulator, "POST", path, &[AUTH, ("content-type", "application/json")], &body.to_string())
}

fn october() -> Value {
    json!({"fromDate": "2026-10-01", "toDate": "2026-10-31"})
}

/// Fetches until there is no more; gives the rows and the number of pages.
fn fetch_all(
    simulator: &Simulator,
    path: &str,
    mut body: Value,
    limit: usize,
) -> (Vec<Value>, usize) {
    let (mut rows, mut pages) = (Vec::new(), 0);
    loop {
        body["limit"] = limit.into();
        body["skip"] = rows.len().into();
        let page = ask(simulator, path, body.clone()).json();
        rows.extend(page["sessions"].as_array().unwrap().iter().cloned());
        pages += 1;
        assert!(pages < 100, "paging does not end");
        if page["moreAvailable"] == json!(false) {
            assert_eq!(page["total"], json!(rows.len()));
            return (rows, pages);
        }
    }
}

fn ids(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().map(|row| row["billingSessionId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_hold_every_session_once() {
    let simulator = start(KoreSettings::default());
    let truth = simulator.truth().kore;
    let (rows, pages) = fetch_all(&simulator, ADMIN, october(), 50);
    assert_eq!(rows.len(), truth.rows);
    assert_eq!(ids(&rows).len(), truth.unique_ids);
    assert_eq!(pages, truth.rows.div_ceil(50));
    assert!(truth.unique_ids > truth.conversations, "some conversations need several blocks");
}

#[test]
fn rows_are_written_as_in_the_document() {
    let simulator = start(KoreSettings::default());
    let page = ask(
        &simulator,
        ADMIN,
        json!({"fromDate": "2026-10-01", "toDate": "2026-10-31", "limit": 1}),
    );
    let row = &page.json()["sessions"][0];
    let names: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names.len(), 11);
    assert_eq!(row["billingSessionType"], "Conversations");
    let start = row["billingSessionStartDateTime"].as_str().unwrap();
    assert!(
        start.starts_with("10-0") && (start.ends_with(" am") || start.ends_with(" pm")),
        "{start}"
    );
    assert!(start.contains("-2026 ") && !start.contains(" 0"), "the hour is not padded: {start}");
}

#[test]
fn each_scope_gives_its_own() {
    let simulator = start(KoreSettings::default());
    let own = simulator.data().kore_truth(|session| session.bot_id == BOT);
    let (rows, _) = fetch_all(
        &simulator,
        &format!("/api/public/bot/{BOT}/getBillingSessionsDetails"),
        october(),
        500,
    );
    assert_eq!(rows.len(), own.rows);
    let mut by_bot = october();
    by_bot["botId"] = BOT.into();
    assert_eq!(fetch_all(&simulator, PLAIN, by_bot, 500).0.len(), own.rows);
    let mut by_channel = october();
    by_channel["channel"] = "ivr".into();
    let voice = fetch_all(&simulator, ADMIN, by_channel, 500).0;
    assert_eq!(voice.len(), simulator.truth().kore.by_channel["IVR"]);
    assert!(voice[0]["channelUserId"].as_str().unwrap().contains("/ivrvoice/"));
}

#[test]
fn ranges_that_meet_join_without_gap() {
    let simulator = start(KoreSettings::default());
    let first =
        json!({"fromDate": "2026-10-01T00:00:00.000Z", "toDate": "2026-10-15T11:59:59.999Z"});
    let second =
        json!({"fromDate": "2026-10-15T12:00:00.000Z", "toDate": "2026-10-31T23:59:59.999Z"});
    let (first, _) = fetch_all(&simulator, ADMIN, first, 500);
    let (second, _) = fetch_all(&simulator, ADMIN, second, 500);
    assert!(!first.is_empty() && !second.is_empty());
    assert_eq!(first.len() + second.len(), simulator.truth().kore.rows);
}

#[test]
fn one_of_the_admin_paths_can_be_missing() {
    for (admin_path, bots, plain) in [(AdminPath::Bots, 200, 404), (AdminPath::Plain, 404, 200)] {
        let simulator = start(KoreSettings { admin_path, ..KoreSettings::default() });
        assert_eq!(ask(&simulator, ADMIN, october()).status, bots);
        assert_eq!(ask(&simulator, PLAIN, october()).status, plain);
    }
}

#[test]
fn a_range_that_is_too_long_is_refused() {
    let simulator = start(KoreSettings::default());
    let long = json!({"fromDate": "2026-01-01", "toDate": "2026-10-31"});
    let got = ask(&simulator, ADMIN, long);
    assert_eq!(got.status, 400);
    assert!(got.json()["errors"][0]["msg"].as_str().unwrap().contains("Maximum 6 month"));
    let six = json!({"fromDate": "2026-05-01", "toDate": "2026-11-01"});
    assert_eq!(ask(&simulator, ADMIN, six.clone()).status, 200);
    let newer = start(KoreSettings { max_months: 3, ..KoreSettings::default() });
    assert_eq!(ask(&newer, ADMIN, six).status, 400);
    for bad in [
        json!({"fromDate": "2026-10-01"}),
        json!({"fromDate": "01/10/2026", "toDate": "2026-10-31"}),
    ] {
        assert_eq!(ask(&simulator, ADMIN, bad).status, 400);
    }
}

#[test]
fn tokens_are_checked() {
    let simulator = start(KoreSettings::default());
    let settings = KoreSettings::default();
    let status = |token: &str| {
        let headers: Vec<(&str, &str)> =
            if token.is_empty() { vec![] } else { vec![("auth", token)] };
        call(&simulator, "POST", ADMIN, &headers, &october().to_string()).status
    };
    let good = json!({"sub": "someone", "appId": settings.client_id});
    assert_eq!(status(&sign_jwt(&good, &settings.client_secret)), 200);
    assert_eq!(status(""), 401);
    assert_eq!(status("not.a.token"), 401);
    assert_eq!(status(&sign_jwt(&good, "another secret")), 401);
    assert_eq!(status(&sign_jwt(&json!({"appId": "another app"}), &settings.client_secret)), 401);
    let old = json!({"appId": settings.client_id, "exp": 1_600_000_000});
    assert_eq!(status(&sign_jwt(&old, &settings.client_secret)), 401);
    let none = "eyJhbGciOiJub25lIn0.eyJhcHBJZCI6ImNzIn0.";
    assert_eq!(status(none), 401);
    let scopeless = start(KoreSettings { scope_missing: true, ..KoreSettings::default() });
    assert_eq!(ask(&scopeless, ADMIN, october()).status, 403);
    assert_eq!(
        ask(&simulator, "/api/public/bot/st-unknown/getBillingSessionsDetails", october()).status,
        404
    );
}

#[test]
fn the_rate_limit_says_how_long_to_wait() {
    let simulator = start(KoreSettings { calls_per_minute: Some(2), ..KoreSettings::default() });
    assert_eq!(ask(&simulator, ADMIN, october()).status, 200);
    assert_eq!(ask(&simulator, ADMIN, october()).status, 200);
    let got = ask(&simulator, ADMIN, october());
    assert_eq!((got.status, got.header("retry-after")), (429, Some("1")));
    assert!(got.text().contains("Rate limit for this API has been reached"));
}

#[test]
fn planted_repeats_and_wrong_totals_are_known() {
    let settings = KoreSettings { duplicates: 4, conflicts: 3, ..KoreSettings::default() };
    let simulator = start(settings.clone());
    let truth = simulator.truth().kore;
    let clean = start(KoreSettings::default()).truth().kore;
    assert_eq!((truth.duplicate_rows, truth.conflicting_rows), (4, 3));
    assert_eq!((truth.rows, truth.unique_ids), (clean.rows + 7, clean.unique_ids));
    assert_eq!(
        KoreTruth { rows: clean.rows, duplicate_rows: 0, conflicting_rows: 0, ..truth },
        clean
    );
    let odd = start(KoreSettings { more_available_lies: true, total_off_by: 2, ..settings });
    let page =
        ask(&odd, ADMIN, json!({"fromDate": "2026-10-01", "toDate": "2026-10-31", "limit": 1000}))
            .json();
    assert_eq!(page["moreAvailable"], json!(true));
    assert_eq!(page["total"], json!(page["sessions"].as_array().unwrap().len() + 2));
}

#[test]
fn the_oldest_version_has_no_pages() {
    let simulator = start(KoreSettings { no_paging: true, ..KoreSettings::default() });
    let page = ask(
        &simulator,
        ADMIN,
        json!({"fromDate": "2026-10-01", "toDate": "2026-10-31", "limit": 1}),
    )
    .json();
    assert_eq!(page["sessions"].as_array().unwrap().len(), simulator.truth().kore.rows);
    assert!(page.get("moreAvailable").is_none());
}

#[test]
fn the_summary_adds_up_to_the_sessions() {
    let simulator = start(KoreSettings::default());
    let path = "/api/public/bots/billingsessionsummary";
    let body = json!({"fromDate": "2026-10-01", "toDate": "2026-10-31", "unitType": ["session", "conversations"],
        "groupByBot": "no", "groupByPeriod": "date_day"});
    assert_eq!(ask(&simulator, path, body).json()["status"], "IN_PROGRESS");
    let status =
        || call(&simulator, "GET", &format!("{path}/status?type=summary"), &[AUTH], "").json();
    assert_eq!(status()["status"], "IN_PROGRESS");
    let done = status();
    assert_eq!(done["status"], "success");
    let data = done["response"]["data"].as_array().unwrap();
    assert_eq!((data.len(), data[0]["bot"].as_str()), (1, Some("ALL")));
    let sum = |name: &str| -> u64 {
        data[0]["val"]
            .as_array()
            .unwrap()
            .iter()
            .map(|day| day["val"][name].as_u64().unwrap())
            .sum()
    };
    let truth = simulator.truth().kore;
    assert_eq!(sum("sessions"), truth.unique_ids as u64);
    assert_eq!(sum("conversations"), truth.conversations as u64);
    let long = json!({"fromDate": "2026-05-01", "toDate": "2026-10-31", "unitType": ["session"],
        "groupByBot": "yes", "groupByPeriod": "date_month"});
    assert_eq!(ask(&simulator, path, long).status, 400);
}
