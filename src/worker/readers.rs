//! A reader worker: it gets one task at a time with the source's file, runs it to its end, and
//! says what it finds on the way. Stopping it means ending it.

use super::blob::FileBlob;
use super::link::{self, Beside, OfReader, ToReader};
use super::pipe::Pipe;
use super::stream::Stream;
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader;
use crate::engine::reader::streamed::{Doing, Streamed};
use crate::engine::tasks::{FromReader, Said, Task};
use crate::platform::bytes::Bytes;
use crate::platform::number::to_size;
use std::io;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

/// Serves as a reader from now on.
pub(super) fn serve(scope: DedicatedWorkerGlobalScope) {
    let port = scope.clone();
    link::on_message(&scope, move |data| heard(&port, data));
    post(&scope, &OfReader::Ready, None);
}

fn heard(port: &DedicatedWorkerGlobalScope, data: JsValue) {
    let (message, blob, other) = match link::receive::<ToReader>(data) {
        Ok((message, Some(Beside::Blob(blob)))) => (message, blob, None),
        Ok((message, Some(Beside::Shared(blob, other)))) => (message, blob, Some(Pipe::new(other))),
        // Cannot come from our own engine; as an exception it ends this reader, which is told.
        Ok(_) => wasm_bindgen::throw_str("a task without its file"),
        Err(garbled) => wasm_bindgen::throw_str(&garbled.to_string()),
    };
    let port = port.clone();
    spawn_local(async move {
        let id = match message {
            ToReader::Run(task) => {
                let id = task.id;
                if run_on_stream(&port, &task, &blob, other).await.is_none() {
                    run(task, blob, &mut |said| say(&port, said));
                }
                id
            }
            ToReader::Unpack(task) => {
                if let Some(other) = other
                    && let Err(garbled) = other.unpack(&task, blob).await
                {
                    wasm_bindgen::throw_str(&garbled.to_string());
                }
                task.id
            }
        };
        post(&port, &OfReader::Idle(id), None);
    });
}

/// Runs a task on bytes as they come, if it is one that can be done so: those that another one
/// unpacks, or those of the file's stream if the browser has it.
async fn run_on_stream(
    port: &DedicatedWorkerGlobalScope,
    task: &Task,
    blob: &Blob,
    other: Option<Pipe>,
) -> Option<()> {
    let streamed = Streamed::of(&task.work)?;
    let mut telling = |said| say(port, FromReader { task: task.id, said });
    let mut doing = streamed.begin(to_size(blob.size()), &mut telling)?;
    let mut stream = match other {
        Some(other) => Stream::unpacked(other),
        None if streamed.is_packed() => return None,
        None => Stream::of_file(blob, doing.begin())?,
    };
    let failure = loop {
        let at_end = match fill(&mut doing, &mut stream).await {
            Ok(at_end) => at_end,
            Err(error) => break Some(error),
        };
        if doing.go_on(at_end).is_break() || at_end {
            break None;
        }
    };
    let last = doing.finish(failure.as_ref());
    say(port, FromReader { task: task.id, said: last });
    Some(())
}

/// Takes bytes until there is no more room; says whether the file ended.
async fn fill(doing: &mut Doing<'_, '_>, stream: &mut Stream) -> io::Result<bool> {
    loop {
        let room = doing.room();
        if room.is_empty() {
            return Ok(false);
        }
        let n = stream.read(room).await?;
        if n == 0 {
            return Ok(true);
        }
        doing.took(n);
    }
}

/// Runs a task on a file, whatever it asks of it.
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
