//! A worker that says given messages, and shows what it was told.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::Duration;
use trueup::platform::clock;
use trueup::platform::listen::Listener;
use wasm_bindgen::JsCast as _;

/// What a scripted worker says: at its start, then upon each message it hears.
#[derive(Debug, Default)]
pub(crate) struct Script {
    steps: Vec<Vec<String>>,
}

impl Script {
    /// A worker that says nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Says this at the next step: the first is the worker's start, the others are the messages it
    /// hears, one by one.
    pub(crate) fn says(mut self, messages: &[&dyn Encode]) -> Self {
        self.steps.push(messages.iter().map(|it| it.encode()).collect());
        self
    }

    /// Throws at the next step.
    pub(crate) fn throws(mut self) -> Self {
        self.steps.push(vec!["throw".to_owned()]);
        self
    }

    /// The address that starts such a worker; `name` is where a [`Watch`] finds what it hears.
    pub(crate) fn url(&self, name: &str) -> String {
        let steps: Vec<String> = self.steps.iter().map(|it| it.join(",")).collect();
        format!("/page/scripted_worker.js?name={name}&steps={}", steps.join(";"))
    }
}

/// Something that can be said.
pub(crate) trait Encode {
    /// Postcard bytes in hexadecimal.
    fn encode(&self) -> String;
}

impl<T: Serialize> Encode for T {
    fn encode(&self) -> String {
        let mut text = String::new();
        for byte in postcard::to_allocvec(self).unwrap_or_default() {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

/// A message's bytes and the size of what was beside it.
type Heard = (Vec<u8>, Option<u64>);

/// Watches what a scripted worker hears.
#[derive(Debug)]
pub(crate) struct Watch {
    heard: Rc<RefCell<Vec<Heard>>>,
    _listener: Listener,
}

impl Watch {
    /// Begins to watch the worker of this name.
    pub(crate) fn on(name: &str) -> Self {
        let channel = web_sys::BroadcastChannel::new(name).expect("a channel");
        let heard = Rc::new(RefCell::new(Vec::new()));
        let hearing = Rc::clone(&heard);
        let listener = Listener::new(&channel, "message", move |event| {
            let data = event.unchecked_into::<web_sys::MessageEvent>().data();
            let pair: js_sys::Array = data.unchecked_into();
            let bytes = pair.get(0).unchecked_into::<js_sys::Uint8Array>().to_vec();
            let beside = pair.get(1).as_f64().map(trueup::platform::number::to_size);
            hearing.borrow_mut().push((bytes, beside));
        });
        Self { heard, _listener: listener }
    }

    /// What the worker was told so far, in order, with the size of what was beside it.
    pub(crate) fn heard<T: DeserializeOwned>(&self) -> Vec<(T, Option<u64>)> {
        let heard = self.heard.borrow();
        let decode = |bytes: &Vec<u8>| postcard::from_bytes(bytes).expect("a message of ours");
        heard.iter().map(|(bytes, beside)| (decode(bytes), *beside)).collect()
    }

    /// Waits until the worker has heard so many messages.
    pub(crate) async fn until(&self, count: usize) {
        until(|| self.heard.borrow().len() >= count).await;
    }
}

/// Waits until something holds.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        clock::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain");
}
