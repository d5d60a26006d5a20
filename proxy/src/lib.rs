//! The proxy: serves the built app, and forwards named calls to vendors' APIs.
//!
//! Holds: the server, its limits, the connection to a vendor, the app's files.
//! May import: `trueup-proxy-policy` (the rules, without which nothing is forwarded).
//! Absent on purpose: anything of the app's own `src`, storage of any kind, cookies,
//! following of redirects, a pool of vendor connections (each call has its own, so
//! nothing of one caller's can reach another).

mod app;
mod body;
mod config;
mod connect;
mod connections;
mod file_body;
mod forward;
mod headers_file;
mod limits;
mod log;
mod mime;
mod pinned;
mod resolve;
mod serve;
mod server;
mod stall;

pub use app::App;
pub use config::{LoadError, ServerSettings, Settings};
pub use log::{Log, LogSink};
pub use resolve::{Resolve, Resolving, SystemResolver};
pub use server::Server;
