//! What the sources say that the answer has to be read with: rows that could not be read, and lines
//! that may count twice; with the way to them.

use crate::diagnostics::Code;
use crate::domain::Role;
use crate::engine::protocol::{FindingView, SourceState, SourceView};
use crate::ui::actions::look;
use crate::ui::components::{Glyph, icon};
use crate::ui::pages::sources::Open;
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, SourceCell};

/// Files of which each is named; of more the page with all of them is shown.
const MOST_NAMED: usize = 3;

/// Says that usage is missing: what was billed for it looks as if nobody had used it.
pub(super) fn unread(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    (move || {
        desk.session.changes.track();
        // Headings and sums of others hold nothing that could be missing.
        let all = sources(desk, Role::Usage, |it| it.rejected - it.set_aside);
        let n = all.iter().map(|it| it.1).sum::<u64>();
        let show = |cell: SourceCell| {
            let name = cell.view.with_untracked(|it| it.name.clone());
            let shown = move || open.set(Open::Rejects(cell.clone()));
            view! { " " {link((t.result().show_unread)(&name), shown)} }.into_any()
        };
        let ways = if all.len() > MOST_NAMED {
            link(t.result().empty_action.to_owned(), || look::go_to(Route::Sources))
        } else {
            all.into_iter().map(|it| show(it.0)).collect_view()
        };
        (n > 0).then(|| {
            view! {
                <p class="notice is-unsure" data-testid="unread-usage">
                    {icon(Glyph::Warning)} <span>{(t.result().unread)(n)} " " {ways}</span>
                </p>
            }
        })
    })
    .into_any()
}

/// Says that a summary may count beside what it sums up, or usage twice.
pub(super) fn summed_twice(desk: Desk) -> AnyView {
    let t = desk.strings();
    (move || {
        desk.session.changes.track();
        let is_it =
            |it: &FindingView| matches!(it.first.code, Code::SummaryBeside | Code::RowsElsewhere);
        let said = desk.session.sources.read().iter().find_map(|cell| {
            cell.view.with_untracked(|it| it.findings.iter().find(|it| is_it(it)).cloned())
        });
        said.map(|it| {
            let text = [&t.says(&it.first), " ", t.way_out(it.first.code), " "].concat();
            view! {
                <p class="notice is-unsure" data-testid="summed-twice">
                    {icon(Glyph::Warning)}
                    <span>
                        {text}
                        {link(t.result().empty_action.to_owned(), || look::go_to(Route::Sources))}
                    </span>
                </p>
            }
        })
    })
    .into_any()
}

/// A count of rows of one side that leads to them: at once where they are of one file.
pub(super) fn way(desk: Desk, open: RwSignal<Open>, role: Role, said: String) -> AnyView {
    link(said, move || match untrack(|| sources(desk, role, |it| it.rejected)).as_slice() {
        [(cell, _)] => open.set(Open::Rejects(cell.clone())),
        _ => look::go_to(Route::Sources),
    })
}

/// The sources of a role that have such rows, each with how many.
fn sources(desk: Desk, role: Role, count: fn(&SourceView) -> u64) -> Vec<(SourceCell, u64)> {
    let n = |it: &SourceView| {
        if it.role == role && it.state == SourceState::Ready { count(it) } else { 0 }
    };
    let all = desk.session.sources.read();
    let all = all.iter().map(|cell| (cell.clone(), cell.view.with_untracked(|it| n(it))));
    all.filter(|it| it.1 > 0).collect()
}

fn link(text: String, go: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button button--link" on:click=move |_| go()>
            {text}
        </button>
    }
    .into_any()
}
