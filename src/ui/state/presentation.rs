//! How the page looks and speaks, and the messages it shows. The only store that is remembered.

use crate::ui::prelude::*;
pub(crate) use crate::ui::strings::Locale;
use std::rc::Rc;

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of `data-theme` and of the storage; empty for the system's.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads what [`Theme::code`] wrote.
    pub(crate) fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Worth knowing.
    Plain,
    /// Something worked.
    Good,
    /// Something went wrong.
    Bad,
}

/// A short message in the corner.
#[derive(Clone)]
pub(crate) struct Toast {
    /// Counted up, to tell equal ones apart.
    pub(crate) id: u32,
    /// What kind.
    pub(crate) tone: Tone,
    /// What it says.
    pub(crate) text: String,
    /// What can be done about it: the button, and what that does.
    pub(crate) offer: Option<Offer>,
}

/// A button in a message.
pub(crate) type Offer = (&'static str, Rc<dyn Fn()>);

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct Presentation {
    /// Light or dark.
    pub(crate) theme: RwSignal<Theme>,
    /// Whether the page is dark at the moment, whoever decided it.
    pub(crate) is_dark: RwSignal<bool>,
    /// The language.
    pub(crate) locale: RwSignal<Locale>,
    /// Whether the button for the language was pressed and is yet to be made again.
    pub(crate) is_switching: StoredValue<bool>,
    /// What was last read out to those who do not see the page.
    pub(crate) announced: RwSignal<String>,
    /// Messages, oldest first.
    pub(crate) toasts: RwSignal<Vec<Toast>>,
    /// How many messages there were so far.
    pub(crate) n_toasts: StoredValue<u32>,
}

impl Presentation {
    /// A store with these two set.
    pub(crate) fn new(theme: Theme, locale: Locale) -> Self {
        Self {
            theme: RwSignal::new(theme),
            is_dark: RwSignal::new(theme == Theme::Dark),
            locale: RwSignal::new(locale),
            is_switching: StoredValue::new(false),
            announced: RwSignal::new(String::new()),
            toasts: RwSignal::new(Vec::new()),
            n_toasts: StoredValue::new(0),
        }
    }
}
