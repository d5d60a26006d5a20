//! tests

mod chart;
mod rating;
mod tidy;
