//! What the page knows: three stores and the handle that carries them.
//!
//! May import: the protocol. Deliberately absent: verbs. Views read these signals; only
//! `ui::actions` writes them. Nothing of a vendor and no secret is ever kept beyond the tab;
//! [`presentation`] alone is remembered.

pub(crate) mod history;
pub(crate) mod presentation;
pub(crate) mod session;
pub(crate) mod view;

pub(crate) use history::{History, Step};
pub(crate) use presentation::{Locale, Presentation, Theme, Toast, Tone};
pub(crate) use session::{EngineState, Job, Session, SourceCell};
pub(crate) use view::View;

use crate::ui::strings::Strings;
use leptos::prelude::*;

/// Everything a view needs: cheap to copy, provided once.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Sources, rates, policy, result.
    pub(crate) session: Session,
    /// What of the result is looked at.
    pub(crate) view: View,
    /// Theme, language, messages.
    pub(crate) presentation: Presentation,
    /// What can be undone.
    pub(crate) history: History,
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new(presentation: Presentation) -> Self {
        Self { session: Session::new(), view: View::new(), presentation, history: History::new() }
    }

    /// The texts of the language in use. Not tracked: the whole page is made again when the
    /// language changes, so that no text has to be a signal.
    pub(crate) fn strings(self) -> &'static Strings {
        Strings::of(self.presentation.locale.get_untracked())
    }
}

/// The desk of this page. Every view is below the provider, so there is always one.
pub(crate) fn use_desk() -> Desk {
    use_context::<Desk>().unwrap_or_else(|| Desk::new(Presentation::new(Theme::System, Locale::En)))
}
