//! Listening to an event for as long as a value lives.

use send_wrapper::SendWrapper;
use std::fmt;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// A listener; dropping it stops the listening. To be kept where the event matters.
#[must_use = "dropping it stops the listening"]
pub struct Listener {
    inner: SendWrapper<Inner>,
}

struct Inner {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `heard` at each event of this name.
    pub fn new(
        target: &EventTarget,
        name: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(heard);
        // Fails only for a name or a closure of the wrong type, which the signature rules out.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { inner: SendWrapper::new(Inner { target: target.clone(), name, closure }) }
    }

    /// Calls `heard` at each event of this name on the window.
    pub fn on_window(name: &'static str, heard: impl FnMut(Event) + 'static) -> Option<Self> {
        let window = super::window()?;
        Some(Self::new(&window, name, heard))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.name, callback);
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Listener").field("name", &self.inner.name).finish_non_exhaustive()
    }
}
