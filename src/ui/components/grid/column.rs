//! Columns and their widths.

use crate::engine::protocol::SortKey;
use crate::ui::state::view::Widths;
use litemap::LiteMap;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// What it is asked for by.
    pub(crate) key: &'static str,
    /// Its name.
    pub(crate) label: &'static str,
    /// By what its head orders the rows.
    pub(crate) sort: Option<SortKey>,
    /// Its width in pixels before anyone changes it; room that is left is shared in proportion.
    pub(crate) width: i32,
    /// Its least width.
    pub(crate) least: i32,
    /// Whether its cells are figures.
    pub(crate) is_number: bool,
    /// It is shown where the grid has at least this width.
    pub(crate) room: i32,
}

/// Widths that the figures need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fitted {
    /// Whether there is little room, so that texts get no more than they must.
    pub(super) is_narrow: bool,
    /// Characters of the longest figure of a column, so far.
    pub(super) longest: LiteMap<&'static str, i32>,
}

impl Fitted {
    /// The least width that a column gets.
    fn of(&self, column: &Column) -> i32 {
        let is_cut = self.is_narrow && !column.is_number;
        let plain = if is_cut { column.least } else { column.width };
        // A digit of the widest system font, and the space beside a figure.
        let figure = self.longest.get(column.key).map_or(0, |it| it * 17 / 2 + 18);
        plain.max(figure)
    }
}

/// The width below which the grid scrolls sideways, without the boxes.
pub(super) fn least(columns: &[Column], set: &Widths, fitted: &Fitted) -> i32 {
    columns.iter().map(|it| set.get(it.key).copied().unwrap_or(fitted.of(it))).sum()
}

/// The value of `grid-template-columns`, the boxes first.
pub(super) fn template(columns: &[Column], set: &Widths, fitted: &Fitted) -> String {
    let mut template = String::from("var(--grid-box)");
    for column in columns {
        let track = match set.get(column.key) {
            Some(width) => format!(" {width}px"),
            None => format!(" minmax({}px, {}fr)", fitted.of(column), column.width),
        };
        template.push_str(&track);
    }
    template
}
