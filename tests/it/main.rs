//! Native tests of the rooms and of the engine as a whole, one module for each concern.

mod chart;
mod connect;
mod export;
mod rating;
mod reconcile;
mod tidy;
