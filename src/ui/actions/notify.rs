//! Messages in the corner.

use crate::platform::clock;
use crate::ui::state::{Desk, Toast, Tone};
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a message stays that needs no answer.
const SHOWN: Duration = Duration::from_secs(6);

/// Shows a message. One that tells of a failure stays until it is closed.
pub(crate) fn toast(desk: Desk, tone: Tone, text: impl Into<String>) {
    let toasts = desk.presentation.toasts;
    let id = toasts.with_untracked(|all| all.last().map_or(0, |it| it.id)) + 1;
    toasts.update(|all| all.push(Toast { id, tone, text: text.into() }));
    if tone != Tone::Bad {
        spawn_local(async move {
            clock::sleep(SHOWN).await;
            dismiss(desk, id);
        });
    }
}

/// Removes a message.
pub(crate) fn dismiss(desk: Desk, id: u32) {
    desk.presentation.toasts.update(|all| all.retain(|it| it.id != id));
}
