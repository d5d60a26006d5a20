//! Turns rows of one id into a pair and its repeats.

use crate::dataset::TextField;
use crate::domain::{Flag, Flags, Outcome, order};
use crate::reconcile::books::Window;
use crate::reconcile::choice::Ground;
use crate::reconcile::groups::Groups;
use crate::reconcile::join::Entry;
use crate::reconcile::several::Together;
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, ByRow, NONE, Place, Side};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// Not yet decided.
pub const OPEN: u8 = u8::MAX;

/// Not yet decided, and tied to a row that it does not agree with at once. Only while rows are
/// joined.
const TIED: u8 = OPEN - 1;

/// What is known of every row so far, by its position on its side.
#[derive(Debug, Default)]
pub struct Marks {
    /// Outcomes of records, or [`OPEN`].
    pub records: Vec<u8>,
    /// Outcomes of lines, or [`OPEN`].
    pub lines: Vec<u8>,
    /// For a record its line: by id, or of its group. For a repeat the row it repeats.
    pub record_partner: Vec<u32>,
    /// For a line its record by id. For a repeat the line it repeats.
    pub line_partner: Vec<u32>,
    /// Extra facts of records, where there are any.
    pub record_flags: ByRow<Flags>,
    /// Extra facts of lines, where there are any.
    pub line_flags: ByRow<Flags>,
    /// Calls that are billed in several lines, until they are judged.
    pub lines_of_call: Vec<Together>,
    /// Lines that are held against several records.
    pub groups: Groups,
    /// Pairs outside the period, line first, until they are compared; then those that agree.
    pub outside: FxHashMap<u32, u32>,
    /// Records whose line lies on the other side of the period's border.
    pub across: ByRow<()>,
}

impl Marks {
    /// For the rows of these books.
    pub fn of(books: &Books<'_>) -> Self {
        let wide = |n: u32| usize::try_from(n).unwrap_or(0);
        let (n_records, n_lines) = (wide(books.usage.len()), wide(books.billed.len()));
        Self {
            records: vec![OPEN; n_records],
            lines: vec![OPEN; n_lines],
            record_partner: vec![NONE; n_records],
            line_partner: vec![NONE; n_lines],
            record_flags: ByRow::default(),
            line_flags: ByRow::default(),
            lines_of_call: Vec::new(),
            groups: Groups::default(),
            outside: FxHashMap::default(),
            across: ByRow::default(),
        }
    }

    /// The outcome of a record.
    pub fn record(&self, row: u32) -> Option<Outcome> {
        get(&self.records, row).and_then(Outcome::from_index)
    }

    /// The outcome of a line.
    pub fn line(&self, row: u32) -> Option<Outcome> {
        get(&self.lines, row).and_then(Outcome::from_index)
    }

    /// Decides a record.
    pub fn set_record(&mut self, row: u32, outcome: Outcome) {
        put(&mut self.records, row, outcome.index());
    }

    /// Decides a line.
    pub fn set_line(&mut self, row: u32, outcome: Outcome) {
        put(&mut self.lines, row, outcome.index());
    }

    /// Whether a record is not yet decided.
    pub fn record_is_open(&self, row: u32) -> bool {
        get(&self.records, row) == Some(OPEN)
    }

    /// Whether a line is not yet decided.
    pub fn line_is_open(&self, row: u32) -> bool {
        get(&self.lines, row) == Some(OPEN)
    }

    /// The row that a record is tied to, or [`NONE`].
    pub fn partner_of_record(&self, row: u32) -> u32 {
        get(&self.record_partner, row).unwrap_or(NONE)
    }

    /// The row that a line is tied to, or [`NONE`].
    pub fn partner_of_line(&self, row: u32) -> u32 {
        get(&self.line_partner, row).unwrap_or(NONE)
    }

    /// Adds a fact about a record.
    pub fn flag_record(&mut self, row: u32, flag: Flag) {
        self.record_flags.change(row, Flags::default(), |it| *it = it.with(flag));
    }

    /// Adds a fact about a line.
    pub fn flag_line(&mut self, row: u32, flag: Flag) {
        self.line_flags.change(row, Flags::default(), |it| *it = it.with(flag));
    }

    /// Ties records and lines that agree. That they match is put down by [`Marks::close_pairs`]: rows
    /// come in any order, and each place that is written to is waited for.
    #[inline(never)]
    pub(super) fn agree(&mut self, pairs: &[(u32, u32)]) {
        // Looked at before, since a processor waits for many places to read at a time, but for one to
        // write.
        let looked = pairs.iter().fold(0, |sum: u32, (record, line)| {
            let record = get(&self.record_partner, *record).unwrap_or(0);
            sum.wrapping_add(record).wrapping_add(get(&self.line_partner, *line).unwrap_or(0))
        });
        std::hint::black_box(looked);
        for (record, line) in pairs {
            put(&mut self.record_partner, *record, *line);
            put(&mut self.line_partner, *line, *record);
        }
    }

    /// Ties a record and a line that have to be compared.
    fn tie(&mut self, record: u32, line: u32) {
        put(&mut self.record_partner, record, line);
        put(&mut self.line_partner, line, record);
        put(&mut self.records, record, TIED);
        put(&mut self.lines, line, TIED);
    }

    /// Decides the rows that agree, once all are joined, and takes note of all others.
    #[inline(never)]
    pub(super) fn close_pairs(&mut self) -> [Left; 2] {
        let sides =
            [(&mut self.records, &self.record_partner), (&mut self.lines, &self.line_partner)];
        sides.map(|(marks, partners)| {
            let words = marks.chunks_mut(64).zip(partners.chunks(64));
            Left(words.map(|(marks, partners)| close(marks, partners)).collect())
        })
    }
}

/// Decides those of 64 rows that agree with their partners; which have to be looked at further.
#[inline(never)]
fn close(marks: &mut [u8], partners: &[u32]) -> u64 {
    let matched = Outcome::Matched.index();
    for (mark, partner) in marks.iter_mut().zip(partners) {
        let open = if *partner == NONE { OPEN } else { matched };
        *mark = match *mark {
            OPEN => open,
            TIED => OPEN,
            decided => decided,
        };
    }
    let left = marks.iter().rev();
    left.fold(0, |word, mark| word << 1 | u64::from(*mark != matched))
}

/// The rows of a side that were not decided as pairs that agree: most go no further than the join,
/// and need not be looked at again.
#[derive(Debug, Default)]
pub(super) struct Left(Vec<u64>);

impl Left {
    /// Those among so many rows from a first one on, by their distance from it.
    #[inline(never)]
    pub(super) fn among(&self, first: u32, n_rows: usize) -> Vec<usize> {
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let until = first.saturating_add(n_rows);
        let mut rows = Vec::new();
        let words = self.0.iter().enumerate().take(until.div_ceil(64)).skip(first / 64);
        for (number, word) in words {
            let mut word = *word;
            while word != 0 {
                let row = number * 64 + usize::try_from(word.trailing_zeros()).unwrap_or(0);
                if (first..until).contains(&row) {
                    rows.push(row - first);
                }
                word &= word - 1;
            }
        }
        rows
    }
}

fn get<T: Copy>(values: &[T], row: u32) -> Option<T> {
    usize::try_from(row).ok().and_then(|it| values.get(it)).copied()
}

/// Sets a value by row.
pub fn put<T>(values: &mut [T], row: u32, value: T) {
    if let Some(slot) = usize::try_from(row).ok().and_then(|it| values.get_mut(it)) {
        *slot = value;
    }
}

/// Whether a record and a line that share the bits of an id have the same id.
pub(super) fn share_id(books: &Books<'_>, record: &Entry, line: &Entry) -> bool {
    let same_text = || {
        let (usage, billed) = (books.usage.place(record.row())?, books.billed.place(line.row())?);
        Some(usage.segment.ids.same_text(usage.index, &billed.segment.ids, billed.index))
    };
    !record.is_fingerprint() || same_text() == Some(true)
}

/// Decides repeats and ties pairs among rows of one id.
#[inline(never)]
pub(super) fn group(ground: &Ground<'_, '_>, entries_of: (&[Entry], &[Entry]), marks: &mut Marks) {
    let books = ground.books;
    let rows = |entries: &[Entry]| entries.iter().map(Entry::row).collect::<Vec<u32>>();
    let (records, lines) = (rows(entries_of.0), rows(entries_of.1));
    let is_sure =
        entries_of.0.first().or(entries_of.1.first()).is_none_or(|it| !it.is_fingerprint());
    if is_sure {
        same_id(ground, &records, &lines, marks);
        return;
    }
    // Should two texts ever share a fingerprint.
    let text = |side: &Side<'_>, row| {
        side.place(row).map(|it| it.segment.ids.text(it.index)).unwrap_or_default()
    };
    let mut by_text: Vec<(String, bool, u32)> = Vec::new();
    by_text.extend(records.iter().map(|it| (text(&books.usage, *it), false, *it)));
    by_text.extend(lines.iter().map(|it| (text(&books.billed, *it), true, *it)));
    order::sort(&mut by_text);
    for alike in by_text.chunk_by(|a, b| a.0 == b.0) {
        let of = |is_line| alike.iter().filter(move |it| it.1 == is_line).map(|it| it.2);
        let (records, lines): (Vec<u32>, Vec<u32>) = (of(false).collect(), of(true).collect());
        same_id(ground, &records, &lines, marks);
    }
}

fn same_id(ground: &Ground<'_, '_>, records: &[u32], lines: &[u32], marks: &mut Marks) {
    let rest = same_usage(ground, records, lines, marks);
    if !rest.is_empty() && rest.len() < records.len() {
        let is_left =
            |line: &&u32| marks.line_is_open(**line) && marks.partner_of_line(**line) == NONE;
        let lines: Vec<u32> = lines.iter().filter(is_left).copied().collect();
        same_id(ground, &rest, &lines, marks);
    }
}

/// Records of files without a record's content that are of another service or account than it: files number
/// their rows alike, and what has the number in one is not what has it in the other. A file that has the
/// same content is one of those that the record may have been taken from.
fn of_others(ground: &Ground<'_, '_>, records: &[u32], kept: u32) -> Vec<u32> {
    let Ground { books, terms, .. } = *ground;
    let Some(own) = books.usage.place(kept).filter(|_| records.len() > 1) else {
        return Vec::new();
    };
    let differs = |it: &Place<'_>, field| {
        let (own, its) = (terms.code(Of::Usage, field, &own), terms.code(Of::Usage, field, it));
        own != 0 && its != 0 && own != its
    };
    let is_other =
        |it: &Place<'_>| differs(it, TextField::Service) || differs(it, TextField::Account);
    let mut sources = vec![own.part.source];
    let mut others = Vec::new();
    for (row, place) in records.iter().filter_map(|it| Some((*it, books.usage.place(*it)?))) {
        if is_other(&place) {
            others.push((place.part.source, row));
        } else if place.content() == own.content() && !sources.contains(&place.part.source) {
            sources.push(place.part.source);
        }
    }
    others.retain(|it| !sources.contains(&it.0));
    others.into_iter().map(|it| it.1).collect()
}

/// Decides rows of one id, but for records that only have it by chance, which are given back.
fn same_usage(
    ground: &Ground<'_, '_>,
    records: &[u32],
    lines: &[u32],
    marks: &mut Marks,
) -> Vec<u32> {
    let Ground { books, terms, window, .. } = *ground;
    // Repeats of a segment were decided before, so these are the segments of one call.
    let start = |row: &u32| books.usage.place(*row).and_then(|it| it.start());
    let is_segment = |it: &Place<'_>| it.part.habits.has_segments;
    let is_call = records.len() > 1
        && records.iter().all(|it| books.usage.place(*it).as_ref().is_some_and(is_segment));
    let lead = records.iter().copied().filter(|_| is_call).min_by_key(start);
    let best = ground.best(lead.as_ref().map_or(records, std::slice::from_ref), lines);
    let kept = best.map(|it| it.0).or_else(|| ground.first(false, records));
    let rest = match kept {
        Some(kept) if !is_call => of_others(ground, records, kept),
        _ => Vec::new(),
    };
    let own: Vec<u32>;
    let records = if rest.is_empty() {
        records
    } else {
        own = records.iter().filter(|it| !rest.contains(it)).copied().collect();
        &own
    };
    let is_disputed = kept.filter(|_| !is_call).is_some_and(|kept| {
        set_aside(&books.usage, records, kept, &mut |row, conflicts| {
            marks.set_record(row, Outcome::DuplicateUsage);
            put(&mut marks.record_partner, row, kept);
            if conflicts {
                marks.flag_record(row, Flag::ConflictingContent);
                marks.flag_record(kept, Flag::ConflictingContent);
            }
        })
    });
    // Lines of one id for different services or accounts are different charges, not repeats, and what is given
    // back is none of a charge. Lines of a call that begin at different times are lines for its
    // segments.
    let mut by_charge: Vec<((u32, u32, bool, Option<i64>), u32)> = Vec::new();
    by_charge.extend(lines.iter().map(|row| {
        let place = books.billed.place(*row);
        let code = |field| place.map_or(0, |it| terms.code(Of::Billed, field, &it));
        let (service, account) = (code(TextField::Service), code(TextField::Account));
        let is_credit = place.and_then(|it| it.amount()).is_some_and(|it| it < Decimal::ZERO);
        let start = place.filter(|_| is_call).and_then(|it| it.start());
        ((service, account, is_credit, start), *row)
    }));
    order::sort(&mut by_charge);
    let mut kept_lines = Vec::new();
    for lines in by_charge.chunk_by(|a, b| a.0 == b.0) {
        let lines: Vec<u32> = lines.iter().map(|it| it.1).collect();
        let paired = best.map(|it| it.1).filter(|it| lines.contains(it));
        let Some(kept) = paired.or_else(|| ground.first(true, &lines)) else { continue };
        set_aside(&books.billed, &lines, kept, &mut |row, conflicts| {
            // A line of another period repeats none of this one.
            if ground.has_line(kept) && !ground.has_line(row) {
                return;
            }
            marks.set_line(row, Outcome::DuplicateLine);
            put(&mut marks.line_partner, row, kept);
            if conflicts {
                marks.flag_line(row, Flag::ConflictingContent);
                marks.flag_line(kept, Flag::ConflictingContent);
            }
        });
        kept_lines.push(kept);
    }
    let Some((record, line)) = best else { return rest };
    tie(books, window, record, line, marks);
    if is_disputed {
        marks.flag_line(line, Flag::ConflictingContent);
    }
    if is_call && marks.partner_of_line(line) == record {
        // The line is for the call, not for one record of it.
        put(&mut marks.line_partner, line, NONE);
        for it in records {
            put(&mut marks.record_partner, *it, line);
            put(&mut marks.records, *it, TIED);
        }
        let charged = |row: u32| {
            let place = books.billed.place(row)?;
            Some((terms.code(Of::Billed, TextField::Service, &place), window.has_line(&place)))
        };
        let service = charged(line).map(|it| it.0);
        let mut all = kept_lines;
        all.retain(|it| charged(*it) == service.map(|it| (it, true)));
        if all.len() > 1 {
            let records = in_order(&books.usage, records);
            marks.lines_of_call.push(Together { records, lines: in_order(&books.billed, &all) });
        }
    }
    rest
}

/// Ties a pair if both lie in the period; otherwise notes on the one inside where the other is.
pub(super) fn tie(books: &Books<'_>, window: Window, record: u32, line: u32, marks: &mut Marks) {
    if window.is_open() {
        marks.tie(record, line);
        return;
    }
    let (Some(usage), Some(billed)) = (books.usage.place(record), books.billed.place(line)) else {
        return;
    };
    match (window.has_record(&usage), window.has_line(&billed)) {
        (true, true) => return marks.tie(record, line),
        (false, true) => marks.flag_line(line, Flag::CounterpartOutOfPeriod),
        (true, false) => marks.flag_record(record, Flag::CounterpartOutOfPeriod),
        (false, false) => {
            marks.outside.insert(line, record);
            return;
        }
    }
    marks.across.put(record, ());
}

/// Rows by what they say, each of which is looked at once.
pub(super) fn in_order(side: &Side<'_>, rows: &[u32]) -> Vec<u32> {
    let order = |row: &u32| side.place(*row).map(|it| it.order());
    let mut rows: Vec<_> = rows.iter().map(|it| (order(it), *it)).collect();
    order::sort_by(&mut rows, |a, b| a.0.cmp(&b.0));
    rows.into_iter().map(|it| it.1).collect()
}

fn by_order<'r>(side: &Side<'_>, rows: &'r [u32]) -> Option<&'r u32> {
    rows.iter().min_by_key(|row| side.place(**row).map(|it| it.order()))
}

/// Keeps the row that comes first by content, and tells of the others which it was and whether
/// they say something else. Whatever order files are in, the same content is kept.
pub fn keep_one(
    side: &Side<'_>,
    rows: &[u32],
    repeat: &mut dyn FnMut(u32, u32, bool),
) -> Option<u32> {
    if let [only] = rows {
        return Some(*only);
    }
    let kept = *by_order(side, rows)?;
    set_aside(side, rows, kept, &mut |row, conflicts| repeat(row, kept, conflicts));
    Some(kept)
}

/// Tells of each row but the kept one whether it says something else; says whether any does.
fn set_aside(side: &Side<'_>, rows: &[u32], kept: u32, repeat: &mut dyn FnMut(u32, bool)) -> bool {
    let content = |row: u32| side.place(row).as_ref().map(Place::content);
    let (mut any, of_kept) = (false, content(kept));
    for row in rows.iter().filter(|it| **it != kept) {
        let conflicts = content(*row) != of_kept;
        any |= conflicts;
        repeat(*row, conflicts);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_a_join_leaves_is_found_again(
            rows in proptest::collection::vec((0u8..5, any::<bool>()), 0..400),
            from in 0usize..200,
            n in 0usize..300,
        ) {
            let matched = Outcome::Matched.index();
            let kinds = [OPEN, OPEN, TIED, Outcome::DuplicateUsage.index(), matched];
            let mut marks = Marks {
                records: rows.iter().map(|it| kinds[usize::from(it.0)]).collect(),
                record_partner: rows.iter().map(|it| if it.1 { 7 } else { NONE }).collect(),
                ..Marks::default()
            };
            let before = marks.records.clone();
            let [left, _] = marks.close_pairs();
            for ((before, after), (_, has_partner)) in before.iter().zip(&marks.records).zip(&rows) {
                prop_assert_eq!(*after, match *before {
                    OPEN if *has_partner => matched,
                    OPEN | TIED => OPEN,
                    other => other,
                });
            }
            let until = rows.len().min(from + n);
            let expected: Vec<usize> =
                (from..until).filter(|it| marks.records[*it] != matched).map(|it| it - from).collect();
            let until = until.max(from);
            prop_assert_eq!(left.among(u32::try_from(from).unwrap(), until - from), expected);
        }
    }
}
