//! Fetching from vendors: what its texts are. The languages are beside it.

use crate::connect::{FailureKind, Progress, Statement, Wait, Why};

/// The texts.
pub struct FetchText {
    /// The panel's heading.
    pub title: &'static str,
    /// What becomes of credentials, under the heading.
    pub private: &'static str,
    /// Names the choice of a vendor.
    pub vendor: &'static str,
    /// What is fetched from a vendor, and what to know about it, by its short name.
    pub about: fn(&str) -> &'static str,
    /// A field of a vendor: its name, and where a person finds what belongs in it.
    pub field: fn(&str, &str) -> (&'static str, &'static str),
    /// A choice of a field.
    pub option: fn(&str, &str) -> &'static str,
    /// What is wrong with a field.
    pub problem: fn(Why) -> &'static str,
    /// Heads the fields few people need.
    pub advanced: &'static str,
    /// Names the known reports, which can be pressed.
    pub known_names: &'static str,
    /// Buttons.
    pub test: &'static str,
    /// Buttons.
    pub start: &'static str,
    /// Buttons.
    pub cancel: &'static str,
    /// Buttons.
    pub save: fn(&str) -> String,
    /// Buttons.
    pub save_short: &'static str,
    /// Buttons.
    pub forget: &'static str,
    /// How far it is, in words.
    pub progress: fn(&Progress) -> String,
    /// Bytes of the reply under way.
    pub bytes: fn(u64) -> String,
    /// Why it waits, for how many seconds.
    pub waiting: fn(&Wait, u64) -> String,
    /// Nothing was done yet.
    pub idle: &'static str,
    /// The test went well.
    pub tested: &'static str,
    /// It is done: so many files.
    pub done: fn(usize) -> String,
    /// It failed or was stopped after so many files had come.
    pub kept: fn(usize) -> String,
    /// What happened.
    pub failure: fn(&FailureKind, bool) -> &'static str,
    /// What to do about it.
    pub way_out: fn(&FailureKind, bool) -> &'static str,
    /// What the vendor said: its words.
    pub said: fn(u16, &str) -> String,
    /// What was asked and what came.
    pub statement: fn(&Statement) -> String,
    /// Why a file should be saved.
    pub keep_it: &'static str,
    /// Heads what was received.
    pub received: &'static str,
    /// The network log.
    pub log: &'static str,
    /// It is empty.
    pub log_empty: &'static str,
    /// What it holds and what not.
    pub log_note: &'static str,
    /// Its columns: time, method, host, path, status, size, duration.
    pub log_columns: [&'static str; 7],
    /// In place of a status.
    pub no_reply: &'static str,
}

/// The name of a proxy's refusal is as good as its words for those who run it.
pub(super) fn is_setup(code: &str) -> bool {
    matches!(
        code,
        "unknown_profile"
            | "host_required"
            | "host_refused"
            | "port_refused"
            | "path_refused"
            | "query_refused"
            | "header_refused"
            | "method_refused"
            | "origin_refused"
            | "server_name_refused"
    )
}
