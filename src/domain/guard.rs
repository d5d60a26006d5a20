//! Text that a spreadsheet must not run, for files and for the clipboard.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`. Text that does is given a leading
//! `'`; so is text after a `;`, a tab or a line break inside a cell, since a spreadsheet set to
//! another delimiter would begin a cell there.

/// What a formula can begin with, the full-width forms included.
const STARTERS: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// After these a spreadsheet set to another dialect may begin a cell.
pub const BREAKS: &[char] = &[';', '\t', '\r', '\n', '|'];

/// Text with a `'` wherever a spreadsheet could begin to read a formula.
pub fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let opens = rest.trim_start_matches([' ', '"', '\u{a0}']);
        if opens.starts_with(STARTERS) || out.is_empty() && first.is_control() {
            out.push('\'');
        }
        let until = rest.find(BREAKS).unwrap_or(rest.len());
        let (cell, more) = rest.split_at(until);
        out.push_str(cell);
        let mut breaks = more.chars();
        out.extend(breaks.next());
        rest = breaks.as_str();
    }
    out
}
