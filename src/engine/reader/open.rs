//! Looks at the head of a source and decides how to read it.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::Role;
use crate::domain::forms::Settings;
use crate::engine::reader::{layout, layouts};
use crate::formats::csv::Scanned;
use crate::formats::{MOST_FIELDS, read_error};
use crate::intake::encoding::{Detected, Transcoded, decode, detect};
use crate::intake::{Blob, Encoding, Entry, Packing, archive};
use crate::layout::head::{Shape, fields_named, is_data};
use crate::layout::{
    Evidence, Field, Head, Layout, Opened, Plan, PlannedColumn, Syntax, names_secret,
};
use crate::normalize::header::canonical;
use crate::normalize::{DateOrder, DecimalMark, DurationUnit, Zone, date};
use std::io::Read;

/// How much of an entry is looked at.
const HEAD: u64 = 256 * 1024;

/// Decides how to read a source.
pub fn open(blob: &mut dyn Blob, name: &str, settings: &Settings) -> Opened {
    let mut opened = Opened {
        plans: Vec::new(),
        report: Report::default(),
        failure: None,
        rivals: Vec::new(),
        missing: Vec::new(),
        size: blob.size(),
    };
    let entries = match archive::entries(blob) {
        Ok(entries) => entries,
        Err(failure) => {
            opened.failure = Some(*failure);
            return opened;
        }
    };
    for entry in &entries {
        // An entry is known by its place in the archive, which also holds what is not listed.
        let index = match entry.packing {
            Packing::Zip(index) => u32::try_from(index).unwrap_or(u32::MAX),
            _ => 0,
        };
        match open_entry(blob, name, index, entry, settings) {
            Ok(found) => {
                add_new(&mut opened.rivals, found.rivals);
                add_new(&mut opened.missing, found.missing);
                opened.report.merge(found.report);
                opened.plans.push(found.plan);
            }
            Err(failure) => {
                let failure =
                    if entry.name.is_empty() { *failure } else { failure.with(&entry.name) };
                opened.failure.get_or_insert_with(|| failure.clone());
                opened.report.push(failure);
            }
        }
    }
    if !opened.plans.is_empty() {
        opened.failure = None;
    }
    opened
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
    missing: Vec<Field>,
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
    let mut raw = Vec::new();
    let input: &mut dyn Read = &mut archive::open(blob, entry, 0)?;
    let read = input.take(HEAD).read_to_end(&mut raw);
    read.map_err(|it| Box::new(read_error(&it, 0)))?;
    if raw.is_empty() {
        return fail(Code::EmptyFile);
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
    let mut text = Vec::new();
    let mut input = raw.as_slice();
    let read = Transcoded::new(&mut input, encoding).read_to_end(&mut text);
    read.map_err(|it| Box::new(read_error(&it, 0)))?;
    Ok((text, encoding, guessed))
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
    if encoding == Encoding::Windows1252
        && !matches!(Head::new(shown, &bytes, delimiter).shape, Shape::Table { .. })
        && let Some(text) = decode(encoding, &bytes)
    {
        bytes = text.into_owned().into_bytes();
    }
    let head = Head::new(shown, &bytes, delimiter);
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
        period: None,
    };
    if encoding_guessed {
        report.push(Diagnostic::new(Code::EncodingGuessed).with(encoding.name()));
    }
    if let Some(found) = layout.contradiction(&head) {
        report.push(found);
    }
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
            if is_blank && whole && role != Role::Rates {
                let holds_facts = layout.facts_of("").is_some();
                let may_be_empty = layout.habits().may_be_empty && n_head > 0;
                if !holds_facts && !may_be_empty {
                    return fail(Code::HeaderOnly);
                }
            }
        }
    }
    unit_of(&plan).clone_into(&mut plan.unit);
    settle(layout, settings, &rows, &mut plan);
    plan.period = period_of(settings, &plan.time_zone);
    let missing = missing_fields(layout, &plan);
    Ok(Found { plan, rivals, missing, report })
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

/// Plans the columns of delimited text; returns how many of the first records are not data.
fn plan_table(
    head: &Head<'_>,
    layout: &'static dyn Layout,
    settings: &Settings,
    plan: &mut Plan,
    report: &mut Report,
) -> usize {
    let Shape::Table { dialect, rows } = &head.shape else { return 0 };
    let n_columns = head.n_columns();
    let header = match settings.header.as_str() {
        "no" => None,
        "yes" => Some(head.header_for(layout).map_or(0, |(index, _)| index)),
        _ => head
            .header_for(layout)
            .map(|(index, _)| index)
            .or_else(|| unknown_header(rows, layout, n_columns)),
    };
    let written = header.and_then(|it| rows.get(it)).cloned();
    let n_columns = written.as_ref().map_or(n_columns, Vec::len);
    // Without a header the documented names stand in for it.
    let documented = || layout.positions(n_columns).unwrap_or_default().iter();
    let is_written = written.is_some();
    let names = written.unwrap_or_else(|| documented().map(|it| (*it).to_owned()).collect());
    let named = fields_named(layout, names.iter().map(String::as_str));
    for index in 0..n_columns {
        let header = names.get(index).cloned().unwrap_or_default();
        // Where names come from the documentation, a column it does not know may hold anything.
        if !is_written && !names.is_empty() && index >= names.len() {
            plan.columns.push(column(header, Some(Field::Secret)));
            continue;
        }
        let field = named.iter().find(|(column, _)| *column == index).map(|(_, field)| *field);
        plan.columns.push(column(header, field));
    }
    apply_settings(settings, &mut plan.columns);
    for (index, name) in names.iter().enumerate() {
        let same = |it: &String| !name.is_empty() && canonical(it) == canonical(name);
        if is_written && names.iter().take(index).any(same) {
            let number = u32::try_from(index + 1).unwrap_or(0);
            let place = Place { line: 1, column: number, field: name.clone(), byte: 0 };
            report.push(Diagnostic::new(Code::DuplicateHeader).at(place).with(name));
        }
    }
    let n_head = header.map_or(0, |it| it + 1);
    // Where the data begins: the scanner itself says, so that quoted line ends in a header count.
    let mut seen = 0;
    let bom = if head.had_mark { 3 } else { 0 };
    let mut input = head.bytes;
    let end = crate::formats::csv::scan(&mut input, *dialect, 0, u64::MAX, &mut |scanned| {
        if let Scanned::Record(record) = scanned {
            seen += 1;
            if seen < n_head && rows.get(seen - 1).is_some_and(|it| is_data(it, n_columns)) {
                let place = Place { line: record.line, byte: record.offset, ..Place::default() };
                report.push(Diagnostic::new(Code::RowsAboveHeader).at(place));
            }
        }
        if seen >= n_head {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    });
    if n_head > 0
        && let Ok(end) = end
    {
        plan.data_offset = end.offset;
        plan.data_lines = end.lines;
        plan.header_line = end.lines;
    }
    if plan.encoding == Encoding::Utf8 {
        plan.data_offset += bom;
    }
    n_head
}

/// A first row without a single value above rows with values is a header even if no name in it is
/// known: the person can then say what the columns are.
fn unknown_header(rows: &[Vec<String>], layout: &dyn Layout, n_columns: usize) -> Option<usize> {
    if layout.positions(n_columns).is_some() {
        return None;
    }
    let has_digit =
        |row: &Vec<String>| row.iter().any(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    let first = rows.first()?;
    let filled = first.len() >= 2 && first.iter().all(|it| !it.is_empty());
    (filled && !has_digit(first) && rows.iter().skip(1).any(has_digit)).then_some(0)
}

/// Plans the names of a tree: one column for each field of the layout, under the name it has in
/// the first record. Returns that record's cells as the one row of the head.
fn plan_tree(head: &Head<'_>, layout: &'static dyn Layout, plan: &mut Plan) -> Vec<Vec<String>> {
    let (item, _) = head.tree(layout);
    let cells = item.map(|it| it.cells).unwrap_or_default();
    for (field, names) in layout.columns() {
        let present =
            names.iter().find_map(|name| cells.iter().find(|(it, _)| canonical(it) == *name));
        let header =
            present.map_or_else(|| (*names.first().unwrap_or(&"")).to_owned(), |it| it.0.clone());
        plan.columns.push(column(header, Some(*field)));
    }
    let by_column = plan.columns.iter().map(|it| {
        let cell = cells.iter().find(|(name, _)| canonical(name) == canonical(&it.header));
        cell.map(|it| it.1.clone()).unwrap_or_default()
    });
    vec![by_column.collect()]
}

/// Whatever the person set, what the file really is knows where secrets stand: by its header, or,
/// without one, by the documented order, beyond which a column may hold anything.
fn hide_secrets(head: &Head<'_>, columns: &mut [PlannedColumn]) {
    const SURE: u8 = 80;
    let Shape::Table { rows, .. } = &head.shape else { return };
    for layout in layouts().filter(|it| it.fits(head) >= SURE) {
        let written = head.header_for(layout).and_then(|(index, _)| rows.get(index));
        let documented = layout.positions(columns.len()).unwrap_or_default();
        for (index, column) in columns.iter_mut().enumerate() {
            let is_secret = match written {
                Some(names) => names.get(index).is_some_and(|it| names_secret(it)),
                None if documented.is_empty() => false,
                None => documented.get(index).is_none_or(|it| names_secret(it)),
            };
            if is_secret {
                column.field = Some(Field::Secret);
                // A row of data that was called a header would show its secret as a name.
                if written.is_none() {
                    let name = documented.get(index).copied().unwrap_or_default();
                    name.clone_into(&mut column.header);
                }
            }
        }
    }
}

fn column(header: String, field: Option<Field>) -> PlannedColumn {
    let duration_unit = DurationUnit::in_header(&header).unwrap_or_default();
    let field = if names_secret(&header) { Some(Field::Secret) } else { field };
    PlannedColumn { header, field, duration_unit }
}

/// The unit that the header of the column of quantities names; empty when it names none.
fn unit_of(plan: &Plan) -> &'static str {
    if plan.role == Role::Rates {
        return "";
    }
    let column = plan.column_of(Field::Quantity).and_then(|it| plan.columns.get(it));
    let header = column.map_or("", |it| &it.header);
    match DurationUnit::in_header(header) {
        Some(unit) => unit.code(),
        None if canonical(header) == "sessions" => "sessions",
        None => "",
    }
}

fn apply_settings(settings: &Settings, columns: &mut [PlannedColumn]) {
    for (position, name) in &settings.columns {
        let field = Field::from_code(name);
        if let Some(field) = field {
            // A field has one column: setting it elsewhere frees the one that was detected.
            columns.iter_mut().filter(|it| it.field == Some(field)).for_each(|it| it.field = None);
        }
        let index = usize::try_from(*position).ok().and_then(|it| it.checked_sub(1));
        if let Some(column) = index.and_then(|it| columns.get_mut(it))
            && column.field != Some(Field::Secret)
        {
            column.field = field;
        }
    }
}

/// Settles the order of dates, the decimal mark and the zone: what the person set, what the
/// documentation says, what the head is evidence for. What is left open is gathered while reading.
fn settle(layout: &dyn Layout, settings: &Settings, rows: &[Vec<String>], plan: &mut Plan) {
    let mut seen = Evidence::default();
    for row in rows {
        for (cell, column) in row.iter().zip(&plan.columns) {
            let Some(field) = column.field else { continue };
            if field.is_date() {
                let read = date::parse(cell.as_bytes(), DateOrder::MonthFirst)
                    .or_else(|_| date::parse(cell.as_bytes(), DateOrder::DayFirst));
                if let Ok(stamp) = read {
                    seen.date(stamp.order, cell.as_bytes());
                }
            } else if field.is_number() || field == Field::Duration {
                seen.number(cell.as_bytes());
            }
        }
    }
    // Values further on may contradict what is settled here; then it is opened again.
    if let Some(order) = DateOrder::parse(&settings.date_order).or(seen.order()) {
        plan.date_order = order;
    } else {
        let says_both = seen.month_first > 0 && seen.day_first > 0;
        plan.date_order_settled = layout.habits().date_order.is_some() && !says_both;
    }
    let is_table = matches!(plan.syntax, Syntax::Csv { .. });
    let seen_mark = seen.mark().filter(|_| is_table);
    if let Some(mark) = DecimalMark::parse(&settings.decimal_mark).or(seen_mark) {
        plan.decimal_mark = mark;
    } else {
        // Programs write trees, a vendor's with the dot; other texts in one may be anyone's. Where
        // numbers are plain, whatever contradicts that is refused by itself.
        let is_vendors = !is_table && !layout.vendor().is_empty();
        plan.decimal_mark_settled = is_vendors || plan.plain_numbers && seen.dot > 0;
    }
    let start = [Field::Start, Field::PeriodStart].into_iter().find_map(|it| plan.column_of(it));
    let header = start.and_then(|it| plan.columns.get(it)).map_or("", |it| &it.header);
    let habit = layout.habits().time_zone;
    let (zone, assumed) = match Zone::parse(&settings.time_zone) {
        Some(zone) => (zone.name(), false),
        None if header.contains("UTC") || header.contains("GMT") => ("UTC".to_owned(), false),
        None if !habit.is_empty() => (habit.to_owned(), true),
        None => (String::new(), true),
    };
    plan.time_zone = zone;
    plan.time_zone_assumed = assumed;
}

/// The stated period as instants: the last day is part of it.
pub(in crate::engine) fn period_of(settings: &Settings, zone: &str) -> Option<(i64, i64)> {
    const DAY_MS: i64 = 86_400_000;
    let zone = Zone::parse(zone).unwrap_or(Zone::UTC);
    let from = date::parse_day(&settings.period_from)?;
    let to = date::parse_day(&settings.period_to)?;
    Some((zone.instant(from * DAY_MS), zone.instant((to + 1) * DAY_MS)))
}

/// Fields that need a column and have none.
fn missing_fields(layout: &dyn Layout, plan: &Plan) -> Vec<Field> {
    let has = |field: Field| plan.column_of(field).is_some();
    let mut missing: Vec<Field> =
        layout.required().iter().copied().filter(|it| !has(*it)).collect();
    if layout.facts_of("").is_some() {
        return Vec::new();
    }
    if plan.role == Role::Billed
        && !has(Field::Amount)
        && !(has(Field::Quantity) && has(Field::UnitPrice))
    {
        missing.push(Field::Amount);
    }
    let measured = [Field::UsageId, Field::Start, Field::Duration, Field::Quantity];
    let is_measured = layout.habits().needs_period || measured.into_iter().any(has);
    if plan.role == Role::Usage && !is_measured && missing.is_empty() {
        missing.push(Field::Start);
    }
    missing
}
