//! A window onto a list that may be taller than a browser allows an element to be.
//!
//! Whole pixels throughout. The list's true height is `rows × row_height`; the scrolled element
//! ("the sheet") is never taller than [`MOST_SHEET`]. Where the list is taller, the scroll bar is
//! mapped by ratio between two margins at the ends in which it is exact, so that the first and the
//! last rows are always reached. Small movements are always exact: rows keep their place on the
//! sheet and only the difference between list and sheet, the shift, is corrected at rest.

use std::ops::Range;

/// The tallest sheet in pixels. Elements may be taller (17.8 million in Firefox, 33 million in others),
/// but below 8.9 million Firefox does not keep a sticky head in its place.
pub const MOST_SHEET: i64 = 8_000_000;

/// Exact scrolling at both ends of a mapped sheet, in pixels.
const MARGIN: i64 = 400_000;

/// Rows drawn beyond the window on either side.
const OVERSCAN: i64 = 4;

/// What is looked through: sizes in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewport {
    /// Rows of the list.
    pub rows: u32,
    /// Height of a row.
    pub row_height: i64,
    /// Height of the window that rows are seen in, without the header.
    pub window: i64,
}

/// Where the window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The scroll bar's position on the sheet.
    pub top: i64,
    /// What is added to a place on the sheet to get the place in the list.
    pub shift: i64,
}

impl Viewport {
    /// Height of the whole list.
    pub fn list(&self) -> i64 {
        i64::from(self.rows) * self.row_height
    }

    /// Height of the sheet.
    pub fn sheet(&self) -> i64 {
        self.list().min(MOST_SHEET)
    }

    /// The position after the scroll bar moved to `top`.
    pub fn moved(&self, from: Position, top: i64) -> Position {
        let top = top.clamp(0, self.last_top());
        let exact = Position { top, shift: from.shift };
        let drift = (self.place(top) - exact.place()).abs();
        let at_end = top == 0 || top == self.last_top();
        let far = at_end || (top - from.top).abs() > self.window || drift > MARGIN / 2;
        self.bounded(if far { Position { top, shift: self.place(top) - top } } else { exact })
    }

    /// The position at rest: the same rows in the window, the scroll bar where the ratio wants it.
    pub fn settled(&self, at: Position) -> Position {
        let at = self.bounded(at);
        let place = at.place();
        let top = self.top_for(place);
        Position { top, shift: place - top }
    }

    /// The position that shows a row whole, as near to the present one as possible; `None` when
    /// it is seen already.
    pub fn revealed(&self, at: Position, row: u32) -> Option<Position> {
        let head = i64::from(row) * self.row_height;
        let place = at.place();
        let wanted = if head < place {
            head
        } else if head + self.row_height > place + self.window {
            head + self.row_height - self.window
        } else {
            return None;
        };
        let wanted = wanted.clamp(0, self.last_place());
        let top = self.top_for(wanted);
        Some(Position { top, shift: wanted - top })
    }

    /// The rows to draw: those in the window and a few around it.
    pub fn drawn(&self, at: Position) -> Range<u32> {
        let place = self.bounded(at).place();
        let row_height = self.row_height.max(1);
        let first = place / row_height - OVERSCAN;
        let last = (place + self.window) / row_height + 1 + OVERSCAN;
        let row = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX).min(self.rows);
        row(first)..row(last)
    }

    /// How many row views are needed so that [`Viewport::drawn`] always fits.
    pub fn pool(&self) -> u32 {
        let seen = self.window / self.row_height.max(1) + 2 + 2 * OVERSCAN;
        u32::try_from(seen).unwrap_or(u32::MAX)
    }

    /// Whole rows in the window, at least one: the step of Page Up and Page Down.
    pub fn page(&self) -> u32 {
        u32::try_from(self.window / self.row_height.max(1)).unwrap_or(1).max(1)
    }

    /// Where a row's head lies on the sheet.
    pub fn on_sheet(&self, at: Position, row: u32) -> i64 {
        i64::from(row) * self.row_height - at.shift
    }

    /// The row whose head is the first at or below the window's.
    pub fn first_seen(&self, at: Position) -> u32 {
        let row_height = self.row_height.max(1);
        u32::try_from((at.place() + row_height - 1) / row_height).unwrap_or(0)
    }

    fn last_top(&self) -> i64 {
        (self.sheet() - self.window).max(0)
    }

    fn last_place(&self) -> i64 {
        (self.list() - self.window).max(0)
    }

    fn bounded(&self, at: Position) -> Position {
        let top = at.top.clamp(0, self.last_top());
        let place = (top + at.shift).clamp(0, self.last_place());
        Position { top, shift: place - top }
    }

    /// Sheet to list: exact within the margins, by ratio between them.
    fn place(&self, top: i64) -> i64 {
        let (last_top, last_place) = (self.last_top(), self.last_place());
        if last_top == last_place || top <= MARGIN {
            top
        } else if top >= last_top - MARGIN {
            last_place - (last_top - top)
        } else {
            MARGIN + scaled(top - MARGIN, last_place - 2 * MARGIN, last_top - 2 * MARGIN)
        }
    }

    /// List to sheet, the reverse of [`Viewport::place`].
    fn top_for(&self, place: i64) -> i64 {
        let (last_top, last_place) = (self.last_top(), self.last_place());
        if last_top == last_place || place <= MARGIN {
            place
        } else if place >= last_place - MARGIN {
            last_top - (last_place - place)
        } else {
            MARGIN + scaled(place - MARGIN, last_top - 2 * MARGIN, last_place - 2 * MARGIN)
        }
    }
}

impl Position {
    /// The place in the list that the window's upper edge shows.
    pub fn place(&self) -> i64 {
        self.top + self.shift
    }
}

/// `value × numerator ÷ denominator` without overflow, rounded down.
fn scaled(value: i64, numerator: i64, denominator: i64) -> i64 {
    let wide = i128::from(value) * i128::from(numerator) / i128::from(denominator.max(1));
    i64::try_from(wide).unwrap_or(i64::MAX)
}
