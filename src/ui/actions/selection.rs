//! The selected rows: selecting, deciding on them, copying them.

use super::browse::{self, reply};
use super::{decide, notify, undo};
use crate::domain::{Decision, order};
use crate::engine::protocol::{DecidedRow, Facet, Reply, Request, RowView, Selection};
use crate::platform::clipboard;
use crate::source::RowRef;
use crate::ui::state::view::Picked;
use crate::ui::state::{Desk, Step, Tone};
use crate::ui::{format, rows_text};
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The clipboard is no place for more rows than these; the export has them all.
const MOST_COPIED: u32 = 50_000;
/// Rows asked for at a time; no more can be selected by one range.
const STEP: u32 = 5_000;

/// Selects a row, or not any more.
pub(crate) fn toggle(desk: Desk, row: &Arc<RowView>) {
    desk.view.picked.update(|it| *it = Arc::new(it.toggled(row)));
}

/// Selects all rows from one to another, by their numbers under the filter.
pub(crate) fn extend(desk: Desk, from: u32, to: u32) {
    let (first, last) = (from.min(to), from.max(to));
    let n_rows = (last - first).saturating_add(1).min(STEP);
    let put = move |rows: Vec<Arc<RowView>>| {
        desk.view.picked.update(|it| *it = Arc::new(it.with(rows)));
    };
    let loaded: Vec<_> = desk
        .view
        .loaded
        .with_untracked(|it| (first..first + n_rows).map_while(|row| it.row(row)).collect());
    if u32::try_from(loaded.len()).unwrap_or(0) == n_rows {
        put(loaded);
        return;
    }
    spawn_local(async move {
        if let Some(page) = browse::rows(desk, first, n_rows).await {
            put(page.rows.into_iter().map(Arc::new).collect());
        }
    });
}

/// Selects all rows under the filter, or none if all are selected.
pub(crate) fn toggle_all(desk: Desk) {
    desk.view.picked.update(|it| {
        *it =
            Arc::new(if it.is_all() { Picked::default() } else { Picked::AllBut(BTreeSet::new()) });
    });
}

/// Decides on the selected rows; where none is selected, on all under the filter that were billed too
/// much and are still open.
pub(crate) fn decide_picked(desk: Desk, decision: Option<Decision>) {
    let filter = desk.view.filter.get_untracked();
    let picked = desk.view.picked.get_untracked();
    // What the page counts may be of the filter before, so that the rows are counted once it is done.
    let told = move |count| tell(desk, decision, count);
    match &*picked {
        Picked::AllBut(left_out) if !left_out.is_empty() => {
            let done = decide_all_but(desk, Selection::Filter(filter), left_out.clone(), decision);
            spawn_local(async move { told(done.await) });
        }
        picked => {
            let rows = match picked {
                Picked::Rows(rows) if rows.is_empty() => Selection::Disputable(filter),
                Picked::Rows(rows) => Selection::Rows(rows.keys().copied().collect()),
                Picked::AllBut(_) => Selection::Filter(filter),
            };
            let done = decide::step(desk, rows, decision, None);
            spawn_local(async move { told(done.await) });
        }
    }
    desk.view.picked.set(Arc::default());
}

/// Says on how many rows was decided; nothing where all were so before.
fn tell(desk: Desk, decision: Option<Decision>, count: Option<u64>) {
    let t = desk.strings();
    let said = match decision {
        Some(Decision::Dispute) => t.result().now_disputed,
        Some(Decision::Accept) => t.result().now_accepted,
        None => return,
    };
    if let Some(count) = count.filter(|it| *it > 0) {
        notify::toast(desk, Tone::Good, said(&format::count(t.locale, count), count));
    }
}

/// How many rows under the filter were billed too much and are still open.
pub(crate) fn disputable(desk: Desk) -> u64 {
    desk.view
        .facets
        .with(|all| all.iter().find(|it| it.facet == Facet::Disputable).map_or(0, |it| it.rows))
}

/// Copies the selected rows with their heads, separated by tabs; this row where none is selected.
pub(crate) fn copy(desk: Desk, row: Option<Arc<RowView>>) {
    let picked = desk.view.picked.get_untracked();
    spawn_local(async move {
        let t = desk.strings();
        let (rows, total) = match &*picked {
            Picked::Rows(rows) if rows.is_empty() => (row.into_iter().collect(), 1),
            Picked::Rows(rows) => (rows.values().cloned().collect::<Vec<_>>(), rows.len()),
            Picked::AllBut(left_out) => {
                let total = desk.view.loaded.with_untracked(|it| picked.count(it.total));
                (all_but(desk, left_out).await, usize::try_from(total).unwrap_or(usize::MAX))
            }
        };
        if rows.is_empty() {
            return;
        }
        let text = rows_text::tab_separated(t, rows.iter().map(|it| &**it));
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let shown = |n: usize| format::count(t.locale, count(n));
        match clipboard::write(&text).await {
            Err(_) => notify::toast(desk, Tone::Bad, t.result().copy_refused),
            Ok(()) if rows.len() < total => {
                let said = (t.result().copied_part)(&shown(total), &shown(rows.len()));
                notify::toast(desk, Tone::Plain, said);
            }
            Ok(()) => {
                let said = (t.result().copied)(&shown(rows.len()), count(rows.len()));
                notify::toast(desk, Tone::Good, said);
            }
        }
    });
}

/// All rows under the filter but these, in the grid's order, as many as can be copied.
async fn all_but(desk: Desk, left_out: &BTreeSet<RowRef>) -> Vec<Arc<RowView>> {
    let mut found = Vec::new();
    for offset in (0..MOST_COPIED).step_by(usize::try_from(STEP).unwrap_or(1)) {
        let Some(page) = browse::rows(desk, offset, STEP).await else { break };
        let end = u64::from(offset) + u64::from(STEP) >= page.total;
        found.extend(page.rows.into_iter().filter(|it| !left_out.contains(&it.row)).map(Arc::new));
        if end {
            break;
        }
    }
    found
}

/// Decides on all rows, then puts back what was decided on those that were left out: one step. On how
/// many rows that was not decided before.
async fn decide_all_but(
    desk: Desk,
    all: Selection,
    left_out: BTreeSet<RowRef>,
    decision: Option<Decision>,
) -> Option<u64> {
    let Reply::Decisions(before) = reply(desk, Request::GetDecisions).await? else { return None };
    let request = Request::Decide { rows: all, decision, note: None };
    let Reply::Decided(_) = reply(desk, request).await? else { return None };
    let Reply::Decisions(now) = reply(desk, Request::GetDecisions).await? else { return None };
    let is_left_out = |it: &DecidedRow| it.row.is_some_and(|row| left_out.contains(&row));
    let mut after: Vec<DecidedRow> = now.into_iter().filter(|it| !is_left_out(it)).collect();
    after.extend(before.iter().filter(|it| is_left_out(it)).cloned());
    order::sort_by_key(&mut after, |it| it.place);
    let after = Arc::new(after);
    decide::put(desk, Arc::clone(&after)).await;
    let n_more = decide::n_more(&before, &after, decision);
    undo::did(desk, Step::Decisions(Arc::new(before), after));
    Some(n_more)
}
