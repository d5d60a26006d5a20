//! The header: where one is, what left this computer, undo, theme, language, export.

use crate::engine::protocol::ExportKind;
use crate::platform::{address, screen};
use crate::ui::actions::{export, look, undo};
use crate::ui::components::{Glyph, MenuItem, icon, menu};
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::Desk;
use leptos::ev::MouseEvent;

/// The header.
pub(crate) fn header(desk: Desk, route: RwSignal<Route>) -> AnyView {
    let t = desk.strings();
    view! {
        <header class="header">
            <div class="header__row">
                <a class="brand" href=Route::Sources.link() on:click=follow(desk, Route::Sources)>
                    <svg class="brand__mark" viewBox="0 0 20 20" aria-hidden="true">
                        <path class="brand__usage" d="M2 3h6.5v6H2zM0 11h8.5v6H2a2 2 0 0 1-2-2z"></path>
                        <path class="brand__billed" d="M11.5 3H18a2 2 0 0 1 2 2v4h-8.500zM11.500 11H18v6h-6.500z"></path>
                    </svg>
                    <span>"Trueup"</span>
                </a>
                <nav class="nav" aria-label=t.shell.navigation>
                    {Route::ALL.map(|to| link(desk, route, to)).collect_view()}
                </nav>
                <div class="header__tools">
                    {privacy(desk)} {tools(desk)} {exports(desk)}
                </div>
            </div>
        </header>
    }
    .into_any()
}

fn link(desk: Desk, route: RwSignal<Route>, to: Route) -> AnyView {
    let t = desk.strings();
    let name = match to {
        Route::Sources => t.shell.sources,
        Route::Rates => t.shell.rates,
        Route::Policy => t.shell.policy,
        Route::Result => t.shell.result,
    };
    let stale = move || {
        (to == Route::Result && desk.session.stale.get() && desk.session.result.read().is_some())
            .then(|| {
                view! {
                    <span class="nav__dot" title=t.shell.result_stale></span>
                    <span class="visually-hidden">{t.shell.result_stale}</span>
                }
            })
    };
    view! {
        <a
            class="nav__link"
            href=move || match to {
                Route::Result => ["#", &desk.view.address.read()].concat(),
                _ => to.link().to_owned(),
            }
            aria-current=move || (route.get() == to).then_some("page")
            on:click=follow(desk, to)
        >
            {name}
            {stale}
        </a>
    }
    .into_any()
}

/// Follows a link inside the page without asking the host for it: the base address differs from the
/// page's when that ends in `index.html`.
fn follow(desk: Desk, to: Route) -> impl Fn(MouseEvent) {
    move |event| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
            event.prevent_default();
            match to {
                // Whoever comes back finds the rows as they were.
                Route::Result => address::go_to(&desk.view.address.get_untracked()),
                _ => look::go_to(to),
            }
        }
    }
}

fn privacy(desk: Desk) -> AnyView {
    let t = desk.strings();
    let hosts = desk.session.hosts;
    let n_hosts = move || hosts.read().len();
    let text = move || match n_hosts() {
        0 => t.shell.nothing_left.to_owned(),
        n => (t.shell.hosts_called)(n),
    };
    let note = move || {
        if n_hosts() == 0 {
            t.shell.nothing_left_note.to_owned()
        } else {
            [t.shell.hosts_note, " ", &hosts.read().join(", ")].concat()
        }
    };
    view! {
        <span
            class="privacy"
            class:is-open=move || !hosts.read().is_empty()
            title=note
            data-testid="privacy"
        >
            {move || icon(if n_hosts() == 0 { Glyph::Shield } else { Glyph::Out })}
            <span class="privacy__text">{text}</span>
        </span>
    }
    .into_any()
}

fn tools(desk: Desk) -> AnyView {
    let t = desk.strings();
    let is_dark = desk.presentation.is_dark;
    // All is made again in another language; the button that was pressed keeps the focus.
    if desk.presentation.is_switching.get_value() {
        desk.presentation.is_switching.set_value(false);
        request_animation_frame(|| screen::focus_first("[data-testid=language]"));
    }
    let theme_label = move || if is_dark.get() { t.shell.to_light } else { t.shell.to_dark };
    view! {
        <button
            type="button"
            class="button button--icon"
            aria-label=t.shell.undo
            title=t.shell.undo
            aria-disabled=move || desk.history.done.read().is_empty().to_string()
            on:click=move |_| undo::undo(desk)
        >
            {icon(Glyph::Undo)}
        </button>
        <button
            type="button"
            class="button button--icon"
            aria-label=t.shell.redo
            title=t.shell.redo
            aria-disabled=move || desk.history.undone.read().is_empty().to_string()
            on:click=move |_| undo::redo(desk)
        >
            {icon(Glyph::Redo)}
        </button>
        <button
            type="button"
            class="button button--icon"
            aria-label=theme_label
            title=theme_label
            on:click=move |_| look::toggle_theme(desk)
        >
            {move || icon(if is_dark.get() { Glyph::Sun } else { Glyph::Moon })}
        </button>
        <button
            type="button"
            class="button button--icon"
            title=t.shell.other_language
            data-testid="language"
            on:click=move |_| look::toggle_language(desk)
        >
            {t.locale.code().to_ascii_uppercase()}
            <span class="visually-hidden" lang=t.locale.other().code()>
                " " {t.shell.other_language}
            </span>
        </button>
    }
    .into_any()
}

fn exports(desk: Desk) -> AnyView {
    let t = desk.strings();
    let save = move |kind| Callback::new(move |()| export::save(desk, kind));
    let item = |glyph, text, note, testid, chosen| MenuItem { glyph, text, note, testid, chosen };
    let items = vec![
        item(
            Glyph::Table,
            t.shell.export_csv,
            t.shell.export_csv_note,
            "menu-csv",
            save(ExportKind::ExceptionsCsv),
        ),
        item(
            Glyph::File,
            t.shell.export_xlsx,
            t.shell.export_xlsx_note,
            "menu-xlsx",
            save(ExportKind::Workbook),
        ),
        item(
            Glyph::Case,
            t.shell.export_case,
            t.shell.export_case_note,
            "menu-case",
            save(ExportKind::Case),
        ),
        item(
            Glyph::Print,
            t.shell.export_report,
            t.shell.export_report_note,
            "menu-report",
            save(ExportKind::Report),
        ),
    ];
    let refused = Signal::derive(move || {
        if desk.session.result.read().is_none() {
            return Some(t.shell.export_nothing);
        }
        desk.session.stale.get().then_some(t.shell.export_outdated)
    });
    menu(t.shell.export, Glyph::Download, items, refused)
}
