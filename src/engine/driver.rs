//! Drives the engine without a browser: one thread, tasks done as they come. The shell and the
//! tests use it, so that they run what the page runs.

use crate::diagnostics::{Code, Diagnostic};
use crate::engine::forms::Settings;
use crate::engine::protocol::{
    Envelope, Event, FromEngine, Provenance, Reply, Request, SourceState, SourceView,
};
use crate::engine::tasks::{Task, Work};
use crate::engine::{Engine, Output, reader};
use crate::intake::Blob;
use crate::source::SourceId;
use crate::workbook;
use litemap::LiteMap;
use std::collections::VecDeque;
use std::io::Write;

/// An engine with its files.
#[derive(Default)]
pub struct Driver {
    /// The engine.
    pub engine: Engine,
    files: LiteMap<SourceId, File>,
    /// Makes tables of workbooks, where they are read at all.
    tables: Option<Tables>,
    views: LiteMap<SourceId, SourceView>,
    tasks: VecDeque<Task>,
    replies: LiteMap<u32, (Reply, Option<Vec<u8>>)>,
    next: u32,
    /// How many files were given so far.
    n_given: u32,
}

type Tables = fn(&mut dyn Blob, &mut dyn Write) -> Result<(), Box<Diagnostic>>;

/// What was given, and what is read instead of a workbook: its sheets as an archive of tables.
struct File {
    given: Box<dyn Blob>,
    tables: Option<Result<Vec<u8>, Box<Diagnostic>>>,
}

impl Driver {
    /// One that reads workbooks too. It is apart, since the engine's own worker, which rehearses with a
    /// driver, must not carry what reads them.
    pub fn with_workbooks() -> Self {
        Self { tables: Some(workbook::as_archive), ..Self::default() }
    }

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
        let source = self.read(provenance, name, blob, settings);
        self.finish();
        source
    }

    /// Gives a file to the engine and reads it. Its checks wait for [`Driver::finish`]: whoever has many files
    /// has them checked together.
    pub fn read(
        &mut self,
        provenance: Provenance,
        name: &str,
        mut blob: Box<dyn Blob>,
        settings: Settings,
    ) -> SourceId {
        let source = SourceId(self.n_given);
        self.n_given += 1;
        let size = blob.size();
        let make = self.tables.filter(|_| workbook::has_workbook(&mut *blob));
        let tables = make.map(|make| {
            let mut archive = Vec::new();
            make(&mut *blob, &mut archive).map(|()| archive)
        });
        self.files.insert(source, File { given: blob, tables });
        let name = name.to_owned();
        self.hand_on(Request::Import { source, name, provenance, settings }, size);
        self.work();
        source
    }

    /// Asks and works until the answer is there.
    pub fn ask(&mut self, request: Request) -> (Reply, Option<Vec<u8>>) {
        let id = self.hand_on(request, 0);
        self.finish();
        self.replies.remove(&id).unwrap_or((Reply::Done, None))
    }

    /// Works until the engine has nothing left to do.
    pub fn finish(&mut self) {
        self.work();
        while self.engine.busy() {
            let outputs = self.engine.step();
            self.carry_out(outputs);
            self.work();
        }
    }

    /// The card of a source as it was told last.
    pub fn view(&self, source: SourceId) -> Option<&SourceView> {
        self.views.get(&source)
    }

    fn hand_on(&mut self, request: Request, size: u64) -> u32 {
        self.next += 1;
        let id = self.next;
        let outputs = self.engine.ask(Envelope { id, body: request }, size);
        self.carry_out(outputs);
        id
    }

    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Tell(FromEngine::Reply(envelope), bytes) => {
                    self.replies.insert(envelope.id, (envelope.body, bytes));
                }
                Output::Tell(FromEngine::Event(Event::Source(mut view)), _) => {
                    // The engine knows that it is a workbook, and the file why it could not be read.
                    let tables = self.files.get(&view.source).and_then(|it| it.tables.as_ref());
                    if let (SourceState::Failed(found), Some(Err(why))) = (&mut view.state, tables)
                        && found.code == Code::Spreadsheet
                    {
                        found.clone_from(why);
                    }
                    self.views.insert(view.source, *view);
                }
                Output::Tell(FromEngine::Event(_), _) => {}
                Output::Start(task) => self.tasks.push_back(task),
                Output::End(task) => self.tasks.retain(|it| it.id != task),
                Output::Drop(source) => {
                    self.files.remove(&source);
                }
            }
        }
    }

    /// Does the readers' tasks.
    fn work(&mut self) {
        while let Some(task) = self.tasks.pop_front() {
            let mut said = Vec::new();
            if let Some(file) = self.files.get_mut(&task.source) {
                // Answers are handed on one by one, so that a large file is never held twice.
                let engine = &mut self.engine;
                let mut hear = |it| said.extend(engine.reader_said(it));
                match &file.tables {
                    // A hash is that of the file as it was given.
                    Some(Ok(tables)) if !matches!(task.work, Work::Hash) => {
                        reader::run(task, &mut tables.as_slice(), &mut hear);
                    }
                    _ => reader::run(task, &mut *file.given, &mut hear),
                }
            }
            self.carry_out(said);
        }
    }
}
