//! Pages of other origins: only the listed ones, and they can read what they need.

use crate::{
    bounded,
    client::call,
    desk::{Desk, vendor_profile},
    stub::{Stub, reply},
};

const DESK: &str = "https://desk.example.com";

#[test]
fn a_listed_origin_is_answered_and_a_stranger_is_not() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[("etag", "1")], "fine")).await;
        let settings = format!("origins = [{DESK:?}]\n")
            + &vendor_profile("p", vendor.address, "request_headers = [\"auth\"]");
        let desk = Desk::start(&settings, None).await;

        let ask = [("origin", DESK), ("access-control-request-method", "POST")];
        let answer = call(desk.address, "OPTIONS /x/p/a", &ask, "").await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), Some(DESK));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST"));
        assert_eq!(answer.header("access-control-allow-headers"), Some("auth, x-trueup-host"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("vary"), Some("Origin"));
        assert_eq!(vendor.n_connections(), 0, "a preflight stays here");

        let answer = call(desk.address, "GET /x/p/a", &[("origin", DESK)], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(DESK));
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in ["etag", "retry-after", "x-trueup-location", "x-trueup-refusal"] {
            assert!(exposed.split(", ").any(|entry| entry == name), "{name} in {exposed}");
        }
        // The page has to be able to read why it was refused.
        let refusal = call(desk.address, "GET /x/p/b", &[("origin", DESK)], "").await;
        assert_eq!(refusal.code(), "path_refused");
        assert_eq!(refusal.header("access-control-allow-origin"), Some(DESK));

        for (line, site) in
            [("OPTIONS /x/p/a", None), ("GET /x/p/a", None), ("GET /x/p/a", Some("cross-site"))]
        {
            let headers = match site {
                None => ("origin", "https://evil.example.com"),
                Some(site) => ("sec-fetch-site", site),
            };
            let refusal = call(desk.address, line, &[headers], "").await;
            assert_eq!(refusal.code(), "origin_refused", "{line} {headers:?}");
            assert_eq!(refusal.header("access-control-allow-origin"), None);
        }
        assert_eq!(vendor.asked().len(), 1);

        let own = format!("http://{}", desk.address);
        let answer = call(desk.address, "GET /x/p/a", &[("origin", own.as_str())], "").await;
        assert_eq!(answer.status, 200, "the page it serves needs no listing");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    });
}
