//! The grid of records and lines: real elements, only as many as the window shows.
//!
//! May import: `chart::viewport`, `strings`, plain types of `state`. Deliberately absent: stores and
//! actions. A fixed pool of row views is bound to positions; scrolling changes which row a view
//! shows, never how many there are, so a million rows cost what forty do. Only rows that are loaded are
//! bound; until others are, the sheet itself shows where they will be.

mod cell;
mod column;
mod head;
mod keys;
mod slot;

pub(crate) use cell::Cell;
pub(crate) use column::Column;

use crate::chart::{Position, Viewport};
use crate::engine::protocol::{RowView, SortKey};
use crate::platform::{clock, screen};
use crate::ui::prelude::*;
use crate::ui::state::view::{Loaded, Picked, Widths};
use crate::ui::strings::result::ResultText;
use column::Fitted;
use keys::Step;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::task::spawn_local;
use leptos::web_sys::Element;
use std::iter::successors;
use std::ops::Range;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Height of a row in pixels.
const ROW: i64 = 36;
/// The same where a finger has to hit it.
const TALL_ROW: i64 = 48;
/// Below this width only the narrow columns are shown.
const NARROW: i32 = 560;
/// The height in pixels that is taken for the window's until it is known. So the rows of a new result
/// come in two lots: all at once would hold up the page for longer.
const FIRST_WINDOW: i64 = 300;

/// What the grid tells.
#[derive(Debug, Clone)]
pub(crate) enum GridEvent {
    /// These rows are in the window; they should be loaded.
    Needed(Range<u32>),
    /// Order by this column.
    Sorted(SortKey),
    /// Open the evidence of this row.
    Opened(Arc<RowView>),
    /// Close the evidence.
    Closed,
    /// Select this row, or not any more.
    Toggled(Arc<RowView>),
    /// Select all rows between these two, by their numbers.
    Extended(u32, u32),
    /// Select all rows, or none.
    ToggledAll,
    /// Copy the selected rows, or this one where none is selected.
    Copied(Option<Arc<RowView>>),
}

/// What the grid shows.
#[derive(Clone, Copy)]
pub(crate) struct GridState {
    /// The loaded window.
    pub(crate) loaded: Signal<Arc<Loaded>>,
    /// The order.
    pub(crate) sort: Signal<(SortKey, bool)>,
    /// Selected rows.
    pub(crate) picked: Signal<Arc<Picked>>,
    /// The row whose evidence is open.
    pub(crate) chosen: Signal<Option<crate::source::RowRef>>,
    /// Counted up when other rows are shown from the first on.
    pub(crate) restarted: Signal<u32>,
    /// Widths of columns that were set by hand.
    pub(crate) widths: RwSignal<Widths>,
}

/// What stands in a row under a column's key.
pub(crate) type Cells = Arc<dyn Fn(&RowView, &'static str) -> Cell + Send + Sync>;

/// Where the keyboard is: a row (none for the head) and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    row: Option<u32>,
    column: usize,
}

/// Everything the grid's parts share. Cheap to copy.
#[derive(Clone, Copy)]
struct Grid {
    t: &'static ResultText,
    state: GridState,
    tell: Callback<GridEvent>,
    all_columns: StoredValue<Vec<Column>>,
    cells: StoredValue<Cells>,
    scroller: NodeRef<html::Div>,
    at: RwSignal<Position>,
    window: RwSignal<i64>,
    room: RwSignal<i32>,
    spot: RwSignal<Spot>,
    has_focus: RwSignal<bool>,
    /// The spot that takes the focus once its row is bound.
    awaited: StoredValue<Option<Spot>>,
}

/// The grid with its columns in order.
pub(crate) fn data_grid(
    t: &'static ResultText,
    state: GridState,
    tell: Callback<GridEvent>,
    columns: Vec<Column>,
    cells: Cells,
) -> AnyView {
    let grid = Grid {
        t,
        state,
        tell,
        all_columns: StoredValue::new(columns),
        cells: StoredValue::new(cells),
        scroller: NodeRef::new(),
        at: RwSignal::new(Position::default()),
        window: RwSignal::new(FIRST_WINDOW),
        room: RwSignal::new(i32::MAX),
        spot: RwSignal::new(Spot { row: Some(0), column: 1 }),
        has_focus: RwSignal::new(false),
        awaited: StoredValue::new(None),
    };
    let columns = Memo::new(move |_| {
        let room = grid.room.get();
        grid.all_columns
            .with_value(|all| all.iter().filter(|it| it.room <= room).cloned().collect::<Vec<_>>())
    });
    let fitted = Memo::new(move |before| grid.fitted(before));
    let viewport = Memo::new(move |_| grid.viewport());
    let wanted = Memo::new(move |_| viewport.get().drawn(grid.at.get()));
    let bound = Memo::new(move |before| grid.bound(&wanted.get(), before));
    let pool = Memo::new(move |_| viewport.get().pool().min(viewport.get().rows));

    grid.measure_when_shown();
    grid.start_over_when_told();
    grid.keep_focus(bound);
    Effect::new(move || tell.run(GridEvent::Needed(wanted.get())));

    let row_height = move || [&viewport.get().row_height.to_string(), "px"].concat();
    let sheet_height = move || [&viewport.get().sheet().to_string(), "px"].concat();
    let widths = state.widths;
    let template = move || column::template(&columns.read(), &widths.read(), &fitted.read());
    let least =
        move || format!("{}px", column::least(&columns.read(), &widths.read(), &fitted.read()));
    // The spot's own cell takes the focus; while its row is not bound, the grid does.
    let grid_tab = move || match grid.spot.get().row {
        Some(row) if !bound.get().contains(&row) => "0",
        _ => "-1",
    };
    view! {
        <div
            class="grid"
            class:is-narrow=move || grid.is_narrow()
            role="grid"
            aria-label=t.grid
            aria-rowcount=move || u64::from(viewport.get().rows) + 1
            aria-colcount=move || columns.read().len() + 1
            aria-multiselectable="true"
            data-testid="exceptions-grid"
            tabindex=grid_tab
            style=("--grid-row", row_height)
            style=("--grid-sheet", sheet_height)
            style=("--grid-columns", template)
            style=("--grid-least", least)
            node_ref=grid.scroller
            on:scroll=move |_| grid.scrolled()
            on:scrollend=move |_| grid.settle()
            on:keydown=move |event| grid.pressed(&event, columns.read_untracked().len())
            on:focusin=move |_| grid.has_focus.set(true)
            on:focusout=move |_| grid.has_focus.set(false)
        >
            {head::head(grid, columns)}
            <div
                class="grid__sheet"
                role="rowgroup"
                on:click=move |event| grid.clicked(&event)
            >
                {keyed(
                    move || 0..pool.get(),
                    |n| u64::from(*n),
                    move |n| slot::slot(grid, columns, bound, (n, pool)),
                )}
            </div>
        </div>
    }
    .into_any()
}

impl Grid {
    fn viewport(self) -> Viewport {
        let rows = self.state.loaded.with(|it| u32::try_from(it.total).unwrap_or(u32::MAX));
        let row_height = if self.is_narrow() { TALL_ROW } else { ROW };
        Viewport { rows, row_height, window: self.window.get() }
    }

    fn is_narrow(self) -> bool {
        self.room.get() < NARROW
    }

    /// What the figures in the window need, and those that were in it before.
    fn fitted(self, before: Option<&Fitted>) -> Fitted {
        let mut fitted = before.cloned().unwrap_or_default();
        fitted.is_narrow = self.is_narrow();
        let rows = self.state.loaded.get();
        let length = |row: &Arc<RowView>, key| match self.cells.with_value(|it| it(row, key)) {
            Cell::Figure(shown, _) => i32::try_from(shown.chars().count()).unwrap_or(0),
            _ => 0,
        };
        self.all_columns.with_value(|all| {
            for column in all.iter().filter(|it| it.is_number) {
                let longest = rows.rows.iter().map(|it| length(it, column.key)).max();
                let so_far = fitted.longest.entry(column.key).or_default();
                *so_far = longest.unwrap_or(0).max(*so_far);
            }
        });
        fitted
    }

    fn viewport_now(self) -> Viewport {
        untrack(|| self.viewport())
    }

    /// Reads the sizes once the element is in the page, and again when the window changes. The browser
    /// paints what is there before it gets the rows that they make room for.
    fn measure_when_shown(self) {
        let measure = move || {
            let Some(node) = self.scroller.get_untracked() else { return };
            let room = node.client_width();
            if self.room.get_untracked() != room {
                self.room.set(room);
            }
            let head = self.viewport_now().row_height;
            let most = i64::from(node.client_height()).max(i64::from(node.offset_height()));
            let window = (most - head).max(ROW);
            spawn_local(async move {
                clock::next_turn().await;
                if self.window.try_get_untracked().is_some_and(|it| it != window) {
                    self.window.set(window);
                }
            });
        };
        Effect::new(move || {
            self.state.loaded.with(|it| it.total);
            request_animation_frame(measure);
        });
        let resized = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || resized.remove());
    }

    /// Other rows begin at the first row.
    fn start_over_when_told(self) {
        Effect::new(move |before: Option<u32>| {
            let now = self.state.restarted.get();
            if before.is_some_and(|it| it != now) {
                self.put(Position::default());
                self.spot.update(|it| it.row = it.row.map(|_| 0));
            }
            now
        });
    }

    fn scrolled(self) {
        let Some(node) = self.scroller.get_untracked() else { return };
        let now = self.at.get_untracked();
        let next = self.viewport_now().moved(now, i64::from(node.scroll_top()));
        if next != now {
            self.at.set(next);
        }
    }

    /// Puts the scroll bar where the ratio wants it; the rows in the window stay.
    fn settle(self) {
        let now = self.at.get_untracked();
        let settled = self.viewport_now().settled(now);
        if settled != now {
            self.put(settled);
        }
    }

    fn put(self, position: Position) {
        self.at.set(position);
        if let Some(node) = self.scroller.get_untracked() {
            node.set_scroll_top(i32::try_from(position.top).unwrap_or(i32::MAX));
        }
    }

    /// When the focused row was scrolled away its view shows another row, so the grid itself takes
    /// the focus; the next key goes on from the spot. A row the keyboard went to takes it once it is
    /// bound.
    fn keep_focus(self, bound: Memo<Range<u32>>) {
        Effect::new(move || {
            let bound = bound.get();
            let spot = self.spot.get_untracked();
            let Some(row) = spot.row.filter(|_| self.has_focus.get_untracked()) else { return };
            if !bound.contains(&row) {
                self.focus_grid();
            } else if self.awaited.get_value() == Some(spot) {
                self.focus_soon(spot);
            }
        });
    }

    /// The rows that are shown: the wanted ones as far as they are loaded; while none of them is,
    /// those from before.
    fn bound(self, wanted: &Range<u32>, before: Option<&Range<u32>>) -> Range<u32> {
        let loaded = self.state.loaded.with(|it| it.part_of(wanted));
        if loaded.is_empty() && !wanted.is_empty() {
            return before.cloned().unwrap_or_default();
        }
        loaded
    }

    /// A click on a row opens its evidence, one on its box selects it; with Shift everything from the
    /// spot to here is selected.
    fn clicked(self, event: &MouseEvent) {
        let target = event.target().map(JsCast::unchecked_into::<Element>);
        let number = |name: &str| {
            let mut around = successors(target.clone(), |it| it.parent_element());
            around.find_map(|it| it.get_attribute(name))?.parse::<u32>().ok()
        };
        let Some(index) = number("aria-rowindex").and_then(|it| it.checked_sub(2)) else { return };
        let in_box = number("aria-colindex") == Some(1);
        if event.shift_key() {
            let from = self.spot.get_untracked().row.unwrap_or(index);
            self.tell.run(GridEvent::Extended(from, index));
            return;
        }
        self.spot.set(Spot { row: Some(index), column: usize::from(!in_box) });
        let what = if in_box { GridEvent::Toggled } else { GridEvent::Opened };
        if let Some(row) = self.row_at(index) {
            self.tell.run(what(row));
        }
    }

    fn row_at(self, row: u32) -> Option<Arc<RowView>> {
        self.state.loaded.with_untracked(|it| it.row(row))
    }

    fn pressed(self, event: &KeyboardEvent, n_columns: usize) {
        let Some(step) =
            Step::of(&event.key(), event.ctrl_key() || event.meta_key(), event.shift_key())
        else {
            return;
        };
        let spot = self.spot.get_untracked();
        let row = spot.row.and_then(|row| self.row_at(row));
        match step {
            Step::Open => match row {
                Some(row) if spot.column > 0 => self.tell.run(GridEvent::Opened(row)),
                // The head's buttons and the boxes answer Enter themselves.
                _ => return,
            },
            Step::Select => match row {
                Some(row) => self.tell.run(GridEvent::Toggled(row)),
                None => return,
            },
            Step::SelectAll => self.tell.run(GridEvent::ToggledAll),
            Step::Copy => self.tell.run(GridEvent::Copied(row)),
            Step::Close => {
                self.tell.run(GridEvent::Closed);
                return;
            }
            Step::Wider | Step::Narrower => {
                if spot.row.is_some() {
                    return;
                }
                self.resize_by(spot.column, if step == Step::Wider { 16 } else { -16 });
            }
            _ => {
                let last = self.viewport_now().rows.saturating_sub(1);
                let page = self.viewport_now().page();
                let to = step.from(spot, page, last, n_columns);
                if let (true, Some(from), Some(to)) = (event.shift_key(), spot.row, to.row) {
                    self.tell.run(GridEvent::Extended(from, to));
                }
                self.go_to(to);
            }
        }
        event.prevent_default();
    }

    fn resize_by(self, column: usize, pixels: i32) {
        let Some(node) = self.head_cell(column) else { return };
        let Some(key) = node.get_attribute("data-key") else { return };
        let width = node.client_width() + pixels;
        self.set_width(&key, width);
    }

    fn set_width(self, key: &str, width: i32) {
        let found = self
            .all_columns
            .with_value(|all| all.iter().find(|it| it.key == key).map(|it| (it.key, it.least)));
        if let Some((key, least)) = found {
            self.state.widths.update(|it| _ = it.insert(key, width.max(least)));
        }
    }

    fn head_cell(self, column: usize) -> Option<Element> {
        let selector = format!("[aria-rowindex=\"1\"] > [aria-colindex=\"{}\"]", column + 1);
        self.scroller.get_untracked()?.query_selector(&selector).ok().flatten()
    }

    /// Moves the spot, brings its row into the window and gives its cell the focus.
    fn go_to(self, spot: Spot) {
        self.spot.set(spot);
        let now = self.at.get_untracked();
        if let Some(position) = spot.row.and_then(|row| self.viewport_now().revealed(now, row)) {
            self.put(position);
        }
        self.focus_soon(spot);
    }

    /// Gives a cell the focus, or the grid until the cell's row is bound.
    fn focus_soon(self, spot: Spot) {
        // What is loaded is bound before the next frame.
        request_animation_frame(move || {
            // Another key may have gone on meanwhile: to focus the row it left would scroll back to it.
            if self.spot.try_get_untracked() != Some(spot) {
                return;
            }
            let found = self.focus(spot);
            self.awaited.set_value((!found).then_some(spot));
            if !found {
                self.focus_grid();
            }
        });
    }

    fn focus_grid(self) {
        if let Some(node) = self.scroller.get_untracked() {
            screen::focus_in_place(&node);
        }
    }

    fn focus(self, spot: Spot) -> bool {
        let row = spot.row.map_or(1, |row| u64::from(row) + 2);
        let selector =
            format!("[aria-rowindex=\"{row}\"] > [aria-colindex=\"{}\"]", spot.column + 1);
        let cell =
            self.scroller.get_untracked().and_then(|it| it.query_selector(&selector).ok()?);
        // In the head it is the button inside that can be pressed.
        let inner = cell.as_ref().and_then(|it| it.query_selector("button, input").ok()?);
        let target = inner.filter(|_| spot.row.is_none()).or(cell);
        if let Some(target) = &target {
            screen::focus_in_place(target);
        }
        target.is_some()
    }
}
