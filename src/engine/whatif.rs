//! Outcomes under another policy or other rates, without keeping them.

use crate::engine::forms::{PolicyForm, RateForm};
use crate::engine::protocol::{Reply, WhatIf};
use crate::engine::results::outcomes;
use crate::engine::{Engine, books, policy};
use crate::normalize::Zone;
use crate::reconcile::Job;

impl Engine {
    /// Reconciles with what is tried and compares outcomes row by row.
    pub(super) fn what_if(&self, form: Option<PolicyForm>, rates: Option<Vec<RateForm>>) -> Reply {
        if let Some(obstacle) = self.obstacle() {
            return Reply::Failed(obstacle);
        }
        let tried = match form.as_ref().map(policy::read) {
            None => self.policy.clone(),
            Some(Ok(policy)) => policy,
            Some(Err(diagnostic)) => return Reply::Failed(*diagnostic),
        };
        let zone = Zone::parse(&tried.time_zone).unwrap_or(Zone::UTC);
        let rates = rates.unwrap_or_else(|| self.rates());
        let (card, diagnostics) = policy::rates(&rates, zone);
        if let Some(first) = diagnostics.into_iter().next() {
            return Reply::Failed(first);
        }
        let books = books(&self.sources);
        let mut job = Job::new(&books, card, tried);
        while !job.step(&books) {}
        let after = job.finish();
        let differ = |before: &[u8], after: &[u8]| {
            u64::try_from(before.iter().zip(after).filter(|(a, b)| a != b).count()).unwrap_or(0)
        };
        let changed = self.result.as_ref().map_or(0, |before| {
            differ(&before.marks.records, &after.marks.records)
                + differ(&before.marks.lines, &after.marks.lines)
        });
        Reply::WhatIf(WhatIf {
            before: self.result.as_ref().map(outcomes).unwrap_or_default(),
            after: outcomes(&after),
            changed,
        })
    }
}
