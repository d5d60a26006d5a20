//! What can be seen in one source alone, once it is read.

use crate::dataset::packed::BLOCK;
use crate::dataset::{ById, Id, Segment, Table, by_id};
use crate::diagnostics::diagnostic::KEPT_PER_CODE;
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::order;
use crate::normalize::Habits;
use std::collections::BTreeMap;

/// Looks for overlaps, block counts, falling counters and mixed currencies among the rows of one
/// entry of a source.
pub fn within(table: &Table, habits: Habits, report: &mut Report) {
    if habits.block_seconds > 0 {
        blocks(table, habits.block_seconds, report);
    }
    if habits.is_counter {
        counters(table, report);
    }
    currencies(table, report);
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

/// The keys of some rows of a segment that have one, and their positions there, perhaps with
/// [`ALONE`].
#[derive(Debug, Default)]
struct Keys {
    keys: Vec<u64>,
    rows: Vec<u32>,
}

/// Makes the keys of a block of a segment.
type MakeKeys<'a> = dyn FnMut(&Segment, usize, &mut Keys) + 'a;

/// How many rows have a key for themselves.
struct Unshared {
    /// In all; a few that were handed out are not among them.
    all: u64,
    /// Those that have to be looked at even so and were not handed out, since [`KEPT_PER_CODE`] came
    /// before them.
    alone: u64,
}

/// Hands out groups of rows that may agree in a well-spread key, in the order of the key; rows that
/// have it for themselves are only among them by chance, or if they have to be looked at. `keys`
/// makes those of some rows of a segment.
fn groups(
    tables: &[&Table],
    keys: &mut MakeKeys<'_>,
    each: &mut dyn FnMut(&[Key], &[&Segment]),
) -> Unshared {
    let segments: Vec<&Segment> =
        tables.iter().flat_map(|it| it.segments()).map(|(_, segment)| segment).collect();
    let n_rows: u64 = tables.iter().map(|it| u64::from(it.len())).sum();
    let mut seen = Seen::new(n_rows);
    let mut made = Keys::default();
    let mut unshared = Unshared { all: 0, alone: 0 };
    let mut most = 0;
    for segment in &segments {
        let (more, may_be_shared) = count(segment, keys, &mut made, &mut seen);
        unshared.all += more;
        // At most each of them and the one before.
        most += 2 * may_be_shared;
    }
    let bits = most.div_ceil(PER_PASS).max(1).next_power_of_two().trailing_zeros();
    // Once and not by doubling, which would take twice the room.
    let mut rows: Vec<Key> = Vec::new();
    rows.reserve_exact(usize::try_from(most >> bits).unwrap_or(0) * 9 / 8);
    for pass in 0..1u64 << bits {
        rows.clear();
        let mut alone = Alone { keys: Vec::new(), limit: u64::MAX, more: 0 };
        for (number, segment) in (0u32..).zip(&segments) {
            let wanted = |key: u64| key.checked_shr(64 - bits).unwrap_or(0) == pass;
            collect(segment, number, keys, &mut made, &seen, &wanted, &mut rows, &mut alone);
        }
        refine(&mut rows, &mut alone);
        rows.append(&mut alone.keys);
        unshared.all -= u64::try_from(rows.len()).unwrap_or(0);
        unshared.alone += alone.more;
        rows.sort_unstable();
        rows.chunk_by(|a, b| a.0 == b.0).for_each(|group| each(group, &segments));
    }
    unshared
}

/// Takes note of the keys of a segment: how many there are, and how many may have come before. By
/// itself, since a browser makes a function fast only from one call to the next.
#[inline(never)]
fn count(
    segment: &Segment,
    keys: &mut MakeKeys<'_>,
    made: &mut Keys,
    seen: &mut Seen,
) -> (u64, u64) {
    let (mut n_keys, mut n_again) = (0, 0);
    for block in 0..segment.len().div_ceil(BLOCK) {
        keys(segment, block, made);
        n_keys += u64::try_from(made.keys.len()).unwrap_or(0);
        n_again += made.keys.iter().map(|key| seen.note(*key)).sum::<u64>();
    }
    (n_keys, n_again)
}

/// Gathers the rows of a segment that may share their key or have to be looked at.
#[inline(never)]
fn collect(
    segment: &Segment,
    number: u32,
    keys: &mut MakeKeys<'_>,
    made: &mut Keys,
    seen: &Seen,
    wanted: &dyn Fn(u64) -> bool,
    rows: &mut Vec<Key>,
    alone: &mut Alone,
) {
    for block in 0..segment.len().div_ceil(BLOCK) {
        keys(segment, block, made);
        for (key, row) in made.keys.iter().zip(&made.rows) {
            if seen.is_shared(*key) {
                if wanted(*key) {
                    rows.push((*key, number, *row));
                }
            } else if row & ALONE != 0 && wanted(*key) {
                alone.add((*key, number, *row));
            }
        }
    }
}

/// Looks again whether rows share their key, now that they are few: hardly any is left by chance.
#[inline(never)]
fn refine(rows: &mut Vec<Key>, alone: &mut Alone) {
    let mixed = |key: u64| (key ^ key.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut seen = Seen::new(u64::try_from(rows.len()).unwrap_or(0));
    rows.iter().for_each(|it| {
        seen.note(mixed(it.0));
    });
    rows.retain(|it| {
        let is_shared = seen.is_shared(mixed(it.0));
        if !is_shared && it.2 & ALONE != 0 {
            alone.add(*it);
        }
        is_shared
    });
}

/// Rows that have to be looked at though nothing shares their key: those that come first by it, as
/// many as are told. The rest is counted.
struct Alone {
    keys: Vec<Key>,
    /// No key above it comes first.
    limit: u64,
    more: u64,
}

impl Alone {
    fn add(&mut self, key: Key) {
        if key.0 > self.limit {
            self.more += 1;
            return;
        }
        self.keys.push(key);
        if self.keys.len() == 2 * KEPT_PER_CODE {
            self.keys.sort_unstable();
            self.keys.truncate(KEPT_PER_CODE);
            self.more += u64::try_from(KEPT_PER_CODE).unwrap_or(0);
            self.limit = self.keys.last().map_or(u64::MAX, |it| it.0);
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
    fn new(n_keys: u64) -> Self {
        // Eight places for each key: one in eight is then taken for shared by chance.
        let n_words = (n_keys / 4).max(1).next_power_of_two();
        let words = vec![0; usize::try_from(n_words).unwrap_or(1)];
        Self { words, shift: 64 - 5 - n_words.trailing_zeros() }
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let place = key >> self.shift;
        (usize::try_from(place >> 5).unwrap_or(0), (place & 31) * 2)
    }

    /// Takes note of a key; 1 if it may have come before.
    #[inline]
    fn note(&mut self, key: u64) -> u64 {
        let (word, bit) = self.place(key);
        let Some(word) = self.words.get_mut(word) else { return 1 };
        let came = *word >> bit & 1;
        *word |= (1 | came << 1) << bit;
        came
    }

    /// Whether a key may have come more than once.
    #[inline]
    fn is_shared(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
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
    let mut alike: Vec<ById> = Vec::new();
    let unshared = groups(&tables, &mut spread_ids, &mut |group, segments| {
        if group.len() == 1 {
            different += 1;
            return;
        }
        let rows = group.iter().filter_map(|it| at(it, segments));
        alike.extend(rows.map(|(it, row)| {
            let start = it.starts.get(row).filter(|_| has_segments);
            (it.ids.get(row), start, it.line(row), it.content(row))
        }));
    });
    different += unshared.all;
    by_id::sort(&mut alike);
    different += u64::try_from(alike.chunk_by(|a, b| a.0 == b.0).count()).unwrap_or(0);
    for group in alike.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some((first, rest)) = group.split_first() else { continue };
        for (_, _, line, content) in rest {
            let code =
                if *content == first.3 { Code::DuplicateRows } else { Code::ConflictingRows };
            report.push(at_line(code, *line).with(first.2.to_string()));
        }
    }
    different
}

#[inline(never)]
fn spread_ids(segment: &Segment, block: usize, to: &mut Keys) {
    to.keys.clear();
    to.rows.clear();
    let first = u32::try_from(block * BLOCK).unwrap_or(0);
    for (row, id) in (first..).zip(segment.ids.block(block)) {
        if !id.is_none() {
            to.keys.push(id.spread());
            to.rows.push(row);
        }
    }
}

/// Sessions of one conversation: as many blocks as its length needs, and none over another.
#[inline(never)]
fn blocks(table: &Table, block_seconds: u32, report: &mut Report) {
    let block = i64::from(block_seconds) * 1000;
    let mut read = Columns::default();
    let mut keys = |segment: &Segment, of: usize, to: &mut Keys| {
        conversations(segment, of, block, &mut read, to);
    };
    let mut sessions: Vec<Session> = Vec::new();
    let unshared = groups(&[table], &mut keys, &mut |group, segments| {
        // Most conversations have one session and need one, so that there is nothing to tell.
        if let [only] = group
            && only.2 & ALONE == 0
        {
            return;
        }
        sessions.clear();
        sessions.extend(group.iter().filter_map(|it| at(it, segments)).filter_map(session));
        order::sort(&mut sessions);
        conversation_of(&sessions, block, report);
    });
    if unshared.alone > 0 {
        // As many as are kept were told, so these are only counted.
        report.push_many(Diagnostic::new(Code::BlocksFewer), unshared.alone);
    }
}

/// Columns of a block: conversations, starts, lengths of conversations.
type Columns = [Vec<Option<i64>>; 3];

#[inline(never)]
fn conversations(segment: &Segment, of: usize, block: i64, read: &mut Columns, to: &mut Keys) {
    let n_rows = segment.len().saturating_sub(of * BLOCK).min(BLOCK);
    let columns = [&segment.conversations, &segment.starts, &segment.conversation_lengths];
    for (column, to) in columns.into_iter().zip(read.iter_mut()) {
        column.block(of, n_rows, to);
    }
    let [hashes, starts, lengths] = read;
    to.keys.clear();
    to.rows.clear();
    let first = u32::try_from(of * BLOCK).unwrap_or(0);
    for (((row, hash), start), length) in (first..).zip(&*hashes).zip(&*starts).zip(&*lengths) {
        if let (Some(hash), Some(_)) = (hash, start) {
            // Hashes of conversations are halved to be integers; doubled they fill all bits again.
            to.keys.push(hash.cast_unsigned() << 1);
            // It needs more than one block, so that one session is too few.
            let is_long = length.is_some_and(|it| it > block);
            to.rows.push(if is_long { row | ALONE } else { row });
        }
    }
}

/// Start, end, length of the conversation, line and id of a session.
type Session = (i64, i64, Option<i64>, u64, Id);

fn session((segment, index): (&Segment, usize)) -> Option<Session> {
    let start = segment.starts.get(index)?;
    let end = start + segment.spans.get(index).unwrap_or(0);
    let length = segment.conversation_lengths.get(index);
    Some((start, end, length, segment.line(index), segment.ids.get(index)))
}

fn conversation_of(sessions: &[Session], block: i64, report: &mut Report) {
    let Some((first, rest)) = sessions.split_first() else { return };
    let mut n_ids = 1;
    if !rest.is_empty() {
        let mut ids: Vec<Id> = sessions.iter().map(|it| it.4).collect();
        ids.sort_unstable();
        ids.dedup();
        n_ids = ids.len();
    }
    let mut until = first.1;
    for pair in sessions.windows(2) {
        if let [before, after] = pair
            && before.4 != after.4
            && after.0 < until
        {
            report.push(at_line(Code::OverlappingSessions, after.3).with(before.3.to_string()));
        }
        until = until.max(pair.last().map_or(until, |it| it.1));
    }
    let longest = sessions.iter().filter_map(|it| it.2).max();
    let Some(length) = longest.filter(|it| *it >= 0) else { return };
    let needed = u64::try_from((length + block - 1) / block).unwrap_or(0).max(1);
    let found = u64::try_from(n_ids).unwrap_or(0);
    if found != needed {
        let code = if found < needed { Code::BlocksFewer } else { Code::BlocksMore };
        report.push(at_line(code, first.3).with(found.to_string()).with(needed.to_string()));
    }
}

/// A month-to-date counter does not fall, and only its latest value counts.
#[inline(never)]
fn counters(table: &Table, report: &mut Report) {
    use crate::dataset::TextField::{Account, Channel, Service};
    let mut series: BTreeMap<[String; 3], Vec<(i64, u32)>> = BTreeMap::new();
    for row in 0..table.len() {
        let key = [Account, Service, Channel].map(|it| table.text(it, row).to_owned());
        let asked = table.end(row).or(table.start(row)).unwrap_or(0);
        series.entry(key).or_default().push((asked, row));
    }
    for mut rows in series.into_values() {
        order::sort(&mut rows);
        for pair in rows.windows(2) {
            let [(before, first), (after, second)] = pair else { continue };
            // A counter's record begins with the month it counts.
            if before == after || table.start(*first) != table.start(*second) {
                continue;
            }
            let (_, _, line) = table.place(*second);
            let (was, is) = (table.quantity(*first), table.quantity(*second));
            if is < was {
                let text = |it: Option<rust_decimal::Decimal>| {
                    it.map_or(String::new(), |it| it.to_string())
                };
                report.push(at_line(Code::CounterFalls, line).with(text(was)).with(text(is)));
            }
            report.push(at_line(Code::SnapshotsSuperseded, line));
        }
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
