//! How the fetch stands: progress, waits, failures with their way out, and what was received.

use crate::connect::Failure;
use crate::domain::outcome::Standing;
use crate::engine::protocol;
use crate::platform::files::LocalFile;
use crate::ui::actions::fetch;
use crate::ui::components::{Glyph, icon, notice, progress_bar};
use crate::ui::prelude::*;
use crate::ui::shelf::Kept;
use crate::ui::state::Desk;
use crate::ui::state::fetch::FetchState;

/// The part of the panel.
pub(super) fn view(desk: Desk) -> AnyView {
    let state = desk.fetch.state;
    let word = move || match &*state.read() {
        FetchState::Idle => "idle",
        FetchState::Running(_) => "running",
        FetchState::Done(_) => "done",
        FetchState::Failed(failure) => failure.kind.code(),
    };
    let shown = move || match state.get() {
        FetchState::Idle => ().into_any(),
        FetchState::Running(_) => running(desk),
        FetchState::Done(is_test) => done(desk, is_test),
        FetchState::Failed(failure) => failed(desk, &failure),
    };
    let received = move || {
        let all = desk.fetch.received.with(|shelf| shelf.files().to_vec());
        (!all.is_empty()).then(|| received(desk, all))
    };
    view! {
        <div
            class="fetch__status"
            role="status"
            aria-live="polite"
            data-testid="fetch-status"
            data-state=word
            data-received=move || desk.fetch.received.read().n_new().to_string()
        >
            {shown}
        </div>
        {received}
    }
    .into_any()
}

fn running(desk: Desk) -> AnyView {
    let t = desk.strings();
    let fetch = desk.fetch;
    let bar = Signal::derive(move || {
        let progress = fetch.progress.read();
        let (done, total) = (progress.done, progress.total.unwrap_or(0));
        protocol::Progress { done, total, rows: done }
    });
    let waits = move || {
        fetch.waiting.read().as_ref().map(|(wait, seconds)| {
            view! { <p class="muted">{(t.fetch().waiting)(wait, *seconds)}</p> }
        })
    };
    let bytes = move || match fetch.bytes.get() {
        0 => String::new(),
        bytes => (t.fetch().bytes)(bytes),
    };
    view! {
        <div class="running">
            <div class="running__text">
                <span>{move || (t.fetch().progress)(&fetch.progress.read())}</span>
                <span class="muted">{bytes}</span>
            </div>
            {progress_bar(t.sources.fetching, bar)}
            {waits}
        </div>
    }
    .into_any()
}

fn done(desk: Desk, is_test: bool) -> AnyView {
    let t = desk.strings();
    let text = if is_test {
        t.fetch().tested.to_owned()
    } else {
        (t.fetch().done)(desk.fetch.received.read_untracked().n_new())
    };
    notice(Standing::Agrees, text)
}

fn failed(desk: Desk, failure: &Failure) -> AnyView {
    let t = desk.strings();
    let through_proxy = failure.through_proxy;
    let said = (!failure.said.is_empty())
        .then(|| view! { <p class="muted">{(t.fetch().said)(failure.status, &failure.said)}</p> });
    let place =
        (!failure.at.is_empty()).then(|| view! { <p class="code">{failure.at.clone()}</p> });
    let kept = (t.fetch().kept)(desk.fetch.received.read_untracked().n_new());
    view! {
        <div class="notice is-differs">
            {icon(Glyph::Warning)}
            <div class="fetch__failure">
                <p>
                    <strong>{(t.fetch().failure)(&failure.kind, through_proxy)}</strong>
                    " "
                    {(t.fetch().way_out)(&failure.kind, through_proxy)}
                </p>
                {said}
                {place}
                <p>{kept}</p>
            </div>
        </div>
    }
    .into_any()
}

fn received(desk: Desk, all: Vec<Kept<LocalFile>>) -> AnyView {
    let t = desk.strings();
    let keep_it = all.iter().any(|it| it.received.keep_it);
    let items = all.into_iter().map(|kept| {
        let (received, file) = (&kept.received, &kept.file);
        let glyph = if received.statement.complete { Glyph::Check } else { Glyph::Warning };
        let class = if received.statement.complete {
            "fetch__file is-agrees-text"
        } else {
            "fetch__file is-unsure-text"
        };
        let label = (t.fetch().save)(file.name());
        let name = file.name().to_owned();
        let statement = (t.fetch().statement)(&received.statement);
        view! {
            <li class=class data-testid="fetch-file">
                {icon(glyph)}
                <span class="fetch__file-text">
                    <span class="fetch__file-name">{name}</span>
                    <span class="muted">{statement}</span>
                </span>
                <button
                    type="button"
                    class="button button--small"
                    aria-label=label
                    on:click=move |_| fetch::save(desk, &kept)
                >
                    {icon(Glyph::Download)}
                    {t.fetch().save_short}
                </button>
            </li>
        }
    });
    view! {
        <section class="fetch__received">
            <h3>{t.fetch().received}</h3>
            <ul class="fetch__files">{items.collect_view()}</ul>
            {keep_it.then(|| view! { <p class="muted">{t.fetch().keep_it}</p> })}
        </section>
    }
    .into_any()
}
