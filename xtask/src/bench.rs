//! Figures beside those of other engines; the measuring itself is in bench/.

use crate::failure::Failure;
use crate::machine::{CHROMIUM, Machine};
use crate::run::say;
use crate::{build, setup};

/// `cargo xtask bench`; the options are those of bench/run.mjs.
pub(crate) fn command(machine: &Machine, args: &[String]) -> Result<(), Failure> {
    let script = machine.root.join("bench/run.mjs");
    if !script.is_file() {
        return Err(Failure::new("bench/run.mjs is missing: restore it from git."));
    }
    let toolchain = setup::for_build(machine)?;
    setup::for_bench(machine)?;
    let chromium = machine
        .browser(&CHROMIUM)
        .ok_or_else(|| Failure::new("no Chromium was found: name it in CHROMIUM."))?;
    build::release(machine, toolchain, false)?;
    say("Building the native binary and the generator of data for release.");
    machine
        .cargo()
        .args(["build", "--release", "--locked", "--package", "trueup", "--bin", "trueup"])
        .args(["--package", "bench-generate", "--bin", "bench-generate"])
        .run()?;
    machine
        .run("node")
        .arg(script)
        .args(args)
        .env("TRUEUP_DIST", machine.dist())
        .env("TRUEUP_BIN", machine.target.join("release/trueup"))
        .env("TRUEUP_GENERATE", machine.target.join("release/bench-generate"))
        .env("TRUEUP_CACHE", &machine.cache)
        .env("NODE_PATH", machine.node_modules())
        .env("CHROMIUM", chromium)
        .run()
}
