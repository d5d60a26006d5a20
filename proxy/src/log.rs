//! One line of JSON for each exchange, with nothing in it that a caller chose freely.
//!
//! A path is logged as the route that admitted it, or as a file that exists; a refused
//! path, a query, a header's value and a body never are, since each may hold a secret.

use std::{
    io::Write as _,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::Serialize;

/// Where lines go.
pub type LogSink = Arc<dyn Fn(&str) + Send + Sync>;

/// The log.
#[derive(Clone)]
pub struct Log {
    sink: LogSink,
}

/// One exchange.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Line {
    pub(crate) time: String,
    pub(crate) method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    pub(crate) status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    pub(crate) bytes: u64,
    pub(crate) ms: u128,
}

#[derive(Serialize)]
struct Notice<'a> {
    time: String,
    event: &'a str,
    detail: &'a str,
}

impl Log {
    /// A log into any sink.
    pub fn new(sink: LogSink) -> Self {
        Self { sink }
    }

    /// A log on standard error.
    pub fn stderr() -> Self {
        Self::new(Arc::new(|line| {
            // A closed standard error must not stop the server.
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }))
    }

    pub(crate) fn exchange(&self, line: &Line) {
        if let Ok(text) = serde_json::to_string(line) {
            (self.sink)(&text);
        }
    }

    /// Something about the server itself.
    pub fn notice(&self, event: &str, detail: &str) {
        if let Ok(text) = serde_json::to_string(&Notice { time: now_text(), event, detail }) {
            (self.sink)(&text);
        }
    }
}

/// The method's name if it is a usual one: an unusual one is the caller's own text.
pub(crate) fn method_name(method: &http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

/// The time in UTC, as `2026-11-21T10:12:39.042Z`.
pub(crate) fn now_text() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    utc_text(now.as_secs(), now.subsec_millis())
}

/// Days are counted from 1 March, so that the leap day is a year's last.
fn utc_text(seconds: u64, millis: u32) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use super::utc_text;

    #[test]
    fn times_are_civil_utc() {
        assert_eq!(utc_text(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(utc_text(951_827_696, 7), "2000-02-29T12:34:56.007Z");
        assert_eq!(utc_text(1_767_225_599, 999), "2025-12-31T23:59:59.999Z");
    }
}
