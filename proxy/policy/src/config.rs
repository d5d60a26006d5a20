//! A profile as written in the configuration file, and its checks.

use std::net::IpAddr;

use serde::Deserialize;

use crate::{
    address::Network,
    header::{may_be_returned, may_be_sent},
    host::HostPattern,
    path::Route,
    profile::{Caps, Profile, Scheme},
};

/// A profile as written in the file. See `proxy.toml` for what each key means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileConfig {
    /// `https` when absent.
    #[serde(default)]
    pub scheme: Option<String>,
    /// One host, or use `hosts`.
    #[serde(default)]
    pub host: Option<String>,
    /// Several hosts or patterns.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The scheme's port when absent.
    #[serde(default)]
    pub port: Option<u16>,
    /// Whether the host is on a private network.
    #[serde(default)]
    pub private: bool,
    /// The only addresses a private host may resolve to.
    #[serde(default)]
    pub networks: Vec<String>,
    /// The only authorities trusted for a private host.
    #[serde(default)]
    pub ca_file: Option<String>,
    /// Lines such as `GET,POST /path/* ?key`.
    pub routes: Vec<String>,
    /// Request headers handed on.
    #[serde(default)]
    pub request_headers: Vec<String>,
    /// Reply headers handed back beside the usual ones.
    #[serde(default)]
    pub response_headers: Vec<String>,
    /// 1 MiB when absent.
    #[serde(default)]
    pub max_request_bytes: Option<u64>,
    /// 256 MiB when absent, the most that any of the four vendors documents.
    #[serde(default)]
    pub max_response_bytes: Option<u64>,
    /// 300 when absent.
    #[serde(default)]
    pub total_seconds: Option<u64>,
    /// 60 when absent.
    #[serde(default)]
    pub idle_seconds: Option<u64>,
    /// 120 when absent.
    #[serde(default)]
    pub calls_per_minute: Option<u32>,
    /// 8 when absent.
    #[serde(default)]
    pub calls_at_once: Option<usize>,
    /// Half of `calls_at_once` when absent, so that one caller never holds all of them.
    #[serde(default)]
    pub calls_at_once_per_address: Option<usize>,
}

/// What is wrong with a profile, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The profile's name.
    pub profile: String,
    /// The key that is wrong.
    pub key: &'static str,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "profiles.{}.{}: {}", self.profile, self.key, self.message)
    }
}

impl std::error::Error for ConfigError {}

impl ProfileConfig {
    /// Checks the profile; the first thing that is wrong with it is the error.
    pub fn check(&self, name: &str) -> Result<Profile, ConfigError> {
        let wrong = |key, message: String| ConfigError { profile: name.to_owned(), key, message };
        let is_plain =
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if name.is_empty() || !is_plain {
            return Err(wrong("name", "use lower-case letters, digits and hyphens".to_owned()));
        }
        let scheme = match self.scheme.as_deref() {
            None | Some("https") => Scheme::Https,
            Some("http") if self.private => Scheme::Http,
            Some("http") => {
                return Err(wrong("scheme", "http is for private = true only".to_owned()));
            }
            Some(other) => return Err(wrong("scheme", format!("{other:?} is not https or http"))),
        };
        let hosts = self.check_hosts(&wrong)?;
        let mut networks = Vec::new();
        for text in &self.networks {
            networks.push(Network::parse(text).ok_or_else(|| {
                wrong("networks", format!("{text:?} is not an address block such as 10.0.0.0/8"))
            })?);
        }
        if !self.private && (!networks.is_empty() || self.ca_file.is_some()) {
            let key = if networks.is_empty() { "ca_file" } else { "networks" };
            return Err(wrong(key, "is for private = true only".to_owned()));
        }
        if scheme == Scheme::Http && self.ca_file.is_some() {
            return Err(wrong("ca_file", "has no use without https".to_owned()));
        }
        let mut routes = Vec::new();
        for line in &self.routes {
            routes.push(Route::parse(line).ok_or_else(|| {
                wrong("routes", format!("{line:?} is not like \"GET,POST /path/* ?key\""))
            })?);
        }
        if routes.is_empty() {
            return Err(wrong("routes", "at least one is needed".to_owned()));
        }
        let request_headers = lower(&self.request_headers);
        if let Some(bad) = request_headers.iter().find(|name| !may_be_sent(name)) {
            return Err(wrong("request_headers", format!("{bad:?} may not be handed on")));
        }
        let response_headers = lower(&self.response_headers);
        if let Some(bad) = response_headers.iter().find(|name| !may_be_returned(name)) {
            return Err(wrong("response_headers", format!("{bad:?} may not be handed back")));
        }
        let calls_at_once = self.calls_at_once.unwrap_or(8);
        let caps = Caps {
            request_bytes: self.max_request_bytes.unwrap_or(1 << 20),
            response_bytes: self.max_response_bytes.unwrap_or(256 << 20),
            total_seconds: self.total_seconds.unwrap_or(300),
            idle_seconds: self.idle_seconds.unwrap_or(60),
            calls_per_minute: self.calls_per_minute.unwrap_or(120),
            calls_at_once,
            calls_at_once_per_address: self
                .calls_at_once_per_address
                .unwrap_or(calls_at_once.div_ceil(2)),
        };
        if caps.total_seconds == 0 || caps.idle_seconds == 0 {
            return Err(wrong("total_seconds", "time caps must be above 0".to_owned()));
        }
        if caps.calls_per_minute == 0
            || caps.calls_at_once == 0
            || caps.calls_at_once_per_address == 0
        {
            return Err(wrong("calls_per_minute", "call caps must be above 0".to_owned()));
        }
        Ok(Profile {
            name: name.to_owned(),
            scheme,
            hosts,
            port: self.port.unwrap_or(scheme.default_port()),
            private: self.private,
            networks,
            ca_file: self.ca_file.clone(),
            routes,
            request_headers,
            response_headers,
            caps,
        })
    }

    fn check_hosts(
        &self,
        wrong: &impl Fn(&'static str, String) -> ConfigError,
    ) -> Result<Vec<HostPattern>, ConfigError> {
        let mut hosts = Vec::new();
        for text in self.host.iter().chain(&self.hosts) {
            let pattern = HostPattern::parse(text).ok_or_else(|| {
                wrong(
                    "hosts",
                    format!("{text:?} is not a host such as api.example.com or wv*.example.com"),
                )
            })?;
            match pattern.exact() {
                None if self.private => {
                    return Err(wrong(
                        "hosts",
                        format!("{text:?}: a private host is named exactly"),
                    ));
                }
                Some(name) if !self.private && is_private_name(name) => {
                    return Err(wrong("hosts", format!("{text:?} needs private = true")));
                }
                _ => hosts.push(pattern),
            }
        }
        if hosts.is_empty() {
            return Err(wrong("hosts", "at least one is needed".to_owned()));
        }
        Ok(hosts)
    }
}

/// Bare addresses and one-word names are never public vendors.
fn is_private_name(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok() || !name.contains('.')
}

fn lower(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.to_ascii_lowercase()).collect()
}
