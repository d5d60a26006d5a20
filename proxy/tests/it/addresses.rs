//! Names that resolve to where they should not, and names that change their mind.

use crate::{
    bounded,
    client::call,
    desk::Desk,
    stub::{Stub, reply},
};

const PUBLIC: &str = "[profiles.p]\nhost = \"api.example.com\"\nroutes = [\"GET /a\"]\nport = 9";

#[test]
fn a_public_profile_refuses_every_address_that_is_not_global() {
    bounded(async {
        let desk = Desk::start(PUBLIC, None).await;
        for address in [
            "127.0.0.1",          // loopback
            "::1",                // loopback
            "10.0.0.1",           // private
            "172.16.0.1",         // private
            "192.168.1.1",        // private
            "fd00::1",            // unique local
            "169.254.169.254",    // link-local
            "fe80::1",            // link-local
            "100.64.0.1",         // shared
            "224.0.0.1",          // multicast
            "ff02::1",            // multicast
            "0.0.0.0",            // unspecified
            "::",                 // unspecified
            "255.255.255.255",    // broadcast
            "::ffff:127.0.0.1",   // IPv4-mapped
            "::ffff:1.1.1.1",     // IPv4-mapped
            "::127.0.0.1",        // IPv4-compatible
            "2002:7f00:1::1",     // 6to4
            "64:ff9b::7f00:1",    // NAT64
            "64:ff9b:1::7f00:1",  // NAT64
            "2001:0:4136:e378::", // Teredo
        ] {
            desk.names.set("api.example.com", &[&[address]]);
            let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
            let found = (refusal.status.as_u16(), refusal.code());
            assert_eq!(found, (403, "address_refused".to_owned()), "{address}");
            assert!(!refusal.text().contains(address), "the address is not told");
        }
        desk.names.set("api.example.com", &[&["1.1.1.1", "127.0.0.1"]]);
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!(refusal.code(), "address_refused", "one bad address spoils the answer");
    });
}

#[test]
fn a_name_without_an_address_is_told() {
    bounded(async {
        let desk = Desk::start(PUBLIC, None).await;
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (502, "name_not_found"));
        desk.names.set("api.example.com", &[&[]]);
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!(refusal.code(), "name_not_found");
    });
}

#[test]
fn a_name_that_changes_between_check_and_connection_changes_nothing() {
    bounded(async {
        let vendor = Stub::answering(|| reply(200, &[], "fine")).await;
        // Only the first answer is admitted; a second look-up would be refused, or go astray.
        let desk = Desk::start(
            &format!(
                "[profiles.p]\nprivate = true\nscheme = \"http\"\nhost = \"api.example.internal\"\n\
                 port = {}\nnetworks = [\"127.0.0.1/32\"]\nroutes = [\"GET /a\"]",
                vendor.address.port()
            ),
            None,
        )
        .await;
        desk.names.set("api.example.internal", &[&["127.0.0.1"], &["127.0.0.2"]]);
        let answer = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, "fine"));
        assert_eq!(desk.names.n_asked(), 1, "the name is asked for once for each call");
        let host = format!("host: api.example.internal:{}", vendor.address.port());
        assert!(vendor.asked()[0].headers.contains(&host), "{:?}", vendor.asked());
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!(refusal.code(), "address_refused", "the next call sees the new answer");
        assert_eq!(vendor.n_connections(), 1);
    });
}

#[test]
fn a_host_that_does_not_answer_is_told() {
    bounded(async {
        let closed = {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap()
        };
        let desk = Desk::for_vendor(closed, "").await;
        let refusal = call(desk.address, "GET /x/p/a", &[], "").await;
        assert_eq!((refusal.status.as_u16(), refusal.code().as_str()), (502, "connect_failed"));
    });
}
