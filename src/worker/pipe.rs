//! Unpacked bytes on their way from the worker that unpacks them to the one that reads them.
//!
//! They go through a port between the two, in a few buffers that go back and forth: whoever unpacks
//! is never further ahead than these hold, and the browser finds no fresh memory for each piece.
//! Through the port go bare views of bytes there and bare buffers back; last comes a word of how the
//! entry ended.

use super::ahead::Ahead;
use super::link::{self, Port as _};
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader::unpacking::{Ended, PIECE, Unpacking, refused};
use crate::engine::tasks::Work;
use crate::formats::read_error;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, MessageEvent, MessagePort};

/// So many buffers that neither waits for the other when both are as fast.
const BUFFERS: u32 = 4;

/// One end of the way.
pub struct Pipe {
    port: MessagePort,
    inbox: Rc<Inbox>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

/// What came and was not looked at yet.
#[derive(Default)]
struct Inbox {
    messages: Array,
    waker: RefCell<Option<Waker>>,
}

impl Pipe {
    /// Hears from now on.
    pub fn new(port: MessagePort) -> Self {
        let inbox = Rc::new(Inbox::default());
        let hearing = Rc::clone(&inbox);
        let listener = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            hearing.messages.push(&event.data());
            let waker = hearing.waker.take();
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self { port, inbox, _listener: listener }
    }

    /// The next message.
    async fn heard(&self) -> JsValue {
        poll_fn(|context| {
            if self.inbox.messages.length() > 0 {
                return Poll::Ready(self.inbox.messages.shift());
            }
            self.inbox.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await
    }

    /// The next piece, or how the entry ended; hands the buffer of an earlier piece back.
    pub(super) async fn next_piece(
        &self,
        used: Option<js_sys::ArrayBuffer>,
    ) -> io::Result<Result<Uint8Array, Ended>> {
        if let Some(used) = used {
            // Whoever unpacks may be done and gone: then nobody needs it.
            let _ = self.port.post(&used, &Array::of1(&used));
        }
        match self.heard().await.dyn_into::<Uint8Array>() {
            Ok(piece) => Ok(Ok(piece)),
            Err(last) => match link::receive::<Ended>(last) {
                Ok((ended, _)) => Ok(Err(ended)),
                Err(_) => Err(refused(Diagnostic::new(Code::ReaderCrashed))),
            },
        }
    }

    /// Unpacks what a task reads of a file to its end, for the one at the other end.
    pub async fn unpack(&self, work: &Work, file: Blob) -> Result<(), link::Garbled> {
        let ended = self.hand_on(work, file).await.unwrap_or_else(Ended::Broken);
        link::send(&self.port, &ended, None)
    }

    /// Takes no more pieces. Only whoever reads may say so: what is on its way might get lost.
    pub(super) fn close(&self) {
        self.port.close();
    }

    async fn hand_on(&self, work: &Work, file: Blob) -> Result<Ended, Box<Diagnostic>> {
        let failed = |why: String| Box::new(Diagnostic::new(Code::ReadFailed).with(why));
        let file = Ahead::new(file).map_err(|it| failed(it.to_string()))?;
        let mut reading = &file;
        let mut unpacking = Unpacking::begin(work, &mut reading)?;
        let mut n_buffers = 0;
        loop {
            file.bring().await.map_err(|it| Box::new(read_error(&it, 0)))?;
            let (bytes, ended) = unpacking.next_piece();
            let length = u32::try_from(bytes.len()).unwrap_or(PIECE);
            if length > 0 {
                let buffer = if n_buffers < BUFFERS {
                    n_buffers += 1;
                    Uint8Array::new_with_length(PIECE)
                } else {
                    Uint8Array::new(&self.heard().await)
                };
                let piece = buffer.subarray(0, length);
                piece.copy_from(bytes);
                let sent = self.port.post(&piece, &Array::of1(&piece.buffer()));
                sent.map_err(|it| failed(format!("{it:?}")))?;
            }
            if let Some(ended) = ended {
                return Ok(ended);
            }
        }
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pipe").finish_non_exhaustive()
    }
}
