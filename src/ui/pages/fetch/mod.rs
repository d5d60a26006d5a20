//! Fetching from vendors: the button among the ways in, and the panel it opens.
//!
//! The panel belongs to the page's frame, not to a page: a fetch goes on while one looks elsewhere.

mod fields;
mod log;
mod status;

use crate::connect::CONNECTORS;
use crate::ui::actions::fetch;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use leptos::html;

/// The button that opens the panel.
pub(crate) fn button(desk: Desk) -> AnyView {
    let t = desk.strings();
    let text = move || if desk.fetch.is_running() { t.sources.fetching } else { t.sources.fetch };
    view! {
        <button
            type="button"
            class="button"
            id=fetch::OPENER
            data-testid="fetch-vendor"
            on:click=move |_| fetch::open(desk)
        >
            {icon(Glyph::Plug)}
            {text}
        </button>
    }
    .into_any()
}

/// The open panel.
pub(crate) fn opened(desk: Desk) -> AnyView {
    fetch::begin(desk);
    let t = desk.strings();
    let vendor = desk.fetch.vendor;
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
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
    view! {
        <section class="card fetch" aria-labelledby="fetch-title">
            <div class="fetch__head">
                <h2 id="fetch-title" tabindex="-1" node_ref=heading>
                    {t.fetch().title}
                </h2>
                <button
                    type="button"
                    class="button button--icon"
                    aria-label=t.shell.close
                    title=t.shell.close
                    data-testid="fetch-close"
                    on:click=move |_| fetch::close(desk)
                >
                    {icon(Glyph::Cross)}
                </button>
            </div>
            <p class="fetch__private">{icon(Glyph::Shield)} <span>{t.fetch().private}</span></p>
            <div class="segmented fetch__vendors" role="group" aria-label=t.fetch().vendor>
                {vendors.collect_view()}
            </div>
            <p class="muted fetch__about">{move || (t.fetch().about)(vendor.get())}</p>
            <form
                class="fetch__form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    fetch::start(desk, false);
                }
            >
                {move || fields::form(desk, vendor.get())}
                <div class="fetch__foot">{buttons(desk)}</div>
            </form>
            {status::view(desk)}
            {log::view(desk)}
        </section>
    }
    .into_any()
}

fn buttons(desk: Desk) -> AnyView {
    let t = desk.strings();
    let is_running = move || desk.fetch.is_running();
    view! {
        <button
            type="button"
            class="button button--quiet fetch__forget"
            data-testid="fetch-forget"
            disabled=is_running
            on:click=move |_| fetch::forget(desk)
        >
            {t.fetch().forget}
        </button>
        <button
            type="button"
            class="button"
            data-testid="fetch-cancel"
            disabled=move || !is_running()
            on:click=move |_| fetch::cancel(desk)
        >
            {t.fetch().cancel}
        </button>
        <button
            type="button"
            class="button"
            data-testid="fetch-test"
            disabled=is_running
            on:click=move |_| fetch::start(desk, true)
        >
            {t.fetch().test}
        </button>
        <button
            type="submit"
            class="button button--primary"
            data-testid="fetch-start"
            disabled=is_running
        >
            {t.fetch().start}
        </button>
    }
    .into_any()
}
