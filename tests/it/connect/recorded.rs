//! Exchanges as the vendors' documents show them, played back word for word.

use super::wire::{self, form};
use std::path::Path;
use trueup::connect::{Asked, HttpReply};

fn fixture(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vendors");
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// Plays recorded replies, one after the other.
fn play(vendor: &str, values: &[(&'static str, &str)], replies: &[(u16, &str)]) -> wire::Fetched {
    let session = wire::start(vendor, &form(vendor, values), &Asked::new()).unwrap();
    let mut replies = replies.iter();
    wire::drive(session, &mut |_| {
        let (status, body) = *replies.next().expect("a call that was not recorded");
        let body = body.as_bytes().to_vec();
        Ok(HttpReply { status, headers: Vec::new(), size: body.len() as u64, body })
    })
}

const DMA: [(&str, &str); 6] = [
    ("base_url", "dma.example"),
    ("user", "u"),
    ("password", "p"),
    ("from", "2026-10-01"),
    ("to", "2026-10-31"),
    ("zone", "UTC"),
];

const KORE: [(&str, &str); 4] =
    [("bot_id", "st-1"), ("token", "a.b.c"), ("from", "2021-02-21"), ("to", "2021-07-22")];

#[test]
fn the_documents_sample_of_kore_says_more_and_has_no_more() {
    let sample = fixture("kore/doc-sample/input.json");
    let empty = r#"{"total":5,"moreAvailable":true,"sessions":[]}"#;
    let fetched = play("kore", &KORE, &[(200, &sample), (200, empty)]);
    let statement = &fetched.file().0.statement;
    assert_eq!((statement.received, statement.asked, statement.complete), (Some(5), Some(5), true));
    let bodies: Vec<&str> = fetched.calls.iter().filter_map(|it| it.body.as_deref()).collect();
    assert_eq!(
        bodies,
        [
            r#"{"fromDate":"2021-02-21T00:00:00.000Z","toDate":"2021-07-22T23:59:59.999Z","limit":1000,"skip":0}"#,
            r#"{"fromDate":"2021-02-21T00:00:00.000Z","toDate":"2021-07-22T23:59:59.999Z","limit":1000,"skip":5}"#,
        ]
    );
    assert_eq!(fetched.calls[0].path, "/api/public/bot/st-1/getBillingSessionsDetails");
}

#[test]
fn a_vendor_that_repeats_its_page_before_the_total_is_stuck() {
    let page = r#"{"total":9,"moreAvailable":true,"sessions":[{"billingSessionId":"a"}]}"#;
    let fetched = play("kore", &KORE, &[(200, page), (200, page)]);
    assert_eq!(fetched.code(), "stuck");
    assert_eq!(fetched.file().0.statement.received, Some(1));
}

#[test]
fn refusals_of_kore_are_told_in_its_words() {
    let fetched = play("kore", &KORE, &[(401, &fixture("kore/error-401/input.json"))]);
    assert_eq!(fetched.code(), "credentials");
    let limit = fixture("kore/error-429/input.json");
    let again = vec![(429, limit.as_str()); 8];
    assert_eq!(play("kore", &KORE, &again).code(), "too_many");
    // The status for it is only assumed; the words are documented.
    let by_words =
        vec![(400, r#"{"errors":[{"msg":"Rate limit for this API has been reached"}]}"#); 8];
    assert_eq!(play("kore", &KORE, &by_words).code(), "too_many");
    // Nor does every vendor give a refusal a status of its own.
    let inside =
        vec![(200, r#"{"errors":[{"msg":"Rate limit for this API has been reached"}]}"#); 8];
    assert_eq!(play("kore", &KORE, &inside).code(), "too_many");
    assert_eq!(play("kore", &KORE, &[(200, r#"{"errors":[{"msg":"no"}]}"#)]).code(), "refused");
}

#[test]
fn recorded_states_of_the_dma_are_understood() {
    for (file, remark) in [
        ("dma/status-complete/input.xml", ""),
        ("dma/status-complete/input.json", ""),
        ("dma/status-truncated/input.xml", "TRUNCATED"),
        ("dma/status-truncated/input.json", "TRUNCATED"),
        ("dma/status-incomplete/input.xml", "INCOMPLETE"),
    ] {
        let fetched = play("dma", &DMA, &[(202, ""), (200, &fixture(file)), (200, "PK\u{3}\u{4}")]);
        assert_eq!(fetched.code(), "", "{file}");
        let statement = &fetched.file().0.statement;
        assert!(statement.remark.contains(remark), "{file}: {}", statement.remark);
        assert_eq!(statement.complete, remark.is_empty(), "{file}");
        assert!(fetched.calls[2].path.starts_with("/api/rest/billing/download-cdrs"), "{file}");
    }
    let not_a_zip =
        play("dma", &[DMA.as_slice(), &[("way", "direct")]].concat(), &[(200, "x"), (200, "x")]);
    assert_eq!(not_a_zip.code(), "broken");
}

#[test]
fn a_download_that_is_tried_again_begins_its_file_anew() {
    let values = [DMA.as_slice(), &[("way", "direct")]].concat();
    let fetched = play("dma", &values, &[(200, "half of something"), (200, "PK whole")]);
    assert_eq!(fetched.file().1, b"PK whole");
}

#[test]
fn credentials_do_not_follow_a_vendors_address_elsewhere() {
    let status = r#"{"statusType":"SUCCESS","downloadUrl":"https://elsewhere.example/steal?x=1"}"#;
    let fetched = play("dma", &DMA, &[(202, ""), (200, status), (200, "PK")]);
    let last = fetched.calls.last().unwrap();
    assert_eq!(last.url, "x/dma/api/rest/billing/download-cdrs");
    assert!(fetched.calls.iter().all(|it| it.host == "dma.example:8443"));
}

#[test]
fn error_bodies_of_evo_are_told() {
    let values = [("token", "t"), ("from", "2026-10-01"), ("to", "2026-10-31")];
    for (status, file, code) in [
        (401, "evo/error-401/input.json", "credentials"),
        (403, "evo/error-403/input.json", "forbidden"),
        (403, "evo/error-403-xml/input.xml", "forbidden"),
        (400, "evo/error-400/input.json", "refused"),
    ] {
        let fetched = play("evo", &values, &[(status, &fixture(file))]);
        assert_eq!(fetched.code(), code, "{file}");
        assert!(!fetched.failure.unwrap().said.is_empty(), "{file}");
    }
    for file in [
        "usage-camel/input.json",
        "usage-pascal/input.json",
        "usage-snake/input.json",
        "usage-xml/input.xml",
    ] {
        let fetched = play("evo", &values, &[(200, &fixture(&format!("evo/{file}")))]);
        assert!(fetched.file().0.statement.received > Some(0), "{file}");
    }
}

#[test]
fn only_the_named_lists_or_the_known_element_are_an_answer_of_evo() {
    let one = [
        ("token", "a-whole-token"),
        ("from", "2026-10-01"),
        ("to", "2026-10-31"),
        ("account_id", "a"),
    ];
    let of = |service| [one.as_slice(), &[("service", service)]].concat();
    for (service, body) in [
        ("ai_usage", r#"{"accountUsage":[],"customerUsage":[]}"#),
        ("ai_usage", r#"{"AccountUsage":null}"#),
        ("ai_usage", r#"<AIUsage xmlns="x"><AccountUsage /></AIUsage>"#),
        ("billing_usage", "[]"),
        ("billing_usage", r#"<ArrayOfUsageRecordInfo xmlns="x" />"#),
        ("billing", r#"{"customers":[]}"#),
        ("billing", "<v:Billing xmlns:v=\"x\"></v:Billing>"),
    ] {
        let fetched = play("evo", &of(service), &[(200, body)]);
        assert_eq!(fetched.code(), "", "{service} {body}");
        assert_eq!(fetched.file().0.statement.received, Some(0), "{service} {body}");
    }
    for (service, body, code) in [
        ("ai_usage", "{}", "broken"),
        ("ai_usage", "[]", "broken"),
        ("ai_usage", r#"{"accountUsage":"none"}"#, "broken"),
        ("ai_usage", r#"{"message":"Try later"}"#, "refused"),
        ("ai_usage", "<Sorry><Message>Try later</Message></Sorry>", "refused"),
        ("ai_usage", "<ArrayOfUsageRecordInfo />", "broken"),
        ("billing_usage", r#"{"customers":[]}"#, "broken"),
        ("billing", "<Nothing />", "broken"),
        ("billing", "null", "broken"),
    ] {
        let fetched = play("evo", &of(service), &[(200, body), (200, body)]);
        assert_eq!(fetched.code(), code, "{service} {body}");
        assert!(fetched.files.is_empty(), "{service} {body}");
        let expected = if code == "refused" { "Try later" } else { "" };
        assert!(fetched.failure.unwrap().said.contains(expected), "{service} {body}");
    }
}
