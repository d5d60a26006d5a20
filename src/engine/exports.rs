//! Files out: what the writers need is gathered here, texts and hashes through readers.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::outcome::Standing;
use crate::domain::{Outcome, Role, order};
use crate::engine::evidence::{first_missing, side_evidence, wanted};
use crate::engine::grid::{self, GridRow};
use crate::engine::protocol::{ExportKind, Reply, RowFilter};
use crate::engine::results::outcomes;
use crate::engine::source::{Source, State};
use crate::engine::tasks::{Said, Work};
use crate::engine::views::decimal;
use crate::engine::{Engine, Texts, Waiting, books};
use crate::export::case::{Case, CaseDecision, CaseSource};
use crate::export::pack::{MOST_EXCEPTIONS, OutcomeRow, ProofRow};
use crate::export::{EvidenceRow, ExceptionRow, FindingRow, SheetData, SourceRow, SummaryRow};
use crate::normalize::date::to_iso;
use crate::reconcile::classify::{Stated, price_in_unit_of};
use crate::reconcile::{Books, Reconciliation};
use crate::source::{RowRef, SourceId};
use rust_decimal::Decimal;

/// Exceptions of a dispute pack whose source text is written out.
const MOST_TEXTS: usize = 1000;

/// The version that files carry.
pub const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// An export under way.
#[derive(Debug)]
pub struct Export {
    kind: ExportKind,
    texts: Texts,
    hash_of: Option<SourceId>,
    /// Sources whose bytes could not be read any more.
    unhashed: Vec<SourceId>,
    /// Whether some text or hash could not be had any more.
    misses_texts: bool,
}

impl Engine {
    /// Tells the engine the time, which it has no clock for; it is written into files.
    pub fn tell_time(&mut self, now: i64) {
        self.now = now;
    }

    /// Begins an export.
    pub(super) fn export(&mut self, id: u32, kind: ExportKind) {
        // What the checks find is part of what is written, however soon it is asked for.
        self.finish_checks();
        let texts = Texts::new();
        let unhashed = Vec::new();
        let export = Export { kind, texts, hash_of: None, unhashed, misses_texts: false };
        self.export_on(id, export);
    }

    /// Takes a hash or texts and goes on.
    pub(super) fn export_answered(&mut self, id: u32, mut export: Export, said: Said) {
        match (export.hash_of.take(), said) {
            (Some(source), Said::Hashed(hash)) => {
                if let Some(source) = self.sources.get_mut(&source) {
                    source.hash = Some(hash);
                }
            }
            // A file that cannot be read any more is exported without what it would have given; the
            // others give theirs.
            (Some(source), _) => {
                export.unhashed.push(source);
                export.misses_texts = true;
            }
            (None, said) => {
                let given = if let Said::Texts(given) = said { given } else { Vec::new() };
                let mut given = given.into_iter();
                if let Some((_, rows)) = first_missing(&self.pack_rows(), &export.texts) {
                    for row in rows {
                        let text = given.next().unwrap_or_default();
                        export.misses_texts |= text.is_empty();
                        export.texts.insert(row, text);
                    }
                }
            }
        }
        self.export_on(id, export);
    }

    fn export_on(&mut self, id: u32, mut export: Export) {
        if self.result.is_none() {
            self.reply(id, Reply::Failed(Diagnostic::new(Code::ResultOutdated)));
            return;
        }
        let needs_hashes = export.kind.needs_hashes();
        let is_unhashed = |it: &&Source| {
            it.state == State::Ready && it.hash.is_none() && !export.unhashed.contains(&it.id)
        };
        let unhashed = self.sources.values().find(is_unhashed).map(|it| it.id);
        if let Some(source) = unhashed.filter(|_| needs_hashes) {
            export.hash_of = Some(source);
            self.start(source, Work::Hash, Waiting::Export(id, export));
            return;
        }
        if export.kind.needs_texts()
            && let Some((source, rows)) = first_missing(&self.pack_rows(), &export.texts)
        {
            let spans = self.spans(source, &rows);
            self.start(source, Work::Texts(spans), Waiting::Export(id, export));
            return;
        }
        let (name, media_type, bytes) = match export.kind {
            ExportKind::ExceptionsCsv => {
                ("trueup-exceptions.csv", "text/csv", self.exceptions_csv())
            }
            ExportKind::Case => ("trueup-case.json", "application/json", self.case_file()),
            ExportKind::Workbook | ExportKind::Report => {
                let data = self.sheet_data(&export.texts, export.misses_texts);
                let (name, media) = if export.kind == ExportKind::Report {
                    ("trueup-report.html", "text/html")
                } else {
                    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                    ("trueup-dispute.xlsx", media)
                };
                (name, media, crate::layout::plan::encode(&data))
            }
        };
        let reply = Reply::Exported { name: name.to_owned(), media_type: media_type.to_owned() };
        self.reply_with(id, reply, Some(bytes));
    }

    /// The rows that an export is about: what differs or cannot be told, and what somebody decided on or
    /// said something of.
    fn exceptions(&self, books: &Books<'_>, result: &Reconciliation) -> Vec<GridRow> {
        let is_one = |row: &GridRow| {
            let outcome = grid::outcome(result, *row);
            outcome.standing() != Standing::Agrees
                || self.decisions.are_on(grid::row_ref(books, *row))
        };
        self.filtered(books, result, &RowFilter::default()).into_iter().filter(is_one).collect()
    }

    /// The exceptions with most money first.
    fn by_money(&self, books: &Books<'_>, result: &Reconciliation) -> Vec<GridRow> {
        let money = |row: &GridRow| {
            let known = grid::known(books, result, *row);
            std::cmp::Reverse(known.and_then(|it| it.difference()).map(|it: Decimal| it.abs()))
        };
        let rows = self.exceptions(books, result).into_iter();
        let mut rows: Vec<_> = rows.map(|row| (money(&row), row)).collect();
        order::sort_by_key(&mut rows, |it| it.0);
        rows.into_iter().map(|it| it.1).collect()
    }

    /// The exceptions as CSV.
    pub fn exceptions_csv(&self) -> Vec<u8> {
        let books = books(&self.sources);
        let mut csv = crate::export::csv::ExceptionsCsv::new();
        if let Some(result) = &self.result {
            for row in self.exceptions(&books, result) {
                csv.push(&self.exception(&books, result, row));
            }
        }
        csv.finish()
    }

    fn exception(&self, books: &Books<'_>, result: &Reconciliation, row: GridRow) -> ExceptionRow {
        let view = self.row_view(books, result, row);
        let money = |it: Option<Decimal>| it.map_or(String::new(), decimal);
        let mut exception = ExceptionRow::new(view.outcome, view.side, view.id);
        exception.flags = view.flags;
        exception.start = view.start;
        exception.offset = view.offset;
        exception.account = view.account;
        exception.service = view.service;
        exception.channel = view.channel;
        exception.currency = view.currency;
        exception.expected = view.expected;
        exception.billed = view.billed;
        exception.difference = view.difference;
        exception.decision = view.decision;
        self.decisions.note(view.row).clone_into(&mut exception.note);
        let (billed, usage) = grid::places(books, result, row);
        let place = |it: &crate::reconcile::Place<'_>, row: u32| {
            let source = self.sources.get(&it.part.source);
            let own = it.part.first_in_source + row - it.part.base;
            let entry = source.and_then(|it| it.locate(own));
            let file = source.zip(entry).map(|(source, (entry, _))| source.file_of(entry));
            (file.unwrap_or_default(), it.segment.line(it.index))
        };
        if let (GridRow::Line(line), Some(it)) = (row, &billed) {
            (exception.bill_file, exception.bill_line) = place(it, line);
            let stated = Stated::of(it);
            exception.billed_quantity = money(stated.quantity);
            exception.billed_price = money(stated.price);
            let judged = grid::judged(books, result, line);
            exception.expected_quantity = money(judged.as_ref().and_then(|it| it.quantity));
            if let Some(parts) = judged.and_then(|it| it.parts) {
                exception.quantity_part = decimal(parts.quantity);
                exception.rate_part = decimal(parts.rate);
                exception.other_part = decimal(parts.remainder);
            }
        }
        if let Some(it) = &usage {
            let record = match row {
                GridRow::Record(record) => record,
                GridRow::Line(line) => result.marks.partner_of_line(line),
            };
            (exception.usage_file, exception.usage_line) = place(it, record);
            let expected = result.pricing.expect(&result.terms, it, record);
            // In the unit of the bill, as the prices stand side by side.
            let in_bill = billed.as_ref().map(Stated::of);
            let in_bill = in_bill.and_then(|it| price_in_unit_of(&it, &expected));
            let price = in_bill.or(expected.price);
            exception.expected_price = money(price.filter(|_| expected.ladder.is_some()));
            if exception.expected_quantity.is_empty() && view.outcome != Outcome::DuplicateUsage {
                exception.expected_quantity =
                    money(expected.units.and_then(crate::rating::Units::value));
            }
        }
        exception
    }

    /// Rows whose text a dispute pack carries.
    fn pack_rows(&self) -> Vec<RowRef> {
        let books = books(&self.sources);
        let Some(result) = &self.result else { return Vec::new() };
        let mut rows = Vec::new();
        for row in self.by_money(&books, result).into_iter().take(MOST_TEXTS) {
            rows.append(&mut wanted(&books, result, row));
        }
        rows
    }

    /// Everything the workbook shows; `misses_texts` when a file could not be read again.
    fn sheet_data(&self, texts: &Texts, misses_texts: bool) -> SheetData {
        let books = books(&self.sources);
        let Some(result) = &self.result else { return SheetData::default() };
        let view = self.result_view();
        let rows = self.by_money(&books, result);
        let exceptions_total = u64::try_from(rows.len()).unwrap_or(0);
        let mut evidence = Vec::new();
        for (row, text) in texts {
            let Some(source) = self.sources.get(&row.source) else { continue };
            let is_bill = books.billed.position(*row).is_some();
            let side = side_evidence(source, *row, text.clone(), &[]);
            let id = grid::find(&books, *row).map(|it| self.row_view(&books, result, it).id);
            evidence.push(EvidenceRow {
                id: id.unwrap_or_default(),
                side: if is_bill { Role::Billed } else { Role::Usage },
                file: side.file,
                line: side.line,
                text: side.text,
            });
        }
        let disputed = self.decision_totals();
        let summary = view.iter().flat_map(|it| &it.totals).map(|it| SummaryRow {
            currency: it.currency.clone(),
            billed: it.billed.clone(),
            expected: it.expected.clone(),
            difference: it.difference.clone(),
            disputable: it.disputable.clone(),
            disputed: disputed
                .disputed_amounts
                .iter()
                .find(|amount| amount.currency == it.currency)
                .map_or(String::new(), |it| it.value.clone()),
        });
        let period = view.as_ref().and_then(|it| it.period);
        let proof = self.proof(result);
        let pairs = |amounts: Vec<crate::engine::protocol::Amount>| {
            amounts.into_iter().map(|it| (it.currency, it.value)).collect()
        };
        SheetData {
            app_version: APP_VERSION.to_owned(),
            written_at: self.now,
            vendors: view.as_ref().map(|it| it.vendors.clone()).unwrap_or_default(),
            period: period
                .map_or(String::new(), |it| format!("{}/{}", to_iso(it.start), to_iso(it.end))),
            summary: summary.collect(),
            outcomes: outcomes(result)
                .into_iter()
                .map(|it| OutcomeRow {
                    outcome: it.outcome,
                    currency: it.currency,
                    records: it.records,
                    lines: it.lines,
                    billed: it.billed,
                    expected: it.expected,
                    difference: it.difference,
                })
                .collect(),
            proof: ProofRow {
                records_in: proof.records_in,
                records_out: proof.records_out,
                lines_in: proof.lines_in,
                lines_out: proof.lines_out,
                billed_in: pairs(proof.billed_in),
                billed_out: pairs(proof.billed_out),
                holds: proof.holds,
            },
            exceptions: rows
                .into_iter()
                .take(MOST_EXCEPTIONS)
                .map(|row| self.exception(&books, result, row))
                .collect(),
            exceptions_total,
            evidence,
            evidence_exceptions: exceptions_total.min(u64::try_from(MOST_TEXTS).unwrap_or(0)),
            misses_texts,
            policy: self.policy_form.clone(),
            rates: self.rates(),
            sources: self.sources.values().map(source_row).collect(),
            findings: self.finding_rows(),
            rejects: self.reject_rows(),
            rejects_total: proof.records_rejected + proof.lines_rejected,
        }
    }

    /// What was noticed about each source, then what no single one shows.
    fn finding_rows(&self) -> Vec<FindingRow> {
        let row = |source: &str, code: Code, count, first: Option<Diagnostic>| FindingRow {
            source: source.to_owned(),
            code: code.code().to_owned(),
            severity: code.severity().code().to_owned(),
            count,
            line: first.as_ref().map_or(0, |it| it.place.line),
            first,
        };
        let mut rows = Vec::new();
        for source in self.sources.values() {
            let groups = source.report.groups();
            rows.extend(groups.map(|group| {
                row(&source.name, group.code, group.count, group.kept.first().cloned())
            }));
        }
        let apart = self.findings_apart().into_iter();
        rows.extend(apart.map(|(it, count)| row("", it.code, count, Some(it))));
        rows
    }

    /// The case as a file.
    pub fn case_file(&self) -> Vec<u8> {
        let books = books(&self.sources);
        let decisions = self.decided().into_iter().filter_map(|it| {
            let position = self.sources.keys().position(|id| *id == it.place.source)?;
            let row = it.row.and_then(|row| self.result.as_ref().zip(grid::find(&books, row)));
            Some(CaseDecision {
                source: u32::try_from(position).ok()?,
                entry: it.place.entry,
                from: it.place.from,
                nth: it.place.nth,
                id: row
                    .map(|(result, row)| self.row_view(&books, result, row).id)
                    .unwrap_or_default(),
                decision: it.decision.map_or(String::new(), |it| it.code().to_owned()),
                note: it.note,
            })
        });
        let case = Case {
            app_version: APP_VERSION.to_owned(),
            written_at: to_iso(self.now),
            sources: self.sources.values().map(case_source).collect(),
            rates: self.rates(),
            policy: self.policy_form.clone(),
            decisions: decisions.collect(),
            // A case holds no row of a file: they are read anew with it.
            result: self.reconciled(),
        };
        crate::export::case::write(&case)
    }
}

fn layout_of(source: &Source) -> (String, String) {
    let entry = source.entries.iter().max_by_key(|it| it.table.len());
    let layout = entry.map_or(String::new(), |it| it.plan.layout.clone());
    let known = crate::engine::reader::layout(&layout);
    (known.map_or("", crate::layout::Layout::vendor).to_owned(), layout)
}

/// Records or lines, or rates, of which a source keeps a list.
fn n_rows(source: &Source) -> u64 {
    source.n_rows() + u64::try_from(source.rates.len()).unwrap_or(0)
}

fn case_source(source: &Source) -> CaseSource {
    let (vendor, layout) = layout_of(source);
    CaseSource {
        name: source.name.clone(),
        size: source.size,
        sha256: source.hash.clone().unwrap_or_default(),
        role: source.role().code().to_owned(),
        vendor,
        layout,
        settings: source.settings.clone(),
        rows: n_rows(source),
        rejected: source.n_rejects(),
    }
}

fn source_row(source: &Source) -> SourceRow {
    let (vendor, layout) = layout_of(source);
    let plan = source.entries.first().map(|it| &it.plan);
    let read_as = plan.map_or(String::new(), |it| {
        let mut words = vec![it.syntax.name().to_owned(), it.encoding.name().to_owned()];
        words.push(format!("dates {}", it.date_order.code()));
        words.push(format!("zone {}", it.time_zone));
        words.push(format!("decimal mark {}", it.decimal_mark.as_str()));
        words.join(", ")
    });
    SourceRow {
        name: source.name.clone(),
        role: source.role(),
        vendor,
        layout,
        size: source.size,
        sha256: source.hash.clone().unwrap_or_default(),
        rows: n_rows(source),
        rejected: source.n_rejects(),
        read_as,
    }
}
