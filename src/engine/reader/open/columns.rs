//! What each column of an entry means: by its header, by the documented order, by the person.

use super::values;
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::forms::Settings;
use crate::engine::reader::layouts;
use crate::formats::csv::Scanned;
use crate::intake::Encoding;
use crate::layout::head::{Shape, fields_named, is_data, names_of};
use crate::layout::{Field, Head, Layout, Plan, PlannedColumn, names_secret};
use crate::normalize::DurationUnit;
use crate::normalize::header::canonical;

/// Plans the columns of delimited text; returns how many of the first records are not data.
pub(super) fn plan_table(
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
    let named = fields_named(layout, &mut names.iter().map(String::as_str));
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
    if is_written {
        let behind = header.map_or(0, |it| it + 1);
        let behind = rows.get(behind..).unwrap_or_default();
        values::settle(layout, behind, &mut plan.columns);
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
pub(super) fn plan_tree(
    head: &Head<'_>,
    layout: &'static dyn Layout,
    plan: &mut Plan,
) -> Vec<Vec<String>> {
    let (item, _) = head.tree(layout);
    let cells = item.map(|it| it.cells).unwrap_or_default();
    for (field, _) in layout.columns() {
        if plan.column_of(*field).is_some() {
            continue;
        }
        let called = |name: &str| cells.iter().find(|(it, _)| canonical(it) == name);
        let present = names_of(layout, *field).find_map(called);
        let first = || names_of(layout, *field).next().unwrap_or_default().to_owned();
        let header = present.map_or_else(first, |it| it.0.clone());
        plan.columns.push(column(header, Some(*field)));
    }
    let row = |columns: &[PlannedColumn]| -> Vec<String> {
        let cell_of = |it: &PlannedColumn| {
            let cell = cells.iter().find(|(name, _)| canonical(name) == canonical(&it.header));
            cell.map(|it| it.1.clone()).unwrap_or_default()
        };
        columns.iter().map(cell_of).collect()
    };
    // Those that mean nothing yet may be days or times of day.
    let is_planned =
        |name: &str| plan.columns.iter().any(|it| canonical(&it.header) == canonical(name));
    let others = cells.iter().filter(|(name, _)| !is_planned(name));
    let others: Vec<PlannedColumn> = others.map(|it| column(it.0.clone(), None)).collect();
    plan.columns.extend(others);
    let rows = [row(&plan.columns)];
    values::settle(layout, &rows, &mut plan.columns);
    plan.columns.retain(|it| it.field.is_some());
    vec![row(&plan.columns)]
}

/// Whatever the person set, what the file really is knows where secrets stand: by its header, or,
/// without one, by the documented order, beyond which a column may hold anything.
pub(super) fn hide_secrets(head: &Head<'_>, columns: &mut [PlannedColumn]) {
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
