//! Every text people see, in English and Spanish, as plain data and functions.
//!
//! May import: `diagnostics`, `domain`, `connect` and the protocol, for their codes. Deliberately absent:
//! signals, elements, the browser. A text that is missing in one language does not compile.

pub mod calls;
pub mod diagnostics;
pub mod fetch;
pub mod fetch_en;
pub mod fetch_es;
pub mod locale;
pub mod outcomes;
pub mod policy;
pub mod rates;
pub mod reading;
pub mod ready;
pub mod result;
pub mod result_en;
pub mod result_es;
pub mod shell;
pub mod sources;

pub use locale::Locale;

use crate::diagnostics::Code;

/// The texts of a language, one part per area of the page. Those of areas that are loaded later are
/// methods: only what calls one brings its texts along.
pub struct Strings {
    /// The language.
    pub locale: Locale,
    /// The words for a code.
    pub words: fn(Code) -> diagnostics::Words,
    /// Header, menus, messages, words used everywhere.
    pub shell: &'static shell::Shell,
    /// Outcomes and flags.
    pub outcomes: &'static outcomes::Outcomes,
    /// The Sources page.
    pub sources: &'static sources::Sources,
}

/// English.
pub static EN: Strings = Strings {
    locale: Locale::En,
    words: diagnostics::en::words,
    shell: &shell::EN,
    outcomes: &outcomes::EN,
    sources: &sources::EN,
};

/// Spanish.
pub static ES: Strings = Strings {
    locale: Locale::Es,
    words: diagnostics::es::words,
    shell: &shell::ES,
    outcomes: &outcomes::ES,
    sources: &sources::ES,
};

impl Strings {
    /// Fetching from vendors.
    pub fn fetch(&self) -> &'static fetch::FetchText {
        match self.locale {
            Locale::En => &fetch_en::EN,
            Locale::Es => &fetch_es::ES,
        }
    }

    /// The Rates page.
    pub fn rates(&self) -> &'static rates::Rates {
        match self.locale {
            Locale::En => &rates::EN,
            Locale::Es => &rates::ES,
        }
    }

    /// The Policy page.
    pub fn policy(&self) -> &'static policy::Policy {
        match self.locale {
            Locale::En => &policy::EN,
            Locale::Es => &policy::ES,
        }
    }

    /// The Result page.
    pub fn result(&self) -> &'static result::ResultText {
        match self.locale {
            Locale::En => &result_en::EN,
            Locale::Es => &result_es::ES,
        }
    }

    /// The panel beside the sources.
    pub fn ready(&self) -> &'static ready::Ready {
        match self.locale {
            Locale::En => &ready::EN,
            Locale::Es => &ready::ES,
        }
    }

    /// How a file is read.
    pub fn reading(&self) -> &'static reading::Reading {
        match self.locale {
            Locale::En => &reading::EN,
            Locale::Es => &reading::ES,
        }
    }

    /// Totals of calls and conferences.
    pub fn calls(&self) -> &'static calls::CallWords {
        match self.locale {
            Locale::En => &calls::EN,
            Locale::Es => &calls::ES,
        }
    }
}
