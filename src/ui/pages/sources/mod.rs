//! The Sources page: what was dropped, what it was recognised as, what is still to be answered.

mod calls;
mod card;
mod card_text;
mod case;
mod intake;
mod paste;
mod questions;
mod ready;
mod rejects;
mod setup;
mod setup_preview;

use crate::domain::Role;
use crate::engine::protocol::SourceState;
use crate::ui::components::{Glyph, icon};
use crate::ui::parts;
use crate::ui::prelude::*;
use crate::ui::state::{Desk, SourceCell};

/// Which dialog of the page is open.
#[derive(Clone)]
pub(crate) enum Open {
    /// None.
    Nothing,
    /// Text to paste.
    Paste,
    /// How a source is read.
    Setup(SourceCell),
    /// Rows of a source that could not be read.
    Rejects(SourceCell),
}

/// The page.
pub(crate) fn page(desk: Desk) -> AnyView {
    let open = RwSignal::new(Open::Nothing);
    let is_empty = Memo::new(move |_| desk.session.sources.read().is_empty());
    let content = move || {
        if is_empty.get() { intake::first_screen(desk, open) } else { parts::sources(desk, open) }
    };
    view! { {content} {open_dialog(desk, open)} }.into_any()
}

/// Whether all is there that a comparison takes.
pub(crate) fn is_ready(desk: Desk) -> bool {
    ready::Summary::of(desk).is_ready()
}

/// The place for whichever dialog is open.
pub(crate) fn open_dialog(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let dialog =
        move || open.with(|it| !matches!(it, Open::Nothing)).then(|| parts::dialog(desk, open));
    dialog.into_any()
}

/// The dialog that is open.
pub(crate) fn dialog(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let close = Callback::new(move |()| open.set(Open::Nothing));
    match open.get() {
        Open::Nothing => ().into_any(),
        Open::Paste => paste::dialog_view(desk, close),
        Open::Setup(cell) => setup::dialog_view(desk, cell, close),
        Open::Rejects(cell) => rejects::dialog_view(desk, cell, close),
    }
}

/// The sources that were dropped, side by side, and what is still to be done.
pub(crate) fn desk_view(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    let has_case = Memo::new(move |_| has(desk, Group::Of(Role::Case)));
    let has_rates = Memo::new(move |_| has(desk, Group::Of(Role::Rates)));
    let has_unread = Memo::new(move |_| has(desk, Group::Unread));
    let column = move |group, words, nothing| {
        view! { <div class="sides">{side(desk, open, group, words, nothing)}</div> }
    };
    view! {
        <h1 class="visually-hidden">{t.shell.sources}</h1>
        <div class="with-panel">
            <div class="stack stack--wide">
                {intake::bar(desk, open)}
                {move || has_case.get().then(|| column(Group::Of(Role::Case), t.sources.case.title, ""))}
                <div class="sides">
                    {side(desk, open, Group::Of(Role::Usage), t.sources.usage, t.sources.no_usage)}
                    {side(
                        desk,
                        open,
                        Group::Of(Role::Billed),
                        t.sources.billed,
                        t.sources.no_billed,
                    )}
                </div>
                {move || {
                    has_rates.get().then(|| column(Group::Of(Role::Rates), t.sources.rates, ""))
                }}
                {move || has_unread.get().then(|| column(Group::Unread, t.sources.unread, ""))}
            </div>
            <aside class="with-panel__side" aria-labelledby="ready-title">
                {ready::panel(desk, open)}
            </aside>
        </div>
        {ready::bar(desk)}
    }
    .into_any()
}

/// Cards of a group that are made in one frame: hundreds of files may come at once, or be gone back to.
const AT_ONCE: usize = 24;

/// What stands together on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Sources with the same part in the comparison.
    Of(Role),
    /// Sources without any: they could not be read, or were stopped.
    Unread,
}

impl Group {
    fn of(cell: &SourceCell) -> Self {
        cell.view.with_untracked(|view| match view.state {
            SourceState::Failed(_) => Self::Unread,
            _ => Self::Of(view.role),
        })
    }

    fn code(self) -> &'static str {
        match self {
            Self::Of(role) => role.code(),
            Self::Unread => "unread",
        }
    }
}

/// One group with its cards.
fn side(
    desk: Desk,
    open: RwSignal<Open>,
    group: Group,
    (name, what): (&'static str, &'static str),
    nothing: &'static str,
) -> AnyView {
    // Only a changed set of cards makes the list anew, not every step of a progress.
    let ids = Memo::new(move |_| {
        desk.session.changes.track();
        let all = desk.session.sources.read();
        all.iter().filter(|it| Group::of(it) == group).map(|it| it.id).collect::<Vec<_>>()
    });
    let shown = RwSignal::new(AT_ONCE);
    Effect::new(move || {
        if shown.get() < ids.read().len() {
            request_animation_frame(move || {
                let _ = shown.try_update(|it| *it += AT_ONCE);
            });
        }
    });
    let cells = move || {
        let ids = ids.get().into_iter().take(shown.get());
        ids.filter_map(|id| desk.session.cell(id)).collect::<Vec<_>>()
    };
    view! {
        <section class="side" data-testid=["side-", group.code()].concat()>
            <h2 class="side__title">
                {name}
                <span class="side__what">{what}</span>
            </h2>
            <div class="stack">
                {keyed(
                    cells,
                    |cell| u64::from(cell.id.0),
                    move |cell| card::card(desk, cell, open),
                )}
                {move || {
                    ids.read()
                        .is_empty()
                        .then(|| {
                            view! {
                                <p class="side__nothing">{icon(Glyph::File)} <span>{nothing}</span></p>
                            }
                        })
                }}
            </div>
        </section>
    }
    .into_any()
}

fn has(desk: Desk, group: Group) -> bool {
    desk.session.changes.track();
    desk.session.sources.read().iter().any(|it| Group::of(it) == group)
}
