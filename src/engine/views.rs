//! A source as its card shows it.

use crate::dataset::TextField;
use crate::diagnostics::{Code, Severity};
use crate::domain::{ExactSum, Period, Role, order};
use crate::engine::protocol::{
    Amount, DateAnswer, FindingView, Measure, Question, ReadAs, Reject, SourceState, SourceView,
    Span,
};
use crate::engine::reader::{layout, preview};
use crate::engine::source::{Entry, Source, State};
use crate::export::RejectRow;
use crate::layout::Layout;
use crate::normalize::{DateOrder, DecimalMark, date, number};
use litemap::LiteMap;
use rust_decimal::Decimal;

const DAY_MS: i64 = 86_400_000;

/// The card of a source.
pub fn source(source: &Source, period: Option<Period>) -> SourceView {
    let main = source.entries.iter().max_by_key(|it| it.table.len());
    let named = source.entries.iter().filter(|it| !it.plan.entry_name.is_empty());
    let known = main.and_then(|it| layout(&it.plan.layout));
    SourceView {
        source: source.id,
        name: source.name.clone(),
        entries: named.map(|it| it.plan.entry_name.clone()).collect(),
        provenance: source.provenance.clone(),
        size: source.size,
        state: match &source.state {
            State::Opening => SourceState::Waiting,
            State::Reading => SourceState::Reading(source.progress()),
            State::Ready => SourceState::Ready,
            State::Failed(why) => SourceState::Failed(why.clone()),
        },
        role: source.role(),
        may_be_billed: source.may_be_billed,
        vendor: known.map_or("", Layout::vendor).to_owned(),
        layout: main.map_or(String::new(), |it| it.plan.layout.clone()),
        read_as: main.map_or_else(ReadAs::default, |it| preview::read_as(&it.plan)),
        settings: source.settings.clone(),
        rows: if source.role() == Role::Rates {
            u64::try_from(source.rates.len()).unwrap_or(0)
        } else {
            source.n_rows()
        },
        rejected: source.n_rejects(),
        set_aside: source.n_set_aside(),
        period: span(source),
        amounts: if source.state == State::Ready { amounts(source).to_vec() } else { Vec::new() },
        measures: if source.state == State::Ready { measures(source).to_vec() } else { Vec::new() },
        calls: if source.state == State::Ready { source.calls_once().to_vec() } else { Vec::new() },
        findings: findings(source),
        questions: if source.state == State::Ready {
            questions(source, period)
        } else {
            Vec::new()
        },
        case: None,
    }
}

/// First and last instant of a source.
pub fn span(source: &Source) -> Option<Span> {
    let seen = &source.evidence;
    Some(Span { start: seen.earliest?, end: seen.latest?, offset: seen.offset })
}

/// Sums of the lines by currency, the blank one first.
pub fn amounts(source: &Source) -> &[Amount] {
    let is_bill = source.role() == Role::Billed;
    source.amounts_once(|| if is_bill { sums(&source.entries) } else { Vec::new() })
}

/// Sums of the lines of some entries, likewise.
pub fn sums(entries: &[Entry]) -> Vec<Amount> {
    let mut sums: LiteMap<&str, ExactSum> = LiteMap::new();
    for entry in entries {
        let Some(currencies) = entry.table.dictionary(TextField::Currency) else { continue };
        // By code; only currencies that have an amount become sums.
        let mut by_code: Vec<Option<ExactSum>> = vec![None; currencies.len()];
        for number in 0..entry.table.n_segments() {
            let Some((_, segment, codes)) = entry.table.segment(number) else { continue };
            let codes = codes.get(TextField::Currency.index());
            segment.sum_amounts(TextField::Currency, &mut |own, mantissa, scale| {
                let own = usize::try_from(own).unwrap_or(0);
                let code = codes.and_then(|it| it.get(own)).copied().unwrap_or(0);
                let code = usize::try_from(code).unwrap_or(0);
                if let Some(sum) = by_code.get_mut(code) {
                    sum.get_or_insert_default().add_scaled(mantissa, scale);
                }
            });
        }
        for (code, sum) in (0u32..).zip(by_code) {
            if let Some(sum) = sum {
                sums.entry(currencies.value(code)).or_default().merge(&sum);
            }
        }
    }
    let text = |(currency, sum): (&str, ExactSum)| Amount {
        currency: currency.to_owned(),
        value: told(&sum),
    };
    sums.into_iter().map(text).collect()
}

/// A sum as canonical text, at least two places where it has any. It may have more digits than a
/// decimal holds: a proof is about all of them.
pub fn told(sum: &ExactSum) -> String {
    let mut text = sum.text();
    if text.split_once('.').is_some_and(|(_, places)| places.len() == 1) {
        text.push('0');
    }
    text
}

/// A decimal as canonical text, at least two places where it has any.
pub fn decimal(value: Decimal) -> String {
    let value = value.normalize();
    if value.scale() == 1 { format!("{value}0") } else { value.to_string() }
}

fn measures(source: &Source) -> &[Measure] {
    source.measures_once(|| sum_measures(source))
}

fn sum_measures(source: &Source) -> Vec<Measure> {
    let mut blocks: LiteMap<u32, i64> = LiteMap::new();
    let mut items = ExactSum::default();
    let mut has_items = false;
    for entry in source.entries.iter().filter(|it| it.plan.role == Role::Usage) {
        let habits = entry.habits();
        let block = i64::from(habits.block_seconds) * 1000;
        let mut n_blocks = 0;
        for (_, segment) in entry.table.segments() {
            if block > 0 {
                n_blocks += segment.n_blocks(block);
                continue;
            }
            segment.sum_quantities(&mut |_, mantissa, scale| {
                has_items = true;
                items.add_scaled(mantissa, scale);
            });
        }
        if n_blocks > 0 {
            *blocks.entry(habits.block_seconds).or_default() += n_blocks;
        }
    }
    let block =
        |(size, n): (u32, i64)| Measure { kind: "blocks".to_owned(), size, value: n.to_string() };
    let mut measures: Vec<Measure> = blocks.into_iter().map(block).collect();
    if has_items {
        measures.push(Measure { kind: "items".to_owned(), size: 0, value: told(&items) });
    }
    measures
}

fn findings(source: &Source) -> Vec<FindingView> {
    let mut findings: Vec<FindingView> = source
        .report
        .groups()
        .filter_map(|group| {
            let first = group.kept.first()?.clone();
            let mut lines: Vec<u64> = group.kept.iter().map(|it| it.place.line).collect();
            lines.retain(|it| *it > 0);
            order::sort(&mut lines);
            lines.truncate(20);
            Some(FindingView { severity: group.code.severity(), count: group.count, lines, first })
        })
        .collect();
    order::sort_by_key(&mut findings, |it| std::cmp::Reverse(it.severity));
    findings
}

fn questions(source: &Source, period: Option<Period>) -> Vec<Question> {
    let mut questions = Vec::new();
    let seen = &source.evidence;
    if source.date_question() {
        let answers = [DateOrder::MonthFirst, DateOrder::DayFirst];
        let answers = answers.map(|order| date_answer(source, order, period));
        let example = seen.order_example.clone();
        questions.push(Question::DateOrder { example, answers: answers.to_vec() });
    }
    if source.mark_question() {
        let text = seen.mark_example.clone();
        let value = |mark| {
            let read = number::parse(text.as_bytes(), mark);
            read.map_or(String::new(), |it| decimal(it.decimal()))
        };
        let (as_dot, as_comma) = (value(DecimalMark::Dot), value(DecimalMark::Comma));
        questions.push(Question::DecimalMark { example: text, as_dot, as_comma });
    }
    if !source.missing.is_empty() {
        let missing = source.missing.iter().map(|it| it.code().to_owned()).collect();
        questions.push(Question::Columns { missing });
    }
    if source.report.count(Code::PeriodMissing) > 0 {
        questions.push(Question::Period);
    }
    if source.report.count(Code::ReportUnnamed) > 0 {
        questions.push(Question::Report);
    }
    if !source.rivals.is_empty() {
        let own = source.entries.first().map(|it| it.plan.layout.clone());
        let candidates = own.into_iter().chain(source.rivals.iter().cloned()).collect();
        questions.push(Question::Layout { candidates });
    }
    questions
}

/// What one reading of the dates would mean. The other reading of a row is its month and day
/// exchanged; a date that reads only one way is the same in both. Without
/// a period nothing is counted.
fn date_answer(source: &Source, order: DateOrder, period: Option<Period>) -> DateAnswer {
    let example = date::parse(source.evidence.order_example.as_bytes(), order);
    let (mut inside, mut of) = (0, 0);
    for (entry, period) in source.entries.iter().zip(period.into_iter().cycle()) {
        for row in 0..entry.table.len() {
            let Some(start) = entry.table.start(row) else { continue };
            let start = if order == entry.plan.date_order { start } else { exchanged(start) };
            of += 1;
            inside += u64::from(period.contains(start));
        }
    }
    DateAnswer {
        order: order.code().to_owned(),
        day: example.map_or(0, |it| it.local_ms.div_euclid(DAY_MS)),
        inside,
        of,
    }
}

/// An instant with month and day exchanged.
fn exchanged(instant: i64) -> i64 {
    let text = date::to_iso(instant.div_euclid(DAY_MS) * DAY_MS);
    let (Some(year), Some(month), Some(day)) = (text.get(..4), text.get(5..7), text.get(8..10))
    else {
        return instant;
    };
    let other = date::parse_day(&format!("{year}-{day}-{month}"));
    other.map_or(instant, |it| it * DAY_MS + instant.rem_euclid(DAY_MS))
}

/// Rows that could not be read.
pub fn rejects(source: &Source, offset: u64, limit: u32) -> Vec<Reject> {
    let all = source.entries.iter().flat_map(|it| it.table.rejects());
    let skipped = all.skip(usize::try_from(offset).unwrap_or(usize::MAX));
    let taken = skipped.take(usize::try_from(limit).unwrap_or(0));
    taken.map(|it| Reject { diagnostic: it.diagnostic.clone(), text: it.text.clone() }).collect()
}

/// The same for files and the shell.
pub fn reject_rows(source: &Source) -> impl Iterator<Item = RejectRow> {
    source.entries.iter().flat_map(|entry| {
        entry.table.rejects().map(|it| RejectRow {
            source: source.file_of(entry),
            diagnostic: it.diagnostic.clone(),
            text: it.text.clone(),
        })
    })
}

/// Findings of a source as the shell tells them: code, severity, count, first line.
pub fn findings_of(source: &Source) -> Vec<(Code, Severity, u64, u64)> {
    let groups = source.report.groups();
    groups
        .map(|it| {
            let line = it.kept.first().map_or(0, |it| it.place.line);
            (it.code, it.code.severity(), it.count, line)
        })
        .collect()
}
