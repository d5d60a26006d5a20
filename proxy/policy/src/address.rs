//! Which network addresses may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What kind of address it is; only [`AddressClass::Global`] is reachable for a public profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressClass {
    /// On the public Internet.
    Global,
    /// This machine.
    Loopback,
    /// RFC 1918, or an IPv6 unique local address.
    Private,
    /// 100.64.0.0/10, between a carrier and its customers.
    Shared,
    /// One cable only. Holds the clouds' metadata services, so never reachable.
    LinkLocal,
    /// A group, not a host.
    Multicast,
    /// 0.0.0.0/8 and `::`.
    Unspecified,
    /// Examples in books.
    Documentation,
    /// 198.18.0.0/15 and `2001:2::/48`.
    Benchmarking,
    /// Set aside, or not handed out.
    Reserved,
    /// An IPv4 address inside an IPv6 one (`::ffff:a.b.c.d`).
    Mapped,
    /// The same, deprecated form (`::a.b.c.d`).
    Compatible,
    /// `2002::/16`, and the relays' 192.88.99.0/24.
    SixToFour,
    /// `64:ff9b::/96` and `64:ff9b:1::/48`.
    Nat64,
    /// `2001::/32`.
    Teredo,
}

/// The class of an address.
///
/// The forms that carry an IPv4 address inside are classes of their own: what they
/// reach is decided by a translator elsewhere, so none of them is ever connected to.
pub fn classify(address: IpAddr) -> AddressClass {
    match address {
        IpAddr::V4(address) => classify_v4(address),
        IpAddr::V6(address) => classify_v6(address),
    }
}

fn classify_v4(address: Ipv4Addr) -> AddressClass {
    match address.octets() {
        [0, ..] => AddressClass::Unspecified,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => AddressClass::Private,
        [100, 64..=127, ..] => AddressClass::Shared,
        [127, ..] => AddressClass::Loopback,
        [169, 254, ..] => AddressClass::LinkLocal,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => AddressClass::Documentation,
        [192, 88, 99, _] => AddressClass::SixToFour,
        [198, 18..=19, ..] => AddressClass::Benchmarking,
        [224..=239, ..] => AddressClass::Multicast,
        [192, 0, 0, _] | [240..=255, ..] => AddressClass::Reserved,
        _ => AddressClass::Global,
    }
}

fn classify_v6(address: Ipv6Addr) -> AddressClass {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => AddressClass::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        [0, 0, 0, 0, 0, 0xffff, ..] => AddressClass::Mapped,
        [0, 0, 0, 0, 0, 0, ..] => AddressClass::Compatible,
        [0x64, 0xff9b, ..] => AddressClass::Nat64,
        [0x2001, 0, ..] => AddressClass::Teredo,
        [0x2001, 2, 0, ..] => AddressClass::Benchmarking,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => AddressClass::Documentation,
        [0x2001, 0..=0x1ff, ..] => AddressClass::Reserved,
        [0x2002, ..] => AddressClass::SixToFour,
        [0x2000..=0x3fff, ..] => AddressClass::Global,
        [0xfc00..=0xfdff, ..] => AddressClass::Private,
        [0xfe80..=0xfebf, ..] => AddressClass::LinkLocal,
        [0xff00..=0xffff, ..] => AddressClass::Multicast,
        _ => AddressClass::Reserved,
    }
}

/// A block of addresses, as in `10.20.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

impl Network {
    /// Reads `address/prefix`, or one bare address.
    pub fn parse(text: &str) -> Option<Self> {
        let (base, prefix) = match text.split_once('/') {
            Some((base, prefix)) => (base, Some(prefix.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let base: IpAddr = base.parse().ok()?;
        let widest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(widest);
        (prefix <= widest).then_some(Self { base, prefix })
    }

    /// Whether the address lies in the block.
    pub fn contains(self, address: IpAddr) -> bool {
        let prefix = u32::from(self.prefix);
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let differing = u32::from(base) ^ u32::from(address);
                differing.leading_zeros() >= prefix
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let differing = u128::from(base) ^ u128::from(address);
                differing.leading_zeros() >= prefix
            }
            _ => false,
        }
    }
}
