//! A vendor simulator for the tests: one HTTP(S) server that plays Kore.ai, wolkvox, Poly
//! DMA and Evo Voice from their documents, with records whose truth is known.
//!
//! Never shipped. It may import nothing of the product: the records, the formats and the rules are
//! written a second time here, on purpose, so that a mistake in one place does not hide in both.
//!
//! ```no_run
//! use trueup_simulator::{Fault, FaultRule, Scenario, Simulator, Vendor};
//! let scenario = Scenario::default()
//!     .with_fault(FaultRule::once(Vendor::Kore, Fault::Status { status: 503 }));
//! let simulator = Simulator::start(scenario)?;
//! // … drive the product against simulator.base_url() …
//! assert!(simulator.requests().iter().all(|request| !request.query.contains("token")));
//! # Ok::<(), trueup_simulator::SimError>(())
//! ```

mod admin;
mod auth;
mod body;
mod cors;
mod data;
mod dma;
mod error;
mod evo;
mod faults;
mod generate;
mod kore;
mod lock;
mod log;
mod play;
mod scenario;
mod server;
mod tls;
mod vendor;
mod wire;
mod wolkvox;

pub use auth::{TokenFault, sign_jwt, verify_jwt};
pub use cors::Cors;
pub use data::{Data, Truth};
pub use dma::{
    BusyReply, DmaCall, DmaConference, DmaSegment, DmaSettings, DmaTruth, Layout, PASSCODE,
    StatusType,
};
pub use error::SimError;
pub use evo::{EvoAuth, EvoSettings, EvoTruth, EvoWindow, KeyCase};
pub use faults::{Fault, FaultRule};
pub use generate::{Generator, Span};
pub use kore::{AdminPath, KoreSession, KoreSettings, KoreTruth};
pub use log::LoggedRequest;
pub use scenario::Scenario;
pub use server::{Options, Simulator};
pub use tls::TlsOptions;
pub use vendor::Vendor;
pub use wolkvox::{REPORTS, WolkvoxCounter, WolkvoxSettings};
