//! tests

mod chart;
mod rating;
