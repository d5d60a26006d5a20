//! Compressed copies of the built files, and what a visit costs in bytes.

use crate::failure::{Doing as _, Failure};
use crate::machine::Machine;
use crate::run::say;
use std::fs;
use std::path::PathBuf;

const COMPRESS: &str = include_str!("compress.mjs");

/// One shipped file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shipped {
    name: String,
    raw: u64,
    brotli: u64,
}

/// What is loaded together, and the brotli bytes it should stay under.
struct Part {
    name: &'static str,
    limit: u64,
    holds: fn(&str) -> bool,
}

const PARTS: &[Part] = &[
    Part { name: "page", limit: 150_000, holds: is_page },
    Part { name: "later", limit: 260_000, holds: is_later },
    Part { name: "worker", limit: 450_000, holds: |name| name.starts_with("worker") },
    Part { name: "sheet", limit: u64::MAX, holds: |name| name.starts_with("sheet") },
];

/// Everything a first visit asks for.
fn is_page(name: &str) -> bool {
    name == "index.html"
        || name == "boot.js"
        || name == "icon.svg"
        || name.starts_with("app-")
        || name.starts_with("split-")
        || name.rsplit_once('.').is_some_and(|(_, extension)| extension == "css")
        || name.starts_with("snippets/")
}

/// Parts of the page that are asked for when someone goes there.
fn is_later(name: &str) -> bool {
    name.starts_with("split_") || name.starts_with("chunk_")
}

/// Writes `.br` and `.gz` beside the files of `dist`; without Node it says so and goes on.
pub(crate) fn compress(machine: &Machine) -> Result<(), Failure> {
    let listed = machine
        .run("node")
        .args(["--input-type=module", "--eval"])
        .long_arg(COMPRESS)
        .arg("--")
        .arg(machine.dist())
        .output();
    if let Some(listed) = listed {
        return fs::write(list(machine), listed).doing("recording the sizes");
    }
    say("No compressed copies were made: that needs Node.js 20 or later. A CDN makes its own.");
    Ok(())
}

/// Prints what each part weighs.
pub(crate) fn print(machine: &Machine) {
    let Ok(listed) = fs::read_to_string(list(machine)) else { return };
    let shipped: Vec<Shipped> = listed.lines().filter_map(parse).collect();
    for part in PARTS {
        let files: Vec<&Shipped> = shipped.iter().filter(|file| (part.holds)(&file.name)).collect();
        let raw: u64 = files.iter().map(|file| file.raw).sum();
        let brotli: u64 = files.iter().map(|file| file.brotli).sum();
        let over = if brotli > part.limit { "  OVER ITS LIMIT" } else { "" };
        say(format!("{:<7} {:>9} bytes, {:>8} with brotli{over}", part.name, raw, brotli));
    }
}

fn list(machine: &Machine) -> PathBuf {
    machine.web_target.join("sizes.txt")
}

fn parse(line: &str) -> Option<Shipped> {
    let mut words = line.rsplitn(4, ' ');
    let _gzip = words.next()?;
    let brotli = words.next()?.parse().ok()?;
    let raw = words.next()?.parse().ok()?;
    Some(Shipped { name: words.next()?.to_owned(), raw, brotli })
}

#[cfg(test)]
mod tests {
    use super::{Shipped, parse};

    #[test]
    fn a_name_may_hold_spaces() {
        let expected = Shipped { name: "a b.css".to_owned(), raw: 30, brotli: 20 };
        assert_eq!(parse("a b.css 30 20 25"), Some(expected));
        assert_eq!(parse("a.css 30"), None);
    }
}
