//! A rate card file as rows of text: CSV in any usual dialect, or JSON.
//!
//! The cells stay text; [`crate::rating::RateCard::from_forms`] reads them. Places count lines of
//! the file here, and rows of the card there; [`CardFile::in_file`] leads from one to the other.

use crate::cards::written::{columns_of, is_remark, tidy};
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::forms::RateForm;
use crate::normalize::{DecimalMark, number};
use crate::rating::cell;
use crate::rating::row::reason;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Columns without which there is no rate.
const NEEDED: &[&str] = &["measure", "price"];

/// What a file holds of a rate card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardFile {
    /// The rows that could be read.
    pub forms: Vec<RateForm>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
    /// For each of the rows, the line of the file on which it begins.
    lines: Vec<u64>,
    /// The columns by position; empty for JSON.
    columns: Vec<Option<&'static str>>,
}

impl CardFile {
    fn failed(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic], ..Self::default() }
    }

    /// Why the file must not be used: it is no rate card, or it has a row or a column (a discount, the
    /// end of a price) that cannot be read. With the rest of it alone everything would be charged by
    /// other rates than those agreed on.
    pub fn failure(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|it| it.code != Code::DuplicateHeader)
    }

    /// What [`crate::rating::RateCard::from_forms`] says about a row and a column of the card, with
    /// the line and the column of the file.
    #[must_use]
    pub fn in_file(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let place = &mut diagnostic.place;
        let row = usize::try_from(place.line).ok().and_then(|it| it.checked_sub(1));
        place.line = row.and_then(|it| self.lines.get(it)).copied().unwrap_or_default();
        let column = self.columns.iter().position(|it| *it == Some(place.field.as_str()));
        place.column = column.and_then(|it| u32::try_from(it + 1).ok()).unwrap_or_default();
        diagnostic
    }
}

/// Reads a rate card from JSON, if it begins like that, or else from CSV.
pub fn read(text: &str) -> CardFile {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with(['[', '{']) { read_json(text) } else { read_csv(text) }
}

/// Reads a rate card from CSV. The header names the columns, in any order and case; the delimiter
/// is the one that finds most of them. Decimal commas are read as such where no cell speaks
/// against it.
pub fn read_csv(text: &str) -> CardFile {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return CardFile::failed(Diagnostic::new(Code::EmptyFile));
    }
    let mut diagnostics = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return CardFile::failed(Diagnostic::new(Code::UnknownFormat));
    };
    let Some(columns) = columns(&header, &mut diagnostics) else {
        return CardFile { diagnostics, ..CardFile::default() };
    };
    let (mut forms, mut lines) = (Vec::new(), Vec::new());
    for record in records {
        match record {
            Ok(record) if record.iter().all(|it| it.trim().is_empty()) => {}
            Ok(record) => {
                let place = place_of(&record, text);
                let line = place.line;
                if let Some(form) = form_of(&record, &columns, place, &mut diagnostics) {
                    forms.push(form);
                    lines.push(line);
                }
            }
            Err(error) => diagnostics.push(
                Diagnostic::new(Code::InvalidText)
                    .at(error.position().map(place_at).unwrap_or_default()),
            ),
        }
    }
    if uses_decimal_comma(&mut forms) {
        for cell in forms.iter_mut().flat_map(number_cells) {
            *cell = cell.replace(',', ".");
        }
    }
    let mut file = CardFile { forms, diagnostics, lines, columns };
    if file.forms.is_empty() && file.failure().is_none() {
        file.diagnostics.push(Diagnostic::new(Code::HeaderOnly));
    }
    file
}

/// Reads a rate card from JSON: an array of objects with the same names, alone or as `rates` of an
/// object; cells are text, numbers or null. Numbers are taken as they are written, so that no digit
/// is lost.
pub fn read_json(text: &str) -> CardFile {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let items: Vec<&RawValue> = match json_items(text) {
        Ok(items) => items,
        Err(error) => {
            let place = Place {
                line: u64::try_from(error.line()).unwrap_or_default(),
                column: u32::try_from(error.column()).unwrap_or_default(),
                ..Place::default()
            };
            let broken = Diagnostic::new(Code::BrokenJson).at(place);
            return CardFile::failed(broken);
        }
    };
    let mut file = CardFile::default();
    // Between items stand only blanks and commas, so each is found where it is.
    let (mut rest, mut line) = (text, 1);
    for item in items {
        let (before, after) = rest.split_once(item.get()).unwrap_or(("", rest));
        line += line_ends(before);
        file.forms.extend(json_form(item.get(), line, &mut file.diagnostics));
        file.lines.resize(file.forms.len(), line);
        line += line_ends(item.get());
        rest = after;
    }
    if file.forms.is_empty() && file.failure().is_none() {
        file.diagnostics.push(Diagnostic::new(Code::EmptyFile));
    }
    file
}

fn json_items(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    if text.trim_start().starts_with('{') {
        let named: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
        if let Some(rates) = named.get("rates") {
            return serde_json::from_str(rates.get());
        }
    }
    serde_json::from_str(text)
}

fn line_ends(text: &str) -> u64 {
    text.bytes().map(|it| u64::from(it == b'\n')).sum()
}

/// A cell of a form by the name of its column.
pub fn cell_mut<'a>(form: &'a mut RateForm, column: &str) -> Option<&'a mut String> {
    Some(match column {
        "vendor" => &mut form.vendor,
        "service" => &mut form.service,
        "account" => &mut form.account,
        "channel" => &mut form.channel,
        "valid_from" => &mut form.valid_from,
        "valid_to" => &mut form.valid_to,
        "currency" => &mut form.currency,
        "measure" => &mut form.measure,
        "unit_size" => &mut form.unit_size,
        "minimum" => &mut form.minimum,
        "increment" => &mut form.increment,
        "free_units" => &mut form.free_units,
        "tier_from" => &mut form.tier_from,
        "price" => &mut form.price,
        "rounding" => &mut form.rounding,
        _ => return None,
    })
}

fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let found = |delimiter: char| {
        let names: Vec<&str> = head.split(delimiter).collect();
        columns_of(&names).iter().flatten().count()
    };
    // Ties go to the comma, which is tried last because `max_by_key` keeps the last.
    ['|', '\t', ';', ',']
        .into_iter()
        .max_by_key(|it| found(*it))
        .and_then(|it| u8::try_from(it).ok())
        .unwrap_or(b',')
}

/// The columns by position; none when the file cannot be a rate card.
fn columns(
    header: &csv::StringRecord,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Option<&'static str>>> {
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    let mut unknown = Vec::new();
    let names: Vec<&str> = header.iter().collect();
    for ((name, column), position) in header.iter().zip(columns_of(&names)).zip(1u32..) {
        let place =
            Place { line: 1, column: position, field: name.trim().to_owned(), ..Place::default() };
        if column.is_some_and(|it| columns.contains(&Some(it))) {
            diagnostics.push(Diagnostic::new(Code::DuplicateHeader).at(place).with(name.trim()));
            columns.push(None);
            continue;
        }
        if column.is_none() && !is_remark(name) {
            unknown.push(
                Diagnostic::new(Code::BadRate)
                    .at(place)
                    .with(name.trim())
                    .with(reason::UNKNOWN_COLUMN),
            );
        }
        columns.push(column);
    }
    let missing: Vec<&str> =
        NEEDED.iter().copied().filter(|it| !columns.contains(&Some(*it))).collect();
    let is_whole = missing.is_empty();
    for name in missing {
        let place = Place { line: 1, field: name.to_owned(), ..Place::default() };
        diagnostics.push(Diagnostic::new(Code::MissingColumn).at(place).with(name));
    }
    diagnostics.extend(unknown);
    is_whole.then_some(columns)
}

fn form_of(
    record: &csv::StringRecord,
    columns: &[Option<&'static str>],
    place: Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RateForm> {
    let surplus = record.iter().skip(columns.len()).any(|it| !it.trim().is_empty());
    if record.len() < columns.len() || surplus {
        diagnostics.push(
            Diagnostic::new(Code::FieldCount)
                .at(place)
                .with(record.len().to_string())
                .with(columns.len().to_string()),
        );
        return None;
    }
    let mut form = RateForm::default();
    for (text, column) in record.iter().zip(columns) {
        if let Some(cell) = column.and_then(|it| cell_mut(&mut form, it)) {
            text.trim().clone_into(cell);
        }
    }
    tidy(&mut form);
    Some(form)
}

/// Where a record begins: the reader counts blank lines before it as part of it.
fn place_of(record: &csv::StringRecord, text: &str) -> Place {
    let mut place = record.position().map(place_at).unwrap_or_default();
    let rest = usize::try_from(place.byte).ok().and_then(|it| text.get(it..)).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    place.line += line_ends(rest.get(..blank).unwrap_or_default());
    place.byte += u64::try_from(blank).unwrap_or_default();
    place
}

fn place_at(position: &csv::Position) -> Place {
    Place { line: position.line(), byte: position.byte(), ..Place::default() }
}

fn number_cells(form: &mut RateForm) -> impl Iterator<Item = &mut String> {
    let RateForm { unit_size, minimum, increment, free_units, tier_from, price, .. } = form;
    [unit_size, minimum, increment, free_units, tier_from, price].into_iter()
}

/// Whether numbers of this card have a decimal comma: some cell can be read no other way, and none
/// has a point. `1,000` alone decides nothing and stays to be told as a bad number.
fn uses_decimal_comma(forms: &mut [RateForm]) -> bool {
    let mut decided = false;
    for cell in forms.iter_mut().flat_map(number_cells) {
        if cell.contains('.') || cell.matches(',').count() > 1 {
            return false;
        }
        let Some((whole, fraction)) = cell.split_once(',') else { continue };
        let could_be_thousands =
            fraction.len() == 3 && !whole.trim_start_matches('-').starts_with('0');
        decided |= !could_be_thousands;
    }
    decided
}

/// The form of an object; none when a cell of it cannot be read.
pub fn json_form(item: &str, line: u64, diagnostics: &mut Vec<Diagnostic>) -> Option<RateForm> {
    let mut tell = |code: Code, field: &str, text: String, why: Option<&str>| {
        let place = Place { line, field: field.to_owned(), ..Place::default() };
        let diagnostic = Diagnostic::new(code).at(place).with(text);
        diagnostics.push(match why {
            Some(why) => diagnostic.with(why),
            None => diagnostic,
        });
    };
    let Ok(cells) = serde_json::from_str::<BTreeMap<String, &RawValue>>(item) else {
        tell(Code::BadRate, "", item.to_owned(), Some(reason::NOT_A_CELL));
        return None;
    };
    let mut form = RateForm::default();
    let mut is_whole = true;
    let names: Vec<&str> = cells.keys().map(String::as_str).collect();
    for ((name, value), column) in cells.iter().zip(columns_of(&names)) {
        let Some(column) = column else {
            if !is_remark(name) {
                tell(Code::BadRate, name, name.clone(), Some(reason::UNKNOWN_COLUMN));
            }
            continue;
        };
        let value = value.get();
        let text = match value.as_bytes().first() {
            Some(b'n') => continue,
            Some(b'"') => serde_json::from_str(value).ok().map(|it: String| it.trim().to_owned()),
            Some(b'-' | b'0'..=b'9') => match plain(value) {
                Ok(text) => Some(text),
                Err(code) => {
                    tell(code, column, value.to_owned(), None);
                    is_whole = false;
                    continue;
                }
            },
            _ => None,
        };
        let Some(text) = text else {
            tell(Code::BadRate, column, value.to_owned(), Some(reason::NOT_A_CELL));
            is_whole = false;
            continue;
        };
        if let Some(cell) = cell_mut(&mut form, column) {
            *cell = text;
        }
    }
    tidy(&mut form);
    is_whole.then_some(form)
}

/// A JSON number as a plain decimal.
fn plain(text: &str) -> Result<String, Code> {
    if text.contains(['e', 'E']) {
        let value = number::parse(text.as_bytes(), DecimalMark::Dot)?;
        return Ok(value.decimal().normalize().to_string());
    }
    cell::decimal(text).map(|value| value.to_string())
}
