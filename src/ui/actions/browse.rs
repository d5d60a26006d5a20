//! Looking at the result: filter, order, window, evidence.

use super::engine;
use crate::engine::protocol::{
    Reply, Request, ResultView, RowFilter, RowView, RowsPage, RowsQuery, SortKey,
};
use crate::platform::address;
use crate::source::RowRef;
use crate::ui::query::Look;
use crate::ui::routes::Route;
use crate::ui::state::Desk;
use crate::ui::state::view::{Loaded, Shown};
use leptos::task::spawn_local;
use litemap::LiteMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows asked for before and after those in the window, so that slow scrolling never waits.
const AROUND: u32 = 120;

/// How a change of the look enters the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    /// The back button takes it back.
    Step,
    /// It replaces the present address (a letter typed, another order).
    InPlace,
}

/// Takes filter and order from the address.
pub(crate) fn follow_address(desk: Desk) {
    let hash = address::hash();
    if Route::from_hash(&hash) == Route::Result {
        show(desk, Look::from_hash(&hash));
        desk.view.address.set(hash);
    }
}

/// Shows rows under another filter.
pub(crate) fn set_filter(desk: Desk, filter: RowFilter, trace: Trace) {
    let (sort, descending) = desk.view.sort.get_untracked();
    let look = Look { filter, sort, descending };
    write(desk, &look, trace);
    show(desk, look);
}

/// Orders by a column; by the same column again the other way round.
pub(crate) fn sort_by(desk: Desk, key: SortKey) {
    let (now, descending) = desk.view.sort.get_untracked();
    let largest_first = matches!(key, SortKey::Difference | SortKey::Expected | SortKey::Billed);
    let descending = if now == key { !descending } else { largest_first };
    let look = Look { filter: desk.view.filter.get_untracked(), sort: key, descending };
    write(desk, &look, Trace::InPlace);
    show(desk, look);
}

/// The rows of a new result take the place of the old ones. Those of one that was looked at before
/// stay as they were left: what is selected, open or begun to be written outlives a visit to another
/// page and another language.
pub(crate) fn start_over(desk: Desk, result: &Arc<ResultView>) {
    let is_known =
        |it: &Option<Arc<ResultView>>| it.as_ref().is_some_and(|it| Arc::ptr_eq(it, result));
    if desk.view.of.with_value(is_known) {
        // Rows of one that is out of date cannot be asked for.
        if !desk.session.stale.get_untracked() {
            refresh(desk);
        }
        return;
    }
    desk.view.of.set_value(Some(Arc::clone(result)));
    close_evidence(desk);
    // Rows may have other numbers now.
    desk.view.drafts.set_value(LiteMap::new());
    desk.view.picked.set(Arc::default());
    restart(desk);
}

/// The engine has no rows any more.
pub(crate) fn let_go(desk: Desk) {
    close_evidence(desk);
    desk.view.picked.set(Arc::default());
    desk.view.outdated.update_value(|it| *it = it.wrapping_add(1));
    desk.view.restarted.update(|it| *it = it.wrapping_add(1));
    desk.view.loaded.set(Arc::new(Loaded { is_fresh: true, ..Loaded::default() }));
    desk.view.facets.set(Arc::default());
}

/// Rows or decisions changed in the engine: what is shown is asked for again, in its place.
pub(crate) fn refresh(desk: Desk) {
    outdate(desk);
    ask_rows(desk);
    ask_facets(desk);
    if let Some(row) = desk.view.chosen.get_untracked() {
        ask_evidence(desk, row);
    }
}

/// These rows are in the window.
pub(crate) fn need(desk: Desk, rows: Range<u32>) {
    desk.view.wanted.set_value(rows.clone());
    let enough = desk.view.loaded.with_untracked(|it| it.is_fresh && it.covers(&rows));
    if !enough {
        ask_rows(desk);
    }
}

/// Opens the evidence of a row.
pub(crate) fn open_evidence(desk: Desk, row: Arc<RowView>) {
    let wanted = row.row;
    desk.view.chosen.set(Some(wanted));
    // What was open stays until the new evidence is there, unless that takes long enough to see.
    if matches!(desk.view.shown.get_untracked(), Shown::Nothing) {
        desk.view.shown.set(Shown::Loading(row));
    }
    ask_evidence(desk, wanted);
}

/// Closes the evidence.
pub(crate) fn close_evidence(desk: Desk) {
    if desk.view.chosen.get_untracked().is_some() {
        desk.view.chosen.set(None);
        desk.view.shown.set(Shown::Nothing);
    }
}

fn write(desk: Desk, look: &Look, trace: Trace) {
    let query = look.to_query();
    let hash = if query.is_empty() {
        Route::Result.hash().to_owned()
    } else {
        [Route::Result.hash(), "?", &query].concat()
    };
    match trace {
        Trace::Step => address::go_to(&hash),
        Trace::InPlace => address::replace(&hash),
    }
    desk.view.address.set(hash);
}

fn show(desk: Desk, look: Look) {
    let Look { filter, sort, descending } = look;
    let same_rows = desk.view.filter.with_untracked(|it| *it == filter);
    let same_order = desk.view.sort.get_untracked() == (sort, descending);
    if same_rows && same_order {
        return;
    }
    if !same_rows {
        desk.view.filter.set(filter);
        desk.view.picked.set(Arc::default());
    }
    if !same_order {
        desk.view.sort.set((sort, descending));
    }
    restart(desk);
}

fn restart(desk: Desk) {
    desk.view.wanted.set_value(0..0);
    outdate(desk);
    desk.view.restarted.update(|it| *it = it.wrapping_add(1));
    ask_rows(desk);
    ask_facets(desk);
}

fn outdate(desk: Desk) {
    desk.view.outdated.update_value(|it| *it = it.wrapping_add(1));
    desk.view.loaded.update(|it| Arc::make_mut(it).is_fresh = false);
}

/// Asks for the wanted window; one question at a time, the latest wish wins.
fn ask_rows(desk: Desk) {
    if desk.view.asking.get_value() || desk.session.result.with_untracked(Option::is_none) {
        return;
    }
    desk.view.asking.set_value(true);
    spawn_local(async move {
        loop {
            let restarted = desk.view.restarted.get_untracked();
            let outdated = desk.view.outdated.get_value();
            let asked = desk.view.wanted.get_value();
            let offset = asked.start.saturating_sub(AROUND);
            let limit = asked.end.saturating_add(AROUND).saturating_sub(offset);
            let Some(page) = rows(desk, offset, limit).await else { break };
            let is_fresh = desk.view.outdated.get_value() == outdated;
            if desk.view.restarted.get_untracked() == restarted {
                desk.view.loaded.set(Arc::new(Loaded {
                    total: page.total,
                    differences: page.differences,
                    offset: page.offset,
                    rows: page.rows.into_iter().map(Arc::new).collect(),
                    is_fresh,
                }));
            }
            let wanted = desk.view.wanted.get_value();
            let is_enough = desk.view.loaded.with_untracked(|it| it.covers(&wanted));
            // What was asked for and did not come is not there.
            if is_fresh && (is_enough || wanted == asked) {
                break;
            }
        }
        desk.view.asking.set_value(false);
    });
}

/// A window of the rows under the filter in their order.
pub(super) async fn rows(desk: Desk, offset: u32, limit: u32) -> Option<RowsPage> {
    let (sort, descending) = desk.view.sort.get_untracked();
    let filter = desk.view.filter.get_untracked();
    let query = RowsQuery { filter, sort, descending, offset, limit };
    match reply(desk, Request::Rows(query)).await? {
        Reply::Rows(page) => Some(page),
        _ => None,
    }
}

fn ask_evidence(desk: Desk, wanted: RowRef) {
    spawn_local(async move {
        let reply = reply(desk, Request::Evidence(wanted)).await;
        if desk.view.chosen.get_untracked() != Some(wanted) {
            return;
        }
        match reply {
            Some(Reply::Evidence(evidence)) => {
                desk.view.shown.set(Shown::Ready(Arc::new(*evidence)));
            }
            _ => close_evidence(desk),
        }
    });
}

fn ask_facets(desk: Desk) {
    if desk.session.result.with_untracked(Option::is_none) {
        return;
    }
    let restarted = desk.view.restarted.get_untracked();
    let filter = desk.view.filter.get_untracked();
    spawn_local(async move {
        let reply = reply(desk, Request::Facets(filter)).await;
        if let Some(Reply::Facets(counts)) = reply
            && desk.view.restarted.get_untracked() == restarted
        {
            desk.view.facets.set(Arc::new(counts));
        }
    });
}

/// The engine's answer; where there is none, the person is told why.
pub(super) async fn reply(desk: Desk, request: Request) -> Option<Reply> {
    match engine::ask(desk, request).await {
        Ok(answer) => Some(answer.reply),
        Err(unanswered) => {
            engine::tell(desk, unanswered);
            None
        }
    }
}
