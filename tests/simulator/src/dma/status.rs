//! A generation's course: phase by phase, one step at each question.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::service::Filter;
use crate::generate::xml_text;

/// How a generation stands or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the vendor's own and say all there is to say")]
pub enum StatusType {
    Error,
    NotStarted,
    Running,
    Success,
    ErrorAnotherCdrIsBeingGenerated,
    ErrorDbNotReady,
    ErrorUnknownCreate,
    ErrorUnknownStatus,
    ErrorUnknownDownload,
    WarnCdrResultsTruncated,
    WarnCdrResultsIncomplete,
    GenerationComplete,
    Unknown,
}

impl StatusType {
    /// The vendor's spelling.
    pub(super) fn name(self) -> String {
        let value = serde_json::to_value(self).ok();
        value.as_ref().and_then(Value::as_str).unwrap_or("UNKNOWN").to_owned()
    }

    /// There is a file, if perhaps not all of it.
    pub(super) fn has_file(self) -> bool {
        matches!(
            self,
            Self::Success
                | Self::GenerationComplete
                | Self::WarnCdrResultsTruncated
                | Self::WarnCdrResultsIncomplete
        )
    }
}

/// What a generation does on its way.
const ACTIONS: [&str; 6] = [
    "CREATING_CDR_FILE",
    "RETRIEVING_CDR_NUM_CALL_RECORDS",
    "RETRIEVING_CDR_NUM_CONF_RECORDS",
    "RETRIEVING_CDR_CALL_UUIDS",
    "RETRIEVING_CDR_CALL_RECORDS",
    "RETRIEVING_CDR_CONF_RECORDS",
];

/// The one generation that a system can have.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) generation: Option<Generation>,
    /// Generation requests that found another one under way.
    pub(super) refused: u32,
}

/// A generation.
#[derive(Debug, Clone)]
pub(super) struct Generation {
    pub(super) filter: Filter,
    pub(super) polled: u32,
    pub(super) started: std::time::Instant,
    /// It was taken, but another one is under way.
    pub(super) behind_another: bool,
}

/// What the status says, by the names of the XML form.
pub(super) struct Status {
    members: Vec<(&'static str, Value)>,
}

impl Status {
    pub(super) fn new(action: &str, status: StatusType) -> Self {
        let members = vec![("action-type", action.into()), ("status-type", status.name().into())];
        Self { members }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// Part of the way: which phase, how much of it, how long still.
    pub(super) fn under_way(polled: u32, polls: u32, records: u64) -> Self {
        let last = u32::try_from(ACTIONS.len()).unwrap_or(1) - 1;
        let phase = (polled * last).checked_div(polls.saturating_sub(1)).unwrap_or(last).min(last);
        let action =
            usize::try_from(phase).ok().and_then(|at| ACTIONS.get(at)).unwrap_or(&"UNKNOWN");
        let done = (records * u64::from(polled)).checked_div(u64::from(polls)).unwrap_or(records);
        Self::new(action, StatusType::Running)
            .with("total-number-cdr-records", records)
            .with("number-cdr-records-processed", done)
            .with("estimated-time-remaining-seconds", u64::from(polls.saturating_sub(polled)))
            .with("download-ready", false)
    }

    pub(super) fn json(&self) -> String {
        let members: Map<String, Value> =
            self.members.iter().map(|(name, value)| (camel(name), value.clone())).collect();
        Value::Object(members).to_string()
    }

    pub(super) fn xml(&self) -> String {
        let mut text = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <ns2:plcm-billing-status xmlns:ns2=\"urn:com:polycom:api:rest:plcm-billing-status\">",
        );
        for (name, value) in &self.members {
            let value = value.as_str().map_or_else(|| value.to_string(), xml_text);
            write!(text, "<ns2:{name}>{value}</ns2:{name}>").ok();
        }
        text + "</ns2:plcm-billing-status>"
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}
