//! Why a fetch cannot go on, told apart as far as it can be.

use super::http::HttpReply;

/// What happened to a call that has no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetFailure {
    /// The computer has no network.
    Offline,
    /// The browser refused or could not connect: no leave for this page (CORS), a certificate it does
    /// not trust, a name that does not resolve, or a host that is down. It does not say which.
    Unreachable,
    /// The page's own content policy does not admit the address.
    Policy,
    /// Nothing came for too long.
    TimedOut,
    /// The reply stopped before its end.
    Cut,
    /// The reply is larger than what is taken.
    TooLarge,
}

/// A failure, with what is needed to say what to do about it. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind it is.
    pub kind: FailureKind,
    /// The reply's status; 0 without a reply.
    pub status: u16,
    /// What the vendor (or the proxy) said, as it said it.
    pub said: String,
    /// Host and path of the call.
    pub at: String,
    /// Whether the call went through the proxy.
    pub through_proxy: bool,
}

/// Kinds of failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// The credentials were not taken (401).
    Credentials,
    /// They were, but they do not suffice (403).
    Forbidden,
    /// There is no such thing (404).
    NotFound,
    /// The vendor does not take what was asked (400 and others).
    Refused,
    /// Too many calls (429, or by the vendor's words).
    TooMany,
    /// The day's calls are used up.
    Quota,
    /// The vendor has trouble of its own (5xx).
    Server,
    /// No reply.
    Net(NetFailure),
    /// The reply is not what it should be: broken or cut-off JSON, XML or zip.
    Broken,
    /// The reply is a web page, not an answer of the interface.
    WebPage,
    /// Nothing at this address forwards calls: the page is served without the proxy.
    NoProxy,
    /// The proxy refused or could not do it; its code.
    Proxy(String),
    /// The proxy itself takes no more calls for the moment; the vendor was not asked.
    ProxyLimit,
    /// The vendor makes records for somebody else.
    Busy,
    /// The vendor could not make the records; its own word.
    Generation(String),
    /// The vendor gives the same page again and again.
    Stuck,
    /// The browser cannot sign here (the page is not on a secure address).
    NoSigning,
    /// The person stopped it.
    Cancelled,
}

impl FailureKind {
    /// A stable word for it, for tests and for the page's data.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::TooMany => "too_many",
            Self::Quota => "quota",
            Self::Server => "server",
            Self::Net(NetFailure::Offline) => "offline",
            Self::Net(NetFailure::Unreachable) => "unreachable",
            Self::Net(NetFailure::Policy) => "policy",
            Self::Net(NetFailure::TimedOut) => "timed_out",
            Self::Net(NetFailure::Cut) => "cut",
            Self::Net(NetFailure::TooLarge) => "too_large",
            Self::Broken => "broken",
            Self::WebPage => "web_page",
            Self::NoProxy => "no_proxy",
            Self::Proxy(_) => "proxy",
            Self::ProxyLimit => "proxy_limit",
            Self::Busy => "busy",
            Self::Generation(_) => "generation",
            Self::Stuck => "stuck",
            Self::NoSigning => "no_signing",
            Self::Cancelled => "cancelled",
        }
    }

    /// The kind of a status that is no success.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Credentials,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            408 | 504 => Self::Net(NetFailure::TimedOut),
            429 => Self::TooMany,
            500.. => Self::Server,
            _ => Self::Refused,
        }
    }
}

impl Failure {
    /// A failure that has yet to be told where it happened.
    pub(super) fn new(kind: FailureKind, said: impl Into<String>) -> Self {
        Self { kind, status: 0, said: said.into(), at: String::new(), through_proxy: false }
    }
}

/// What kind of failure a reply is; `None` for a good one. `said` is what the vendor says in it.
pub(super) fn judge(reply: &HttpReply, through_proxy: bool, said: &str) -> Option<FailureKind> {
    if let Some(code) = reply.header("x-trueup-refusal") {
        return Some(match code {
            "rate_limited" | "too_busy" => FailureKind::ProxyLimit,
            "upstream_timeout" | "request_timeout" => FailureKind::Net(NetFailure::TimedOut),
            "response_too_large" => FailureKind::Net(NetFailure::TooLarge),
            other => FailureKind::Proxy(other.to_owned()),
        });
    }
    if (200..300).contains(&reply.status) {
        return None;
    }
    // The proxy puts every reply it hands on into a sandbox; a plain server of files does not.
    let handed_on =
        reply.header("content-security-policy").is_some_and(|it| it.contains("sandbox"));
    if through_proxy && !handed_on && matches!(reply.status, 404 | 405 | 501) && reply.is_page() {
        return Some(FailureKind::NoProxy);
    }
    if names_a_limit(said) {
        return Some(FailureKind::TooMany);
    }
    Some(FailureKind::of_status(reply.status))
}

/// A refusal inside a reply that is good by its status: the words may name a limit there, too.
pub(super) fn judge_inside(failure: Failure) -> Failure {
    if failure.kind == FailureKind::Refused && names_a_limit(&failure.said) {
        return Failure { kind: FailureKind::TooMany, ..failure };
    }
    failure
}

fn names_a_limit(said: &str) -> bool {
    let words = said.to_ascii_lowercase();
    words.contains("rate limit") || words.contains("too many requests")
}
