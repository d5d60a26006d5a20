//! What of a vendor's reply reaches the page.

use trueup_proxy_policy::{Call, Code, Policy};

use crate::{profile, shipped};

fn with_plan(policy: &Policy, path: &str, look: impl FnOnce(&trueup_proxy_policy::Plan<'_>)) {
    look(&policy.decide(&Call { method: "GET", path, query: None, headers: &[] }).unwrap());
}

#[test]
fn a_location_is_a_path_of_ours_or_nothing() {
    with_plan(&shipped(), "/x/dma/api/rest/billing", |plan| {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(plan.returned_location(value).as_deref(), expected, "{value}");
        };
        let status = Some("/x/dma/api/rest/billing/status");
        check("https://dma.example.internal:8443/api/rest/billing/status", status);
        check("https://localhost:8443/api/rest/billing/status", status);
        check("/api/rest/billing/status", status);
        check("/api/rest/billing/status#top", status);
        check("/api/rest/billing/status?id=1", Some("/x/dma/api/rest/billing/status?id=1"));
        for value in [
            "https://evil.example.com",
            "https://evil.example.com/other",
            "//evil.example.com/api/rest/billing/status",
            "/api/rest/billing/../users",
            "/api/rest/users",
            "status",
            "",
            "javascript:alert(1)",
        ] {
            check(value, None);
        }
    });
    with_plan(&shipped(), "/x/evo/ai/usage", |plan| {
        assert_eq!(plan.returned_location("/ai/usage"), None, "evo does not list location");
    });
}

#[test]
fn only_listed_reply_headers_come_back() {
    with_plan(&shipped(), "/x/dma/api/rest/billing", |plan| {
        for name in ["content-type", "etag", "retry-after", "content-disposition"] {
            assert!(plan.returns_header(name), "{name}");
        }
        for name in [
            "set-cookie",
            "www-authenticate",
            "server",
            "x-powered-by",
            "access-control-allow-origin",
            "content-security-policy",
            "transfer-encoding",
            "location",
            "content-length",
            "service-worker-allowed",
        ] {
            assert!(!plan.returns_header(name), "{name}");
        }
    });
}

#[test]
fn redirects_and_oversize_replies_are_refused() {
    let text = "host = \"api.example.com\"\nroutes = [\"GET /a\"]\nmax_response_bytes = 10";
    let policy = Policy { profiles: vec![profile(text)], origins: Vec::new() };
    with_plan(&policy, "/x/p/a", |plan| {
        let check = |status, length, expected: Option<Code>| {
            let found = plan.admit_reply(status, length).err().map(|refusal| refusal.code);
            assert_eq!(found, expected, "{status} {length:?}");
        };
        for status in [200, 204, 304, 401, 404, 500] {
            check(status, Some(10), None);
        }
        for status in [300, 301, 302, 303, 305, 307, 308, 399] {
            check(status, None, Some(Code::RedirectRefused));
        }
        for status in [100, 101, 199, 600, 999] {
            check(status, None, Some(Code::UpstreamBroken));
        }
        check(200, Some(11), Some(Code::ResponseTooLarge));
        check(200, None, None);
    });
}
