//! Slow clients and many clients cost themselves, not others.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{Channel, Empty};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::{
    bounded,
    client::{begin, call_on, connect_as},
    desk::{Desk, vendor_profile},
    stub::{Stub, StubBody, reply},
};

fn nothing() -> Empty<Bytes> {
    Empty::new()
}

#[test]
fn clients_that_never_finish_their_request_starve_nobody() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        let settings =
            "[server]\nconnections = 40\nconnections_per_address = 30\nheader_seconds = 5\n"
                .to_owned()
                + &vendor_profile("p", vendor.address, "");
        let desk = Desk::start(&settings, None).await;
        let mut slow = Vec::new();
        // More than all places, from several addresses, each with a request that never ends.
        for n in 0..120_u8 {
            let mut stream = connect_as(2 + n % 4, desk.address).await;
            let _ = stream.write_all(b"GET /x/p/a HTTP/1.1\r\nhost: localhost\r\naccept:").await;
            slow.push(stream);
        }
        let started = Instant::now();
        for last in [9, 2] {
            let stream = connect_as(last, desk.address).await;
            let answer = call_on(stream, desk.address, "GET /x/p/a", &[], nothing()).await;
            assert_eq!(answer.status, 200, "127.0.0.{last}");
        }
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    });
}

#[test]
fn an_unfinished_request_is_given_up() {
    bounded(async {
        let desk = Desk::start("[server]\nheader_seconds = 1", None).await;
        let started = Instant::now();
        for bytes in [&b""[..], b"GET / HTTP/1.1\r\nhost: localhost\r\n"] {
            let mut stream = connect_as(1, desk.address).await;
            stream.write_all(bytes).await.unwrap();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            assert!(!String::from_utf8_lossy(&rest).contains("200"), "{rest:?}");
        }
        assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    });
}

/// A vendor whose replies begin and never end.
async fn endless() -> Stub {
    Stub::start(None, |_| async {
        let (mut sender, body) = Channel::<Bytes, Box<dyn std::error::Error + Send + Sync>>::new(1);
        tokio::spawn(async move {
            while sender.send_data(Bytes::from_static(&[b'.'; 16_000])).await.is_ok() {}
        });
        http::Response::new(StubBody::new(body))
    })
    .await
}

#[test]
fn one_caller_never_holds_all_of_a_vendors_places() {
    bounded(async {
        let vendor = endless().await;
        let desk = Desk::for_vendor(vendor.address, "calls_at_once = 4").await;
        let mut held = Vec::new();
        for _ in 0..2 {
            let stream = connect_as(2, desk.address).await;
            held.push(begin(stream, desk.address, "GET /x/p/a", &[], nothing()).await);
        }
        let stream = connect_as(2, desk.address).await;
        let refusal = call_on(stream, desk.address, "GET /x/p/a", &[], nothing()).await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (503, "too_busy"));
        assert_eq!(refusal.header("retry-after"), Some("1"));
        let stream = connect_as(3, desk.address).await;
        assert_eq!(begin(stream, desk.address, "GET /x/p/a", &[], nothing()).await.status(), 200);
        drop(held);
        vendor.ended(2).await;
        let stream = connect_as(2, desk.address).await;
        assert_eq!(begin(stream, desk.address, "GET /x/p/a", &[], nothing()).await.status(), 200);
    });
}

#[test]
fn a_client_that_takes_nothing_loses_its_connection() {
    bounded(async {
        let vendor = endless().await;
        let settings = "[server]\nstall_seconds = 1\n".to_owned()
            + &vendor_profile("p", vendor.address, "max_response_bytes = 1000000000000");
        let desk = Desk::start(&settings, None).await;
        let mut stream = connect_as(2, desk.address).await;
        stream.write_all(b"GET /x/p/a HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        // Nothing is read, so every buffer on the way fills up; then the clock runs.
        vendor.ended(1).await;
        assert_eq!(desk.logged(1).await[0]["status"], 200);
    });
}
