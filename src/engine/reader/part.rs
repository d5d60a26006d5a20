//! Reads one part of one entry as planned, row by row, into segments.

use crate::dataset::{RejectRow, Segment};
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::protocol::Progress;
use crate::engine::reader::fed::Fed;
use crate::engine::reader::masks::{hides, masked};
use crate::engine::reader::sums::Holding;
use crate::engine::reader::{headings, layout};
use crate::engine::tasks::Said;
use crate::formats::csv::{Borders, Dialect, Record, Rows, Scanned};
use crate::formats::item::{Item, Node};
use crate::formats::{Flow, csv, json, read_error, xml};
use crate::intake::encoding::{BYTE_ORDER_MARK, Transcoded};
use crate::intake::{Blob, Encoding, Entry, Packing, archive};
use crate::layout::Standing;
use crate::layout::head::names_of;
use crate::layout::{Builder, Cells, Layout, PartEnd, Plan, Syntax, names_secret};
use crate::normalize::Scaled;
use crate::normalize::header::canonical;
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// Rows of a segment: so many that it takes less than a megabyte. Browsers find room for larger
/// buffers anew each time, and writing to fresh memory took a tenth of the time of reading.
const ROWS: usize = 16 * 1024;

/// Rejects of a part that are kept whole; the rest are counted.
const KEPT_REJECTS: u64 = 20_000;

/// Bytes between two words of progress: some ten a second, each of which the page has to show.
const STEP: u64 = 16 * 1024 * 1024;

/// Which bytes.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// First byte.
    pub from: u64,
    /// A record that begins at or after this is not read.
    pub until: u64,
    /// Whether a record begins at `from`.
    pub exact: bool,
}

/// Reads the stretch, handing on segments and progress; says how it ended.
pub fn read(
    blob: &mut dyn Blob,
    plan: &Plan,
    stretch: Stretch,
    say: &mut dyn FnMut(Said),
) -> PartEnd {
    let Some(layout) = layout(&plan.layout) else {
        let failure = Some(Diagnostic::new(Code::UnknownFormat));
        return PartEnd { failure, ..PartEnd::default() };
    };
    let size = blob.size();
    if let Some(fed) = Fed::new(size, plan, stretch, say) {
        return fed.read_from(blob);
    }
    let mut sink = Sink::new(size, plan, layout, stretch, say);
    let entry = entry_of(plan);
    let outcome = match plan.syntax {
        _ if layout.facts_of("").is_some() => sink.facts(blob, &entry, layout),
        Syntax::Csv { delimiter, bare_cr } => {
            sink.table(blob, &entry, Dialect { delimiter, bare_cr }, stretch)
        }
        Syntax::Json | Syntax::Xml => sink.tree(blob, &entry, layout),
    };
    if let Err(failure) = outcome {
        sink.end.failure = Some(*failure);
    }
    sink.finish()
}

/// The entry of a plan.
pub fn entry_of(plan: &Plan) -> Entry {
    let index = usize::try_from(plan.entry).unwrap_or(0);
    let packing = match (plan.is_plain, plan.entry_name.is_empty()) {
        (true, _) => Packing::Plain,
        (false, true) => Packing::Gzip,
        (false, false) => Packing::Zip(index),
    };
    Entry { name: plan.entry_name.clone(), packing }
}

type Outcome = Result<(), Box<Diagnostic>>;

/// Where rows go.
pub(super) struct Sink<'p, 's> {
    pub(super) plan: &'p Plan,
    builder: Builder<'p>,
    segment: Segment,
    progress: Progress,
    told: u64,
    n_rejects: u64,
    holding: Option<Holding>,
    pub(super) end: PartEnd,
    say: &'s mut dyn FnMut(Said),
}

impl<'p, 's> Sink<'p, 's> {
    pub(super) fn new(
        size: u64,
        plan: &'p Plan,
        layout: &'static dyn Layout,
        stretch: Stretch,
        say: &'s mut dyn FnMut(Said),
    ) -> Self {
        let total =
            if plan.is_plain { size.min(stretch.until) - stretch.from.min(size) } else { 0 };
        Self {
            plan,
            builder: Builder::new(plan, layout),
            segment: Segment::default(),
            progress: Progress { done: 0, total, rows: 0 },
            told: 0,
            n_rejects: 0,
            holding: layout.habits().has_sums.then(Holding::default),
            end: PartEnd { first: stretch.from, ..PartEnd::default() },
            say,
        }
    }

    fn table(
        &mut self,
        blob: &mut dyn Blob,
        entry: &Entry,
        dialect: Dialect,
        stretch: Stretch,
    ) -> Outcome {
        let plan = self.plan;
        let from = stretch.from;
        let is_first = from == plan.data_offset;
        let base = if is_first { plan.data_lines } else { 0 };
        let mut input = archive::open(blob, entry, 0)?;
        let mut input = Transcoded::new(&mut input, plan.encoding);
        // Transcoded text is read from its first byte on.
        let end = archive::skip(&mut input, from).and_then(|()| {
            csv::scan(&mut input, dialect, from, stretch.until, &mut |scanned| {
                self.scanned(scanned, base);
                ControlFlow::Continue(())
            })
        });
        let end = end.map_err(|it| Box::new(read_error(&it, 0)))?;
        self.end.end = end.offset;
        self.end.lines = end.lines;
        Ok(())
    }

    pub(super) fn scanned(&mut self, scanned: Scanned<'_>, base: u64) {
        let (record, fault) = match scanned {
            Scanned::Rows(rows) => return self.rows(&rows, base),
            Scanned::Record(record) => (record, None),
            Scanned::BrokenQuotes(record) => (record, Some(Code::BrokenQuotes)),
            Scanned::TooLong(record) => (record, Some(Code::LineTooLong)),
        };
        let size = u64::try_from(record.bytes.len()).unwrap_or(0);
        let standing = Standing { offset: record.offset, size, line: record.line + base };
        self.progress.done = record.offset + size - self.end.first.min(record.offset);
        if fault.is_none() && record.is_blank() {
            return;
        }
        let fault = fault.or_else(|| self.fault(&record));
        if let Some(code) = fault {
            let mut reject = self.builder.reject(code, None, standing);
            if code == Code::FieldCount {
                let found = record.n_fields().to_string();
                let wanted = self.plan.columns.len().to_string();
                reject.diagnostic = reject.diagnostic.with(found).with(wanted);
            }
            let reject = self.looked_at(reject, &Fields(&record));
            self.reject(reject.of_row(self.builder.shown(&masked(self.plan, &record))));
            return;
        }
        let plan = self.plan;
        self.take(&Fields(&record), &[], standing, &|| masked(plan, &record));
    }

    /// Whether the text may be handed out many rows at once: how many columns those have.
    pub(super) fn width_of_rows(&self) -> Option<usize> {
        self.builder.reads_columns().then_some(self.plan.columns.len())
    }

    /// Reads regular records column by column, and by itself what cannot be read so.
    fn rows(&mut self, rows: &Rows<'_>, base: u64) {
        let takes = self.builder.takes(rows);
        let mut borders = Borders::default();
        let mut from = 0;
        while from < rows.len() {
            let n = if takes { self.builder.read(rows, from, base, &mut self.segment) } else { 0 };
            from += n;
            self.progress.rows += u64::try_from(n).unwrap_or(0);
            if from < rows.len() {
                self.scanned(Scanned::Record(rows.record(from, &mut borders)), base);
                from += 1;
            }
            if self.segment.len() >= ROWS {
                self.flush();
            }
        }
        let end = rows.offset + u64::try_from(rows.bytes().len()).unwrap_or(0);
        self.progress.done = end - self.end.first.min(end);
        self.tell();
    }

    /// Makes a row of a record, or holds it where some records add up others.
    fn take(
        &mut self,
        cells: &impl Cells,
        leaves: &[(String, String)],
        standing: Standing,
        raw: &dyn Fn() -> Vec<u8>,
    ) {
        if let Some(holding) = &mut self.holding {
            let n = self.plan.columns.len();
            holding.hold(&self.builder, n, cells, leaves, standing, raw());
            return;
        }
        let segment = &mut self.segment;
        match self.builder.build(cells, standing, &mut |row| segment.push(row)) {
            Some(reject) => {
                let reject = self.looked_at(reject, cells);
                self.reject(reject.of_row(self.builder.shown(&raw())));
            }
            None => self.row(),
        }
    }

    fn looked_at(&self, reject: RejectRow, cells: &dyn Cells) -> RejectRow {
        headings::looked_at(self.plan, reject, cells, &|it| self.builder.shown(it))
    }

    /// Makes rows of what was held; what adds up others becomes a fact.
    fn settle(&mut self) {
        let Some(holding) = self.holding.take() else { return };
        let totals = holding.settle(&mut |held, is_sum| {
            let mut quantity = None;
            let segment = &mut self.segment;
            let reject = self.builder.build(&held.cells, held.standing, &mut |row| {
                quantity = row.quantity.map(Scaled::decimal);
                if !is_sum {
                    segment.push(row);
                }
            });
            match reject {
                Some(reject) => {
                    self.reject(reject.of_row(self.builder.shown(&held.raw)));
                    return None;
                }
                None if !is_sum => self.row(),
                None => {}
            }
            Some(quantity)
        });
        self.end.facts.extend(totals.iter().map(crate::layout::Total::to_fact));
    }

    /// What is wrong with a record before its fields are looked at.
    fn fault(&self, record: &Record<'_>) -> Option<Code> {
        if !record.is_plain {
            if memchr::memchr(0, record.bytes).is_some() {
                return Some(Code::NulByte);
            }
            if self.plan.encoding == Encoding::Utf8 && std::str::from_utf8(record.bytes).is_err() {
                return Some(Code::InvalidText);
            }
        }
        let wanted = self.plan.columns.len();
        let extra_filled =
            (wanted..record.n_fields()).any(|it| !record.field(it).trim_ascii().is_empty());
        (record.n_fields() < wanted || extra_filled).then_some(Code::FieldCount)
    }

    fn tree(&mut self, blob: &mut dyn Blob, entry: &Entry, layout: &'static dyn Layout) -> Outcome {
        let plan = self.plan;
        let names: Vec<Vec<String>> = plan
            .columns
            .iter()
            .map(|column| {
                let own = canonical(&column.header);
                let others = column.field.into_iter().flat_map(|it| names_of(layout, it));
                std::iter::once(own).chain(others.map(str::to_owned)).collect()
            })
            .collect();
        let mut each = |node: Node| -> Flow {
            self.node(node, &names);
            ControlFlow::Continue(())
        };
        let mut input = archive::open(blob, entry, 0)?;
        let mut transcoded;
        let input: &mut dyn Read = if plan.encoding == Encoding::Utf8 {
            &mut input
        } else {
            transcoded = Transcoded::new(&mut input, plan.encoding);
            &mut transcoded
        };
        match plan.syntax {
            Syntax::Xml => xml::read(input, layout.elements(), &mut each),
            _ => json::read(input, layout.lists(), &mut each),
        }
    }

    fn node(&mut self, node: Node, names: &[Vec<String>]) {
        match node {
            Node::Fact(fact) => self.end.facts.push(fact),
            Node::Broken(item, text) => {
                let standing = standing_of(&item);
                let code = if self.plan.syntax == Syntax::Xml {
                    Code::BrokenXml
                } else {
                    Code::BrokenJson
                };
                let reject = self.builder.reject(code, None, standing);
                let text = if hides(&text) { String::new() } else { text };
                self.reject(reject.of_row(text));
            }
            Node::Item(item) => {
                let standing = standing_of(&item);
                self.progress.done = item.offset + item.size;
                let shown = || {
                    // A list is one cell, whatever its entries are called.
                    let is_secret = |(name, value): &&(String, String)| {
                        names_secret(name) || value.starts_with(['[', '{']) && hides(value)
                    };
                    let shown = item.cells.iter().filter(|it| !is_secret(it));
                    let text: Vec<String> = shown.map(|(k, v)| format!("{k}: {v}")).collect();
                    text.join(", ").into_bytes()
                };
                self.take(&Leaves::new(&item, names), &item.cells, standing, &shown);
            }
        }
    }

    fn facts(
        &mut self,
        blob: &mut dyn Blob,
        entry: &Entry,
        layout: &'static dyn Layout,
    ) -> Outcome {
        const LARGEST: u64 = 16 * 1024 * 1024;
        let plan = self.plan;
        let mut input = archive::open(blob, entry, 0)?;
        let text = archive::read(&mut Transcoded::new(&mut input, plan.encoding), LARGEST);
        let text = text.map_err(|it| Box::new(read_error(&it, 0)))?;
        self.end.facts = layout.facts_of(&String::from_utf8_lossy(&text)).unwrap_or_default();
        Ok(())
    }

    fn row(&mut self) {
        self.progress.rows += 1;
        if self.segment.len() >= ROWS {
            self.flush();
        }
        self.tell();
    }

    fn reject(&mut self, reject: RejectRow) {
        self.n_rejects += 1;
        if self.n_rejects <= KEPT_REJECTS {
            self.segment.rejects.push(reject);
        } else {
            self.segment.rejects_uncounted += 1;
        }
        self.tell();
    }

    fn tell(&mut self) {
        if self.progress.done >= self.told + STEP {
            self.told = self.progress.done;
            (self.say)(Said::Progress(self.progress));
        }
    }

    fn flush(&mut self) {
        let mut segment = std::mem::take(&mut self.segment);
        // The next is about as long, and doubling copies.
        self.segment.ids.reserve(segment.len() + segment.len() / 32);
        if segment.is_empty() && segment.rejects.is_empty() && segment.rejects_uncounted == 0 {
            return;
        }
        segment.finish();
        (self.say)(Said::Segment(Box::new(segment)));
    }

    pub(super) fn finish(mut self) -> PartEnd {
        self.settle();
        self.flush();
        self.end.evidence = self.builder.evidence;
        self.end.report = self.builder.report;
        self.end
    }
}

fn standing_of(item: &Item) -> Standing {
    Standing { offset: item.offset, size: item.size, line: item.line }
}

struct Fields<'a, 'r>(&'a Record<'r>);

impl Cells for Fields<'_, '_> {
    fn all_plain(&self) -> bool {
        !self.0.has_doubled
    }

    fn cell(&self, index: usize) -> Cow<'_, [u8]> {
        match self.0.field(index) {
            Cow::Borrowed(cell) if index == 0 => Cow::Borrowed(without_mark(cell)),
            cell => cell,
        }
    }

    fn list(&self) -> &'static str {
        ""
    }

    fn plain(&self, index: usize) -> Option<&[u8]> {
        let cell = self.0.plain_field(index);
        if index == 0 { cell.map(without_mark) } else { cell }
    }
}

/// A record's first cell without the mark of another file that was put behind the one before. The
/// quotes behind such a mark are text to the scanner.
fn without_mark(cell: &[u8]) -> &[u8] {
    let Some(rest) = cell.strip_prefix(BYTE_ORDER_MARK) else { return cell };
    rest.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(rest)
}

/// The leaves of a tree's record, by planned column.
struct Leaves<'a> {
    item: &'a Item,
    by_column: Vec<Option<usize>>,
}

impl<'a> Leaves<'a> {
    fn new(item: &'a Item, names: &[Vec<String>]) -> Self {
        let keys: Vec<String> = item.cells.iter().map(|(name, _)| canonical(name)).collect();
        let find = |wanted: &Vec<String>| {
            wanted.iter().find_map(|name| keys.iter().position(|it| it == name))
        };
        Self { item, by_column: names.iter().map(find).collect() }
    }
}

impl Cells for Leaves<'_> {
    fn all_plain(&self) -> bool {
        true
    }

    fn cell(&self, index: usize) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.plain(index).unwrap_or_default())
    }

    fn plain(&self, index: usize) -> Option<&[u8]> {
        let found =
            self.by_column.get(index).copied().flatten().and_then(|it| self.item.cells.get(it));
        Some(found.map_or(&[][..], |(_, value)| value.as_bytes()))
    }

    fn list(&self) -> &str {
        &self.item.list
    }

    fn extra(&self, name: &str) -> Option<String> {
        self.item.cells.iter().find(|(it, _)| canonical(it) == name).map(|(_, value)| value.clone())
    }
}
