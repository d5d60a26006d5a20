//! Why a call was not forwarded, or its reply not handed back.

/// A stable code; the page turns it into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// No profile has this name.
    UnknownProfile,
    /// The profile does not admit this host.
    HostRefused,
    /// The profile has no default host, and none was named.
    HostRequired,
    /// The profile does not admit this port.
    PortRefused,
    /// The profile does not admit this path.
    PathRefused,
    /// The path is admitted, the method is not.
    MethodRefused,
    /// The path is admitted, a key of the query is not.
    QueryRefused,
    /// A header that the profile does not list.
    HeaderRefused,
    /// A page of another origin that the configuration does not name.
    OriginRefused,
    /// The request is not one that can be forwarded.
    BadRequest,
    /// The request's body is over the cap.
    RequestTooLarge,
    /// The request's body did not arrive in time.
    RequestTimeout,
    /// Too many calls in a minute.
    RateLimited,
    /// Too many calls at once.
    TooBusy,
    /// The host's name does not resolve.
    NameNotFound,
    /// The host's name resolves to an address that the profile may not reach.
    AddressRefused,
    /// No connection to the vendor.
    ConnectFailed,
    /// The vendor's certificate was not accepted.
    CertificateRefused,
    /// The encrypted connection could not be set up.
    TlsFailed,
    /// The vendor's reply was not HTTP, or broke off.
    UpstreamBroken,
    /// The vendor did not answer in time.
    UpstreamTimeout,
    /// The vendor answered with a redirect; none is followed.
    RedirectRefused,
    /// The vendor's reply is over the cap.
    ResponseTooLarge,
    /// The request names a server that this is not.
    ServerNameRefused,
}

impl Code {
    /// The code as written in a reply.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownProfile => "unknown_profile",
            Self::HostRefused => "host_refused",
            Self::HostRequired => "host_required",
            Self::PortRefused => "port_refused",
            Self::PathRefused => "path_refused",
            Self::MethodRefused => "method_refused",
            Self::QueryRefused => "query_refused",
            Self::HeaderRefused => "header_refused",
            Self::OriginRefused => "origin_refused",
            Self::BadRequest => "bad_request",
            Self::RequestTooLarge => "request_too_large",
            Self::RequestTimeout => "request_timeout",
            Self::RateLimited => "rate_limited",
            Self::TooBusy => "too_busy",
            Self::NameNotFound => "name_not_found",
            Self::AddressRefused => "address_refused",
            Self::ConnectFailed => "connect_failed",
            Self::CertificateRefused => "certificate_refused",
            Self::TlsFailed => "tls_failed",
            Self::UpstreamBroken => "upstream_broken",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::RedirectRefused => "redirect_refused",
            Self::ResponseTooLarge => "response_too_large",
            Self::ServerNameRefused => "server_name_refused",
        }
    }

    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        match self {
            Self::HostRequired | Self::BadRequest => 400,
            Self::HostRefused
            | Self::PortRefused
            | Self::PathRefused
            | Self::QueryRefused
            | Self::HeaderRefused
            | Self::OriginRefused
            | Self::AddressRefused => 403,
            Self::UnknownProfile => 404,
            Self::MethodRefused => 405,
            Self::RequestTimeout => 408,
            Self::RequestTooLarge => 413,
            Self::RateLimited => 429,
            Self::NameNotFound
            | Self::ConnectFailed
            | Self::CertificateRefused
            | Self::TlsFailed
            | Self::UpstreamBroken
            | Self::RedirectRefused
            | Self::ResponseTooLarge => 502,
            Self::ServerNameRefused => 421,
            Self::TooBusy => 503,
            Self::UpstreamTimeout => 504,
        }
    }
}

/// A refusal: a code, and a sentence for whoever reads it without the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// One sentence. Holds names from the configuration and header names, never a value.
    pub message: String,
}

impl Refusal {
    /// A refusal with its sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The body of the reply, as JSON.
    pub fn to_json(&self) -> String {
        let mut message = String::with_capacity(self.message.len());
        for symbol in self.message.chars() {
            match symbol {
                '"' => message.push_str("\\\""),
                '\\' => message.push_str("\\\\"),
                symbol if symbol.is_control() => message.push(' '),
                symbol => message.push(symbol),
            }
        }
        format!("{{\"code\":\"{}\",\"message\":\"{message}\"}}", self.code.as_str())
    }
}
