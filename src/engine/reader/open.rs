//! Looks at the head of a source and decides how to read it.

mod columns;
mod doubts;
pub(in crate::engine) mod settle;
mod values;

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::domain::forms::Settings;
use crate::engine::reader::open::columns::{hide_secrets, plan_table, plan_tree};
use crate::engine::reader::open::settle::{
    currency_around, currency_of, foot_of, missing_fields, period_of, settle, unit_of,
};
use crate::engine::reader::{layout, layouts};
use crate::formats::{MOST_FIELDS, read_error};
use crate::intake::encoding::{Detected, Transcoded, decode, detect};
use crate::intake::{Blob, Encoding, Entry, Packing, archive, refusal};
use crate::layout::head::{LOOKED_AT, Shape};
use crate::layout::{Field, Head, Layout, Opened, Plan, Syntax};
use crate::normalize::{DateOrder, DecimalMark};
use std::io::Read;

/// How much of an entry is looked at.
const HEAD: u64 = 256 * 1024;

/// How a file begins that holds others as one of long ago: an `.xls`, or any workbook under a password.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Decides how to read a source.
pub fn open(blob: &mut dyn Blob, name: &str, settings: &Settings) -> Opened {
    let mut opened = Opened {
        plans: Vec::new(),
        report: Report::default(),
        failure: None,
        rivals: Vec::new(),
        may_be_billed: false,
        missing: Vec::new(),
        size: blob.size(),
    };
    let mut entries = match archive::entries(blob) {
        Ok(entries) => entries,
        Err(failure) => {
            opened.failure = Some(*failure);
            return opened;
        }
    };
    if entries.iter().any(is_of_workbook) {
        opened.failure = Some(Diagnostic::new(Code::Spreadsheet));
        return opened;
    }
    if entries.iter().any(|it| !it.name.is_empty() && it.name == settings.part) {
        entries.retain(|it| it.name == settings.part);
    }
    let mut guesses = Vec::new();
    for entry in &entries {
        // An entry is known by its place in the archive, which also holds what is not listed.
        let index = match entry.packing {
            Packing::Zip(index) => u32::try_from(index).unwrap_or(u32::MAX),
            _ => 0,
        };
        match open_entry(blob, name, index, entry, settings) {
            Ok(found) if found.is_guess => guesses.push(found),
            Ok(found) => add(&mut opened, found),
            // Tables are made of workbooks in a zip, too, and the zip opened once more.
            Err(failure)
                if failure.code == Code::ArchiveNested && archive::is_named_workbook(entry) =>
            {
                opened.plans.clear();
                opened.failure = Some(Diagnostic::new(Code::Spreadsheet));
                return opened;
            }
            Err(failure) => {
                let mut failure =
                    if entry.name.is_empty() { *failure } else { failure.with(&entry.name) };
                opened.failure.get_or_insert_with(|| failure.clone());
                if failure.code == Code::UnknownFormat {
                    failure.code = unknown(&entry.name);
                }
                opened.report.push(failure);
            }
        }
    }
    // Beside what is known for what it is, such as a workbook's lines, its cover is no table of anything.
    let is_known = !opened.plans.is_empty();
    for found in guesses {
        if is_known {
            let name = &found.plan.entry_name;
            opened.report.push(Diagnostic::new(unknown(name)).with(name));
        } else {
            add(&mut opened, found);
        }
    }
    if !opened.plans.is_empty() {
        opened.failure = None;
    }
    opened
}

/// What an entry is that no layout knows: a sheet, such as a cover, or a file, which has an extension and may be
/// one that was meant to be read.
fn unknown(name: &str) -> Code {
    let is_file = name.is_empty() || name.bytes().rev().take(5).any(|it| it == b'.');
    if is_file { Code::UnknownFormat } else { Code::PassedOver }
}

/// Whether an entry shows that its archive is a workbook: of Excel as XML or as bytes, or an open one.
fn is_of_workbook(entry: &Entry) -> bool {
    ["xl/workbook.xml", "xl/workbook.bin", "content.xml"].contains(&entry.name.as_str())
}

fn add(opened: &mut Opened, found: Found) {
    add_new(&mut opened.rivals, found.rivals);
    opened.may_be_billed |= found.may_be_billed;
    add_new(&mut opened.missing, found.missing);
    opened.report.merge(found.report);
    opened.plans.push(found.plan);
}

/// Adds what is not there yet: entries of one kind leave the same open.
fn add_new<T: PartialEq>(to: &mut Vec<T>, found: Vec<T>) {
    for it in found {
        if !to.contains(&it) {
            to.push(it);
        }
    }
}

struct Found {
    plan: Plan,
    rivals: Vec<String>,
    may_be_billed: bool,
    missing: Vec<Field>,
    /// Whether no layout fits it, and the one of its role, which takes any table, misses columns.
    is_guess: bool,
    report: Report,
}

/// How an entry would be read if nobody set anything.
pub(super) fn plan_of(blob: &mut dyn Blob, name: &str, index: u32, entry: &Entry) -> Option<Plan> {
    open_entry(blob, name, index, entry, &Settings::default()).ok().map(|it| it.plan)
}

type Outcome<T> = Result<T, Box<Diagnostic>>;

fn fail<T>(code: Code) -> Outcome<T> {
    Err(Box::new(Diagnostic::new(code)))
}

/// The head of an entry as UTF-8 (or as it stands, when it is scanned bytewise), with its encoding.
pub(super) fn head_of(
    blob: &mut dyn Blob,
    entry: &Entry,
    settings: &Settings,
) -> Outcome<(Vec<u8>, Encoding, bool)> {
    let input: &mut dyn Read = &mut archive::open(blob, entry, 0)?;
    let raw = archive::read(input, HEAD).map_err(|it| Box::new(read_error(&it, 0)))?;
    if raw.is_empty() {
        return fail(Code::EmptyFile);
    }
    if let Some(why) = refusal::read(&raw) {
        return Err(Box::new(why));
    }
    if raw.starts_with(&COMPOUND) {
        return fail(Code::Spreadsheet);
    }
    if archive::is_archive(&raw) {
        return fail(Code::ArchiveNested);
    }
    let whole = u64::try_from(raw.len()).unwrap_or(0) < HEAD;
    let (encoding, guessed) = match (Encoding::parse(&settings.encoding), detect(&raw, whole)) {
        (Some(set), _) => (set, false),
        (None, Detected::Sure(encoding)) => (encoding, false),
        (None, Detected::Guessed(encoding)) => (encoding, true),
        (None, Detected::Binary) => return fail(Code::NotText),
    };
    if encoding.is_bytewise() {
        return Ok((raw, encoding, guessed));
    }
    let mut input = raw.as_slice();
    let text = archive::read(&mut Transcoded::new(&mut input, encoding), u64::MAX);
    Ok((text.map_err(|it| Box::new(read_error(&it, 0)))?, encoding, guessed))
}

fn open_entry(
    blob: &mut dyn Blob,
    name: &str,
    index: u32,
    entry: &Entry,
    settings: &Settings,
) -> Outcome<Found> {
    let (mut bytes, encoding, encoding_guessed) = head_of(blob, entry, settings)?;
    let delimiter = delimiter_of(settings);
    let shown = if entry.name.is_empty() { name } else { &entry.name };
    // A table is scanned as it stands in the file; a tree's readers take nothing but UTF-8.
    let mut of_head = if encoding.is_bytewise() { encoding } else { Encoding::Utf8 };
    if of_head != Encoding::Utf8
        && !matches!(Head::new(shown, &bytes, of_head, delimiter).shape, Shape::Table { .. })
        && let Some(text) = decode(encoding, &bytes)
    {
        bytes = text.into_owned().into_bytes();
        of_head = Encoding::Utf8;
    }
    let head = Head::new(shown, &bytes, of_head, delimiter);
    if head.bytes.trim_ascii().is_empty() {
        return fail(Code::EmptyFile);
    }
    check_width(&head)?;
    let mut report = Report::default();
    let whole = u64::try_from(bytes.len()).unwrap_or(0) < HEAD;
    // What is no layout's because it is broken is told as broken.
    let (layout, rivals) =
        choose(&head, settings).map_err(|it| head.syntax_error(whole).unwrap_or(it))?;
    let role = Role::from_code(&settings.role).unwrap_or(layout.role());
    let service = match settings.service.trim() {
        "" => layout.stated_service(&head),
        set => set.to_owned(),
    };
    let mut plan = Plan {
        layout: layout.id().to_owned(),
        role,
        entry_name: entry.name.clone(),
        entry: index,
        is_plain: entry.packing == Packing::Plain,
        syntax: Syntax::Json,
        encoding,
        encoding_guessed,
        header_line: 0,
        data_offset: 0,
        data_lines: 0,
        columns: Vec::new(),
        date_order: layout.habits().date_order.unwrap_or(DateOrder::MonthFirst),
        date_order_settled: true,
        decimal_mark: DecimalMark::Dot,
        decimal_mark_settled: true,
        plain_numbers: layout.habits().plain_numbers && settings.decimal_mark.is_empty(),
        time_zone: String::new(),
        time_zone_assumed: false,
        zone_of_days: String::new(),
        currency: settings.currency.trim().to_ascii_uppercase(),
        account: settings.account.trim().to_owned(),
        service,
        unit: String::new(),
        foot: String::new(),
        period: None,
    };
    if encoding_guessed {
        report.push(Diagnostic::new(Code::EncodingGuessed).with(encoding.name()));
    }
    if let Some(found) = layout.contradiction(&head) {
        report.push(found);
    }
    // Where as many were looked at as are at most, there may be more.
    let is_all = |rows: &[Vec<String>]| whole && rows.len() < LOOKED_AT - 20;
    let mut rows: Vec<Vec<String>> = Vec::new();
    match &head.shape {
        Shape::Json => {
            plan.syntax = Syntax::Json;
            rows = plan_tree(&head, layout, &mut plan);
        }
        Shape::Xml => {
            plan.syntax = Syntax::Xml;
            rows = plan_tree(&head, layout, &mut plan);
        }
        Shape::Table { dialect, rows: found } => {
            plan.syntax = Syntax::Csv { delimiter: dialect.delimiter, bare_cr: dialect.bare_cr };
            let n_head = plan_table(&head, layout, settings, &mut plan, &mut report);
            hide_secrets(&head, &mut plan.columns);
            rows.extend(found.iter().skip(n_head).cloned());
            let is_blank = rows.iter().all(|it| it.iter().all(String::is_empty));
            if is_blank && is_all(&rows) && role != Role::Rates {
                let holds_facts = layout.facts_of("").is_some();
                let may_be_empty = layout.habits().may_be_empty && n_head > 0;
                if !holds_facts && !may_be_empty {
                    return fail(Code::HeaderOnly);
                }
            }
        }
    }
    let unit = match settings.unit.trim() {
        "" => unit_of(&plan),
        set => set,
    };
    unit.clone_into(&mut plan.unit);
    if plan.currency.is_empty() {
        plan.currency = match head.shape {
            Shape::Table { .. } => currency_of(&plan),
            Shape::Json | Shape::Xml => currency_around(&head, layout),
        };
    }
    settle(layout, settings, &rows, &mut plan);
    let all = is_all(&rows);
    if all && plan.role == Role::Billed {
        plan.foot = foot_of(&plan, &rows);
    }
    doubts::notice(&plan, settings, (&rows, all), &mut report);
    plan.period = period_of(settings, &plan.time_zone);
    let missing = missing_fields(layout, &plan);
    // A vendor's own usage is known for what it is.
    let may_be_billed = plan.role == Role::Usage
        && settings.role.is_empty()
        && layout.vendor().is_empty()
        && layouts().any(|it| it.role() == Role::Billed && it.fits(&head) > 0);
    let is_guess = !missing.is_empty() && settings.layout.is_empty() && layout.fits(&head) == 0;
    Ok(Found { plan, rivals, may_be_billed, missing, is_guess, report })
}

fn delimiter_of(settings: &Settings) -> Option<u8> {
    match settings.delimiter.as_str() {
        "tab" | "\\t" => Some(b'\t'),
        text => text.bytes().next(),
    }
}

/// A first line that is too long or too wide is no header of anything.
fn check_width(head: &Head<'_>) -> Outcome<()> {
    let Shape::Table { dialect, .. } = &head.shape else { return Ok(()) };
    let end = if dialect.bare_cr { b'\r' } else { b'\n' };
    let line = head.bytes.split(|it| *it == end).next().unwrap_or_default();
    if memchr::memchr_iter(dialect.delimiter, line).count() >= MOST_FIELDS {
        let place = Place { line: 1, ..Place::default() };
        return Err(Box::new(
            Diagnostic::new(Code::TooManyColumns).at(place).with(MOST_FIELDS.to_string()),
        ));
    }
    if u64::try_from(line.len()).unwrap_or(0) >= HEAD - 8 {
        let place = Place { line: 1, ..Place::default() };
        return Err(Box::new(
            Diagnostic::new(Code::LineTooLong).at(place).with(line.len().to_string()),
        ));
    }
    Ok(())
}

/// The layout that fits best, and others that fit as well.
fn choose(head: &Head<'_>, settings: &Settings) -> Outcome<(&'static dyn Layout, Vec<String>)> {
    if let Some(layout) = layout(&settings.layout) {
        return Ok((layout, Vec::new()));
    }
    let wanted = Role::from_code(&settings.role);
    let fits: Vec<(u8, &'static dyn Layout)> =
        layouts().map(|it| (it.fits(head), it)).filter(|(fit, _)| *fit > 0).collect();
    // A role that the person set decides among layouts that fit; where none of it does, the table
    // of that role takes what columns it can.
    let of_role: Vec<_> =
        fits.iter().filter(|(_, it)| wanted.is_none_or(|role| it.role() == role)).collect();
    let best = of_role.iter().map(|(fit, _)| *fit).max();
    let Some(best) = best else {
        let is_table = head.is_regular();
        let fallback = match wanted {
            Some(Role::Billed) => "bill-table",
            Some(Role::Rates) => "rate-card",
            _ => "usage-table",
        };
        if is_table || wanted.is_some() && !fits.is_empty() {
            return layout(fallback)
                .map_or_else(|| fail(Code::UnknownFormat), |it| Ok((it, Vec::new())));
        }
        return fail(Code::UnknownFormat);
    };
    let mut equal = of_role.iter().filter(|(fit, _)| *fit == best).map(|(_, it)| *it);
    let first = equal.next();
    let rivals: Vec<String> = equal.map(|it| it.id().to_owned()).collect();
    first.map_or_else(|| fail(Code::UnknownFormat), |it| Ok((it, rivals)))
}
