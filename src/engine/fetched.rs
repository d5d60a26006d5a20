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
        // Days are read as those of the policy's zone, and were asked for as those of the vendor's.
        let slack = if habits.measures_time { 0 } else { 14 * 3_600_000 };
        for row in 0..entry.table.len() {
            let start = entry.table.start(row);
            if start.is_some_and(|it| it + slack < from || it - slack >= until) {
                let (_, _, line) = entry.table.place(row);
                let place = Place { line, ..Place::default() };
                source.report.push(Diagnostic::new(Code::OutsideWindow).at(place));
            }
        }
    }
}
