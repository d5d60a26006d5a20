//! tests

mod chart;
mod export;
mod rating;
mod tidy;
