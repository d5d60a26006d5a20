//! Merged cells. Their value stands in the first of them only, so a name that was merged over several rows is
//! said again in each; a figure is that of all of them together and is not.

use super::cells::column_of;
use super::parts::{Flow, Tag, walk};
use crate::intake::archive;
use memchr::memmem;
use std::io::Read;

/// What the rows of a sheet end with; behind them stands which cells are merged.
const END: &[u8] = b"sheetData>";

/// Bytes of a sheet that are looked at in one go.
const PIECE: u64 = 64 * 1024;

/// Bytes of the tag behind the rows at most, with a prefix.
const LONGEST_TAG: usize = 256;

/// Cells that are merged over several rows.
#[derive(Debug)]
pub(super) struct Merged {
    column: usize,
    first: u32,
    last: u32,
    /// What is said in each row; empty where it is not.
    pub(super) name: String,
}

/// What is merged over several rows, in the order of the first ones. What goes over so many columns is a
/// title. A sheet that is broken says nothing here; it does where its rows are read.
pub(super) fn read(input: &mut dyn Read, width: usize) -> Vec<Merged> {
    let mut found = Vec::new();
    let Some(rest) = behind_rows(input) else { return found };
    // What was looked at already, as the inside of an element.
    let mut rest = b"<r>".chain(rest.as_slice()).chain(input);
    let _ = walk(&mut rest, &mut |tag| {
        match tag {
            Tag::Start("mergeCell", given) => {
                found.extend(given.get("ref").and_then(|it| merged(&it, width)));
            }
            Tag::End("mergeCells") => return Flow::Break(()),
            _ => {}
        }
        Flow::Continue(())
    });
    found.sort_by_key(|it| it.first);
    found
}

/// Reads on to the end of the rows; what was read behind it.
fn behind_rows(input: &mut dyn Read) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let piece = archive::read(input, PIECE).ok()?;
        bytes.extend_from_slice(&piece);
        let ends = memmem::find_iter(&bytes, END).find(|at| {
            // Its name may have a prefix; where the rows begin there is none of the two.
            let tag = memchr::memrchr(b'<', bytes.get(..*at).unwrap_or_default());
            tag.is_some_and(|it| bytes.get(it + 1) == Some(&b'/'))
        });
        if let Some(at) = ends {
            return Some(bytes.split_off(at + END.len()));
        }
        if piece.is_empty() {
            return None;
        }
        // The tag may go on in the next piece.
        bytes.drain(..bytes.len().saturating_sub(LONGEST_TAG));
    }
}

/// `A2:A5`.
fn merged(range: &str, width: usize) -> Option<Merged> {
    let (from, to) = range.split_once(':')?;
    let row = |name: &str| name.trim_start_matches(char::is_alphabetic).parse().ok();
    let (column, first, last) = (column_of(from)?, row(from)?, row(to)?);
    let columns = column_of(to)?.checked_sub(column)? + 1;
    (first < last && columns < width).then(|| Merged { column, first, last, name: String::new() })
}

/// Which of the merged cells a row is in.
#[derive(Debug)]
pub(super) struct Open {
    /// Those to come, the next one last.
    next: Vec<Merged>,
    open: Vec<Merged>,
}

impl Open {
    pub(super) fn new(mut merged: Vec<Merged>) -> Self {
        merged.reverse();
        Self { next: merged, open: Vec::new() }
    }

    /// A row begins.
    pub(super) fn reach(&mut self, row: u32) {
        self.open.retain(|it| it.last >= row && !it.name.is_empty());
        while let Some(it) = self.next.pop_if(|it| it.first <= row) {
            self.open.extend(Some(it).filter(|it| it.first == row));
        }
    }

    /// What begins in this cell.
    pub(super) fn begins(&mut self, row: u32, column: usize) -> Option<&mut Merged> {
        self.open.iter_mut().find(|it| it.first == row && it.column == column)
    }

    /// Says the names in a row.
    pub(super) fn fill(&self, row: u32, cells: &mut Vec<String>) {
        for it in self.open.iter().filter(|it| it.first < row) {
            if cells.len() <= it.column {
                cells.resize(it.column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(it.column).filter(|it| it.is_empty()) {
                cell.clone_from(&it.name);
            }
        }
    }
}
