//! The engine: holds every source, answers requests, runs jobs.
//!
//! May import every room above it. Deliberately absent: threads, workers, browsers, files by name.
//! It is a state machine: whoever drives it passes messages in ([`Engine::ask`],
//! [`Engine::reader_said`], [`Engine::reader_died`], [`Engine::step`]) and carries out the
//! [`Output`]s that come back.

mod bill_total;
mod call_totals;
pub mod case;
mod check;
mod comparing;
mod conferences;
mod counters;
pub mod decisions;
pub mod driver;
pub mod evidence;
pub mod exports;
mod facets;
mod fetched;
mod flags;
pub mod grid;
mod ids;
mod index;
mod notice;
pub mod otherwise;
pub mod policy;
pub mod protocol;
mod rates;
pub mod reader;
mod reading;
pub mod rehearsal;
mod repeats;
pub mod results;
mod rounding;
mod shared_rows;
pub mod source;
mod summaries;
pub mod tasks;
mod together;
mod totals;
pub mod views;
pub mod whatif;

pub use crate::domain::forms;

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::MatchPolicy;
use crate::engine::comparing::Prepared;
use crate::engine::decisions::Decisions;
use crate::engine::exports::Export;
use crate::engine::forms::PolicyForm;
use crate::engine::index::Index;
use crate::engine::protocol::{Envelope, Event, FromEngine, Progress, Rates, Reply, Request};
use crate::engine::source::{Entry, Source, State, new_task};
use crate::engine::tasks::{FromReader, Said, Task, Work};
use crate::normalize::Zone;
use crate::reconcile::{Books, Job, Reconciliation};
use crate::source::{RowRef, SourceId};
use litemap::LiteMap;

/// Sources by number.
type Sources = LiteMap<SourceId, Source>;

/// Rows as they stand in their files.
type Texts = LiteMap<RowRef, String>;

/// What the driver has to do.
#[derive(Debug)]
pub enum Output {
    /// Send this to the page, with bytes beside it where an export is ready.
    Tell(FromEngine, Option<Vec<u8>>),
    /// Give this task to a free reader with the source's file, or queue it. Tasks other than
    /// `Read` go before waiting `Read`s.
    Start(Task),
    /// End this task, running or waiting; nothing more of it may be delivered.
    End(u32),
    /// The source's file is no longer needed.
    Drop(SourceId),
}

/// Why the engine waits for a reader's answer.
#[derive(Debug)]
enum Waiting {
    /// The page asked for a preview.
    Preview(u32),
    /// The page asked for evidence; texts of some of its sides are missing.
    Evidence(u32, RowRef, Texts),
    /// The page asked for an export that needs texts or hashes.
    Export(u32, Export),
    /// Whether a source is a repeat of another of the same size.
    Hash(SourceId),
}

/// A reconciliation that the page waits for.
#[derive(Debug)]
struct Running {
    id: u32,
    job: Job,
    told: u64,
    aim: Aim,
}

/// What a reconciliation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// The result.
    Result,
    /// How it would differ.
    WhatIf,
}

/// The engine. One per page.
#[derive(Debug, Default)]
pub struct Engine {
    sources: Sources,
    policy_form: PolicyForm,
    policy: MatchPolicy,
    /// What the page set; before that, what was read from files counts.
    rates_set: Option<Rates>,
    running: Option<Running>,
    prepared: Prepared,
    result: Option<Reconciliation>,
    index: Option<Index>,
    decisions: Decisions,
    /// Answers of readers that are waited for, by task, with the source they are of.
    waiting: LiteMap<u32, (SourceId, Waiting)>,
    next_task: u32,
    /// Whether sources are to be held against each other, since some came or went.
    is_together_due: bool,
    now: i64,
    deferred: Option<u32>,
    outputs: Vec<Output>,
}

impl Engine {
    /// Takes a request of the page. For `Import` the driver keeps the file under the source's id
    /// before it calls this, and tells its size.
    pub fn ask(&mut self, request: Envelope<Request>, size: u64) -> Vec<Output> {
        let id = request.id;
        match request.body {
            Request::Import { source, name, provenance, settings } => {
                let new = Source::new(source, name, provenance, settings, size);
                self.sources.insert(source, new);
                self.unsettle();
                self.open(source);
                self.reply(id, Reply::Done);
            }
            Request::Configure { source, settings } => {
                self.configure(source, settings);
                self.reply(id, Reply::Done);
            }
            Request::Stop(source) => {
                self.stop(source);
                self.reply(id, Reply::Done);
            }
            Request::Remove(source) => {
                self.end_tasks(source);
                let removed = self.sources.remove(&source);
                self.mark_repeats(removed.and_then(|it| it.hash));
                self.decisions.forget(source);
                self.unsettle();
                self.tell_questions(None);
                self.give_up(source);
                self.is_together_due = true;
                self.tell_cases();
                self.outputs.push(Output::Drop(source));
                self.reply(id, Reply::Done);
            }
            Request::Preview { source, settings } => {
                self.start(source, Work::Preview(settings), Waiting::Preview(id));
            }
            Request::Rejects { source, offset, limit } => {
                let rejects = self.sources.get(&source).map(|it| views::rejects(it, offset, limit));
                self.reply(id, Reply::Rejects(rejects.unwrap_or_default()));
            }
            Request::SetPolicy(form) => self.set_policy(id, form),
            Request::SetRates(rates) => {
                let has_files = !rates.files.is_empty();
                self.rates_set = Some(rates);
                self.find_files_of_case(has_files);
                self.unsettle();
                self.reply(id, Reply::Done);
            }
            Request::Check { policy, rates } => self.check_terms(id, policy, rates),
            Request::GetRates => {
                let rates = self.rates_in_use();
                self.reply(id, Reply::Rates(rates));
            }
            Request::WhatIf { policy, rates } => {
                self.what_if(id, policy, rates);
            }
            Request::Reconcile => self.reconcile(id),
            Request::CancelReconcile => {
                self.stop_all_jobs();
                self.reply(id, Reply::Done);
            }
            Request::Rows(query) => {
                let page = self.rows(&query);
                self.reply(id, Reply::Rows(page));
            }
            Request::Facets(filter) => {
                let facets = self.facets(&filter);
                self.reply(id, Reply::Facets(facets));
            }
            Request::Evidence(row) => self.evidence(id, row, Texts::new()),
            Request::Decide { rows, decision, note } => {
                let rows = self.selected(&rows);
                self.decisions.decide(&rows, decision, note.as_deref());
                let totals = self.decision_totals();
                self.reply(id, Reply::Decided(totals));
            }
            Request::GetDecisions => {
                let all = self.decided();
                self.reply(id, Reply::Decisions(all));
            }
            Request::PutDecisions(rows) => {
                self.put_decisions(rows);
                let totals = self.decision_totals();
                self.reply(id, Reply::Decided(totals));
            }
            Request::GetCase(source) => {
                let reply = self.case_contents(source);
                self.reply(id, reply);
            }
            Request::Export(kind) => self.export(id, kind),
        }
        std::mem::take(&mut self.outputs)
    }

    /// Takes a word of a reader.
    pub fn reader_said(&mut self, from: FromReader) -> Vec<Output> {
        let task = from.task;
        if let Some((_, waiting)) = self.waiting.remove(&task) {
            self.answered(waiting, from.said);
            return std::mem::take(&mut self.outputs);
        }
        let of = |it: &&mut Source| it.tasks().any(|running| running == task);
        let Some(source) = self.sources.iter_mut().map(|it| it.1).find(of) else {
            return std::mem::take(&mut self.outputs);
        };
        let id = source.id;
        let zone = self.policy.time_zone.clone();
        let mut tasks = Vec::new();
        let is_segment = matches!(from.said, Said::Segment(_));
        match from.said {
            Said::Opened(opened) => tasks = source.opened(&opened, &zone, &mut self.next_task),
            Said::Segment(segment) => source.segment(task, *segment),
            Said::Progress(progress) => source.told(task, progress),
            Said::Finished(end) => tasks = source.finished(task, &end, &mut self.next_task),
            Said::Failed(diagnostic) => source.state = State::Failed(diagnostic),
            Said::Previewed(_) | Said::Texts(_) | Said::Hashed(_) => {}
        }
        let is_settled = matches!(source.state, State::Ready | State::Failed(_));
        // Progress that is told by itself says how many rows there are; each segment's own word would
        // have the page drawn again for nothing.
        if is_segment && !is_settled {
            return std::mem::take(&mut self.outputs);
        }
        self.outputs.extend(tasks.into_iter().map(Output::Start));
        if is_settled {
            self.settled(id);
        }
        self.tell_source(id);
        std::mem::take(&mut self.outputs)
    }

    /// A reader died while it worked on this task.
    pub fn reader_died(&mut self, task: u32) -> Vec<Output> {
        let crashed = Diagnostic::new(Code::ReaderCrashed);
        if let Some((_, waiting)) = self.waiting.remove(&task) {
            self.answered(waiting, Said::Failed(crashed));
            return std::mem::take(&mut self.outputs);
        }
        let of = |it: &&Source| it.tasks().any(|running| running == task);
        if let Some(id) = self.sources.values().find(of).map(|it| it.id) {
            self.fail(id, crashed);
        }
        std::mem::take(&mut self.outputs)
    }

    /// Does a slice of the running job (some tens of milliseconds), if there is one. The driver
    /// calls it again, letting messages in between, as long as [`Engine::busy`] says so.
    pub fn step(&mut self) -> Vec<Output> {
        if let Some(mut running) = self.running.take() {
            let books = books(&self.sources);
            if running.job.step(&books) {
                match running.aim {
                    Aim::Result => self.finished(running.id, running.job),
                    Aim::WhatIf => self.tried_out(running.id, running.job),
                }
            } else {
                let done = running.job.done(&books);
                if done >= running.told + 20 {
                    running.told = done;
                    let rows = u64::from(books.usage.len()) + u64::from(books.billed.len());
                    let progress = Progress { done, total: 1000, rows: rows * done / 1000 };
                    let event = FromEngine::Event(Event::Progress(progress));
                    self.outputs.push(Output::Tell(event, None));
                }
                self.running = Some(running);
            }
        } else {
            self.check_more();
        }
        std::mem::take(&mut self.outputs)
    }

    /// Whether [`Engine::step`] has something to do.
    pub fn busy(&self) -> bool {
        self.running.is_some() || self.has_checks()
    }

    /// Whether someone waits for what [`Engine::step`] does.
    pub fn is_waited_for(&self) -> bool {
        self.running.is_some()
    }

    /// Does what is left of the checks of sources at once.
    fn finish_checks(&mut self) {
        while self.has_checks() {
            self.check_more();
        }
    }

    fn has_checks(&self) -> bool {
        self.unchecked().is_some() || self.is_together_due && !self.is_reading()
    }

    /// Does a slice of the check of a source, and tells of it when that was the last. Once each is checked,
    /// control totals are held against all parts of an answer; sources that come by the thousand are held
    /// against each other once.
    fn check_more(&mut self) {
        if let Some(id) = self.unchecked() {
            if self.sources.get_mut(&id).is_some_and(Source::check) {
                self.is_together_due = true;
                self.tell_source(id);
            }
        } else if std::mem::take(&mut self.is_together_due) {
            for id in together::check(&mut self.sources) {
                self.tell_source(id);
            }
        }
    }

    /// The next source whose rows are to be checked among each other; not while others are read.
    fn unchecked(&self) -> Option<SourceId> {
        if self.is_reading() {
            return None;
        }
        let waits = |it: &&Source| !it.is_checked() && it.state == State::Ready;
        self.sources.values().find(waits).map(|it| it.id)
    }

    fn is_reading(&self) -> bool {
        self.sources.values().any(|it| matches!(it.state, State::Opening | State::Reading))
    }

    fn zone(&self) -> Zone {
        Zone::parse(&self.policy.time_zone).unwrap_or(Zone::UTC)
    }

    fn reply(&mut self, id: u32, body: Reply) {
        self.reply_with(id, body, None);
    }

    fn reply_with(&mut self, id: u32, body: Reply, bytes: Option<Vec<u8>>) {
        let reply = FromEngine::Reply(Envelope { id, body });
        self.outputs.push(Output::Tell(reply, bytes));
    }

    fn tell_source(&mut self, id: SourceId) {
        if let Some(source) = self.sources.get(&id) {
            let mut view = views::source(source, self.period_beside(id));
            view.case = self.case_view(source);
            let event = FromEngine::Event(Event::Source(Box::new(view)));
            self.outputs.push(Output::Tell(event, None));
        }
    }

    fn start(&mut self, source: SourceId, work: Work, waiting: Waiting) {
        let name = self.sources.get(&source).map(|it| it.name.clone()).unwrap_or_default();
        let task = new_task(&mut self.next_task, source, &name, work);
        self.waiting.insert(task.id, (source, waiting));
        self.outputs.push(Output::Start(task));
    }

    fn set_policy(&mut self, id: u32, form: PolicyForm) {
        match policy::read(&form) {
            Err(diagnostic) => self.reply(id, Reply::Failed(*diagnostic)),
            Ok(policy) => {
                let again = self.of_zone(&policy.time_zone);
                self.policy_form = form;
                self.policy = policy;
                self.unsettle();
                self.tell_questions(None);
                for source in again {
                    let settings = self.sources.get(&source).map(|it| it.settings.clone());
                    self.configure(source, settings.unwrap_or_default());
                }
                self.reply(id, Reply::Done);
            }
        }
    }

    /// The sources that are read anew when this becomes the policy's zone.
    fn of_zone(&self, zone: &str) -> Vec<SourceId> {
        let is_other = zone != self.policy.time_zone;
        let uses_zone = |it: &&Source| it.entries.iter().any(Entry::uses_policy_zone);
        let sources = self.sources.values().filter(|it| is_other && uses_zone(it));
        sources.map(|it| it.id).collect()
    }

    fn answered(&mut self, waiting: Waiting, said: Said) {
        match (waiting, said) {
            (Waiting::Preview(id), Said::Previewed(preview)) => {
                self.reply(id, Reply::Preview(preview));
            }
            (Waiting::Preview(id), Said::Failed(why)) => self.reply(id, Reply::Failed(why)),
            (Waiting::Hash(source), said) => {
                if let (Some(source), Said::Hashed(hash)) = (self.sources.get_mut(&source), said) {
                    source.hash = Some(hash.clone());
                    self.mark_repeats(Some(hash));
                }
                self.tell_cases();
                if !self.waits_for_hash()
                    && let Some(id) = self.deferred.take()
                {
                    self.reconcile(id);
                }
            }
            (Waiting::Evidence(id, row, texts), said) => self.evidence_texts(id, row, texts, said),
            (Waiting::Export(id, export), said) => self.export_answered(id, export, said),
            (Waiting::Preview(_), _) => {}
        }
    }
}

/// The two sides of what was read.
fn books(sources: &Sources) -> Books<'_> {
    use crate::reconcile::books::About;
    let mut books = Books::default();
    for source in sources.values().filter(|it| it.state == State::Ready) {
        let mut first_in_source = 0;
        for entry in &source.entries {
            let about = About {
                source: source.id,
                first_in_source,
                vendor: reader::layout(&entry.plan.layout)
                    .map_or("", crate::layout::Layout::vendor),
                habits: entry.habits(),
                zone: Zone::parse(&entry.plan.time_zone).unwrap_or(Zone::UTC),
                is_repeat: source.repeats.is_some(),
                ids_of_usage: entry.ids_of_usage,
                is_by_day: !source.evidence.has_times,
            };
            match entry.plan.role {
                crate::domain::Role::Usage => books.usage.add(about, &entry.table),
                crate::domain::Role::Billed => books.billed.add(about, &entry.table),
                crate::domain::Role::Rates | crate::domain::Role::Case => {}
            }
            first_in_source += entry.table.len();
        }
    }
    books
}
