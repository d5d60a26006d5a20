//! The case: all that it takes to come to the same result again, except the files themselves.
//! What opens one is `engine::case`.

use crate::cards::file::json_form;
use crate::domain::forms::{NameForm, PolicyForm, RateForm, Settings};
use crate::export::result_json::Reconciled;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::str::FromStr;

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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CaseDecision {
    /// Position in `sources`, from 0.
    pub source: u32,
    /// The entry of an archive; 0 for a plain file.
    pub entry: u32,
    /// The first byte of the row's text.
    pub from: u64,
    /// Which of the rows that begin there, from 0.
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

/// The case as a file.
pub fn write(case: &Case) -> Vec<u8> {
    let written = Written { format: FORMAT, format_version: VERSION, case };
    // Writing plain structs with text keys into memory has nothing that can fail.
    let mut bytes = serde_json::to_vec_pretty(&written).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// What of a case is needed to go on with it. Its result comes out again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

/// Reads a case back. Field by field, with what rate cards are read with already: what a derived
/// reader of all these forms weighs, every visit would pay for.
pub fn read_case(bytes: &[u8]) -> Result<Opened, CaseError> {
    let text = std::str::from_utf8(bytes).map_err(|error| CaseError::Broken(error.to_string()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let case = match serde_json::from_str(text) {
        Ok(fields) => Object(fields),
        Err(error) if error.is_data() => return Err(CaseError::NotACase),
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            return Err(CaseError::Broken(place));
        }
    };
    if case.text("format") != FORMAT {
        return Err(CaseError::NotACase);
    }
    match case.number::<u32>("format_version") {
        Ok(version) if version > VERSION => return Err(CaseError::Newer(version)),
        Ok(1..) => {}
        _ => return Err(CaseError::NotACase),
    }
    let opened = Opened {
        written_at: case.text("written_at"),
        sources: case.objects("sources")?.iter().map(source).collect::<Result<_, _>>()?,
        rates: case.list("rates")?.iter().map(|it| rate(it.get())).collect::<Result<_, _>>()?,
        policy: policy(&case.object("policy")?)?,
        decisions: case.objects("decisions")?.iter().map(decision).collect::<Result<_, _>>()?,
    };
    let known = u32::try_from(opened.sources.len()).unwrap_or(u32::MAX);
    match opened.decisions.iter().find(|it| it.source >= known) {
        Some(decision) => Err(CaseError::UnknownSource(decision.source)),
        None => Ok(opened),
    }
}

fn source(it: &Object<'_>) -> Result<OpenedSource, CaseError> {
    Ok(OpenedSource {
        name: it.text("name"),
        size: it.number("size")?,
        sha256: it.text("sha256"),
        settings: settings(&it.object("settings")?)?,
    })
}

fn settings(it: &Object<'_>) -> Result<Settings, CaseError> {
    let column = |pair: &&RawValue| {
        let (at, field): (u32, String) = from(pair.get(), "columns")?;
        Ok((at, field))
    };
    Ok(Settings {
        role: it.text("role"),
        layout: it.text("layout"),
        part: it.text("part"),
        encoding: it.text("encoding"),
        delimiter: it.text("delimiter"),
        decimal_mark: it.text("decimal_mark"),
        date_order: it.text("date_order"),
        time_zone: it.text("time_zone"),
        header: it.text("header"),
        columns: it.list("columns")?.iter().map(column).collect::<Result<_, CaseError>>()?,
        currency: it.text("currency"),
        account: it.text("account"),
        service: it.text("service"),
        unit: it.text("unit"),
        period_from: it.text("period_from"),
        period_to: it.text("period_to"),
    })
}

fn policy(it: &Object<'_>) -> Result<PolicyForm, CaseError> {
    let words = |name: &str| -> Result<Vec<String>, CaseError> {
        it.list(name)?.iter().map(|word| from(word.get(), name)).collect()
    };
    Ok(PolicyForm {
        name: it.text("name"),
        rules: words("rules")?,
        aggregate_by: words("aggregate_by")?,
        // Cases written before there were any have none.
        names: it.objects("names").unwrap_or_default().iter().map(name).collect(),
        quantity_absolute: it.text("quantity_absolute"),
        quantity_percent: it.text("quantity_percent"),
        amount_absolute: it.text("amount_absolute"),
        amount_percent: it.text("amount_percent"),
        period_from: it.text("period_from"),
        period_to: it.text("period_to"),
        period_rule: it.text("period_rule"),
        time_zone: it.text("time_zone"),
        amount_decimals: it.number("amount_decimals")?,
        time_window: it.text("time_window"),
        length_rounding: it.text("length_rounding"),
    })
}

fn name(it: &Object<'_>) -> NameForm {
    NameForm { of: it.text("of"), billed: it.text("billed"), usage: it.text("usage") }
}

fn rate(text: &str) -> Result<RateForm, CaseError> {
    let mut diagnostics = Vec::new();
    let form = json_form(text, 1, &mut diagnostics).filter(|_| diagnostics.is_empty());
    form.ok_or_else(|| CaseError::Broken("rates".to_owned()))
}

fn decision(it: &Object<'_>) -> Result<CaseDecision, CaseError> {
    Ok(CaseDecision {
        source: it.number("source")?,
        entry: it.number("entry")?,
        from: it.number("from")?,
        nth: it.number("nth")?,
        id: it.text("id"),
        decision: it.text("decision"),
        note: it.text("note"),
    })
}

/// The fields of a JSON object.
struct Object<'a>(BTreeMap<String, &'a RawValue>);

fn from<'a, T: Deserialize<'a>>(text: &'a str, name: &str) -> Result<T, CaseError> {
    serde_json::from_str(text).map_err(|_| CaseError::Broken(name.to_owned()))
}

impl<'a> Object<'a> {
    /// The text of a field, empty when there is none.
    fn text(&self, name: &str) -> String {
        self.0.get(name).and_then(|it| serde_json::from_str(it.get()).ok()).unwrap_or_default()
    }

    fn number<T: FromStr>(&self, name: &str) -> Result<T, CaseError> {
        let number = self.0.get(name).and_then(|it| it.get().parse().ok());
        number.ok_or_else(|| CaseError::Broken(name.to_owned()))
    }

    fn object(&self, name: &str) -> Result<Self, CaseError> {
        let field = self.0.get(name).ok_or_else(|| CaseError::Broken(name.to_owned()))?;
        from(field.get(), name).map(Self)
    }

    fn list(&self, name: &str) -> Result<Vec<&'a RawValue>, CaseError> {
        let field = self.0.get(name).ok_or_else(|| CaseError::Broken(name.to_owned()))?;
        from(field.get(), name)
    }

    fn objects(&self, name: &str) -> Result<Vec<Self>, CaseError> {
        self.list(name)?.iter().map(|it| from(it.get(), name).map(Self)).collect()
    }
}
