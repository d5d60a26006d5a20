//! The whole server, against vendors played on loopback. Nothing else is ever called.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::type_complexity,
    reason = "a failed test should stop at the place; a table of cases says its own type"
)]

mod addresses;
mod appliance;
mod caps;
mod client;
mod command;
mod cors;
mod crowd;
mod desk;
mod leaks;
mod refusals;
mod site;
mod stopping;
mod stub;

/// Runs a test to its end, or fails it after a while: no test may hang.
pub(crate) fn bounded(test: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let limit = std::time::Duration::from_secs(20);
    runtime
        .block_on(async { tokio::time::timeout(limit, test).await })
        .expect("the test takes too long");
}
