//! The dialog into which text is pasted.

use crate::ui::actions::import;
use crate::ui::components::{Dialog, dialog};
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// The dialog.
pub(super) fn dialog_view(desk: Desk, close: Callback<()>) -> AnyView {
    let t = desk.strings();
    let text = RwSignal::new(String::new());
    let add = move |_| {
        close.run(());
        import::text(desk, &text.read_untracked());
    };
    let content = view! {
        <div class="dialog__body">
            <label class="field">
                <span class="field__label">{t.sources.paste_label}</span>
                <textarea
                    class="input"
                    rows="12"
                    spellcheck="false"
                    autocomplete="off"
                    autofocus
                    data-testid="paste-text"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </label>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button" on:click=move |_| close.run(())>
                {t.shell.cancel}
            </button>
            <button
                type="button"
                class="button button--primary"
                data-testid="paste-add"
                disabled=move || text.with(|it| it.trim().is_empty())
                on:click=add
            >
                {t.sources.paste_add}
            </button>
        </div>
    };
    dialog(
        Dialog {
            title: t.sources.paste_title.to_owned(),
            close_label: t.shell.close,
            wide: false,
            closed: close,
        },
        content.into_any(),
    )
}
