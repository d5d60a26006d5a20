//! Every text people see, in English and Spanish, as plain data and functions.
//!
//! May import: `diagnostics`, `domain` and the protocol, for their codes. Deliberately absent:
//! signals, elements, the browser. A text that is missing in one language does not compile.

pub mod diagnostics;
pub mod locale;
pub mod ready;
pub mod shell;
pub mod sources;

pub use locale::Locale;

/// All texts of a language, one part per area of the page.
pub struct Strings {
    /// The language.
    pub locale: Locale,
    /// Header, menus, messages, words used everywhere.
    pub shell: &'static shell::Shell,
    /// The Sources page.
    pub sources: &'static sources::Sources,
    /// The panel beside the sources.
    pub ready: &'static ready::Ready,
}

/// English.
pub static EN: Strings =
    Strings { locale: Locale::En, shell: &shell::EN, sources: &sources::EN, ready: &ready::EN };

/// Spanish.
pub static ES: Strings =
    Strings { locale: Locale::Es, shell: &shell::ES, sources: &sources::ES, ready: &ready::ES };

impl Strings {
    /// The texts of a language.
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &EN,
            Locale::Es => &ES,
        }
    }
}
