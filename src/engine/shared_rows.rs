//! Usage without ids that stands in two files: exports whose days overlap. Nothing shows whether a row is
//! there twice or two calls are alike, so all of it counts, and it is said of the later file.

use crate::dataset::Table;
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::Sources;
use crate::engine::ids::{has_ids, lacks_ids};
use crate::engine::source::{Entry, Source, State};
use crate::engine::together::{Remark, say};
use crate::reconcile::checks;
use crate::source::SourceId;

/// Says anew which files have rows of a file before them. Gives the sources of which something else is
/// said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
    let entries =
        sources.values().filter(is_read).flat_map(|it| it.entries.iter().map(move |own| (it, own)));
    let counts = |it: &&Entry| lacks_ids(it) && !has_ids(it, false);
    let usage: Vec<(&Source, &Entry)> = entries.filter(|it| counts(&it.1)).collect();
    let tables: Vec<&Table> = usage.iter().map(|it| &it.1.table).collect();
    // A file that is alone shares nothing.
    let found = if tables.len() > 1 { checks::shared(&tables) } else { Vec::new() };
    let mut said: Vec<Remark> = Vec::new();
    for ((source, entry), (count, first, from, until)) in usage.iter().zip(found) {
        let Some((before, of)) = usage.get(first) else { continue };
        // Files of which one goes on where the other has begun share most of what is between.
        let starts = (0..entry.table.len()).filter_map(|it| entry.table.start(it));
        let between = starts.filter(|it| (from..=until).contains(it)).count();
        if count * 2 > u64::try_from(between).unwrap_or(u64::MAX) {
            let diagnostic = Diagnostic::new(Code::RowsElsewhere).with(before.file_of(of));
            said.push((source.id, (diagnostic, count)));
        }
    }
    say(sources, Code::RowsElsewhere, said)
}
