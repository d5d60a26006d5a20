//! The four vendors of one scenario, the truth about their records, and the same records as files.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::dma::{Dma, DmaTruth};
use crate::error::SimError;
use crate::evo::{Evo, EvoTruth, EvoWindow};
use crate::kore::{Kore, KoreSession, KoreTruth};
use crate::scenario::Scenario;
use crate::vendor::Vendor;
use crate::wire::{Call, Reply};
use crate::wolkvox::{Wolkvox, WolkvoxCounter};

/// What is true of a scenario's records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Kore.ai, the whole period, all bots.
    pub kore: KoreTruth,
    /// wolkvox, counter by counter.
    pub wolkvox: Vec<WolkvoxCounter>,
    /// Poly DMA, the whole period.
    pub dma: DmaTruth,
    /// Evo Voice, the whole period.
    pub evo: EvoTruth,
}

/// The records of a scenario, without a server.
#[derive(Debug)]
pub struct Data {
    pub(crate) kore: Kore,
    pub(crate) wolkvox: Wolkvox,
    pub(crate) dma: Dma,
    pub(crate) evo: Evo,
    span: crate::generate::Span,
}

impl Data {
    /// Makes the records.
    pub fn new(scenario: &Scenario) -> Result<Self, SimError> {
        let (span, clock, seed) = (scenario.span()?, scenario.clock()?, scenario.seed);
        Ok(Self {
            kore: Kore::new(&scenario.kore, seed, span)?,
            wolkvox: Wolkvox::new(&scenario.wolkvox, seed, clock),
            dma: Dma::new(&scenario.dma, seed, span, clock)?,
            evo: Evo::new(&scenario.evo, seed, span),
            span,
        })
    }

    /// What is true of them.
    pub fn truth(&self) -> Truth {
        Truth {
            kore: self.kore.truth(),
            wolkvox: self.wolkvox.counters().to_vec(),
            dma: self.dma.truth(),
            evo: self.evo.truth(&EvoWindow::whole(self.span)),
        }
    }

    /// What is true of Evo Voice's records in another window.
    pub fn evo_truth(&self, window: &EvoWindow) -> EvoTruth {
        self.evo.truth(window)
    }

    /// What is true of the Kore.ai sessions that a test picks.
    pub fn kore_truth(&self, pick: impl Fn(&KoreSession) -> bool) -> KoreTruth {
        let picked: Vec<KoreSession> =
            self.kore.sessions().iter().filter(|&one| pick(one)).cloned().collect();
        KoreTruth::of(&picked)
    }

    /// The reply of wolkvox to a report's call of this number, from 0.
    pub fn wolkvox_snapshot(&self, api: &str, number: u32) -> Option<String> {
        self.wolkvox.snapshot(api, number)
    }

    /// Writes what a person would have saved: the same records that the server gives.
    ///
    /// `kore/page-001.json` … (by 50), `kore/sessions.csv`, `wolkvox/<report>.json` (the first
    /// snapshot), `dma/cdrExport.zip` and its three files, `evo/ai-usage.json` and `.xml`,
    /// `evo/billing-usage-<account>.json`, and `truth.json`.
    pub fn write_files(&self, dir: &Path) -> Result<Vec<PathBuf>, SimError> {
        let mut written = Vec::new();
        let mut write = |name: String, bytes: &[u8]| -> Result<(), SimError> {
            let path = dir.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, bytes)?;
            written.push(path);
            Ok(())
        };
        for (at, page) in self.kore.pages(50).iter().enumerate() {
            write(format!("kore/page-{:03}.json", at + 1), page.as_bytes())?;
        }
        write("kore/sessions.csv".into(), self.kore.csv().as_bytes())?;
        let mut apis: Vec<&str> =
            self.wolkvox.counters().iter().map(|counter| counter.api.as_str()).collect();
        apis.dedup();
        for api in apis {
            let body = self.wolkvox.snapshot(api, 0).unwrap_or_default();
            write(format!("wolkvox/{api}.json"), body.as_bytes())?;
        }
        write("dma/cdrExport.zip".into(), &self.dma.zip()?)?;
        for (name, text) in self.dma.files() {
            write(format!("dma/{name}"), text.as_bytes())?;
        }
        let window = EvoWindow::whole(self.span);
        let [json, xml] = self.evo.usage_files(&window);
        write("evo/ai-usage.json".into(), json.as_bytes())?;
        write("evo/ai-usage.xml".into(), xml.as_bytes())?;
        for account in self.evo.accounts() {
            let body = self.evo.priced_file(&account, &window)?;
            write(format!("evo/billing-usage-{account}.json"), body.as_bytes())?;
        }
        write("truth.json".into(), serde_json::to_string_pretty(&self.truth())?.as_bytes())?;
        Ok(written)
    }

    pub(crate) fn answer(&self, vendor: Vendor, call: &Call, under_way: u32) -> Reply {
        match vendor {
            Vendor::Kore => self.kore.answer(call),
            Vendor::Wolkvox => self.wolkvox.answer(call, under_way),
            Vendor::Dma => self.dma.answer(call),
            Vendor::Evo => self.evo.answer(call),
        }
    }
}
