//! The rows of a sheet.

use super::Outcome;
use super::merged::{self, Merged};
use super::parts::{Flow, Given, Tag, walk};
use super::strings::Texts;
use super::values::Values;
use crate::diagnostics::{Code, Diagnostic, Place};
use std::io::Read;

/// Rows and columns that a sheet can have.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;

/// The widest of the first rows that have any text; none if none has.
pub(super) fn width(input: &mut dyn Read, values: &Values, most: u32) -> Outcome<Option<usize>> {
    let (mut widest, mut n_rows) = (None, 0);
    rows(input, values, Vec::new(), &mut |_, row| {
        widest = widest.max(Some(row.len()));
        n_rows += 1;
        if n_rows < most { Flow::Continue(()) } else { Flow::Break(()) }
    })?;
    Ok(widest)
}

/// Hands out the rows that have any text, with their numbers from 1; what is blank at their end is not in
/// them. A name in merged cells stands in each of their rows.
///
/// # Errors
/// What is no sheet, with its byte.
pub(super) fn rows(
    input: &mut dyn Read,
    values: &Values,
    merged: Vec<Merged>,
    each: &mut dyn FnMut(u32, &[String]) -> Flow,
) -> Outcome<()> {
    let mut sheet = Sheet::new(values, merged);
    walk(input, &mut |tag| sheet.hear(&tag, each))?;
    if sheet.lacks_text {
        let cell = format!("{}, {}", sheet.row, sheet.column);
        return Err(Box::new(Diagnostic::new(Code::BrokenArchive).with(cell)));
    }
    if sheet.beyond {
        let place = Place { line: u64::from(sheet.row), ..Place::default() };
        let beyond = Diagnostic::new(Code::TooManyColumns).at(place);
        let is_row = sheet.row > MOST_ROWS;
        let most = if is_row { MOST_ROWS.to_string() } else { MOST_COLUMNS.to_string() };
        return Err(Box::new(beyond.with(most)));
    }
    Ok(())
}

/// Where the reading of a sheet stands.
struct Sheet<'a> {
    values: &'a Values,
    merged: merged::Open,
    row: u32,
    cells: Vec<String>,
    /// Columns that were passed in this row.
    column: usize,
    /// Of the cell that is open: its type, its style, what it holds.
    kind: String,
    style: usize,
    value: String,
    is_value: bool,
    texts: Texts,
    /// Whether a cell names a text that the workbook does not have.
    lacks_text: bool,
    /// Whether a row or a column lies beyond those that a sheet can have.
    beyond: bool,
}

impl<'a> Sheet<'a> {
    fn new(values: &'a Values, merged: Vec<Merged>) -> Self {
        Self {
            values,
            merged: merged::Open::new(merged),
            row: 0,
            cells: Vec::new(),
            column: 0,
            kind: String::new(),
            style: 0,
            value: String::new(),
            is_value: false,
            texts: Texts::default(),
            lacks_text: false,
            beyond: false,
        }
    }

    fn hear(&mut self, tag: &Tag<'_>, each: &mut dyn FnMut(u32, &[String]) -> Flow) -> Flow {
        self.texts.hear(tag, &mut self.value);
        match tag {
            Tag::Start("row", given) => {
                let told = given.get("r").and_then(|it| it.parse().ok());
                // Rows come in their order; one that says otherwise stands where it comes.
                let next = self.row.saturating_add(1);
                self.row = told.filter(|it| *it >= next).unwrap_or(next);
                self.beyond |= self.row > MOST_ROWS;
                self.merged.reach(self.row);
                self.cells.clear();
                self.column = 0;
            }
            Tag::Start("c", given) => self.begin(*given),
            Tag::Start("v", _) => self.is_value = true,
            Tag::End("v") => self.is_value = false,
            Tag::Text(text) if self.is_value => self.value.push_str(text),
            Tag::End("c") => self.end(),
            Tag::End("row") => {
                let n_filled = self.cells.iter().rposition(|it| !it.trim().is_empty());
                if n_filled.is_some() {
                    self.merged.fill(self.row, &mut self.cells);
                }
                let n_filled = self.cells.iter().rposition(|it| !it.trim().is_empty());
                if let Some(filled) = n_filled.and_then(|it| self.cells.get(..=it)) {
                    return each(self.row, filled);
                }
            }
            Tag::End("sheetData") => return Flow::Break(()),
            Tag::Start(..) | Tag::End(_) | Tag::Text(_) => {}
        }
        if self.beyond || self.lacks_text { Flow::Break(()) } else { Flow::Continue(()) }
    }

    fn begin(&mut self, given: Given<'_>) {
        let told = given.get("r").and_then(|it| column_of(&it));
        // The same holds for cells.
        self.column = told.filter(|it| *it >= self.column).unwrap_or(self.column);
        self.kind = given.get("t").unwrap_or_default();
        self.style = given.get("s").and_then(|it| it.parse().ok()).unwrap_or(0);
        self.value.clear();
    }

    fn end(&mut self) {
        self.beyond |= self.column >= MOST_COLUMNS;
        if self.beyond {
            return;
        }
        self.lacks_text |= self.kind == "s" && !self.values.has_text(&self.value);
        if !self.value.is_empty() {
            self.cells.resize(self.column, String::new());
            let text = self.values.text(&self.kind, self.style, &self.value);
            if let Some(merged) = self.merged.begins(self.row, self.column)
                && self.values.is_name(&self.kind, self.style, &text)
            {
                merged.name.clone_from(&text);
            }
            self.cells.push(text);
        }
        self.column += 1;
    }
}

/// The column of a cell's name, from 0: 27 of `AB12`.
pub(super) fn column_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0_usize, |sum, it| {
        let letter = usize::from(it.to_ascii_uppercase() - b'A') + 1;
        sum.saturating_mul(26).saturating_add(letter)
    });
    number.checked_sub(1)
}
