//! Everything a command needs, fetched once.

use crate::cargo_tools::{self, CargoTool};
use crate::failure::Failure;
use crate::machine::{Browser, CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER, Machine};
use crate::npm_tools::{self, NpmTool};
use crate::packages;
use crate::run::say;
use crate::web_toolchain::{self, WebToolchain};
use std::time::Instant;

/// `cargo xtask setup`.
pub(crate) fn command(machine: &Machine, args: &[String]) -> Result<(), Failure> {
    let began = Instant::now();
    let mut test = false;
    let mut bench = false;
    for arg in args {
        match arg.as_str() {
            "--test" => test = true,
            "--bench" => bench = true,
            other => return Err(Failure::new(format!("setup knows no option `{other}`."))),
        }
    }
    let toolchain = for_build(machine)?;
    if test {
        for_test(machine)?;
    }
    if bench {
        for_bench(machine)?;
    }
    let kind = match toolchain {
        WebToolchain::Pinned => "the pinned toolchain with rustup's wasm32 target",
        WebToolchain::Distro => "Debian's compiler with its own wasm32 library",
    };
    say(format!(
        "Ready in {:.1} s: {kind}; tools in {}.",
        began.elapsed().as_secs_f64(),
        machine.cache.display()
    ));
    Ok(())
}

/// What a release build needs.
pub(crate) fn for_build(machine: &Machine) -> Result<WebToolchain, Failure> {
    let toolchain = web_toolchain::ensure(machine)?;
    tools(
        machine,
        &[cargo_tools::trunk(), cargo_tools::wasm_bindgen(machine)?, cargo_tools::wasm_split()],
        &[npm_tools::BINARYEN],
    )?;
    Ok(toolchain)
}

/// What the tests need besides.
pub(crate) fn for_test(machine: &Machine) -> Result<(), Failure> {
    browsers(machine, &[CHROMIUM, CHROMEDRIVER, FIREFOX])?;
    let mut wanted = vec![cargo_tools::cargo_deny()];
    if machine.browser(&GECKODRIVER).is_none() {
        wanted.push(cargo_tools::geckodriver());
    }
    tools(machine, &wanted, &[npm_tools::AXE])
}

/// What the benchmark needs besides.
pub(crate) fn for_bench(machine: &Machine) -> Result<(), Failure> {
    browsers(machine, &[CHROMIUM])?;
    tools(machine, &[], &[npm_tools::DUCKDB, npm_tools::PLAYWRIGHT])
}

fn tools(machine: &Machine, cargo: &[CargoTool], npm: &[NpmTool]) -> Result<(), Failure> {
    cargo_tools::ensure(machine, cargo)?;
    npm_tools::ensure(machine, npm)
}

fn browsers(machine: &Machine, wanted: &[Browser]) -> Result<(), Failure> {
    let missing: Vec<&Browser> =
        wanted.iter().filter(|browser| machine.browser(browser).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|browser| browser.package).collect();
    packages::ensure(machine, &names).map_err(|failure| {
        let variables: Vec<&str> = missing.iter().map(|browser| browser.variable).collect();
        Failure::new(format!(
            "A browser or its driver is missing: {failure} If you have it elsewhere, name it in \
             {}.",
            variables.join(", ")
        ))
    })
}
