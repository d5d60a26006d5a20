//! Calls and replies as values, and the door to a vendor: direct, or through the proxy.

use super::encode::percent;
use super::form::{Form, Problem, Why};
use std::fmt;

/// A method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks with a body.
    Post,
}

impl Method {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One call. `Debug` shows method, host and path: all else may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Where to: absolute, or relative to the page where the proxy is asked.
    pub url: String,
    /// Headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Option<String>,
    /// The vendor's host, for the log.
    pub host: String,
    /// The vendor's path without its query, for the log.
    pub path: String,
    /// How long nothing at all may come.
    pub patience_ms: u64,
    /// The largest reply that is taken.
    pub largest: u64,
    /// The body of a good reply is the file itself, from its first byte on: the driver puts it there
    /// without showing it, and answers with its first bytes and its size.
    pub keep: bool,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}{}", self.method.name(), self.host, self.path)
    }
}

/// A reply, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, or its first bytes where the driver kept it.
    pub body: Vec<u8>,
    /// The body's whole size.
    pub size: u64,
}

impl HttpReply {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// Whether it is a page for people rather than an answer of an interface.
    pub(super) fn is_page(&self) -> bool {
        let by_header = self.header("content-type").is_some_and(|it| it.contains("text/html"));
        let head = self.body.get(..self.body.len().min(64)).unwrap_or_default();
        let head = String::from_utf8_lossy(head).trim_start().to_ascii_lowercase();
        by_header || head.starts_with("<!doctype html") || head.starts_with("<html")
    }
}

/// How long a vendor may say nothing before a call is given up.
const PATIENCE_MS: u64 = 90_000;

/// The largest reply that is taken where the vendor names no limit of its own.
const LARGEST: u64 = 512 << 20;

/// Where a vendor is and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door {
    profile: &'static str,
    /// Scheme, host, port and perhaps the beginning of a path.
    base: String,
    /// Whether the proxy is to be told the host: not where it is its own first one.
    names_host: bool,
    /// Whether calls go through the proxy.
    pub(super) through_proxy: bool,
    /// Host, with the port where one is given.
    pub(super) host: String,
}

impl Door {
    /// The door that a form names. `given` is its address, `default` the one nobody has to type.
    pub(super) fn of(
        form: &Form,
        profile: &'static str,
        given: &str,
        default: &str,
    ) -> Result<Self, Problem> {
        let through_proxy = form.get("connection") == "proxy";
        let no_address = Problem { field: "base_url", why: Why::NoAddress };
        let typed = if given.is_empty() { default } else { given };
        if typed.is_empty() && !through_proxy {
            return Err(Problem { field: "base_url", why: Why::Missing });
        }
        let (scheme, rest) = typed.split_once("://").unwrap_or(("https", typed));
        let scheme = scheme.to_ascii_lowercase();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.to_ascii_lowercase();
        let is_host = |it: char| it.is_ascii_alphanumeric() || ".-:[]".contains(it);
        if !matches!(scheme.as_str(), "https" | "http")
            || (host.is_empty() && !typed.is_empty())
            || !host.chars().all(is_host)
        {
            return Err(no_address);
        }
        if scheme == "http" && !through_proxy && !is_this_computer(&host) {
            return Err(Problem { field: "base_url", why: Why::NotEncrypted });
        }
        let path = without_call(path);
        if path.contains(['?', '#', '\\']) || path.chars().any(|it| it <= ' ') {
            return Err(no_address);
        }
        // Its configuration says how a host is called and at which path, so neither goes unsaid.
        if through_proxy && (scheme == "http" || !path.is_empty()) {
            return Err(Problem { field: "base_url", why: Why::HostOnly });
        }
        let slash = if path.is_empty() { "" } else { "/" };
        Ok(Self {
            profile,
            base: [&scheme, "://", &host, slash, path].concat(),
            names_host: !typed.is_empty() && !typed.trim_end_matches('/').eq(default),
            through_proxy,
            host,
        })
    }

    /// A call of one of the vendor's paths.
    pub(super) fn call(&self, method: Method, path: &str, query: &[(&str, &str)]) -> HttpRequest {
        let pairs: Vec<String> =
            query.iter().map(|(name, value)| [name, "=", &percent(value)].concat()).collect();
        let mut address = path.to_owned();
        if !pairs.is_empty() {
            address.push('?');
            address.push_str(&pairs.join("&"));
        }
        let mut headers = Vec::new();
        let url = if self.through_proxy {
            if self.names_host {
                headers.push(("x-trueup-host", self.host.clone()));
            }
            ["x/", self.profile, &address].concat()
        } else {
            [self.base.as_str(), &address].concat()
        };
        let path = path.split('?').next().unwrap_or_default();
        HttpRequest {
            method,
            url,
            headers,
            body: None,
            host: self.shown_host(),
            path: path.to_owned(),
            patience_ms: PATIENCE_MS,
            largest: LARGEST,
            keep: false,
        }
    }

    /// The host as people know it; the proxy's own choice where none was typed.
    pub(super) fn shown_host(&self) -> String {
        if self.host.is_empty() { self.profile.to_owned() } else { self.host.clone() }
    }

    /// The path (and query) of an address that the vendor gave, if it is one of this vendor's under
    /// `below`. Credentials go nowhere else, whatever a reply says.
    pub(super) fn own_path(&self, address: &str, below: &str) -> Option<String> {
        let path = match address.split_once("://") {
            None => address,
            Some((_, rest)) => rest.get(rest.find('/')?..)?,
        };
        let mine = ["/x/", self.profile].concat();
        let path = path.find(&mine).and_then(|at| path.get(at + mine.len()..)).unwrap_or(path);
        let clean = path.chars().all(|it| it.is_ascii_graphic()) && !path.contains("..");
        (path.starts_with(below) && clean).then(|| path.to_owned())
    }
}

/// A path without the call at its end, which a person often copies along out of a document.
fn without_call(path: &str) -> &str {
    let mut at = 0;
    for segment in path.split('/') {
        let rest = path.get(at..).unwrap_or_default();
        if is_call(rest) {
            return path.get(..at).unwrap_or_default().trim_end_matches('/');
        }
        at += segment.len() + 1;
    }
    path.trim_end_matches('/')
}

/// Whether a path begins with the name of a vendor's call, in whole segments.
fn is_call(path: &str) -> bool {
    let goes_on = |rest: &str| rest.is_empty() || rest.starts_with(['/', '.', '?']);
    path.starts_with("api/")
        || ["ai/usage", "billing"].iter().any(|it| path.strip_prefix(it).is_some_and(goes_on))
}

fn is_this_computer(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

/// A value that may stand in a header.
pub(super) fn header_value(form: &Form, name: &'static str) -> Result<String, Problem> {
    let value = form.need(name)?;
    if value.chars().all(|it| it.is_ascii_graphic() || it == ' ') {
        Ok(value.to_owned())
    } else {
        Err(Problem { field: name, why: Why::NotSendable })
    }
}
