//! Told to stop: what is under way ends well, and nothing new begins.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use tokio::net::TcpStream;

use crate::{
    bounded,
    client::{begin, call},
    desk::{Desk, vendor_profile},
    stub::{Stub, reply},
};

#[test]
fn a_call_under_way_is_finished() {
    bounded(async {
        let vendor = Stub::start(None, |_| async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            reply(200, &[], "fine")
        })
        .await;
        let desk = Desk::for_vendor(vendor.address, "").await;
        let address = desk.address;
        let under_way = tokio::spawn(async move { call(address, "GET /x/p/a", &[], "").await });
        while vendor.asked().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let stopped = desk.begin_stop();
        let answer = under_way.await.unwrap();
        assert_eq!((answer.status.as_u16(), answer.text(), answer.is_whole), (200, "fine", true));
        stopped.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    });
}

#[test]
fn a_call_that_does_not_end_is_cut_off() {
    bounded(async {
        let vendor = Stub::start(None, |_| async {
            tokio::time::sleep(Duration::from_mins(1)).await;
            reply(200, &[], "")
        })
        .await;
        let settings = "[server]\nshutdown_seconds = 1\n".to_owned()
            + &vendor_profile("p", vendor.address, "");
        let desk = Desk::start(&settings, None).await;
        let address = desk.address;
        tokio::spawn(async move {
            let stream = TcpStream::connect(address).await.unwrap();
            let body = Empty::<Bytes>::new();
            let answer = begin(stream, address, "GET /x/p/a", &[], body).await;
            let _ = answer.into_body().collect().await;
        });
        while vendor.asked().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let started = Instant::now();
        desk.stop().await;
        assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    });
}
