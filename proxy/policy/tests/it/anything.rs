//! Whatever is asked, what is admitted stays inside the profiles.

use proptest::prelude::*;
use trueup_proxy_policy::{Call, HOST_HEADER};

use crate::shipped;

/// Pieces that parsers disagree about, and anything else.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "a", "7", "-", "_", "..", ".", "/", "/../", "//", "%2e", "%2f", "%5c", "%00", "\\", "@",
            ":", ":443", ":80", "#", "?", ";", "*", "bots.kore.ai", "evil.example.com", "[::1]",
            "127.0.0.1", " ", "\t", "\r\n", "\0", "\u{ff0f}",
        ]).prop_map(str::to_owned),
        1 => ".{0,4}".prop_map(String::from),
    ]
}

/// One of these as it is, or with a piece put in somewhere.
fn near(right: &'static [&'static str]) -> impl Strategy<Value = String> {
    let broken = (prop::sample::select(right), piece(), any::<prop::sample::Index>());
    prop_oneof![
        1 => prop::sample::select(right).prop_map(str::to_owned),
        3 => broken.prop_map(|(text, piece, at)| {
            let (before, after) = text.split_at(at.index(text.len() + 1));
            format!("{before}{piece}{after}")
        }),
    ]
}

const PATHS: &[&str] = &[
    "/x/kore/api/public/bot/st-1/getBillingSessionsDetails",
    "/x/kore/api/public/billingsessionsummary",
    "/x/wolkvox/api/v2/billing.php",
    "/x/evo/ai/usage",
    "/x/dma/api/rest/billing/download-cdrs",
];
const HOSTS: &[&str] =
    &["bots.kore.ai", "wv1.wolkvox.com", "team.evovoice.io", "dma.example.internal"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn an_admitted_call_goes_where_a_profile_says(
        method in prop::sample::select(vec!["GET", "POST"]),
        path in near(PATHS),
        query in prop::option::of(near(&["", "api=ivr_calls", "accountId=1&format=xml"])),
        host in prop::option::of(near(HOSTS)),
    ) {
        let policy = shipped();
        let headers: Vec<(&str, &str)> =
            host.iter().map(|host| (HOST_HEADER, host.as_str())).collect();
        let call = Call { method, path: &path, query: query.as_deref(), headers: &headers };
        if let Ok(plan) = policy.decide(&call) {
            let profile = plan.profile.name.as_str();
            let suffixes: &[&str] = match profile {
                "kore" => &[".kore.ai"],
                "wolkvox" => &[".wolkvox.com"],
                "evo" => &[".evovoice.io"],
                "dma" => &["dma.example.internal"],
                _ => &[],
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
