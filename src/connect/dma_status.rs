//! Poly DMA: what `plcm-billing-status` says, as XML or as JSON.

use super::{json, xml};

/// A status.
#[derive(Debug, Default)]
pub(super) struct Status {
    pub(super) total: Option<u64>,
    pub(super) done: Option<u64>,
    pub(super) seconds_left: Option<u64>,
    /// What it is doing, in the vendor's word.
    pub(super) action: String,
    /// How it stands, in the vendor's word.
    pub(super) word: String,
    pub(super) is_ready: bool,
    pub(super) download_url: String,
    pub(super) message: String,
}

/// What a status means for who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    UnderWay,
    HasFile,
    /// Somebody else's records are being made.
    Others,
    Failed,
}

impl Status {
    pub(super) fn kind(&self) -> Kind {
        match self.word.as_str() {
            "SUCCESS" | "GENERATION_COMPLETE" => Kind::HasFile,
            "WARN_CDR_RESULTS_TRUNCATED" | "WARN_CDR_RESULTS_INCOMPLETE" => Kind::HasFile,
            "ERROR_ANOTHER_CDR_IS_BEING_GENERATED" => Kind::Others,
            "NOT_STARTED" | "RUNNING" => Kind::UnderWay,
            // A status of a later version: the flag says whether there is something to fetch.
            _ if self.is_ready => Kind::HasFile,
            "UNKNOWN" => Kind::UnderWay,
            _ => Kind::Failed,
        }
    }

    /// Whether there is a file, but not all of it; or something that nobody here can vouch for.
    pub(super) fn is_short(&self) -> bool {
        !matches!(self.word.as_str(), "" | "SUCCESS" | "GENERATION_COMPLETE")
    }

    /// The vendor's own words.
    pub(super) fn said(&self) -> String {
        let parts = [self.word.as_str(), self.message.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join(": ")
    }
}

/// Reads a status, whichever way it is written.
///
/// # Errors
/// What it is not.
pub(super) fn read(text: &str) -> Result<Status, String> {
    let is_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    if is_xml && !xml::is_whole(text) {
        return Err("XML".to_owned());
    }
    if !is_xml && let Err(broken) = json::walk(text, &mut |_, _| {}) {
        return Err(format!("JSON, byte {}", broken.0));
    }
    let leaf = |name: &str| {
        if is_xml {
            xml::leaf(text, name)
        } else {
            json::find(text, &[&name.replace('-', ""), name])
        }
    };
    let number = |name: &str| leaf(name).and_then(|it| it.parse().ok());
    let status = Status {
        total: number("total-number-cdr-records"),
        done: number("number-cdr-records-processed"),
        seconds_left: number("estimated-time-remaining-seconds"),
        action: leaf("action-type").unwrap_or_default(),
        word: leaf("status-type").unwrap_or_default().to_ascii_uppercase(),
        is_ready: leaf("download-ready").is_some_and(|it| it.eq_ignore_ascii_case("true")),
        download_url: leaf("download-url").unwrap_or_default(),
        message: leaf("status-message").unwrap_or_default(),
    };
    if status.word.is_empty() { Err("status-type".to_owned()) } else { Ok(status) }
}

/// How long to wait before the next look: longer and longer, but not past what the vendor itself
/// says it still needs.
pub(super) fn wait(polls: u32, seconds_left: Option<u64>) -> u64 {
    let own = (500 * u64::from(polls.min(30))).min(15_000);
    seconds_left.map_or(own, |it| own.min((it * 1000).max(500)))
}
