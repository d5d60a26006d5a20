//! chromedriver and geckodriver as processes of a test's own.

use crate::browser::Browser;
use crate::wait;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a driver is started before its test fails.
const ATTEMPTS: u32 = 4;

/// How long a driver may take to say where it listens; it needs a tenth of a second on an idle
/// machine.
const TO_LISTEN: Duration = Duration::from_secs(30);

/// A running driver; it ends with this value.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    log: PathBuf,
    url: String,
}

impl Driver {
    /// Starts the browser's driver on a free port. What it says goes to a file in `folder`.
    ///
    /// A driver looks for a free port by itself, so two that start at once can pick the same one: the
    /// second then ends, or stays and never listens. It is started again, on another port.
    pub fn start(browser: Browser, folder: &Path) -> Self {
        let mut said = String::new();
        for attempt in 1..=ATTEMPTS {
            match Self::try_start(browser, folder, attempt) {
                Ok(driver) => return driver,
                Err(log) => said.push_str(&log),
            }
        }
        panic!(
            "{browser}'s driver was started {ATTEMPTS} times and never listened; it said: {said}"
        )
    }

    /// One attempt; what the driver said when it ended or did not listen in time.
    fn try_start(browser: Browser, folder: &Path, attempt: u32) -> Result<Self, String> {
        let log = folder.join(format!("driver-{attempt}.log"));
        let out = File::create(&log).unwrap();
        let mut command = Command::new(required(browser.driver_variable()));
        match browser {
            Browser::Chromium => command.arg("--port=0"),
            // Without this every geckodriver would take the same port for its socket.
            Browser::Firefox => command.args(["--port", "0", "--websocket-port", "0"]),
        };
        let process = command
            .env("TMPDIR", folder)
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap_or_else(|error| panic!("{browser}'s driver does not start: {error}"));
        let mut driver = Self { process, log, url: String::new() };
        let began = Instant::now();
        while began.elapsed() < TO_LISTEN {
            if let Some(port) = port_in(&driver.log()) {
                driver.url = format!("http://127.0.0.1:{port}");
                return Ok(driver);
            }
            if !matches!(driver.process.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(wait::GLANCE);
        }
        Err(driver.log())
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it said so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The path a variable holds; without it there is nothing to test with.
pub fn required(variable: &str) -> PathBuf {
    match env::var_os(variable) {
        Some(path) => PathBuf::from(path),
        None => panic!("{variable} is not set: run `cargo xtask e2e`"),
    }
}

/// `… started successfully on port 40123.` and `… Listening on 127.0.0.1:40123`.
fn port_in(log: &str) -> Option<u16> {
    log.lines().find_map(|line| {
        let (_, rest) =
            line.split_once("on port ").or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok().filter(|port| *port != 0)
    })
}
