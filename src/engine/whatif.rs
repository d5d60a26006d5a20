//! Outcomes under another policy or other rates, without keeping them.

use crate::diagnostics::{Code, Diagnostic};
use crate::engine::forms::PolicyForm;
use crate::engine::protocol::{Rates, Reply, WhatIf};
use crate::engine::results::outcomes;
use crate::engine::{Aim, Engine, Running, books, policy};
use crate::normalize::Zone;
use crate::reconcile::Job;

impl Engine {
    /// Begins to reconcile with what is tried. It is answered when that is done.
    pub(super) fn what_if(&mut self, id: u32, form: Option<PolicyForm>, rates: Option<Rates>) {
        self.stop_all_jobs();
        match self.tried(form, rates) {
            Ok(job) => self.running = Some(Running { id, job, told: 0, aim: Aim::WhatIf }),
            Err(hindered) => self.reply(id, Reply::Failed(*hindered)),
        }
    }

    fn tried(
        &self,
        form: Option<PolicyForm>,
        rates: Option<Rates>,
    ) -> Result<Job, Box<Diagnostic>> {
        if self.result.is_none() {
            return Err(Box::new(Diagnostic::new(Code::ResultOutdated)));
        }
        if let Some(obstacle) = self.obstacle() {
            return Err(Box::new(obstacle));
        }
        let tried = match form {
            None => self.policy.clone(),
            Some(form) => policy::read(&form)?,
        };
        let zone = Zone::parse(&tried.time_zone).unwrap_or(Zone::UTC);
        let rates = rates.map_or_else(|| self.rates(), |it| self.completed(&it));
        let (card, diagnostics) = policy::rates(&rates, zone);
        match diagnostics.into_iter().next() {
            Some(first) => Err(Box::new(first)),
            None => Ok(Job::new(&books(&self.sources), card, tried)),
        }
    }

    /// Compares what came of it with the result, row by row.
    pub(super) fn tried_out(&mut self, id: u32, job: Job) {
        let after = job.finish();
        let differ = |before: &[u8], after: &[u8]| {
            u64::try_from(before.iter().zip(after).filter(|(a, b)| a != b).count()).unwrap_or(0)
        };
        let changed = self.result.as_ref().map_or(0, |before| {
            differ(&before.marks.records, &after.marks.records)
                + differ(&before.marks.lines, &after.marks.lines)
        });
        let before = self.result.as_ref().map(outcomes).unwrap_or_default();
        let what_if = WhatIf { before, after: outcomes(&after), changed };
        self.reply(id, Reply::WhatIf(what_if));
    }
}
