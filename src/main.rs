//! The page: mounts the app and tells a panic in words.
//!
//! On anything but a browser it is empty, so that the whole package builds natively.

#[cfg(target_arch = "wasm32")]
mod page {
    use trueup::platform::fatal;

    pub(super) fn open() {
        fatal::tell_panics();
        trueup::ui::start();
        trueup::platform::clock::measure("trueup:ready", 0.0);
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    page::open();
}
