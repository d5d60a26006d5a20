//! Totals that several sources state for the same account, service and time: one reply that was saved
//! twice, as JSON and as XML. Only one of them is counted, and each source says so.

use crate::dataset::TextField;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::Role;
use crate::engine::reader::layout;
use crate::engine::source::{Source, State};
use crate::source::SourceId;
use std::collections::BTreeMap;

/// What a total is for: the vendor, the texts that name it, start and end.
type Key = (&'static str, [String; 4], Option<i64>, Option<i64>);

/// Says anew which totals other sources have too. Gives the sources of which something else is said.
pub(super) fn check(sources: &mut BTreeMap<SourceId, Source>) -> Vec<SourceId> {
    let mut same: BTreeMap<Key, Vec<(SourceId, u64)>> = BTreeMap::new();
    let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
    for source in sources.values().filter(is_read) {
        let usage = source.entries.iter().filter(|it| it.plan.role == Role::Usage);
        for entry in usage.filter(|it| it.habits().has_totals()) {
            let vendor = layout(&entry.plan.layout).map_or("", |it| it.vendor());
            for row in (0..entry.table.len()).filter(|it| entry.table.id(*it).is_none()) {
                let names =
                    [TextField::Account, TextField::Service, TextField::Channel, TextField::Unit];
                let names = names.map(|it| entry.table.text(it, row).trim().to_lowercase());
                let key = (vendor, names, entry.table.start(row), entry.table.end(row));
                same.entry(key).or_default().push((source.id, entry.table.place(row).2));
            }
        }
    }
    let is_of_several =
        |it: &&Vec<(SourceId, u64)>| it.first().map(|it| it.0) != it.last().map(|it| it.0);
    let mut said: BTreeMap<SourceId, Vec<u64>> = BTreeMap::new();
    for (source, line) in same.values().filter(is_of_several).flatten() {
        said.entry(*source).or_default().push(*line);
    }
    let mut changed = Vec::new();
    for source in sources.values_mut() {
        let lines = said.remove(&source.id).unwrap_or_default();
        let found = lines.into_iter().map(|line| {
            Diagnostic::new(Code::TotalsRepeated).at(Place { line, ..Place::default() })
        });
        if source.report.say_anew(Code::TotalsRepeated, found) {
            changed.push(source.id);
        }
    }
    changed
}
