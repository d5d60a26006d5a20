//! Month-to-date counters over all sources: each snapshot is a file of its own, and what one says is
//! held against those before it.

use crate::dataset::TextField;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::order;
use crate::engine::reader::layout;
use crate::engine::source::{Source, State};
use crate::layout::Layout;
use crate::source::SourceId;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What is counted: vendor, account, service, channel, and the month by its first instant.
type Counted<'s> = (&'static str, [&'s str; 3], Option<i64>);

/// What a snapshot says: when it was asked for, the line it stands on, the count.
type Said = (i64, SourceId, u64, Option<Decimal>);

/// Says anew of every source which of its counters fell, and which are snapshots of a month that has
/// earlier ones. Gives the sources of which something else is said now.
pub(super) fn check(sources: &mut BTreeMap<SourceId, Source>) -> Vec<SourceId> {
    let mut fallen: BTreeMap<SourceId, Vec<Diagnostic>> = BTreeMap::new();
    let mut later: BTreeMap<SourceId, Vec<Diagnostic>> = BTreeMap::new();
    for mut snapshots in series(sources).into_values() {
        order::sort(&mut snapshots);
        for pair in snapshots.windows(2) {
            let [(before, _, _, was), (after, source, line, is)] = pair else { continue };
            if before == after {
                continue;
            }
            let found = |code| Diagnostic::new(code).at(Place { line: *line, ..Place::default() });
            if is < was {
                let text = |it: &Option<Decimal>| it.map_or(String::new(), |it| it.to_string());
                let fell = found(Code::CounterFalls).with(text(was)).with(text(is));
                fallen.entry(*source).or_default().push(fell);
            }
            later.entry(*source).or_default().push(found(Code::SnapshotsSuperseded));
        }
    }
    let mut changed = Vec::new();
    for (id, source) in sources.iter_mut().filter(|(_, it)| it.is_checked()) {
        let mut said = |code, all: &mut BTreeMap<SourceId, Vec<Diagnostic>>| {
            source.report.say_anew(code, all.remove(id).unwrap_or_default())
        };
        let is_other = said(Code::CounterFalls, &mut fallen);
        if said(Code::SnapshotsSuperseded, &mut later) || is_other {
            changed.push(*id);
        }
    }
    changed
}

fn series(sources: &BTreeMap<SourceId, Source>) -> BTreeMap<Counted<'_>, Vec<Said>> {
    let mut series: BTreeMap<Counted<'_>, Vec<Said>> = BTreeMap::new();
    let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
    for source in sources.values().filter(is_read) {
        for entry in source.entries.iter().filter(|it| it.habits().is_counter) {
            let vendor = layout(&entry.plan.layout).map_or("", Layout::vendor);
            let table = &entry.table;
            for row in 0..table.len() {
                let name = [TextField::Account, TextField::Service, TextField::Channel]
                    .map(|it| table.text(it, row));
                let asked = table.end(row).or(table.start(row)).unwrap_or(0);
                let said = (asked, source.id, table.place(row).2, table.quantity(row));
                // A counter's record begins with the month it counts.
                series.entry((vendor, name, table.start(row))).or_default().push(said);
            }
        }
    }
    series
}
