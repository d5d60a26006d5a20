//! An engine that works only when a test says so, and whose hashes never come.

use crate::reconcile::Text;
use std::collections::BTreeMap;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{Envelope, Event, FromEngine, Provenance, Reply, Request};
use trueup::engine::tasks::{Task, Work};
use trueup::engine::{Engine, Output, reader};
use trueup::source::SourceId;

#[derive(Default)]
pub(super) struct Late {
    pub(super) engine: Engine,
    files: BTreeMap<SourceId, Text>,
    pub(super) replies: BTreeMap<u32, Reply>,
    /// The codes of what was told last of each source.
    pub(super) findings: BTreeMap<SourceId, Vec<String>>,
    /// Tasks that ask for a hash.
    pub(super) hashes: Vec<u32>,
    /// Tasks that were ended.
    pub(super) ended: Vec<u32>,
}

impl Late {
    /// Gives a file; readers read it at once.
    pub(super) fn give(&mut self, role: &str, text: &str) {
        let number = u32::try_from(self.files.len()).unwrap();
        let source = SourceId(number);
        self.files.insert(source, Text(text.as_bytes().to_vec()));
        let import = Request::Import {
            source,
            name: format!("{role} {number}.csv"),
            provenance: Provenance::File,
            settings: Settings { role: role.to_owned(), ..Settings::default() },
        };
        let outputs =
            self.engine.ask(Envelope { id: 1000 + number, body: import }, text.len() as u64);
        self.hear(outputs);
    }

    /// Asks; what has to be worked for waits.
    pub(super) fn ask(&mut self, id: u32, body: Request) {
        let outputs = self.engine.ask(Envelope { id, body }, 0);
        self.hear(outputs);
    }

    /// Works for a slice.
    pub(super) fn step(&mut self) {
        let outputs = self.engine.step();
        self.hear(outputs);
    }

    /// Works until nothing is left to do.
    pub(super) fn work(&mut self) {
        while self.engine.busy() {
            self.step();
        }
    }

    fn hear(&mut self, outputs: Vec<Output>) {
        let mut tasks: Vec<Task> = Vec::new();
        for output in outputs {
            match output {
                Output::Start(Task { id, work: Work::Hash, .. }) => self.hashes.push(id),
                Output::Start(task) => tasks.push(task),
                Output::End(task) => self.ended.push(task),
                Output::Tell(FromEngine::Reply(reply), _) => {
                    self.replies.insert(reply.id, reply.body);
                }
                Output::Tell(FromEngine::Event(Event::Source(view)), _) => {
                    let codes = view.findings.iter().map(|it| it.first.code.code().to_owned());
                    self.findings.insert(view.source, codes.collect());
                }
                Output::Tell(..) | Output::Drop(_) => {}
            }
        }
        for task in tasks {
            let mut said = Vec::new();
            let file = self.files.get_mut(&task.source).unwrap();
            let engine = &mut self.engine;
            reader::run(task, file, &mut |it| said.extend(engine.reader_said(it)));
            self.hear(said);
        }
    }
}
