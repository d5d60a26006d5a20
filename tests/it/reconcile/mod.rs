//! What a reconciliation has to hold, said against the whole engine: files in, JSON out.

mod alike;
mod called;
mod calls;
mod changes;
mod choices;
mod currencies;
mod damaged;
mod dated;
mod early;
mod flags;
mod growth;
mod known;
mod late;
mod lines;
mod measures;
mod mixed;
mod names;
mod overlaps;
mod periods;
mod prepared;
mod properties;
mod real_lengths;
mod reference;
mod reference_groups;
mod reference_mixed;
mod roundings;
mod same_times;
mod secrets;
mod shown;
mod stories;
mod times;
mod units;

use serde_json::Value;
use trueup::engine::driver::Driver;
use trueup::engine::forms::{PolicyForm, Settings};
use trueup::engine::protocol::{ExportKind, Reply, Request};

/// Text as an owned blob.
pub(crate) struct Text(pub(crate) Vec<u8>);

impl trueup::intake::Blob for Text {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.as_slice().read_at(offset, buffer)
    }
}

/// Files by role and the policy: what a case is made of.
#[derive(Debug, Default, Clone)]
pub(crate) struct Inputs {
    pub(crate) usage: Vec<String>,
    pub(crate) billed: Vec<String>,
    pub(crate) rates: Vec<String>,
    pub(crate) policy: PolicyForm,
    /// What is set for every file, beside its role.
    pub(crate) settings: Settings,
}

impl Inputs {
    /// Reconciles; an error is the code of what stands in the way.
    pub(crate) fn run(&self) -> Result<Value, String> {
        let driver = self.reconciled()?;
        let result = driver.engine.reconciled().expect("there is a result");
        Ok(serde_json::to_value(result).unwrap())
    }

    /// Some columns of the exceptions, a line for each.
    pub(crate) fn exceptions(&self, columns: &[&str]) -> Vec<String> {
        let mut driver = self.reconciled().unwrap();
        let file = driver.ask(Request::Export(ExportKind::ExceptionsCsv)).1.unwrap();
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let header = reader.headers().unwrap().clone();
        let at = |name: &&str| header.iter().position(|it| it == *name).unwrap();
        let rows = reader.records().map(|it| it.unwrap());
        let line = |row: csv::StringRecord| {
            columns.iter().map(|it| row[at(it)].to_owned()).collect::<Vec<_>>().join(" ")
        };
        rows.map(line).collect()
    }

    fn reconciled(&self) -> Result<Driver, String> {
        let mut driver = Driver::default();
        driver.ask(Request::SetPolicy(self.policy.clone()));
        for (texts, role) in
            [(&self.usage, "usage"), (&self.billed, "billed"), (&self.rates, "rates")]
        {
            for (number, text) in texts.iter().enumerate() {
                let settings = Settings { role: role.to_owned(), ..self.settings.clone() };
                let blob = Box::new(Text(text.clone().into_bytes()));
                driver.import(&format!("{role}{number}.csv"), blob, settings);
            }
        }
        match driver.ask(Request::Reconcile).0 {
            Reply::Result(_) => Ok(driver),
            Reply::Failed(why) => Err(why.code.code().to_owned()),
            other => panic!("{other:?}"),
        }
    }
}

/// Renders the outcomes of a result as lines `code records lines billed expected difference`.
pub(crate) fn outcomes(result: &Value) -> Vec<String> {
    let line = |it: &Value| {
        let word = |name: &str| it[name].as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {} {} {} {}",
            word("outcome"),
            it["records"],
            it["lines"],
            word("billed"),
            word("expected"),
            word("difference")
        )
    };
    result["outcomes"].as_array().unwrap().iter().map(line).collect()
}

/// Reconciles and compares the outcomes; the proof has to hold in every case.
pub(crate) fn check(inputs: &Inputs, expected: &[&str]) {
    let result = inputs.run().unwrap();
    assert_eq!(outcomes(&result), expected);
    assert_eq!(result["proof"]["holds"], true, "{result:#}");
}
