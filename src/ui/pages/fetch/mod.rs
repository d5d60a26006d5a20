//! Fetching from vendors: the button among the ways in, and the dialog it opens.
//!
//! The dialog belongs to the page's frame, not to a page: a fetch goes on while one looks elsewhere.

mod fields;
mod log;
mod status;

use crate::connect::CONNECTORS;
use crate::ui::actions::fetch;
use crate::ui::components::{Dialog, Glyph, dialog, icon};
use crate::ui::state::Desk;
use leptos::prelude::*;

/// The button that opens the dialog.
pub(crate) fn button(desk: Desk) -> AnyView {
    let t = desk.strings();
    let text = move || if desk.fetch.is_running() { t.fetch.under_way } else { t.sources.fetch };
    view! {
        <button
            type="button"
            class="button"
            data-testid="fetch-vendor"
            on:click=move |_| fetch::open(desk)
        >
            {icon(Glyph::Plug)}
            {text}
        </button>
    }
    .into_any()
}

/// The dialog, while it is open.
pub(crate) fn dialog_view(desk: Desk) -> AnyView {
    let shown = move || if desk.fetch.is_open.get() { open(desk) } else { ().into_any() };
    view! { {shown} }.into_any()
}

fn open(desk: Desk) -> AnyView {
    let t = desk.strings();
    let vendor = desk.fetch.vendor;
    let vendors = CONNECTORS.iter().map(|connector| {
        let id = connector.id();
        view! {
            <button
                type="button"
                class="segmented__part"
                aria-pressed=move || (vendor.get() == id).to_string()
                disabled=move || desk.fetch.is_running()
                data-testid=["vendor-", id].concat()
                on:click=move |_| fetch::choose(desk, id)
            >
                {connector.name()}
            </button>
        }
    });
    let content = view! {
        <div class="dialog__body fetch">
            <p class="fetch__private">{icon(Glyph::Shield)} <span>{t.fetch.private}</span></p>
            <div class="segmented fetch__vendors" role="group" aria-label=t.fetch.vendor>
                {vendors.collect_view()}
            </div>
            <p class="muted fetch__about">{move || (t.fetch.about)(vendor.get())}</p>
            {move || fields::form(desk, vendor.get())}
            {status::view(desk)}
            {log::view(desk)}
        </div>
        <div class="dialog__foot">{buttons(desk)}</div>
    };
    dialog(
        Dialog {
            title: t.fetch.title.to_owned(),
            close_label: t.shell.close,
            wide: true,
            closed: Callback::new(move |()| fetch::close(desk)),
        },
        content.into_any(),
    )
}

fn buttons(desk: Desk) -> AnyView {
    let t = desk.strings();
    let is_running = move || desk.fetch.is_running();
    view! {
        <button
            type="button"
            class="button button--quiet dialog__foot-note"
            data-testid="fetch-forget"
            disabled=is_running
            on:click=move |_| fetch::forget(desk)
        >
            {t.fetch.forget}
        </button>
        <button
            type="button"
            class="button"
            data-testid="fetch-cancel"
            disabled=move || !is_running()
            on:click=move |_| fetch::cancel(desk)
        >
            {t.fetch.cancel}
        </button>
        <button
            type="button"
            class="button"
            data-testid="fetch-test"
            disabled=is_running
            on:click=move |_| fetch::start(desk, true)
        >
            {t.fetch.test}
        </button>
        <button
            type="button"
            class="button button--primary"
            data-testid="fetch-start"
            disabled=is_running
            on:click=move |_| fetch::start(desk, false)
        >
            {t.fetch.start}
        </button>
    }
    .into_any()
}
