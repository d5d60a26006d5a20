//! What the stories are told with: browsers, the served page, page objects, generated files.
//!
//! Holds: a `WebDriver` client, drivers as processes, the site as it is hosted, and one page object
//! per part of the page. May import `trueup-proxy`, which serves the app. Absent on purpose: the
//! product's own code (a story sees what a person sees) and retries (a story that fails has failed;
//! only a driver or browser that ends before there is a window is started again).
//!
//! A panic is how a test tells that something is not as it should be, so everything here panics,
//! with the place of the caller.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    reason = "test code: a panic is how it reports"
)]
#![allow(clippy::return_self_not_must_use, reason = "finding is waiting, which may be all its use")]

pub mod bidi;
pub mod browser;
pub mod desk;
pub mod driver;
pub mod files;
pub mod page;
pub mod session;
pub mod site;
pub mod trap;
pub mod wait;

pub use browser::Browser;
pub use desk::{Desk, Setup};
pub use page::Route;
pub use session::{Element, Key, Session};
