//! The case: all that it takes to come to the same result again, except the files themselves.
//! What opens one is `engine::case`.

use crate::domain::forms::{PolicyForm, RateForm, Settings};
use crate::export::result_json::Reconciled;
use serde::{Deserialize, Serialize};

/// What the first field of a case says.
pub const FORMAT: &str = "trueup-case";

/// The version that is written; files up to it are read.
const VERSION: u32 = 1;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Case {
    /// Version of the application that wrote it.
    pub app_version: String,
    /// When it was written, ISO 8601.
    pub written_at: String,
    /// The files by hash, in the order in which they were given.
    pub sources: Vec<CaseSource>,
    /// The rate card.
    pub rates: Vec<RateForm>,
    /// The policy.
    pub policy: PolicyForm,
    /// What the person decided.
    pub decisions: Vec<CaseDecision>,
    /// The result; none before the first reconciliation.
    pub result: Option<Reconciled>,
}

/// A source of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CaseSource {
    /// The file's name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// `usage`, `billed`, `rates`.
    pub role: String,
    /// Short name of the vendor, empty when none.
    pub vendor: String,
    /// Id of the layout.
    pub layout: String,
    /// What the person set.
    pub settings: Settings,
    /// Rows read.
    pub rows: u64,
    /// Rows that could not be read.
    pub rejected: u64,
}

/// A decision of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseDecision {
    /// Position in `sources`, from 0.
    pub source: u32,
    /// The entry of an archive; 0 for a plain file.
    #[serde(default)]
    pub entry: u32,
    /// The first byte of the row's text.
    pub from: u64,
    /// Which of the rows that begin there, from 0.
    #[serde(default)]
    pub nth: u32,
    /// The row's id, so that a person can find it.
    pub id: String,
    /// `dispute`, `accept`, or empty for a note alone.
    pub decision: String,
    /// The note.
    pub note: String,
}

/// Why a file is no case that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseError {
    /// No JSON, or not that of a case; what the reader says about it, with line and column.
    Broken(String),
    /// JSON of something else.
    NotACase,
    /// Written by a later version than this one.
    Newer(u32),
    /// A decision names a source that the case does not have.
    UnknownSource(u32),
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    format_version: u32,
    #[serde(flatten)]
    case: &'a Case,
}

#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    format_version: Option<u32>,
}

/// The case as a file.
pub fn write(case: &Case) -> Vec<u8> {
    let written = Written { format: FORMAT, format_version: VERSION, case };
    // Writing plain structs with text keys into memory has nothing that can fail.
    let mut bytes = serde_json::to_vec_pretty(&written).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// What of a case is needed to go on with it. Its result comes out again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Opened {
    /// When it was written, ISO 8601.
    pub written_at: String,
    /// The files by hash, in the order in which they were given.
    pub sources: Vec<OpenedSource>,
    /// The rate card.
    pub rates: Vec<RateForm>,
    /// The policy.
    pub policy: PolicyForm,
    /// What the person decided.
    pub decisions: Vec<CaseDecision>,
}

/// A source of a case that is opened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct OpenedSource {
    /// The file's name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// What the person set.
    pub settings: Settings,
}

/// Reads a case back.
pub fn read_case(bytes: &[u8]) -> Result<Opened, CaseError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let head: Head = match serde_json::from_slice(bytes) {
        Ok(head) => head,
        Err(error) if error.is_data() => return Err(CaseError::NotACase),
        Err(error) => return Err(broken(&error)),
    };
    if head.format.as_deref() != Some(FORMAT) {
        return Err(CaseError::NotACase);
    }
    match head.format_version {
        Some(version) if version > VERSION => return Err(CaseError::Newer(version)),
        Some(1..) => {}
        _ => return Err(CaseError::NotACase),
    }
    let case: Opened = serde_json::from_slice(bytes).map_err(|error| broken(&error))?;
    let known = u32::try_from(case.sources.len()).unwrap_or(u32::MAX);
    match case.decisions.iter().find(|it| it.source >= known) {
        Some(decision) => Err(CaseError::UnknownSource(decision.source)),
        None => Ok(case),
    }
}

fn broken(error: &serde_json::Error) -> CaseError {
    CaseError::Broken(error.to_string())
}
