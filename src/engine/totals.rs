//! Totals that several sources state for the same account, service and time: one reply that was saved
//! twice, as JSON and as XML. Only one of them is counted, and each source says so.

use crate::dataset::TextField;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::letters::small;
use crate::domain::{Role, order};
use crate::engine::Sources;
use crate::engine::reader::layout;
use crate::engine::source::{Source, State};
use crate::engine::together::{Remark, say};
use crate::source::SourceId;

/// What a total is for: the vendor, the texts that name it, start and end.
type Key = (&'static str, [String; 4], Option<i64>, Option<i64>);

/// Says anew which totals other sources have too. Gives the sources of which something else is said.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let mut totals: Vec<(Key, SourceId, u64)> = Vec::new();
    let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
    for source in sources.values().filter(is_read) {
        let usage = source.entries.iter().filter(|it| it.plan.role == Role::Usage);
        for entry in usage.filter(|it| it.habits().has_totals()) {
            let vendor = layout(&entry.plan.layout).map_or("", |it| it.vendor());
            for row in (0..entry.table.len()).filter(|it| entry.table.id(*it).is_none()) {
                let names =
                    [TextField::Account, TextField::Service, TextField::Channel, TextField::Unit];
                let names = names.map(|it| small(entry.table.text(it, row).trim()));
                let key = (vendor, names, entry.table.start(row), entry.table.end(row));
                totals.push((key, source.id, entry.table.place(row).2));
            }
        }
    }
    order::sort(&mut totals);
    let same = totals.chunk_by(|a, b| a.0 == b.0);
    let several = same.filter(|it| it.first().map(|it| it.1) != it.last().map(|it| it.1));
    let said = several.flatten().map(|it| {
        let place = Place { line: it.2, ..Place::default() };
        (it.1, (Diagnostic::new(Code::TotalsRepeated).at(place), 1))
    });
    let said: Vec<Remark> = said.collect();
    say(sources, Code::TotalsRepeated, said)
}
