//! Packages from npm, kept in the cache: none of them is shipped.

use crate::failure::{Doing as _, Failure};
use crate::machine::Machine;
use crate::packages;
use crate::run::say;
use std::fs;

/// A package in an exact version, and why we want it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NpmTool {
    package: &'static str,
    version: &'static str,
    why: &'static str,
}

/// Has `wasm-opt` in the version that Trunk asks for.
pub(crate) const BINARYEN: NpmTool =
    NpmTool { package: "binaryen", version: "123.0.0", why: "wasm-opt makes the wasm smaller" };

pub(crate) const AXE: NpmTool =
    NpmTool { package: "axe-core", version: "4.14.1", why: "scans the page for accessibility" };

pub(crate) const DUCKDB: NpmTool = NpmTool {
    package: "@duckdb/duckdb-wasm",
    version: "1.32.0",
    why: "the engine the benchmark compares with",
};

pub(crate) const PLAYWRIGHT: NpmTool = NpmTool {
    package: "playwright-core",
    version: "1.65.1",
    why: "drives Chromium in the benchmark",
};

/// Installs those of `tools` that are missing or of another version.
pub(crate) fn ensure(machine: &Machine, tools: &[NpmTool]) -> Result<(), Failure> {
    let missing: Vec<&NpmTool> = tools.iter().filter(|tool| !is_present(machine, tool)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if machine.find(&["npm"]).is_none() {
        packages::ensure(machine, &["nodejs", "npm"]).map_err(|failure| {
            Failure::new(format!("Node.js and npm (version 18 or later) are needed: {failure}"))
        })?;
    }
    for tool in &missing {
        say(format!("Fetching {} {} from npm: {}.", tool.package, tool.version, tool.why));
    }
    let root = machine.npm_root();
    fs::create_dir_all(&root).doing("making the folder for npm packages")?;
    machine
        .run("npm")
        .args(["install", "--save-exact", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg("--prefix")
        .arg(&root)
        .args(missing.iter().map(|tool| format!("{}@{}", tool.package, tool.version)))
        .dir(&root)
        .run()
        .map_err(|failure| {
            Failure::new(format!("{failure} Check that npm's registry answers (`npm ping`)."))
        })
}

fn is_present(machine: &Machine, tool: &NpmTool) -> bool {
    let manifest = machine.node_modules().join(tool.package).join("package.json");
    fs::read_to_string(manifest)
        .is_ok_and(|text| text.contains(&format!("\"version\": \"{}\"", tool.version)))
}
