//! What can be seen in one source alone, once it is read.

use crate::dataset::{Id, Table};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::layout::Habits;
use std::collections::BTreeMap;

/// Looks for repeats, conflicts, overlaps, block counts and mixed currencies among the rows of the
/// entries of one source. Returns how many different ids there are.
pub fn check(tables: &[(&Table, Habits)], report: &mut Report) -> u64 {
    let different = repeats(tables, report);
    for (table, habits) in tables {
        if habits.block_seconds > 0 {
            blocks(table, habits.block_seconds, report);
        }
        if habits.is_counter {
            counters(table, report);
        }
        currencies(table, report);
    }
    different
}

fn at_line(code: Code, line: u64) -> Diagnostic {
    Diagnostic::new(code).at(Place { line, ..Place::default() })
}

/// Rows that share an id: repeats when they say the same, conflicts when they do not.
fn repeats(tables: &[(&Table, Habits)], report: &mut Report) -> u64 {
    let mut rows: Vec<(Id, u64, u64)> = Vec::new();
    for (table, _) in tables {
        for (_, segment) in table.segments() {
            for (index, id) in segment.ids.iter().enumerate() {
                if !id.is_none() {
                    rows.push((id, segment.line(index), segment.content(index)));
                }
            }
        }
    }
    rows.sort_unstable();
    let mut different = 0;
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        different += 1;
        let Some((first, rest)) = group.split_first() else { continue };
        for (_, line, content) in rest {
            let code =
                if *content == first.2 { Code::DuplicateRows } else { Code::ConflictingRows };
            report.push(at_line(code, *line).with(first.1.to_string()));
        }
    }
    different
}

/// Sessions of one conversation: as many blocks as its length needs, and none over another.
fn blocks(table: &Table, block_seconds: u32, report: &mut Report) {
    let block = i64::from(block_seconds) * 1000;
    let mut rows: Vec<(i64, i64, i64, Option<i64>, u64, Id)> = Vec::new();
    for (_, segment) in table.segments() {
        for index in 0..segment.len() {
            let Some(conversation) = segment.conversations.get(index) else { continue };
            let Some(start) = segment.starts.get(index) else { continue };
            let span = segment.spans.get(index).unwrap_or(0);
            let length = segment.conversation_lengths.get(index);
            rows.push((
                conversation,
                start,
                start + span,
                length,
                segment.line(index),
                segment.ids.get(index),
            ));
        }
    }
    rows.sort_unstable();
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let mut ids: Vec<Id> = group.iter().map(|it| it.5).collect();
        ids.sort_unstable();
        ids.dedup();
        let Some(first) = group.first() else { continue };
        let mut until = first.2;
        for pair in group.windows(2) {
            if let [before, after] = pair
                && before.5 != after.5
                && after.1 < until
            {
                report.push(at_line(Code::OverlappingSessions, after.4).with(before.4.to_string()));
            }
            until = until.max(pair.last().map_or(until, |it| it.2));
        }
        let longest = group.iter().filter_map(|it| it.3).max();
        let Some(length) = longest.filter(|it| *it >= 0) else { continue };
        let needed = u64::try_from((length + block - 1) / block).unwrap_or(0).max(1);
        let found = u64::try_from(ids.len()).unwrap_or(0);
        if found != needed {
            let code = if found < needed { Code::BlocksFewer } else { Code::BlocksMore };
            report.push(at_line(code, first.4).with(found.to_string()).with(needed.to_string()));
        }
    }
}

/// A month-to-date counter does not fall, and only its latest value counts.
fn counters(table: &Table, report: &mut Report) {
    use crate::dataset::TextField::{Account, Channel, Service};
    let mut series: BTreeMap<[String; 3], Vec<(i64, u32)>> = BTreeMap::new();
    for row in 0..table.len() {
        let key = [Account, Service, Channel].map(|it| table.text(it, row).to_owned());
        let asked = table.end(row).or(table.start(row)).unwrap_or(0);
        series.entry(key).or_default().push((asked, row));
    }
    for mut rows in series.into_values() {
        rows.sort_unstable();
        for pair in rows.windows(2) {
            let [(before, first), (after, second)] = pair else { continue };
            // A counter's record begins with the month it counts.
            if before == after || table.start(*first) != table.start(*second) {
                continue;
            }
            let (_, _, line) = table.place(*second);
            let (was, is) = (table.quantity(*first), table.quantity(*second));
            if is < was {
                let text = |it: Option<rust_decimal::Decimal>| {
                    it.map_or(String::new(), |it| it.to_string())
                };
                report.push(at_line(Code::CounterFalls, line).with(text(was)).with(text(is)));
            }
            report.push(at_line(Code::SnapshotsSuperseded, line));
        }
    }
}

fn currencies(table: &Table, report: &mut Report) {
    let Some(found) = table.dictionary(crate::dataset::TextField::Currency) else { return };
    let mut names: Vec<&str> = found.iter().map(|(_, value)| value).collect();
    names.sort_unstable();
    if names.len() > 1 {
        report.push(Diagnostic::new(Code::MixedCurrencies).with(names.join(", ")));
    }
}
