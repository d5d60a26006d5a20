//! Messages between workers: a header of postcard bytes, and perhaps one thing beside it.
//!
//! A message is a JavaScript array of few items. Headers and byte attachments are
//! transferred, so the only copies are the one out of the sender's wasm memory and the one into the
//! receiver's; a file travels as a handle.

use super::pool::Key;
use crate::engine::protocol::{Envelope, FromEngine, Request};
use crate::engine::tasks::{FromReader, Task};
use crate::platform::bytes::Bytes;
use crate::platform::number::to_size;
use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, ErrorEvent, Event, MessageEvent, MessagePort};
use web_sys::{Worker, WorkerOptions, WorkerType};

/// Both sides must be of one build: a page from the cache must not talk to a newer worker.
pub const BUILD: &str = env!("TRUEUP_BUILD");

/// The loader of the worker that holds the engine, beside the page.
pub const ENGINE_LOADER: &str = "worker_loader.js";

/// The loader of the worker that writes and reads workbooks.
pub const SHEET_LOADER: &str = "sheet_loader.js";

/// The name by which a worker knows that it is a reader.
pub const READER: &str = "reader";

/// What the page tells the engine's worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToEngine {
    /// A request; the file travels beside `Import`, of a workbook with its tables.
    Ask(Box<Envelope<Request>>),
    /// This reader died, or could not be started.
    ReaderDied(Key),
    /// End a reader as if it had died, so that a test can see it survived.
    KillReader,
    /// Panic, so that a test can see that it is told and recovered from.
    Panic,
}

/// What the engine's worker tells the page.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToPage {
    /// A word of the engine; an export's bytes travel beside it.
    Said(FromEngine),
    /// A reader of this number is wanted.
    StartReader(Key),
    /// This reader is not needed any more, or has to be stopped.
    EndReader(Key),
    /// The worker panicked and is of no use any more.
    Panicked(String),
}

/// What the engine's worker tells a reader.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToReader {
    /// Do this; the file travels beside it, perhaps with a port by which it comes unpacked.
    Run(Task),
    /// Unpack what this reads; the file travels beside it with the port to the one that reads.
    Unpack(Task),
    /// Talk by the port beside it from now on. Comes by way of the page, everything else by that port.
    Line,
}

/// What a reader tells the engine's worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum OfReader {
    /// Its handler is in place. Goes by way of the page, everything else by a port.
    Ready,
    /// A word about the task; a segment's bytes travel beside it.
    Said(FromReader),
    /// The task is at its end, and so is everything it had to say.
    Idle(u32),
}

/// Something beside a message.
#[derive(Debug, Clone)]
pub enum Beside {
    /// A file, by handle.
    Blob(Blob),
    /// Bytes, handed over.
    Bytes(Bytes),
    /// A port.
    Port(MessagePort),
    /// A file, and a port to whoever shares the work on it.
    Shared(Blob, MessagePort),
    /// A workbook, and its sheets as an archive of tables.
    Workbook(Blob, Blob),
}

/// A message that is none of ours, or of another build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Garbled(pub String);

impl fmt::Display for Garbled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a message could not be read: {}", self.0)
    }
}

/// What a message can be sent through.
pub trait Port {
    /// Sends and hands the listed buffers over.
    fn post(&self, message: &JsValue, transfer: &JsValue) -> Result<(), JsValue>;
}

impl Port for Worker {
    fn post(&self, message: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }
}

impl Port for DedicatedWorkerGlobalScope {
    fn post(&self, message: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }
}

impl Port for MessagePort {
    fn post(&self, message: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        self.post_message_with_transferable(message, transfer)
    }
}

/// Sends a message.
pub fn send(
    port: &dyn Port,
    header: &impl Serialize,
    beside: Option<Beside>,
) -> Result<(), Garbled> {
    pass(port, &encoded(header, beside)?)
}

/// Sends a message to a reader by way of the page, which alone holds the readers.
pub fn send_by_way_of(
    port: &dyn Port,
    reader: Key,
    header: &impl Serialize,
    beside: Option<Beside>,
) -> Result<(), Garbled> {
    pass(port, &addressed(reader, &encoded(header, beside)?))
}

fn encoded(header: &impl Serialize, beside: Option<Beside>) -> Result<Array, Garbled> {
    let bytes = postcard::to_allocvec(header).map_err(|_| Garbled("too large".to_owned()))?;
    let message = Array::of1(&Uint8Array::from(bytes.as_slice()));
    match beside {
        Some(Beside::Blob(blob)) => {
            message.push(&blob);
        }
        Some(Beside::Bytes(bytes)) => {
            message.push(bytes.as_js());
        }
        Some(Beside::Port(port)) => {
            message.push(&port);
        }
        Some(Beside::Shared(blob, port)) => {
            message.push(&blob);
            message.push(&port);
        }
        Some(Beside::Workbook(blob, tables)) => {
            message.push(&blob);
            message.push(&tables);
        }
        None => {}
    }
    Ok(message)
}

/// Sends a message as it is; all bytes and ports in it are handed over.
pub fn pass(port: &dyn Port, message: &Array) -> Result<(), Garbled> {
    let transfer = Array::new();
    for item in message.iter() {
        if let Some(bytes) = item.dyn_ref::<Uint8Array>() {
            transfer.push(&bytes.buffer());
        } else if item.is_instance_of::<MessagePort>() {
            transfer.push(&item);
        }
    }
    port.post(message, &transfer).map_err(|it| Garbled(format!("{it:?}")))
}

/// A message between the engine and a reader, with the reader's number in front.
pub fn addressed(reader: Key, message: &Array) -> Array {
    Array::of1(&reader.into()).concat(message)
}

/// The reader's number and the message, if it is one between the engine and a reader.
pub fn taken_apart(data: &JsValue) -> Option<(Key, Array)> {
    let message = data.dyn_ref::<Array>()?;
    let key = Key::try_from(to_size(message.get(0).as_f64()?)).ok()?;
    Some((key, message.slice(1, message.length())))
}

/// Reads a message.
pub fn receive<T: DeserializeOwned>(data: JsValue) -> Result<(T, Option<Beside>), Garbled> {
    let message: Array = data.dyn_into().map_err(|_| Garbled("not a message".to_owned()))?;
    let header: Uint8Array =
        message.get(0).dyn_into().map_err(|_| Garbled("no header".to_owned()))?;
    let header = postcard::from_bytes(&header.to_vec())
        .map_err(|_| Garbled("of another build".to_owned()))?;
    let (first, second) = (message.get(1), message.get(2));
    let beside = if first.is_instance_of::<Uint8Array>() {
        Some(Beside::Bytes(Bytes::from(first.unchecked_into::<Uint8Array>())))
    } else if first.is_instance_of::<MessagePort>() {
        Some(Beside::Port(first.unchecked_into()))
    } else {
        match (first.dyn_into::<Blob>(), second.dyn_into::<MessagePort>()) {
            (Ok(blob), Ok(port)) => Some(Beside::Shared(blob, port)),
            (Ok(blob), Err(other)) => Some(match other.dyn_into() {
                Ok(tables) => Beside::Workbook(blob, tables),
                Err(_) => Beside::Blob(blob),
            }),
            (Err(_), _) => None,
        }
    };
    Ok((header, beside))
}

/// A worker that was started, with the listeners on it. Dropping it ends the worker.
pub struct Started {
    worker: Worker,
    listeners: Option<Listeners>,
}

type Listeners = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(Event)>);

impl Started {
    /// Starts a worker from a loader's address. `heard` gets the data of its messages, `died` what
    /// is known when it cannot start, throws, or sends what cannot be decoded.
    pub fn new(
        url: &str,
        name: &str,
        mut heard: impl FnMut(JsValue) + 'static,
        mut died: impl FnMut(String) + 'static,
    ) -> Result<Self, Garbled> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(name);
        let worker =
            Worker::new_with_options(url, &options).map_err(|it| Garbled(format!("{it:?}")))?;
        let heard = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| heard(event.data()));
        let died = Closure::<dyn FnMut(_)>::new(move |event: Event| {
            // Told in our own way; else it would go on to the page's console as well.
            event.prevent_default();
            died(cause(&event));
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(died.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(died.as_ref().unchecked_ref()));
        Ok(Self { worker, listeners: Some((heard, died)) })
    }

    /// Sends a message to it.
    pub fn send(&self, header: &impl Serialize, beside: Option<Beside>) -> Result<(), Garbled> {
        send(&self.worker, header, beside)
    }

    /// Passes a message on to it as it is.
    pub fn pass(&self, message: &Array) -> Result<(), Garbled> {
        pass(&self.worker, message)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // What it said before its end and was not heard yet must not be heard any more.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
        // The drop may come from one of the listeners: it must return before it is freed.
        let listeners = self.listeners.take();
        wasm_bindgen_futures::spawn_local(async move { drop(listeners) });
    }
}

impl fmt::Debug for Started {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Started").finish_non_exhaustive()
    }
}

/// What [`Started`] tells of a worker whose script could not be loaded.
pub(super) const SILENT: &str = "error";

/// An error event says what was thrown; one without words means the script could not be loaded, and is
/// told by its type.
fn cause(event: &Event) -> String {
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
    if message.is_empty() { event.type_() } else { message }
}

/// The worker this code runs in.
pub fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Hears messages in the worker this code runs in, from now until it ends.
pub fn on_message(scope: &DedicatedWorkerGlobalScope, mut heard: impl FnMut(JsValue) + 'static) {
    let closure = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| heard(event.data()));
    scope.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
}
