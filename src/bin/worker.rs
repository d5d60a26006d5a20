//! The engine's worker and its readers: one wasm module, told its role by the worker's name.
//!
//! On anything but a browser it is empty, so that the whole package builds natively.

fn main() {
    #[cfg(target_arch = "wasm32")]
    trueup::worker::serve::serve();
}
