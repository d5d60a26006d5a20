//! The readers of the page's engine: the page starts and ends them as the engine says, and passes on,
//! without looking at it, a reader's first word and the port with which the engine answers it.
//!
//! Readers are not started by the engine's worker itself, because workers inside workers are little
//! trodden ground: Firefox now and then never comes back from starting one, and old Safari has none.

use super::client::{Inner, with};
use super::link::{READER, Started, ToEngine, addressed};
use super::pool::Key;
use crate::platform::clock::Timer;
use js_sys::Array;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast as _, JsValue};

/// How long a reader may take to say its first word. A loader that cannot fetch its wasm says
/// nothing at all in some browsers.
const PATIENCE: Duration = Duration::from_secs(30);

/// The readers that run.
pub(super) type Switchboard = BTreeMap<Key, Reader>;

pub(super) struct Reader {
    worker: Started,
    /// Runs until the first word.
    patience: Option<Timer>,
}

impl Inner {
    pub(super) fn start_reader(self: &Rc<Self>, key: Key) {
        let generation = self.state.borrow().generation;
        let (hearing, dying, waiting) =
            (Rc::downgrade(self), Rc::downgrade(self), Rc::downgrade(self));
        let started = Started::new(
            &self.url,
            READER,
            move |data| with(&hearing, generation, |it| it.pass_to_engine(key, &data)),
            move |_| with(&dying, generation, |it| it.reader_died(key)),
        );
        let Ok(worker) = started else {
            self.reader_died(key);
            return;
        };
        let patience = Timer::after(PATIENCE, move || {
            with(&waiting, generation, |it| it.reader_died(key));
        });
        let reader = Reader { worker, patience: Some(patience) };
        self.state.borrow_mut().readers.insert(key, reader);
    }

    pub(super) fn end_reader(&self, key: Key) {
        let ended = self.state.borrow_mut().readers.remove(&key);
        drop(ended);
    }

    /// A reader that is gone needs no message: the engine ended it, or has been told of its death.
    pub(super) fn pass_to_reader(&self, key: Key, message: &Array) {
        let passed = self.state.borrow().readers.get(&key).map(|it| it.worker.pass(message));
        if let Some(Err(_)) = passed {
            self.reader_died(key);
        }
    }

    fn pass_to_engine(&self, key: Key, data: &JsValue) {
        let patience = {
            let mut state = self.state.borrow_mut();
            state.readers.get_mut(&key).and_then(|it| it.patience.take())
        };
        drop(patience);
        match data.dyn_ref::<Array>() {
            Some(message) => self.pass(&addressed(key, message)),
            None => self.reader_died(key),
        }
    }

    fn reader_died(&self, key: Key) {
        self.end_reader(key);
        self.post(ToEngine::ReaderDied(key), None);
    }
}
