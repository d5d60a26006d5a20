//! What is refused is refused with its code, and never reaches the vendor.

use crate::{
    bounded,
    client::{call, raw},
    desk::Desk,
    stub::{Stub, reply},
};

#[test]
fn refusals_are_json_with_a_stable_code_and_the_vendor_hears_nothing() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        let desk = Desk::for_vendor(vendor.address, "request_headers = [\"auth\"]").await;
        let evil = [("origin", "https://evil.example.com")];
        let host = [("x-trueup-host", "evil.example.com")];
        let port = [("x-trueup-host", "127.0.0.1:1")];
        let key = [("x-api-key", "k")];
        let cases: [(&str, &[(&str, &str)], u16, &str); 12] = [
            ("GET /x/q/a", &[], 404, "unknown_profile"),
            ("GET /x/", &[], 404, "unknown_profile"),
            ("GET /x/p/a", &host, 403, "host_refused"),
            ("GET /x/p/a", &port, 403, "port_refused"),
            ("GET /x/p/b", &[], 403, "path_refused"),
            ("GET /x/p/a/%2e%2e/b", &[], 403, "path_refused"),
            ("GET /x/p/a/../b", &[], 403, "path_refused"),
            ("DELETE /x/p/a", &[], 405, "method_refused"),
            ("BREW /x/p/a", &[], 405, "method_refused"),
            ("GET /x/p/a/b?c=d", &[], 403, "query_refused"),
            ("GET /x/p/a", &key, 403, "header_refused"),
            ("GET /x/p/a", &evil, 403, "origin_refused"),
        ];
        for (line, headers, status, code) in cases {
            let refusal = call(desk.address, line, headers, "").await;
            assert_eq!(
                (refusal.status.as_u16(), refusal.code().as_str()),
                (status, code),
                "{line}"
            );
        }
        assert_eq!(vendor.n_connections(), 0);
        let good = call(desk.address, "GET /x/p/a?b=c", &[("auth", "t")], "").await;
        assert_eq!((good.status.as_u16(), good.text()), (200, "fine"));
        assert_eq!(vendor.asked()[0].line, "GET /a?b=c");
    });
}

#[test]
fn redirects_are_not_followed() {
    bounded(async {
        for status in [301, 302, 303, 307, 308] {
            let target = Stub::answering(|| reply(200, &[], "reached")).await;
            let location = format!("http://{}/a", target.address);
            let vendor =
                Stub::answering(move || reply(status, &[("location", &location)], "moved")).await;
            let desk = Desk::for_vendor(vendor.address, "response_headers = [\"location\"]").await;
            let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
            assert_eq!(
                (refusal.status.as_u16(), refusal.code().as_str()),
                (502, "redirect_refused")
            );
            assert_eq!(refusal.header("location"), None);
            assert_eq!((vendor.asked().len(), target.n_connections()), (1, 0));
        }
        let vendor = Stub::answering(|| reply(304, &[("etag", "\"1\"")], "")).await;
        let desk = Desk::for_vendor(vendor.address, "request_headers = [\"if-none-match\"]").await;
        let same = call(desk.address, "GET /x/p/a", &[("if-none-match", "\"1\"")], "").await;
        assert_eq!(same.status.as_u16(), 304, "304 is no redirect");
    });
}

#[test]
fn a_vendors_own_refusal_is_told_from_ours() {
    bounded(async {
        let challenge = [("www-authenticate", "Basic realm=\"dma\""), ("retry-after", "7")];
        let vendor = Stub::answering(move || reply(403, &challenge, "{\"code\":403}")).await;
        let desk = Desk::for_vendor(vendor.address, "").await;
        let answer = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.text()), (403, "{\"code\":403}"));
        assert_eq!(answer.header("x-trueup-refusal"), None);
        assert_eq!(answer.header("www-authenticate"), None);
        assert_eq!(answer.header("retry-after"), Some("7"));
    });
}

#[test]
fn a_page_on_another_name_for_this_server_is_refused() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        let desk = Desk::for_vendor(vendor.address, "").await;
        let rebound = [("host", "rebound.example.com"), ("origin", "http://rebound.example.com")];
        let refusal = call(desk.address, "GET /x/p/a", &rebound, "").await;
        assert_eq!(
            (refusal.status.as_u16(), refusal.code().as_str()),
            (421, "server_name_refused")
        );
        assert_eq!(vendor.n_connections(), 0);
        let health = call(desk.address, "GET /healthz", &[("host", "10.0.0.1")], "").await;
        assert_eq!((health.status.as_u16(), health.text()), (200, "{\"status\":\"ok\"}"));
    });
}

#[test]
fn malformed_requests_end_at_the_door() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        let desk = Desk::for_vendor(vendor.address, "").await;
        let long =
            format!("GET /x/p/a HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "a".repeat(300_000));
        let many = format!(
            "GET /x/p/a HTTP/1.1\r\nhost: localhost\r\n{}\r\n",
            "accept: a\r\n".repeat(200)
        );
        let cases: [(&[u8], &str); 6] = [
            (long.as_bytes(), "431"),
            (many.as_bytes(), "431"),
            (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", "400"),
            (b"GET /x/p/a HTTP/1.1\r\nhost: localhost\r\na b: c\r\n\r\n", "400"),
            (b"POST /x/p/a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", "400"),
            (b"POST /x/p/a HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip\r\n\r\n", "400"),
        ];
        for (bytes, status) in cases {
            let answer = raw(desk.address, bytes).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer:?}");
        }
        assert_eq!(vendor.n_connections(), 0);
    });
}
