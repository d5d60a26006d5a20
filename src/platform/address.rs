//! The page's address: the part after `#` says where one is, so that a reload stays there.

use super::listen::Listener;

/// The part after `#`, without it.
pub fn hash() -> String {
    let hash = super::window().and_then(|it| it.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Goes somewhere; the browser's back button comes back from it.
pub fn go_to(hash: &str) {
    if let Some(window) = super::window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Changes the address in place, for what is not worth a step back (a sort, a filter's letter).
/// Does not call those who listen with [`on_change`].
pub fn replace(hash: &str) {
    let Some(history) = super::window().and_then(|it| it.history().ok()) else { return };
    let state = history.state().unwrap_or_default();
    let _ = history.replace_state_with_url(&state, "", Some(&format!("#{hash}")));
}

/// Calls `changed` with the new part after `#` whenever it changes.
pub fn on_change(changed: impl Fn(String) + 'static) -> Option<Listener> {
    Listener::on_window("hashchange", move |_| changed(hash()))
}

/// The address of a file beside the page, wherever the page is hosted.
pub fn beside(path: &str) -> Option<String> {
    let base = super::window()?.document()?.base_uri().ok().flatten()?;
    web_sys::Url::new_with_base(path, &base).ok().map(|it| it.href())
}
