//! The frame: header, navigation, the page in it, messages.

use crate::platform::{address, screen};
use crate::ui::actions::{engine, look, notify, undo};
use crate::ui::components::{Glyph, icon, toasts};
use crate::ui::drop;
use crate::ui::header::header;
use crate::ui::pages;
use crate::ui::parts;
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, EngineState};
use leptos::ev;

/// The id of the page's own part.
const MAIN: &str = "main";

/// Puts the app into the page.
pub fn start() {
    leptos::mount::mount_to_body(app);
}

fn app() {
    let desk = Desk::new(look::remembered());
    engine::start(desk);
    parts::expect_all_that_is_common();
    let route = RwSignal::new(Route::from_hash(&address::hash()));
    // Both live as long as the page.
    StoredValue::new((
        // What follows the `?` is the page's own business and does not make it anew.
        address::on_change(move |hash| {
            let next = Route::from_hash(&hash);
            if next != route.get_untracked() {
                route.set(next);
            }
        }),
        screen::on_change(screen::Query::Dark, move |_| look::system_theme_changed(desk)),
    ));
    // Both listen as long as the page lives.
    window_event_listener(ev::keydown, move |event| undo::pressed(desk, &event));
    window_event_listener(ev::beforeunload, move |event| {
        if desk.session.has_unsaved() {
            event.prevent_default();
        }
    });
    // The whole page is made again when the language changes, so that no text has to be a signal.
    let page = move || parts::spoken(desk, move || frame(desk, route));
    mount(page.into_any());
    look::begin_speaking(desk);
}

fn frame(desk: Desk, route: RwSignal<Route>) -> AnyView {
    let t = desk.strings();
    // A new page starts at its top, for the eye and for readers of the screen; not so the first.
    Effect::new(move |before: Option<Route>| {
        let now = route.get();
        if before.is_some_and(|before| before != now) {
            screen::begin_at(MAIN);
            notify::go_on(desk);
        }
        let name = match now {
            Route::Sources => t.shell.sources,
            Route::Rates => t.shell.rates,
            Route::Policy => t.shell.policy,
            Route::Result => t.shell.result,
        };
        screen::set_title(&[name, " · Trueup"].concat());
        now
    });
    let page = move || match route.get() {
        Route::Sources => pages::sources::page(desk),
        Route::Rates => parts::rates(desk),
        Route::Policy => parts::policy(desk),
        Route::Result => parts::result(desk),
    };
    view! {
        <div class="app">
            <button type="button" class="skip" on:click=move |_| screen::begin_at(MAIN)>
                {t.shell.skip}
            </button>
            {header(desk, route)}
            {engine_notice(desk)}
            <main class="main" id=MAIN tabindex="-1">
                {parts::fetch(desk, route)}
                {page}
            </main>
            <p class="visually-hidden" role="status" aria-live="polite">
                {move || desk.presentation.announced.get()}
            </p>
            {drop::overlay(desk)}
            {toasts(
                desk.presentation.toasts,
                t.shell.close,
                Callback::new(move |id| notify::dismiss(desk, id)),
            )}
        </div>
    }
    .into_any()
}

/// Says that the engine has stopped, and how to go on.
fn engine_notice(desk: Desk) -> AnyView {
    let t = desk.strings();
    let notice = move || {
        let text = match desk.session.engine.get() {
            EngineState::Starting | EngineState::Ready => return ().into_any(),
            EngineState::Restoring => {
                return view! {
                    <div class="banner banner--quiet" role="status" data-testid="restoring">
                        <p class="banner__text">{t.shell.restoring}</p>
                    </div>
                }
                .into_any();
            }
            EngineState::OtherBuild => {
                return view! {
                    <div class="banner" role="alert">
                        {icon(Glyph::Warning)}
                        <p class="banner__text">{t.shell.other_build}</p>
                    </div>
                }
                .into_any();
            }
            EngineState::Crashed(text) => text,
        };
        view! {
            <div class="banner" role="alert" data-testid="crashed" title=text>
                {icon(Glyph::Warning)}
                <p class="banner__text">
                    <strong>{t.shell.crashed}</strong>
                    " "
                    {t.shell.crashed_note}
                </p>
                <button
                    type="button"
                    class="button"
                    data-testid="restart"
                    on:click=move |_| engine::restart(desk)
                >
                    {t.shell.restart}
                </button>
            </div>
        }
        .into_any()
    };
    view! { {notice} }.into_any()
}
