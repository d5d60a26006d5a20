//! Charts as small own SVG: drawn from numbers that the engine computed.
//!
//! May import: `chart` (geometry), `strings`, `format`. Deliberately absent: stores and actions. Every
//! chart has its figures as a table, a summary in a sentence, and works by keyboard.

mod bar;
mod card;
mod line;

pub(crate) use bar::{BarChart, BarRow, bar_chart};
pub(crate) use line::{DayChart, DayRow, day_chart};
