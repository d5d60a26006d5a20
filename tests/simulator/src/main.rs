//! Runs the vendor simulator from a shell; `--help` says how.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use trueup_simulator::{Cors, Data, Options, Scenario, SimError, Simulator, TlsOptions};

const HELP: &str = "\
Plays Kore.ai, wolkvox, Poly DMA and Evo Voice on one address, for tests.

  --listen ADDRESS:PORT  where to listen (127.0.0.1:0, a free port)
  --tls DIR              HTTPS; writes ca.pem to trust and server.pem to DIR
  --scenario FILE        records and behaviour as JSON; what it leaves out has its default
  --cors ORIGIN          lets pages of this origin in
  --write DIR            writes the records as files and ends
  --admin                answers /__sim/truth, /__sim/log and /__sim/scenario
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "trueup-simulator: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), SimError> {
    let mut options = Options::default();
    let mut scenario = Scenario::default();
    let mut cors = None;
    let mut write: Option<PathBuf> = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value =
            || words.next().ok_or_else(|| SimError::Scenario(format!("{word} needs a value")));
        match word.as_str() {
            "--help" | "-h" => return say(HELP),
            "--admin" => options.admin = true,
            "--cors" => cors = Some(Cors::allow(&value()?)),
            "--write" => write = Some(value()?.into()),
            "--tls" => options.tls = Some(TlsOptions::in_dir(value()?)),
            "--listen" => {
                let text = value()?;
                options.listen = text
                    .parse::<SocketAddr>()
                    .map_err(|_| SimError::Scenario(format!("not an address: {text}")))?;
            }
            "--scenario" => scenario = serde_json::from_slice(&std::fs::read(value()?)?)?,
            other => return Err(SimError::Scenario(format!("unknown option {other}; see --help"))),
        }
    }
    if cors.is_some() {
        scenario.cors = cors;
    }
    if let Some(dir) = write {
        let written = Data::new(&scenario)?.write_files(&dir)?;
        let lines: Vec<String> =
            written.iter().map(|path| format!("{}\n", path.display())).collect();
        return say(&lines.concat());
    }
    let simulator = Simulator::start_with(scenario, options)?;
    say(&format!("{}\n", simulator.base_url()))?;
    simulator.wait();
    Ok(())
}

fn say(text: &str) -> Result<(), SimError> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
