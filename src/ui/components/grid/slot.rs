//! One row view of the pool. It keeps its elements and changes what they show.

use super::cell::{content, ghost};
use super::{Column, Grid, GridEvent, Spot};
use crate::engine::protocol::RowView;
use crate::ui::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// The view with number `n` of `size`: it shows the drawn row whose number leaves `n` when divided
/// by `size`, so that a row keeps its view as long as it is drawn.
pub(super) fn slot(
    grid: Grid,
    columns: Memo<Vec<Column>>,
    drawn: Memo<Range<u32>>,
    (n, size): (u32, u32),
) -> AnyView {
    let index = Memo::new(move |_| {
        let drawn = drawn.get();
        let row = drawn.start + (n + size - drawn.start % size) % size;
        drawn.contains(&row).then_some(row)
    });
    let row = Memo::new(move |_| {
        index.get().and_then(|index| grid.state.loaded.with(|it| it.row(index)))
    });
    let place = Memo::new(move |_| {
        let index = index.get()?;
        Some(grid.viewport().on_sheet(grid.at.get(), index))
    });
    let spot_column = Memo::new(move |_| {
        let Spot { row, column } = grid.spot.get();
        (row.is_some() && row == index.get()).then_some(column)
    });
    let is_picked = Memo::new(move |_| {
        row.with(|row| row.as_ref().is_some_and(|it| grid.state.picked.read().has(it.row)))
    });
    let is_chosen = move || {
        let chosen = grid.state.chosen.get();
        chosen.is_some() && row.with(|it| it.as_ref().map(|it| it.row)) == chosen
    };
    let open = move |column: usize| {
        if let Some(index) = index.get_untracked() {
            grid.spot.set(Spot { row: Some(index), column });
        }
    };
    // With Shift everything from the spot to here is selected.
    let extend = move || {
        let from = grid.spot.get_untracked().row.or(index.get_untracked());
        if let (Some(from), Some(to)) = (from, index.get_untracked()) {
            grid.tell.run(GridEvent::Extended(from, to));
        }
    };
    view! {
        <div
            class="grid__row"
            class:is-picked=move || is_picked.get()
            class:is-chosen=is_chosen
            class:is-odd=move || index.get().is_some_and(|it| it % 2 == 1)
            role="row"
            hidden=move || index.get().is_none()
            aria-rowindex=move || index.get().map(|it| u64::from(it) + 2)
            aria-selected=move || if is_picked.get() { "true" } else { "false" }
            style:transform=move || place.get().map(|it| format!("translateY({it}px)"))
            on:click=move |event| {
                if event.shift_key() {
                    extend();
                    return;
                }
                open(1);
                if let Some(row) = row.get_untracked() {
                    grid.tell.run(GridEvent::Opened(row));
                }
            }
        >
            <div
                class="grid__cell grid__cell--box"
                role="gridcell"
                aria-colindex="1"
                tabindex=move || tab(spot_column.get() == Some(0))
                on:click=move |event| {
                    event.stop_propagation();
                    if event.shift_key() {
                        extend();
                        return;
                    }
                    open(0);
                    if let Some(row) = row.get_untracked() {
                        grid.tell.run(GridEvent::Toggled(row));
                    }
                }
            >
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || {
                        row.with(|it| it.as_ref().map(|it| (grid.t.select_row)(&it.id)))
                    }
                    prop:checked=move || is_picked.get()
                />
            </div>
            {move || {
                let columns = columns.get();
                let cells = columns.iter().zip(1..).map(|it| cell(grid, it, row, spot_column));
                cells.collect_view()
            }}
        </div>
    }
    .into_any()
}

/// A cell. Its element stays, so that it keeps the focus when other rows come.
fn cell(
    grid: Grid,
    (column, n): (&Column, usize),
    row: Memo<Option<Arc<RowView>>>,
    spot_column: Memo<Option<usize>>,
) -> AnyView {
    let key = column.key;
    let class = if column.is_number { "grid__cell grid__cell--number" } else { "grid__cell" };
    let inside = move || {
        row.with(|row| match row {
            Some(row) => content(grid.cells.with_value(|cells| cells(row, key))),
            None => ghost(),
        })
    };
    view! {
        <div
            class=class
            role="gridcell"
            aria-colindex=n + 1
            tabindex=move || tab(spot_column.get() == Some(n))
        >
            {inside}
        </div>
    }
    .into_any()
}

fn tab(here: bool) -> &'static str {
    if here { "0" } else { "-1" }
}
