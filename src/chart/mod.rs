//! Geometry: numbers in, coordinates out, for charts and for the window onto a long list.
//!
//! May import: nothing. Deliberately absent: the DOM, text for people, and exact money: the floats
//! here only place marks on a screen, every figure that is read is formatted from decimal text.

pub mod bars;
pub mod line;
pub mod scale;
pub mod viewport;

pub use bars::{Bar, bars};
pub use line::{Axis, LineChart, Sample};
pub use scale::{Scale, Ticks, magnitude, percent, whole};
pub use viewport::{Position, Viewport};
