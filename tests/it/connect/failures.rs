//! Failures told apart, tries again, and forms that are not sent.

use super::wire::{self, fetch, form, form_at};
use trueup::connect::{Asked, FailureKind, Form, HttpReply, NetFailure, Wait, Why};
use trueup_simulator::{Fault, FaultRule, Scenario, Simulator, Vendor};

fn evo(simulator: &Simulator) -> Form {
    form_at("evo", simulator, &EVO)
}

const EVO: [(&str, &str); 3] =
    [("token", "simulated-evo-bearer"), ("from", "2026-10-01"), ("to", "2026-10-31")];

fn after(fault: Fault, times: Option<u32>) -> wire::Fetched {
    let rule = FaultRule { times, ..FaultRule::always(Vendor::Evo, fault) };
    let simulator = Simulator::start(Scenario::default().with_fault(rule)).unwrap();
    fetch("evo", &evo(&simulator))
}

#[test]
fn lasting_trouble_is_told_by_its_kind() {
    for (fault, code, calls) in [
        (Fault::Status { status: 401 }, "credentials", 1),
        (Fault::Status { status: 403 }, "forbidden", 1),
        (Fault::Status { status: 404 }, "not_found", 1),
        (Fault::Status { status: 400 }, "refused", 1),
        (Fault::Status { status: 503 }, "server", 5),
        (Fault::Status { status: 504 }, "timed_out", 5),
        (Fault::BrokenBody { percent: 60 }, "broken", 2),
        (Fault::CutLength { percent: 60 }, "cut", 5),
        (Fault::CutChunked { percent: 60 }, "cut", 5),
        (Fault::Reset, "unreachable", 1),
    ] {
        let said = format!("{fault:?}");
        let fetched = after(fault, None);
        assert_eq!((fetched.code(), fetched.calls.len()), (code, calls), "{said}");
        assert!(fetched.files.is_empty());
    }
}

#[test]
fn passing_trouble_passes() {
    for fault in [Fault::Status { status: 502 }, Fault::BrokenBody { percent: 60 }, Fault::Hang] {
        let said = format!("{fault:?}");
        let fetched = after(fault, Some(1));
        assert_eq!((fetched.code(), fetched.files.len()), ("", 1), "{said}");
        assert!(matches!(fetched.waits[..], [(1_000, Wait::Trouble(_))]), "{said}");
    }
}

/// An Evo session whose first call gets this answer.
fn answered(connection: &str, answer: Result<HttpReply, NetFailure>) -> wire::Fetched {
    let mut form = form("evo", &EVO);
    form.set("connection", connection);
    let session = wire::start("evo", &form, &Asked::new()).unwrap();
    wire::drive(session, &mut |_| answer.clone())
}

fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> HttpReply {
    HttpReply {
        status,
        headers: headers.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect(),
        body: body.into(),
        size: body.len() as u64,
    }
}

#[test]
fn the_proxys_own_refusals_are_not_the_vendors() {
    let refused = |status, code: &str| {
        let body = format!("{{\"code\":\"{code}\",\"message\":\"why\"}}");
        answered("proxy", Ok(reply(status, &[("x-trueup-refusal", code)], &body)))
    };
    for (status, code) in [(403, "host_refused"), (502, "certificate_refused")] {
        let fetched = refused(status, code);
        assert_eq!(fetched.code(), "proxy");
        let failure = fetched.failure.unwrap();
        assert!(failure.through_proxy);
        assert_eq!(failure.said, "why");
    }
    assert_eq!(refused(504, "upstream_timeout").code(), "timed_out");
    for (status, code) in [(429, "rate_limited"), (503, "too_busy")] {
        let fetched = refused(status, code);
        assert_eq!(fetched.code(), "proxy_limit");
        let reason = Wait::Trouble(FailureKind::ProxyLimit);
        assert!(fetched.waits.len() == 7 && fetched.waits.iter().all(|(_, why)| *why == reason));
    }
    // The same status by the vendor, handed on.
    assert_eq!(answered("proxy", Ok(reply(429, &[], ""))).code(), "too_many");
    assert_eq!(refused(502, "response_too_large").code(), "too_large");
}

#[test]
fn a_page_in_place_of_an_answer_is_told() {
    let html = |status| Ok(reply(status, &[("content-type", "text/html")], "<html></html>"));
    assert_eq!(answered("proxy", html(404)).code(), "no_proxy");
    assert_eq!(answered("direct", html(404)).code(), "not_found");
    let handed_on = [
        ("content-type", "text/html"),
        ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ];
    let by_vendor = Ok(reply(404, &handed_on, "<html></html>"));
    assert_eq!(answered("proxy", by_vendor).code(), "not_found");
    assert_eq!(answered("direct", html(200)).code(), "web_page");
}

#[test]
fn no_reply_is_told_as_far_as_it_can_be() {
    for (net, code) in [
        (NetFailure::Offline, "offline"),
        (NetFailure::Unreachable, "unreachable"),
        (NetFailure::Policy, "policy"),
        (NetFailure::TimedOut, "timed_out"),
        (NetFailure::TooLarge, "too_large"),
    ] {
        assert_eq!(answered("direct", Err(net)).code(), code);
    }
}

#[test]
fn a_wait_the_vendor_asks_for_is_kept() {
    let limited = |header| Ok(reply(429, &[("retry-after", header)], ""));
    assert_eq!(answered("direct", limited("42")).waits[0], (42_000, Wait::RateLimit));
    // An hour is too long to sit and wait for.
    assert!(answered("direct", limited("3600")).waits.is_empty());
    let by_date = answered("direct", limited("Sat, 31 Oct 2026 18:00:30 GMT"));
    assert_eq!(by_date.waits[0], (30_000, Wait::RateLimit));
    // A short one does not keep the waits from growing.
    let waits = answered("direct", limited("7")).waits;
    let seconds: Vec<u64> = waits.iter().map(|(it, _)| it / 1000).collect();
    assert_eq!(seconds, [7, 7, 8, 16, 32, 60, 60]);
}

#[test]
fn a_form_that_cannot_be_sent_says_which_field_is_wrong() {
    for (vendor, values, field, why) in [
        ("kore", &[][..], "bot_id", Why::Missing),
        ("kore", &[("bot_id", "st-1"), ("client_id", "cs-1")], "client_secret", Why::Missing),
        ("kore", &[("bot_id", "st-1")], "token", Why::Missing),
        ("kore", &[("bot_id", "st-1"), ("token", "a\u{e9}")], "token", Why::NotSendable),
        (
            "evo",
            &[("token", "t"), ("from", "2026-02-30"), ("to", "2026-03-01")],
            "from",
            Why::NoDate,
        ),
        (
            "evo",
            &[("token", "t"), ("from", "2026-03-02"), ("to", "2026-03-01")],
            "to",
            Why::EndsBeforeStart,
        ),
        ("evo", &[("from", "2026-03-01"), ("to", "2026-03-01")], "user", Why::Missing),
        (
            "evo",
            &[("from", "2026-03-01"), ("to", "2026-03-01"), ("service", "billing")],
            "account_id",
            Why::Missing,
        ),
        (
            "dma",
            &[("connection", "direct"), ("user", "u"), ("password", "p")],
            "base_url",
            Why::Missing,
        ),
        (
            "dma",
            &[
                ("base_url", "http://dma.example"),
                ("connection", "direct"),
                ("user", "u"),
                ("password", "p"),
            ],
            "base_url",
            Why::NotEncrypted,
        ),
        ("wolkvox", &[("base_url", "ftp://x"), ("token", "t")], "base_url", Why::NoAddress),
        (
            "wolkvox",
            &[("base_url", "http://wv1.x.example"), ("token", "t")],
            "base_url",
            Why::HostOnly,
        ),
        (
            "dma",
            &[("base_url", "gate.example/dma"), ("user", "u"), ("password", "p")],
            "base_url",
            Why::HostOnly,
        ),
        (
            "wolkvox",
            &[("base_url", "0042"), ("token", "t"), ("reports", " ")],
            "reports",
            Why::Missing,
        ),
    ] {
        let problem = match wire::start(vendor, &form(vendor, values), &Asked::new()) {
            Err(problem) => problem,
            Ok(_) => panic!("{vendor} {values:?}"),
        };
        assert_eq!((problem.field, problem.why), (field, why), "{vendor} {values:?}");
    }
}

#[test]
fn the_proxy_is_asked_by_path_and_told_the_host_only_where_it_is_another() {
    for (vendor, base, url, host) in [
        ("evo", "", "x/evo/ai/usage.json?", None),
        ("evo", "https://team.evovoice.io/", "x/evo/ai/usage.json?", None),
        ("evo", "eu.evovoice.io", "x/evo/ai/usage.json?", Some("eu.evovoice.io")),
        ("wolkvox", "0042", "x/wolkvox/api/v2/billing.php?", Some("wv0042.wolkvox.com")),
        ("dma", "", "x/dma/api/rest/billing/generate-cdrs?", None),
        (
            "dma",
            "dma.corp.example",
            "x/dma/api/rest/billing/generate-cdrs?",
            Some("dma.corp.example:8443"),
        ),
    ] {
        let values = [
            ("base_url", base),
            ("user", "u"),
            ("password", "p"),
            ("token", "t"),
            ("from", "2026-03-01"),
            ("to", "2026-03-01"),
        ];
        let session = wire::start(vendor, &form(vendor, &values), &Asked::new()).unwrap();
        let fetched = wire::drive(session, &mut |_| Err(NetFailure::Policy));
        let call = &fetched.calls[0];
        assert!(call.url.starts_with(url), "{}", call.url);
        let named = call.headers.iter().find(|(name, _)| *name == "x-trueup-host");
        assert_eq!(named.map(|(_, it)| it.as_str()), host);
    }
}

#[test]
fn a_copied_call_is_cut_off_an_address_in_whole_segments() {
    for (base, expected) in [
        ("https://gate.example/evo", "https://gate.example/evo/ai/usage.json?"),
        ("https://gate.example/mybilling", "https://gate.example/mybilling/ai/usage.json?"),
        ("https://gate.example/erapi/evo/", "https://gate.example/erapi/evo/ai/usage.json?"),
        ("https://gate.example/kai/usages", "https://gate.example/kai/usages/ai/usage.json?"),
        ("https://gate.example/evo/billing/usage.json", "https://gate.example/evo/ai/usage.json?"),
        ("https://gate.example/ai/usage?format=xml", "https://gate.example/ai/usage.json?"),
        ("https://gate.example/api/v2/billing.php?api=x", "https://gate.example/ai/usage.json?"),
    ] {
        let more = [("base_url", base), ("connection", "direct")];
        let form = form("evo", &[EVO.as_slice(), &more].concat());
        let session = wire::start("evo", &form, &Asked::new()).unwrap();
        let fetched = wire::drive(session, &mut |_| Err(NetFailure::Policy));
        assert!(fetched.calls[0].url.starts_with(expected), "{base}: {}", fetched.calls[0].url);
    }
}

/// The cap of a ready profile of the proxy.
fn cap(profile: &str) -> u64 {
    let ready = include_str!("../../../proxy/proxy.toml");
    let (_, section) = ready.split_once(&format!("[profiles.{profile}]")).unwrap();
    let section = section.split("\n[").next().unwrap();
    let (_, cap) = section.split_once("max_response_bytes = ").expect("a cap of its own");
    cap.lines().next().unwrap().parse().unwrap()
}

#[test]
fn what_a_connector_takes_the_ready_profile_hands_on() {
    for vendor in ["wolkvox", "dma"] {
        let values = [
            ("token", "t"),
            ("user", "u"),
            ("password", "p"),
            ("way", "direct"),
            ("base_url", "a.b"),
        ];
        let form = form(vendor, &[values.as_slice(), &EVO[1..]].concat());
        let session = wire::start(vendor, &form, &Asked::new()).unwrap();
        let fetched = wire::drive(session, &mut |_| Err(NetFailure::Policy));
        assert_eq!(fetched.calls[0].largest, cap(vendor), "{vendor}");
    }
}
