//! The shell: the engine of the page, driven by files and options.
//!
//! Exit codes: 0 nothing is in dispute, 1 differences were found, the figures are known to be
//! incomplete or no given rate fits some usage, 2 bad input or arguments.

mod args;
mod files;
mod hints;
mod inspect;
mod policy;
mod reasons;
mod reconcile;

use args::{Args, Command};
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// What a command came to.
enum Ended {
    /// Nothing is in dispute.
    Clean,
    /// Differences were found, or figures are known to be incomplete or without a rate.
    Differences,
    /// An input cannot be used; why was told.
    BadInput,
}

fn main() -> ExitCode {
    let ended = run().unwrap_or_else(|complaint| {
        say_error(&complaint);
        Ended::BadInput
    });
    ExitCode::from(match ended {
        Ended::Clean => 0,
        Ended::Differences => 1,
        Ended::BadInput => 2,
    })
}

fn run() -> Result<Ended, String> {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(in_unicode).collect::<Result<_, _>>()?;
    let args = Args::parse(&arguments).map_err(|it| format!("{it}\n\n{}", args::HELP))?;
    match args.command {
        Command::Help => say(args::HELP).map(|()| Ended::Clean),
        Command::Version => {
            say(&format!("trueup {}", env!("CARGO_PKG_VERSION"))).map(|()| Ended::Clean)
        }
        Command::Inspect => inspect::run(&args),
        Command::Reconcile => reconcile::run(&args),
    }
}

/// An argument as text: names of files stand in answers, which are UTF-8.
fn in_unicode(argument: OsString) -> Result<String, String> {
    let complaint = |it: OsString| {
        let shown = it.to_string_lossy();
        format!("trueup: '{}' is no valid UTF-8; give the file another name", shown.escape_debug())
    };
    argument.into_string().map_err(complaint)
}

/// Writes to standard output; a reader that went away is no fault of ours.
fn say(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("trueup: the answer cannot be written: {error}"))
        }
        _ => Ok(()),
    }
}

/// Writes to standard error.
fn say_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
}
