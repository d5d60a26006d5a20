//! Which addresses are reachable for whom.

use std::net::IpAddr;

use trueup_proxy_policy::{AddressClass, Network, classify};

use crate::profile;

fn check(class: AddressClass, addresses: &[&str]) {
    for text in addresses {
        let address: IpAddr = text.parse().unwrap();
        assert_eq!(classify(address), class, "{text}");
    }
}

#[test]
fn every_class_is_told_at_both_ends_of_its_blocks() {
    use AddressClass as A;
    check(A::Loopback, &["127.0.0.0", "127.0.0.1", "127.255.255.255", "::1"]);
    check(
        A::Private,
        &[
            "10.0.0.0",
            "10.255.255.255",
            "172.16.0.0",
            "172.31.255.255",
            "192.168.0.0",
            "192.168.255.255",
            "fc00::",
            "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        ],
    );
    check(A::Shared, &["100.64.0.0", "100.127.255.255"]);
    check(A::LinkLocal, &["169.254.0.0", "169.254.169.254", "fe80::", "febf:ffff::1"]);
    check(A::Multicast, &["224.0.0.0", "239.255.255.255", "ff00::", "ff02::1"]);
    check(A::Unspecified, &["0.0.0.0", "0.255.255.255", "::"]);
    check(
        A::Documentation,
        &["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"],
    );
    check(A::Benchmarking, &["198.18.0.0", "198.19.255.255", "2001:2::1"]);
    check(A::Reserved, &["240.0.0.0", "255.255.255.255", "192.0.0.8", "fec0::1", "4000::1"]);
    check(A::Mapped, &["::ffff:127.0.0.1", "::ffff:8.8.8.8"]);
    check(A::Compatible, &["::127.0.0.1", "::8.8.8.8"]);
    check(A::SixToFour, &["2002::", "2002:7f00:1::1", "192.88.99.1"]);
    check(A::Nat64, &["64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::1"]);
    check(A::Teredo, &["2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"]);
    check(
        A::Global,
        &[
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "223.255.255.255",
            "2001:4860::8888",
            "2606:4700::1111",
            "3ffe:ffff::1",
        ],
    );
}

#[test]
fn a_public_profile_reaches_global_addresses_only() {
    let public = profile("host = \"api.example.com\"\nroutes = [\"GET /a\"]");
    let reaches = |text: &str| public.admits_address("api.example.com", text.parse().unwrap());
    assert!(reaches("1.1.1.1") && reaches("2606:4700::1111"));
    for text in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"] {
        assert!(!reaches(text), "{text}");
    }
}

#[test]
fn a_private_profile_reaches_its_network_and_never_a_metadata_service() {
    let check = |host: &str, networks: &str, address: &str, expected: bool| {
        let section = format!(
            "private = true\nhost = \"{host}\"\nnetworks = [{networks}]\nroutes = [\"GET /a\"]"
        );
        let reached = profile(&section).admits_address(host, address.parse().unwrap());
        assert_eq!(reached, expected, "{host} [{networks}] {address}");
    };
    check("dma.example.internal", "", "10.1.2.3", true);
    check("dma.example.internal", "", "fd00::7", true);
    check("dma.example.internal", "", "127.0.0.1", false);
    check("dma.example.internal", "\"127.0.0.0/8\"", "127.0.0.1", true);
    check("dma.example.internal", "\"10.1.0.0/16\"", "10.2.0.1", false);
    check("dma.example.internal", "\"10.1.0.0/16\"", "10.1.255.1", true);
    check("localhost", "", "127.0.0.1", true);
    check("127.0.0.1", "", "127.0.0.1", true);
    for address in ["169.254.169.254", "fe80::1", "224.0.0.1", "::ffff:10.1.2.3", "0.0.0.0"] {
        check("dma.example.internal", "", address, false);
        check("dma.example.internal", "\"0.0.0.0/0\", \"::/0\"", address, false);
    }
}

#[test]
fn networks_are_read_strictly() {
    for text in ["10.0.0.0/33", "10.0.0/8", "::/129", "host", "10.0.0.0/-1", ""] {
        assert_eq!(Network::parse(text), None, "{text}");
    }
    let all = Network::parse("0.0.0.0/0").unwrap();
    assert!(all.contains("255.255.255.255".parse().unwrap()));
    assert!(!all.contains("::1".parse().unwrap()));
    let one = Network::parse("10.0.0.7").unwrap();
    assert!(one.contains("10.0.0.7".parse().unwrap()));
    assert!(!one.contains("10.0.0.6".parse().unwrap()));
}
