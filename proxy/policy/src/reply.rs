//! What of a vendor's reply reaches the page.

use crate::{
    decision::Plan,
    header::is_returned,
    path::Method,
    refusal::{Code, Refusal},
};

/// Where a vendor's `Location` is repeated, as a path the page can call.
pub const LOCATION_HEADER: &str = "x-trueup-location";

/// Carries the code of a refusal, so that a vendor's 403 and this server's are told apart.
pub const REFUSAL_HEADER: &str = "x-trueup-refusal";

/// Goes with every reply of a vendor's: it is data, even if someone opens its address in
/// a tab of its own, and nobody's cache keeps it.
pub const GUARD_HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("vary", "Origin"),
    ("x-content-type-options", "nosniff"),
];

/// What a page of a listed origin may read (`Access-Control-Expose-Headers`).
pub const EXPOSED_HEADERS: &str = "content-disposition, content-encoding, content-length, date, \
     etag, last-modified, location, retry-after, x-trueup-location, x-trueup-refusal";

impl Plan<'_> {
    /// Whether this header of the reply (name in lower case) is handed back as it is.
    pub fn returns_header(&self, name: &str) -> bool {
        name != "location" && is_returned(name, &self.profile.response_headers)
    }

    /// The vendor's `Location` as a path of this server, when the profile hands it back.
    ///
    /// Only its path counts: an appliance often names itself by a name that nobody else
    /// knows, and the next call goes to the same host in any case.
    pub fn returned_location(&self, value: &str) -> Option<String> {
        if !self.profile.response_headers.iter().any(|entry| entry == "location") {
            return None;
        }
        let target = match value.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|start| rest.get(start..))?,
            None => value,
        };
        let target = target.split('#').next().unwrap_or(target);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let is_admitted = self.profile.routes.iter().any(|route| {
            route.methods.contains(&Method::Get)
                && route.path.admits(path)
                && route.admits_query(query)
        });
        is_admitted.then(|| format!("/x/{}{target}", self.profile.name))
    }

    /// Refuses replies that would send the page elsewhere, or that announce too much.
    pub fn admit_reply(&self, status: u16, content_length: Option<u64>) -> Result<(), Refusal> {
        if (300..400).contains(&status) && status != 304 {
            return Err(Refusal::new(
                Code::RedirectRefused,
                format!("The vendor answered {status}, a redirect; redirects are not followed."),
            ));
        }
        if !(200..600).contains(&status) {
            return Err(Refusal::new(
                Code::UpstreamBroken,
                format!("The vendor answered {status}, which is no answer to this call."),
            ));
        }
        if content_length.is_some_and(|length| length > self.profile.caps.response_bytes) {
            return Err(Refusal::new(
                Code::ResponseTooLarge,
                format!(
                    "The vendor's reply is over {} bytes, the most that the profile {} hands on.",
                    self.profile.caps.response_bytes, self.profile.name
                ),
            ));
        }
        Ok(())
    }
}
