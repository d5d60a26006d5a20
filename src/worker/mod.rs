//! The boundary between the page and the engine: who runs where, and how they talk.
//!
//! The page starts one engine worker ([`client`]); the engine worker ([`serve`]) owns the engine
//! and a pool of reader workers ([`readers`]), which the page starts for it (`switchboard`). All are of
//! one wasm module, started from one address and told apart by the worker's name. Messages are postcard
//! bytes in a transferred buffer, with a file or further bytes beside them ([`link`]). A reader's first
//! word comes by way of the page; then it and the engine have a port of their own (`line`). Of a large
//! archive one reader unpacks what another one reads; these two have a port as well ([`pipe`]). Workbooks
//! are written, and made tables of, by a worker of a module of its own ([`sheet`]).
//!
//! May import: `engine`, `export` (the spreadsheet worker) and `platform`. Deliberately absent:
//! what a request means (that is the engine's) and what is shown (that is `ui`'s).

mod ahead;
pub mod blob;
pub mod client;
mod few;
mod keep;
mod line;
pub mod link;
pub mod pipe;
pub mod pool;
pub mod readers;
mod reply;
mod restore;
pub mod serve;
pub mod sheet;
pub mod stream;
mod switchboard;
mod tables;
