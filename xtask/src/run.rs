//! Running other programs: with a sentence when it fails, a time limit, and its lines if wanted.

use crate::failure::Failure;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A program about to be run.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    shown: String,
    limit: Option<Duration>,
}

impl Run {
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        let program = program.into();
        let shown = Path::new(&program)
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut command = Command::new(program);
        // `cargo run` describes xtask itself in these; a cargo below would take them for its own
        // and rebuild whatever reads them.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text == "CARGO"
                || text.starts_with("CARGO_PKG_")
                || text.starts_with("CARGO_MANIFEST")
            {
                command.env_remove(&name);
            }
        }
        Self { command, shown, limit: None }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    /// An argument that is too long to be shown.
    pub(crate) fn long_arg(mut self, arg: &str) -> Self {
        self.shown.push_str(" …");
        self.command.arg(arg);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Stops the program and what it started after this time.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// What it prints, trimmed; nothing when it cannot be run or fails.
    pub(crate) fn output(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Runs it in view of the person.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let limit = self.limit;
        let mut child = self.start()?;
        let status = wait(&mut child, limit, &self.shown)?;
        self.judge(status)
    }

    /// Runs it in view of the person and hands each line of its standard output to `see`.
    pub(crate) fn run_watched(
        mut self,
        mut see: impl FnMut(&str) + Send + 'static,
    ) -> Result<(), Failure> {
        self.command.stdout(Stdio::piped());
        let limit = self.limit;
        let mut child = self.start()?;
        let reader = child.stdout.take().map(|out| {
            thread::spawn(move || {
                // Lossy: a test may print any bytes, and none may end the count.
                for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
                    let line = String::from_utf8_lossy(&line);
                    println!("{line}");
                    see(&line);
                }
            })
        });
        let status = wait(&mut child, limit, &self.shown);
        if let Some(reader) = reader {
            // A process left behind may hold the pipe open: do not wait for it for ever.
            let until = Instant::now() + Duration::from_secs(5);
            while !reader.is_finished() && Instant::now() < until {
                thread::sleep(Duration::from_millis(20));
            }
        }
        self.judge(status?)
    }

    fn start(&mut self) -> Result<Child, Failure> {
        self.command.stdin(Stdio::null()).spawn().map_err(|error| {
            Failure::new(format!("`{}` could not be started: {error}.", self.shown))
        })
    }

    fn judge(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("`{}` failed ({status}); its own message is above.", self.shown)))
    }
}

fn wait(child: &mut Child, limit: Option<Duration>, shown: &str) -> Result<ExitStatus, Failure> {
    let lost = |error| Failure::new(format!("`{shown}` was lost: {error}."));
    let Some(limit) = limit else { return child.wait().map_err(lost) };
    let until = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().map_err(lost)? {
            return Ok(status);
        }
        if Instant::now() >= until {
            stop(child);
            return Err(Failure::new(format!(
                "`{shown}` was stopped: it took more than {} s.",
                limit.as_secs()
            )));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Stops a child and all it started. They stay in our own process group, so that Ctrl-C reaches
/// them; hence the walk over the table of processes.
fn stop(child: &mut Child) {
    let family = descendants(child.id());
    for signal in ["-TERM", "-KILL"] {
        let pids = family.iter().map(u32::to_string);
        let _ = Command::new("kill").arg(signal).args(pids).stderr(Stdio::null()).status();
        thread::sleep(Duration::from_millis(500));
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn descendants(root: u32) -> Vec<u32> {
    let table = Run::new("ps").args(["-A", "-o", "pid=,ppid="]).output().unwrap_or_default();
    let pairs: Vec<(u32, u32)> = table
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
        })
        .collect();
    let mut family = vec![root];
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        family.extend(pairs.iter().filter(|(_, it)| *it == parent).map(|(pid, _)| *pid));
        at += 1;
    }
    family
}

/// Tells the person what is being done, and why.
pub(crate) fn say(what: impl AsRef<str>) {
    println!("==> {}", what.as_ref());
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::Run;
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    #[test]
    fn lines_are_seen_and_failure_is_a_sentence() {
        let (send, receive) = mpsc::channel();
        let failure = Run::new("sh")
            .args(["-c", "echo one; printf 'two\\377'; exit 3"])
            .run_watched(move |line| send.send(line.to_owned()).unwrap())
            .unwrap_err();
        assert!(failure.to_string().contains("exit status: 3"), "{failure}");
        assert_eq!(receive.iter().collect::<Vec<_>>(), ["one", "two\u{fffd}"]);
    }

    #[test]
    fn a_program_that_hangs_is_stopped_with_what_it_started() {
        let began = Instant::now();
        let failure = Run::new("sh")
            .args(["-c", "sh -c 'sleep 60; :' & wait"])
            .limit(Duration::from_millis(200))
            .run_watched(|_| {})
            .unwrap_err();
        assert!(failure.to_string().contains("was stopped"), "{failure}");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = Run::new("no-such-program-at-all").run().unwrap_err();
        assert!(failure.to_string().contains("no-such-program-at-all"), "{failure}");
    }
}
