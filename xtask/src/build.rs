//! The release build: Trunk, then caching rules, compression and sizes.

use crate::failure::{Doing as _, Failure};
use crate::machine::Machine;
use crate::run::say;
use crate::web_toolchain::WebToolchain;
use crate::{parts, scripts, setup, sizes, styles};
use std::fs;
use std::path::Path;
use std::time::{Instant, SystemTime};

/// What the app is made of; a newer file in one of these makes `dist` stale.
const INPUTS: &[&str] = &[
    "core",
    "src",
    "view",
    "style",
    "public",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "xtask/src/build.rs",
    "xtask/src/compress.mjs",
    "xtask/src/parts.rs",
    "xtask/src/scripts.rs",
    "xtask/src/styles.rs",
];

/// Files whose names do not change with their content: a browser must ask before using its copy.
const UNHASHED: &str = "no-cache, no-transform";
/// Files named after their content, which a host must not change either.
const HASHED: &str = "public, max-age=31536000, immutable, no-transform";

/// `cargo xtask build`.
pub(crate) fn command(machine: &Machine, args: &[String]) -> Result<(), Failure> {
    let mut force = false;
    for arg in args {
        match arg.as_str() {
            "--force" => force = true,
            other => return Err(Failure::new(format!("build knows no option `{other}`."))),
        }
    }
    let toolchain = setup::for_build(machine)?;
    release(machine, toolchain, force)
}

/// Builds `dist` unless it is newer than every input.
pub(crate) fn release(
    machine: &Machine,
    toolchain: WebToolchain,
    force: bool,
) -> Result<(), Failure> {
    let began = Instant::now();
    let dist = machine.dist();
    if !force && is_fresh(machine, &dist) {
        say("dist/ is newer than every source: nothing to build.");
        return Ok(());
    }
    say("Building the page and its workers for release (5 minutes cold).");
    toolchain
        .on(machine, machine.run("trunk"))
        .args(["build", "--release"])
        // Trunk takes this for one of its own options and refuses the usual value 1.
        .without_env("NO_COLOR")
        .run()?;
    parts::cut(machine, toolchain)?;
    styles::join(&dist)?;
    scripts::make_lean(&dist)?;
    write_caching_rules(&dist)?;
    sizes::compress(machine)?;
    sizes::print(machine);
    fs::write(stamp(machine), "").doing("noting that dist/ is built")?;
    say(format!("Built in {:.0} s: {}", began.elapsed().as_secs_f64(), dist.display()));
    Ok(())
}

/// Written when a build is whole, so that a broken-off one is not taken for it.
fn stamp(machine: &Machine) -> std::path::PathBuf {
    machine.dist().join(".built")
}

fn is_fresh(machine: &Machine, dist: &Path) -> bool {
    let Ok(built) = fs::metadata(stamp(machine)).and_then(|stamp| stamp.modified()) else {
        return false;
    };
    dist.join("index.html").is_file()
        && INPUTS
            .iter()
            .filter_map(|input| newest(&machine.root.join(input)))
            .all(|changed| changed < built)
}

/// The last change of a file, or of anything in a folder; a removal changes the folder itself.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    let inner = fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| newest(&entry.path()))
        .max();
    Some(inner.map_or(own, |inner| inner.max(own)))
}

/// Appends one rule per file. Every file is named: hosts differ in how they read patterns, and some
/// join the headers of all rules that fit instead of taking the most specific.
fn write_caching_rules(dist: &Path) -> Result<(), Failure> {
    let what = "writing dist/_headers";
    let mut rules = fs::read_to_string(dist.join("_headers")).doing(what)?;
    rules.push_str(
        "\n# Files named after their content are kept; the others are asked for again.\n",
    );
    let mut push = |path: &str, value: &str| {
        rules.push_str(path);
        rules.push_str("\n  Cache-Control: ");
        rules.push_str(value);
        rules.push('\n');
    };
    push("/", UNHASHED);
    let mut names: Vec<String> = fs::read_dir(dist)
        .doing(what)?
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with(['_', '.']))
        .collect();
    names.sort();
    for name in names {
        push(&format!("/{name}"), if is_hashed(&name) { HASHED } else { UNHASHED });
    }
    fs::write(dist.join("_headers"), rules).doing(what)
}

/// Whether Trunk put a content hash into this name: `app-0123456789abcdef_bg.wasm`.
fn is_hashed(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(_, rest)| {
        let hash: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        hash.len() >= 12 && rest.strip_prefix(&hash).is_some_and(|end| end.starts_with(['.', '_']))
    })
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_names_with_a_hash_may_be_kept() {
        for name in
            ["app-3088452edc4df8c8.js", "app-3088452edc4df8c8_bg.wasm", "t-331ac6b63a4429c.css"]
        {
            assert!(is_hashed(name), "{name}");
        }
        for name in
            ["boot.js", "worker_bg.wasm", "a-deadbeef.css", "usage-example.csv", "index.html"]
        {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
