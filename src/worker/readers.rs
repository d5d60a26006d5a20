//! A reader worker: it gets one task at a time with the source's file, runs it to its end, and
//! says what it finds on the way. Stopping it means ending it.

use super::blob::FileBlob;
use super::link::{self, Beside, OfReader, ToReader};
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader;
use crate::engine::tasks::{FromReader, Said, Task};
use crate::platform::bytes::Bytes;
use wasm_bindgen::JsValue;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

/// Serves as a reader from now on.
pub(super) fn serve(scope: DedicatedWorkerGlobalScope) {
    let port = scope.clone();
    link::on_message(&scope, move |data| heard(&port, data));
    post(&scope, &OfReader::Ready, None);
}

fn heard(port: &DedicatedWorkerGlobalScope, data: JsValue) {
    match link::receive::<ToReader>(data) {
        Ok((ToReader::Run(task), Some(Beside::Blob(blob)))) => {
            let id = task.id;
            run(task, blob, &mut |said| say(port, said));
            post(port, &OfReader::Idle(id), None);
        }
        // Cannot come from our own engine; as an exception it ends this reader, which is told.
        Ok(_) => wasm_bindgen::throw_str("a task without its file"),
        Err(garbled) => wasm_bindgen::throw_str(&garbled.to_string()),
    }
}

/// Runs a task on a file.
pub(super) fn run(task: Task, blob: Blob, say: &mut dyn FnMut(FromReader)) {
    match FileBlob::new(blob) {
        Ok(mut blob) => reader::run(task, &mut blob, say),
        Err(error) => {
            let failed = Diagnostic::new(Code::ReadFailed).with(error.to_string());
            say(FromReader { task: task.id, said: Said::Failed(failed) });
        }
    }
}

/// A segment's bytes go beside the header, so that they are not copied into it first.
fn say(port: &DedicatedWorkerGlobalScope, mut said: FromReader) {
    let beside = match &mut said.said {
        Said::Segment(bytes) => {
            let copied = Bytes::copied(bytes);
            *bytes = Vec::new();
            Some(Beside::Bytes(copied))
        }
        _ => None,
    };
    post(port, &OfReader::Said(said), beside);
}

fn post(port: &DedicatedWorkerGlobalScope, message: &OfReader, beside: Option<Beside>) {
    if let Err(garbled) = link::send(port, message, beside) {
        wasm_bindgen::throw_str(&garbled.to_string());
    }
}

/// Puts a segment's bytes back into its header.
pub(super) fn joined(mut said: FromReader, beside: Option<Beside>) -> FromReader {
    if let (Said::Segment(bytes), Some(Beside::Bytes(payload))) = (&mut said.said, beside) {
        *bytes = payload.to_vec();
    }
    said
}
