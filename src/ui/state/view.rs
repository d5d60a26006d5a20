//! What of the result is looked at: filter, order, window, chosen row.

use crate::engine::protocol::{RowFilter, SortKey};
use crate::source::RowRef;
use leptos::prelude::*;

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// Which rows are shown.
    pub(crate) filter: RwSignal<RowFilter>,
    /// By what they are ordered, and whether largest first.
    pub(crate) sort: RwSignal<(SortKey, bool)>,
    /// The row whose evidence is open.
    pub(crate) chosen: RwSignal<Option<RowRef>>,
}

impl View {
    /// All rows, largest difference first.
    pub(crate) fn new() -> Self {
        Self {
            filter: RwSignal::new(RowFilter::default()),
            sort: RwSignal::new((SortKey::Difference, true)),
            chosen: RwSignal::new(None),
        }
    }
}
