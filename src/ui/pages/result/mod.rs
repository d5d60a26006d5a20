//! The Result page: the answer, the proof, the reasons, the rows, the evidence.
//!
//! May import: everything of `ui`. Deliberately absent: work; what changes calls `actions`.

mod charts;
mod evidence;
mod facets;
mod headline;
mod otherwise;
mod proof;
mod rows;
mod steps;
mod take;
mod turn;
mod unread;

use crate::engine::protocol::ResultView;
use crate::platform::address;
use crate::ui::actions::{browse, look, reconcile};
use crate::ui::components::{Glyph, empty, icon, progress_bar};
use crate::ui::format;
use crate::ui::pages::sources::{self, Open};
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, Job};
use std::sync::Arc;
use turn::Turn;

/// The page.
pub(crate) fn page(desk: Desk) -> AnyView {
    let result = desk.session.result;
    StoredValue::new(address::on_change(move |_| browse::follow_address(desk)));
    browse::follow_address(desk);
    let turn = Turn::first();
    // A new result brings new rows.
    Effect::new(move || {
        if let Some(result) = result.get() {
            browse::start_over(desk, &result);
            turn.take_all();
        }
    });
    // Decisions, also those that undo put back, change rows and counts.
    Effect::new(move |before: Option<()>| {
        desk.session.decisions.track();
        if before.is_some() {
            browse::refresh(desk);
        }
    });
    let open = RwSignal::new(Open::Nothing);
    let content = move || match result.get() {
        Some(result) => answer(desk, turn, &result, open),
        None => waiting(desk),
    };
    view! {
        <div class="result">{content}</div>
        {sources::open_dialog(desk, open)}
    }
    .into_any()
}

fn answer(desk: Desk, turn: Turn, result: &Arc<ResultView>, open: RwSignal<Open>) -> AnyView {
    let [for_charts, for_desk] = [Arc::clone(result), Arc::clone(result)];
    let at_work = move || {
        view! {
            <div class="desk">
                {facets::facets(desk, &for_desk)}
                {rows::rows(desk, &for_desk)}
                {evidence::evidence(desk)}
            </div>
            {take::take(desk)}
        }
    };
    view! {
        {stale(desk)}
        {aside(desk)}
        {headline::headline(desk, result)}
        {unread::unread(desk, open)}
        {unread::summed_twice(desk)}
        {proof::proof(desk, result, open)}
        {otherwise::otherwise(desk, result)}
        {turn.make(2, move || charts::charts(desk, &for_charts))}
        {turn.make(3, at_work)}
        {turn.to_come()}
    }
    .into_any()
}

/// Before there is a result: what to do, or how far it is.
fn waiting(desk: Desk) -> AnyView {
    let t = desk.strings();
    let job = desk.session.job;
    let is_running = Memo::new(move |_| *job.read() != Job::Idle);
    let progress = Signal::derive(move || match job.get() {
        Job::Running(progress) => progress,
        Job::Idle => crate::engine::protocol::Progress::default(),
    });
    let rows = move || (t.result().working_rows)(&format::count(t.locale, progress.get().rows));
    (move || {
        if is_running.get() {
            view! {
                <div class="card card--pad result__working" role="status">
                    <h1>{t.result().working}</h1>
                    {progress_bar(t.result().working, progress)}
                    <div class="cluster">
                        <p class="muted">{rows}</p>
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| reconcile::cancel(desk)
                        >
                            {t.result().stop}
                        </button>
                    </div>
                </div>
            }
            .into_any()
        } else {
            let way_out = view! {
                <button
                    type="button"
                    class="button button--primary"
                    on:click=move |_| look::go_to(Route::Sources)
                >
                    {t.result().empty_action}
                </button>
            };
            let told =
                empty(Glyph::Table, t.result().empty_title, t.result().empty_text, way_out.into_any());
            view! { <h1 class="visually-hidden">{t.shell.result}</h1> <div class="card">{told}</div> }
                .into_any()
        }
    })
    .into_any()
}

/// Decisions on rows that are not there as their sources are read now.
fn aside(desk: Desk) -> AnyView {
    let t = desk.strings();
    let n = Memo::new(move |_| desk.session.decided.read().aside);
    (move || {
        (n.get() > 0).then(|| {
            view! {
                <p class="notice is-unsure">
                    {icon(Glyph::Warning)} <span>{(t.result().aside)(n.get())}</span>
                </p>
            }
        })
    })
    .into_any()
}

/// The inputs changed: the result is of yesterday.
fn stale(desk: Desk) -> AnyView {
    let t = desk.strings();
    let session = desk.session;
    (move || {
        session.stale.get().then(|| {
            let busy = move || *session.job.read() != Job::Idle;
            // What is missing or asked is seen where it can be given.
            let is_ready = Memo::new(move |_| sources::is_ready(desk));
            let act = move |_| {
                if is_ready.get_untracked() {
                    reconcile::run(desk);
                } else {
                    look::go_to(Route::Sources);
                }
            };
            view! {
                <div class="notice is-unsure result__stale">
                    {icon(Glyph::Warning)} <span>{t.result().stale}</span>
                    <button
                        type="button"
                        class="button button--small"
                        disabled=busy
                        on:click=act
                    >
                        {move || if is_ready.get() { t.result().again } else { t.result().empty_action }}
                    </button>
                </div>
            }
        })
    })
    .into_any()
}
