//! A menu under a button, by keyboard and pointer.

use super::icon::{Glyph, icon};
use crate::platform::screen;
use crate::ui::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html;

/// One entry of a menu.
#[derive(Clone)]
pub(crate) struct MenuItem {
    /// Its icon.
    pub(crate) glyph: Glyph,
    /// What it does.
    pub(crate) text: &'static str,
    /// What that means.
    pub(crate) note: &'static str,
    /// How tests find it.
    pub(crate) testid: &'static str,
    /// Done when it is chosen.
    pub(crate) chosen: Callback<()>,
}

/// A button that opens a list of things to do. Arrow keys, Home, End and Escape work in it.
/// `refused` says why none of them can be done now, if so.
pub(crate) fn menu(
    label: &'static str,
    glyph: Glyph,
    items: Vec<MenuItem>,
    refused: Signal<Option<&'static str>>,
) -> AnyView {
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let ids: Vec<String> = items.iter().map(|item| id_of(item.testid)).collect();
    let ids = StoredValue::new(ids);
    let focus_at = move |at: usize| ids.with_value(|ids| ids.get(at).map(|id| screen::focus(id)));
    let n_items = items.len();
    let at = StoredValue::new(0usize);
    let go = move |to: usize| {
        at.set_value(to);
        let _ = focus_at(to);
    };
    let pressed = move |event: KeyboardEvent| {
        let final_one = n_items.saturating_sub(1);
        let now = at.get_value();
        match event.key().as_str() {
            "Escape" | "Tab" => close(),
            "ArrowDown" => go(if now >= final_one { 0 } else { now + 1 }),
            "ArrowUp" => go(if now == 0 { final_one } else { now - 1 }),
            "Home" => go(0),
            "End" => go(final_one),
            _ => return,
        }
        event.prevent_default();
    };
    // The list is made when it opens, so its first entry takes the focus once it is there.
    Effect::new(move || {
        if list.get().is_some() {
            go(0);
        }
    });
    let items = StoredValue::new(items);
    let entries = move || {
        let refusal = refused.get();
        let disabled = refusal.is_some();
        let rows = items.with_value(|items| {
            items
                .iter()
                .map(|item| {
                    let chosen = item.chosen;
                    view! {
                        <button
                            type="button"
                            class="menu__item"
                            role="menuitem"
                            tabindex="-1"
                            id=id_of(item.testid)
                            data-testid=item.testid
                            aria-disabled=if disabled { "true" } else { "false" }
                            on:click=move |_| {
                                if !disabled {
                                    close();
                                    chosen.run(());
                                }
                            }
                        >
                            {icon(item.glyph)}
                            <span>{item.text}</span>
                            <span class="menu__note">{item.note}</span>
                        </button>
                    }
                })
                .collect_view()
        });
        view! {
            <div class="menu__shade" on:click=move |_| close()></div>
            <div class="menu__list">
                <div role="menu" aria-label=label node_ref=list on:keydown=pressed>
                    {rows}
                </div>
                {refusal.map(|text| view! { <p class="menu__text">{text}</p> })}
            </div>
        }
    };
    view! {
        <div class="menu">
            <button
                type="button"
                class="button"
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                node_ref=button
                on:click=move |_| open.update(|it| *it = !*it)
            >
                {icon(glyph)}
                <span class="button__text--optional">{label}</span>
            </button>
            {move || open.get().then(entries)}
        </div>
    }
    .into_any()
}

fn id_of(testid: &str) -> String {
    ["menu-", testid].concat()
}
