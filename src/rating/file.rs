//! A rate card file as rows of text: CSV in any usual dialect, or JSON.
//!
//! The cells stay text; [`crate::rating::RateCard::from_forms`] reads them. Places count lines of
//! the file here, and rows of the card there.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::forms::{RATE_COLUMNS, RateForm};
use crate::rating::cell;
use crate::rating::row::reason;
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Columns that hold remarks for people and are passed over.
const REMARKS: &[&str] = &["note", "notes", "comment", "comments", "remark", "remarks", "name"];

/// Columns without which there is no rate.
const NEEDED: &[&str] = &["measure", "price"];

/// Reads a rate card from CSV. The header names the columns, in any order and case; the delimiter
/// is the one that finds most of them. Decimal commas are read as such where no cell speaks
/// against it.
pub fn read_csv(text: &str) -> (Vec<RateForm>, Vec<Diagnostic>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return (Vec::new(), vec![Diagnostic::new(Code::EmptyFile)]);
    }
    let mut diagnostics = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        return (Vec::new(), vec![Diagnostic::new(Code::UnknownFormat)]);
    };
    let Some(columns) = columns(&header, &mut diagnostics) else {
        return (Vec::new(), diagnostics);
    };
    let mut forms = Vec::new();
    for record in records {
        match record {
            Ok(record) if record.iter().all(|it| it.trim().is_empty()) => {}
            Ok(record) => {
                let place = place_of(&record);
                if let Some(form) = form_of(&record, &columns, place, &mut diagnostics) {
                    forms.push(form);
                }
            }
            Err(error) => diagnostics.push(
                Diagnostic::new(Code::InvalidText)
                    .at(error.position().map(place_at).unwrap_or_default()),
            ),
        }
    }
    if forms.is_empty() && diagnostics.is_empty() {
        diagnostics.push(Diagnostic::new(Code::HeaderOnly));
    }
    if uses_decimal_comma(&mut forms) {
        for cell in forms.iter_mut().flat_map(number_cells) {
            *cell = cell.replace(',', ".");
        }
    }
    (forms, diagnostics)
}

/// Reads a rate card from JSON: an array of objects with the same names; cells are text, numbers
/// or null. Numbers are taken as they are written, so that no digit is lost.
pub fn read_json(text: &str) -> (Vec<RateForm>, Vec<Diagnostic>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let items: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(items) => items,
        Err(error) => {
            let place = Place {
                line: u64::try_from(error.line()).unwrap_or_default(),
                column: u32::try_from(error.column()).unwrap_or_default(),
                ..Place::default()
            };
            return (
                Vec::new(),
                vec![Diagnostic::new(Code::BrokenJson).at(place).with(error.to_string())],
            );
        }
    };
    let mut diagnostics = Vec::new();
    let mut forms = Vec::new();
    for (item, number) in items.iter().zip(1u64..) {
        let before = diagnostics.len();
        let form = json_form(item.get(), number, &mut diagnostics);
        if diagnostics.len() == before {
            forms.push(form);
        }
    }
    (forms, diagnostics)
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

/// The name of the column that a header means, if any.
fn column_of(header: &str) -> Option<&'static str> {
    let name = header.trim().to_lowercase().replace([' ', '-'], "_");
    RATE_COLUMNS.iter().copied().find(|it| *it == name)
}

fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let found = |delimiter: char| {
        head.split(delimiter).filter(|it| column_of(it.trim().trim_matches('"')).is_some()).count()
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
    for (name, position) in header.iter().zip(1u32..) {
        let column = column_of(name);
        let place =
            Place { line: 1, column: position, field: name.trim().to_owned(), ..Place::default() };
        if column.is_some_and(|it| columns.contains(&Some(it))) {
            diagnostics.push(Diagnostic::new(Code::DuplicateHeader).at(place).with(name.trim()));
            columns.push(None);
            continue;
        }
        let remark = REMARKS.contains(&name.trim().to_lowercase().as_str());
        if column.is_none() && !name.trim().is_empty() && !remark {
            diagnostics.push(
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
    if missing.is_empty() {
        return Some(columns);
    }
    for name in missing {
        let place = Place { line: 1, field: name.to_owned(), ..Place::default() };
        diagnostics.push(Diagnostic::new(Code::MissingColumn).at(place).with(name));
    }
    None
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
    Some(form)
}

fn place_of(record: &csv::StringRecord) -> Place {
    record.position().map(place_at).unwrap_or_default()
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

/// A row of a rate card as a JSON object; `number` is its row, from 1, for what is wrong with it.
pub fn json_form(item: &str, number: u64, diagnostics: &mut Vec<Diagnostic>) -> RateForm {
    let mut form = RateForm::default();
    let mut tell = |code: Code, field: &str, text: String, why: Option<&str>| {
        let place = Place { line: number, field: field.to_owned(), ..Place::default() };
        let diagnostic = Diagnostic::new(code).at(place).with(text);
        diagnostics.push(match why {
            Some(why) => diagnostic.with(why),
            None => diagnostic,
        });
    };
    let Ok(cells) = serde_json::from_str::<BTreeMap<String, &RawValue>>(item) else {
        tell(Code::BadRate, "", item.to_owned(), Some(reason::NOT_A_CELL));
        return form;
    };
    for (name, value) in cells {
        let Some(column) = column_of(&name) else {
            if !REMARKS.contains(&name.to_lowercase().as_str()) {
                tell(Code::BadRate, &name, name.clone(), Some(reason::UNKNOWN_COLUMN));
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
                    continue;
                }
            },
            _ => None,
        };
        let Some(text) = text else {
            tell(Code::BadRate, column, value.to_owned(), Some(reason::NOT_A_CELL));
            continue;
        };
        if let Some(cell) = cell_mut(&mut form, column) {
            *cell = text;
        }
    }
    form
}

/// A JSON number as a plain decimal.
fn plain(text: &str) -> Result<String, Code> {
    if text.contains(['e', 'E']) {
        let value = Decimal::from_scientific(text).map_err(|_| Code::NumberTooLarge)?;
        return Ok(value.normalize().to_string());
    }
    cell::decimal(text).map(|value| value.to_string())
}
