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

/// All texts of a language, one part per area of the page.
pub struct Strings {
    /// The language.
    pub locale: Locale,
    /// Header, menus, messages, words used everywhere.
    pub shell: &'static shell::Shell,
    /// Outcomes and flags.
    pub outcomes: &'static outcomes::Outcomes,
    /// The Sources page.
    pub sources: &'static sources::Sources,
    /// Totals of calls and conferences.
    pub calls: &'static calls::CallWords,
    /// Fetching from vendors.
    pub fetch: &'static fetch::FetchText,
    /// How a file is read.
    pub reading: &'static reading::Reading,
    /// The panel beside the sources.
    pub ready: &'static ready::Ready,
    /// The Rates page.
    pub rates: &'static rates::Rates,
    /// The Policy page.
    pub policy: &'static policy::Policy,
    /// The Result page.
    pub result: &'static result::ResultText,
}

/// English.
pub static EN: Strings = Strings {
    locale: Locale::En,
    shell: &shell::EN,
    outcomes: &outcomes::EN,
    sources: &sources::EN,
    calls: &calls::EN,
    fetch: &fetch_en::EN,
    reading: &reading::EN,
    ready: &ready::EN,
    rates: &rates::EN,
    policy: &policy::EN,
    result: &result_en::EN,
};

/// Spanish.
pub static ES: Strings = Strings {
    locale: Locale::Es,
    shell: &shell::ES,
    outcomes: &outcomes::ES,
    sources: &sources::ES,
    calls: &calls::ES,
    fetch: &fetch_es::ES,
    reading: &reading::ES,
    ready: &ready::ES,
    rates: &rates::ES,
    policy: &policy::ES,
    result: &result_es::ES,
};

impl Strings {
    /// The texts of a language.
    pub fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &EN,
            Locale::Es => &ES,
        }
    }
}
