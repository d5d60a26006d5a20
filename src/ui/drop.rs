//! Dropping and pasting anywhere on the page.

use crate::engine::protocol::Provenance;
use crate::platform::files;
use crate::ui::actions::import;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use leptos::ev;

/// What is seen while files are dragged over the page; it also listens for drops and pastes as long
/// as it is there.
pub(crate) fn overlay(desk: Desk) -> AnyView {
    let t = desk.strings();
    let dragging = RwSignal::new(false);
    let over = window_event_listener(ev::dragover, move |event| {
        if files::carries_files(&event) {
            // Without this the browser would open the file instead.
            event.prevent_default();
            if !dragging.get_untracked() {
                dragging.set(true);
            }
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Only leaving the window has nothing it goes to.
        if event.related_target().is_none() {
            dragging.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        if files::carries_files(&event) {
            event.prevent_default();
            dragging.set(false);
            import::dropped(desk, files::dropped(&event));
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        if !crate::platform::screen::is_typing() {
            let found = files::pasted(&event, t.sources.paste_name);
            import::files(desk, found, Provenance::Paste);
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        dropped.remove();
        pasted.remove();
    });
    let view = move || {
        dragging.get().then(|| {
            view! {
                <div class="overlay" data-testid="drop-overlay">
                    <p class="overlay__text">{icon(Glyph::Upload)} {t.sources.drop_now}</p>
                </div>
            }
        })
    };
    view! { {view} }.into_any()
}
