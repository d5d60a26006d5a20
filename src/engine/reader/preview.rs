//! How the head of a source reads under some settings: for the settings dialog.

use crate::dataset::{Segment, TextField};
use crate::domain::forms::Settings;
use crate::domain::order;
use crate::engine::protocol::{ColumnView, Preview, ReadAs};
use crate::engine::reader::{open, part};
use crate::engine::tasks::Said;
use crate::intake::{Blob, Encoding, encoding};
use crate::layout::{Plan, Syntax};
use crate::normalize::date::to_iso;

const ROWS: usize = 20;

/// A row as read: its fields with their values, or why it cannot be read.
type Parsed = Result<Vec<(String, String)>, crate::diagnostics::Diagnostic>;

/// Reads the head and shows the first rows, raw and as read.
pub fn preview(blob: &mut dyn Blob, name: &str, settings: &Settings) -> Preview {
    let opened = open::open(blob, name, settings);
    let Some(plan) = opened.plans.first() else { return Preview::default() };
    let mut preview = Preview { read_as: read_as(plan), ..Preview::default() };
    if let (Syntax::Csv { delimiter, bare_cr }, Ok((bytes, ..))) =
        (plan.syntax, open::head_of(blob, &part::entry_of(plan), settings))
    {
        let bytewise = Some(plan.encoding).filter(|it| it.is_bytewise());
        let text_of = |cell: &[u8]| encoding::shown(bytewise.unwrap_or(Encoding::Utf8), cell);
        let skipped = usize::try_from(plan.data_offset).unwrap_or(0);
        let dialect = crate::formats::csv::Dialect { delimiter, bare_cr };
        let data = bytes.get(skipped..).unwrap_or_default();
        preview.rows = crate::formats::csv_dialect::records(data, dialect, ROWS, &text_of);
        for row in &mut preview.rows {
            for (cell, column) in row.iter_mut().zip(&plan.columns) {
                if column.field == Some(crate::layout::Field::Secret) && !cell.is_empty() {
                    "***".clone_into(cell);
                }
            }
        }
    }
    let mut segments: Vec<Box<Segment>> = Vec::new();
    let until = plan.data_offset + 256 * 1024;
    let stretch = part::Stretch { from: plan.data_offset, until, exact: true };
    part::read(blob, plan, stretch, &mut |said| {
        if let Said::Segment(segment) = said {
            segments.push(segment);
        }
    });
    let mut parsed: Vec<(u64, Parsed)> = Vec::new();
    for segment in &segments {
        for index in 0..segment.len().min(ROWS) {
            parsed.push((segment.line(index), Ok(row_of(segment, index))));
        }
        let rejects = segment.rejects.iter().take(ROWS);
        parsed.extend(rejects.map(|it| (it.diagnostic.place.line, Err(it.diagnostic.clone()))));
    }
    order::sort_by_key(&mut parsed, |(line, _)| *line);
    preview.parsed = parsed.into_iter().take(ROWS).map(|(_, row)| row).collect();
    preview
}

/// How a plan reads, for the card and the dialog.
pub fn read_as(plan: &Plan) -> ReadAs {
    let columns = (1u32..).zip(&plan.columns).map(|(position, column)| ColumnView {
        position,
        header: column.header.clone(),
        field: column.field.map_or(String::new(), |it| it.code().to_owned()),
    });
    let has_dates =
        plan.columns.iter().any(|it| it.field.is_some_and(crate::layout::Field::is_date));
    ReadAs {
        syntax: plan.syntax.name().to_owned(),
        encoding: plan.encoding.name().to_owned(),
        delimiter: match plan.syntax {
            Syntax::Csv { delimiter, .. } => char::from(delimiter).to_string(),
            _ => String::new(),
        },
        decimal_mark: if plan.decimal_mark_settled {
            plan.decimal_mark.as_str().to_owned()
        } else {
            String::new()
        },
        date_order: match (has_dates, plan.date_order_settled) {
            (true, true) => plan.date_order.code().to_owned(),
            _ => String::new(),
        },
        time_zone: plan.time_zone.clone(),
        time_zone_assumed: plan.time_zone_assumed,
        header_line: plan.header_line,
        columns: columns.collect(),
    }
}

fn row_of(segment: &Segment, index: usize) -> Vec<(String, String)> {
    let mut row = Vec::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|it| !it.is_empty()) {
            row.push((name.to_owned(), value));
        }
    };
    put("usage_id", Some(segment.ids.text(index)));
    put("start", segment.starts.get(index).map(to_iso));
    let span = segment.spans.get(index);
    put("end", span.map(|it| to_iso(segment.starts.get(index).unwrap_or(0) + it)));
    put("duration", segment.lengths.get(index).map(|it| format!("{it} ms")));
    put("quantity", segment.quantities.get(index).map(|it| it.to_string()));
    put("unit_price", segment.unit_prices.get(index).map(|it| it.to_string()));
    put("amount", segment.amounts.get(index).map(|it| it.to_string()));
    let names = ["account", "service", "channel", "currency", "unit", "category", "invoice_id"];
    for (name, field) in names.into_iter().zip(TextField::ALL) {
        let code = segment.codes.get(field.index()).and_then(|it| it.get(index));
        let code = code.and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
        put(name, segment.dictionaries.get(field.index()).map(|it| it.value(code).to_owned()));
    }
    row
}
