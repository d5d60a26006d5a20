//! The comparison as a job: what stands in its way, how it begins and ends, and when its result falls.

use crate::diagnostics::{Code, Diagnostic};
use crate::engine::protocol::{Event, FromEngine, Reply};
use crate::engine::source::State;
use crate::engine::{Aim, Engine, Output, Running, Waiting, books, policy};
use crate::reconcile::Job;

impl Engine {
    /// What was known of the result does not hold any more.
    pub(super) fn unsettle(&mut self) {
        self.stop_job();
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
        if let Some(obstacle) = self.obstacle() {
            self.reply(id, Reply::Failed(obstacle));
            return;
        }
        let (card, diagnostics) = policy::rates(&self.rates(), self.zone());
        if let Some(conflict) = diagnostics.into_iter().next() {
            let conflict = self.placed(conflict);
            self.reply(id, Reply::Failed(conflict));
            return;
        }
        let job = Job::new(&books(&self.sources), card, self.policy.clone());
        self.running = Some(Running { id, job, told: 0, aim: Aim::Result });
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
