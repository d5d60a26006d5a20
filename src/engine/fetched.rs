//! What was asked of a vendor, held against what came.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::Role;
use crate::engine::protocol::Provenance;
use crate::engine::source::Source;

/// Says of a fetched source what did not come, and which rows begin outside the time that was asked
/// for: mostly a sign that day and month were exchanged.
pub(super) fn check(source: &mut Source) {
    let Provenance::Fetched(asked) = &source.provenance else { return };
    if !asked.complete {
        source.report.push(Diagnostic::new(Code::FetchIncomplete));
    }
    let (Some(from), Some(until)) = (asked.window_start, asked.window_end) else { return };
    for entry in &source.entries {
        let habits = entry.habits();
        // A counter covers its month, and figures without a time have that of the window.
        if entry.plan.role != Role::Usage || habits.is_counter || habits.needs_period {
            continue;
        }
        for row in 0..entry.table.len() {
            if entry.table.start(row).is_some_and(|it| it < from || it >= until) {
                let (_, _, line) = entry.table.place(row);
                let place = Place { line, ..Place::default() };
                source.report.push(Diagnostic::new(Code::OutsideWindow).at(place));
            }
        }
    }
}
