//! Everything about one row: both sides' source text, the rule and the arithmetic.

mod steps;

use crate::dataset::TextField;
use crate::domain::forms::NameForm;
use crate::domain::{Outcome, order};
use crate::engine::grid::{self, GridRow};
use crate::engine::otherwise::CODES;
use crate::engine::protocol::{Evidence, Reply, RuleKind, SideEvidence};
use crate::engine::reader::masks;
use crate::engine::source::{Entry, Source};
use crate::engine::tasks::{Said, Span, Work};
use crate::engine::{Engine, Texts, Waiting, books};
use crate::formats::csv::{Dialect, Scanned, scan};
use crate::layout::{Field, Syntax};
use crate::normalize::header::canonical;
use crate::reconcile::terms::{NAMED, Of};
use crate::reconcile::{Books, NONE, Place, Reconciliation, Side, alike};
use crate::source::{RowRef, SourceId};
use std::ops::ControlFlow;

/// Records of a group whose text is shown.
const SHOWN: usize = 50;

/// The line and the records that a row of the grid stands for.
struct Sides {
    line: Option<u32>,
    records: Vec<u32>,
    n_records: u64,
}

fn sides(result: &Reconciliation, row: GridRow) -> Sides {
    match row {
        GridRow::Record(record) => Sides { line: None, records: vec![record], n_records: 1 },
        GridRow::Line(line) => {
            let outcome = grid::outcome(result, row);
            let records: Vec<u32> = if outcome == Outcome::DuplicateLine {
                Vec::new()
            } else if result.is_pair(line, outcome) {
                vec![result.marks.partner_of_line(line)]
            } else if let Some(record) = result.marks.outside.get(&line) {
                vec![*record]
            } else if let Some(made) = result.measured.get(line) {
                made.records.to_vec()
            } else {
                result.marks.groups.records(line).to_vec()
            };
            let n_records = u64::try_from(records.len()).unwrap_or(0);
            Sides {
                line: Some(line),
                records: records.into_iter().take(SHOWN).collect(),
                n_records,
            }
        }
    }
}

/// The row that a repeat repeats; none where all of its file repeats another one.
fn repeated(books: &Books<'_>, result: &Reconciliation, row: GridRow) -> Option<RowRef> {
    match (row, grid::outcome(result, row)) {
        (GridRow::Line(line), Outcome::DuplicateLine) => {
            books.billed.row_ref(result.marks.partner_of_line(line))
        }
        (GridRow::Record(record), Outcome::DuplicateUsage) => {
            books.usage.row_ref(result.marks.partner_of_record(record))
        }
        _ => None,
    }
}

impl Engine {
    /// Answers with the evidence of a row, or asks readers for the texts that are missing.
    pub(super) fn evidence(&mut self, id: u32, row: RowRef, texts: Texts) {
        let books = books(&self.sources);
        let found = self.result.as_ref().zip(grid::find(&books, row));
        let Some((result, grid_row)) = found else {
            self.reply(id, Reply::Done);
            return;
        };
        let wanted = wanted(&books, result, grid_row);
        if let Some((source, rows)) = first_missing(&wanted, &texts) {
            let spans = self.spans(source, &rows);
            self.start(source, Work::Texts(spans), Waiting::Evidence(id, row, texts));
            return;
        }
        let evidence = self.told_evidence(&books, result, grid_row, &texts);
        self.reply(id, Reply::Evidence(Box::new(evidence)));
    }

    /// Takes the texts of one source and goes on.
    pub(super) fn evidence_texts(&mut self, id: u32, row: RowRef, mut texts: Texts, said: Said) {
        let given = match said {
            Said::Texts(given) => given,
            // What cannot be read any more is shown as missing, not waited for again.
            _ => Vec::new(),
        };
        let books = books(&self.sources);
        let found = self.result.as_ref().zip(grid::find(&books, row));
        if let Some((result, grid_row)) = found
            && let Some((_, rows)) = first_missing(&wanted(&books, result, grid_row), &texts)
        {
            let given = given.into_iter().chain(std::iter::repeat(String::new()));
            rows.into_iter().zip(given).for_each(|(row, text)| {
                texts.insert(row, text);
            });
        }
        self.evidence(id, row, texts);
    }

    /// Where the texts of some rows of a source stand.
    pub(super) fn spans(&self, source: SourceId, rows: &[RowRef]) -> Vec<Span> {
        let Some(source) = self.sources.get(&source) else { return Vec::new() };
        rows.iter()
            .map(|it| source.span(it.row).unwrap_or(Span { entry: 0, from: 0, until: 0 }))
            .collect()
    }

    fn told_evidence(
        &self,
        books: &Books<'_>,
        result: &Reconciliation,
        row: GridRow,
        texts: &Texts,
    ) -> Evidence {
        let sides = sides(result, row);
        let view = self.row_view(books, result, row);
        let side = |reference: Option<RowRef>, fields: &[Field]| -> Option<SideEvidence> {
            let reference = reference?;
            let source = self.sources.get(&reference.source)?;
            let text = texts.get(&reference).cloned().unwrap_or_default();
            Some(side_evidence(source, reference, text, fields))
        };
        let outcome = view.outcome;
        let of_bill: &[Field] = match outcome {
            Outcome::QuantityVariance => &[Field::UsageId, Field::Quantity],
            Outcome::RateVariance => &[Field::UsageId, Field::UnitPrice],
            Outcome::AmountVariance => {
                &[Field::UsageId, Field::Quantity, Field::UnitPrice, Field::Amount]
            }
            Outcome::OutOfPeriod => &[Field::UsageId, Field::Start, Field::End],
            _ => &[Field::UsageId, Field::Amount],
        };
        let of_usage =
            &[Field::UsageId, Field::Start, Field::End, Field::Duration, Field::Quantity];
        let partner = match (outcome, sides.line) {
            (_, None) => NONE,
            (Outcome::OutOfPeriod, _) => sides.records.first().copied().unwrap_or(NONE),
            (_, Some(line)) => result.marks.partner_of_line(line),
        };
        let rule_kind = match outcome {
            Outcome::DuplicateLine | Outcome::DuplicateUsage | Outcome::NonUsage => {
                RuleKind::NotCompared
            }
            // It was held against what it is for, which is of another period too.
            Outcome::OutOfPeriod if partner == NONE => RuleKind::NotCompared,
            Outcome::UnbilledUsage | Outcome::BilledWithoutUsage => RuleKind::None,
            Outcome::Ambiguous => RuleKind::Several,
            _ if names_call(&books.billed, &books.usage, &sides) => RuleKind::SameId,
            _ if partner != NONE && shares_id(books, &sides) => RuleKind::SameId,
            _ if partner != NONE && has_alike_id(books, &sides) => RuleKind::AlikeId,
            _ if partner != NONE => RuleKind::Time,
            _ if sides.n_records == 0 => RuleKind::FixedCharge,
            _ => RuleKind::GroupSum,
        };
        let mut of_bill = of_bill.to_vec();
        if rule_kind == RuleKind::Time {
            of_bill.extend([Field::Start, Field::Duration]);
        }
        let rule_of = |kind: crate::domain::MatchRule| {
            let at = result.policy.rules.iter().position(|it| *it == kind);
            at.and_then(|it| u32::try_from(it + 1).ok()).unwrap_or(0)
        };
        Evidence {
            standing: outcome.standing(),
            billed: side(sides.line.and_then(|it| books.billed.row_ref(it)), &of_bill),
            usage: sides
                .records
                .iter()
                .filter_map(|it| side(books.usage.row_ref(*it), of_usage))
                .collect(),
            usage_count: sides.n_records,
            repeats: side(
                repeated(books, result, row),
                if sides.line.is_some() { &of_bill } else { of_usage },
            ),
            steps: steps::steps(books, result, row, &sides, &|record, at| {
                let record = books.usage.row_ref(record).unwrap_or_default();
                self.offset_of(result, record, at)
            }),
            rule: match rule_kind {
                RuleKind::SameId => rule_of(crate::domain::MatchRule::Id),
                RuleKind::AlikeId => rule_of(crate::domain::MatchRule::AlikeId),
                RuleKind::Time => rule_of(crate::domain::MatchRule::Time),
                RuleKind::GroupSum => rule_of(crate::domain::MatchRule::Aggregate),
                _ => 0,
            },
            rule_kind,
            names: names_taken(books, result, &sides),
            note: self.decisions.note(view.row).to_owned(),
            row: view,
        }
    }
}

/// Whether a line names the call whose segments it is held against.
fn names_call(billed: &Side<'_>, usage: &Side<'_>, sides: &Sides) -> bool {
    let line = sides.line.and_then(|it| billed.place(it));
    let record = sides.records.first().and_then(|it| usage.place(*it));
    line.zip(record).is_some_and(|(line, record)| {
        record.part.habits.has_segments
            && !line.id_is_line()
            && !line.id().is_none()
            && line.id() == record.id()
    })
}

/// What names of a line stand for, where the policy says so, or where its service is an account or a channel
/// of the usage.
fn names_taken(books: &Books<'_>, result: &Reconciliation, sides: &Sides) -> Vec<NameForm> {
    let Some(line) = sides.line.and_then(|it| books.billed.place(it)) else { return Vec::new() };
    let mut taken = Vec::new();
    let mut by_service = None;
    for ((_, field), of) in NAMED.into_iter().zip(CODES) {
        let name = line.text(field).trim();
        let code = result.terms.code(Of::Billed, field, &line);
        let form = |billed: &str| NameForm {
            of: of.to_owned(),
            billed: billed.to_owned(),
            usage: result.terms.value(field, code).to_owned(),
        };
        if name.is_empty() && code != 0 {
            by_service = Some(form(line.text(TextField::Service).trim()));
        } else if !name.is_empty() && result.terms.find(field, name) != Some(code) {
            taken.push(form(name));
        }
    }
    if by_service.is_some() {
        taken.retain(|it| it.of != "service");
    }
    taken.extend(by_service);
    taken
}

/// Whether a line has the id of its record as the record has it.
fn shares_id(books: &Books<'_>, sides: &Sides) -> bool {
    pair(books, sides).is_none_or(|(line, record)| {
        !line.id().is_none()
            && !line.id_is_line()
            && line.segment.ids.same_text(line.index, &record.segment.ids, record.index)
    })
}

/// Whether the two differ in how they are written only.
fn has_alike_id(books: &Books<'_>, sides: &Sides) -> bool {
    pair(books, sides).is_some_and(|(line, record)| alike::have_alike_ids(&line, &record))
}

/// A line and the record it is tied to.
fn pair<'b>(books: &'b Books<'b>, sides: &Sides) -> Option<(Place<'b>, Place<'b>)> {
    let line = sides.line.and_then(|it| books.billed.place(it));
    line.zip(sides.records.first().and_then(|it| books.usage.place(*it)))
}

/// Every row whose text belongs to the evidence.
pub(super) fn wanted(books: &Books<'_>, result: &Reconciliation, row: GridRow) -> Vec<RowRef> {
    let sides = sides(result, row);
    let line = sides.line.and_then(|it| books.billed.row_ref(it));
    let records = sides.records.iter().filter_map(|it| books.usage.row_ref(*it));
    line.into_iter().chain(records).chain(repeated(books, result, row)).collect()
}

/// The first source of which texts are missing, with its rows in order.
pub(super) fn first_missing(wanted: &[RowRef], texts: &Texts) -> Option<(SourceId, Vec<RowRef>)> {
    let source = wanted.iter().find(|it| !texts.contains_key(it))?.source;
    let rows = wanted.iter().filter(|it| it.source == source && !texts.contains_key(it));
    Some((source, rows.copied().collect()))
}

/// One side with its text, secrets blotted out and the values of these fields marked.
pub(super) fn side_evidence(
    source: &Source,
    row: RowRef,
    text: String,
    fields: &[Field],
) -> SideEvidence {
    let Some((entry, own)) = source.locate(row.row) else {
        return SideEvidence {
            row,
            file: source.name.clone(),
            line: 0,
            text: String::new(),
            marks: Vec::new(),
        };
    };
    let (_, _, line) = entry.table.place(own);
    let (text, marks) = marked(entry, text, fields);
    SideEvidence { row, file: source.file_of(entry), line, text, marks }
}

/// The text with secrets blotted out, and where some fields stand in it.
fn marked(entry: &Entry, text: String, fields: &[Field]) -> (String, Vec<(u32, u32)>) {
    let plan = &entry.plan;
    let Syntax::Csv { delimiter, bare_cr } = plan.syntax else {
        return marked_in_tree(entry, &text, fields);
    };
    let mut marks = Vec::new();
    let mut shown = text.clone();
    let mut input = text.as_bytes();
    let read = scan(&mut input, Dialect { delimiter, bare_cr }, 0, u64::MAX, &mut |scanned| {
        if let Scanned::Record(record) = scanned {
            let masked = masks::masked(plan, &record);
            shown = String::from_utf8_lossy(&masked).into_owned();
            for field in fields {
                let Some(column) = plan.column_of(*field) else { continue };
                let (from, until) = record.field_range(column);
                if from < until {
                    marks.push((
                        u32::try_from(from).unwrap_or(0),
                        u32::try_from(until).unwrap_or(0),
                    ));
                }
            }
        }
        ControlFlow::Break(())
    });
    // Reading from memory does not fail.
    drop(read);
    order::sort(&mut marks);
    (shown, marks)
}

/// In JSON and XML the value of a field is the first one that has its name.
fn marked_in_tree(entry: &Entry, text: &str, fields: &[Field]) -> (String, Vec<(u32, u32)>) {
    let plan = &entry.plan;
    let shown = masks::masked_text(plan, text);
    let mut marks = Vec::new();
    for field in fields {
        let column = plan.column_of(*field).and_then(|it| plan.columns.get(it));
        let Some(wanted) = column.map(|it| canonical(&it.header)) else { continue };
        let mut mark = None;
        masks::places(plan, &shown, &mut |name, from, until| {
            if mark.is_none() && canonical(name) == wanted {
                mark = Some((u32::try_from(from).unwrap_or(0), u32::try_from(until).unwrap_or(0)));
            }
        });
        marks.extend(mark.filter(|(from, until)| from < until));
    }
    order::sort(&mut marks);
    (shown, marks)
}
