//! A file that is read by several workers is the same in whatever order they answer. A worker that
//! dies, and a person who stops something, harm nothing else.

use std::collections::BTreeMap;
use trueup::diagnostics::Code;
use trueup::engine::forms::Settings;
use trueup::engine::protocol::{
    Envelope, Event, FromEngine, Provenance, Reply, Request, SourceState, SourceView,
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

/// An engine with its files and as many workers as there are tasks.
struct Desk<'f> {
    engine: Engine,
    files: Vec<&'f [u8]>,
    order: Order,
    views: BTreeMap<SourceId, SourceView>,
    replies: BTreeMap<u32, Reply>,
    asked: u32,
    /// The most tasks that ran at once.
    most: usize,
    ended: Vec<u32>,
}

impl<'f> Desk<'f> {
    fn new(order: Order) -> Self {
        Self {
            engine: Engine::default(),
            files: Vec::new(),
            order,
            views: BTreeMap::new(),
            replies: BTreeMap::new(),
            asked: 0,
            most: 0,
            ended: Vec::new(),
        }
    }

    fn ask(&mut self, request: Request, size: u64) -> (u32, Vec<Output>) {
        self.asked += 1;
        let outputs = self.engine.ask(Envelope { id: self.asked, body: request }, size);
        (self.asked, outputs)
    }

    fn give(&mut self, name: &str, bytes: &'f [u8]) -> (SourceId, Vec<Output>) {
        let source = SourceId(u32::try_from(self.files.len()).unwrap());
        self.files.push(bytes);
        let import = Request::Import {
            source,
            name: name.to_owned(),
            provenance: Provenance::File,
            settings: Settings::default(),
        };
        (source, self.ask(import, bytes.len() as u64).1)
    }

    /// Notes what was told; gives the tasks that are to be started.
    fn take(&mut self, outputs: Vec<Output>) -> Vec<Task> {
        let mut tasks = Vec::new();
        for output in outputs {
            match output {
                Output::Start(task) => tasks.push(task),
                Output::Tell(FromEngine::Event(Event::Source(view)), _) => {
                    self.views.insert(view.source, *view);
                }
                Output::Tell(FromEngine::Reply(reply), _) => {
                    self.replies.insert(reply.id, reply.body);
                }
                Output::End(task) => self.ended.push(task),
                _ => {}
            }
        }
        self.most = self.most.max(tasks.len());
        tasks
    }

    fn words(&self, task: Task) -> Vec<FromReader> {
        let mut words = Vec::new();
        let bytes = self.files[task.source.0 as usize];
        reader::run(task, &mut &*bytes, &mut |it| words.push(it));
        words
    }

    /// Works until nothing is left to do.
    fn work(&mut self, mut outputs: Vec<Output>) {
        loop {
            let tasks = self.take(std::mem::take(&mut outputs));
            if !tasks.is_empty() {
                let said = tasks.into_iter().map(|it| self.words(it)).collect();
                for word in deliver(self.order, said) {
                    outputs.extend(self.engine.reader_said(word));
                }
            } else if self.engine.busy() {
                outputs = self.engine.step();
            } else {
                return;
            }
        }
    }

    fn failure(&self, source: SourceId) -> Option<Code> {
        match &self.views[&source].state {
            SourceState::Failed(why) => Some(why.code),
            _ => None,
        }
    }
}

/// Reads a file. Says how many tasks ran at once at most.
fn read(name: &str, bytes: &[u8], order: Order) -> (SourceView, usize) {
    let mut desk = Desk::new(order);
    let (source, outputs) = desk.give(name, bytes);
    desk.work(outputs);
    (desk.views.remove(&source).unwrap(), desk.most)
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

#[test]
fn a_worker_that_dies_and_a_reading_that_is_stopped_are_told_and_can_be_done_again() {
    let text = large();
    let small = "call_id,start,duration\nc-1,2026-10-05 09:00:00,60\n";
    for is_stopped in [false, true] {
        let mut desk = Desk::new(Order::OneByOne);
        let (other, outputs) = desk.give("small.csv", small.as_bytes());
        desk.work(outputs);
        let (source, outputs) = desk.give("large.csv", text.as_bytes());
        let open = desk.take(outputs);
        let mut outputs = Vec::new();
        for word in open.into_iter().flat_map(|it| desk.words(it)).collect::<Vec<_>>() {
            outputs.extend(desk.engine.reader_said(word));
        }
        let parts = desk.take(outputs);
        assert!(parts.len() >= 3);
        // The first part is half-way.
        let words = desk.words(parts[0].clone());
        let (begun, late) = words.split_at(words.len() / 2);
        for word in begun {
            let outputs = desk.engine.reader_said(word.clone());
            desk.take(outputs);
        }
        let outputs = if is_stopped {
            desk.ask(Request::Stop(source), 0).1
        } else {
            desk.engine.reader_died(parts[1].id)
        };
        desk.take(outputs);
        let code = if is_stopped { Code::Cancelled } else { Code::ReaderCrashed };
        assert_eq!(desk.failure(source), Some(code));
        assert_eq!(desk.views[&source].rows, 0, "nothing of it is used");
        assert!(parts.iter().filter(|it| desk.ended.contains(&it.id)).count() >= 2);
        // What a worker still said on its way out changes nothing.
        for word in late {
            let outputs = desk.engine.reader_said(word.clone());
            assert!(desk.take(outputs).is_empty());
        }
        assert_eq!((desk.failure(source), desk.failure(other)), (Some(code), None));
        // Read again it is what it would have been.
        let again = Request::Configure { source, settings: Settings::default() };
        let outputs = desk.ask(again, 0).1;
        desk.work(outputs);
        assert_eq!((desk.views[&source].rows, desk.failure(source)), (21_988, None));
    }
}

#[test]
fn a_reconciliation_that_is_stopped_leaves_nothing_behind() {
    let text = large();
    let bill = "line_id,call_id,quantity,unit,unit_price,amount\n1,c-1,1,SEC,0.10,0.10\n";
    let mut desk = Desk::new(Order::OneByOne);
    for (name, bytes) in [("calls.csv", text.as_bytes()), ("bill.csv", bill.as_bytes())] {
        let outputs = desk.give(name, bytes).1;
        desk.work(outputs);
    }
    let (first, outputs) = desk.ask(Request::Reconcile, 0);
    assert!(desk.take(outputs).is_empty() && desk.engine.busy());
    let outputs = desk.engine.step();
    desk.take(outputs);
    assert!(desk.engine.busy(), "it takes more than a slice");
    let outputs = desk.ask(Request::CancelReconcile, 0).1;
    desk.take(outputs);
    assert!(matches!(desk.replies[&first], Reply::Cancelled) && !desk.engine.busy());
    assert!(desk.engine.reconciled().is_none());
    let (again, outputs) = desk.ask(Request::Reconcile, 0);
    desk.work(outputs);
    assert!(matches!(desk.replies[&again], Reply::Result(_)));
    let result = serde_json::to_value(desk.engine.reconciled().unwrap()).unwrap();
    assert_eq!(result["proof"]["holds"], true);
    assert_eq!(result["usage"]["records"], 21_988);

    // Stopped with a result there, that one stays.
    let outputs = desk.ask(Request::Reconcile, 0).1;
    desk.take(outputs);
    let outputs = desk.engine.step();
    desk.take(outputs);
    let outputs = desk.ask(Request::CancelReconcile, 0).1;
    desk.take(outputs);
    let kept = serde_json::to_value(desk.engine.reconciled().unwrap()).unwrap();
    assert_eq!(kept, result);
}
