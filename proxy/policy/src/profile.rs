//! A profile: everything that may be asked of one vendor.

use std::net::IpAddr;

use crate::{
    address::{AddressClass, Network, classify},
    host::HostPattern,
    path::Route,
};

/// How to speak to the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// TLS, the certificate checked against the host's name.
    Https,
    /// No TLS; only for a private host that the profile names.
    Http,
}

impl Scheme {
    /// The scheme's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    /// The port a URL of this scheme means when it names none.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

/// How much of everything one profile may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Largest request body.
    pub request_bytes: u64,
    /// Largest reply body.
    pub response_bytes: u64,
    /// Longest exchange, from the call to the last byte of its reply.
    pub total_seconds: u64,
    /// Longest silence of the vendor's.
    pub idle_seconds: u64,
    /// Calls per minute from one address.
    pub calls_per_minute: u32,
    /// Calls under way at once, from everyone.
    pub calls_at_once: usize,
    /// Calls under way at once, from one address.
    pub calls_at_once_per_address: usize,
}

/// Everything that may be asked of one vendor.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What the page calls it: `/x/<name>/…`.
    pub name: String,
    /// How to speak to it.
    pub scheme: Scheme,
    /// The admitted hosts; the first exact one is the default.
    pub hosts: Vec<HostPattern>,
    /// The one port.
    pub port: u16,
    /// Whether the host is on a private network, and therefore named exactly.
    pub private: bool,
    /// For a private host: the only addresses it may resolve to, when any are given.
    pub networks: Vec<Network>,
    /// For a private host: the file with the only authorities trusted for it.
    pub ca_file: Option<String>,
    /// The admitted calls.
    pub routes: Vec<Route>,
    /// Request headers handed on, in lower case.
    pub request_headers: Vec<String>,
    /// Reply headers handed back beside the usual ones, in lower case.
    pub response_headers: Vec<String>,
    /// How much it may use.
    pub caps: Caps,
}

impl Profile {
    /// The host to call when the caller names none.
    pub fn default_host(&self) -> Option<&str> {
        self.hosts.iter().find_map(HostPattern::exact)
    }

    /// Whether a connection to this address is admitted for this host.
    ///
    /// A public profile reaches global addresses only. A private one reaches the
    /// networks it lists, or else private and global addresses, and loopback when its
    /// host says so by name; link-local and translated addresses never.
    pub fn admits_address(&self, host: &str, address: IpAddr) -> bool {
        let class = classify(address);
        if !self.private {
            return class == AddressClass::Global;
        }
        let is_loopback_host = host == "localhost"
            || host
                .parse::<IpAddr>()
                .is_ok_and(|literal| classify(literal) == AddressClass::Loopback);
        let is_reachable = match class {
            AddressClass::Global | AddressClass::Private | AddressClass::Shared => true,
            AddressClass::Loopback => is_loopback_host || !self.networks.is_empty(),
            _ => false,
        };
        let is_listed = self.networks.is_empty()
            || self.networks.iter().any(|network| network.contains(address));
        is_reachable && is_listed
    }
}
