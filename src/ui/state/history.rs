//! What can be undone: decisions, settings, policy and rates, each as the state before and after, and
//! the opening of a case, which changes all of them.

use crate::domain::forms::{PolicyForm, Settings};
use crate::engine::protocol::{DecidedRow, Rates};
use crate::source::SourceId;
use crate::ui::prelude::*;
use std::sync::Arc;

/// One thing a person did, with what was before and what came after.
#[derive(Clone)]
pub(crate) enum Step {
    /// Decided on rows of the result.
    Decisions(Arc<Vec<DecidedRow>>, Arc<Vec<DecidedRow>>),
    /// Changed how a source is read.
    Settings(SourceId, Box<(Settings, Settings)>),
    /// Changed the policy.
    Policy(Box<(PolicyForm, PolicyForm)>),
    /// Changed the rates.
    Rates(Arc<Rates>, Arc<Rates>),
    /// Opened a saved case, which does several of the others: which case, and with how many of its
    /// files.
    Case((SourceId, usize), Vec<Step>),
}

/// The store: steps done, and steps undone.
#[derive(Clone, Copy)]
pub(crate) struct History {
    /// Steps that can be undone, oldest first.
    pub(crate) done: RwSignal<Vec<Step>>,
    /// Steps that can be done again, the next one last.
    pub(crate) undone: RwSignal<Vec<Step>>,
}

impl History {
    /// Nothing done yet.
    pub(crate) fn new() -> Self {
        Self { done: RwSignal::new(Vec::new()), undone: RwSignal::new(Vec::new()) }
    }
}
