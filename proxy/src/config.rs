//! The configuration file.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use trueup_proxy_policy::{ConfigError, Policy, ProfileConfig};

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    origins: Vec<String>,
    server: ServerSection,
    profiles: BTreeMap<String, ProfileConfig>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ServerSection {
    hosts: Option<Vec<String>>,
    tls_cert_file: Option<PathBuf>,
    tls_key_file: Option<PathBuf>,
    header_seconds: Option<u64>,
    stall_seconds: Option<u64>,
    connections: Option<usize>,
    connections_per_address: Option<usize>,
    shutdown_seconds: Option<u64>,
}

/// What the server itself keeps to.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Names it goes by; `None` leaves the choice to the address it listens on.
    pub hosts: Option<Vec<String>>,
    /// Certificate and key files, when it speaks TLS itself.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Longest time to receive a request's head.
    pub header_time: Duration,
    /// Longest time without a byte of a request's body, or with a client that takes nothing.
    pub stall_time: Duration,
    /// Connections at once, from everyone.
    pub connections: usize,
    /// Connections at once, from one address.
    pub connections_per_address: usize,
    /// How long calls under way may take when the server is told to stop.
    pub shutdown_time: Duration,
}

impl ServerSettings {
    /// The names it goes by on an address; `None` for any. On a loopback address they are known; a
    /// page on any other name that resolves there is an attempt to pass for this server's own.
    pub fn names_on(&self, address: IpAddr) -> Option<Vec<String>> {
        self.hosts.clone().or_else(|| {
            let local = ["localhost", "127.0.0.1", "::1"];
            address.is_loopback().then(|| local.map(str::to_owned).to_vec())
        })
    }
}

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What may be forwarded where.
    pub policy: Policy,
    /// What the server itself keeps to.
    pub server: ServerSettings,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub enum LoadError {
    /// The file cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// The file is not TOML, or holds a key that nothing reads. The message has the line.
    Malformed(String),
    /// A profile is wrong.
    Profile(ConfigError),
    /// Something else is wrong: the key, and what.
    Wrong(&'static str, String),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(out, "{}: {error}", path.display()),
            Self::Malformed(message) => out.write_str(message),
            Self::Profile(error) => error.fmt(out),
            Self::Wrong(key, message) => write!(out, "{key}: {message}"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Settings {
    /// Reads and checks a file. Paths inside it are taken from the file's own folder.
    pub fn load(path: &Path) -> Result<Self, LoadError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| LoadError::Unreadable(path.to_owned(), error))?;
        Self::parse(&text, path.parent().unwrap_or(Path::new(".")))
    }

    /// Checks the text of a file that lies in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, LoadError> {
        let file: File =
            toml::from_str(text).map_err(|error| LoadError::Malformed(error.to_string()))?;
        let mut policy = Policy { profiles: Vec::new(), origins: file.origins };
        for origin in &policy.origins {
            if !is_origin(origin) {
                return Err(LoadError::Wrong(
                    "origins",
                    format!("{origin:?} is not like \"https://app.example.com\""),
                ));
            }
        }
        for (name, section) in &file.profiles {
            let mut profile = section.check(name).map_err(LoadError::Profile)?;
            profile.ca_file =
                profile.ca_file.map(|path| folder.join(path).to_string_lossy().into_owned());
            policy.profiles.push(profile);
        }
        Ok(Self { policy, server: file.server.check(folder)? })
    }
}

impl ServerSection {
    fn check(self, folder: &Path) -> Result<ServerSettings, LoadError> {
        let tls = match (self.tls_cert_file, self.tls_key_file) {
            (Some(cert), Some(key)) => Some((folder.join(cert), folder.join(key))),
            (None, None) => None,
            _ => {
                return Err(LoadError::Wrong(
                    "server.tls_cert_file",
                    "a certificate and its key go together".to_owned(),
                ));
            }
        };
        let connections = self.connections.unwrap_or(512);
        let connections_per_address = self.connections_per_address.unwrap_or(64);
        let header_seconds = self.header_seconds.unwrap_or(10);
        let stall_seconds = self.stall_seconds.unwrap_or(30);
        if connections == 0 || connections_per_address == 0 {
            return Err(LoadError::Wrong("server.connections", "must be above 0".to_owned()));
        }
        if header_seconds == 0 || stall_seconds == 0 {
            return Err(LoadError::Wrong("server.header_seconds", "must be above 0".to_owned()));
        }
        Ok(ServerSettings {
            hosts: self.hosts,
            tls,
            header_time: Duration::from_secs(header_seconds),
            stall_time: Duration::from_secs(stall_seconds),
            connections,
            connections_per_address,
            shutdown_time: Duration::from_secs(self.shutdown_seconds.unwrap_or(20)),
        })
    }
}

/// `scheme://host[:port]`, lower case, nothing after it: compared byte by byte later on.
fn is_origin(text: &str) -> bool {
    let Some(authority) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))
    else {
        return false;
    };
    !authority.is_empty()
        && authority.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':')
        })
}
