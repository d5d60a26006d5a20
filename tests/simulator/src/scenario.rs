//! What one run of the simulator looks like: the records it makes and how it behaves.
//!
//! Everything has a default, so a test states only what it is about:
//! `Scenario { cors: Some(Cors::allow("https://app.example")), ..Scenario::default() }`.

use serde::{Deserialize, Serialize};

use crate::cors::Cors;
use crate::dma::DmaSettings;
use crate::error::SimError;
use crate::evo::EvoSettings;
use crate::faults::FaultRule;
use crate::generate::Span;
use crate::kore::KoreSettings;
use crate::wolkvox::WolkvoxSettings;

/// Records and behaviour of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// The same seed gives the same records.
    pub seed: u64,
    /// First day of the period that records are made for, `YYYY-MM-DD`.
    pub from: String,
    /// First day after it.
    pub to: String,
    /// What the vendors' clocks show when the simulator starts, `YYYY-MM-DDTHH:MM:SS`.
    pub now: String,
    /// Kore.ai.
    pub kore: KoreSettings,
    /// wolkvox.
    pub wolkvox: WolkvoxSettings,
    /// Poly DMA.
    pub dma: DmaSettings,
    /// Evo Voice.
    pub evo: EvoSettings,
    /// Leave for pages of other origins; `None` as no vendor is known to give it.
    pub cors: Option<Cors>,
    /// What goes wrong, and when.
    pub faults: Vec<FaultRule>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            seed: 1,
            from: "2026-10-01".into(),
            to: "2026-11-01".into(),
            now: "2026-10-31T18:00:00".into(),
            kore: KoreSettings::default(),
            wolkvox: WolkvoxSettings::default(),
            dma: DmaSettings::default(),
            evo: EvoSettings::default(),
            cors: None,
            faults: Vec::new(),
        }
    }
}

impl Scenario {
    /// The period that records are made for.
    pub fn span(&self) -> Result<Span, SimError> {
        Span::parse(&self.from, &self.to)
    }

    /// The vendors' clock at the start.
    pub fn clock(&self) -> Result<chrono::NaiveDateTime, SimError> {
        chrono::NaiveDateTime::parse_from_str(&self.now, "%Y-%m-%dT%H:%M:%S")
            .map_err(|_| SimError::Scenario(format!("not a time: {}", self.now)))
    }

    /// Adds something that goes wrong.
    #[must_use]
    pub fn with_fault(mut self, rule: FaultRule) -> Self {
        self.faults.push(rule);
        self
    }
}
