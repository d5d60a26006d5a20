//! The work at hand: sources, rates, policy, the last result.

use crate::diagnostics::Diagnostic;
use crate::domain::forms::PolicyForm;
use crate::engine::protocol::{
    DecidedRow, DecisionTotals, Progress, Rates, ResultView, SourceView,
};
use crate::platform::files::LocalFile;
use crate::source::SourceId;
use crate::ui::prelude::*;
use std::sync::Arc;

/// Whether the engine can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EngineState {
    /// The worker is loading.
    Starting,
    /// It answers.
    Ready,
    /// It was started anew, and is told what the one before it knew.
    Restoring,
    /// It stopped; what it said last.
    Crashed(String),
    /// It is of another build than the page: the page has to be loaded anew.
    OtherBuild,
}

/// The reconciliation, as a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// Nothing runs.
    Idle,
    /// It runs.
    Running(Progress),
}

/// One source. The view inside changes while the cell stays, so a card keeps its place and focus.
#[derive(Clone)]
pub(crate) struct SourceCell {
    /// The id.
    pub(crate) id: SourceId,
    /// The file.
    pub(crate) file: LocalFile,
    /// What its card shows.
    pub(crate) view: ArcRwSignal<Arc<SourceView>>,
}

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// Whether the engine can be asked.
    pub(crate) engine: RwSignal<EngineState>,
    /// Sources in the order in which they were given.
    pub(crate) sources: RwSignal<Vec<SourceCell>>,
    /// Files that were given and have not become sources yet.
    pub(crate) arriving: RwSignal<usize>,
    /// Whether a built-in example is being fetched.
    pub(crate) sampling: StoredValue<bool>,
    /// Counted up whenever any source changes, for what is made of all of them.
    pub(crate) changes: RwSignal<u32>,
    /// The id the next source gets.
    pub(crate) next_source: StoredValue<u32>,
    /// The policy in use.
    pub(crate) policy: RwSignal<PolicyForm>,
    /// The policy being edited; none when it is the one in use.
    pub(crate) policy_draft: RwSignal<Option<PolicyForm>>,
    /// The rates in use, from files and from the table.
    pub(crate) rates: RwSignal<Arc<Rates>>,
    /// The rates being edited; none when they are those in use.
    pub(crate) rates_draft: RwSignal<Option<Rates>>,
    /// What is wrong with the policy being edited.
    pub(crate) policy_problems: RwSignal<Vec<Diagnostic>>,
    /// What is wrong with the rates being edited, or with those in use.
    pub(crate) rate_problems: RwSignal<Vec<Diagnostic>>,
    /// The reconciliation that runs.
    pub(crate) job: RwSignal<Job>,
    /// The last result.
    pub(crate) result: RwSignal<Option<Arc<ResultView>>>,
    /// Whether sources, rates or policy changed since.
    pub(crate) stale: RwSignal<bool>,
    /// Decisions so far, as totals.
    pub(crate) decided: RwSignal<DecisionTotals>,
    /// Decisions so far, row by row, for undo.
    pub(crate) decisions: RwSignal<Arc<Vec<DecidedRow>>>,
    /// The decisions that the last case file holds.
    pub(crate) saved: StoredValue<Arc<Vec<DecidedRow>>>,
    /// The saved case that was opened last, and how many of its files were there then.
    pub(crate) case_open: RwSignal<Option<(SourceId, usize)>>,
    /// Whether a file is being written.
    pub(crate) exporting: RwSignal<bool>,
    /// Hosts that were called since the page was opened; empty: nothing has left this computer.
    pub(crate) hosts: RwSignal<Vec<String>>,
}

impl Session {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            engine: RwSignal::new(EngineState::Starting),
            sources: RwSignal::new(Vec::new()),
            arriving: RwSignal::new(0),
            sampling: StoredValue::new(false),
            changes: RwSignal::new(0),
            next_source: StoredValue::new(0),
            policy: RwSignal::new(PolicyForm::default()),
            policy_draft: RwSignal::new(None),
            rates: RwSignal::new(Arc::default()),
            rates_draft: RwSignal::new(None),
            policy_problems: RwSignal::new(Vec::new()),
            rate_problems: RwSignal::new(Vec::new()),
            job: RwSignal::new(Job::Idle),
            result: RwSignal::new(None),
            stale: RwSignal::new(false),
            decided: RwSignal::new(DecisionTotals::default()),
            decisions: RwSignal::new(Arc::default()),
            saved: StoredValue::new(Arc::default()),
            case_open: RwSignal::new(None),
            exporting: RwSignal::new(false),
            hosts: RwSignal::new(Vec::new()),
        }
    }

    /// Whether there is a result, and nothing has changed since it was made.
    pub(crate) fn has_rows(self) -> bool {
        self.result.read().is_some() && !self.stale.get()
    }

    /// Whether rates in use were edited from a file that is not there any more, or are of a case that is
    /// not.
    pub(crate) fn has_rates_left(self) -> bool {
        self.sources.track();
        let rates = self.rates.read();
        let case = self.case_open.get().map(|it| it.0);
        let is_gone = |id: &SourceId| self.cell(*id).is_none();
        let is_of_case = !rates.files.is_empty();
        !rates.rows.is_empty()
            && (rates.of.iter().any(is_gone) || is_of_case && case.as_ref().is_none_or(is_gone))
    }

    /// Whether there are decisions or notes that are in no case file yet.
    pub(crate) fn has_unsaved(self) -> bool {
        let decisions = self.decisions.get_untracked();
        !decisions.is_empty() && decisions != self.saved.get_value()
    }

    /// The cell of a source.
    pub(crate) fn cell(self, id: SourceId) -> Option<SourceCell> {
        self.sources.with_untracked(|all| all.iter().find(|it| it.id == id).cloned())
    }
}
