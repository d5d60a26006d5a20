//! Which headers are handed on, dropped or refused.

/// What becomes of a request header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The profile lists it.
    Forward,
    /// A browser or a server in front adds it by itself: left out in silence.
    Drop,
    /// Someone put it there on purpose, and the profile does not list it.
    Refuse,
}

/// Headers of one connection, never handed on in either direction.
const HOP_BY_HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What browsers send unasked, and what this server consumes itself.
const UNASKED: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "alt-used",
    "cache-control",
    "content-length",
    "content-type",
    "cookie",
    "dnt",
    "expect",
    "forwarded",
    "host",
    "if-modified-since",
    "if-none-match",
    "origin",
    "pragma",
    "priority",
    "referer",
    "save-data",
    "traceparent",
    "tracestate",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "x-real-ip",
    "x-request-id",
    crate::decision::HOST_HEADER,
];

/// What browsers and servers in front send unasked, by how it starts.
const UNASKED_PREFIXES: &[&str] = &[
    "sec-",
    "x-forwarded-",
    "cf-",
    "cdn-",
    "x-amzn-",
    "x-amz-cf-",
    "x-cloud-",
    "fly-",
    "true-client-",
];

/// What a profile may not list: framing, cookies, and what steers a connection.
const NEVER_SENT: &[&str] = &[
    "accept-encoding",
    "content-length",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "origin",
    "referer",
    "via",
];

/// What a vendor may never set on the page's origin.
const NEVER_RETURNED: &[&str] = &[
    "alt-svc",
    "clear-site-data",
    "content-length",
    "content-security-policy",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "link",
    "nel",
    "origin-agent-cluster",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "service-worker-allowed",
    "set-cookie",
    "sourcemap",
    "strict-transport-security",
    // It would make the browser ask for the vendor's password in the page's name.
    "www-authenticate",
];

/// What every profile hands back.
const RETURNED: &[&str] = &[
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "retry-after",
];

/// Whether the header belongs to one connection and is never handed on.
pub fn is_hop_by_hop(name: &str) -> bool {
    HOP_BY_HOP.contains(&name)
}

/// What becomes of a request header (name in lower case).
pub(crate) fn request_fate(name: &str, listed: &[String]) -> Fate {
    if is_hop_by_hop(name) || name == "cookie" {
        Fate::Drop
    } else if listed.iter().any(|entry| entry == name) {
        Fate::Forward
    } else if UNASKED.contains(&name)
        || UNASKED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    {
        Fate::Drop
    } else {
        Fate::Refuse
    }
}

/// Whether a reply header (name in lower case) is handed back.
pub(crate) fn is_returned(name: &str, listed: &[String]) -> bool {
    (RETURNED.contains(&name) || listed.iter().any(|entry| entry == name)) && may_be_returned(name)
}

/// Whether a profile may list this request header.
pub(crate) fn may_be_sent(name: &str) -> bool {
    is_name(name)
        && !is_hop_by_hop(name)
        && !NEVER_SENT.contains(&name)
        && !name.starts_with("sec-")
        && !name.starts_with("proxy-")
}

/// Whether a profile may list this reply header.
pub(crate) fn may_be_returned(name: &str) -> bool {
    is_name(name)
        && !is_hop_by_hop(name)
        && !NEVER_RETURNED.contains(&name)
        && !name.starts_with("access-control-")
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
        })
}
