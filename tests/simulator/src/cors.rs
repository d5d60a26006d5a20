//! Leave for a page of another origin to read the replies.

use serde::{Deserialize, Serialize};

use crate::wire::{Call, Reply};

/// What a vendor that lets browsers in would send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cors {
    /// The one origin allowed, or `*`.
    pub origin: String,
    /// Request headers allowed by the preflight.
    pub headers: Vec<String>,
    /// Methods allowed by the preflight.
    pub methods: Vec<String>,
    /// Reply headers that a page may read.
    pub expose: Vec<String>,
    /// Error replies often come from a layer in front that knows nothing of origins: then a page
    /// sees a refusal instead of the error.
    pub on_errors: bool,
}

impl Default for Cors {
    fn default() -> Self {
        let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
        Self {
            origin: "*".into(),
            headers: list(&[
                "accept",
                "auth",
                "authorization",
                "content-type",
                "wolkvox-token",
                "x-api-key",
            ]),
            methods: list(&["GET", "POST"]),
            expose: list(&["Location", "ETag", "Retry-After"]),
            on_errors: true,
        }
    }
}

impl Cors {
    /// The default leave, for one origin.
    pub fn allow(origin: &str) -> Self {
        Self { origin: origin.into(), ..Self::default() }
    }

    fn covers(&self, origin: &str) -> bool {
        self.origin == "*" || self.origin == origin
    }

    /// Adds the headers that let the asking page read a reply.
    pub(crate) fn mark(&self, call: &Call, reply: &mut Reply) {
        let Some(origin) = call.header("origin").filter(|origin| self.covers(origin)) else {
            return;
        };
        if reply.status >= 400 && !self.on_errors {
            return;
        }
        reply.set("access-control-allow-origin", origin);
        reply.set("access-control-expose-headers", &self.expose.join(", "));
        reply.set("vary", "Origin");
    }

    /// The answer to a browser's question before the call itself.
    pub(crate) fn preflight(&self, call: &Call) -> Reply {
        let mut reply = Reply::empty(204);
        if let Some(origin) = call.header("origin").filter(|origin| self.covers(origin)) {
            reply.set("access-control-allow-origin", origin);
            reply.set("access-control-allow-methods", &self.methods.join(", "));
            reply.set("access-control-allow-headers", &self.headers.join(", "));
            reply.set("access-control-max-age", "0");
            if call.header("access-control-request-private-network").is_some() {
                reply.set("access-control-allow-private-network", "true");
            }
        }
        reply
    }
}
