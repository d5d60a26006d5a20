//! Scripts without what only their readers need: comments, indentation, blank lines. wasm-bindgen writes
//! all three; they were a tenth of what a script weighs with brotli. The names by which a script and its
//! module know each other end with sixteen digits of a hash there, twice eight bytes that nothing can
//! compress; they are numbered instead.

use crate::failure::{Doing as _, Failure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What the names begin with that wasm-bindgen gives to what a module takes from its script.
const BEGINS: &[u8] = b"__wbg_";
/// As many digits a hash has.
const HASH: usize = 16;

/// Makes every script of `dist` lean.
pub(crate) fn make_lean(dist: &Path) -> Result<(), Failure> {
    let what = "making the scripts of dist/ lean";
    for entry in fs::read_dir(dist).doing(what)?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|it| it == "js") {
            let script = fs::read_to_string(&path).doing(what)?;
            let script = lean(&script);
            let module = path.with_file_name(format!(
                "{}_bg.wasm",
                path.file_stem().unwrap_or_default().to_string_lossy()
            ));
            if module.is_file() {
                let bytes = fs::read(&module).doing(what)?;
                let numbers = numbers(script.as_bytes());
                // A name that is not in both is one that neither would find any more.
                if names(&bytes).count() == numbers.len()
                    && names(&bytes).all(|(_, name)| numbers.contains_key(name))
                {
                    fs::write(&module, numbered(&bytes, &numbers)).doing(what)?;
                    fs::write(&path, numbered(script.as_bytes(), &numbers)).doing(what)?;
                    continue;
                }
            }
            fs::write(&path, script).doing(what)?;
        }
    }
    Ok(())
}

/// The names with a hash, each with the place where it begins.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let begins = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(BEGINS));
    (0..bytes.len()).filter(begins).filter_map(|at| {
        let rest = bytes.get(at..)?;
        let ends = rest.iter().position(|it| !it.is_ascii_alphanumeric() && *it != b'_');
        let name = rest.get(..ends.unwrap_or(rest.len()))?;
        let (word, hash) = name.split_at_checked(name.len().checked_sub(HASH)?)?;
        (word.ends_with(b"_") && hash.iter().all(u8::is_ascii_hexdigit)).then_some((at, name))
    })
}

/// The number of each name, in the order in which the script has them.
fn numbers(script: &[u8]) -> BTreeMap<&[u8], usize> {
    let mut numbers = BTreeMap::new();
    for (_, name) in names(script) {
        let next = numbers.len();
        numbers.entry(name).or_insert(next);
    }
    numbers
}

/// The same with numbers in place of the hashes. They are as long, so that no length changes that a
/// module states.
fn numbered(bytes: &[u8], numbers: &BTreeMap<&[u8], usize>) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for (at, name) in names(bytes) {
        let ends = at + name.len();
        if let (Some(number), Some(hash)) = (numbers.get(name), out.get_mut(ends - HASH..ends)) {
            hash.copy_from_slice(format!("{number:0HASH$}").as_bytes());
        }
    }
    out
}

/// The same script, line for line without comments of their own lines and without indentation. A script
/// with a text that goes over several lines stays as it is: there, both may be part of the text.
fn lean(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            match line.split_once("*/") {
                Some((_, "")) => in_comment = false,
                // What stands behind a comment runs.
                Some(_) => return script.to_owned(),
                None => in_comment = true,
            }
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        if line.matches('`').count() % 2 == 1 {
            return script.to_owned();
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{lean, names, numbered, numbers};

    #[test]
    fn names_of_a_script_and_its_module_are_numbered_alike() {
        let script = b"__wbg_read_f4800816f39a403d: function() {},\n\
            __wbg_get_imports(), __wbg_is_d5d4bc7759419c28: 1, __wbg_read_f4800816f39a403d";
        let module =
            b"\x07__wbg_is_d5d4bc7759419c28\x00__wbg_read_f4800816f39a403d\x00_d5d4bc7759419c28";
        let numbers = numbers(script);
        assert_eq!(
            numbered(script, &numbers),
            b"__wbg_read_0000000000000000: function() {},\n\
            __wbg_get_imports(), __wbg_is_0000000000000001: 1, __wbg_read_0000000000000000"
        );
        assert_eq!(
            numbered(module, &numbers),
            b"\x07__wbg_is_0000000000000001\x00__wbg_read_0000000000000000\x00_d5d4bc7759419c28"
        );
        assert_eq!(names(module).count(), 2);
    }

    #[test]
    fn what_runs_stays_line_for_line() {
        let script = "/* One. */\nexport class A {\n    /**\n     * @returns {number}\n     */\n    \
            size() {\n        // Why.\n        return `${1}`; // 1\n\n    }\n}\n";
        assert_eq!(lean(script), "export class A {\nsize() {\nreturn `${1}`; // 1\n}\n}\n");
    }

    #[test]
    fn what_stands_behind_a_comment_is_not_touched() {
        let script = "  /* One. */ run();\n";
        assert_eq!(lean(script), script);
    }

    #[test]
    fn a_text_of_several_lines_is_not_touched() {
        let script = "  const text = `\n  // no comment\n`;\n";
        assert_eq!(lean(script), script);
    }
}
