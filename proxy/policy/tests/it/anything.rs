//! Whatever is asked, what is admitted stays inside the profiles.

use proptest::prelude::*;
use trueup_proxy_policy::{Call, HOST_HEADER};

use crate::shipped;

/// Text made of pieces that parsers disagree about, and of anything else.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "api", "public", "bot", "bots", "st-1", "getBillingSessionsDetails", "rest", "billing",
            "ai", "usage", "v2", "billing.php", "status", "..", ".", "%2e", "%2f", "%5c", "\\", "@", ":", "#",
            "?", "//", "bots.kore.ai", "wv1.wolkvox.com", "evil.example.com", "team.evovoice.io", ".kore.ai",
            "127.0.0.1", "[::1]", ":443", ":80", " ", "\t", "\r\n", "\0",
        ]).prop_map(str::to_owned),
        1 => ".{0,6}".prop_map(String::from),
    ]
}

fn joined(separator: &'static str) -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..7).prop_map(move |pieces| pieces.join(separator))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn an_admitted_call_goes_where_a_profile_says(
        profile in prop::sample::select(vec!["kore", "wolkvox", "evo", "dma", "other"]),
        method in prop::sample::select(vec!["GET", "POST", "PUT", ""]),
        path in joined("/"),
        query in prop::option::of(joined("&")),
        host in prop::option::of(joined("")),
    ) {
        let policy = shipped();
        let path = format!("/x/{profile}/{path}");
        let headers: Vec<(&str, &str)> =
            host.iter().map(|host| (HOST_HEADER, host.as_str())).collect();
        let call = Call { method, path: &path, query: query.as_deref(), headers: &headers };
        if let Ok(plan) = policy.decide(&call) {
            let suffixes: &[&str] = match profile {
                "kore" => &[".kore.ai"],
                "wolkvox" => &[".wolkvox.com"],
                "evo" => &[".evovoice.io"],
                _ => &["dma.example.internal"],
            };
            let is_plain = plan.host.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
            });
            prop_assert!(is_plain, "{:?}", plan.host);
            prop_assert!(suffixes.iter().any(|suffix| plan.host.ends_with(suffix)), "{:?}", plan.host);
            let (asked, _) = plan.target.split_once('?').unwrap_or((plan.target.as_str(), ""));
            prop_assert_eq!(format!("/x/{profile}{asked}"), path.as_str(), "one spelling of a path");
            prop_assert!(asked.split('/').skip(1).all(|part| !matches!(part, "" | "." | "..")));
            prop_assert!(plan.target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#'));
        }
    }
}
