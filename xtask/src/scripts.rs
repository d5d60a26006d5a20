//! Scripts without what only their readers need: comments, indentation, blank lines. wasm-bindgen writes
//! all three; they were a tenth of what a script weighs with brotli.

use crate::failure::{Doing as _, Failure};
use std::fs;
use std::path::Path;

/// Makes every script of `dist` lean.
pub(crate) fn make_lean(dist: &Path) -> Result<(), Failure> {
    let what = "making the scripts of dist/ lean";
    for entry in fs::read_dir(dist).doing(what)?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|it| it == "js") {
            let script = fs::read_to_string(&path).doing(what)?;
            fs::write(&path, lean(&script)).doing(what)?;
        }
    }
    Ok(())
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
    use super::lean;

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
