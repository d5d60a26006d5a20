//! Outcomes under another policy or other rates, without keeping them.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::Outcome;
use crate::engine::forms::PolicyForm;
use crate::engine::grid::GridRow;
use crate::engine::protocol::{Rates, Reply, RowFilter, WhatIf};
use crate::engine::results::outcomes;
use crate::engine::source::Source;
use crate::engine::{Aim, Engine, Running, books, grid, policy};
use crate::normalize::Zone;
use crate::reconcile::Job;
use crate::source::SourceId;

impl Engine {
    /// Begins to reconcile with what is tried. It is answered when that is done.
    pub(super) fn what_if(&mut self, id: u32, form: Option<PolicyForm>, rates: Option<Rates>) {
        self.stop_all_jobs();
        match self.tried(form, rates) {
            Ok(job) => self.running = Some(Running { id, job, told: 0, aim: Aim::WhatIf }),
            Err(hindered) => self.reply(id, *hindered),
        }
    }

    /// The comparison that shows what would change, or what is answered at once.
    fn tried(&self, form: Option<PolicyForm>, rates: Option<Rates>) -> Result<Job, Box<Reply>> {
        let refused = |why| Box::new(Reply::Failed(why));
        if self.result.is_none() {
            return Err(refused(Diagnostic::new(Code::ResultOutdated)));
        }
        if let Some(obstacle) = self.obstacle() {
            return Err(refused(obstacle));
        }
        let tried = match form {
            None => self.policy.clone(),
            Some(form) => policy::read(&form).map_err(|it| refused(*it))?,
        };
        // What was read cannot be moved to another zone: clocks that are put back or forward move some
        // rows and not others, and may make rows of rejects.
        let moved = |it: &&SourceId| self.sources.get(*it).is_some_and(Source::has_times_of_zone);
        let again = self.of_zone(&tried.time_zone);
        let again = u64::try_from(again.iter().filter(moved).count()).unwrap_or(u64::MAX);
        if again > 0 {
            return Err(Box::new(Reply::WhatIf(WhatIf { again, ..WhatIf::default() })));
        }
        let zone = Zone::parse(&tried.time_zone).unwrap_or(Zone::UTC);
        let rates = rates.map_or_else(|| self.rates(), |it| self.completed(&it));
        let (card, diagnostics) = policy::rates(&rates, zone);
        match diagnostics.into_iter().next() {
            Some(first) => Err(refused(first)),
            None => Ok(Job::new(&books(&self.sources), card, tried)),
        }
    }

    /// Says what is wrong with a policy and with rates.
    pub(super) fn check_terms(&mut self, id: u32, form: Option<PolicyForm>, rates: Option<Rates>) {
        let mut problems = form.as_ref().map(policy::problems).unwrap_or_default();
        if let Some(rates) = rates {
            problems.extend(policy::rates(&self.completed(&rates), self.zone()).1);
        }
        self.reply(id, Reply::Checked(problems));
    }

    /// Compares what came of it with the result, row by row of the grid.
    pub(super) fn tried_out(&mut self, id: u32, job: Job) {
        let after = job.finish();
        let Some(result) = &self.result else {
            return self.reply(id, Reply::Failed(Diagnostic::new(Code::ResultOutdated)));
        };
        let books = books(&self.sources);
        let shown = self.filtered(&books, result, &RowFilter::default()).into_iter();
        let differs = |row: &GridRow| grid::outcome(result, *row) != grid::outcome(&after, *row);
        let changed = u64::try_from(shown.filter(differs).count()).unwrap_or(u64::MAX);
        let counts = result.counts().into_iter().zip(after.counts());
        let rows = Outcome::ALL.into_iter().zip(counts);
        let rows = rows.filter(|(_, (before, after))| before + after > 0);
        let what_if = WhatIf {
            before: outcomes(result),
            after: outcomes(&after),
            rows: rows.map(|(outcome, (before, after))| (outcome, before, after)).collect(),
            changed,
            again: 0,
        };
        self.reply(id, Reply::WhatIf(what_if));
    }
}
