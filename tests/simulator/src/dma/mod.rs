//! Poly DMA: records are generated on request, watched, and fetched as a zip.
//!
//! `records.rs` makes calls and conferences, `export.rs` writes them as CSV and zip,
//! `status.rs` plays a generation's phases, `service.rs` answers the four resources.

mod export;
mod records;
mod service;
mod status;

use std::sync::Mutex;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use records::{DmaCall, DmaConference, DmaSegment, DmaTruth, PASSCODE};
pub use status::StatusType;

use crate::error::SimError;
use crate::generate::Span;
use records::Records;

/// What the DMA holds and how it behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct DmaSettings {
    /// Basic auth.
    pub user: String,
    /// Basic auth.
    pub password: String,
    /// The signed-in user lacks the role.
    pub role_missing: bool,
    /// Conferences to make, each with several calls.
    pub conferences: u32,
    /// Calls between two endpoints.
    pub direct_calls: u32,
    /// Columns of the calls file.
    pub layout: Layout,
    /// The files begin with a row of names.
    pub header: bool,
    /// Names of calls, conferences and counts files inside the zip.
    pub inner_names: [String; 3],
    /// Rows of immersive rooms with a list in most fields.
    pub telepresence_rows: u32,
    /// Offset of the cluster's clock from UTC, in minutes, before `offset_change`.
    pub offset_minutes: i32,
    /// From this instant (UTC, `YYYY-MM-DDTHH:MM:SS`) the clock is an hour less; empty for never.
    pub offset_change: String,
    /// Clusters whose records are in the export.
    pub clusters: Vec<String>,
    /// Clusters that could not be reached.
    pub excluded_clusters: Vec<String>,
    /// The counts file says this many more calls than there are rows.
    pub count_off_by: i64,
    /// Status of the reply to a generation request: 201 or 202.
    pub accepted: u16,
    /// Addresses in `Location` and `download-url` are absolute.
    pub absolute_urls: bool,
    /// How often a generation is still under way when asked.
    pub polls: u32,
    /// How it ends.
    pub ends: StatusType,
    /// So many generation requests find another one under way.
    pub busy: u32,
    /// How that is told: refused at once, or by the status.
    pub busy_reply: BusyReply,
    /// The deprecated direct download still exists.
    pub direct_download: bool,
}

/// Columns of the calls file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// The 6.1 guide: milliseconds in times, `dialin` near the front.
    V61,
    /// The older guide: whole seconds, `dialin` at the end.
    V1,
}

/// How another generation under way is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusyReply {
    /// 409 with an error body.
    Conflict,
    /// Accepted, and then `ERROR_ANOTHER_CDR_IS_BEING_GENERATED`.
    Status,
}

impl Default for DmaSettings {
    fn default() -> Self {
        let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
        Self {
            user: "cdr-reader".into(),
            password: "simulated-dma-password".into(),
            role_missing: false,
            conferences: 12,
            direct_calls: 30,
            layout: Layout::V61,
            header: true,
            inner_names: ["calls.csv", "conferences.csv", "counts.txt"].map(str::to_owned),
            telepresence_rows: 2,
            offset_minutes: 120,
            offset_change: "2026-10-25T01:00:00".into(),
            clusters: list(&["dma-east", "dma-west"]),
            excluded_clusters: Vec::new(),
            count_off_by: 0,
            accepted: 202,
            absolute_urls: true,
            polls: 3,
            ends: StatusType::GenerationComplete,
            busy: 0,
            busy_reply: BusyReply::Conflict,
            direct_download: true,
        }
    }
}

/// The DMA as it runs.
#[derive(Debug)]
pub(crate) struct Dma {
    settings: DmaSettings,
    records: Records,
    clock: NaiveDateTime,
    work: Mutex<status::Work>,
}

impl Dma {
    pub(crate) fn new(
        settings: &DmaSettings,
        seed: u64,
        span: Span,
        clock: NaiveDateTime,
    ) -> Result<Self, SimError> {
        if settings.clusters.is_empty() {
            return Err(SimError::Scenario("dma needs a cluster".into()));
        }
        let records = records::make(settings, seed, span)?;
        Ok(Self { settings: settings.clone(), records, clock, work: Mutex::default() })
    }

    pub(crate) fn truth(&self) -> DmaTruth {
        DmaTruth::of(&self.records, &self.settings)
    }

    /// The three files of the whole period: calls, conferences, counts.
    pub(crate) fn files(&self) -> [(String, String); 3] {
        export::files(&self.settings, &self.records)
    }

    /// The same as a zip.
    pub(crate) fn zip(&self) -> Result<Vec<u8>, SimError> {
        export::zip(&self.files())
    }
}
