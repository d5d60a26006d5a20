//! Poly DMA: what `plcm-billing-status` says, as XML or as JSON.
//!
//! A system has one set of records for everybody, so a status may speak of somebody else's. It says
//! for which dates a set is, when it was made, and its tag.

use super::{calendar, json, xml};

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
    /// Which set of records it speaks of.
    pub(super) set: Set,
}

/// What tells one set of records from another; each as the vendor wrote it, or empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) made: String,
    pub(super) tag: String,
}

/// The vendor may leave out fractions of a second.
const CLOSE_MS: i64 = 1000;

/// No clock is further from UTC.
const FURTHEST_MS: i64 = 14 * 3_600_000;

/// How far two computers may differ about what time it is.
const SKEW_MS: i64 = 3_600_000;

impl Set {
    /// Whether these can be the records of a window (first instant, first instant after) that were asked
    /// for at an instant. What it does not say, or in a way nobody can read, does not speak against it.
    pub(super) fn may_be_of(&self, start: i64, end: i64, asked_at: i64) -> bool {
        // A window that is not over yet may have been cut at the vendor's own now.
        let is_cut = |at: i64| end > asked_at && (asked_at - SKEW_MS..end).contains(&at);
        let last = end - 1;
        holds(&self.from, start, |_| false) && holds(&self.to, last, is_cut)
    }

    /// When they were made.
    pub(super) fn made_at(&self) -> Option<i64> {
        let (wall, offset) = calendar::parse_wall(&self.made)?;
        Some(wall - offset? * 60_000)
    }

    /// Whether a download with this tag is known to be another set: both have a tag, and these differ.
    pub(super) fn is_not(&self, tag: Option<&str>) -> bool {
        let plain = |it: &str| it.trim_start_matches("W/").trim_matches('"').to_owned();
        let (own, other) = (plain(&self.tag), plain(tag.unwrap_or_default()));
        !own.is_empty() && !other.is_empty() && own != other
    }
}

/// Whether a date is the asked instant, or one that `otherwise` takes. A date without a zone is by the
/// clock of a cluster that nobody here knows.
fn holds(text: &str, asked: i64, otherwise: impl Fn(i64) -> bool) -> bool {
    let Some((wall, offset)) = calendar::parse_wall(text) else { return true };
    let (at, close) = match offset {
        Some(minutes) => (wall - minutes * 60_000, CLOSE_MS),
        None => (wall, FURTHEST_MS),
    };
    (at - asked).abs() <= close || otherwise(at)
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

    /// Whether there is a file, but not all of it, by the word or by the counts; or something that nobody
    /// here can vouch for.
    pub(super) fn is_short(&self) -> bool {
        let lacks_records = self.total.zip(self.done).is_some_and(|(total, done)| done < total);
        lacks_records || !matches!(self.word.as_str(), "" | "SUCCESS" | "GENERATION_COMPLETE")
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
        set: Set {
            from: leaf("from-date").unwrap_or_default(),
            to: leaf("to-date").unwrap_or_default(),
            made: leaf("creation-time").unwrap_or_default(),
            tag: leaf("entity-tag").unwrap_or_default(),
        },
    };
    if status.word.is_empty() { Err("status-type".to_owned()) } else { Ok(status) }
}

/// How long to wait before the next look: longer and longer, but not past what the vendor itself
/// says it still needs.
pub(super) fn wait(polls: u32, seconds_left: Option<u64>) -> u64 {
    let own = (500 * u64::from(polls.min(30))).min(15_000);
    seconds_left.map_or(own, |it| own.min((it * 1000).max(500)))
}
