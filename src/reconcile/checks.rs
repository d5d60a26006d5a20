//! What can be seen in one source alone, once it is read.

mod shared;

use crate::dataset::packed::BLOCK;
use crate::dataset::{ById, Id, Segment, Table, by_id};
use crate::diagnostics::diagnostic::KEPT_PER_CODE;
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::order;
use crate::normalize::Habits;
pub use shared::{Shared, shared};

/// Looks for overlaps, block counts, falling counters and mixed currencies among the rows of one
/// entry of a source. Gives the rows that overlap another of their conversation, in their order.
pub fn within(table: &Table, habits: Habits, report: &mut Report) -> Vec<u32> {
    currencies(table, report);
    if habits.block_seconds == 0 {
        return Vec::new();
    }
    blocks(table, habits.block_seconds, report)
}

fn at_line(code: Code, line: u64) -> Diagnostic {
    Diagnostic::new(code).at(Place { line, ..Place::default() })
}

/// Rows that are held for sorting at a time, so that the scratch stays small however many there are.
const PER_PASS: u64 = 1 << 20;

/// A row on the way to its like: what it is sorted by, its segment, its position there and whether
/// it has to be looked at even alone ([`ALONE`]).
type Key = (u64, u32, u32);

/// Set beside the position of a row that has to be looked at even if nothing shares its key.
const ALONE: u32 = 1 << 31;

/// The top bits of a key with what is known of its row, so that all of them can be held; 0 for a row
/// without a key.
type Short = u32;

/// A row that may share its key: its short key, its segment and its position there.
type Likely = (Short, u32, u32);

/// Bits of a key that are left in a short one.
const SHORT_BITS: u32 = 30;

/// Set in the short key of a row that has to be looked at even alone.
const SHORT_ALONE: Short = 2;

fn short_of(key: u64, alone: bool) -> Short {
    let top = u32::try_from(key >> (64 - SHORT_BITS)).unwrap_or(0);
    top << 2 | if alone { SHORT_ALONE | 1 } else { 1 }
}

/// How the rows of a segment get their keys.
trait Keyed {
    /// Adds the short keys of a block.
    fn short(&mut self, segment: &Segment, block: usize, to: &mut Vec<Short>);

    /// The whole key of a row that has one.
    fn whole(&self, segment: &Segment, row: usize) -> u64;
}

/// How many rows have a key for themselves.
struct Unshared {
    /// In all; a few that were handed out are not among them.
    all: u64,
    /// Those that have to be looked at even so and were not handed out, since [`KEPT_PER_CODE`] came
    /// before them.
    alone: u64,
}

/// Hands out groups of rows that may agree in a well-spread key, in the order of the key; rows that
/// have it for themselves are only among them by chance, or if they have to be looked at.
fn groups(
    tables: &[&Table],
    keyed: &mut dyn Keyed,
    each: &mut dyn FnMut(&[Key], &[&Segment]),
) -> Unshared {
    let segments: Vec<&Segment> =
        tables.iter().flat_map(|it| it.segments()).map(|(_, segment)| segment).collect();
    let n_rows = segments.iter().map(|it| it.len()).sum();
    let mut shorts: Vec<Short> = Vec::new();
    shorts.reserve_exact(n_rows);
    let mut seen = Seen::new(n_rows);
    let mut unshared = Unshared { all: 0, alone: 0 };
    let mut most = 0;
    for segment in &segments {
        let (more, may_be_shared) = count(segment, keyed, &mut shorts, &mut seen);
        unshared.all += more;
        // At most each of them and the one before.
        most += 2 * may_be_shared;
    }
    let bits = most.div_ceil(PER_PASS).max(1).next_power_of_two().trailing_zeros();
    // Once and not by doubling, which would take twice the room.
    let mut likely: Vec<Likely> = Vec::new();
    likely.reserve_exact(usize::try_from(most >> bits).unwrap_or(0) * 9 / 8);
    for pass in 0..1u32 << bits {
        likely.clear();
        let mut alone = Alone { keys: Vec::new(), limit: Short::MAX, more: 0 };
        let mut rest = shorts.as_slice();
        for (number, segment) in (0u32..).zip(&segments) {
            let (shorts, behind) = rest.split_at(segment.len().min(rest.len()));
            rest = behind;
            let wanted = |it: Short| it.checked_shr(32 - bits).unwrap_or(0) == pass;
            let found = (&mut likely, &mut alone);
            collect((segment, number, shorts), keyed, &seen, &wanted, found);
        }
        let mut rows = refine(&likely, &segments, keyed, &mut alone);
        rows.append(&mut alone.keys);
        unshared.all -= u64::try_from(rows.len()).unwrap_or(0);
        unshared.alone += alone.more;
        rows.sort_unstable();
        rows.chunk_by(|a, b| a.0 == b.0).for_each(|group| each(group, &segments));
    }
    unshared
}

/// Makes the keys of a segment and takes note of them: how many there are, and how many may have come
/// before. By itself, since a browser makes a function fast only from one call to the next.
#[inline(never)]
fn count(
    segment: &Segment,
    keyed: &mut dyn Keyed,
    shorts: &mut Vec<Short>,
    seen: &mut Seen,
) -> (u64, u64) {
    let (mut n_keys, mut n_again) = (0, 0);
    for block in 0..segment.len().div_ceil(BLOCK) {
        let first = shorts.len();
        keyed.short(segment, block, shorts);
        for short in shorts.iter().skip(first).filter(|it| **it != 0) {
            n_keys += 1;
            n_again += seen.note(*short);
        }
    }
    (n_keys, n_again)
}

/// Gathers the rows of a segment that may share their key or have to be looked at.
#[inline(never)]
fn collect(
    (segment, number, shorts): (&Segment, u32, &[Short]),
    keyed: &dyn Keyed,
    seen: &Seen,
    wanted: &dyn Fn(Short) -> bool,
    (likely, alone): (&mut Vec<Likely>, &mut Alone),
) {
    for (row, short) in (0u32..).zip(shorts) {
        let (is_shared, is_alone) = (seen.is_shared(*short), short & SHORT_ALONE != 0);
        if (is_shared || is_alone) && *short != 0 && wanted(*short) {
            if is_shared {
                likely.push((*short, number, row));
            } else {
                alone.add((*short, number, row), segment, keyed);
            }
        }
    }
}

/// Looks again whether rows share their key, now that they are few, and all the more so by all that
/// is known of it: hardly any is left by chance. Only of those the whole key is fetched.
#[inline(never)]
fn refine(
    likely: &[Likely],
    segments: &[&Segment],
    keyed: &dyn Keyed,
    alone: &mut Alone,
) -> Vec<Key> {
    let mixed = |short: Short| (short >> 2).wrapping_mul(0x9e37_79b1);
    let mut seen = Seen::new(likely.len());
    likely.iter().for_each(|it| {
        seen.note(mixed(it.0));
    });
    let mut rows = Vec::new();
    for likely in likely {
        let Some(segment) = usize::try_from(likely.1).ok().and_then(|it| segments.get(it)) else {
            continue;
        };
        if seen.is_shared(mixed(likely.0)) {
            rows.push(key_of(*likely, segment, keyed));
        } else if likely.0 & SHORT_ALONE != 0 {
            alone.add(*likely, segment, keyed);
        }
    }
    rows
}

fn key_of((short, number, row): Likely, segment: &Segment, keyed: &dyn Keyed) -> Key {
    let key = keyed.whole(segment, usize::try_from(row).unwrap_or(usize::MAX));
    (key, number, if short & SHORT_ALONE != 0 { row | ALONE } else { row })
}

/// Rows that have to be looked at though nothing shares their key: those that come first by it, as
/// many as are told. The rest is counted.
struct Alone {
    keys: Vec<Key>,
    /// No key whose short one is above it comes first.
    limit: Short,
    more: u64,
}

impl Alone {
    fn add(&mut self, likely: Likely, segment: &Segment, keyed: &dyn Keyed) {
        if likely.0 > self.limit {
            self.more += 1;
            return;
        }
        self.keys.push(key_of(likely, segment, keyed));
        if self.keys.len() == 2 * KEPT_PER_CODE {
            self.keys.sort_unstable();
            self.keys.truncate(KEPT_PER_CODE);
            self.more += u64::try_from(KEPT_PER_CODE).unwrap_or(0);
            self.limit = self.keys.last().map_or(Short::MAX, |it| short_of(it.0, true));
        }
    }
}

/// Which keys may have come more than once: two bits side by side for some of a key's bits. Most rows
/// share nothing with another, and need not be sorted to know it.
struct Seen {
    words: Vec<u64>,
    shift: u32,
}

impl Seen {
    fn new(n_keys: usize) -> Self {
        // Eight places for each key: one in eight is then taken for shared by chance.
        let n_words = (n_keys / 4).clamp(1, 1 << (SHORT_BITS - 5)).next_power_of_two();
        Self { words: vec![0; n_words], shift: 32 - 5 - n_words.trailing_zeros() }
    }

    fn place(&self, short: Short) -> (usize, u32) {
        let place = short >> self.shift;
        (usize::try_from(place >> 5).unwrap_or(0), (place & 31) * 2)
    }

    /// Takes note of a key; 1 if it may have come before.
    #[inline]
    fn note(&mut self, short: Short) -> u64 {
        let (word, bit) = self.place(short);
        let Some(word) = self.words.get_mut(word) else { return 1 };
        let came = *word >> bit & 1;
        *word |= (1 | came << 1) << bit;
        came
    }

    /// Whether a key may have come more than once.
    #[inline]
    fn is_shared(&self, short: Short) -> bool {
        let (word, bit) = self.place(short);
        self.words.get(word).is_none_or(|it| it >> bit & 2 != 0)
    }
}

fn at<'s>(row: &Key, segments: &[&'s Segment]) -> Option<(&'s Segment, usize)> {
    let segment = segments.get(usize::try_from(row.1).ok()?)?;
    Some((segment, usize::try_from(row.2 & !ALONE).ok()?))
}

/// Looks for rows of one source that share an id: repeats when they say the same, conflicts when they
/// do not. Returns how many different ids there are.
#[inline(never)]
pub fn repeats(tables: &[(&Table, Habits)], report: &mut Report) -> u64 {
    let mut different = 0;
    // Records of one id that start at different times are segments of one call.
    let has_segments = tables.iter().any(|it| it.1.has_segments);
    let tables: Vec<&Table> = tables.iter().map(|it| it.0).collect();
    // Each segment's table, and the position of its first row there.
    let firsts: Vec<(&Table, u32)> =
        tables.iter().flat_map(|it| it.segments().map(|(first, _)| (*it, first))).collect();
    let content = |(_, segment, row): &Key| {
        let first = usize::try_from(*segment).ok().and_then(|it| firsts.get(it));
        first.map_or(0, |(table, first)| table.content(first + (row & !ALONE)))
    };
    let mut alike: Vec<ById> = Vec::new();
    let unshared = groups(&tables, &mut ByOwnId, &mut |group, segments| {
        if group.len() == 1 {
            different += 1;
            return;
        }
        let rows = group.iter().filter_map(|it| Some((it, at(it, segments)?)));
        alike.extend(rows.map(|(key, (it, row))| {
            let start = it.starts.get(row).filter(|_| has_segments);
            (it.ids.get(row), start, it.line(row), content(key))
        }));
    });
    different += unshared.all;
    by_id::sort(&mut alike);
    different += u64::try_from(alike.chunk_by(|a, b| a.0 == b.0).count()).unwrap_or(0);
    for group in alike.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        // Whichever stands first in the file: as many repeat and contradict it in any order of rows.
        let Some(kept) = group.iter().min_by_key(|it| (it.3, it.2)) else { continue };
        for row in group.iter().filter(|it| !std::ptr::eq(*it, kept)) {
            let code = if row.3 == kept.3 { Code::DuplicateRows } else { Code::ConflictingRows };
            report.push(at_line(code, row.2.max(kept.2)).with(row.2.min(kept.2).to_string()));
        }
    }
    different
}

/// By the id.
struct ByOwnId;

impl Keyed for ByOwnId {
    fn short(&mut self, segment: &Segment, block: usize, to: &mut Vec<Short>) {
        let ids = segment.ids.block(block);
        to.extend(ids.map(|it| if it.is_none() { 0 } else { short_of(it.spread(), false) }));
    }

    fn whole(&self, segment: &Segment, row: usize) -> u64 {
        segment.ids.get(row).spread()
    }
}

/// Sessions of one conversation: as many blocks as its length needs, and none over another. Gives the
/// rows of those that overlap.
#[inline(never)]
fn blocks(table: &Table, block_seconds: u32, report: &mut Report) -> Vec<u32> {
    let mut overlapping = Vec::new();
    let block = i64::from(block_seconds) * 1000;
    let more = conversations(&[table], block, &mut |sessions| {
        conversation_of(sessions, block, report, &mut overlapping);
    });
    if more > 0 {
        report.push_many(Diagnostic::new(Code::BlocksFewer), more);
    }
    let mut rows: Vec<u32> = overlapping.iter().filter_map(|it| row_of(*it, table)).collect();
    order::sort(&mut rows);
    rows.dedup();
    rows
}

/// What is to be said of the blocks of conversations that may begin in one table and go on in another:
/// for each table of those that begin in it.
#[inline(never)]
pub fn blocks_together(tables: &[&Table], block_seconds: u32) -> Vec<Report> {
    let mut reports = vec![Report::default(); tables.len()];
    let of = |(number, it): (usize, &&Table)| it.segments().map(move |_| number).collect();
    let of: Vec<Vec<usize>> = tables.iter().enumerate().map(of).collect();
    let of = of.concat();
    let block = i64::from(block_seconds) * 1000;
    let more = conversations(tables, block, &mut |sessions| {
        let mut found = Report::default();
        conversation_of(sessions, block, &mut found, &mut Vec::new());
        found.remove(Code::OverlappingSessions);
        let segment = sessions.first().and_then(|it| usize::try_from(it.5.0).ok());
        let table = segment.and_then(|it| of.get(it));
        if let Some(own) = table.and_then(|it| reports.get_mut(*it)) {
            own.merge(found);
        }
    });
    if let Some(first) = reports.first_mut().filter(|_| more > 0) {
        first.push_many(Diagnostic::new(Code::BlocksFewer), more);
    }
    reports
}

/// Hands out the sessions of each conversation that has several, or too few; says how many more have too
/// few. As many as are kept are handed out, so those are only counted.
fn conversations(tables: &[&Table], block: i64, each: &mut dyn FnMut(&[Session])) -> u64 {
    let mut keyed = ByConversation { block, read: Default::default() };
    let mut sessions: Vec<Session> = Vec::new();
    let unshared = groups(tables, &mut keyed, &mut |group, segments| {
        // Most conversations have one session and need one, so that there is nothing to tell.
        if let [only] = group
            && only.2 & ALONE == 0
        {
            return;
        }
        sessions.clear();
        sessions.extend(group.iter().filter_map(|it| session(it, segments)));
        order::sort(&mut sessions);
        each(&sessions);
    });
    unshared.alone
}

/// The position in a table of a row that is known by its segment and its position there.
fn row_of((number, row): (u32, u32), table: &Table) -> Option<u32> {
    let (first, ..) = table.segment(usize::try_from(number).ok()?)?;
    Some(first + row)
}

/// By the conversation. A row of one that needs more than one block has to be looked at even alone:
/// one session is too few.
struct ByConversation {
    /// Length of a block.
    block: i64,
    /// Scratch: conversations, starts, starts and lengths of conversations.
    read: [Vec<Option<i64>>; 4],
}

impl Keyed for ByConversation {
    fn short(&mut self, segment: &Segment, block: usize, to: &mut Vec<Short>) {
        let n_rows = segment.len().saturating_sub(block * BLOCK).min(BLOCK);
        let columns = [
            &segment.conversations,
            &segment.starts,
            &segment.conversation_starts,
            &segment.conversation_spans,
        ];
        for (column, to) in columns.into_iter().zip(&mut self.read) {
            column.block(block, n_rows, to);
        }
        let [hashes, starts, conversations, spans] = &self.read;
        let rows = hashes.iter().zip(starts).zip(conversations).zip(spans);
        to.extend(rows.map(|(((hash, start), conversation), span)| match (hash, start) {
            (Some(hash), Some(_)) => {
                let length = conversation.and(*span);
                short_of(spread_again(*hash), length.is_some_and(|it| it > self.block))
            }
            _ => 0,
        }));
    }

    fn whole(&self, segment: &Segment, row: usize) -> u64 {
        spread_again(segment.conversations.get(row).unwrap_or(0))
    }
}

/// Hashes of conversations are halved to be integers; doubled they fill all bits again.
fn spread_again(hash: i64) -> u64 {
    hash.cast_unsigned() << 1
}

/// Start, end, length of the conversation, line and id of a session, and where it is held: the number
/// of its segment and its position there.
type Session = (i64, i64, Option<i64>, u64, Id, (u32, u32));

fn session(key: &Key, segments: &[&Segment]) -> Option<Session> {
    let (segment, index) = at(key, segments)?;
    let start = segment.starts.get(index)?;
    let end = start + segment.spans.get(index).unwrap_or(0);
    let length = segment.conversation_length(index);
    Some((start, end, length, segment.line(index), segment.ids.get(index), (key.1, key.2 & !ALONE)))
}

fn conversation_of(
    sessions: &[Session],
    block: i64,
    report: &mut Report,
    overlapping: &mut Vec<(u32, u32)>,
) {
    let Some((first, rest)) = sessions.split_first() else { return };
    let mut n_ids = 1;
    if !rest.is_empty() {
        let mut ids: Vec<Id> = sessions.iter().map(|it| it.4).collect();
        order::sort(&mut ids);
        ids.dedup();
        n_ids = ids.len();
    }
    // Of those that began before: the one that lasts longest, and the one that does so of other ids,
    // since a row of the same id is a repeat.
    let (mut longest, mut other) = (first, None::<&Session>);
    for after in rest {
        let before = if after.4 == longest.4 { other } else { Some(longest) };
        if let Some(before) = before.filter(|it| after.0 < it.1) {
            report.push(at_line(Code::OverlappingSessions, after.3).with(before.3.to_string()));
            overlapping.extend([before.5, after.5]);
        }
        if after.1 > longest.1 {
            if after.4 != longest.4 {
                other = Some(longest);
            }
            longest = after;
        } else if after.4 != longest.4 && other.is_none_or(|it| after.1 > it.1) {
            other = Some(after);
        }
    }
    let length = sessions.iter().filter_map(|it| it.2).max();
    let Some(length) = length.filter(|it| *it >= 0) else { return };
    let needed = u64::try_from((length + block - 1) / block).unwrap_or(0).max(1);
    let found = u64::try_from(n_ids).unwrap_or(0);
    if found != needed {
        let code = if found < needed { Code::BlocksFewer } else { Code::BlocksMore };
        report.push(at_line(code, first.3).with(found.to_string()).with(needed.to_string()));
    }
}

#[inline(never)]
fn currencies(table: &Table, report: &mut Report) {
    let Some(found) = table.dictionary(crate::dataset::TextField::Currency) else { return };
    let mut names: Vec<&str> = found.iter().map(|(_, value)| value).collect();
    order::sort(&mut names);
    if names.len() > 1 {
        report.push(Diagnostic::new(Code::MixedCurrencies).with(names.join(", ")));
    }
}

#[cfg(test)]
mod tests;
