//! Fetching from vendors: the forms, the fetch under way, what was received, what was called.
//!
//! Credentials live here and nowhere else, until the tab is closed or the person has them forgotten.

use crate::connect::{Asked, Failure, Form, Problem, Progress, Wait};
use crate::net::{Entry, Stop};
use crate::platform::files::LocalFile;
use crate::ui::prelude::*;
use crate::ui::shelf::Shelf;
use std::collections::BTreeMap;

/// Where the fetch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FetchState {
    /// Nothing was done.
    Idle,
    /// It runs; `true` for a test of the connection.
    Running(bool),
    /// It ended well; `true` for a test.
    Done(bool),
    /// It could not go on, or was stopped.
    Failed(Failure),
}

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct Fetch {
    /// Whether the panel is open.
    pub(crate) is_open: RwSignal<bool>,
    /// The vendor that is looked at; empty until the panel was opened.
    pub(crate) vendor: RwSignal<&'static str>,
    /// What was put in, by vendor.
    pub(crate) forms: RwSignal<BTreeMap<&'static str, Form>>,
    /// What is wrong with the form, in the order in which it was found.
    pub(crate) problems: RwSignal<Vec<Problem>>,
    /// Where it stands.
    pub(crate) state: RwSignal<FetchState>,
    /// How far it is.
    pub(crate) progress: RwSignal<Progress>,
    /// Bytes of the reply under way.
    pub(crate) bytes: RwSignal<u64>,
    /// Why it waits, and for how many seconds.
    pub(crate) waiting: RwSignal<Option<(Wait, u64)>>,
    /// What was received and may still be saved.
    pub(crate) received: RwSignal<Shelf<LocalFile>>,
    /// Every call since the page was opened.
    pub(crate) log: RwSignal<Vec<Entry>>,
    /// What was asked when.
    pub(crate) asked: StoredValue<Asked>,
    /// Stops the fetch under way.
    pub(crate) stop: StoredValue<Option<Stop>>,
}

impl Fetch {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            is_open: RwSignal::new(false),
            vendor: RwSignal::new(""),
            forms: RwSignal::new(BTreeMap::new()),
            problems: RwSignal::new(Vec::new()),
            state: RwSignal::new(FetchState::Idle),
            progress: RwSignal::new(Progress::default()),
            bytes: RwSignal::new(0),
            waiting: RwSignal::new(None),
            received: RwSignal::new(Shelf::default()),
            log: RwSignal::new(Vec::new()),
            asked: StoredValue::new(Asked::new()),
            stop: StoredValue::new(None),
        }
    }

    /// Whether a fetch runs.
    pub(crate) fn is_running(self) -> bool {
        matches!(*self.state.read(), FetchState::Running(_))
    }
}
