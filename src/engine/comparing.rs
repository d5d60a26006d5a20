//! The comparison as a job: what stands in its way, how it begins and ends, and when its result falls.
//!
//! Once everything is read, a person looks at it for a moment before asking for the comparison. It is
//! made in that moment, and is there when asked for.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::Role;
use crate::engine::protocol::{Event, FromEngine, Reply};
use crate::engine::source::State;
use crate::engine::{Aim, Engine, Output, Running, Waiting, books, ids, policy};
use crate::reconcile::Job;

/// The comparison that nobody asked for yet. Like a result it falls with its inputs.
#[derive(Debug, Default)]
pub(super) enum Prepared {
    /// Nothing was done.
    #[default]
    Not,
    /// It is under way.
    Begun(Job),
    Made(Job),
    /// Asked for once, stopped, or impossible: nothing is made in advance until the inputs change.
    NotAgain,
}

impl Engine {
    /// What was known of the result does not hold any more.
    pub(super) fn unsettle(&mut self) {
        self.stop_job();
        self.prepared = Prepared::Not;
        self.index = None;
        if self.result.take().is_some() {
            self.outputs.push(Output::Tell(FromEngine::Event(Event::Outdated), None));
        }
    }

    /// Ends the running job. The result before it still holds.
    pub(super) fn stop_job(&mut self) {
        if let Some(running) = self.running.take() {
            self.reply(running.id, Reply::Cancelled);
        }
    }

    /// Ends the running job and the one that waits to begin.
    pub(super) fn stop_all_jobs(&mut self) {
        self.stop_job();
        if let Some(id) = self.deferred.take() {
            self.reply(id, Reply::Cancelled);
        }
    }

    /// Begins to reconcile, unless something is not ready for it.
    pub(super) fn reconcile(&mut self, id: u32) {
        self.stop_all_jobs();
        if self.waits_for_hash() {
            // Whether a file is there twice is known in a moment, and it changes the result.
            self.deferred = Some(id);
            return;
        }
        let begun = match std::mem::replace(&mut self.prepared, Prepared::NotAgain) {
            Prepared::Made(job) => return self.finished(id, job),
            Prepared::Begun(job) => Ok(job),
            Prepared::Not | Prepared::NotAgain => self.begin(),
        };
        match begun {
            Ok(job) => self.running = Some(Running { id, job, told: 0, aim: Aim::Result }),
            Err(obstacle) => self.reply(id, Reply::Failed(*obstacle)),
        }
    }

    /// Begins to compare, unless something is not ready for it.
    fn begin(&mut self) -> Result<Job, Box<Diagnostic>> {
        if let Some(obstacle) = self.obstacle() {
            return Err(Box::new(obstacle));
        }
        // A person may ask before all sources were checked, which looks at this too.
        ids::tie(&mut self.sources);
        let (card, diagnostics) = policy::rates(&self.rates(), self.zone());
        match diagnostics.into_iter().next() {
            Some(conflict) => Err(Box::new(self.placed(conflict))),
            None => Ok(Job::new(&books(&self.sources), card, self.policy.clone())),
        }
    }

    /// Whether there is something to compare that nobody asked for yet, and nobody waits for anything
    /// else.
    pub fn may_prepare(&self) -> bool {
        let has = |role: Role| {
            let mut ready = self.sources.values().filter(|it| it.state == State::Ready);
            ready.any(|it| it.entries.iter().any(|it| it.plan.role == role))
        };
        match self.prepared {
            _ if self.running.is_some() => false,
            Prepared::Begun(_) => true,
            Prepared::Made(_) | Prepared::NotAgain => false,
            Prepared::Not => {
                !self.is_reading()
                    && !self.waits_for_hash()
                    && has(Role::Usage)
                    && has(Role::Billed)
            }
        }
    }

    /// Does a slice of the comparison that is likely to be asked for next.
    pub fn prepare(&mut self) {
        let begun = match std::mem::replace(&mut self.prepared, Prepared::NotAgain) {
            Prepared::Begun(job) => Some(job),
            Prepared::Not => self.begin().ok(),
            Prepared::Made(_) | Prepared::NotAgain => None,
        };
        let Some(mut job) = begun else { return };
        let is_made = job.step(&books(&self.sources));
        self.prepared = if is_made { Prepared::Made(job) } else { Prepared::Begun(job) };
    }

    pub(super) fn waits_for_hash(&self) -> bool {
        self.waiting.values().any(|(_, it)| matches!(it, Waiting::Hash(_)))
    }

    /// What stands in the way of a result: sources being read, and open questions.
    pub(super) fn obstacle(&self) -> Option<Diagnostic> {
        for source in self.sources.values() {
            if matches!(source.state, State::Opening | State::Reading) {
                return Some(Diagnostic::new(Code::StillReading).with(source.name.clone()));
            }
            if source.state != State::Ready {
                continue;
            }
            if source.date_question() {
                let example = source.evidence.order_example.clone();
                return Some(
                    Diagnostic::new(Code::DatesAmbiguous).with(example).with(source.name.clone()),
                );
            }
            if source.mark_question() {
                let example = source.evidence.mark_example.clone();
                return Some(
                    Diagnostic::new(Code::NumbersAmbiguous).with(example).with(source.name.clone()),
                );
            }
            if let Some(field) = source.missing.first() {
                let missing = Diagnostic::new(Code::MissingColumn).with(field.code());
                return Some(missing.with(source.name.clone()));
            }
        }
        None
    }

    pub(super) fn finished(&mut self, id: u32, job: Job) {
        self.result = Some(job.finish());
        self.index = None;
        let view = self.result_view();
        if let Some(view) = view {
            self.reply(id, Reply::Result(Box::new(view)));
        }
    }
}
