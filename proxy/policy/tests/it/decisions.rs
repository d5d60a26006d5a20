//! What is admitted and what is refused, against the profiles that the product ships.

use trueup_proxy_policy::{Call, Code, HOST_HEADER, Plan, Policy, Refusal};

use crate::shipped;

fn decide<'p>(
    policy: &'p Policy,
    line: &str,
    headers: &[(&str, &str)],
) -> Result<Plan<'p>, Refusal> {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    policy.decide(&Call { method, path, query, headers })
}

fn check(line: &str, headers: &[(&str, &str)], expected: Result<&str, Code>) {
    let policy = shipped();
    let found = decide(&policy, line, headers)
        .map(|plan| {
            let profile = plan.profile;
            let method = plan.method.as_str();
            format!(
                "{method} {}://{}:{}{}",
                profile.scheme.as_str(),
                plan.host,
                profile.port,
                plan.target
            )
        })
        .map_err(|refusal| refusal.code);
    assert_eq!(found, expected.map(str::to_owned), "{line} {headers:?}");
}

const SESSIONS: &str = "POST /x/kore/api/public/bot/st-0001/getBillingSessionsDetails";
const CALLS: &str = "GET /x/wolkvox/api/v2/billing.php?api=ivr_calls";

#[test]
fn every_documented_call_of_the_four_vendors_is_admitted() {
    let host = |name| [(HOST_HEADER, name)];
    check(
        SESSIONS,
        &[],
        Ok("POST https://bots.kore.ai:443/api/public/bot/st-0001/getBillingSessionsDetails"),
    );
    check(
        SESSIONS,
        &host("de-bots.kore.ai"),
        Ok("POST https://de-bots.kore.ai:443/api/public/bot/st-0001/getBillingSessionsDetails"),
    );
    for path in [
        "POST /x/kore/api/public/bots/getBillingSessionsDetails",
        "POST /x/kore/api/public/getBillingSessionsDetails",
        "POST /x/kore/api/public/bot/st-1/billingsessionsummary",
        "POST /x/kore/api/public/billingsessionsummary",
        "GET /x/kore/api/public/bot/st-1/billingsessionsummary/status?type=summary",
        "GET /x/kore/api/public/billingsessionsummary/status?type=summary",
        "GET /x/dma/api/rest/billing?from-date=2026-10-01T00:00:00%2B02:00",
        "POST /x/dma/api/rest/billing/generate-cdrs?from-date=2026-10-01T00:00:00Z",
        "GET /x/dma/api/rest/billing/status",
        "GET /x/dma/api/rest/billing/status/7",
        "GET /x/dma/api/rest/billing/download-cdrs?entity-tag=1",
        "GET /x/evo/ai/usage?AccountId=a&startDate=2026-10-01&format=xml",
        "POST /x/evo/ai/usage.json",
        "POST /x/evo/ai/usage.xml",
        "GET /x/evo/billing/usage?accountId=a",
        "GET /x/evo/billing.json?accountId=a",
    ] {
        assert!(decide(&shipped(), path, &[]).is_ok(), "{path}");
    }
    check(
        CALLS,
        &host("wv0042.wolkvox.com"),
        Ok("GET https://wv0042.wolkvox.com:443/api/v2/billing.php?api=ivr_calls"),
    );
}

#[test]
fn an_unlisted_host_is_refused() {
    check(CALLS, &[], Err(Code::HostRequired));
    for host in [
        "evil.example.com",
        "kore.ai",
        "bots.kore.ai.example.com",
        "a.b.kore.ai",
        ".kore.ai",
        "-a.kore.ai",
        "bots.kore.ai.",
        "bots.kore.ai/",
        "user@bots.kore.ai",
        "evil.example.com#.kore.ai",
        "evil.example.com\\.kore.ai",
        "127.0.0.1",
        "[::1]",
        "bots.kore.ai:443:443",
        "",
        " ",
    ] {
        check(SESSIONS, &[(HOST_HEADER, host)], Err(Code::HostRefused));
    }
    for host in
        ["wv.wolkvox.com", "wv1.wolkvox.com.example.com", "xwv1.wolkvox.com", "wv1-wolkvox.com"]
    {
        check(CALLS, &[(HOST_HEADER, host)], Err(Code::HostRefused));
    }
    let twice = [(HOST_HEADER, "bots.kore.ai"), (HOST_HEADER, "evil.example.com")];
    check(SESSIONS, &twice, Err(Code::HostRefused));
    check(
        "GET /x/dma/api/rest/billing",
        &[(HOST_HEADER, "other.example.internal")],
        Err(Code::HostRefused),
    );
}

#[test]
fn an_unlisted_port_is_refused() {
    for host in ["bots.kore.ai:8443", "bots.kore.ai:80", "bots.kore.ai:", "bots.kore.ai:443x"] {
        check(SESSIONS, &[(HOST_HEADER, host)], Err(Code::PortRefused));
    }
    assert!(decide(&shipped(), SESSIONS, &[(HOST_HEADER, "BOTS.kore.ai:443")]).is_ok());
}

#[test]
fn an_unlisted_path_is_refused_however_it_is_spelled() {
    for path in [
        "",
        "/",
        "/api/public/bot/st-1/getSessions",
        "/api/public/bot/getBillingSessionsDetails",
        "/api/public/bot//getBillingSessionsDetails",
        "/api/public/bot/a/b/getBillingSessionsDetails",
        "/api/public/bot/../getBillingSessionsDetails",
        "/api/public/bot/./getBillingSessionsDetails",
        "/api/public/bot/%2e%2e/getBillingSessionsDetails",
        "/api/public/bot/a%2fb/getBillingSessionsDetails",
        "/api/public/bot/a%00/getBillingSessionsDetails",
        "/api/public/bot/a;b/getBillingSessionsDetails",
        "/api/public/bot/a\\b/getBillingSessionsDetails",
        "/api/public/bot/st-1/getBillingSessionsDetails/",
        "/api/public/bot/st-1/GETBILLINGSESSIONSDETAILS",
        "//evil.example.com/api/public/getBillingSessionsDetails",
    ] {
        check(&format!("POST /x/kore{path}"), &[], Err(Code::PathRefused));
    }
    for path in
        ["/api/rest/billing/../users", "/api/rest/billing/", "/api/rest/billings", "/api/rest"]
    {
        check(&format!("GET /x/dma{path}"), &[], Err(Code::PathRefused));
    }
    for path in ["/x/", "/x", "/x/other/a", "/x//a", "/x/kore%2f", "/y/kore"] {
        check(&format!("GET {path}"), &[], Err(Code::UnknownProfile));
    }
}

#[test]
fn an_unlisted_method_is_refused() {
    for method in ["GET", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "post"] {
        check(&SESSIONS.replacen("POST", method, 1), &[], Err(Code::MethodRefused));
    }
    check("POST /x/dma/api/rest/billing", &[], Err(Code::MethodRefused));
    check("DELETE /x/dma/api/rest/billing/status", &[], Err(Code::MethodRefused));
}

#[test]
fn an_unlisted_query_key_is_refused() {
    let host = [(HOST_HEADER, "wv1.wolkvox.com")];
    for query in ["?other=1", "?api=a&other=1", "?%61pi=a", "?api=a&callback=b", "?other"] {
        check(&format!("GET /x/wolkvox/api/v2/billing.php{query}"), &host, Err(Code::QueryRefused));
    }
    check(&format!("{SESSIONS}?a=1"), &[], Err(Code::QueryRefused));
    check("GET /x/dma/api/rest/billing?a=b c", &[], Err(Code::QueryRefused));
    check("GET /x/dma/api/rest/billing?a=b\u{7f}", &[], Err(Code::QueryRefused));
}

#[test]
fn an_unlisted_header_is_refused_and_a_browsers_own_is_left_out() {
    for name in ["x-api-key", "authorization", "x-http-method-override", "range", "wolkvox-token"] {
        check(SESSIONS, &[(name, "secret")], Err(Code::HeaderRefused));
    }
    let policy = shipped();
    let sent = [
        ("host", "127.0.0.1:8080"),
        ("connection", "keep-alive, auth"),
        ("auth", "jwt"),
        ("content-type", "application/json"),
        ("accept", "*/*"),
        ("cookie", "session=1"),
        ("user-agent", "browser"),
        ("sec-fetch-mode", "cors"),
        ("sec-ch-ua", "x"),
        ("te", "trailers"),
        ("upgrade", "websocket"),
        ("transfer-encoding", "chunked"),
        ("proxy-authorization", "Basic x"),
        ("x-forwarded-for", "192.0.2.1"),
    ];
    // `auth` is named by `connection`, so it belongs to the caller's hop.
    assert_eq!(decide(&policy, SESSIONS, &sent).unwrap().headers, ["content-type", "accept"]);
    assert_eq!(
        decide(&policy, SESSIONS, &sent[2..]).unwrap().headers,
        ["auth", "content-type", "accept"]
    );
}

#[test]
fn other_pages_are_refused_unless_listed() {
    let own = [("host", "app.example.com"), ("origin", "https://app.example.com")];
    assert_eq!(decide(&shipped(), SESSIONS, &own).unwrap().origin, None);
    let mut policy = shipped();
    policy.origins = vec!["https://desk.example.com".to_owned()];
    let listed = [("host", "app.example.com"), ("origin", "https://desk.example.com")];
    let plan = decide(&policy, SESSIONS, &listed).unwrap();
    assert_eq!(plan.origin.as_deref(), Some("https://desk.example.com"));
    for headers in [
        [("host", "app.example.com"), ("origin", "https://evil.example.com")],
        [("host", "app.example.com"), ("origin", "null")],
        [("host", "app.example.com"), ("origin", "https://app.example.com:8443")],
        [("host", "app.example.com"), ("origin", "https://desk.example.com.evil.example")],
        [("host", "app.example.com"), ("sec-fetch-site", "cross-site")],
        [("host", "app.example.com"), ("sec-fetch-site", "same-site")],
    ] {
        let refusal = decide(&policy, SESSIONS, &headers).unwrap_err();
        assert_eq!(refusal.code, Code::OriginRefused, "{headers:?}");
    }
}

#[test]
fn a_preflight_is_answered_for_listed_origins_only() {
    let mut policy = shipped();
    policy.origins = vec!["https://desk.example.com".to_owned()];
    let ask = |origin: &str, path: &str| {
        let headers = [("host", "127.0.0.1"), ("origin", origin)];
        policy
            .preflight(&Call { method: "OPTIONS", path, query: None, headers: &headers })
            .map_err(|refusal| refusal.code)
    };
    let answer = ask("https://desk.example.com", "/x/kore/a").unwrap();
    assert_eq!(answer.origin, "https://desk.example.com");
    assert_eq!(answer.methods, "POST, GET");
    assert_eq!(answer.headers, "auth, content-type, accept, x-trueup-host");
    assert_eq!(ask("https://evil.example.com", "/x/kore/a"), Err(Code::OriginRefused));
    assert_eq!(ask("http://127.0.0.1", "/x/kore/a"), Err(Code::OriginRefused));
    assert_eq!(ask("https://desk.example.com", "/x/other/a"), Err(Code::UnknownProfile));
}

#[test]
fn a_refusal_is_json_whatever_its_message() {
    let refusal = Refusal::new(Code::BadRequest, "a \"b\" \\ c\nd");
    assert_eq!(refusal.to_json(), r#"{"code":"bad_request","message":"a \"b\" \\ c d"}"#);
}
