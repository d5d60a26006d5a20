//! Poly `RealPresence` DMA: what comes beside the records. The third file of an export, which counts
//! them, and the bodies of `/api/rest/billing/status` and of errors, as XML and JSON.
//!
//! By the operations guide the counts are one line: calls, conferences, clusters included, clusters
//! excluded because they could not be reached. Its syntax is not documented, so the first two
//! integers are taken and the text is kept; a header above them is as good as labels between them.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::formats::csv::Dialect;
use crate::formats::csv_dialect::records;
use crate::formats::item::Fact;
use crate::formats::leaves::leaves;
use crate::layout::head::Shape;
use crate::layout::{Facts, Field, Habits, Head, Layout};
use crate::vendors::dma::{CALLS, CONFERENCES, part_of_export};

/// The counts of an export.
pub struct Counts;

/// A status or an error.
pub struct Status;

impl Layout for Counts {
    fn id(&self) -> &'static str {
        "dma-counts"
    }

    fn vendor(&self) -> &'static str {
        "dma"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if !matches!(head.shape, Shape::Table { .. }) || head.bytes.len() > 16 * 1024 {
            return 0;
        }
        let text = String::from_utf8_lossy(head.bytes).to_ascii_lowercase();
        let mut lines = text.lines().filter(|it| !it.trim().is_empty());
        let rows = rows(&text);
        let has_counts = match (lines.next(), lines.next(), lines.next()) {
            (Some(line), None, None) => integers(line).count() >= 2,
            (Some(_), Some(_), None) => header(&rows).is_some(),
            _ => return 0,
        };
        match (has_counts, text.contains("conference"), text.contains("cluster")) {
            (true, true, true) => 95,
            (true, true, false) => 80,
            _ if matches!(rows.as_slice(), [row] if is_bare(row)) => 40,
            _ => 0,
        }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[]
    }

    fn habits(&self) -> Habits {
        Habits { measures_time: true, ..Habits::default() }
    }

    fn facts_of(&self, text: &str) -> Option<Vec<Fact>> {
        let fact = |name: &str, value: String| Fact { name: name.to_owned(), value, line: 1 };
        let mut facts = vec![fact("counts", text.trim().to_owned())];
        let mut numbers = integers(text);
        for name in ["calls", "conferences"] {
            facts.extend(numbers.next().map(|it| fact(name, it.to_string())));
        }
        facts.extend(excluded(text).into_iter().map(|it| fact("excluded", it)));
        Some(facts)
    }

    fn answer(&self, facts: &Facts) -> Option<String> {
        part_of_export(facts)
    }

    /// The counts can be held only against records of the same export.
    fn check(&self, facts: &Facts, report: &mut Report) {
        let excluded: Vec<&str> = facts.values("excluded").map(|it| it.value.as_str()).collect();
        if !excluded.is_empty() {
            report.push(Diagnostic::new(Code::ClustersExcluded).with(excluded.join(", ")));
        }
        let has_records = facts.rows.iter().any(|(id, _)| id == CALLS || id == CONFERENCES);
        if !has_records {
            return;
        }
        for (name, layout) in [("calls", CALLS), ("conferences", CONFERENCES)] {
            // Several exports state their counts each.
            let stated: u64 =
                facts.values(name).filter_map(|it| it.value.parse::<u64>().ok()).sum();
            let read = facts.rows_of(layout);
            if facts.value(name).is_some() && stated != read {
                let found = Diagnostic::new(Code::CountsMismatch).with(name);
                report.push(found.with(stated.to_string()).with(read.to_string()));
            }
        }
    }
}

fn integers(text: &str) -> impl Iterator<Item = u64> {
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != '-').filter_map(|it| it.parse().ok())
}

/// The fields of the lines, quoted or not. Lists of clusters may have a mark of their own between them, so
/// that the counts tell which one is between fields.
fn rows(text: &str) -> Vec<Vec<String>> {
    let text_of = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    let by = |delimiter: u8| {
        records(text.as_bytes(), Dialect { delimiter, bare_cr: false }, 3, &text_of)
    };
    let is_so = |it: &Vec<Vec<String>>| it.last().is_some_and(|it| has_counts(it));
    b",;\t".iter().map(|it| by(*it)).find(is_so).unwrap_or_default()
}

/// The header above two counts, if there is one.
fn header(rows: &[Vec<String>]) -> Option<&[String]> {
    let [header, row] = rows else { return None };
    let [calls, conferences, ..] = header.as_slice() else { return None };
    let is_so = calls.to_ascii_lowercase().contains("call")
        && conferences.to_ascii_lowercase().contains("conference")
        && has_counts(row);
    is_so.then_some(header)
}

/// Whether a row begins with two counts.
fn has_counts(row: &[String]) -> bool {
    row.len() > 1 && row.iter().take(2).all(|it| it.parse::<u64>().is_ok())
}

/// Two counts and then words only: the line without its labels.
fn is_bare(row: &[String]) -> bool {
    let has_digit_first = |it: &String| it.starts_with(|c: char| c.is_ascii_digit());
    row.len() <= 5 && has_counts(row) && !row.iter().skip(2).any(has_digit_first)
}

/// The clusters named behind the word for excluded ones, below it, or in the fourth field.
fn excluded(text: &str) -> Vec<String> {
    let rows = rows(text);
    let header = header(&rows);
    let lower = text.to_ascii_lowercase();
    let labelled = lower.find("excluded").and_then(|at| text.get(at + "excluded".len()..));
    let list = match labelled.filter(|_| header.is_none()) {
        Some(rest) => rest.trim_start_matches([':', '=', ' ']),
        None => {
            let is_label = |it: &String| it.to_ascii_lowercase().contains("excluded");
            let place = header.and_then(|it| it.iter().position(is_label)).unwrap_or(3);
            rows.last().and_then(|it| it.get(place)).map_or("", String::as_str)
        }
    };
    let names = list.split([' ', ',', ';', '\n', '\r', '\t']).map(str::trim);
    names
        .filter(|it| !it.is_empty())
        .filter(|it| {
            !["none", "null", "-", "0", "[]", "()"].contains(&it.to_ascii_lowercase().as_str())
        })
        .map(str::to_owned)
        .collect()
}

impl Layout for Status {
    fn id(&self) -> &'static str {
        "dma-status"
    }

    fn vendor(&self) -> &'static str {
        "dma"
    }

    fn role(&self) -> Role {
        Role::Usage
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        if matches!(head.shape, Shape::Table { .. }) {
            return 0;
        }
        let text = String::from_utf8_lossy(head.bytes);
        let facts = Facts { facts: leaves(&text), ..Facts::default() };
        let has = |name: &str| facts.value(name).is_some();
        if has("statusType") && has("actionType") {
            return 95;
        }
        if has("statusCode") && has("description") && facts.facts.len() < 8 { 80 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[]
    }

    fn facts_of(&self, text: &str) -> Option<Vec<Fact>> {
        Some(leaves(text))
    }

    fn refusal(&self, facts: &Facts) -> Option<Diagnostic> {
        let status = facts.value("statusType");
        let is_error = status.is_some_and(|it| it.value.starts_with("ERROR"));
        let code = if is_error { status } else { facts.value("statusCode") };
        let said = facts.value(if is_error { "statusMessage" } else { "description" });
        let place = Place { line: code?.line, ..Place::default() };
        let words: Vec<&str> =
            [code, said].into_iter().flatten().map(|it| it.value.as_str()).collect();
        Some(Diagnostic::new(Code::VendorError).at(place).with(words.join(" · ")))
    }

    fn check(&self, facts: &Facts, report: &mut Report) {
        let Some(status) = facts.value("statusType") else { return };
        let place = Place { line: status.line, ..Place::default() };
        let number = |name: &str| facts.value(name).map_or("", |it| it.value.as_str());
        let code = match status.value.as_str() {
            "WARN_CDR_RESULTS_TRUNCATED" => Code::ResultsTruncated,
            "WARN_CDR_RESULTS_INCOMPLETE" => Code::ResultsIncomplete,
            _ => return,
        };
        let found = Diagnostic::new(code).at(place).with(number("numberCdrRecordsProcessed"));
        report.push(found.with(number("totalNumberCdrRecords")));
    }
}
