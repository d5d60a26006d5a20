//! The project's own commands, run as `cargo xtask <command>`.
//!
//! Std only: this is the first thing compiled on a fresh machine. Nothing here is shipped.
#![allow(clippy::print_stdout, reason = "a command talks to the person through the terminal")]

mod bench;
mod build;
mod cargo_tools;
mod edge;
mod failure;
mod help;
mod machine;
mod npm_tools;
mod packages;
mod parts;
mod report;
mod run;
mod scripts;
mod serve;
mod setup;
mod sizes;
mod static_server;
mod styles;
mod test;
mod web_toolchain;

use crate::failure::Failure;
use crate::machine::Machine;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<ExitCode, Failure> {
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    if rest.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{}", help::of(command));
        return Ok(ExitCode::SUCCESS);
    }
    match command {
        "help" | "--help" | "-h" => {
            println!("{}", help::of("help"));
            Ok(ExitCode::SUCCESS)
        }
        "setup" => setup::command(&Machine::here()?, rest).map(|()| ExitCode::SUCCESS),
        "build" => build::command(&Machine::here()?, rest).map(|()| ExitCode::SUCCESS),
        "edge" => edge::command(&Machine::here()?, rest).map(|()| ExitCode::SUCCESS),
        "serve" => serve::command(&Machine::here()?, rest).map(|()| ExitCode::SUCCESS),
        "test" => test::command(&Machine::here()?, rest),
        "e2e" => test::end_to_end_only(&Machine::here()?, rest),
        "bench" => bench::command(&Machine::here()?, rest).map(|()| ExitCode::SUCCESS),
        other => {
            Err(Failure::new(format!("there is no command `{other}`; see `cargo xtask --help`.")))
        }
    }
}
