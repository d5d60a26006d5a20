//! What of the result is looked at: filter, order, window, selection, evidence.

use crate::engine::protocol::{
    Amount, Evidence, FacetCount, ResultView, RowFilter, RowView, SortKey,
};
use crate::source::RowRef;
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use litemap::LiteMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The loaded window of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Loaded {
    /// Rows under the filter in all.
    pub(crate) total: u64,
    /// Sums of their differences by currency.
    pub(crate) differences: Vec<Amount>,
    /// First row of the window.
    pub(crate) offset: u32,
    /// Its rows.
    pub(crate) rows: Vec<Arc<RowView>>,
    /// Whether the engine has answered since the filter or the order changed.
    pub(crate) is_fresh: bool,
}

impl Loaded {
    /// The row with this number under the filter, if it is in the window.
    pub(crate) fn row(&self, row: u32) -> Option<Arc<RowView>> {
        let at = usize::try_from(row.checked_sub(self.offset)?).ok()?;
        self.rows.get(at).cloned()
    }

    /// Those of these rows that are in the window.
    pub(crate) fn part_of(&self, rows: &Range<u32>) -> Range<u32> {
        let n_rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        rows.start.max(self.offset)..rows.end.min(self.offset.saturating_add(n_rows))
    }

    /// Whether all of these rows are in the window.
    pub(crate) fn covers(&self, rows: &Range<u32>) -> bool {
        rows.is_empty() || self.part_of(rows) == *rows
    }
}

/// The selected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Picked {
    /// These.
    Rows(BTreeMap<RowRef, Arc<RowView>>),
    /// All under the filter except these.
    AllBut(BTreeSet<RowRef>),
}

impl Default for Picked {
    fn default() -> Self {
        Self::Rows(BTreeMap::new())
    }
}

impl Picked {
    /// Whether a row is selected.
    pub(crate) fn has(&self, row: RowRef) -> bool {
        match self {
            Self::Rows(rows) => rows.contains_key(&row),
            Self::AllBut(left_out) => !left_out.contains(&row),
        }
    }

    /// Whether every row is selected.
    pub(crate) fn is_all(&self) -> bool {
        matches!(self, Self::AllBut(left_out) if left_out.is_empty())
    }

    /// Whether nothing is selected.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Rows(rows) if rows.is_empty())
    }

    /// How many rows are selected of those under the filter.
    pub(crate) fn count(&self, total: u64) -> u64 {
        match self {
            Self::Rows(rows) => u64::try_from(rows.len()).unwrap_or(u64::MAX),
            Self::AllBut(left_out) => {
                total.saturating_sub(u64::try_from(left_out.len()).unwrap_or(u64::MAX))
            }
        }
    }

    /// The selection with these rows in it.
    pub(crate) fn with(&self, more: Vec<Arc<RowView>>) -> Self {
        let mut next = self.clone();
        for row in more {
            match &mut next {
                Self::Rows(rows) => drop(rows.insert(row.row, row)),
                Self::AllBut(left_out) => drop(left_out.remove(&row.row)),
            }
        }
        next
    }

    /// The selection with this row in it, or without it if it was in.
    pub(crate) fn toggled(&self, row: &Arc<RowView>) -> Self {
        let mut next = self.clone();
        match &mut next {
            Self::Rows(rows) => {
                if rows.remove(&row.row).is_none() {
                    rows.insert(row.row, Arc::clone(row));
                }
            }
            Self::AllBut(left_out) => {
                if !left_out.remove(&row.row) {
                    left_out.insert(row.row);
                }
            }
        }
        next
    }
}

/// Widths in pixels that columns were given by hand.
pub(crate) type Widths = LiteMap<&'static str, i32>;

/// The evidence panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing is open.
    Nothing,
    /// A row is open and its source text is being read.
    Loading(Arc<RowView>),
    /// Everything about a row.
    Ready(Arc<Evidence>),
}

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// The result whose rows these are; none before the first was looked at.
    pub(crate) of: StoredValue<Option<Arc<ResultView>>>,
    /// Which rows are shown.
    pub(crate) filter: RwSignal<RowFilter>,
    /// By what they are ordered, and whether largest first.
    pub(crate) sort: RwSignal<(SortKey, bool)>,
    /// Where they are shown so: what stands after the `#` of the address.
    pub(crate) address: RwSignal<String>,
    /// The row whose evidence is open.
    pub(crate) chosen: RwSignal<Option<RowRef>>,
    /// The loaded window.
    pub(crate) loaded: RwSignal<Arc<Loaded>>,
    /// The rows that are wanted in it.
    pub(crate) wanted: StoredValue<Range<u32>>,
    /// Counted up whenever other rows are shown from the first on; answers to older questions are
    /// not heard.
    pub(crate) restarted: RwSignal<u32>,
    /// Whether a window is being asked for.
    pub(crate) asking: StoredValue<bool>,
    /// Counted up whenever what was loaded is out of date.
    pub(crate) outdated: StoredValue<u32>,
    /// Counts beside the facets.
    pub(crate) facets: RwSignal<Arc<Vec<FacetCount>>>,
    /// The selected rows.
    pub(crate) picked: RwSignal<Arc<Picked>>,
    /// Widths of columns; a new result does not change them.
    pub(crate) widths: RwSignal<Widths>,
    /// The evidence panel.
    pub(crate) shown: RwSignal<Shown>,
    /// Notes that were begun and neither saved nor given up.
    pub(crate) drafts: StoredValue<LiteMap<RowRef, String>>,
}

impl View {
    /// All rows, largest difference first.
    pub(crate) fn new() -> Self {
        Self {
            of: StoredValue::new(None),
            filter: RwSignal::new(RowFilter::default()),
            sort: RwSignal::new((SortKey::Difference, true)),
            address: RwSignal::new(Route::Result.hash().to_owned()),
            chosen: RwSignal::new(None),
            loaded: RwSignal::new(Arc::default()),
            wanted: StoredValue::new(0..0),
            restarted: RwSignal::new(0),
            asking: StoredValue::new(false),
            outdated: StoredValue::new(0),
            facets: RwSignal::new(Arc::default()),
            picked: RwSignal::new(Arc::default()),
            widths: RwSignal::new(Widths::new()),
            shown: RwSignal::new(Shown::Nothing),
            drafts: StoredValue::new(LiteMap::new()),
        }
    }
}
