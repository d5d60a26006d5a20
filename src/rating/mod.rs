//! What should be charged: rate cards, billable quantities, tiers, rounding, variance parts.
//!
//! May import: `diagnostics`, `domain`. Deliberately absent: files by name, usage records as a
//! type, matching, the clock and any locale. Everything is exact: a product is exact or refused,
//! a quotient is exact or kept to [`exact::KEPT_PLACES`] places, and rounding is half up (away
//! from zero at the midpoint) in one place.
//!
//! A quantity is counted in *base units* (seconds, records, or the quantity's own unit) until it
//! is shown or multiplied with a price; dividing by the unit size comes last.

pub mod card;
pub mod cell;
pub mod charge;
mod conflict;
pub mod exact;
pub mod flat;
pub mod ladder;
pub mod row;
pub mod split;

pub use card::{RateCard, RateKey};
pub use charge::{Charge, ChargePart, Meter, between, charge};
pub use flat::Flat;
pub use ladder::{Ladder, LadderId, MeasureKind, Measured, Rounding, Tier, Units, raised};
pub use split::{Billed, Due, Parts, Price, split};
