//! Names the build after its own sources, so that a page and a worker of different builds know it.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hash as _;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

const SOURCES: [&str; 2] = ["src", "Cargo.lock"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    // The same on every machine: `DefaultHasher::new` always begins with the same keys.
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    println!("cargo:rustc-env=TRUEUP_BUILD={:016x}", hasher.finish());
    // What is cut has to say what refers to what.
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some()
        && std::env::var_os("CARGO_CFG_TARGET_FAMILY").is_some_and(|family| family == "wasm")
    {
        println!("cargo:rustc-link-arg-bin=app=--emit-relocs");
    }
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    }
    Ok(())
}
