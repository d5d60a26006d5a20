//! Finds out how a delimited text is written.

use crate::formats::csv::{self, Dialect, Scanned};
use memchr::memchr_iter;
use std::ops::ControlFlow;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many records of the head are looked at.
const LOOKED_AT: usize = 100;

/// The dialect in which the head of a text gives the most regular table, and how many columns its
/// records mostly have. With `delimiter` given, only the rest is found out.
pub fn detect(head: &[u8], delimiter: Option<u8>) -> (Dialect, usize) {
    let candidates: Vec<u8> = delimiter.map_or(DELIMITERS.to_vec(), |it| vec![it]);
    let first = candidates.first().copied().unwrap_or(b',');
    let ends = line_ends(head);
    let bare_cr = ends.first().copied().unwrap_or_default();
    let mut best = (Dialect { delimiter: first, bare_cr }, 0, 0);
    for &bare_cr in ends {
        for &delimiter in &candidates {
            let dialect = Dialect { delimiter, bare_cr };
            let (columns, score) = regularity(head, dialect);
            if score > best.2 {
                best = (dialect, columns, score);
            }
        }
    }
    (best.0, best.1)
}

/// Whether records may end with a lone carriage return: the possible answers, the likelier one first.
/// Such a text may have a line feed at its end, and other texts may have lone returns in quoted cells.
fn line_ends(head: &[u8]) -> &'static [bool] {
    let n_feeds = memchr_iter(b'\n', head).count();
    let is_lone = |at: &usize| head.get(*at + 1) != Some(&b'\n');
    let n_lone = memchr_iter(b'\r', head).filter(is_lone).count();
    match (n_feeds, n_lone) {
        (_, 0) => &[false],
        (0, _) => &[true],
        _ if n_lone > n_feeds => &[false, true],
        _ => &[false],
    }
}

/// The most frequent number of columns above one, and how well the records agree on it.
fn regularity(head: &[u8], dialect: Dialect) -> (usize, usize) {
    let records = records(head, dialect, LOOKED_AT, &|_| String::new());
    let widths: Vec<usize> = records.iter().map(Vec::len).collect();
    let mut best = (1, 0);
    for &width in &widths {
        let n = widths.iter().filter(|it| **it == width).count();
        // More agreeing rows weigh more than more columns.
        let score = if width > 1 { n * 64 + width.min(63) } else { 0 };
        if score > best.1 {
            best = (width, score);
        }
    }
    best
}

/// The first records of a text, each cell as `text_of` gives it; blank lines are left out but keep their
/// place.
pub fn records(
    head: &[u8],
    dialect: Dialect,
    most: usize,
    text_of: &dyn Fn(&[u8]) -> String,
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut input = head;
    let read = csv::scan(&mut input, dialect, 0, u64::MAX, &mut |scanned| {
        if let Scanned::Record(record) = scanned {
            let fields = 0..record.n_fields();
            rows.push(fields.map(|it| text_of(record.field(it).trim_ascii())).collect());
        }
        if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    // Reading from memory does not fail.
    drop(read);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_ends_a_record() {
        for (text, expected) in [
            ("a,b\n1,2\n", false),
            ("a,b\r\n1,2\r\n", false),
            ("a,b\r1,2\r", true),
            ("a,b\r1,2\r3,4\n", true),
            ("a,b\r1,2\r3,4\r\n", true),
            ("a,b\n1,\"x\ry\rz\rz\"\n2,\"x\ry\rz\rz\"\n", false),
        ] {
            let (dialect, columns) = detect(text.as_bytes(), None);
            assert_eq!((dialect.bare_cr, columns), (expected, 2), "{text:?}");
        }
    }

    #[test]
    fn finds_the_delimiter() {
        for (text, delimiter, columns) in [
            ("a,b,c\n1,2,3\n", b',', 3),
            ("a;b\n1,5;2,5\n3,5;4,5\n", b';', 2),
            ("a\tb\n1\t2\n", b'\t', 2),
            ("a|b\n1|2\n", b'|', 2),
            ("\"a,x\";b\n\"1,y\";2\n", b';', 2),
        ] {
            let (dialect, found) = detect(text.as_bytes(), None);
            assert_eq!((dialect.delimiter, found), (delimiter, columns), "{text}");
        }
    }
}
