//! Field text to typed values: numbers, dates, durations, zones, header names.
//!
//! May import: `source`, `diagnostics`, `domain`. Deliberately absent: files, columns, vendors.
//! Nothing here guesses: a reader that has several meanings takes the meaning as a parameter and
//! a second function says what a text is evidence for.

pub mod date;
pub mod duration;
pub mod habits;
pub mod header;
pub mod money;
pub mod number;
pub mod places;
pub mod zone;

pub use date::{DateOrder, Stamp};
pub use duration::DurationUnit;
pub use habits::Habits;
pub use money::Money;
pub use number::{DecimalMark, Scaled};
pub use zone::Zone;
