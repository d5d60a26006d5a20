//! The head of the grid: names, order, widths.

use super::{Column, Grid, GridEvent, Spot};
use crate::engine::protocol::SortKey;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use leptos::ev::PointerEvent;
use leptos::html;

/// The head.
pub(super) fn head(grid: Grid, columns: Memo<Vec<Column>>) -> AnyView {
    let all = Memo::new(move |_| grid.state.picked.read().is_all());
    let some = Memo::new(move |_| !grid.state.picked.read().is_empty());
    let names = move || {
        let columns = columns.get();
        columns.into_iter().zip(1..).map(|(column, n)| name(grid, column, n)).collect_view()
    };
    view! {
        <div class="grid__head" role="row" aria-rowindex="1">
            <div class="grid__cell grid__cell--box" role="columnheader" aria-colindex="1">
                <input
                    type="checkbox"
                    tabindex=move || tab(grid.spot.get(), 0)
                    aria-label=grid.t.select_all
                    title=grid.t.select_all
                    prop:checked=move || all.get()
                    prop:indeterminate=move || some.get() && !all.get()
                    on:click=move |_| {
                        grid.spot.set(Spot { row: None, column: 0 });
                        grid.tell.run(GridEvent::ToggledAll);
                    }
                />
            </div>
            {names}
        </div>
    }
    .into_any()
}

fn name(grid: Grid, column: Column, n: usize) -> AnyView {
    let Column { key, label, sort, is_number, .. } = column;
    let here = move || sort.is_some_and(|it| it == grid.state.sort.get().0);
    let order = move || {
        let order = if grid.state.sort.get().1 { "descending" } else { "ascending" };
        if here() { Some(order) } else { sort.map(|_| "none") }
    };
    let class = if is_number { "grid__cell grid__cell--number" } else { "grid__cell" };
    view! {
        <div class=class role="columnheader" aria-colindex=n + 1 aria-sort=order data-key=key>
            {title(grid, label, sort, n)}
            {handle(grid, key, label)}
        </div>
    }
    .into_any()
}

fn title(grid: Grid, label: &'static str, sort: Option<SortKey>, n: usize) -> AnyView {
    let Some(sort) = sort else {
        return view! { <span class="grid__title">{label}</span> }.into_any();
    };
    let arrow = move || {
        let (key, descending) = grid.state.sort.get();
        (key == sort).then(|| icon(if descending { Glyph::Down } else { Glyph::Up }))
    };
    view! {
        <button
            type="button"
            class="grid__title grid__title--sort"
            tabindex=move || tab(grid.spot.get(), n)
            on:click=move |_| {
                grid.spot.set(Spot { row: None, column: n });
                grid.tell.run(GridEvent::Sorted(sort));
            }
        >
            {label}
            {arrow}
        </button>
    }
    .into_any()
}

/// The edge that is dragged; by keyboard Shift and the arrow keys do the same in the head.
fn handle(grid: Grid, key: &'static str, label: &'static str) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    // Where the drag began, and the width it began with.
    let from = RwSignal::new(None::<(i32, i32)>);
    let down = move |event: PointerEvent| {
        let Some(node) = node.get_untracked() else { return };
        let width = node.parent_element().map_or(0, |it| it.client_width());
        from.set(Some((event.client_x(), width)));
        let _ = node.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    };
    let moved = move |event: PointerEvent| {
        if let Some((x, width)) = from.get_untracked() {
            grid.set_width(key, width + event.client_x() - x);
        }
    };
    view! {
        <div
            class="grid__handle"
            class:is-dragged=move || from.get().is_some()
            title=(grid.t.resize)(label)
            aria-hidden="true"
            node_ref=node
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| from.set(None)
            on:pointercancel=move |_| from.set(None)
            on:dblclick=move |_| grid.state.widths.update(|it| _ = it.remove(key))
        ></div>
    }
    .into_any()
}

fn tab(spot: Spot, column: usize) -> &'static str {
    if spot.row.is_none() && spot.column == column { "0" } else { "-1" }
}
