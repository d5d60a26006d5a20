//! Where files come in: the first screen, and the bar above the cards.

use super::Open;
use crate::engine::protocol::Provenance;
use crate::platform::files;
use crate::ui::actions::import;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use leptos::ev::Event;
use leptos::html;

/// What is seen before anything was dropped.
pub(super) fn first_screen(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    let kinds = t.sources.kinds.map(|(head, text)| {
        view! {
            <li class="kind">
                <h3>{head}</h3>
                <p class="muted">{text}</p>
            </li>
        }
    });
    view! {
        <div class="welcome">
            <div class="welcome__lead">
                <h1 class="welcome__ask">{t.sources.ask}</h1>
                <p class="welcome__does">{t.sources.does}</p>
            </div>
            <section class="drop drop--large">
                <h2 class="drop__title">{t.sources.drop}</h2>
                <p class="drop__note">{t.sources.drop_note}</p>
                {buttons(desk, open, true)}
                <p class="drop__note">{t.sources.sample_note} " " {other_samples(desk)}</p>
            </section>
            <ol class="kinds">{kinds.into_iter().collect_view()}</ol>
            <p class="welcome__private">{icon(Glyph::Shield)} <span>{t.sources.private}</span></p>
        </div>
    }
    .into_any()
}

/// The examples of the other vendors.
fn other_samples(desk: Desk) -> AnyView {
    let t = desk.strings();
    let vendors = [
        ("wolkvox", "wolkvox", "sample-wolkvox"),
        ("dma", "Poly DMA", "sample-dma"),
        ("evo", "Evo Voice", "sample-evo"),
    ];
    let buttons = vendors.map(|(vendor, name, testid)| {
        view! {
            <button
                type="button"
                class="button button--link"
                data-testid=testid
                on:click=move |_| import::sample(desk, vendor)
            >
                {name}
            </button>
        }
    });
    view! {
        {t.sources.sample_others}
        " "
        {buttons.into_iter().collect_view()}
    }
    .into_any()
}

/// The bar above the cards.
pub(super) fn bar(desk: Desk, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    view! {
        <section class="drop">
            <div class="drop__text">
                <h2 class="drop__title">{t.sources.drop}</h2>
                <p class="drop__note">{t.sources.drop_note}</p>
            </div>
            {buttons(desk, open, false)}
        </section>
    }
    .into_any()
}

fn buttons(desk: Desk, open: RwSignal<Open>, first: bool) -> AnyView {
    let t = desk.strings();
    let files_input = NodeRef::<html::Input>::new();
    let folder_input = NodeRef::<html::Input>::new();
    let click = move |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |input: NodeRef<html::Input>| {
        move |_: Event| {
            if let Some(input) = input.get_untracked() {
                import::files(desk, files::chosen(&input), Provenance::File);
            }
        }
    };
    let sample = first.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                data-testid="sample-data"
                on:click=move |_| import::sample(desk, "kore")
            >
                {icon(Glyph::Flask)}
                {t.sources.sample}
            </button>
        }
    });
    view! {
        <div class="drop__buttons">
            <input
                type="file"
                multiple
                class="visually-hidden"
                tabindex="-1"
                aria-label=t.sources.choose_files
                data-testid="file-input"
                node_ref=files_input
                on:change=chosen(files_input)
            />
            <input
                type="file"
                webkitdirectory
                class="visually-hidden"
                tabindex="-1"
                aria-label=t.sources.choose_folder
                data-testid="folder-input"
                node_ref=folder_input
                on:change=chosen(folder_input)
            />
            {sample}
            <button type="button" class="button" on:click=move |_| click(files_input)>
                {icon(Glyph::File)}
                {t.sources.choose_files}
            </button>
            <button type="button" class="button" on:click=move |_| click(folder_input)>
                {icon(Glyph::Folder)}
                {t.sources.choose_folder}
            </button>
            <button
                type="button"
                class="button"
                data-testid="paste"
                on:click=move |_| open.set(Open::Paste)
            >
                {icon(Glyph::Clipboard)}
                {t.sources.paste}
            </button>
            {crate::ui::pages::fetch::button(desk)}
        </div>
    }
    .into_any()
}
