//! The dispute pack as a workbook: Summary, Exceptions, Evidence, Policy and rates, Sources, and
//! Rejects where there are any.
//!
//! Text is written as text, so nothing of a source becomes a formula. Numbers are numbers with the
//! decimals that they have; one with more digits than a workbook can hold exactly stays text.
//! Dates are ISO 8601 text. The same data gives the same bytes.

mod grid;

use crate::domain::forms::RATE_COLUMNS;
use crate::export::columns::{COLUMNS, Column, Kind};
pub use crate::export::pack::SheetData;
use crate::export::pack::{EvidenceRow, ExceptionRow, PackAs, RejectRow};
use crate::export::words::{Language, Words};
use crate::export::{answers, figures, report, text, time};
use crate::names::vendor_name;
use grid::{Cell, Formats, Grid};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::fmt;

/// Rows of a sheet, the header included; more go on to further sheets.
pub const MOST_ROWS: u32 = 1_048_576;

/// The workbook could not be written.
#[derive(Debug)]
pub struct SheetError(XlsxError);

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The workbook could not be written: {}.", self.0)
    }
}

impl std::error::Error for SheetError {}

impl From<XlsxError> for SheetError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// The workbook's bytes.
pub fn write_workbook(language: Language, data: &SheetData) -> Result<Vec<u8>, SheetError> {
    write_in_sheets_of(language, data, MOST_ROWS)
}

/// A pack that came encoded with postcard, as the engine gives it; the error is a sentence.
pub fn write_encoded(kind: PackAs, language: Language, data: &[u8]) -> Result<Vec<u8>, String> {
    let data: SheetData = postcard::from_bytes(data)
        .map_err(|error| format!("The data for the workbook is damaged: {error}."))?;
    match kind {
        PackAs::Workbook => write_workbook(language, &data).map_err(|error| error.to_string()),
        PackAs::Report => Ok(report::write(language, &data).into_bytes()),
    }
}

/// [`write_workbook`] with sheets of at most so many rows, the header included.
pub fn write_in_sheets_of(
    language: Language,
    data: &SheetData,
    most_rows: u32,
) -> Result<Vec<u8>, SheetError> {
    let words = language.words();
    let [name, _] = words.names;
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(data.written_at.div_euclid(1000))?;
    book.set_properties(
        &DocProperties::new()
            .set_title(["Trueup: ", name].concat())
            .set_creation_datetime(&created),
    );
    let formats = Formats::new();
    let [first, listed, texts, agreed, given, unread] = words.sheets;
    summary(&mut Grid::new(&mut book, first, &formats)?, words, data)?;
    let names = |name, titles| Titles { words, name, titles };
    exceptions(
        &mut book,
        &formats,
        &names(listed, &words.exceptions),
        &data.exceptions,
        most_rows,
    )?;
    evidence(&mut book, &formats, &names(texts, &words.evidence), &data.evidence, most_rows)?;
    terms(&mut Grid::new(&mut book, agreed, &formats)?, words, data)?;
    sources(&mut Grid::new(&mut book, given, &formats)?, words, data)?;
    if !data.rejects.is_empty() {
        rejects(&mut book, &formats, &names(unread, &words.rejects), &data.rejects, most_rows)?;
    }
    Ok(book.save_to_buffer()?)
}

/// What stands over the rows of a sheet.
struct Titles {
    words: &'static Words,
    name: &'static str,
    titles: &'static [&'static str],
}

/// Titles without what the report is told by them.
fn plain(titles: &[&'static str]) -> Vec<&'static str> {
    titles.iter().map(|it| it.trim_start_matches(figures::MARKS)).collect()
}

fn summary(grid: &mut Grid<'_>, words: &Words, data: &SheetData) -> Result<(), XlsxError> {
    let ([name, _], [vendors, period, written]) = (words.names, words.heads);
    let ([all_time, _], [total, currency, figures @ .., all]) = (words.no_period, &words.totals);
    let places = places_of_sums(data);
    let amount = |it| Cell::Number(it, places);
    grid.widths(&[28, 12, 12, 12, 18, 18, 18, 18])?;
    grid.title(name)?;
    grid.pair(vendors, Cell::Text(&text::vendors(data)))?;
    grid.pair(period, Cell::Text(&text::period(data, all_time)))?;
    grid.pair(written, Cell::Text(&time::spoken(&time::iso_utc(data.written_at))))?;
    grid.pair("Trueup", Cell::Text(&data.app_version))?;
    grid.gap();
    grid.header(&plain(&[&[*total, *currency, "", ""][..], figures].concat()))?;
    for it in &data.summary {
        grid.row(&[
            Cell::Text(all),
            Cell::Text(&it.currency),
            Cell::Blank,
            Cell::Blank,
            amount(&it.billed),
            amount(&it.expected),
            amount(&it.difference),
            amount(&it.disputable),
            amount(&it.disputed),
        ])?;
    }
    for it in &data.summary {
        // Totals alone would say that what was not compared is as it should be.
        if let (said, false) = answers::said(words, data, it) {
            grid.row(&[Cell::Text(&said)])?;
        }
    }
    grid.gap();
    grid.header(&plain(&words.outcomes))?;
    for it in &data.outcomes {
        grid.row(&[
            Cell::Text((words.called.outcome)(it.outcome)),
            Cell::Text(&it.currency),
            Cell::Count(it.records),
            Cell::Count(it.lines),
            amount(&it.billed),
            amount(&it.expected),
            amount(&it.difference),
        ])?;
    }
    grid.gap();
    grid.header(&plain(&words.proof))?;
    let [yes, no] = words.ties;
    let ties = |holds: bool| Cell::Text(if holds { yes } else { no });
    let [records, lines, all_of_it] = words.proof_rows;
    let proof = &data.proof;
    for (name, before, after) in
        [(records, proof.records_in, proof.records_out), (lines, proof.lines_in, proof.lines_out)]
    {
        let cells =
            [Cell::Text(name), Cell::Count(before), Cell::Count(after), ties(before == after)];
        grid.row(&cells)?;
    }
    for ((currency, before), (_, after)) in proof.billed_in.iter().zip(&proof.billed_out) {
        let name = (words.billed_in)(currency);
        let cells = [Cell::Text(&name), amount(before), amount(after), ties(before == after)];
        grid.row(&cells)?;
    }
    grid.row(&[Cell::Text(all_of_it), Cell::Blank, Cell::Blank, ties(proof.holds)])?;
    let given = data.exceptions.len();
    if u64::try_from(given).is_ok_and(|it| it < data.exceptions_total) {
        let [first, _] = words.first_exceptions;
        grid.gap();
        grid.row(&[Cell::Text(&first(given, data.exceptions_total))])?;
    }
    for gap in text::gaps(words, data) {
        grid.gap();
        grid.row(&[Cell::Text(&gap)])?;
    }
    if data.rejects_total > 0 {
        grid.gap();
        let [first, _] = words.first_rejects;
        grid.row(&[Cell::Text(&first(data.rejects.len(), data.rejects_total))])?;
    }
    Ok(())
}

/// The places that all amounts of the summary are shown with.
fn places_of_sums(data: &SheetData) -> usize {
    let totals = data
        .summary
        .iter()
        .flat_map(|it| [&it.billed, &it.expected, &it.difference, &it.disputable, &it.disputed]);
    let outcomes = data.outcomes.iter().flat_map(|it| [&it.billed, &it.expected, &it.difference]);
    let all = totals.chain(outcomes).map(String::as_str);
    figures::places(all, figures::OF_AMOUNTS)
}

fn exceptions(
    book: &mut Workbook,
    formats: &Formats,
    titles: &Titles,
    rows: &[ExceptionRow],
    most_rows: u32,
) -> Result<(), XlsxError> {
    let widths: Vec<u16> = COLUMNS.iter().map(|it| it.width).collect();
    let places: Vec<usize> = COLUMNS.iter().map(|it| places(it, rows)).collect();
    sheets(book, formats, titles, &widths, rows, most_rows, |grid, row| {
        let texts = COLUMNS.iter().map(|it| match it.said {
            Some(said) => (it.kind, said(titles.words, row).into()),
            None if it.kind == Kind::Time => (it.kind, time::spoken(&(it.cell)(row)).into()),
            None => (it.kind, (it.cell)(row)),
        });
        let texts: Vec<_> = texts.collect();
        let cells: Vec<Cell<'_>> = texts
            .iter()
            .zip(&places)
            .map(|((kind, text), places)| match kind {
                Kind::Text | Kind::Time => Cell::Text(text),
                Kind::Number => Cell::Number(text, *places),
                Kind::Line => Cell::Plain(text),
            })
            .collect();
        grid.row(&cells)
    })
}

/// The places that the numbers of a column are shown with.
fn places(column: &Column, rows: &[ExceptionRow]) -> usize {
    if column.kind != Kind::Number {
        return 0;
    }
    let least = if column.name.ends_with("quantity") { 0 } else { figures::OF_AMOUNTS };
    rows.iter().map(|row| figures::places([&*(column.cell)(row)], least)).max().unwrap_or(least)
}

fn evidence(
    book: &mut Workbook,
    formats: &Formats,
    titles: &Titles,
    rows: &[EvidenceRow],
    most_rows: u32,
) -> Result<(), XlsxError> {
    let widths = [28, 8, 28, 10, 120];
    sheets(book, formats, titles, &widths, rows, most_rows, |grid, row| {
        let line = row.line.to_string();
        grid.row(&[
            Cell::Text(&row.id),
            Cell::Text((titles.words.role)(row.side)),
            Cell::Text(&row.file),
            Cell::Plain(&line),
            Cell::Text(&row.text),
        ])
    })
}

fn rejects(
    book: &mut Workbook,
    formats: &Formats,
    titles: &Titles,
    rows: &[RejectRow],
    most_rows: u32,
) -> Result<(), XlsxError> {
    let widths = [28, 10, 10, 20, 20, 60, 100];
    sheets(book, formats, titles, &widths, rows, most_rows, |grid, row| {
        let row = row.told(titles.words);
        let line = row.line.map_or(String::new(), |it| it.to_string());
        let column = row.column.map_or(String::new(), |it| it.to_string());
        grid.row(&[
            Cell::Text(&row.source),
            Cell::Plain(&line),
            Cell::Plain(&column),
            Cell::Text(row.field.as_deref().unwrap_or_default()),
            Cell::Text(&row.code),
            Cell::Text(&row.reason),
            Cell::Text(&row.text),
        ])
    })
}

/// Writes rows under a header, going on to `Name 2`, `Name 3` when a sheet is full.
fn sheets<T>(
    book: &mut Workbook,
    formats: &Formats,
    Titles { name, titles, .. }: &Titles,
    widths: &[u16],
    rows: &[T],
    most_rows: u32,
    write: impl Fn(&mut Grid<'_>, &T) -> Result<(), XlsxError>,
) -> Result<(), XlsxError> {
    let most = usize::try_from(most_rows.clamp(2, MOST_ROWS) - 1).unwrap_or(usize::MAX);
    let mut chunks = rows.chunks(most);
    let mut chunk = chunks.next().unwrap_or_default();
    let mut number = 1u32;
    loop {
        let sheet = if number == 1 { (*name).to_owned() } else { format!("{name} {number}") };
        let mut grid = Grid::new(book, &sheet, formats)?;
        grid.widths(widths)?;
        grid.header(titles)?;
        for row in chunk {
            write(&mut grid, row)?;
        }
        grid.freeze_and_filter(titles.len())?;
        match chunks.next() {
            Some(next) => chunk = next,
            None => return Ok(()),
        }
        number += 1;
    }
}

fn terms(grid: &mut Grid<'_>, words: &Words, data: &SheetData) -> Result<(), XlsxError> {
    grid.widths(&[24, 24, 16, 14, 12, 12, 10, 10, 10, 10, 10, 10, 10, 12, 10])?;
    grid.title(words.sections.policy)?;
    for (name, value) in text::policy(words, &data.policy) {
        grid.pair(name, Cell::Text(&value))?;
    }
    grid.gap();
    grid.title(words.sections.rates)?;
    grid.header(RATE_COLUMNS)?;
    let prices = data.rates.iter().map(|it| it.price.as_str());
    let prices = figures::places(prices, figures::OF_AMOUNTS);
    for rate in &data.rates {
        grid.row(&[
            Cell::Text(&rate.vendor),
            Cell::Text(&rate.service),
            Cell::Text(&rate.account),
            Cell::Text(&rate.channel),
            Cell::Text(&rate.valid_from),
            Cell::Text(&rate.valid_to),
            Cell::Text(&rate.currency),
            Cell::Text(&rate.measure),
            Cell::Number(&rate.unit_size, 0),
            Cell::Number(&rate.minimum, 0),
            Cell::Number(&rate.increment, 0),
            Cell::Number(&rate.free_units, 0),
            Cell::Number(&rate.tier_from, 0),
            Cell::Number(&rate.price, prices),
            Cell::Text(&rate.rounding),
        ])?;
    }
    Ok(())
}

fn sources(grid: &mut Grid<'_>, words: &Words, data: &SheetData) -> Result<(), XlsxError> {
    grid.widths(&[32, 24, 12, 20, 12, 12, 14, 66, 60])?;
    grid.header(&words.sources)?;
    for it in &data.sources {
        grid.row(&[
            Cell::Text(&it.name),
            Cell::Text((words.role)(it.role)),
            Cell::Text(vendor_name(&it.vendor)),
            Cell::Text(&it.layout),
            Cell::Count(it.rows),
            Cell::Count(it.rejected),
            Cell::Count(it.size),
            Cell::Text(&it.sha256),
            Cell::Text(&it.read_as),
        ])?;
    }
    grid.gap();
    grid.header(&words.findings)?;
    for it in &data.findings {
        grid.row(&[
            Cell::Text(&it.source),
            Cell::Text(&it.code),
            Cell::Text((words.code)(&it.severity)),
            Cell::Blank,
            Cell::Count(it.count),
            if it.line == 0 { Cell::Blank } else { Cell::Count(it.line) },
            Cell::Blank,
            Cell::Text(&it.text(words)),
        ])?;
    }
    Ok(())
}
