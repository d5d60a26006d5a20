//! Messages in the corner.

use crate::platform::clock;
use crate::ui::state::{Desk, Offer, Toast, Tone};
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a message stays that needs no answer.
const SHOWN: Duration = Duration::from_secs(6);

/// How long one stays that offers something, and one of a failure after the person went on.
const OFFERED: Duration = Duration::from_secs(30);

/// How many are shown at once; of more the oldest go that tell of no failure.
const MOST: usize = 4;

/// Shows a message. One that tells of a failure stays until it is closed.
pub(crate) fn toast(desk: Desk, tone: Tone, text: impl Into<String>) {
    show(desk, tone, text.into(), None);
}

/// Shows a message with something that can be done about it.
pub(crate) fn offer(desk: Desk, text: String, offer: Offer) {
    show(desk, Tone::Plain, text, Some(offer));
}

fn show(desk: Desk, tone: Tone, text: String, offer: Option<Offer>) {
    let (toasts, n_toasts) = (desk.presentation.toasts, desk.presentation.n_toasts);
    // No id is used twice: the time of one that was closed would end the next one's.
    n_toasts.update_value(|it| *it = it.wrapping_add(1));
    let id = n_toasts.get_value();
    let stays = if offer.is_some() { OFFERED } else { SHOWN };
    toasts.update(|all| {
        while all.len() >= MOST
            && let Some(at) = all.iter().position(|it| it.tone != Tone::Bad)
        {
            all.remove(at);
        }
        all.push(Toast { id, tone, text, offer });
    });
    if tone != Tone::Bad {
        dismiss_after(desk, id, stays);
    }
}

/// The person goes to another page: what was said of this one goes, failures after a while.
pub(crate) fn go_on(desk: Desk) {
    let toasts = desk.presentation.toasts;
    toasts.update(|all| all.retain(|it| it.tone == Tone::Bad));
    toasts.with_untracked(|all| all.iter().for_each(|it| dismiss_after(desk, it.id, OFFERED)));
}

fn dismiss_after(desk: Desk, id: u32, time: Duration) {
    spawn_local(async move {
        clock::sleep(time).await;
        dismiss(desk, id);
    });
}

/// Removes a message.
pub(crate) fn dismiss(desk: Desk, id: u32) {
    desk.presentation.toasts.update(|all| all.retain(|it| it.id != id));
}
