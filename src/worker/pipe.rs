//! Unpacked bytes on their way from the worker that unpacks them to the one that reads them.
//!
//! They go through a port between the two, in a few buffers that go back and forth: whoever unpacks
//! is never further ahead than these hold, and the browser finds no fresh memory for each piece.
//! Through the port go bare views of bytes there and bare buffers back; last comes a word as a reader
//! has it for the engine: that it has done its task, or that it failed.

use super::blob::FileBlob;
use super::link::{self, OfReader, Port as _};
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader::unpacking::{Ended, PIECE, Unpacking, refused};
use crate::engine::tasks::{FromReader, Said, Task, Work};
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

    /// The next piece, none at the end; hands the buffer of an earlier one back.
    pub(super) async fn next_piece(
        &self,
        used: Option<js_sys::ArrayBuffer>,
    ) -> io::Result<Option<Uint8Array>> {
        if let Some(used) = used {
            // Whoever unpacks may be done and gone: then nobody needs it.
            let _ = self.port.post(&used, &Array::of1(&used));
        }
        match self.heard().await.dyn_into::<Uint8Array>() {
            Ok(piece) => Ok(Some(piece)),
            Err(last) => match link::receive::<OfReader>(last) {
                Ok((OfReader::Idle(_), _)) => Ok(None),
                Ok((OfReader::Said(FromReader { said: Said::Failed(why), .. }), _)) => {
                    Err(refused(why))
                }
                _ => Err(refused(Diagnostic::new(Code::ReaderCrashed))),
            },
        }
    }

    /// Unpacks what a task reads of a file to its end, for the one at the other end.
    pub async fn unpack(&self, task: &Task, file: Blob) -> Result<(), link::Garbled> {
        let last = match self.hand_on(&task.work, file).await {
            Ok(()) => OfReader::Idle(task.id),
            Err(why) => OfReader::Said(FromReader { task: task.id, said: Said::Failed(*why) }),
        };
        link::send(&self.port, &last, None)
    }

    /// Takes no more pieces. Only whoever reads may say so: what is on its way might get lost.
    pub(super) fn close(&self) {
        self.port.close();
    }

    async fn hand_on(&self, work: &Work, file: Blob) -> Ended {
        let failed = |why: String| Box::new(Diagnostic::new(Code::ReadFailed).with(why));
        let mut file = FileBlob::new(file).map_err(|it| failed(it.to_string()))?;
        let mut unpacking = Unpacking::begin(work, &mut file)?;
        let mut n_buffers = 0;
        loop {
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
                return ended;
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
