//! The head of a text, looked at from every side that a layout may want to judge it by.

use crate::diagnostics::Diagnostic;
use crate::formats::item::{Fact, Item, Node};
use crate::formats::{csv::Dialect, csv_dialect, json, xml};
use crate::intake::{Encoding, encoding};
use crate::layout::{Field, Layout, translated};
use crate::normalize::header::{self, brief, canonical, is_among};
use crate::normalize::{DateOrder, DecimalMark, date, number};
use std::ops::ControlFlow;

/// How many records of a table are looked at.
pub const LOOKED_AT: usize = 100;

/// How many of them are looked at in search of a header.
const HEADER_WITHIN: usize = 20;

/// What a text looks like.
#[derive(Debug)]
pub enum Shape {
    /// Delimited text: its dialect and first records.
    Table {
        /// How it is written.
        dialect: Dialect,
        /// The first records as text.
        rows: Vec<Vec<String>>,
    },
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// The head of one entry.
#[derive(Debug)]
pub struct Head<'a> {
    /// The file's name, with the entry's.
    pub name: &'a str,
    /// The first bytes, as UTF-8 but for a table in Windows-1252.
    pub bytes: &'a [u8],
    /// What it looks like.
    pub shape: Shape,
    /// Whether a byte order mark stood before it.
    pub had_mark: bool,
}

impl<'a> Head<'a> {
    /// Looks at a head in UTF-8 or Windows-1252; `delimiter` as the person set it, if so.
    pub fn new(name: &'a str, bytes: &'a [u8], encoding: Encoding, delimiter: Option<u8>) -> Self {
        let had_mark = bytes.starts_with(b"\xef\xbb\xbf");
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = bytes.trim_ascii_start();
        let shape = match text.first() {
            Some(b'{') => Shape::Json,
            Some(b'[')
                if matches!(
                    text.get(1..).map(<[u8]>::trim_ascii_start),
                    Some([b'{' | b']', ..])
                ) =>
            {
                Shape::Json
            }
            Some(b'<') => Shape::Xml,
            _ => {
                let (dialect, _) = csv_dialect::detect(bytes, delimiter);
                let text_of = |cell: &[u8]| encoding::shown(encoding, cell);
                Shape::Table {
                    dialect,
                    rows: csv_dialect::records(bytes, dialect, LOOKED_AT, &text_of),
                }
            }
        };
        Self { name, bytes, shape, had_mark }
    }

    /// The position among the first records of the header that names most of a layout's columns,
    /// with the number of fields it names. A header names at least two fields and holds no numbers.
    pub fn header_for(&self, layout: &dyn Layout) -> Option<(usize, usize)> {
        let Shape::Table { rows, .. } = &self.shape else { return None };
        let mut best: Option<(usize, usize)> = None;
        for (index, row) in rows.iter().take(HEADER_WITHIN).enumerate() {
            if row.len() < 2 || row.iter().any(|it| is_value(it)) {
                continue;
            }
            let n = fields_named(layout, &mut row.iter().map(String::as_str)).len();
            if n >= 2 && best.is_none_or(|(_, most)| n > most) {
                best = Some((index, n));
            }
        }
        best
    }

    /// The row that is the header for a layout, as written.
    pub fn header(&self, layout: &dyn Layout) -> &[String] {
        let Shape::Table { rows, .. } = &self.shape else { return &[] };
        let row = self.header_for(layout).and_then(|(index, _)| rows.get(index));
        row.map_or(&[], Vec::as_slice)
    }

    /// Its names in canonical form.
    pub fn header_names(&self, layout: &dyn Layout) -> Vec<String> {
        self.header(layout).iter().map(|name| canonical(name)).collect()
    }

    /// The most frequent number of columns.
    pub fn n_columns(&self) -> usize {
        let Shape::Table { rows, .. } = &self.shape else { return 0 };
        let widths = rows.iter().map(Vec::len);
        let count = |width: usize| rows.iter().filter(|it| it.len() == width).count();
        widths.max_by_key(|it| (count(*it), *it)).unwrap_or(0)
    }

    /// Whether most of the records have one and the same number of columns, more than one.
    pub fn is_regular(&self) -> bool {
        let Shape::Table { rows, .. } = &self.shape else { return false };
        let width = self.n_columns();
        let n = rows.iter().filter(|it| it.len() == width).count();
        width >= 2 && n * 2 > rows.len()
    }

    /// What is wrong with the syntax of a tree, if anything is. An error at the end of a head that is
    /// not the whole text says nothing.
    pub fn syntax_error(&self, whole: bool) -> Option<Box<Diagnostic>> {
        let mut input = self.bytes;
        let mut each = |_| ControlFlow::Continue(());
        let end = match self.shape {
            Shape::Json => json::read(&mut input, &["no list has this name"], &mut each),
            Shape::Xml => xml::read(&mut input, &[], &mut each),
            Shape::Table { .. } => Ok(()),
        };
        let size = u64::try_from(self.bytes.len()).unwrap_or(0);
        end.err().filter(|it| whole || it.place.byte + 1024 < size)
    }

    /// The first record and the facts before it, read as a layout's tree. Records beyond the first
    /// are not looked at.
    pub fn tree(&self, layout: &dyn Layout) -> (Option<Item>, Vec<Fact>) {
        let mut item = None;
        let mut facts = Vec::new();
        let mut each = |node| {
            match node {
                Node::Item(it) => item = Some(it),
                Node::Fact(it) => facts.push(it),
                Node::Broken(..) => {}
            }
            if item.is_some() || facts.len() > 200 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let mut input = self.bytes;
        // The head may be cut anywhere, so an error at its end says nothing.
        let end = match self.shape {
            Shape::Json => json::read(&mut input, layout.lists(), &mut each),
            Shape::Xml => xml::read(&mut input, layout.elements(), &mut each),
            Shape::Table { .. } => Ok(()),
        };
        drop(end);
        (item, facts)
    }

    /// Whether a name, in canonical form, stands among the first bytes: for lists that are empty.
    pub fn mentions(&self, name: &str) -> bool {
        let first = self.bytes.get(..self.bytes.len().min(4096)).unwrap_or_default();
        canonical(&String::from_utf8_lossy(first)).contains(name)
    }

    /// How many of a layout's fields a tree's first record names.
    pub fn tree_fields(&self, layout: &dyn Layout) -> usize {
        let (item, _) = self.tree(layout);
        let cells = item.map(|it| it.cells).unwrap_or_default();
        fields_named(layout, &mut cells.iter().map(|(name, _)| name.as_str())).len()
    }
}

/// Which column stands for which field, by its header; each field once. In tables that may be anybody's
/// a time or a length may be told by more words than it needs: `Call Start Time`, `session_start_utc`.
#[inline(never)]
pub fn fields_named(
    layout: &dyn Layout,
    headers: &mut dyn Iterator<Item = &str>,
) -> Vec<(usize, Field)> {
    let is_anybodys = layout.vendor().is_empty();
    // `Duration (sec)` is known by both names.
    let ways = |it: &str| {
        let bare = if is_anybodys { bare_of(it) } else { String::new() };
        let whole = canonical(it);
        // `lineItem/UsageAmount`, `Line item description`.
        let of_line = whole.strip_prefix("lineitem").filter(|it| is_anybodys && !it.is_empty());
        [of_line.map_or_else(|| whole.clone(), str::to_owned), brief(it), bare]
    };
    let headers: Vec<[String; 3]> = headers.map(ways).collect();
    let [whole, short, bare] = [0, 1, 2];
    let called = |names: &str, way: usize| {
        let column =
            |name: &str| headers.iter().position(|it| it.get(way).is_some_and(|it| it == name));
        names.split(' ').find_map(column)
    };
    let mut found: Vec<(usize, Field)> = Vec::new();
    let mut put = |field: Field, column: Option<usize>| {
        if let Some(column) = column
            && !found.iter().any(|(taken, of)| *taken == column || *of == field)
        {
            found.push((column, field));
        }
    };
    for (field, names) in layout.columns() {
        put(*field, called(names, whole).or_else(|| called(names, short)));
    }
    // Whatever is called a start goes before the time at which somebody answered.
    let times = [Field::Start, Field::End, Field::Duration];
    for (field, names) in layout.columns().iter().filter(|it| is_anybodys && times.contains(&it.0))
    {
        put(*field, called(names, bare));
    }
    for (field, names) in OTHER_TIMES.iter().filter(|_| is_anybodys) {
        put(*field, called(names, whole));
    }
    found
}

/// What times are called that stand for a start or an end where there is none.
const OTHER_TIMES: [(Field, &str); 2] = [
    (
        Field::Start,
        "initiatedat initiated initiationtimestamp initiationtime connecttime connectedat \
         eventtime answertime answeredat recordedat loggedat createdat created createdon",
    ),
    (
        Field::End,
        "disconnectedat disconnecttimestamp hanguptime hangupat releasetime finishedat completedat",
    ),
];

/// A header without the words that say of what a time or a length is, in which zone or unit, or how it
/// is written; empty where nothing is left that says more than that it is a time.
fn bare_of(header: &str) -> String {
    const BESIDE: &str = "call calls session conversation interaction event usage record conference meeting \
        chat leg contact connection service utc gmt local iso epoch unix ms millis msec milliseconds in of the \
        h hh m mm s ss sec secs seconds min mins minutes seg segundos minutos sekunden minuten total fecha hora \
        llamada sesion y de anruf d l du do da del della appel communication chamada chiamata";
    let mut words = header::words(header);
    words.retain(|it| !is_among(BESIDE, it));
    let bare = words.concat();
    if bare == "time" { String::new() } else { bare }
}

/// Whether a price may be that of a whole call or session.
pub fn may_be_amount(header: &str) -> bool {
    [canonical(header), brief(header)].iter().any(|it| is_among(translated::MAY_BE_AMOUNT, it))
}

/// Everything that a field's column may be called, the first name before others.
pub fn names_of(layout: &dyn Layout, field: Field) -> impl Iterator<Item = &'static str> {
    let names = layout.columns().iter().filter(move |(it, _)| *it == field);
    names.flat_map(|(_, names)| names.split(' '))
}

/// Whether a cell is a number, a date or a length of time, which no header is. A name may begin with a
/// digit all the same (`2nd ref`).
fn is_value(cell: &str) -> bool {
    let first = cell.trim_start_matches(['-', '+', '$', '€', '£']).chars().next();
    if !first.is_some_and(|it| it.is_ascii_digit()) {
        return false;
    }
    let bytes = cell.as_bytes();
    !bytes.iter().any(u8::is_ascii_alphabetic)
        || [DecimalMark::Dot, DecimalMark::Comma].iter().any(|it| number::is_number(bytes, *it))
        || [DateOrder::MonthFirst, DateOrder::DayFirst]
            .iter()
            .any(|it| date::parse(bytes, *it).is_ok())
}

/// Whether a row above a header of so many columns is data rather than a title: most of its cells are
/// filled, and one of them is a value.
pub fn is_data(row: &[String], n_columns: usize) -> bool {
    let n_filled = row.iter().filter(|it| !it.is_empty()).count();
    n_filled * 4 >= n_columns * 3 && row.iter().any(|it| is_value(it))
}
