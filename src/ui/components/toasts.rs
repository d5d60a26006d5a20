//! Short messages in the corner, read out as they come.

use super::icon::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::{Toast, Tone};

/// The corner with the messages. `dismissed` is called with the message to remove.
pub(crate) fn toasts(
    toasts: RwSignal<Vec<Toast>>,
    close_label: &'static str,
    dismissed: Callback<u32>,
) -> AnyView {
    let toast = move |toast: Toast| {
        let id = toast.id;
        let (class, glyph) = match toast.tone {
            Tone::Plain => ("toast", Glyph::Info),
            Tone::Good => ("toast is-agrees", Glyph::Check),
            Tone::Bad => ("toast is-differs", Glyph::Warning),
        };
        view! {
            <div class=class>
                {icon(glyph)}
                <span class="toast__text">{toast.text}</span>
                {toast.offer.map(|(name, act)| view! {
                    <button
                        type="button"
                        class="button button--small"
                        on:click=move |_| {
                            dismissed.run(id);
                            act();
                        }
                    >
                        {name}
                    </button>
                })}
                <button
                    type="button"
                    class="button button--icon"
                    aria-label=close_label
                    on:click=move |_| dismissed.run(id)
                >
                    {icon(Glyph::Cross)}
                </button>
            </div>
        }
    };
    let all = keyed(move || toasts.get(), |toast| u64::from(toast.id), toast);
    view! { <div class="toasts" role="status" aria-live="polite">{all}</div> }
}
