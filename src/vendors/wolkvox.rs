//! wolkvox `billing.php?api=…`: counters of the month so far, as JSON or CSV, and the snapshots of
//! them that Trueup saves.
//!
//! By the vendor's documents a reply is `{code, error, msg, data: [{operation, description, items,
//! date}]}`. `items` is a number in a string whose separators are not documented, so only plain
//! digits are taken until the person says more. `date` is the time of the asking; its zone is not
//! documented, and that of the vendor's home (UTC−5) is assumed. The name of the report is not in
//! the reply; a snapshot (`{"trueup_snapshot": 1, "vendor": "wolkvox", "report", "fetched_at",
//! "sha256", "reply": {…}}`) carries it.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::{Role, content_hash};
use crate::layout::{Facts, Field, Habits, Head, Layout};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What a saved snapshot vouches for.
#[derive(Deserialize)]
struct Snapshot<'a> {
    sha256: String,
    #[serde(borrow)]
    reply: &'a RawValue,
}

/// Month-to-date counters.
pub struct Counters;

impl Layout for Counters {
    fn id(&self) -> &'static str {
        "wolkvox-counters"
    }

    fn vendor(&self) -> &'static str {
        "wolkvox"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let names = head.header_names(self);
        let counts = |names: &[String]| {
            let has = |name: &str| names.iter().any(|it| it == name);
            has("operation") && has("items") && (has("date") || has("description"))
        };
        if counts(&names) {
            return 90;
        }
        let (item, facts) = head.tree(self);
        // Rows of other reports come in the same reply.
        if let Some(item) = item {
            return if counts(&item.names()) { 95 } else { 0 };
        }
        let fact = |name: &str| {
            facts.iter().any(|it| it.name == name || it.name == format!("reply.{name}"))
        };
        if fact("code") && fact("msg") { 85 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[
            (Field::Account, "operation"),
            (Field::Service, "description"),
            (Field::Quantity, "items"),
            (Field::Start, "date"),
        ]
    }

    fn lists(&self) -> &'static [&'static str] {
        &["data"]
    }

    fn required(&self) -> &'static [Field] {
        &[Field::Quantity, Field::Start]
    }

    fn habits(&self) -> Habits {
        Habits {
            time_zone: "UTC-05:00",
            is_counter: true,
            needs_service: true,
            plain_numbers: true,
            may_be_empty: true,
            ..Habits::default()
        }
    }

    /// A snapshot names its report.
    fn stated_service(&self, head: &Head<'_>) -> String {
        let (_, facts) = head.tree(self);
        let is_snapshot = facts.iter().any(|it| it.name == "trueup_snapshot");
        let report = facts.iter().find(|it| is_snapshot && it.name == "report");
        report.map(|it| it.value.clone()).unwrap_or_default()
    }

    /// A snapshot's hash is that of the reply's text. One too long for a head is not looked at.
    fn contradiction(&self, head: &Head<'_>) -> Option<Diagnostic> {
        let snapshot: Snapshot<'_> = serde_json::from_str(str::from_utf8(head.bytes).ok()?).ok()?;
        let found = content_hash::of(snapshot.reply.get().trim().as_bytes());
        (found != snapshot.sha256).then(|| Diagnostic::new(Code::SnapshotAltered))
    }

    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        let code = facts.value("code");
        let error = facts.value("error");
        if error.is_none() && code.is_none_or(|it| it.value == "200") {
            return None;
        }
        let line = error.or(code).map_or(0, |it| it.line);
        let said: Vec<&str> = [code, error, facts.value("msg")]
            .into_iter()
            .flatten()
            .map(|it| it.value.as_str())
            .collect();
        let place = Place { line, ..Place::default() };
        Some(Diagnostic::new(Code::VendorError).at(place).with(said.join(" ")))
    }
}
