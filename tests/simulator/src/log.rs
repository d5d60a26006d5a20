//! Every call that came in, for tests that search it for what must not be there.

use serde::Serialize;

use crate::vendor::Vendor;
use crate::wire::Call;

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// Milliseconds since the simulator started.
    pub at_ms: u64,
    /// Whose path it was.
    pub vendor: Option<Vendor>,
    /// `GET`, `POST`, `OPTIONS` …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Without the question mark.
    pub query: String,
    /// As they came.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// Status of the reply; `None` while it is being made, and where none was sent.
    pub status: Option<u16>,
}

impl LoggedRequest {
    pub(crate) fn of(call: &Call, at_ms: u64) -> Self {
        Self {
            at_ms,
            vendor: Vendor::of_path(&call.path),
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers: call.headers.clone(),
            body: String::from_utf8_lossy(&call.body).into_owned(),
            status: None,
        }
    }

    /// A header by name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// True where the text is anywhere in the call.
    pub fn contains(&self, text: &str) -> bool {
        let mut places = vec![self.path.as_str(), self.query.as_str(), self.body.as_str()];
        places
            .extend(self.headers.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
        places.iter().any(|place| place.contains(text))
    }
}
