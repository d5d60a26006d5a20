//! Kore.ai: billing sessions one by one, page by page, and their summary.
//!
//! `sessions.rs` makes the records, `details.rs` answers `getBillingSessionsDetails`,
//! `summary.rs` answers `billingsessionsummary`, `access.rs` checks who calls.

mod access;
mod details;
mod sessions;
mod summary;

use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use serde_json::json;

pub use sessions::{KoreSession, KoreTruth};

use crate::error::SimError;
use crate::generate::Span;
use crate::lock::lock;
use crate::wire::{Call, Reply};
use access::{RateWindow, Scope};

/// What Kore.ai holds and how it behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct KoreSettings {
    /// The account's bots.
    pub bots: Vec<String>,
    /// Channel codes.
    pub channels: Vec<String>,
    /// Conversations to make; each has one billing session or more.
    pub conversations: u32,
    /// Rows that are given twice, word for word.
    pub duplicates: u32,
    /// Ids that are given a second time with other times.
    pub conflicts: u32,
    /// The app's id, as in the token's `appId`.
    pub client_id: String,
    /// The secret that tokens are signed with.
    pub client_secret: String,
    /// A ready token that is taken as it is.
    pub token: String,
    /// The app lacks the scope for billing sessions.
    pub scope_missing: bool,
    /// Longest range: six months by one document, three by a newer one.
    pub max_months: u32,
    /// A `toDate` without a time covers that whole day.
    pub to_date_covers_day: bool,
    /// Page size where none is asked for.
    pub default_limit: usize,
    /// Largest page, whatever is asked for.
    pub max_limit: usize,
    /// The oldest version: no paging and no `moreAvailable`.
    pub no_paging: bool,
    /// `moreAvailable` stays true on the last page, as in the document's sample.
    pub more_available_lies: bool,
    /// `total` is wrong by this many.
    pub total_off_by: i64,
    /// Which of the two spellings of the admin path exist: `bots`, `plain` or `both`.
    pub admin_path: AdminPath,
    /// Calls allowed in a rolling minute.
    pub calls_per_minute: Option<u32>,
    /// What the refusal says to wait.
    pub retry_after_seconds: u32,
    /// How often the summary is still under way when asked for.
    pub summary_polls: u32,
}

/// The spelling of the admin scope's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminPath {
    /// `/api/public/bots/…`
    Bots,
    /// `/api/public/…`
    Plain,
    /// Either.
    Both,
}

impl Default for KoreSettings {
    fn default() -> Self {
        let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
        Self {
            bots: list(&[
                "st-0a1b2c3d-1111-5aaa-8bbb-000000000001",
                "st-0a1b2c3d-2222-5aaa-8bbb-000000000002",
            ]),
            channels: list(&["IVR", "rtm", "msteams", "sms"]),
            conversations: 180,
            duplicates: 0,
            conflicts: 0,
            client_id: "cs-00000000-0000-5000-8000-000000000001".into(),
            client_secret: "simulated-client-secret".into(),
            token: "simulated-kore-token".into(),
            scope_missing: false,
            max_months: 6,
            to_date_covers_day: true,
            default_limit: 100,
            max_limit: 1000,
            no_paging: false,
            more_available_lies: false,
            total_off_by: 0,
            admin_path: AdminPath::Both,
            calls_per_minute: None,
            retry_after_seconds: 1,
            summary_polls: 1,
        }
    }
}

/// Kore.ai as it runs.
#[derive(Debug)]
pub(crate) struct Kore {
    settings: KoreSettings,
    sessions: Vec<KoreSession>,
    window: Mutex<RateWindow>,
    jobs: Mutex<summary::Jobs>,
}

impl Kore {
    pub(crate) fn new(settings: &KoreSettings, seed: u64, span: Span) -> Result<Self, SimError> {
        if settings.bots.is_empty() || settings.channels.is_empty() {
            return Err(SimError::Scenario("kore needs a bot and a channel".into()));
        }
        Ok(Self {
            settings: settings.clone(),
            sessions: sessions::make(settings, seed, span),
            window: Mutex::default(),
            jobs: Mutex::default(),
        })
    }

    pub(crate) fn sessions(&self) -> &[KoreSession] {
        &self.sessions
    }

    pub(crate) fn truth(&self) -> KoreTruth {
        KoreTruth::of(&self.sessions)
    }

    /// The whole period in pages of `limit`, each as a reply's body.
    pub(crate) fn pages(&self, limit: usize) -> Vec<String> {
        let all: Vec<&KoreSession> = self.sessions.iter().collect();
        let limit = limit.max(1);
        let starts = (0..all.len().max(1)).step_by(limit);
        starts.map(|skip| details::body(&self.settings, &all, skip, limit)).collect()
    }

    /// The whole period as CSV, one row a session.
    pub(crate) fn csv(&self) -> String {
        sessions::csv(&self.sessions)
    }

    pub(crate) fn answer(&self, call: &Call) -> Reply {
        let Some((scope, service)) = Scope::of(&call.path, self.settings.admin_path) else {
            return error(404, "Cannot find this resource");
        };
        if let Err(refusal) = access::check(&self.settings, call, &scope) {
            return refusal;
        }
        if !lock(&self.window).admit(self.settings.calls_per_minute) {
            let wait = self.settings.retry_after_seconds.to_string();
            let text =
                "Rate limit for this API has been reached. Please try again after some time.";
            return error(429, text).with("retry-after", &wait);
        }
        match (call.method.as_str(), service) {
            ("POST", "getBillingSessionsDetails") => {
                details::answer(&self.settings, &self.sessions, call, &scope)
            }
            ("POST", "billingsessionsummary") => {
                summary::start(&mut lock(&self.jobs), call, &scope)
            }
            ("GET", "billingsessionsummary/status") => {
                summary::status(&mut lock(&self.jobs), &self.settings, &self.sessions, call, &scope)
            }
            (
                _,
                "getBillingSessionsDetails"
                | "billingsessionsummary"
                | "billingsessionsummary/status",
            ) => error(405, "Method not allowed"),
            _ => error(404, "Cannot find this resource"),
        }
    }
}

/// The error body; its shape is only assumed, like the codes.
fn error(status: u16, text: &str) -> Reply {
    Reply::json(status, json!({"errors": [{"msg": text, "code": status}]}).to_string())
}
