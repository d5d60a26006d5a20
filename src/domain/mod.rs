//! The vocabulary: roles, outcomes, flags, decisions, verdicts, exact sums, periods, policy.
//!
//! May import: `source`. Deliberately absent: files, formats, vendors, text for people, the clock.
//! Money and quantities are `rust_decimal::Decimal`; instants are milliseconds since the Unix epoch
//! in UTC; a period is half-open.

pub mod call_measure;
pub mod content_hash;
pub mod currency;
pub mod decision;
pub mod forms;
pub mod guard;
pub mod letters;
pub mod order;
pub mod outcome;
pub mod period;
pub mod policy;
pub mod role;
pub mod sum;
pub mod unit;
pub mod verdict;

pub use currency::Currency;
pub use decision::Decision;
pub use outcome::{Flag, Flags, Outcome};
pub use period::{Instant, Period, PeriodRule};
pub use policy::{
    AlikeIds, LengthRounding, MatchPolicy, MatchRule, SameName, TimeWindow, Tolerance, Tolerances,
};
pub use role::Role;
pub use sum::ExactSum;
pub use unit::{Dimension, Unit};
