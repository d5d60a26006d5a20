//! The parts of the answer, put into the page one after the other.
//!
//! All at once, with the functions of each compiled when they are first called, would hold up whoever
//! presses a key meanwhile. So each part has a turn, from the top down, and between two of them the
//! browser does what else there is to do. What is seen never moves: the next part comes below it.

use crate::platform::clock;
use crate::ui::prelude::*;
use leptos::task::spawn_local;

/// The last turn.
const LAST: u8 = 3;

/// Whose turn it is.
#[derive(Clone, Copy)]
pub(super) struct Turn(RwSignal<u8>);

impl Turn {
    /// The first: what is made without waiting.
    pub(super) fn first() -> Self {
        Self(RwSignal::new(1))
    }

    /// Takes the turns that are left, each as a task of its own.
    pub(super) fn take_all(self) {
        if self.0.get_untracked() > 1 {
            return;
        }
        spawn_local(async move {
            for turn in 2..=LAST {
                clock::next_turn().await;
                // The page may have been left meanwhile.
                self.0.try_set(turn);
            }
        });
    }

    /// A part that is made in this turn, and stays.
    pub(super) fn make(self, turn: u8, part: impl Fn() -> AnyView + 'static) -> AnyView {
        let has_come = Memo::new(move |_| self.0.get() >= turn);
        (move || has_come.get().then(&part)).into_any()
    }

    /// Holds the place of what is still to come, so that the page is as wide as it will be: what is
    /// longer than the window has a scroll bar.
    pub(super) fn to_come(self) -> AnyView {
        let is_whole = Memo::new(move |_| self.0.get() == LAST);
        (move || (!is_whole.get()).then(|| view! { <div class="result__to-come"></div> }))
            .into_any()
    }
}
