//! Profiles as written, right and wrong.

use trueup_proxy_policy::ProfileConfig;

fn check(text: &str, expected: &str) {
    let text = format!("{text}\n");
    let outcome = match toml::from_str::<ProfileConfig>(&text) {
        Err(error) => error.message().to_owned(),
        Ok(section) => match section.check("p") {
            Ok(_) => "right".to_owned(),
            Err(error) => error.to_string(),
        },
    };
    assert!(outcome.contains(expected), "{text}\n{outcome}");
}

const ROUTES: &str = "\nroutes = [\"GET /a\"]";

#[test]
fn hosts_must_be_narrow() {
    let with = |hosts: &str| format!("hosts = [{hosts}]{ROUTES}");
    check(&with("\"api.example.com\", \"wv*.example.com\", \"*.example.com\""), "right");
    for host in [
        "*",
        "*.com",
        "a.*.com",
        "**.example.com",
        "*a*.example.com",
        "https://a.example.com",
        "a.example.com/b",
        "a.example.com:443",
        "a..example.com",
        "a_b.example.com",
        "127.1",
        "",
    ] {
        check(&with(&format!("{host:?}")), "profiles.p.hosts");
    }
    check(&with(""), "at least one");
    check(&with("\"127.0.0.1\""), "needs private = true");
    check(&with("\"localhost\""), "needs private = true");
    check(&format!("private = true\n{}", with("\"*.example.internal\"")), "named exactly");
    check(&format!("private = true\n{}", with("\"127.0.0.1\", \"localhost\", \"::1\"")), "right");
}

#[test]
fn what_weakens_a_public_profile_is_refused() {
    let public = |line: &str| format!("host = \"api.example.com\"\n{line}{ROUTES}");
    check(&public("scheme = \"http\""), "private = true only");
    check(&public("scheme = \"ftp\""), "not https or http");
    check(&public("ca_file = \"ca.pem\""), "profiles.p.ca_file");
    check(&public("networks = [\"10.0.0.0/8\"]"), "profiles.p.networks");
    check(&public("private = true\nscheme = \"http\""), "right");
    check(&public("private = true\nnetworks = [\"10.0.0.0/99\"]"), "not an address block");
    check(&public("calls_per_minute = 0"), "above 0");
    check(&public("calls_at_once = 0"), "above 0");
    check(&public("total_seconds = 0"), "above 0");
    check(&public("max_request_byte = 1"), "unknown field");
}

#[test]
fn routes_must_say_method_and_path() {
    for line in [
        "",
        "GET",
        "/a",
        "DELETE /a",
        "get /a",
        "GET,PUT /a",
        "GET a",
        "GET /**/a",
        "GET /a/../b",
        "GET /a%2fb",
        "GET //a",
        "GET /a key",
        "GET /a ?k extra",
        "GET /a*",
    ] {
        check(&format!("host = \"api.example.com\"\nroutes = [{line:?}]"), "profiles.p.routes");
    }
    check("host = \"api.example.com\"\nroutes = []", "at least one");
    check(
        "host = \"api.example.com\"\nroutes = [\"GET,HEAD,POST /a/*/b/** ?k&l\", \"GET / ?*\"]",
        "profiles.p.routes",
    );
    check(
        "host = \"api.example.com\"\nroutes = [\"GET,HEAD,POST /a/*/b/** ?k&l\", \"GET /b ?*\"]",
        "right",
    );
}

#[test]
fn headers_that_steer_the_connection_cannot_be_listed() {
    let with =
        |key: &str, name: &str| format!("host = \"api.example.com\"\n{key} = [{name:?}]{ROUTES}");
    for name in [
        "cookie",
        "Host",
        "connection",
        "transfer-encoding",
        "te",
        "content-length",
        "sec-fetch-site",
        "proxy-authorization",
        "a b",
        "",
    ] {
        check(&with("request_headers", name), "profiles.p.request_headers");
    }
    for name in [
        "set-cookie",
        "Content-Security-Policy",
        "access-control-allow-origin",
        "www-authenticate",
        "connection",
        "service-worker-allowed",
    ] {
        check(&with("response_headers", name), "profiles.p.response_headers");
    }
    check(&with("request_headers", "wolkvox_server"), "right");
    check(&with("response_headers", "Location"), "right");
}
