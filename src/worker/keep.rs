//! What the page keeps, so that an engine that died can be put back where it was.
//!
//! Files by handle, how each was to be read, policy, rates, and every decision: the last full list
//! the engine gave, and what was asked since.

use super::few::Few;
use crate::domain::forms::{PolicyForm, Settings};
use crate::engine::protocol::{DecidedRow, Provenance, Rates, Request, Selection, SourceState};
use crate::platform::files::LocalFile;
use crate::source::SourceId;
use web_sys::Blob;

/// A source as it would be imported again.
#[derive(Debug)]
struct Source {
    file: LocalFile,
    name: String,
    provenance: Provenance,
    settings: Settings,
    stopped: bool,
    /// Whether it was read to its end.
    settled: bool,
}

impl Source {
    fn import(&self, source: SourceId) -> Request {
        Request::Import {
            source,
            name: self.name.clone(),
            provenance: self.provenance.clone(),
            settings: self.settings.clone(),
        }
    }
}

/// Everything that a new engine must be told.
#[derive(Debug, Default)]
pub(super) struct Keep {
    sources: Few<SourceId, Source>,
    policy: Option<PolicyForm>,
    rates: Option<Rates>,
    /// Whether there was a result.
    pub(super) reconciled: bool,
    decisions: Option<Vec<DecidedRow>>,
    since: Vec<(u64, Request)>,
    sequence: u64,
    asked_at: Option<u64>,
}

/// How many requests about decisions are kept before the full list is asked for.
const MOST_SINCE: usize = 200;

impl Keep {
    /// Notes a request on its way to the engine, with the file beside it.
    pub(super) fn note(&mut self, request: &Request, file: Option<&LocalFile>) {
        match request {
            Request::Import { source, name, provenance, settings } => {
                let Some(file) = file else { return };
                self.sources.insert(
                    *source,
                    Source {
                        file: file.clone(),
                        name: name.clone(),
                        provenance: provenance.clone(),
                        settings: settings.clone(),
                        stopped: false,
                        settled: false,
                    },
                );
            }
            Request::Configure { source, settings } => {
                if let Some(kept) = self.sources.get_mut(source) {
                    kept.settled = false;
                    kept.settings = settings.clone();
                    kept.stopped = false;
                }
            }
            Request::Stop(source) => {
                if let Some(kept) = self.sources.get_mut(source) {
                    kept.stopped = true;
                }
            }
            Request::Remove(source) => {
                self.sources.remove(source);
            }
            Request::SetRates(rates) => self.rates = Some(rates.clone()),
            Request::Decide { .. } => self.since(request),
            Request::PutDecisions(rows) => {
                self.decisions = Some(rows.clone());
                self.since.clear();
                self.asked_at = None;
            }
            _ => {}
        }
    }

    /// Notes a policy that the engine took; one that it refused is not in use.
    pub(super) fn take_policy(&mut self, policy: PolicyForm) {
        self.policy = Some(policy);
    }

    fn since(&mut self, request: &Request) {
        self.sequence += 1;
        self.since.push((self.sequence, request.clone()));
    }

    /// The file of a source, if no tables were made of it.
    pub(super) fn without_tables(&self, source: SourceId) -> Option<LocalFile> {
        let (_, kept) = self.sources.iter().find(|(id, _)| **id == source)?;
        kept.file.tables().is_none().then(|| kept.file.clone())
    }

    /// Notes the tables of a workbook; gives what the engine has to be asked with them.
    pub(super) fn take_tables(
        &mut self,
        source: SourceId,
        tables: Blob,
    ) -> Option<(Request, LocalFile)> {
        let kept = self.sources.get_mut(&source)?;
        kept.file = kept.file.with_tables(tables);
        Some((kept.import(source), kept.file.clone()))
    }

    /// Notes where a source stands. What is still said of one that was removed counts for nothing.
    pub(super) fn settle(&mut self, source: SourceId, state: &SourceState) {
        if let Some(kept) = self.sources.get_mut(&source) {
            kept.settled = matches!(state, SourceState::Ready | SourceState::Failed(_));
        }
    }

    /// Whether no source is being read.
    pub(super) fn is_settled(&self) -> bool {
        self.sources.iter().all(|(_, kept)| kept.settled)
    }

    /// Whether the full list of decisions should be asked for now. Rows by name can be decided
    /// again at any time; what a filter meant is only certain while its result is there.
    pub(super) fn wants_decisions(&mut self) -> bool {
        let by_filter = self
            .since
            .iter()
            .any(|(_, it)| matches!(it, Request::Decide { rows: Selection::Filter(_), .. }));
        let wants = self.asked_at.is_none() && (by_filter || self.since.len() > MOST_SINCE);
        if wants {
            self.asked_at = Some(self.sequence);
        }
        wants
    }

    /// Takes the full list. What was asked after it was asked for is kept beside it.
    pub(super) fn take_decisions(&mut self, rows: Vec<DecidedRow>) {
        if let Some(asked_at) = self.asked_at.take() {
            self.since.retain(|(sequence, _)| *sequence > asked_at);
            self.decisions = Some(rows);
        }
    }

    /// The engine is gone: nothing is settled, and a list that was asked for will not come.
    pub(super) fn forget_engine(&mut self) {
        self.asked_at = None;
        self.sources.values_mut().for_each(|kept| kept.settled = false);
    }

    /// What a new engine must be asked before it may reconcile, in order.
    pub(super) fn inputs(&self) -> Vec<(Request, Option<LocalFile>)> {
        let mut requests = Vec::new();
        requests.extend(self.policy.clone().map(|it| (Request::SetPolicy(it), None)));
        requests.extend(self.rates.clone().map(|it| (Request::SetRates(it), None)));
        for (source, kept) in self.sources.iter() {
            requests.push((kept.import(*source), Some(kept.file.clone())));
            if kept.stopped {
                requests.push((Request::Stop(*source), None));
            }
        }
        requests
    }

    /// What a new engine must be asked once it has its result, in order.
    pub(super) fn decisions(&self) -> Vec<Request> {
        let list = self.decisions.clone().map(Request::PutDecisions);
        list.into_iter().chain(self.since.iter().map(|(_, it)| it.clone())).collect()
    }
}
