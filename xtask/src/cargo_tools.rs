//! Tools compiled from the crate registry and kept in the cache.

use crate::failure::{Doing as _, Failure};
use crate::machine::Machine;
use crate::run::say;
use std::fs;

/// A tool, its version, and why we want it.
#[derive(Debug, Clone)]
pub(crate) struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// Whether its published lock file is to be used.
    locked: bool,
    features: &'static [&'static str],
    why: &'static str,
}

/// Bundles the page. 0.22 wants a newer compiler than we pin.
pub(crate) fn trunk() -> CargoTool {
    CargoTool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14".to_owned(),
        locked: true,
        features: &[],
        why: "bundles the page",
    }
}

/// Glue between wasm and JavaScript: exactly the version in Cargo.lock, or it refuses to work.
pub(crate) fn wasm_bindgen(machine: &Machine) -> Result<CargoTool, Failure> {
    let lock = fs::read_to_string(machine.root.join("Cargo.lock")).doing("reading Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Failure::new("Cargo.lock has no wasm-bindgen: restore it from git."))?;
    Ok(CargoTool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        locked: false, // its lock file may name crates that a registry mirror has not got yet
        features: &[],
        why: "writes the glue between wasm and the page",
    })
}

/// Cuts the page's module into parts that are loaded when they are needed.
pub(crate) fn wasm_split() -> CargoTool {
    CargoTool {
        package: "wasm_split_cli_support",
        program: "wasm-split-cli",
        version: "0.2.4".to_owned(),
        locked: true,
        features: &["build-binary"],
        why: "cuts the page into parts",
    }
}

/// Drives Firefox.
pub(crate) fn geckodriver() -> CargoTool {
    CargoTool {
        package: "geckodriver",
        program: "geckodriver",
        version: "0.37.1".to_owned(),
        locked: true,
        features: &[],
        why: "drives Firefox in the end-to-end tests",
    }
}

/// Checks licences and advisories.
pub(crate) fn cargo_deny() -> CargoTool {
    CargoTool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: "0.20.2".to_owned(),
        locked: true,
        features: &[],
        why: "checks the dependencies' licences and advisories",
    }
}

/// Compiles those of `tools` that neither the cache nor PATH has in the right version.
pub(crate) fn ensure(machine: &Machine, tools: &[CargoTool]) -> Result<(), Failure> {
    let recorded =
        fs::read_to_string(machine.cargo_root().join(".crates.toml")).unwrap_or_default();
    let missing: Vec<&CargoTool> =
        tools.iter().filter(|tool| !is_present(machine, &recorded, tool)).collect();
    let shared = machine.cache.join("tools-target");
    for tool in &missing {
        install(machine, tool, &shared)?;
    }
    if shared.exists() {
        // Only of use while several tools are compiled in one go.
        fs::remove_dir_all(&shared).doing("removing the tools' build folder")?;
    }
    Ok(())
}

fn is_present(machine: &Machine, recorded: &str, tool: &CargoTool) -> bool {
    let name = format!("\"{} {} ", tool.package, tool.version);
    if recorded.contains(&name) && machine.cargo_root().join("bin").join(tool.program).is_file() {
        return true;
    }
    machine
        .run(tool.program)
        .arg("--version")
        .output()
        .is_some_and(|text| text.split_whitespace().any(|word| word == tool.version))
}

fn install(machine: &Machine, tool: &CargoTool, shared: &std::path::Path) -> Result<(), Failure> {
    say(format!(
        "Compiling {} {} ({}); some minutes, once per machine.",
        tool.package, tool.version, tool.why
    ));
    machine
        .run("cargo")
        .args(["install", tool.package, "--version", &tool.version, "--root"])
        .arg(machine.cargo_root())
        .args(tool.locked.then_some("--locked"))
        .args(tool.features.iter().flat_map(|feature| ["--features", *feature]))
        .args(["--quiet", "--force"])
        // Cheap to compile matters more than fast to run: they work for seconds.
        .env("CARGO_TARGET_DIR", shared)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .run()
        .map_err(|failure| {
            Failure::new(format!(
                "{failure} Check that the crate registry answers (`cargo info {}`), or put {} {} \
                 on PATH yourself.",
                tool.package, tool.program, tool.version
            ))
        })
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.find_map(|line| line.strip_prefix("version = \""))?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
