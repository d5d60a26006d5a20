//! What a key does in the grid.

use super::Spot;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    First,
    Last,
    Open,
    Close,
    Select,
    SelectAll,
    Copy,
    Wider,
    Narrower,
}

impl Step {
    /// What a key means; `None` leaves it to the browser.
    pub(super) fn of(key: &str, ctrl: bool, shift: bool) -> Option<Self> {
        Some(match (key, ctrl, shift) {
            ("ArrowRight", false, true) => Self::Wider,
            ("ArrowLeft", false, true) => Self::Narrower,
            ("ArrowUp", false, _) => Self::Up,
            ("ArrowDown", false, _) => Self::Down,
            ("ArrowLeft", false, _) => Self::Left,
            ("ArrowRight", false, _) => Self::Right,
            ("PageUp", false, _) => Self::PageUp,
            ("PageDown", false, _) => Self::PageDown,
            ("Home", false, _) => Self::Home,
            ("End", false, _) => Self::End,
            ("Home" | "ArrowUp", true, _) => Self::First,
            ("End" | "ArrowDown", true, _) => Self::Last,
            ("Enter", false, _) => Self::Open,
            ("Escape", false, _) => Self::Close,
            (" ", false, _) => Self::Select,
            ("a" | "A", true, false) => Self::SelectAll,
            ("c" | "C", true, false) => Self::Copy,
            _ => return None,
        })
    }

    /// Where the keyboard is after the step. Home and End go to the row's first and last cell, and
    /// from there to the first and last row.
    pub(super) fn from(self, spot: Spot, page: u32, last: u32, n_columns: usize) -> Spot {
        let Spot { row, column } = spot;
        // Column 0 holds the boxes; the others follow it.
        let row_to = |row: Option<u32>| Spot { row, column };
        match self {
            Self::Up => row_to(row.and_then(|it| it.checked_sub(1))),
            Self::Down => row_to(Some(row.map_or(0, |it| it.saturating_add(1).min(last)))),
            Self::PageUp => row_to(Some(row.unwrap_or(0).saturating_sub(page))),
            Self::PageDown => row_to(Some(row.unwrap_or(0).saturating_add(page).min(last))),
            Self::Left => Spot { row, column: column.saturating_sub(1) },
            Self::Right => Spot { row, column: (column + 1).min(n_columns) },
            Self::Home if column > 0 => Spot { row, column: 0 },
            Self::End if column < n_columns => Spot { row, column: n_columns },
            Self::Home | Self::First => row_to(Some(0)),
            Self::End | Self::Last => row_to(Some(last)),
            _ => spot,
        }
    }
}
