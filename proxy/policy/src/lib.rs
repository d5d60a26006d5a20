//! What may be forwarded where.
//!
//! Holds: profiles (scheme, hosts, port, paths, methods, headers), the decision
//! for one call, the classes of network addresses, and the words of a refusal.
//! May import: serde, to be read from a file.
//! Absent on purpose: sockets, name resolution, files, clocks, threads. So the
//! same rules run in the server and, compiled to wasm, at a CDN's edge.
//!
//! Start at [`Policy::decide`].

mod address;
mod config;
mod decision;
mod header;
mod host;
mod origin;
mod path;
mod profile;
mod refusal;
mod reply;

pub use address::{AddressClass, Network, classify};
pub use config::{ConfigError, ProfileConfig};
pub use decision::{Call, HOST_HEADER, Plan, Policy, Preflight};
pub use header::is_hop_by_hop;
pub use host::HostPattern;
pub use origin::is_own_host;
pub use path::{Method, PathPattern, Route};
pub use profile::{Caps, Profile, Scheme};
pub use refusal::{Code, Refusal};
pub use reply::{EXPOSED_HEADERS, GUARD_HEADERS, LOCATION_HEADER, REFUSAL_HEADER};
