//! A saved case: what it was made of, what of that is there, and the way to go on with it.

use crate::engine::protocol::{CaseFile, CaseView};
use crate::source::SourceId;
use crate::ui::actions::case;
use crate::ui::components::{Glyph, icon};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// What stands on its card.
pub(super) fn body(desk: Desk, id: SourceId, view: &CaseView) -> AnyView {
    let t = desk.strings();
    let words = &t.sources.case;
    let saved = view.written_at.map(|at| format::instant(t.locale, at, 0));
    let n_there = view.files.iter().filter(|it| it.source.is_some()).count();
    let is_whole = n_there == view.files.len();
    let files = view.files.iter().map(|it| file(desk, it)).collect_view();
    let lead = if is_whole { words.whole } else { words.missing };
    let open = if is_whole { words.open } else { words.open_part };
    // Opened once more it would put what was decided since aside; with another file of it there is
    // more to open.
    let is_open = Memo::new(move |_| desk.session.case_open.get() == Some((id, n_there)));
    let way_on = move || {
        if is_open.get() {
            return view! { <p>{words.opened}</p> }.into_any();
        }
        view! {
            <p>{lead}</p>
            <button
                type="button"
                class="button"
                class:button--primary=is_whole
                data-testid="open-case"
                disabled=n_there == 0
                on:click=move |_| case::open(desk, id, n_there)
            >
                {open}
            </button>
        }
        .into_any()
    };
    view! {
        <p class="muted">{(words.saved)(saved.as_deref(), view.decisions)}</p>
        <ul class="case-files">{files}</ul>
        {way_on}
    }
    .into_any()
}

fn file(desk: Desk, file: &CaseFile) -> AnyView {
    let t = desk.strings();
    let (glyph, said) = match file.source {
        Some(_) => (Glyph::Check, t.sources.case.is_there),
        None => (Glyph::Circle, t.sources.case.is_missing),
    };
    view! {
        <li class="case-file">
            {icon(glyph)}
            <span class="case-file__name">{file.name.clone()}</span>
            <span class="muted">{format::bytes(t.locale, file.size)} " · " {said}</span>
        </li>
    }
    .into_any()
}
