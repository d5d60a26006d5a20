//! tests

mod chart;
