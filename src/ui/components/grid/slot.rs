//! One row view of the pool. It keeps its elements and changes what they show.

use super::cell::content;
use super::{Cell, Column, Grid, Spot};
use crate::engine::protocol::RowView;
use crate::ui::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// A row that a view shows, with all that is seen of it.
#[derive(Clone, PartialEq)]
struct Shown {
    /// Its number under the filter, from 0.
    index: u32,
    row: Arc<RowView>,
    /// Where its head lies on the sheet, in pixels.
    place: i64,
    /// The column the keyboard is in, if it is in this row.
    column: Option<usize>,
    is_picked: bool,
    is_chosen: bool,
    /// Whether the view stands by: it keeps its elements and nobody sees them.
    is_idle: bool,
}

/// The view with number `n` of a pool of some size: it shows the bound row whose number leaves `n` when
/// divided by the size, so that a row keeps its view as long as it is bound. Where the pool grows, the
/// views that are there keep what they show while the list is at its beginning.
///
/// One effect does all of a row: an effect for each attribute and cell would be a thousand of them,
/// and most of what a step of the scroll bar costs.
pub(super) fn slot(
    grid: Grid,
    columns: Memo<Vec<Column>>,
    bound: Memo<Range<u32>>,
    (n, pool): (u32, Memo<u32>),
) -> AnyView {
    let shown = Memo::new(move |before: Option<&Option<Shown>>| {
        let (bound, size) = (bound.get(), pool.get());
        let before = before.and_then(Option::as_ref);
        // One that leaves the pool shows nothing any more.
        let index = bound.start.checked_rem(size).filter(|_| n < size);
        let index = index.map(|first| bound.start + (n + size - first) % size);
        let index = index.filter(|it| bound.contains(it));
        let now = index.and_then(|it| grid.shown(it, before));
        now.or_else(|| before.map(|it| Shown { is_idle: true, ..it.clone() }))
    });
    (move || shown.with(|it| it.as_ref().map(|it| row(grid, &columns.read(), it)))).into_any()
}

impl Grid {
    /// The row of this number. One that is not loaded any more stays as it was `before`.
    fn shown(self, index: u32, before: Option<&Shown>) -> Option<Shown> {
        let kept = || before.filter(|it| it.index == index).map(|it| Arc::clone(&it.row));
        let row = self.state.loaded.with(|it| it.row(index)).or_else(kept)?;
        let Spot { row: spot, column } = self.spot.get();
        Some(Shown {
            index,
            place: self.viewport().on_sheet(self.at.get(), index),
            column: (spot == Some(index)).then_some(column),
            is_picked: self.state.picked.read().has(row.row),
            is_chosen: self.state.chosen.get() == Some(row.row),
            is_idle: false,
            row,
        })
    }
}

fn row(grid: Grid, columns: &[Column], shown: &Shown) -> AnyView {
    let Shown { index, place, is_picked, is_chosen, is_idle, .. } = *shown;
    let cells = columns.iter().zip(1..).map(|it| cell(grid, it, shown)).collect_view();
    view! {
        <div
            class="grid__row"
            class:is-picked=is_picked
            class:is-chosen=is_chosen
            role="row"
            hidden=is_idle
            aria-rowindex=(!is_idle).then_some(u64::from(index) + 2)
            aria-selected=if is_picked { "true" } else { "false" }
            style:transform=["translateY(", &place.to_string(), "px)"].concat()
        >
            <div
                class="grid__cell grid__cell--box"
                role="gridcell"
                aria-colindex="1"
                tabindex=tab(shown, 0)
            >
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=(grid.t.select_row)(&shown.row.id)
                    prop:checked=is_picked
                />
            </div>
            {cells}
        </div>
    }
    .into_any()
}

/// A cell. Its element stays, so that it keeps the focus when other rows come.
fn cell(grid: Grid, (column, n): (&Column, usize), shown: &Shown) -> AnyView {
    let cell = grid.cells.with_value(|cells| cells(&shown.row, column.key));
    let class = match cell {
        _ if column.is_number => "grid__cell grid__cell--number",
        Cell::Verdict(..) => "grid__cell grid__cell--signs",
        _ => "grid__cell",
    };
    view! {
        <div class=class role="gridcell" aria-colindex=n + 1 tabindex=tab(shown, n)>
            {content(cell)}
        </div>
    }
    .into_any()
}

fn tab(shown: &Shown, column: usize) -> &'static str {
    if shown.column == Some(column) { "0" } else { "-1" }
}
