//! Stories of a person at the page, each told in Chromium and in Firefox against the built app.
//!
//! `cargo xtask e2e [NAME…]` builds the app and runs them. A story names what a person does and
//! sees; selectors are in the page objects. After each, `Desk::check` looks for anything that must
//! never happen: an error in the console, a refusal by the content policy, a request elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: a panic is how it reports"
)]

/// A story in both browsers: `in_both!(name, setup, story)`.
macro_rules! in_both {
    ($name:ident, $setup:expr, $story:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "not every story needs all of its file")]
            use super::*;

            #[test]
            fn chromium() {
                let name = concat!(module_path!(), "::chromium");
                trueup_e2e::desk::tell(name, trueup_e2e::Browser::Chromium, $setup, $story);
            }

            #[test]
            fn firefox() {
                let name = concat!(module_path!(), "::firefox");
                trueup_e2e::desk::tell(name, trueup_e2e::Browser::Firefox, $setup, $story);
            }
        }
    };
}

mod accessibility;
mod bad_input;
mod cancel;
mod cases;
mod crash;
mod export;
mod fetch;
mod fetch_trouble;
mod first_screen;
mod focus;
mod grid;
mod hosting;
mod intake;
mod keyboard;
mod large_grid;
mod month;
mod narrow;
mod offline;
mod packed;
mod print;
mod privacy;
mod question;
mod rates;
mod sample;
mod secrets;
mod settings;
mod shell;
mod starts;
mod two_files;
mod watch;
mod workbook;
