//! The page's side: one handle, by which everything of the engine is reached.
//!
//! A request that the engine's death left without an answer yields [`Lost`]; the person's files,
//! settings and decisions are kept here, and [`EngineHandle::restart`] puts a new engine where the
//! old one was.

use super::few::Few;
use super::keep::Keep;
use super::link::{self, BUILD, Beside, ENGINE_LOADER, Started, ToEngine, ToPage};
use super::reply::{Giver, Waiter, pair};
use super::restore::restore;
use super::switchboard::Switchboard;
use super::tables::Making;
use crate::domain::forms::PolicyForm;
use crate::engine::protocol::{
    Envelope, Event, FromEngine, Reply, Request, ResultView, SourceState,
};
use crate::platform::bytes::Bytes;
use crate::platform::clock::{self, Timer};
use crate::platform::files::LocalFile;
use crate::platform::listen::Listener;
use crate::source::SourceId;
use js_sys::Array;
use send_wrapper::SendWrapper;
use std::cell::RefCell;
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

/// The engine as the page sees it. Cheap to clone; all clones are the same engine, which runs as
/// long as one of them lives.
#[derive(Clone)]
pub struct EngineHandle {
    inner: SendWrapper<Rc<Inner>>,
}

/// An answer, with the bytes of an export beside it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The answer.
    pub reply: Reply,
    /// The bytes that travel beside `Reply::Exported`.
    pub bytes: Option<Bytes>,
}

/// The engine died or was restarted before it answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// What happens unasked.
#[derive(Debug, Clone)]
pub enum News {
    /// The engine takes requests (those asked before were kept for it).
    Ready,
    /// Something the engine says of itself.
    Event(Event),
    /// The engine died; nothing more comes until [`EngineHandle::restart`].
    Crashed(String),
    /// The page and the engine are of different builds: the page must be loaded anew.
    OtherBuild,
    /// A new engine is being started and told what the old one knew.
    Restarting,
    /// The new engine is where the old one was, with the result if there was one.
    Restored(Option<Box<ResultView>>),
}

type Told = Rc<dyn Fn(News)>;

pub(super) struct Inner {
    pub(super) url: String,
    told: Told,
    drill: RefCell<Option<Listener>>,
    pub(super) state: RefCell<State>,
}

#[derive(Default)]
pub(super) struct State {
    worker: Option<Started>,
    pub(super) readers: Switchboard,
    ready: bool,
    /// Which worker this is; what an older one still had to say is not heard.
    pub(super) generation: u32,
    next_id: u32,
    waiting: Few<u32, Giver<Answer>>,
    queued: Vec<(ToEngine, Option<Beside>)>,
    pub(super) keep: Keep,
    settled: Vec<Giver<()>>,
    importing: Few<SourceId, f64>,
    pub(super) making: Few<SourceId, Making>,
    patience: Option<Timer>,
}

/// The event by which a test lets something die: its detail is `kill-engine`, `panic-engine` or
/// `kill-reader`.
const DRILL: &str = "trueup-drill";

/// How long a worker may take to say that it is ready. A loader that cannot fetch its wasm says
/// nothing at all in some browsers.
const PATIENCE: Duration = Duration::from_mins(1);

impl EngineHandle {
    /// Starts the engine's worker. `told` is called with everything that happens unasked, never
    /// from within a call of this handle's.
    pub fn start(told: impl Fn(News) + 'static) -> Self {
        let beside = crate::platform::address::beside(ENGINE_LOADER);
        let handle = Self::start_from(beside.as_deref().unwrap_or(ENGINE_LOADER), told);
        let inner = Rc::downgrade(&handle.inner);
        let listener = Listener::on_window(DRILL, move |event| {
            if let Some(inner) = inner.upgrade() {
                Self { inner: SendWrapper::new(inner) }.drill(&event);
            }
        });
        *handle.inner.drill.borrow_mut() = listener;
        handle
    }

    fn drill(&self, event: &web_sys::Event) {
        let detail = event.dyn_ref::<web_sys::CustomEvent>().and_then(|it| it.detail().as_string());
        match detail.as_deref() {
            Some("kill-engine") => self.kill_for_test(),
            Some("panic-engine") => self.panic_for_test(),
            Some("kill-reader") => self.kill_reader_for_test(),
            _ => {}
        }
    }

    /// Starts the worker from another address, for tests.
    pub fn start_from(url: &str, told: impl Fn(News) + 'static) -> Self {
        let inner = Rc::new(Inner {
            url: url.to_owned(),
            told: Rc::new(told),
            drill: RefCell::new(None),
            state: RefCell::new(State::default()),
        });
        inner.spawn();
        Self { inner: SendWrapper::new(inner) }
    }

    /// Asks the engine. The request is on its way when this returns, so requests reach the engine
    /// in the order of the calls; the answer comes with the future, which may be dropped.
    pub fn ask(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Answer, Lost>> + 'static + use<> {
        self.inner.ask(request, None)
    }

    /// Hands a file over; `request` is `Request::Import`. The handle keeps the file for a restart.
    pub fn import(
        &self,
        file: &LocalFile,
        request: Request,
    ) -> impl Future<Output = Result<Answer, Lost>> + 'static + use<> {
        self.inner.ask(request, Some(file))
    }

    /// Ends the engine and starts another, which is then told everything the old one knew: files,
    /// settings, policy, rates, and, if there was a result, that result and all decisions. Says
    /// `Restarting` at once and `Restored` at the end.
    pub fn restart(&self) {
        self.inner.bury();
        self.inner.tell(News::Restarting);
        self.inner.spawn();
        let inner = Rc::downgrade(&self.inner);
        spawn_local(async move {
            let restored = restore(&inner).await;
            if let (Some(inner), Ok(result)) = (inner.upgrade(), restored) {
                inner.tell(News::Restored(result));
            }
        });
    }

    /// Whether the engine takes requests at once.
    pub fn is_ready(&self) -> bool {
        self.inner.state.borrow().ready
    }

    /// Ends the engine as if it had died, for tests.
    pub fn kill_for_test(&self) {
        self.inner.died("killed for a test".to_owned());
    }

    /// Lets the engine panic, for tests.
    pub fn panic_for_test(&self) {
        self.inner.post(ToEngine::Panic, None);
    }

    /// Ends one of the engine's readers as if it had died, for tests.
    pub fn kill_reader_for_test(&self) {
        self.inner.post(ToEngine::KillReader, None);
    }
}

impl Inner {
    fn spawn(self: &Rc<Self>) {
        let generation = {
            let mut state = self.state.borrow_mut();
            state.generation = state.generation.wrapping_add(1);
            state.generation
        };
        let (hearing, dying, waiting) =
            (Rc::downgrade(self), Rc::downgrade(self), Rc::downgrade(self));
        let started = Started::new(
            &self.url,
            "engine",
            move |data| with(&hearing, generation, |it| it.heard(data)),
            move |message| with(&dying, generation, |it| it.died(message)),
        );
        match started {
            Ok(worker) => {
                let timer = Timer::after(PATIENCE, move || {
                    with(&waiting, generation, |it| {
                        if !it.state.borrow().ready {
                            it.died("the worker did not start".to_owned());
                        }
                    });
                });
                let mut state = self.state.borrow_mut();
                state.worker = Some(worker);
                state.patience = Some(timer);
            }
            Err(garbled) => self.died(garbled.to_string()),
        }
    }

    /// Takes the worker away and lets go of everyone who waits for it.
    fn bury(&self) {
        let gone = {
            let mut state = self.state.borrow_mut();
            state.ready = false;
            state.generation = state.generation.wrapping_add(1);
            state.queued.clear();
            state.importing.clear();
            state.making.clear();
            state.patience = None;
            state.keep.forget_engine();
            let waiting = std::mem::take(&mut state.waiting);
            let readers = std::mem::take(&mut state.readers);
            (state.worker.take(), readers, waiting, std::mem::take(&mut state.settled))
        };
        drop(gone);
    }

    fn died(&self, message: String) {
        self.bury();
        self.tell(News::Crashed(message));
    }

    /// Later, so that whoever is told may call the handle, and is never called from within it.
    pub(super) fn tell(&self, news: News) {
        let told = Rc::clone(&self.told);
        spawn_local(async move { told(news) });
    }

    pub(super) fn ask(
        self: &Rc<Self>,
        request: Request,
        file: Option<&LocalFile>,
    ) -> impl Future<Output = Result<Answer, Lost>> + 'static + use<> {
        let start = clock::stopwatch();
        let kind = Kind::of(&request);
        let waiter = self.dispatch(request, file, start);
        let inner = Rc::downgrade(self);
        async move {
            let answer = waiter.await.ok_or(Lost)?;
            if let Some(inner) = inner.upgrade() {
                inner.answered(kind, &answer.reply, start);
            }
            Ok(answer)
        }
    }

    fn dispatch(&self, request: Request, file: Option<&LocalFile>, start: f64) -> Waiter<Answer> {
        self.ends_making(&request);
        {
            let mut state = self.state.borrow_mut();
            state.keep.note(&request, file);
            if let Request::Import { source, .. } = &request {
                state.importing.insert(*source, start);
            }
        }
        self.dispatch_unnoted(request, file)
    }

    pub(super) fn dispatch_unnoted(
        &self,
        request: Request,
        file: Option<&LocalFile>,
    ) -> Waiter<Answer> {
        let (giver, waiter) = pair();
        let id = {
            let mut state = self.state.borrow_mut();
            state.next_id = state.next_id.wrapping_add(1);
            let id = state.next_id;
            state.waiting.insert(id, giver);
            id
        };
        let beside = file.map(|it| match it.tables() {
            Some(tables) => Beside::Workbook(it.blob().clone(), tables.clone()),
            None => Beside::Blob(it.blob().clone()),
        });
        self.post(ToEngine::Ask(Box::new(Envelope { id, body: request })), beside);
        waiter
    }

    pub(super) fn post(&self, message: ToEngine, beside: Option<Beside>) {
        let mut state = self.state.borrow_mut();
        if !state.ready {
            // A worker hears nothing before its handler is in place. Without a worker the answer
            // can only come from the next one, which is told all of this anew: nothing to queue.
            if state.worker.is_some() {
                state.queued.push((message, beside));
            } else if let ToEngine::Ask(envelope) = message {
                state.waiting.remove(&envelope.id);
            }
            return;
        }
        let sent = state.worker.as_ref().map(|it| it.send(&message, beside));
        drop(state);
        if let Some(Err(garbled)) = sent {
            self.died(garbled.to_string());
        }
    }

    /// Passes what a reader said on to the engine.
    pub(super) fn pass(&self, message: &Array) {
        let passed = self.state.borrow().worker.as_ref().map(|it| it.pass(message));
        if let Some(Err(garbled)) = passed {
            self.died(garbled.to_string());
        }
    }

    fn heard(self: &Rc<Self>, data: JsValue) {
        if let Some((key, message)) = link::taken_apart(&data) {
            self.pass_to_reader(key, &message);
            return;
        }
        match link::receive::<ToPage>(data) {
            Ok((ToPage::StartReader(key), _)) => self.start_reader(key),
            Ok((ToPage::EndReader(key), _)) => self.end_reader(key),
            Ok((ToPage::Said(FromEngine::Reply(envelope)), beside)) => {
                let giver = self.state.borrow_mut().waiting.remove(&envelope.id);
                let bytes = beside.and_then(|it| match it {
                    Beside::Bytes(bytes) => Some(bytes),
                    Beside::Blob(_)
                    | Beside::Port(_)
                    | Beside::Shared(..)
                    | Beside::Workbook(..) => None,
                });
                if let Some(giver) = giver {
                    giver.give(Answer { reply: envelope.body, bytes });
                }
            }
            Ok((ToPage::Said(FromEngine::Event(Event::Ready(build))), _)) => self.greet(&build),
            Ok((ToPage::Said(FromEngine::Event(event)), _)) => {
                if !self.makes_tables(&event) {
                    self.note(event);
                }
            }
            Ok((ToPage::Panicked(message), _)) => self.died(message),
            Err(garbled) => self.died(garbled.to_string()),
        }
    }

    fn greet(&self, build: &str) {
        if build != BUILD {
            self.bury();
            self.tell(News::OtherBuild);
            return;
        }
        let queued = {
            let mut state = self.state.borrow_mut();
            state.ready = true;
            state.patience = None;
            std::mem::take(&mut state.queued)
        };
        for (message, beside) in queued {
            self.post(message, beside);
        }
        self.tell(News::Ready);
    }

    /// Notes what the engine says of itself, and tells it.
    pub(super) fn note(&self, event: Event) {
        self.note_event(&event);
        self.tell(News::Event(event));
    }

    fn note_event(&self, event: &Event) {
        let Event::Source(view) = event else { return };
        let settled = {
            let mut state = self.state.borrow_mut();
            state.keep.settle(view.source, &view.state);
            if matches!(view.state, SourceState::Ready | SourceState::Failed(_))
                && let Some(start) = state.importing.remove(&view.source)
            {
                clock::measure("trueup:import", start);
            }
            if state.keep.is_settled() { std::mem::take(&mut state.settled) } else { Vec::new() }
        };
        for giver in settled {
            giver.give(());
        }
    }

    fn answered(self: &Rc<Self>, kind: Kind, reply: &Reply, start: f64) {
        match (kind, reply) {
            (Kind::Reconcile, Reply::Result(_)) => {
                self.state.borrow_mut().keep.reconciled = true;
                clock::measure("trueup:reconcile", start);
            }
            (Kind::Decide, Reply::Decided(_)) => self.keep_decisions(),
            (Kind::Policy(policy), Reply::Done) => {
                self.state.borrow_mut().keep.take_policy(*policy);
            }
            _ => {}
        }
    }

    fn keep_decisions(self: &Rc<Self>) {
        if !self.state.borrow_mut().keep.wants_decisions() {
            return;
        }
        let inner = Rc::downgrade(self);
        let list = self.dispatch_unnoted(Request::GetDecisions, None);
        spawn_local(async move {
            let Some(answer) = list.await else { return };
            if let (Some(inner), Reply::Decisions(rows)) = (inner.upgrade(), answer.reply) {
                inner.state.borrow_mut().keep.take_decisions(rows);
            }
        });
    }

    pub(super) fn until_settled(&self) -> Waiter<()> {
        let (giver, waiter) = pair();
        let mut state = self.state.borrow_mut();
        if state.keep.is_settled() {
            drop(state);
            giver.give(());
        } else {
            state.settled.push(giver);
        }
        waiter
    }
}

/// What has to be noted when a request is answered.
#[derive(Debug)]
enum Kind {
    Reconcile,
    Decide,
    Policy(Box<PolicyForm>),
    Other,
}

impl Kind {
    fn of(request: &Request) -> Self {
        match request {
            Request::Reconcile => Self::Reconcile,
            Request::Decide { .. } | Request::PutDecisions(_) => Self::Decide,
            Request::SetPolicy(policy) => Self::Policy(Box::new(policy.clone())),
            _ => Self::Other,
        }
    }
}

pub(super) fn with(inner: &Weak<Inner>, generation: u32, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade()
        && inner.state.borrow().generation == generation
    {
        act(&inner);
    }
}

impl fmt::Debug for EngineHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EngineHandle").field("url", &self.inner.url).finish_non_exhaustive()
    }
}
