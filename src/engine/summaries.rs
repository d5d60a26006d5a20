//! Tables of bills that come to one total: a summary beside the details it sums up. Both are counted, since
//! nothing else shows that they are of one charge, so it is said of the one with fewer lines.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::{Role, order};
use crate::engine::Sources;
use crate::engine::source::{Entry, Source, State};
use crate::engine::together::{Remark, say};
use crate::engine::views::sums;
use crate::source::SourceId;

/// Says anew which tables another one comes to the total of. Gives the sources of which something else is
/// said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
    let entries =
        sources.values().filter(is_read).flat_map(|it| it.entries.iter().map(move |own| (it, own)));
    let is_bill = |it: &&Entry| it.plan.role == Role::Billed && !it.table.is_empty();
    let bills: Vec<(&Source, &Entry)> = entries.filter(|it| is_bill(&it.1)).collect();
    let mut tables: Vec<(Vec<String>, u32, SourceId, &str)> = Vec::new();
    // A bill that is alone need not be summed up to know it.
    for (source, entry) in bills.iter().filter(|_| bills.len() > 1) {
        let named = [&entry.plan.entry_name, &source.name];
        let name = named.into_iter().find(|it| !it.is_empty()).map_or("", String::as_str);
        let sums = sums(std::slice::from_ref(*entry)).into_iter().map(|it| it.value);
        let sums: Vec<String> = sums.filter(|it| it != "0").collect();
        if !sums.is_empty() {
            tables.push((sums, entry.table.len(), source.id, name));
        }
    }
    let mut in_order: Vec<_> = tables.iter().collect();
    order::sort_by(&mut in_order, |a, b| (&a.0, a.1, a.3).cmp(&(&b.0, b.1, b.3)));
    let mut said: Vec<Remark> = Vec::new();
    for (sums, lines, id, name) in &tables {
        // The last one of the same sums has the most lines.
        let behind = in_order.partition_point(|it| it.0 <= *sums);
        let last = behind.checked_sub(1).and_then(|it| in_order.get(it));
        if let Some((.., details)) = last.filter(|it| it.1 > *lines) {
            let found = Diagnostic::new(Code::SummaryBeside).with(*name).with(*details);
            said.push((*id, (found.with(sums.join(" + ")), 1)));
        }
    }
    say(sources, Code::SummaryBeside, said)
}
