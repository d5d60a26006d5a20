//! Size, time and rate: what goes beyond is cut off while it streams.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt as _, Channel};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{
    bounded,
    client::{begin, call, call_on, raw},
    desk::Desk,
    stub::{Stub, reply},
};

/// A vendor that writes these bytes and then leaves the connection open, or closes it.
async fn blunt_vendor(bytes: &'static [u8], is_kept_open: bool) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(bytes).await;
                if is_kept_open {
                    tokio::time::sleep(Duration::from_mins(1)).await;
                }
            });
        }
    });
    address
}

/// A vendor that repeats what it hears while it hears it.
async fn echo() -> Stub {
    Stub::start(None, |request| async move {
        Response::new(request.into_body().map_err(Into::into).boxed_unsync())
    })
    .await
}

#[test]
fn a_request_over_the_cap_is_refused() {
    bounded(async {
        let vendor = echo().await;
        let desk = Desk::for_vendor(vendor.address, "max_request_bytes = 10").await;
        let good = call(desk.address, "POST /x/p/a", &[], "0123456789").await;
        assert_eq!(good.text(), "0123456789");
        let announced = call(desk.address, "POST /x/p/a", &[], "0123456789a").await;
        assert_eq!(
            (announced.status.as_u16(), announced.code().as_str()),
            (413, "request_too_large")
        );
        assert_eq!(vendor.n_connections(), 1, "an announced size is refused before connecting");

        // Without an announced length the cap holds while the body streams.
        let slow = Stub::start(None, |request| async move {
            let _ = request.into_body().collect().await;
            reply(200, &[], "")
        })
        .await;
        let desk = Desk::for_vendor(slow.address, "max_request_bytes = 10").await;
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(4);
        tokio::spawn(async move {
            for _ in 0..4 {
                let _ = sender.send_data(Bytes::from_static(b"0123")).await;
            }
        });
        let stream = TcpStream::connect(desk.address).await.unwrap();
        let cut = call_on(stream, desk.address, "POST /x/p/a", &[], body).await;
        assert_eq!((cut.status.as_u16(), cut.code().as_str()), (413, "request_too_large"));
    });
}

#[test]
fn a_reply_over_the_cap_stops() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "0123456789a")).await;
        let desk = Desk::for_vendor(vendor.address, "max_response_bytes = 10").await;
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (502, "response_too_large"));

        let endless = Stub::start(None, |_| async {
            let (mut sender, body) =
                Channel::<Bytes, Box<dyn std::error::Error + Send + Sync>>::new(1);
            tokio::spawn(async move {
                while sender.send_data(Bytes::from_static(&[b'x'; 1000])).await.is_ok() {}
            });
            Response::new(body.boxed_unsync())
        })
        .await;
        let desk = Desk::for_vendor(endless.address, "max_response_bytes = 100000").await;
        let cut = call(desk.address, "GET /x/p/a", &[], "").await;
        assert!(!cut.is_whole, "the page must not take a part for the whole");
        assert!(cut.body.len() <= 100_000, "{}", cut.body.len());
        endless.ended(1).await;
        assert_eq!(desk.logged(1).await[0]["code"], "response_too_large");
    });
}

#[test]
fn both_directions_stream() {
    bounded(async {
        let vendor = echo().await;
        let desk = Desk::for_vendor(vendor.address, "").await;
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        sender.send_data(Bytes::from_static(b"one")).await.unwrap();
        let stream = TcpStream::connect(desk.address).await.unwrap();
        let mut answer = begin(stream, desk.address, "POST /x/p/a", &[], body).await;
        // Each piece is back before the next is sent, so nothing waits for an end.
        for next in ["two", "three"] {
            answer.body_mut().frame().await.unwrap().unwrap();
            sender.send_data(Bytes::from(next)).await.unwrap();
        }
        drop(sender);
        let rest = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(rest, "three");
    });
}

#[test]
fn a_silent_vendor_is_given_up() {
    bounded(async {
        let silent = blunt_vendor(b"", true).await;
        let desk = Desk::for_vendor(silent, "total_seconds = 1").await;
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (504, "upstream_timeout"));

        let stuck = blunt_vendor(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", true).await;
        let desk = Desk::for_vendor(stuck, "idle_seconds = 1").await;
        let cut = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((cut.text(), cut.is_whole), ("half", false));
        assert_eq!(desk.logged(1).await[0]["code"], "upstream_timeout");
    });
}

#[test]
fn a_vendor_that_never_pauses_is_given_up_as_well() {
    bounded(async {
        let drip = Stub::start(None, |_| async {
            let (mut sender, body) =
                Channel::<Bytes, Box<dyn std::error::Error + Send + Sync>>::new(1);
            tokio::spawn(async move {
                while sender.send_data(Bytes::from_static(b".")).await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            });
            Response::new(body.boxed_unsync())
        })
        .await;
        let desk = Desk::for_vendor(drip.address, "total_seconds = 1\nidle_seconds = 1").await;
        let cut = call(desk.address, "GET /x/p/a", &[], "").await;
        assert!(!cut.is_whole && cut.body.len() < 20, "{cut:?}");
        drip.ended(1).await;
    });
}

#[test]
fn a_broken_vendor_is_told_from_a_silent_one() {
    bounded(async {
        for bytes in [&b"SSH-2.0-x\r\n"[..], b"", b"HTTP/1.1 200 OK\r\nbroken"] {
            let desk = Desk::for_vendor(blunt_vendor(bytes, false).await, "").await;
            let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
            assert_eq!(
                (refusal.status.as_u16(), refusal.code().as_str()),
                (502, "upstream_broken")
            );
        }
        let short = blunt_vendor(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", false).await;
        let desk = Desk::for_vendor(short, "").await;
        assert!(!call(desk.address, "GET /x/p/a", &[], "").await.is_whole);
        assert_eq!(desk.logged(1).await[0]["code"], "upstream_broken");
    });
}

#[test]
fn a_caller_that_stops_sending_is_given_up() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        let settings = crate::desk::vendor_profile("p", vendor.address, "");
        let desk = Desk::start(&format!("[server]\nstall_seconds = 1\n{settings}"), None).await;
        let answer = raw(
            desk.address,
            b"POST /x/p/a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nhalf",
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("\"code\":\"request_timeout\""), "{answer}");
    });
}

#[test]
fn a_caller_that_leaves_takes_the_vendors_connection_along() {
    bounded(async {
        let vendor = Stub::start(None, |_| async {
            let (mut sender, body) =
                Channel::<Bytes, Box<dyn std::error::Error + Send + Sync>>::new(1);
            tokio::spawn(async move {
                while sender.send_data(Bytes::from_static(b".")).await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
            Response::new(body.boxed_unsync())
        })
        .await;
        let desk = Desk::for_vendor(vendor.address, "").await;
        let stream = TcpStream::connect(desk.address).await.unwrap();
        let answer =
            begin(stream, desk.address, "GET /x/p/a", &[], http_body_util::Empty::<Bytes>::new())
                .await;
        drop(answer);
        vendor.ended(1).await;
    });
}

#[test]
fn too_many_calls_in_a_minute_wait() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        let desk = Desk::for_vendor(vendor.address, "calls_per_minute = 2").await;
        for _ in 0..2 {
            assert_eq!(call(desk.address, "GET /x/p/a", &[], "").await.status, 200);
        }
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (429, "rate_limited"));
        let wait: u64 = refusal.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(vendor.asked().len(), 2);
    });
}
