//! Stopping a fetch from outside.

use send_wrapper::SendWrapper;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use web_sys::AbortController;

/// A switch: once stopped, it stays so. All clones are the same switch.
#[derive(Clone)]
pub struct Stop {
    inner: SendWrapper<Rc<Inner>>,
}

#[derive(Default)]
struct Inner {
    stopped: Cell<bool>,
    under_way: RefCell<Option<AbortController>>,
}

impl Stop {
    /// A switch that is not pressed.
    pub fn new() -> Self {
        Self { inner: SendWrapper::new(Rc::default()) }
    }

    /// Stops the call under way, and every later one before it begins.
    pub fn stop(&self) {
        self.inner.stopped.set(true);
        if let Some(call) = self.inner.under_way.take() {
            call.abort();
        }
    }

    /// Whether it was pressed.
    pub fn is_stopped(&self) -> bool {
        self.inner.stopped.get()
    }

    pub(super) fn guard(&self, call: Option<AbortController>) {
        self.inner.under_way.replace(call);
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stop").field("stopped", &self.is_stopped()).finish_non_exhaustive()
    }
}
