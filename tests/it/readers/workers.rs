//! A file that is read by several workers is the same in whatever order they answer.

use std::collections::BTreeMap;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{
    Envelope, Event, FromEngine, Provenance, Request, SourceState, SourceView,
};
use trueup::engine::tasks::{FromReader, Task};
use trueup::engine::{Engine, Output, reader};
use trueup::source::SourceId;

/// How the answers of tasks that run at the same time reach the engine.
#[derive(Debug, Clone, Copy)]
enum Order {
    /// One worker: each task to its end, in the order in which they were given.
    OneByOne,
    /// The last part is done first.
    Backwards,
    /// A word of each in turn.
    InTurn,
}

fn deliver(order: Order, said: Vec<Vec<FromReader>>) -> Vec<FromReader> {
    match order {
        Order::OneByOne => said.into_iter().flatten().collect(),
        Order::Backwards => said.into_iter().rev().flatten().collect(),
        Order::InTurn => {
            let mut turns: Vec<(usize, usize, FromReader)> = Vec::new();
            for (task, words) in said.into_iter().enumerate() {
                turns.extend(words.into_iter().enumerate().map(|(turn, it)| (turn, task, it)));
            }
            turns.sort_by_key(|(turn, task, _)| (*turn, *task));
            turns.into_iter().map(|(.., it)| it).collect()
        }
    }
}

/// Reads a file with as many workers as there are tasks. Says how many tasks ran at once at most.
fn read(name: &str, bytes: &[u8], order: Order) -> (SourceView, usize) {
    let mut engine = Engine::default();
    let source = SourceId(0);
    let import = Request::Import {
        source,
        name: name.to_owned(),
        provenance: Provenance::File,
        settings: Settings::default(),
    };
    let mut outputs = engine.ask(Envelope { id: 1, body: import }, bytes.len() as u64);
    let mut views: BTreeMap<SourceId, SourceView> = BTreeMap::new();
    let mut most = 0;
    loop {
        let mut tasks: Vec<Task> = Vec::new();
        for output in outputs.drain(..) {
            match output {
                Output::Start(task) => tasks.push(task),
                Output::Tell(FromEngine::Event(Event::Source(view)), _) => {
                    views.insert(view.source, *view);
                }
                _ => {}
            }
        }
        if tasks.is_empty() {
            if !engine.busy() {
                break;
            }
            outputs = engine.step();
            continue;
        }
        most = most.max(tasks.len());
        let mut said = Vec::new();
        for task in tasks {
            let mut words = Vec::new();
            reader::run(task, &mut &*bytes, &mut |it| words.push(it));
            said.push(words);
        }
        for word in deliver(order, said) {
            outputs.extend(engine.reader_said(word));
        }
    }
    (views.remove(&source).unwrap(), most)
}

/// Some 70 MB in few rows: long notes, with quoted line ends that look like records, so that a part
/// that begins in one is mistaken; repeats, and rows that cannot be read, up to the last.
fn large() -> String {
    let note = "c-x,2026-10-05 09:00:00,9,\n".repeat(60);
    let filler = "words ".repeat(260);
    let mut text = String::from("call_id,start,duration,note\n");
    for row in 0..22_000_u32 {
        let id = if row % 997 == 0 { 0 } else { row };
        let duration = if row % 1999 == 0 { "long".to_owned() } else { (id % 600).to_string() };
        let (minute, second) = (id / 60 % 60, id % 60);
        text += &format!(
            "c-{id},2026-10-05 09:{minute:02}:{second:02},{duration},\"{note}{filler}\"\n"
        );
    }
    text
}

#[test]
fn neither_the_number_of_workers_nor_their_order_matters() {
    let text = large();
    let (one, n_parts) = read("large.csv", text.as_bytes(), Order::OneByOne);
    assert!(n_parts >= 3, "{n_parts} parts of {} bytes", text.len());
    assert_eq!(one.state, SourceState::Ready);
    assert_eq!((one.rows, one.rejected), (21_988, 12), "{:?}", one.findings);
    assert!(one.findings.iter().any(|it| it.first.code.code() == "duplicate_rows"));
    for order in [Order::Backwards, Order::InTurn] {
        let (other, _) = read("large.csv", text.as_bytes(), order);
        assert_eq!(other, one, "{order:?}");
    }
}
