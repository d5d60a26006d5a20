//! The shell: the engine of the page, driven by files and options.
//!
//! Exit codes: 0 nothing is in dispute, 1 differences were found, 2 bad input or arguments.

mod args;
mod files;
mod hints;
mod inspect;
mod reconcile;

use args::{Args, Command};
use std::io::Write;
use std::process::ExitCode;

/// What a command came to.
enum Ended {
    /// Nothing is in dispute.
    Clean,
    /// Differences were found.
    Differences,
    /// An input cannot be used; why was told.
    BadInput,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ended = match Args::parse(&arguments) {
        Err(complaint) => {
            say_error(&format!("{complaint}\n\n{}", args::HELP));
            Ended::BadInput
        }
        Ok(args) => match args.command {
            Command::Help => {
                say(args::HELP);
                Ended::Clean
            }
            Command::Version => {
                say(&format!("trueup {}", env!("CARGO_PKG_VERSION")));
                Ended::Clean
            }
            Command::Inspect => inspect::run(&args),
            Command::Reconcile => reconcile::run(&args),
        },
    };
    ExitCode::from(match ended {
        Ended::Clean => 0,
        Ended::Differences => 1,
        Ended::BadInput => 2,
    })
}

/// Writes to standard output; a reader that went away is no fault of ours.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end());
}

/// Writes to standard error.
fn say_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
}
