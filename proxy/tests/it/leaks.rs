//! What one caller sends reaches the vendor it is for, and nobody and nothing else.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::{
    bounded,
    client::call,
    desk::{Desk, vendor_profile},
    stub::{Stub, reply},
};

#[test]
fn credentials_and_cookies_stay_with_their_profile() {
    bounded(async {
        let cookies = [("set-cookie", "ss-id=1; Path=/"), ("server", "IIS"), ("x-internal", "1")];
        let one = Stub::answering(move || reply(200, &cookies, "one")).await;
        let two = Stub::answering(|| reply(200, &[], "two")).await;
        let settings = vendor_profile("one", one.address, "request_headers = [\"authorization\"]")
            + &vendor_profile("two", two.address, "request_headers = [\"accept\"]");
        let desk = Desk::start(&settings, None).await;

        // One keep-alive connection, as a browser has it: nothing may stay behind on it.
        let stream = TcpStream::connect(desk.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        for (path, headers) in [
            ("/x/one/a", vec![("authorization", "Basic c2VjcmV0"), ("cookie", "own=1")]),
            ("/x/two/a", vec![("cookie", "own=1"), ("accept", "text/xml")]),
            ("/x/one/a", vec![("cookie", "own=1")]),
        ] {
            let mut request = Request::get(path).header("host", desk.address.to_string());
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let request = request.body(Full::<Bytes>::default()).unwrap();
            sender.ready().await.unwrap();
            let answer = sender.send_request(request).await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            for name in ["set-cookie", "server", "x-internal"] {
                assert_eq!(answer.headers().get(name), None, "{path}");
            }
            answer.into_body().collect().await.unwrap();
        }

        let always = |vendor: &Stub| {
            vec![
                "accept-encoding: identity".to_owned(),
                format!("host: {}", vendor.address),
                format!("user-agent: trueup-proxy/{}", env!("CARGO_PKG_VERSION")),
            ]
        };
        let mut with_secret = always(&one);
        with_secret.insert(1, "authorization: Basic c2VjcmV0".to_owned());
        assert_eq!(one.asked()[0].headers, with_secret);
        assert_eq!(one.asked()[1].headers, always(&one), "nothing is remembered for a profile");
        let mut with_accept = always(&two);
        with_accept.insert(1, "accept: text/xml".to_owned());
        assert_eq!(two.asked()[0].headers, with_accept, "nothing crosses over");
        assert_eq!((one.n_connections(), two.n_connections()), (2, 1), "no connection is shared");

        let refusal =
            call(desk.address, "GET /x/two/a", &[("authorization", "Basic c2VjcmV0")], "").await;
        assert_eq!(refusal.code(), "header_refused");
        assert_eq!(two.asked().len(), 1);
    });
}

#[test]
fn the_log_holds_no_secret_wherever_it_was_put() {
    bounded(async {
        const SECRET: &str = "hunter2hunter2";
        let vendor = Stub::answering(|| {
            reply(500, &[("x-debug", SECRET), ("location", "/a?hunter2hunter2")], SECRET)
        })
        .await;
        let desk = Desk::for_vendor(vendor.address, "request_headers = [\"auth\"]").await;
        let header = [("auth", SECRET)];
        let unlisted = [("hunter2hunter2", SECRET)];
        let origin = [("origin", "https://hunter2hunter2.example.com")];
        let host = [("x-trueup-host", "hunter2hunter2.example.com")];
        let name = [("host", "hunter2hunter2.example.com")];
        let cases: [(&str, &[(&str, &str)], &'static str); 10] = [
            ("POST /x/p/a?token=hunter2hunter2", &header, SECRET),
            ("GET /x/p/a/hunter2hunter2", &[], ""),
            ("GET /x/p/hunter2hunter2", &[], ""),
            ("GET /x/hunter2hunter2/a", &[], ""),
            ("GET /hunter2hunter2", &[], ""),
            ("HUNTER2HUNTER2 /x/p/a", &[], ""),
            ("GET /x/p/a", &unlisted, ""),
            ("GET /x/p/a", &origin, ""),
            ("GET /x/p/a", &host, ""),
            ("GET /x/p/a", &name, ""),
        ];
        for (line, headers, body) in cases {
            call(desk.address, line, headers, body).await;
        }
        let lines = desk.logged(cases.len()).await;
        for line in &lines {
            let text = line.to_string().to_ascii_lowercase();
            assert!(!text.contains("hunter2"), "{text}");
            for key in ["time", "method", "status", "bytes", "ms"] {
                assert!(line.get(key).is_some(), "{key} in {text}");
            }
        }
        assert_eq!(lines[0]["profile"], "p");
        assert_eq!(lines[0]["path"], "/a");
        assert_eq!(lines[0]["status"], 500);
        assert_eq!(lines[0]["bytes"], SECRET.len());
        assert_eq!(lines[1]["path"], "/a/**");
    });
}
