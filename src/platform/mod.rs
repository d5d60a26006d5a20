//! The browser, in one place: files, downloads, storage, clock, formats, clipboard, address.
//!
//! May import: nothing of ours. Deliberately absent: the network (`net`), workers (`worker`), views
//! and text for people (`ui`), and any store for data or secrets: what is kept over a reload is the
//! closed list of [`storage::Preference`].

pub mod address;
pub mod bytes;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod fatal;
pub mod files;
pub mod intl;
pub mod listen;
pub mod number;
pub mod screen;
pub mod storage;

/// The page's window. `None` in a worker, where nothing of the page may be asked for.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}
