//! Ids that two systems write in different ways: in capitals or not, a UUID with braces or without its
//! hyphens, a number whose leading zeros a spreadsheet took off or to which one put `.0`.
//!
//! Which ids are alike is a rule of its own: it is tried on what equal ids left, and only when asked
//! for. What it would find is told without it.

use crate::dataset::Id;
use crate::domain::{AlikeIds, Outcome, order};
use crate::reconcile::books::Window;
use crate::reconcile::join::{Alike, Entry};
use crate::reconcile::pairs::{self, Marks, OPEN};
use crate::reconcile::{Books, NONE, Place, Side};

/// What stands around ids.
const AROUND: &[u8] = b"{}()[]\"' ";

/// Digits of a UUID.
const UUID: usize = 32;

/// An id without what is only a way of writing it.
fn bare(id: &[u8]) -> Vec<u8> {
    let mut text = id;
    while let [first, rest @ ..] = text
        && AROUND.contains(first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && AROUND.contains(last)
    {
        text = rest;
    }
    // A spreadsheet may have taken it for a number.
    let mut whole = text;
    while let [rest @ .., b'0'] = whole {
        whole = rest;
    }
    whole = match whole {
        [rest @ .., b'.'] if whole.len() < text.len() => rest,
        _ => text,
    };
    if !whole.is_empty() && whole.iter().all(u8::is_ascii_digit) {
        while let [b'0', rest @ ..] = whole
            && !rest.is_empty()
        {
            whole = rest;
        }
        return whole.to_vec();
    }
    let mut bare = text.to_ascii_lowercase();
    let is_digit = |it: &u8| it.is_ascii_hexdigit();
    let n_digits = bare.iter().filter(|it| is_digit(it)).count();
    if n_digits == UUID && bare.iter().all(|it| *it == b'-' || is_digit(it)) {
        bare.retain(|it| *it != b'-');
    }
    bare
}

/// The bits that ids which are alike have in common.
#[cold]
#[inline(never)]
pub(super) fn key(place: &Place<'_>) -> Id {
    Id::of(&bare(place.segment.ids.text(place.index).as_bytes()))
}

/// Whether two rows have ids that are alike.
pub fn have_alike_ids(one: &Place<'_>, other: &Place<'_>) -> bool {
    let has_id = |it: &Place<'_>| !it.id().is_none() && !it.id_is_line();
    has_id(one) && has_id(other) && key(one) == key(other)
}

/// Rows that are neither decided nor tied to another one, as open; all others as anything else.
pub(super) fn untied(marks: &Marks) -> [Vec<u8>; 2] {
    let of = |marks: &[u8], partners: &[u32]| {
        let rows = marks.iter().zip(partners);
        rows.map(|(mark, it)| if *it == NONE { *mark } else { OPEN - 1 }).collect()
    };
    [of(&marks.records, &marks.record_partner), of(&marks.lines, &marks.line_partner)]
}

/// Ties a record and a line whose ids are alike, if no other one's is. Where there are several, none
/// is better than the others.
#[inline(never)]
pub(super) fn tie(books: &Books<'_>, window: Window, alike: Alike<'_>, marks: &mut Marks) {
    let (records, lines) = match alike {
        Alike::Pair(record, line) => (std::slice::from_ref(record), std::slice::from_ref(line)),
        Alike::More(records, lines) => (records, lines),
    };
    let read = |side: &Side<'_>, rows: &[Entry], takes_part: &dyn Fn(&Place<'_>) -> bool| {
        let rows = rows.iter().filter_map(|it| Some((it.row(), side.place(it.row())?)));
        let rows = rows.filter(|(_, it)| takes_part(it));
        let text = |it: &Place<'_>| bare(it.segment.ids.text(it.index).as_bytes());
        rows.map(|(row, it)| (row, text(&it))).collect::<Vec<_>>()
    };
    // Segments share the id of their call; such a line is for all of them, and its id says which.
    let is_whole = |it: &Place<'_>| !it.part.habits.has_segments;
    let (mut of_usage, mut of_bill) =
        (read(&books.usage, records, &is_whole), read(&books.billed, lines, &|_| true));
    if of_usage.len() > 1 || of_bill.len() > 1 {
        of_usage = read(&books.usage, records, &|it| is_whole(it) && window.has_record(it));
        of_bill = read(&books.billed, lines, &|it| window.has_line(it));
    }
    // Should two texts ever share a fingerprint.
    let Some((_, text)) = of_usage.first() else { return };
    if of_usage.iter().chain(&of_bill).any(|(_, it)| it != text) {
        return;
    }
    match (of_usage.as_slice(), of_bill.as_slice()) {
        (_, []) => {}
        ([(record, _)], [(line, _)]) => pairs::tie(books, window, *record, *line, marks),
        (records, lines) => {
            records.iter().for_each(|it| marks.set_record(it.0, Outcome::Ambiguous));
            lines.iter().for_each(|it| marks.set_line(it.0, Outcome::Ambiguous));
        }
    }
}

/// Looks for lines without usage whose ids are like those of records that were never billed, while rows
/// are closed, lines before records.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// What lines are looked for by, which they are, and whether a record was found.
    lines: Vec<(u64, u32, bool)>,
    is_sorted: bool,
    example: Option<(String, String)>,
}

impl Search {
    /// A line has no usage.
    #[cold]
    #[inline(never)]
    pub(super) fn line(&mut self, row: u32, place: &Place<'_>) {
        if !place.id().is_none() && !place.id_is_line() {
            self.lines.push((mixed(key(place)), row, false));
        }
    }

    /// A record was never billed.
    #[cold]
    #[inline(never)]
    pub(super) fn record(&mut self, books: &Books<'_>, place: &Place<'_>) {
        if self.lines.is_empty() || place.id().is_none() || place.part.habits.has_segments {
            return;
        }
        if !self.is_sorted {
            self.sort();
        }
        let mixed = mixed(key(place));
        let at = self.lines.partition_point(|it| it.0 < mixed);
        let Some(first) = self.lines.get(at).copied().filter(|it| it.0 == mixed) else { return };
        let text = |row: u32| {
            let line = books.billed.place(row);
            line.map(|it| it.segment.ids.text(it.index)).unwrap_or_default()
        };
        let line = if first.2 { first.1 } else { self.find(at, &text) };
        let pair = (text(line), place.segment.ids.text(place.index));
        // The least, so that it is the same in whatever order rows are.
        if self.example.as_ref().is_none_or(|it| pair < *it) {
            self.example = Some(pair);
        }
    }

    /// Notes that the lines from a position on that are alike were found. The one with the least text
    /// stands for them.
    fn find(&mut self, at: usize, text: &dyn Fn(u32) -> String) -> u32 {
        let lines = self.lines.get_mut(at..).unwrap_or_default();
        let mut alike = lines.chunk_by_mut(|a, b| a.0 == b.0);
        let alike = alike.next().unwrap_or_default();
        let least = alike.iter().map(|it| it.1).min_by_key(|it| text(*it)).unwrap_or(NONE);
        alike.iter_mut().for_each(|it| (it.1, it.2) = (least, true));
        least
    }

    fn sort(&mut self) {
        let keys: Vec<i128> = self.lines.iter().map(|it| i128::from(it.0)).collect();
        let positions = order::positions(&keys, false).into_iter();
        let line = |at: u32| self.lines.get(usize::try_from(at).ok()?).copied();
        self.lines = positions.filter_map(line).collect();
        self.is_sorted = true;
    }

    /// What was found.
    pub(super) fn end(self) -> Option<AlikeIds> {
        let (billed, usage) = self.example?;
        let count = self.lines.iter().filter(|it| it.2).count();
        Some(AlikeIds { count: u64::try_from(count).unwrap_or(0), billed, usage })
    }
}

/// 64 bits of an id, whatever it looks like.
fn mixed(id: Id) -> u64 {
    let [low, high] = id.halves();
    let stir = |it: u64| {
        let it = (it ^ it >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (it ^ it >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    };
    stir(low ^ stir(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_a_way_of_writing_is_taken_away() {
        for (text, expected) in [
            ("00123", "123"),
            ("123.0", "123"),
            ("'00123", "123"),
            ("000", "0"),
            ("1.5", "1.5"),
            ("12-3", "12-3"),
            ("CALL-7", "call-7"),
            ("0A1", "0a1"),
            ("{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "3f2504e04f8911d39a0c0305e82c3301"),
            ("3f2504e04f8911d39a0c0305e82c3301", "3f2504e04f8911d39a0c0305e82c3301"),
            ("3f2504e0-4f89", "3f2504e0-4f89"),
            ("Größe", "größe"),
            ("{}", ""),
        ] {
            assert_eq!(bare(text.as_bytes()), expected.as_bytes(), "{text}");
        }
    }
}
