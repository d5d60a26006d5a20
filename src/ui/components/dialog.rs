//! A modal dialog: the browser's own, so focus stays in it and Escape leaves it.

use super::icon::{Glyph, icon};
use crate::ui::prelude::*;
use leptos::html;

/// What a dialog needs.
pub(crate) struct Dialog {
    /// Its heading.
    pub(crate) title: String,
    /// What the button that closes it is called.
    pub(crate) close_label: &'static str,
    /// Whether it needs much room.
    pub(crate) wide: bool,
    /// Called when the person leaves it by any way.
    pub(crate) closed: Callback<()>,
}

/// A dialog that is open as long as it exists. `content` is usually a `.dialog__body` and a
/// `.dialog__foot`.
pub(crate) fn dialog(dialog: Dialog, content: AnyView) -> AnyView {
    let Dialog { title, close_label, wide, closed } = dialog;
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(node) = node.get()
            && !node.open()
        {
            let _ = node.show_modal();
        }
    });
    // The browser gives the focus back to what opened it only if it is closed before it goes.
    on_cleanup(move || {
        if let Some(node) = node.get_untracked() {
            node.close();
        }
    });
    view! {
        <dialog
            class=if wide { "dialog dialog--wide" } else { "dialog" }
            aria-labelledby="dialog-title"
            node_ref=node
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                closed.run(());
            }
        >
            <div class="dialog__head">
                <h2 id="dialog-title">{title}</h2>
                <button
                    type="button"
                    class="button button--icon"
                    aria-label=close_label
                    title=close_label
                    on:click=move |_| closed.run(())
                >
                    {icon(Glyph::Cross)}
                </button>
            </div>
            {content}
        </dialog>
    }
    .into_any()
}
