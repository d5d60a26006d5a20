//! What the page knows: three stores and the handle that carries them.
//!
//! May import: the protocol. Deliberately absent: verbs. Views read these signals; only
//! `ui::actions` writes them. Nothing of a vendor and no secret is ever kept beyond the tab;
//! [`presentation`] alone is remembered.

pub(crate) mod fetch;
pub(crate) mod history;
pub(crate) mod presentation;
pub(crate) mod session;
pub(crate) mod view;

pub(crate) use fetch::Fetch;
pub(crate) use history::{History, Step};
pub(crate) use presentation::{Locale, Offer, Presentation, Theme, Toast, Tone};
pub(crate) use session::{EngineState, Job, Session, SourceCell};
pub(crate) use view::View;

use crate::diagnostics::Diagnostic;
use crate::ui::parts;
use crate::ui::prelude::*;
use crate::ui::strings::{EN, Strings};
use crate::worker::client::EngineHandle;

/// An answer that may still be on its way.
pub(crate) type Shown<T> = RwSignal<Option<Result<T, Diagnostic>>>;

/// Everything a view needs: cheap to copy, made once and never given back, like the page itself.
#[derive(Clone, Copy)]
pub(crate) struct Desk(&'static Stores);

/// What is on the desk.
pub(crate) struct Stores {
    /// Sources, rates, policy, result.
    pub(crate) session: Session,
    /// What of the result is looked at.
    pub(crate) view: View,
    /// Theme, language, messages.
    pub(crate) presentation: Presentation,
    /// Fetching from vendors.
    pub(crate) fetch: Fetch,
    /// What can be undone.
    pub(crate) history: History,
    engine: StoredValue<Option<EngineHandle>>,
}

impl std::ops::Deref for Desk {
    type Target = Stores;

    fn deref(&self) -> &Stores {
        self.0
    }
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new(presentation: Presentation) -> Self {
        Self(Box::leak(Box::new(Stores {
            session: Session::new(),
            view: View::new(),
            presentation,
            fetch: Fetch::new(),
            history: History::new(),
            engine: StoredValue::new(None),
        })))
    }

    /// The engine; `None` before `actions::engine::start`.
    pub(crate) fn engine(self) -> Option<EngineHandle> {
        self.engine.get_value()
    }

    /// Puts the engine in its place.
    pub(crate) fn set_engine(self, engine: EngineHandle) {
        self.engine.set_value(Some(engine));
    }

    /// The texts of the language in use. Not tracked: the whole page is made again when the
    /// language changes, so that no text has to be a signal.
    pub(crate) fn strings(self) -> &'static Strings {
        match self.presentation.locale.get_untracked() {
            Locale::En => &EN,
            // English until the part with the Spanish texts is there.
            Locale::Es => parts::spanish().unwrap_or(&EN),
        }
    }
}
