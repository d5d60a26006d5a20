//! The dialog into which text is pasted.

use super::dialog::{Dialog, dialog};
use crate::ui::prelude::*;

/// What the dialog needs.
pub(crate) struct Paste {
    /// Its heading.
    pub(crate) title: &'static str,
    /// What belongs into the field.
    pub(crate) label: &'static str,
    /// The button that takes the text.
    pub(crate) add: &'static str,
    /// The button that leaves.
    pub(crate) cancel: &'static str,
    /// What the button in the corner is called.
    pub(crate) close: &'static str,
    /// What the names of its field (`-text`) and button (`-add`) for tests begin with.
    pub(crate) testid: &'static str,
}

/// The dialog. `given` gets the text, once the dialog was left.
pub(crate) fn paste_dialog(
    words: Paste,
    closed: Callback<()>,
    given: impl Fn(&str) + 'static,
) -> AnyView {
    let text = RwSignal::new(String::new());
    let add = move |_| {
        closed.run(());
        given(&text.read_untracked());
    };
    let content = view! {
        <div class="dialog__body">
            <label class="field">
                <span class="field__label">{words.label}</span>
                <textarea
                    class="input"
                    rows="12"
                    spellcheck="false"
                    autocomplete="off"
                    autofocus
                    data-testid=[words.testid, "-text"].concat()
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </label>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button" on:click=move |_| closed.run(())>
                {words.cancel}
            </button>
            <button
                type="button"
                class="button button--primary"
                data-testid=[words.testid, "-add"].concat()
                disabled=move || text.with(|it| it.trim().is_empty())
                on:click=add
            >
                {words.add}
            </button>
        </div>
    };
    let title = words.title.to_owned();
    dialog(Dialog { title, close_label: words.close, wide: false, closed }, content.into_any())
}
