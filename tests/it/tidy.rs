//! House rules that the compiler does not check: who may import whom, how long a file may be, where
//! colours live. Each finding is one line `file:line: what`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// A room imports only rooms above it in this list. `formats` stands above `intake`, whose archives
/// pass a reader's refusal on, and `dataset` above `layout`, which puts rows into its columns.
const ROOMS: &[&str] = &[
    "source",
    "diagnostics",
    "domain",
    "names",
    "normalize",
    "formats",
    "intake",
    "workbook",
    "dataset",
    "layout",
    "connect",
    "vendors",
    "invoices",
    "rating",
    "cards",
    "reconcile",
    "chart",
    "export",
    "engine",
    "platform",
    "net",
    "worker",
    "ui",
];

/// What a room must not import although it comes earlier, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("vendors", &["dataset"], "a reader yields rows; where they are kept is not its business"),
    (
        "invoices",
        &["vendors", "dataset"],
        "readers of usage and of bills know nothing of each other, nor of where rows are kept",
    ),
    (
        "reconcile",
        &["intake", "formats", "layout", "vendors", "invoices", "cards"],
        "matching sees records and lines, not where they came from",
    ),
    (
        "ui",
        &[
            "intake",
            "formats",
            "layout",
            "vendors",
            "invoices",
            "dataset",
            "rating",
            "cards",
            "reconcile",
            "export",
        ],
        "the page never links the parsers: it asks the engine's worker",
    ),
    (
        "connect",
        &["normalize", "intake", "formats", "dataset", "layout"],
        "it is linked into the page, which never links the parsers",
    ),
    ("platform", &["engine", "intake", "formats", "vendors", "invoices"], "it is the browser only"),
];

/// Words that only some rooms may name: the word, the rooms, why.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("leptos::", &["ui"], "only the page draws"),
    ("SystemTime::now", &["platform"], "the core has no clock: pass the time in"),
    ("Instant::now", &["platform"], "the core has no clock: pass the time in"),
    ("std::fs", &[], "the library does no file access: the shell does"),
    ("std::env", &[], "the library reads no environment: the shell does"),
    ("std::thread", &[], "wasm32 has no threads"),
];

const LONGEST: usize = 600;

#[test]
fn no_file_is_too_long() {
    check(&["src", "proxy", "xtask"], "rs", |file, text| {
        let n_lines = text.lines().count();
        if n_lines > LONGEST {
            vec![format!("{}: {n_lines} lines, at most {LONGEST}: split it", file.display())]
        } else {
            Vec::new()
        }
    });
}

#[test]
fn rooms_import_only_rooms_above_them() {
    check(&["src"], "rs", |file, text| match room_of(file) {
        Some(room) => located(file, text, |line| misplaced_imports(room, line)),
        None => Vec::new(),
    });
}

#[test]
fn every_folder_is_a_known_room() {
    for entry in fs::read_dir(root().join("src")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_known = name == "bin" || ROOMS.contains(&name.as_str());
        assert!(
            !entry.path().is_dir() || is_known,
            "src/{name} has no place in the order of rooms"
        );
    }
}

#[test]
fn the_rules_speak_of_rooms_that_exist() {
    let is_there = |room: &str| {
        let path = root().join("src").join(room);
        path.is_dir() || path.with_extension("rs").is_file()
    };
    for room in ROOMS {
        assert!(is_there(room), "there is no room {room}");
    }
    for (position, (room, names, _)) in FORBIDDEN.iter().enumerate() {
        assert!(!FORBIDDEN[..position].iter().any(|it| it.0 == *room), "{room} has two rules");
        for name in std::iter::once(room).chain(*names) {
            assert!(ROOMS.contains(name), "a rule names {name}, which is no room");
        }
    }
}

#[test]
fn some_words_belong_to_some_rooms() {
    check(&["src"], "rs", |file, text| {
        let Some(room) = room_of(file) else { return Vec::new() };
        located(file, text, |line| {
            ONLY_IN
                .iter()
                .filter(|(word, rooms, _)| line.contains(word) && !rooms.contains(&room))
                .map(|(word, _, why)| format!("`{word}` in {room}: {why}"))
                .collect()
        })
    });
}

#[test]
fn every_room_opens_with_what_it_holds() {
    check(&["src"], "rs", |file, text| {
        if file.ends_with("mod.rs") && !text.starts_with("//!") {
            vec![format!("{}: opens without `//!`", file.display())]
        } else {
            Vec::new()
        }
    });
}

/// What the engine recognises has a name on the page, and can be chosen there.
#[test]
fn every_layout_can_be_chosen() {
    let text = fs::read_to_string(root().join("src/ui/strings/reading.rs")).unwrap();
    let (_, rest) = text.split_once("const LAYOUT_IDS").unwrap();
    let (choices, names) = rest.split_once("];").unwrap();
    for layout in trueup::engine::reader::layouts() {
        let id = layout.id();
        // What an earlier comparison was made with is nothing that another file could be taken for.
        let is_case = layout.role() == trueup::domain::Role::Case;
        assert!(is_case || choices.contains(&format!("\"{id}\"")), "{id} is not in LAYOUT_IDS");
        let named = names.split("(\"").filter_map(|it| it.split('"').next());
        assert!(named.into_iter().any(|it| id.starts_with(it)), "{id} has no name");
    }
}

#[test]
fn colours_are_tokens() {
    check(&["style"], "css", |file, text| {
        if file.ends_with("tokens.css") {
            return Vec::new();
        }
        located(file, &without_css_comments(text), |line| {
            raw_colour(line)
                .map(|colour| format!("`{colour}` belongs in tokens.css"))
                .into_iter()
                .collect()
        })
    });
}

#[test]
fn views_keep_to_the_content_policy() {
    check(&["src/ui"], "rs", |file, text| {
        located(file, text, |line| {
            ["style=\"", "inner_html", "<style", "<script"]
                .iter()
                .filter(|word| line.contains(*word))
                .map(|word| format!("`{word}`: refused by the policy or unsafe; use classes, `style:name` and text"))
                .collect()
        })
    });
}

#[test]
fn the_page_has_no_inline_script_or_style() {
    let html = fs::read_to_string(root().join("index.html")).unwrap();
    for word in ["<script", "<style", " style=", " onload=", " onclick=", "javascript:"] {
        assert!(!html.contains(word), "index.html has `{word}`");
    }
    let headers = fs::read_to_string(root().join("public/_headers")).unwrap();
    for word in ["'unsafe-inline'", "'unsafe-eval'", " *;", " https:;"] {
        assert!(!headers.contains(word), "_headers allows {word}");
    }
}

/// The checks themselves, on text that breaks the rules.
#[test]
fn a_breach_is_found() {
    assert_eq!(misplaced_imports("domain", "use crate::engine::Engine;").len(), 1);
    assert_eq!(
        misplaced_imports("domain", "use crate::{source::Origin, ui, vendors::{a, ui}};").len(),
        2
    );
    assert_eq!(misplaced_imports("reconcile", "let x = crate::vendors::ALL;").len(), 1);
    assert_eq!(misplaced_imports("ui", "use crate::export::csv;").len(), 1);
    assert!(
        misplaced_imports(
            "engine",
            "use crate::reconcile::Policy; pub(crate) use crate::domain::Id;"
        )
        .is_empty()
    );
    assert!(misplaced_imports("domain", "/// See [`crate::engine`].").is_empty());

    for line in ["color: #fff;", "background: RGB(1 2 3);", "a: 1px solid #12345678"] {
        assert!(raw_colour(line).is_some(), "{line}");
    }
    for line in ["#bed { top: 0 }", "color: var(--ink);", "fill: CanvasText", "mask: url(#clip)"] {
        assert!(raw_colour(line).is_none(), "{line}");
    }
    assert_eq!(without_css_comments("a/* #fff\n*/b").lines().count(), 2);
}

fn misplaced_imports(room: &str, line: &str) -> Vec<String> {
    if line.trim_start().starts_with("//") {
        return Vec::new();
    }
    let rank = |name: &str| ROOMS.iter().position(|it| *it == name);
    let own = rank(room);
    imported(line)
        .into_iter()
        .filter(|name| *name != room)
        .filter_map(|name| {
            let reason = FORBIDDEN
                .iter()
                .find(|(it, names, _)| *it == room && names.contains(&name))
                .map(|(_, _, why)| *why);
            let is_below = rank(name)? > own?;
            let why = if is_below { Some("it is a room below") } else { reason };
            why.map(|why| format!("{room} imports {name}: {why}"))
        })
        .collect()
}

/// The first path segments after every `crate::` of a line, also in braces.
fn imported(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let Some(inner) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut is_start = true;
        for (i, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => is_start = true,
                c if is_start && !c.is_whitespace() => {
                    names.push(word(&inner[i..]));
                    is_start = false;
                }
                _ => {}
            }
        }
    }
    names
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

/// A colour written out in a declaration.
fn raw_colour(line: &str) -> Option<String> {
    let (_, value) = line.split_once(": ")?;
    let value = value.to_ascii_lowercase();
    if let Some(function) =
        ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch("]
            .iter()
            .find(|function| value.contains(*function))
    {
        return Some((*function).to_owned());
    }
    value.match_indices('#').find_map(|(at, _)| {
        let digits = word(&value[at + 1..]);
        let is_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
        let is_url = value[..at].ends_with("url(");
        (is_hex && !is_url && matches!(digits.len(), 3 | 4 | 6 | 8)).then(|| format!("#{digits}"))
    })
}

/// Blanks comments out and keeps the lines' numbers.
fn without_css_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The room a file of `src` is in; the binaries and lib.rs are in none.
fn room_of(file: &Path) -> Option<&'static str> {
    let first = file.strip_prefix("src").ok()?.components().next()?;
    let name = Path::new(first.as_os_str()).file_stem()?.to_str()?;
    ROOMS.iter().find(|room| **room == name).copied()
}

/// Findings of a line with their place. A file's own test module may do what it likes.
fn located(file: &Path, text: &str, find: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    joined_uses(code)
        .iter()
        .flat_map(|(n, line)| {
            find(line).into_iter().map(move |what| format!("{}:{n}: {what}", file.display()))
        })
        .collect()
}

/// Lines with their numbers, comments left out and a `use` over several lines made one.
fn joined_uses(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (i, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        match lines.last_mut() {
            Some((_, last)) if is_open => last.push_str(line.trim()),
            _ => lines.push((i + 1, line.to_owned())),
        }
        let is_use = lines.last().is_some_and(|(_, last)| {
            let start = last.trim_start();
            start.starts_with("use ") || start.starts_with("pub") && start.contains(" use ")
        });
        is_open = is_use && !line.contains(';');
    }
    lines
}

/// Runs a rule over every file of some folders.
fn check(folders: &[&str], extension: &str, rule: impl Fn(&Path, &str) -> Vec<String>) {
    let root = root();
    let mut n_files = 0;
    let mut found = Vec::new();
    for folder in folders {
        for file in files(&root.join(folder), extension) {
            n_files += 1;
            let text = fs::read_to_string(&file).unwrap();
            found.extend(rule(file.strip_prefix(&root).unwrap(), &text));
        }
    }
    assert!(n_files > 0, "no .{extension} file in {folders:?}");
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                found.extend(files(&path, extension));
            }
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
