//! Drives the engine without a browser: one thread, tasks done as they come. The shell and the
//! tests use it, so that they run what the page runs.

use crate::engine::forms::Settings;
use crate::engine::protocol::{
    Envelope, Event, FromEngine, Provenance, Reply, Request, SourceView,
};
use crate::engine::tasks::Task;
use crate::engine::{Engine, Output, reader};
use crate::intake::Blob;
use crate::source::SourceId;
use litemap::LiteMap;
use std::collections::VecDeque;

/// An engine with its files.
#[derive(Default)]
pub struct Driver {
    /// The engine.
    pub engine: Engine,
    blobs: LiteMap<SourceId, Box<dyn Blob>>,
    views: LiteMap<SourceId, SourceView>,
    tasks: VecDeque<Task>,
    replies: LiteMap<u32, (Reply, Option<Vec<u8>>)>,
    next: u32,
    /// How many files were given so far.
    n_given: u32,
}

impl Driver {
    /// Gives a file to the engine and reads it to its end.
    pub fn import(&mut self, name: &str, blob: Box<dyn Blob>, settings: Settings) -> SourceId {
        self.import_from(Provenance::File, name, blob, settings)
    }

    /// The same, for a file that came in another way.
    pub fn import_from(
        &mut self,
        provenance: Provenance,
        name: &str,
        blob: Box<dyn Blob>,
        settings: Settings,
    ) -> SourceId {
        let source = SourceId(self.n_given);
        self.n_given += 1;
        let size = blob.size();
        self.blobs.insert(source, blob);
        let name = name.to_owned();
        self.ask_sized(Request::Import { source, name, provenance, settings }, size);
        source
    }

    /// Asks and works until the answer is there.
    pub fn ask(&mut self, request: Request) -> (Reply, Option<Vec<u8>>) {
        self.ask_sized(request, 0)
    }

    /// The card of a source as it was told last.
    pub fn view(&self, source: SourceId) -> Option<&SourceView> {
        self.views.get(&source)
    }

    fn ask_sized(&mut self, request: Request, size: u64) -> (Reply, Option<Vec<u8>>) {
        self.next += 1;
        let id = self.next;
        let outputs = self.engine.ask(Envelope { id, body: request }, size);
        self.carry_out(outputs);
        self.work();
        self.replies.remove(&id).unwrap_or((Reply::Done, None))
    }

    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Tell(FromEngine::Reply(envelope), bytes) => {
                    self.replies.insert(envelope.id, (envelope.body, bytes));
                }
                Output::Tell(FromEngine::Event(Event::Source(view)), _) => {
                    self.views.insert(view.source, *view);
                }
                Output::Tell(FromEngine::Event(_), _) => {}
                Output::Start(task) => self.tasks.push_back(task),
                Output::End(task) => self.tasks.retain(|it| it.id != task),
                Output::Drop(source) => {
                    self.blobs.remove(&source);
                }
            }
        }
    }

    fn work(&mut self) {
        loop {
            while let Some(task) = self.tasks.pop_front() {
                let mut said = Vec::new();
                if let Some(blob) = self.blobs.get_mut(&task.source) {
                    // Answers are handed on one by one, so that a large file is never held twice.
                    let engine = &mut self.engine;
                    reader::run(task, &mut **blob, &mut |it| said.extend(engine.reader_said(it)));
                }
                self.carry_out(said);
            }
            if !self.engine.busy() {
                return;
            }
            let outputs = self.engine.step();
            self.carry_out(outputs);
        }
    }
}
