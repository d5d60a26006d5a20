//! A reader worker: it gets one task at a time with the source's file, runs it to its end, and
//! says what it finds on the way. Stopping it means ending it. What it has of a file stays for the next
//! task, which mostly is of the same file: an archive may have thousands of entries.

use super::blob::FileBlob;
use super::line::Line;
use super::link::{self, Beside, OfReader, ToReader};
use super::pipe::Pipe;
use super::sheet::TABLES;
use super::stream::Stream;
use crate::dataset::Segment;
use crate::diagnostics::{Code, Diagnostic};
use crate::engine::reader;
use crate::engine::reader::streamed::{Doing, Streamed};
use crate::engine::tasks::{FromReader, Said, Task, Work};
use crate::platform::number::to_size;
use crate::source::SourceId;
use std::cell::Cell;
use std::io;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

/// Serves as a reader from now on.
pub(super) fn serve(scope: &DedicatedWorkerGlobalScope) {
    link::on_message(scope, |data| match link::receive::<ToReader>(data) {
        Ok((ToReader::Line, Some(Beside::Port(port)))) => {
            let line = Line::new(port);
            let hearing = Rc::clone(&line);
            let before = Rc::new(Before::default());
            line.hear(move |data| heard(&hearing, &before, data));
        }
        // Cannot come from our own engine; as an exception it ends this reader, which is told.
        Ok(_) => wasm_bindgen::throw_str("a task that came by way of the page"),
        Err(garbled) => wasm_bindgen::throw_str(&garbled.to_string()),
    });
    if let Err(garbled) = link::send(scope, &OfReader::Ready, None) {
        wasm_bindgen::throw_str(&garbled.to_string());
    }
}

/// The file of the task before, while none runs. A workbook as it was given and the tables that were made of
/// it are two files of one source, told apart by their type.
#[derive(Default)]
struct Before(Cell<Option<((SourceId, bool), FileBlob)>>);

impl Before {
    /// Runs a task on its file. What opens it has to see whether it is still the file that was given.
    fn run(&self, task: Task, blob: Blob, say: &mut dyn FnMut(FromReader)) {
        let source = (task.source, blob.type_() == TABLES);
        let opens = matches!(task.work, Work::Open(_));
        let same = self.0.take().filter(|(its, _)| *its == source && !opens).map(|it| it.1);
        let file = run_on(same.map_or_else(|| FileBlob::new(blob), Ok), task, say);
        self.0.set(file.map(|mut it| {
            it.rest();
            (source, it)
        }));
    }
}

fn heard(line: &Rc<Line>, before: &Rc<Before>, data: JsValue) {
    let (message, blob, other) = match link::receive::<ToReader>(data) {
        Ok((message, Some(Beside::Blob(blob)))) => (message, blob, None),
        Ok((message, Some(Beside::Shared(blob, other)))) => (message, blob, Some(Pipe::new(other))),
        Ok(_) => wasm_bindgen::throw_str("a task without its file"),
        Err(garbled) => wasm_bindgen::throw_str(&garbled.to_string()),
    };
    let (line, before) = (Rc::clone(line), Rc::clone(before));
    spawn_local(async move {
        let id = match message {
            ToReader::Run(task) => {
                let id = task.id;
                if run_on_stream(&line, &task, &blob, other).await.is_none() {
                    before.run(task, blob, &mut |said| say(&line, said));
                }
                id
            }
            ToReader::Unpack(task) => {
                if let Some(other) = other
                    && let Err(garbled) = other.unpack(&task.work, blob).await
                {
                    wasm_bindgen::throw_str(&garbled.to_string());
                }
                task.id
            }
            ToReader::Line => wasm_bindgen::throw_str("a second line"),
        };
        told(line.send(&OfReader::Idle(id), None));
    });
}

/// Runs a task on bytes as they come, if it is one that can be done so: those that another one
/// unpacks, or those of the file's stream if the browser has it.
async fn run_on_stream(line: &Line, task: &Task, blob: &Blob, other: Option<Pipe>) -> Option<()> {
    let streamed = Streamed::of(&task.work)?;
    let mut telling = |said| say(line, FromReader { task: task.id, said });
    let mut doing = streamed.begin(to_size(blob.size()), &mut telling)?;
    let mut stream = match other {
        Some(other) => Stream::unpacked(other, doing.begin()),
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
    say(line, FromReader { task: task.id, said: last });
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
    run_on(FileBlob::new(blob), task, say);
}

fn run_on(
    file: io::Result<FileBlob>,
    task: Task,
    say: &mut dyn FnMut(FromReader),
) -> Option<FileBlob> {
    match file {
        Ok(mut file) => {
            reader::run(task, &mut file, say);
            Some(file)
        }
        Err(error) => {
            let failed = Diagnostic::new(Code::ReadFailed).with(error.to_string());
            say(FromReader { task: task.id, said: Said::Failed(failed) });
            None
        }
    }
}

/// A segment goes beside the header, so that it is not copied into it first.
fn say(line: &Line, mut said: FromReader) {
    let segment = match &mut said.said {
        Said::Segment(segment) => Some(std::mem::take(segment)),
        _ => None,
    };
    let said = OfReader::Said(said);
    told(match segment {
        Some(segment) => line.send_bytes(&said, &segment.encode()),
        None => line.send(&said, None),
    });
}

fn told(sent: Result<(), link::Garbled>) {
    if let Err(garbled) = sent {
        wasm_bindgen::throw_str(&garbled.to_string());
    }
}

/// Puts a segment back into its header.
pub(super) fn joined(mut said: FromReader, beside: Option<&Beside>) -> FromReader {
    if let (Said::Segment(_), Some(Beside::Bytes(payload))) = (&said.said, beside) {
        said.said = match Segment::decode(&payload.to_vec()) {
            Some(segment) => Said::Segment(Box::new(segment)),
            None => Said::Failed(Diagnostic::new(Code::ReaderCrashed)),
        };
    }
    said
}
