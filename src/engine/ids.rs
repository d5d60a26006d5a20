//! Usage without ids beside a bill that says which usage its lines are for.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::Role;
use crate::engine::Sources;
use crate::engine::source::{Entry, State};
use crate::source::SourceId;

/// Says anew of which usage no column holds an id though a bill names ids, as long as no usage has
/// any. Gives the sources of which something else is said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let is_missed = !any(sources, Role::Usage, &|it| has_ids(it, false))
        && any(sources, Role::Billed, &|it| has_ids(it, true));
    let mut changed = Vec::new();
    for source in sources.iter_mut().map(|it| it.1).filter(|it| it.is_checked()) {
        let is_ready = source.state == State::Ready && source.repeats.is_none();
        let entries = source.entries.iter().filter(|it| is_missed && is_ready && lacks_ids(it));
        let said: Vec<Diagnostic> = entries.map(at_header).collect();
        if source.report.say_anew(Code::NoIds, said) {
            changed.push(source.id);
        }
    }
    changed
}

fn any(sources: &Sources, role: Role, holds: &dyn Fn(&Entry) -> bool) -> bool {
    let ready = sources.values().filter(|it| it.state == State::Ready);
    ready.flat_map(|it| &it.entries).any(|it| it.plan.role == role && holds(it))
}

/// Whether any row has an id; of a bill: one of usage, and not the line's own.
fn has_ids(entry: &Entry, of_usage: bool) -> bool {
    entry.table.segments().any(|(_, segment)| {
        let is_own = |row: usize| segment.id_is_line.get(row) == Some(1);
        let mut ids = segment.ids.iter().enumerate();
        ids.any(|(row, id)| !(id.is_none() || of_usage && is_own(row)))
    })
}

/// Counters and sums have no ids to begin with.
fn lacks_ids(entry: &Entry) -> bool {
    let habits = entry.habits();
    entry.plan.role == Role::Usage
        && !entry.table.is_empty()
        && !habits.is_counter
        && !habits.has_sums
}

fn at_header(entry: &Entry) -> Diagnostic {
    let place = Place { line: entry.plan.header_line, ..Place::default() };
    Diagnostic::new(Code::NoIds).at(place)
}
