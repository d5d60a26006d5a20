//! One sheet of a workbook, written from the top down.

use crate::export::columns::is_plain_number;
use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// A workbook holds this many significant digits exactly.
const EXACT_DIGITS: usize = 15;

/// A cell holds at most 32,767 UTF-16 units; the rest of a longer text is cut and marked.
const MOST_UNITS: usize = 32_700;

/// What marks a text that was cut.
const CUT: &str = " […]";

/// Formats for numbers of up to this many places.
const MOST_PLACES: usize = 14;

/// What a cell holds.
pub(super) enum Cell<'a> {
    /// Nothing.
    Blank,
    /// Text, whatever it looks like.
    Text(&'a str),
    /// A decimal, shown with at least so many places; anything else is written as text.
    Number(&'a str, usize),
    /// A whole number without thousands marks, such as a line number.
    Plain(&'a str),
    /// A count.
    Count(u64),
}

/// The formats of a workbook.
pub(super) struct Formats {
    title: Format,
    label: Format,
    header: Format,
    plain: Format,
    by_places: Vec<Format>,
}

impl Formats {
    pub(super) fn new() -> Self {
        let by_places = |places: usize| {
            let point = if places == 0 { "" } else { "." };
            Format::new().set_num_format(format!("#,##0{point}{}", "0".repeat(places)))
        };
        Self {
            title: Format::new().set_bold().set_font_size(14),
            label: Format::new().set_font_color(Color::Gray),
            header: Format::new()
                .set_bold()
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00F2_F2F2)),
            plain: Format::new().set_num_format("0"),
            by_places: (0..=MOST_PLACES).map(by_places).collect(),
        }
    }
}

/// A sheet and the row that is written next.
pub(super) struct Grid<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    next: u32,
}

impl<'a> Grid<'a> {
    pub(super) fn new(
        book: &'a mut Workbook,
        name: &str,
        formats: &'a Formats,
    ) -> Result<Self, XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Self { sheet, formats, next: 0 })
    }

    pub(super) fn widths(&mut self, widths: &[u16]) -> Result<(), XlsxError> {
        for (column, width) in (0u16..).zip(widths) {
            self.sheet.set_column_width(column, *width)?;
        }
        Ok(())
    }

    pub(super) fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.next, 0, text, &self.formats.title)?;
        self.next += 1;
        Ok(())
    }

    pub(super) fn header(&mut self, titles: &[&str]) -> Result<(), XlsxError> {
        for (column, title) in (0u16..).zip(titles) {
            self.sheet.write_string_with_format(self.next, column, *title, &self.formats.header)?;
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn pair(&mut self, label: &str, cell: Cell<'_>) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.next, 0, label, &self.formats.label)?;
        self.cell(1, &cell)?;
        self.next += 1;
        Ok(())
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        for (column, cell) in (0u16..).zip(cells) {
            self.cell(column, cell)?;
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn gap(&mut self) {
        self.next += 1;
    }

    /// Keeps the header of a table that begins at the top in sight and lets it be filtered.
    pub(super) fn freeze_and_filter(&mut self, columns: usize) -> Result<(), XlsxError> {
        self.sheet.set_freeze_panes(1, 0)?;
        self.sheet.set_repeat_rows(0, 0)?;
        let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
        self.sheet.autofilter(0, 0, self.next.saturating_sub(1), last)?;
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => Ok(()),
            Cell::Text(text) => self.text(column, text),
            Cell::Number(text, least) => self.number(column, text, *least, None),
            Cell::Plain(text) => self.number(column, text, 0, Some(&self.formats.plain)),
            Cell::Count(count) => self.number(column, &count.to_string(), 0, None),
        }
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string(self.next, column, cut(text))?;
        }
        Ok(())
    }

    fn number(
        &mut self,
        column: u16,
        text: &str,
        least: usize,
        format: Option<&Format>,
    ) -> Result<(), XlsxError> {
        let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = text.trim_start_matches(['-', '0', '.']).bytes();
        let exact = digits.filter(u8::is_ascii_digit).count() <= EXACT_DIGITS;
        let format = format.or_else(|| self.formats.by_places.get(places.max(least)));
        // A workbook stores binary numbers. Up to fifteen digits they come back as they went in,
        // because reading and showing both round to the nearest.
        match (exact && is_plain_number(text), format, text.parse::<f64>()) {
            (true, Some(format), Ok(value)) => {
                self.sheet.write_number_with_format(self.next, column, value, format)?;
                Ok(())
            }
            _ => self.text(column, text),
        }
    }
}

/// The text as far as a cell can hold it.
fn cut(text: &str) -> String {
    // A character is at most as many UTF-16 units as UTF-8 bytes.
    if text.len() <= MOST_UNITS {
        return text.to_owned();
    }
    let mut units = 0;
    let fits = |it: &char| {
        units += it.len_utf16();
        units <= MOST_UNITS
    };
    let kept: String = text.chars().take_while(fits).collect();
    if kept.len() == text.len() { kept } else { kept + CUT }
}
