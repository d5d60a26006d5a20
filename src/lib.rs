//! Trueup
