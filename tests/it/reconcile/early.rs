//! A reconciliation that is asked for while rows are still checked among each other.

use crate::reconcile::Text;
use serde_json::Value;
use std::collections::BTreeMap;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{Envelope, Event, FromEngine, Provenance, Request};
use trueup::engine::tasks::Task;
use trueup::engine::{Engine, Output, reader};
use trueup::source::SourceId;

const USAGE: &str = "session id,start,seconds\na,2026-03-01T10:00:00Z,60\n\
                     a,2026-03-01T10:00:00Z,60\nb,2026-03-02T10:00:00Z,120\n";
const BILL: &str = "line id,session id,quantity,amount,currency\n1,a,1,0.10,EUR\n2,b,2,0.20,EUR\n\
                    3,c,1,0.10,EUR\n";

/// An engine with its files, and what it told last of each source.
struct Told {
    engine: Engine,
    files: BTreeMap<SourceId, Text>,
    findings: BTreeMap<SourceId, Vec<String>>,
}

impl Told {
    fn hear(&mut self, outputs: Vec<Output>) {
        let mut tasks: Vec<Task> = Vec::new();
        for output in outputs {
            match output {
                Output::Start(task) => tasks.push(task),
                Output::Tell(FromEngine::Event(Event::Source(view)), _) => {
                    let codes = view.findings.iter().map(|it| it.first.code.code().to_owned());
                    self.findings.insert(view.source, codes.collect());
                }
                _ => {}
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

    fn ask(&mut self, body: Request, size: usize) {
        let outputs = self.engine.ask(Envelope { id: 1, body }, size as u64);
        self.hear(outputs);
    }
}

/// The result and the findings when it is asked for after so many slices of checking.
fn asked_after(n_slices: usize) -> (Value, Vec<Vec<String>>) {
    let files = [USAGE, BILL].map(|it| Text(it.as_bytes().to_vec()));
    let mut told = Told {
        engine: Engine::default(),
        files: (0..).map(SourceId).zip(files).collect(),
        findings: BTreeMap::new(),
    };
    for (source, role, text) in [(0, "usage", USAGE), (1, "billed", BILL)] {
        let import = Request::Import {
            source: SourceId(source),
            name: format!("{role}.csv"),
            provenance: Provenance::File,
            settings: Settings { role: role.to_owned(), ..Settings::default() },
        };
        told.ask(import, text.len());
    }
    for _ in 0..n_slices {
        let outputs = told.engine.step();
        told.hear(outputs);
    }
    told.ask(Request::Reconcile, 0);
    while told.engine.busy() {
        let outputs = told.engine.step();
        told.hear(outputs);
    }
    let result = told.engine.reconciled().expect("there is a result");
    (serde_json::to_value(result).unwrap(), told.findings.into_values().collect())
}

#[test]
fn the_result_and_the_findings_do_not_depend_on_how_far_the_checks_are() {
    let (result, findings) = asked_after(20);
    assert!(findings[0].iter().any(|it| it == "duplicate_rows"), "{findings:?}");
    assert_eq!(result["proof"]["holds"], true, "{result:#}");
    for n_slices in 0..8 {
        assert_eq!(asked_after(n_slices), (result.clone(), findings.clone()), "{n_slices} slices");
    }
}
