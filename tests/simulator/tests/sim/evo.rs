use serde_json::json;
use trueup_simulator::{EvoAuth, EvoSettings, EvoWindow, KeyCase, Scenario, Simulator};

use crate::client::{Got, call};

const BEARER: (&str, &str) = ("authorization", "Bearer simulated-evo-bearer");
const OCTOBER: &str = "startDate=2026-10-01&endDate=2026-10-31";

fn start(evo: EvoSettings) -> Simulator {
    Simulator::start(Scenario { evo, ..Scenario::default() }).unwrap()
}

fn get(simulator: &Simulator, address: &str) -> Got {
    call(simulator, "GET", address, &[BEARER], "")
}

#[test]
fn usage_is_what_the_truth_says() {
    let simulator = start(EvoSettings::default());
    let truth = simulator.truth().evo;
    let body = get(&simulator, &format!("/ai/usage?{OCTOBER}")).json();
    for (list, minutes, id) in [
        ("accountUsage", &truth.account_minutes, "accountId"),
        ("customerUsage", &truth.customer_minutes, "customerId"),
    ] {
        let rows = body[list].as_array().unwrap();
        assert_eq!(rows.len(), minutes.len());
        for row in rows {
            assert_eq!(row["aiMinutes"], json!(minutes[row[id].as_str().unwrap()]));
        }
    }
    let customers: i64 = truth.customer_minutes.values().sum();
    let accounts: i64 = truth.account_minutes.values().sum();
    assert!(customers >= accounts && customers - accounts < 6, "each is rounded up by itself");
}

#[test]
fn windows_and_filters_narrow_it() {
    let simulator = start(EvoSettings::default());
    let address = "/ai/usage?startDate=2026-10-05&endDate=2026-10-05T23:59:59&accountId=ACCT-001&customerId=CUST-1002";
    let body = get(&simulator, address).json();
    let window = EvoWindow {
        from: "2026-10-05".parse().unwrap(),
        to: "2026-10-05".parse().unwrap(),
        account: Some("ACCT-001".into()),
        customer: Some("CUST-1002".into()),
    };
    let truth = simulator.data().evo_truth(&window);
    assert_eq!(body["customerUsage"].as_array().unwrap().len(), 1);
    assert_eq!(body["customerUsage"][0]["aiMinutes"], json!(truth.customer_minutes["CUST-1002"]));
    assert_eq!(body["accountUsage"][0]["aiMinutes"], json!(truth.account_minutes["ACCT-001"]));
}

#[test]
fn it_can_be_asked_in_many_ways() {
    let simulator = start(EvoSettings::default());
    let plain = get(&simulator, &format!("/ai/usage?{OCTOBER}")).text().to_owned();
    let ask = |method: &str, address: &str, kind: &str, body: &str| {
        let headers = [BEARER, ("content-type", kind), ("accept", "application/json")];
        call(&simulator, method, address, &headers, body).text().to_owned()
    };
    let body = json!({"startDate": "2026-10-01", "endDate": "2026-10-31"}).to_string();
    let xml = "<GetAIUsage xmlns=\"http://schemas.datacontract.org/2004/07/Voice.Api.AI\"><AccountId></AccountId>\
        <EndDate>2026-10-31</EndDate><StartDate>2026-10-01</StartDate></GetAIUsage>";
    assert_eq!(ask("POST", "/ai/usage", "application/json", &body), plain);
    assert_eq!(ask("POST", "/ai/usage", "application/xml", xml), plain);
    assert_eq!(ask("POST", "/ai/usage", "application/x-www-form-urlencoded", OCTOBER), plain);
    assert_eq!(ask("PUT", "/ai/usage", "application/json", &body), plain, "any verb");
    assert_eq!(ask("GET", &format!("/json/reply/GetAIUsage?{OCTOBER}"), "", ""), plain);
}

#[test]
fn the_reply_comes_in_the_format_asked_for() {
    let simulator = start(EvoSettings::default());
    let accept = [BEARER, ("accept", "application/xml")];
    let xml =
        call(&simulator, "GET", &format!("/ai/usage?{OCTOBER}"), &accept, "").text().to_owned();
    assert!(
        xml.contains("<AIUsage xmlns:i=")
            && xml.contains("schemas.datacontract.org/2004/07/Voice.Api.AI")
    );
    assert!(xml.contains("<AIAccountUsage><AIMinutes>"), "names in ordinal order: {xml}");
    assert_eq!(get(&simulator, &format!("/ai/usage.xml?{OCTOBER}")).text(), xml);
    assert_eq!(get(&simulator, &format!("/ai/usage?{OCTOBER}&format=xml")).text(), xml);
    let csv = get(&simulator, &format!("/ai/usage.csv?{OCTOBER}"));
    assert!(csv.text().starts_with("accountUsage,customerUsage\r\n\"[{"), "{}", csv.text());
    let keys = |query: &str| {
        get(&simulator, &format!("/ai/usage?{OCTOBER}{query}")).text()[..16].to_owned()
    };
    assert_eq!(keys(""), "{\"accountUsage\":");
    assert_eq!(keys("&jsconfig=EmitSnakeCaseNames"), "{\"account_usage\"");
    let pascal = start(EvoSettings { key_case: KeyCase::Pascal, ..EvoSettings::default() });
    assert!(get(&pascal, &format!("/ai/usage?{OCTOBER}")).text().contains("\"AIMinutes\":"));
}

#[test]
fn there_are_several_ways_to_sign_in() {
    let simulator = start(EvoSettings::default());
    let address = format!("/ai/usage?{OCTOBER}");
    let status = |simulator: &Simulator, header: (&str, &str)| {
        call(simulator, "GET", &address, &[header], "").status
    };
    let basic = ("authorization", "Basic YWRtaW5AZXhhbXBsZS5jb206c2ltdWxhdGVkLWV2by1wYXNzd29yZA==");
    let key_as_user = ("authorization", "Basic c2ltdWxhdGVkLWV2by1hcGkta2V5Og==");
    let key_as_bearer = ("authorization", "Bearer simulated-evo-api-key");
    for good in [BEARER, basic, key_as_user, key_as_bearer, ("x-api-key", "simulated-evo-api-key")]
    {
        assert_eq!(status(&simulator, good), 200, "{good:?}");
    }
    assert_eq!(status(&simulator, ("authorization", "Bearer other")), 401);
    let only_basic = start(EvoSettings { auth: vec![EvoAuth::Basic], ..EvoSettings::default() });
    assert_eq!(status(&only_basic, BEARER), 401);
    assert_eq!(status(&only_basic, basic), 200);
}

#[test]
fn errors_have_the_framework_s_shape() {
    let simulator = start(EvoSettings::default());
    let got = call(&simulator, "GET", &format!("/ai/usage?{OCTOBER}"), &[], "");
    assert_eq!(
        (got.status, &got.json()["responseStatus"]["errorCode"]),
        (401, &json!("Unauthorized"))
    );
    let got = get(&simulator, "/ai/usage?startDate=soon&endDate=2026-10-31");
    assert_eq!(got.status, 400);
    assert_eq!(got.json()["responseStatus"]["errors"][0]["fieldName"], "StartDate");
    let got = get(&simulator, "/ai/usage.xml?startDate=2026-10-31&endDate=2026-10-01");
    assert!(
        got.text().contains("<ResponseStatus><ErrorCode>InvalidRange</ErrorCode>"),
        "{}",
        got.text()
    );
    let refused = start(EvoSettings { role_missing: true, ..EvoSettings::default() });
    let got = get(&refused, &format!("/ai/usage?{OCTOBER}"));
    assert_eq!(
        (got.status, &got.json()["responseStatus"]["message"]),
        (403, &json!("Invalid Role"))
    );
}

#[test]
fn the_siblings_carry_prices() {
    let simulator = start(EvoSettings { accounts: 1, account_off_by: 9, ..EvoSettings::default() });
    let rows = get(&simulator, &format!("/billing/usage?{OCTOBER}&accountId=ACCT-001")).json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 31 * 3);
    let ten_thousandths: u64 = rows
        .iter()
        .map(|row| {
            let text = row["price"].to_string();
            let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
            format!("{whole}{part:0<4}").parse::<u64>().unwrap()
        })
        .sum();
    let truth = simulator.truth().evo;
    assert_eq!(ten_thousandths, truth.price_ten_thousandths);
    assert!(rows[0]["usage"].is_string() && rows[0]["count"].is_u64());
    let sum: i64 = truth.customer_minutes.values().sum();
    assert!(truth.account_minutes["ACCT-001"] > sum, "planted difference");
    let body = get(&simulator, &format!("/billing?{OCTOBER}&accountId=ACCT-001")).json();
    assert_eq!(body["customers"].as_array().unwrap().len(), 3);
    assert!(body["customers"][0]["hasCallRecording"].is_boolean());
    assert_eq!(get(&simulator, &format!("/billing/usage?{OCTOBER}")).status, 400);
    assert_eq!(get(&simulator, &format!("/billing?{OCTOBER}&accountId=none")).status, 404);
}
