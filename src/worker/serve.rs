//! The engine's worker: owns the engine and its readers, and carries out what the engine asks.

use super::line::Line;
use super::link::{self, BUILD, Beside, OfReader, READER, ToEngine, ToPage, ToReader};
use super::pool::{Key, Order, Pool};
use super::readers;
use crate::engine::protocol::{Event, FromEngine, Request, SourceState};
use crate::engine::rehearsal::Rehearsal;
use crate::engine::tasks::{FromReader, Task, Work};
use crate::engine::{Engine, Output};
use crate::platform::bytes::Bytes;
use crate::platform::clock::{self, sleep};
use crate::platform::number::to_size;
use crate::source::SourceId;
use litemap::LiteMap;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessagePort};

/// Readers are started for as many cores as there are, within reason: each costs some memory, and
/// the browser's own process is busy reading for them.
const MOST_READERS: f64 = 4.0;

/// How long after its start the engine rehearses. The page has loaded its parts by then.
const QUIET: Duration = Duration::from_millis(1200);

/// How long sources that were read wait until they are checked among themselves: whoever compares as
/// soon as all is read need not wait for that.
const LULL: Duration = Duration::from_millis(100);

/// Milliseconds between two words of how far something is: the page is drawn for each, on processors
/// that readers and engine need.
const PACE: i64 = 250;

/// So many rounds and rows that what runs for each file and each row is made fast. A build for debugging
/// has nothing to gain and is slow.
const REHEARSED: (usize, u64) = if cfg!(debug_assertions) { (1, 16) } else { (12, 16_000) };

/// Serves in the role that the worker was started for.
pub fn serve() {
    let Some(scope) = link::scope() else { return };
    if scope.name() == READER {
        console_error_panic_hook::set_once();
        readers::serve(&scope);
    } else {
        Server::begin(&scope);
    }
}

struct Server {
    scope: DedicatedWorkerGlobalScope,
    engine: Engine,
    files: LiteMap<SourceId, Given>,
    pool: Pool,
    /// To each reader that has said its first word.
    lines: LiteMap<Key, Rc<Line>>,
    /// For what hears the lines.
    this: Weak<RefCell<Self>>,
    /// Tasks that were ended while they ran in this worker itself.
    ended: Vec<u32>,
    bell: MessagePort,
    rung: bool,
    lull: Lull,
    /// When the page was told last how far the reading of a source is, or a comparison.
    paced: LiteMap<Option<SourceId>, i64>,
}

/// A file, and what is read instead of it if it is a workbook: its sheets as an archive of tables.
struct Given {
    file: Blob,
    tables: Option<Blob>,
}

impl Given {
    /// What a task is for. A hash is that of the file as it was given.
    fn of(&self, task: &Task) -> Blob {
        match &self.tables {
            Some(tables) if !matches!(task.work, Work::Hash) => tables.clone(),
            _ => self.file.clone(),
        }
    }
}

/// Whether it is time for work that nobody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lull {
    /// Someone asked for something just now.
    Not,
    /// It will be, unless someone asks.
    Soon,
    Now,
}

impl Server {
    fn begin(scope: &DedicatedWorkerGlobalScope) {
        tell_panics(scope);
        let Ok(channel) = MessageChannel::new() else {
            wasm_bindgen::throw_str("no message channel");
        };
        let count = scope.navigator().hardware_concurrency().clamp(1.0, MOST_READERS);
        let server = Rc::new_cyclic(|this| {
            RefCell::new(Self {
                scope: scope.clone(),
                engine: Engine::default(),
                files: LiteMap::new(),
                pool: Pool::new(usize::try_from(to_size(count)).unwrap_or(1)),
                lines: LiteMap::new(),
                this: Weak::clone(this),
                ended: Vec::new(),
                bell: channel.port1(),
                rung: false,
                lull: Lull::Not,
                paced: LiteMap::new(),
            })
        });
        let ticking = Rc::clone(&server);
        let tick = Closure::<dyn FnMut(JsValue)>::new(move |_| tick(&ticking));
        channel.port2().set_onmessage(Some(tick.as_ref().unchecked_ref()));
        tick.forget();
        let hearing = Rc::clone(&server);
        link::on_message(scope, move |data| hearing.borrow_mut().heard(data));
        if count > 1.0 {
            wasm_bindgen_futures::spawn_local(rehearse(Rc::clone(&server)));
        }
        let mut server = server.borrow_mut();
        server.tell(&ToPage::Said(FromEngine::Event(Event::Ready(BUILD.to_owned()))), None);
        let orders = server.pool.warm_up();
        server.obey(orders);
    }

    /// Whether nobody has given a file yet.
    fn is_unused(&self) -> bool {
        self.files.is_empty() && !self.engine.busy()
    }

    fn heard(&mut self, data: JsValue) {
        if let Some((key, message)) = link::taken_apart(&data) {
            match link::receive::<OfReader>(message.into()) {
                Ok((OfReader::Ready, _)) => self.connect(key),
                _ => self.died(key),
            }
            return;
        }
        match link::receive::<ToEngine>(data) {
            Ok((ToEngine::ReaderDied(key), _)) => self.died(key),
            Ok((ToEngine::Ask(envelope), beside)) => {
                let mut size = 0;
                let given = match beside {
                    Some(Beside::Blob(file)) => Some(Given { file, tables: None }),
                    Some(Beside::Workbook(file, tables)) => {
                        Some(Given { file, tables: Some(tables) })
                    }
                    _ => None,
                };
                if let (Request::Import { source, .. }, Some(given)) = (&envelope.body, given) {
                    size = to_size(given.file.size());
                    self.files.insert(*source, given);
                }
                if self.lull == Lull::Now {
                    self.lull = Lull::Not;
                }
                self.engine.tell_time(clock::now());
                let outputs = self.engine.ask(*envelope, size);
                self.carry_out(outputs);
            }
            Ok((ToEngine::KillReader, _)) => {
                if let Some(key) = self.pool.any_running() {
                    self.died(key);
                }
            }
            Ok((ToEngine::Panic, _)) => {
                #[expect(clippy::panic, reason = "asked for by a test of just that")]
                {
                    panic!("asked to panic by a test");
                }
            }
            Err(garbled) => wasm_bindgen::throw_str(&garbled.to_string()),
        }
    }

    /// Lays a line to a reader that has said its first word; the page hands its other end over.
    fn connect(&mut self, key: Key) {
        // It may have been ended while its word was on its way.
        if !self.pool.has(key) {
            return;
        }
        let Ok(channel) = MessageChannel::new() else { return self.died(key) };
        let beside = Some(Beside::Port(channel.port2()));
        if link::send_by_way_of(&self.scope, key, &ToReader::Line, beside).is_err() {
            return self.died(key);
        }
        let line = Line::new(channel.port1());
        let this = Weak::clone(&self.this);
        line.hear(move |data| {
            if let Some(this) = this.upgrade() {
                this.borrow_mut().heard_reader(key, data);
            }
        });
        self.lines.insert(key, line);
        let orders = self.pool.ready(key);
        self.obey(orders);
    }

    fn heard_reader(&mut self, key: Key, data: JsValue) {
        match link::receive::<OfReader>(data) {
            Ok((OfReader::Said(said), beside)) => {
                if self.pool.runs(key, said.task) {
                    let said = readers::joined(said, beside.as_ref());
                    if let (Some(Beside::Bytes(bytes)), Some(line)) =
                        (&beside, self.lines.get(&key))
                    {
                        line.give_back(bytes);
                    }
                    self.said(said);
                }
            }
            Ok((OfReader::Idle(task), _)) => {
                let orders = self.pool.idle(key, task);
                self.obey(orders);
            }
            Ok((OfReader::Ready, _)) | Err(_) => self.died(key),
        }
    }

    fn said(&mut self, said: FromReader) {
        let outputs = self.engine.reader_said(said);
        self.carry_out(outputs);
    }

    fn died(&mut self, key: Key) {
        self.lines.remove(&key);
        let (task, orders) = self.pool.died(key);
        self.obey(orders);
        if let Some(task) = task {
            let outputs = self.engine.reader_died(task);
            self.carry_out(outputs);
        }
    }

    fn carry_out(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Tell(message, _) if self.is_too_soon(&message) => {}
                Output::Tell(message, bytes) => {
                    let beside = bytes.map(|it| Beside::Bytes(Bytes::copied(&it)));
                    self.tell(&ToPage::Said(message), beside);
                }
                Output::Start(task) => {
                    let orders = self.pool.push(task);
                    self.obey(orders);
                }
                Output::End(task) => {
                    self.ended.push(task);
                    let orders = self.pool.end(task);
                    self.obey(orders);
                }
                Output::Drop(source) => {
                    self.files.remove(&source);
                    self.paced.remove(&Some(source));
                }
            }
        }
        self.ring();
    }

    /// Whether a message says only how far something is, and follows close behind another such. What
    /// ends it says so in any case.
    fn is_too_soon(&mut self, message: &FromEngine) -> bool {
        let about = match message {
            FromEngine::Event(Event::Progress(_)) => None,
            FromEngine::Event(Event::Source(view)) => match view.state {
                SourceState::Reading(_) => Some(view.source),
                _ => return false,
            },
            FromEngine::Event(Event::Ready(_) | Event::Outdated) | FromEngine::Reply(_) => {
                return false;
            }
        };
        let now = clock::now();
        let last = self.paced.entry(about).or_insert(0);
        let is_too_soon = (0..PACE).contains(&(now - *last));
        if !is_too_soon {
            *last = now;
        }
        is_too_soon
    }

    fn obey(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Start(key) => self.tell(&ToPage::StartReader(key), None),
                Order::Run(key, task) => {
                    // A source that was dropped has no file; its tasks were ended with it.
                    let file = self.files.get(&task.source).map(|it| it.of(&task));
                    let beside = file.map(Beside::Blob);
                    self.give(key, &ToReader::Run(task), beside);
                }
                Order::RunWith(reader, unpacker, task) => {
                    let file = self.files.get(&task.source).map(|it| it.of(&task));
                    let (Some(file), Ok(channel)) = (file, MessageChannel::new()) else {
                        self.died(reader);
                        continue;
                    };
                    let beside = Beside::Shared(file.clone(), channel.port1());
                    self.give(unpacker, &ToReader::Unpack(task.clone()), Some(beside));
                    let beside = Beside::Shared(file, channel.port2());
                    self.give(reader, &ToReader::Run(task), Some(beside));
                }
                Order::Kill(key) => {
                    self.lines.remove(&key);
                    self.tell(&ToPage::EndReader(key), None);
                }
            }
        }
        if !self.pool.works() {
            self.ring();
        }
    }

    fn give(&mut self, key: Key, message: &ToReader, beside: Option<Beside>) {
        // A pool gives tasks only to readers that are there, so there is a line.
        if self.lines.get(&key).is_none_or(|line| line.send(message, beside).is_err()) {
            self.died(key);
        }
    }

    /// Asks for a tick. Messages that came meanwhile are heard before it.
    fn ring(&mut self) {
        let local = !self.pool.works() && self.pool.has_waiting();
        let wanted = match self.lull {
            Lull::Soon => self.engine.is_waited_for() || self.engine.may_prepare(),
            Lull::Not | Lull::Now => self.engine.busy() || self.engine.may_prepare(),
        };
        if !self.rung && (local || wanted) {
            self.rung = self.bell.post_message(&JsValue::NULL).is_ok();
        }
    }

    fn tell(&self, message: &ToPage, beside: Option<Beside>) {
        if let Err(garbled) = link::send(&self.scope, message, beside) {
            wasm_bindgen::throw_str(&garbled.to_string());
        }
    }
}

/// Rehearses, unless someone gives a file first; stops between two scenes if someone does.
async fn rehearse(server: Rc<RefCell<Server>>) {
    let (n_rounds, n_rows) = REHEARSED;
    let mut rehearsal = Rehearsal::new(n_rounds, n_rows);
    sleep(QUIET).await;
    while server.borrow().is_unused() && !rehearsal.step() {
        // Lets messages in between.
        sleep(Duration::ZERO).await;
    }
}

/// Does a slice of the running job; where there are no readers, a task.
fn tick(this: &Rc<RefCell<Server>>) {
    let task = {
        let mut server = this.borrow_mut();
        server.rung = false;
        let is_waited_for = server.engine.is_waited_for();
        if !is_waited_for && server.engine.may_prepare() {
            server.engine.prepare();
        } else if is_waited_for || (server.engine.busy() && server.lull == Lull::Now) {
            let outputs = server.engine.step();
            server.carry_out(outputs);
        } else if server.engine.busy() && server.lull == Lull::Not {
            server.lull = Lull::Soon;
            wasm_bindgen_futures::spawn_local(lull(Rc::clone(this)));
        }
        if server.pool.works() { None } else { server.pool.next_task() }
    };
    let Some(task) = task else {
        this.borrow_mut().ring();
        return;
    };
    let (id, file) = {
        let mut server = this.borrow_mut();
        server.ended.clear();
        (task.id, server.files.get(&task.source).map(|it| it.of(&task)))
    };
    if let Some(file) = file {
        readers::run(task, file, &mut |said| {
            let mut server = this.borrow_mut();
            if !server.ended.contains(&id) {
                server.said(said);
            }
        });
    }
    this.borrow_mut().ring();
}

/// Lets whoever wants something go first.
async fn lull(server: Rc<RefCell<Server>>) {
    sleep(LULL).await;
    let mut server = server.borrow_mut();
    // Whoever got an answer just now goes on to ask for rows: then it begins anew.
    server.lull = if server.engine.is_waited_for() { Lull::Not } else { Lull::Now };
    server.ring();
}

/// A panic ends the wasm instance. The page is told in words before it; the error event that
/// follows has none.
fn tell_panics(scope: &DedicatedWorkerGlobalScope) {
    let scope = send_wrapper::SendWrapper::new(scope.clone());
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        let _ = link::send(&*scope, &ToPage::Panicked(info.to_string()), None);
    }));
}
