//! Cuts the page's module into the part that a first visit needs and those that are loaded later.
//!
//! Trunk does not know of parts: it makes the page in one piece. Here the page is linked once more, with
//! the places where it may be cut named in it (the feature `split`); what the cutting makes takes the
//! place of that piece in `dist`.

use crate::failure::{Doing as _, Failure};
use crate::machine::Machine;
use crate::run::say;
use crate::web_toolchain::WebToolchain;
use std::fs;
use std::path::{Path, PathBuf};

/// What the compiler emits today; the same list stands in `index.html`.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The script that loads parts, as the cutter names it.
const LOADER: &str = "__wasm_split.js";

/// Cuts the page in `dist`.
pub(crate) fn cut(machine: &Machine, toolchain: WebToolchain) -> Result<(), Failure> {
    say("Cutting the page into its parts.");
    // The page alone has places where it may be cut: a worker has nothing that could load parts.
    toolchain
        .cargo(machine)
        .args(["build", "--locked", "--bin", "app", "--profile", "page"])
        .args(["--features", "split", "--target", "wasm32-unknown-unknown"])
        // The cutting reads the names of functions; wasm-opt takes them away afterwards.
        .env("CARGO_PROFILE_PAGE_STRIP", "none")
        .run()?;
    let dist = machine.dist();
    let name = page_name(&dist)?;
    let hash = name.trim_start_matches("app-").to_owned();
    let whole = machine.web_target.join("wasm32-unknown-unknown/page/app.wasm");
    let cut = machine.web_target.join("parts");
    if cut.exists() {
        fs::remove_dir_all(&cut).doing("emptying the folder of parts")?;
    }
    fs::create_dir_all(&cut).doing("making the folder of parts")?;
    machine
        .run("wasm-split-cli")
        .arg(&whole)
        .arg(&cut)
        .args(["--target", "web", "--out-name", &name])
        .run()?;
    machine
        .run("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
        .args(["--remove-name-section", "--out-name", &name, "--out-dir"])
        .arg(&cut)
        .arg(cut.join(format!("{name}.wasm")))
        .run()?;

    let bound = format!("{name}_bg.wasm");
    shrink(machine, &cut.join(&bound), &dist.join(&bound))?;
    let loader = format!("split-{hash}.js");
    let page = read(&cut.join(format!("{name}.js")))?;
    // Only where it is loaded from: the module asks for it by its first name.
    let page = page.replace(&format!("from \"./{LOADER}\""), &format!("from \"./{loader}\""));
    write(&dist.join(format!("{name}.js")), &page)?;
    let mut script = read(&cut.join(LOADER))?;
    for part in parts(&cut)? {
        let file =
            part.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
        let hashed = hashed(&file, &hash);
        shrink(machine, &part, &dist.join(&hashed))?;
        script = script.replace(&format!("\"./{file}\""), &format!("\"./{hashed}\""));
    }
    write(&dist.join(&loader), &script)
}

/// The name that Trunk gave the page: `app-` and a hash of its content.
fn page_name(dist: &Path) -> Result<String, Failure> {
    fs::read_dir(dist)
        .doing("reading dist/")?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .find_map(|name| {
            name.strip_suffix(".js").filter(|it| it.starts_with("app-")).map(str::to_owned)
        })
        .ok_or_else(|| Failure::new("Trunk left no app-….js in dist/."))
}

/// What was cut out, in order of names.
fn parts(cut: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut parts: Vec<PathBuf> = fs::read_dir(cut)
        .doing("reading the parts")?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "wasm"))
        .filter(|path| {
            let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
            name.is_some_and(|it| it.starts_with("split_") || it.starts_with("chunk_"))
        })
        .collect();
    parts.sort();
    Ok(parts)
}

/// `split_fetch.wasm` with the page's hash: the parts of one build belong together.
fn hashed(file: &str, hash: &str) -> String {
    format!("{}-{hash}.wasm", file.trim_end_matches(".wasm"))
}

fn shrink(machine: &Machine, from: &Path, to: &Path) -> Result<(), Failure> {
    machine
        .run("wasm-opt")
        // Nothing of Rust's lies in the first kilobyte, where its stack would end.
        .args(["-Oz", "--low-memory-unused", "--code-folding", "-Oz"])
        .args(["--one-caller-inline-max-function-size=20", "--strip-debug", "--quiet"])
        .args(FEATURES)
        .arg(from)
        .arg("-o")
        .arg(to)
        .run()
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).doing("reading what was cut")
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).doing("writing what was cut")
}

#[cfg(test)]
mod tests {
    use super::hashed;

    #[test]
    fn a_part_is_named_after_the_page_it_belongs_to() {
        let name = hashed("split_fetch.wasm", "3088452edc4df8c8");
        assert_eq!(name, "split_fetch-3088452edc4df8c8.wasm");
    }
}
