//! A Rust compiler with a wasm32 standard library: rustup's where it can be had, else Debian's.

use crate::failure::{Doing as _, Failure};
use crate::machine::Machine;
use crate::packages;
use crate::run::{Run, say};
use std::fs;
use std::path::{Path, PathBuf};

const TARGET: &str = "wasm32-unknown-unknown";
/// The name under which Debian's compiler is linked into rustup.
const DISTRO: &str = "distro-web";
const DISTRO_PREFIX: &str = "/usr";
const DISTRO_PACKAGES: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
    "rustfmt-web",
    "lld-22",
];

/// Which toolchain compiles for the web.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WebToolchain {
    /// The one the project pins, with the target added by rustup.
    Pinned,
    /// Debian's compiler beside it, with a standard library compiled here.
    Distro,
}

impl WebToolchain {
    /// Makes `run` use this toolchain and the web's own target folder.
    pub(crate) fn on(self, machine: &Machine, run: Run) -> Run {
        // rustup puts its libraries first for the compiler that runs xtask; not for another one.
        let run = run.env("CARGO_TARGET_DIR", &machine.web_target).without_env("LD_LIBRARY_PATH");
        match self {
            Self::Pinned => run,
            Self::Distro => run.env("RUSTUP_TOOLCHAIN", DISTRO),
        }
    }

    /// A cargo command for the web.
    pub(crate) fn cargo(self, machine: &Machine) -> Run {
        self.on(machine, machine.run("cargo"))
    }

    fn rustc(self, machine: &Machine) -> Run {
        self.on(machine, machine.run("rustc"))
    }
}

/// Finds a toolchain for the web or makes one.
pub(crate) fn ensure(machine: &Machine) -> Result<WebToolchain, Failure> {
    if has_std(machine, WebToolchain::Pinned) {
        return Ok(WebToolchain::Pinned);
    }
    if has_std(machine, WebToolchain::Distro) {
        return Ok(WebToolchain::Distro);
    }
    say("The wasm32 standard library is missing: asking rustup for it.");
    let added =
        machine.run("rustup").args(["target", "add", TARGET]).env("RUST_BACKTRACE", "0").run();
    if added.is_ok() && has_std(machine, WebToolchain::Pinned) {
        return Ok(WebToolchain::Pinned);
    }
    say("rustup could not fetch it here: using Debian's compiler and compiling the library once.");
    install_distro(machine)?;
    Ok(WebToolchain::Distro)
}

fn install_distro(machine: &Machine) -> Result<(), Failure> {
    packages::ensure(machine, DISTRO_PACKAGES).map_err(|failure| {
        Failure::new(format!(
            "There is no wasm32 standard library. Either make `rustup target add {TARGET}` work, \
             or have Debian's compiler: {failure}"
        ))
    })?;
    machine.run("rustup").args(["toolchain", "link", DISTRO, DISTRO_PREFIX]).run().map_err(
        |failure| Failure::new(format!("{failure} rustup is needed: install it first.")),
    )?;
    link_linker(machine)?;
    build_std(machine)
}

/// The compiler looks for `rust-lld` in its own folder; Debian has it under another name.
fn link_linker(machine: &Machine) -> Result<(), Failure> {
    let Some(host) = host(machine) else {
        return Err(Failure::new(format!(
            "Debian's rustc does not answer: try `rustc +{DISTRO} -vV`."
        )));
    };
    let bin = PathBuf::from(DISTRO_PREFIX).join("lib/rustlib").join(host).join("bin");
    let link = bin.join("rust-lld");
    if link.exists() {
        return Ok(());
    }
    let Some(lld) = machine.find(&["lld-22", "lld"]) else {
        return Err(Failure::new("The linker lld-22 is not on PATH: `apt-get install lld-22`."));
    };
    say(format!("Linking {} to {}.", link.display(), lld.display()));
    packages::as_root("mkdir")?.arg("-p").arg(&bin).run()?;
    packages::as_root("ln")?.arg("-sf").arg(&lld).arg(&link).run()
}

fn host(machine: &Machine) -> Option<String> {
    let version = WebToolchain::Distro.rustc(machine).arg("-vV").output()?;
    version.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

/// Compiles std from the compiler's own source. With bitcode, or a profile with LTO fails.
fn build_std(machine: &Machine) -> Result<(), Failure> {
    say("Compiling the wasm32 standard library (about 90 s, once per machine).");
    let probe = machine.cache.join("std-probe");
    let what = "writing the probe crate for the standard library";
    fs::create_dir_all(probe.join("src")).doing(what)?;
    fs::write(
        probe.join("Cargo.toml"),
        "[package]\nname = \"std_probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )
    .doing(what)?;
    fs::write(probe.join("src/lib.rs"), "#![no_std]\n").doing(what)?;
    WebToolchain::Distro
        .cargo(machine)
        .args(["build", "--release", "-Zbuild-std=std,panic_abort", "--target", TARGET])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", probe.join("target"))
        .dir(&probe)
        .run()?;
    let Some(libdir) = libdir(machine, WebToolchain::Distro) else {
        return Err(Failure::new("Debian's rustc does not say where its libraries are."));
    };
    let deps = probe.join("target").join(TARGET).join("release/deps");
    let rlibs = files_with_extension(&deps, "rlib")
        .into_iter()
        .filter(|file| !file_name(file).starts_with("libstd_probe"));
    packages::as_root("mkdir")?.arg("-p").arg(&libdir).run()?;
    packages::as_root("cp")?.args(rlibs).arg(&libdir).run()?;
    // Whatever was compiled against another standard library does not link with this one.
    let stale = machine.web_target.join(TARGET);
    if stale.exists() {
        fs::remove_dir_all(&stale).doing("removing artifacts of another standard library")?;
    }
    fs::remove_dir_all(&probe).doing("removing the probe crate")
}

fn has_std(machine: &Machine, toolchain: WebToolchain) -> bool {
    libdir(machine, toolchain).is_some_and(|dir| {
        files_with_extension(&dir, "rlib").iter().any(|file| file_name(file).starts_with("libstd-"))
    })
}

fn libdir(machine: &Machine, toolchain: WebToolchain) -> Option<PathBuf> {
    toolchain
        .rustc(machine)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map(PathBuf::from)
}

fn files_with_extension(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

fn file_name(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
