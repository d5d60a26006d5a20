//! What the browser remembers over a reload: how the page looks, never what it holds.

/// Everything that may be kept. A closed list, so that no data and no secret can get in by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preference {
    /// Light, dark or as the system.
    Theme,
    /// The page's language.
    Language,
}

impl Preference {
    fn key(self) -> &'static str {
        match self {
            Self::Theme => "trueup.theme",
            Self::Language => "trueup.language",
        }
    }
}

/// What was kept. `None` as well where the browser refuses storage (private windows, policies).
pub fn get(preference: Preference) -> Option<String> {
    store()?.get_item(preference.key()).ok().flatten()
}

/// Keeps a preference. Where storage is refused it lasts until the page is left, which is no error.
pub fn set(preference: Preference, value: &str) {
    if let Some(store) = store() {
        let _ = store.set_item(preference.key(), value);
    }
}

fn store() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok().flatten()
}
