//! tests

mod chart;
mod connect;
mod export;
mod rating;
mod tidy;
