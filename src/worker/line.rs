//! The line between the engine and one reader: a port of their own, so that the page has no part in
//! what they tell each other while files are read.
//!
//! A segment's bytes go through it in buffers that come back: a browser finds fresh memory for each
//! new buffer, which cost more than the copying, and frees it when it thinks best.

use super::link::{self, Beside, Garbled, Port as _};
use crate::platform::bytes::Bytes;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::Serialize;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, MessagePort};

/// Bytes of a buffer that goes back and forth. Nearly every segment fits.
const BUFFER: u32 = 1024 * 1024;

/// So many buffers wait for the next segment at most.
const MOST_SPARE: usize = 4;

/// One end of a line.
pub(super) struct Line {
    port: MessagePort,
    /// Buffers that came back.
    spare: RefCell<Vec<ArrayBuffer>>,
    listener: RefCell<Option<Closure<dyn FnMut(MessageEvent)>>>,
}

impl Line {
    /// The end at this port. It hears nothing yet.
    pub(super) fn new(port: MessagePort) -> Rc<Self> {
        let (spare, listener) = (RefCell::default(), RefCell::default());
        Rc::new(Self { port, spare, listener })
    }

    /// Hears messages from now on, those that came before too.
    pub(super) fn hear(self: &Rc<Self>, mut heard: impl FnMut(JsValue) + 'static) {
        let this = Rc::downgrade(self);
        let listener = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            match event.data().dyn_into::<ArrayBuffer>() {
                Ok(back) => {
                    if let Some(this) = this.upgrade() {
                        this.keep(back);
                    }
                }
                Err(message) => heard(message),
            }
        });
        self.port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        self.listener.replace(Some(listener));
    }

    /// Sends a message.
    pub(super) fn send(
        &self,
        header: &impl Serialize,
        beside: Option<Beside>,
    ) -> Result<(), Garbled> {
        link::send(&self.port, header, beside)
    }

    /// Sends a message with bytes beside it, which are copied.
    pub(super) fn send_bytes(&self, header: &impl Serialize, bytes: &[u8]) -> Result<(), Garbled> {
        self.send(header, Some(Beside::Bytes(self.copied(bytes))))
    }

    /// Gives the buffer of bytes that came back to the other end. These are of no use afterwards.
    pub(super) fn give_back(&self, bytes: &Bytes) {
        let buffer = bytes.as_js().buffer();
        if buffer.byte_length() == BUFFER {
            // The other end may be gone: then nobody needs it.
            let _ = self.port.post(&buffer, &Array::of1(&buffer));
        }
    }

    fn keep(&self, buffer: ArrayBuffer) {
        let mut spare = self.spare.borrow_mut();
        if spare.len() < MOST_SPARE {
            spare.push(buffer);
        }
    }

    fn copied(&self, bytes: &[u8]) -> Bytes {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if length > BUFFER {
            return Bytes::copied(bytes);
        }
        let buffer = self.spare.borrow_mut().pop().unwrap_or_else(|| ArrayBuffer::new(BUFFER));
        let view = Uint8Array::new_with_byte_offset_and_length(&buffer, 0, length);
        view.copy_from(bytes);
        Bytes::from(view)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // What was said before the end and was not heard yet must not be heard any more.
        self.port.set_onmessage(None);
        self.port.close();
        // The drop may come from the listener: it must return before it is freed.
        let listener = self.listener.take();
        wasm_bindgen_futures::spawn_local(async move { drop(listener) });
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Line").finish_non_exhaustive()
    }
}
