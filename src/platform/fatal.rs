//! What is left to do after a panic of the page: its wasm is of no use any more, so `boot.js`,
//! which uses none of it, is told and says so to the person.

use web_sys::{CustomEvent, CustomEventInit};

/// The event that `boot.js` listens for; its detail is the panic's message.
const FATAL: &str = "trueup-fatal";

/// From now on a panic is logged and told to the page.
pub fn tell_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let Some(window) = super::window() else { return };
        let init = CustomEventInit::new();
        init.set_detail(&info.to_string().into());
        if let Ok(event) = CustomEvent::new_with_event_init_dict(FATAL, &init) {
            let _ = window.dispatch_event(&event);
        }
    }));
}
