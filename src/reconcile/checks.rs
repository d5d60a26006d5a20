//! What can be seen in one source alone, once it is read.

use crate::dataset::{ById, Id, Segment, Table, by_id};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::order;
use crate::normalize::Habits;
use std::collections::BTreeMap;
use std::ops::Range;

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

/// Rows whose keys are made one after the other.
const AT_ONCE: usize = 1024;

/// What a row is sorted by, and whether it has to be looked at even alone; none where it has no key.
type Keys = Vec<Option<(u64, bool)>>;

/// Hands out groups of rows that may agree in a well-spread key, in the order of the key; rows that
/// have it for themselves are only among them by chance, or if they have to be looked at. `keys`
/// makes those of some rows of a segment. Says how many rows have it for themselves and are not
/// handed out.
fn groups(
    tables: &[&Table],
    keys: &dyn Fn(&Segment, Range<usize>, &mut Keys),
    each: &mut dyn FnMut(&[Key], &[&Segment]),
) -> u64 {
    let segments: Vec<&Segment> =
        tables.iter().flat_map(|it| it.segments()).map(|(_, segment)| segment).collect();
    let n_rows: u64 = tables.iter().map(|it| u64::from(it.len())).sum();
    let mut seen = Seen::new(n_rows);
    let mut made = Keys::new();
    let (mut n_keys, mut n_handed_out) = (0, 0);
    let mut most = 0;
    for segment in &segments {
        let (more, handed_out) = count(segment, keys, &mut made, &mut seen);
        n_keys += more;
        most += handed_out;
    }
    let bits = most.div_ceil(PER_PASS).max(1).next_power_of_two().trailing_zeros();
    // Once and not by doubling, which would take twice the room.
    let mut rows: Vec<Key> = Vec::new();
    rows.reserve_exact(usize::try_from(most >> bits).unwrap_or(0) * 9 / 8);
    for pass in 0..1u64 << bits {
        rows.clear();
        for (number, segment) in (0u32..).zip(&segments) {
            let wanted = |key: u64| key.checked_shr(64 - bits).unwrap_or(0) == pass;
            collect(segment, number, keys, &mut made, &seen, &wanted, &mut rows);
        }
        n_handed_out += u64::try_from(rows.len()).unwrap_or(0);
        rows.sort_unstable();
        rows.chunk_by(|a, b| a.0 == b.0).for_each(|group| each(group, &segments));
    }
    n_keys - n_handed_out
}

/// Takes note of the keys of a segment: how many there are, and how many rows will be handed out at
/// most. By itself, since a browser makes a function fast only from one call to the next.
#[inline(never)]
fn count(
    segment: &Segment,
    keys: &dyn Fn(&Segment, Range<usize>, &mut Keys),
    made: &mut Keys,
    seen: &mut Seen,
) -> (u64, u64) {
    let (mut n_keys, mut most) = (0, 0);
    for from in (0..segment.len()).step_by(AT_ONCE) {
        keys(segment, from..segment.len().min(from + AT_ONCE), made);
        for (key, alone) in made.iter().flatten() {
            n_keys += 1;
            // At most it and the one before are handed out.
            most += if seen.again(*key) { 2 } else { u64::from(*alone) };
        }
    }
    (n_keys, most)
}

/// Gathers the rows of a segment that may share their key or have to be looked at.
#[inline(never)]
fn collect(
    segment: &Segment,
    number: u32,
    keys: &dyn Fn(&Segment, Range<usize>, &mut Keys),
    made: &mut Keys,
    seen: &Seen,
    wanted: &dyn Fn(u64) -> bool,
    rows: &mut Vec<Key>,
) {
    for from in (0..segment.len()).step_by(AT_ONCE) {
        keys(segment, from..segment.len().min(from + AT_ONCE), made);
        for (row, key) in (u32::try_from(from).unwrap_or(0)..).zip(made.iter()) {
            if let Some((key, alone)) = *key
                && (alone || seen.is_shared(key))
                && wanted(key)
            {
                rows.push((key, number, if alone { row | ALONE } else { row }));
            }
        }
    }
}

/// Which keys may have come more than once: two bits for some of a key's bits. Most rows share
/// nothing with another, and need not be sorted to know it.
struct Seen {
    once: Vec<u64>,
    again: Vec<u64>,
    shift: u32,
}

impl Seen {
    fn new(n_keys: u64) -> Self {
        // Eight places for each key: one in eight is then taken for shared by chance.
        let n_words = (n_keys / 8).max(1).next_power_of_two();
        let empty = vec![0; usize::try_from(n_words).unwrap_or(1)];
        Self { once: empty.clone(), again: empty, shift: 64 - 6 - n_words.trailing_zeros() }
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let place = key >> self.shift;
        (usize::try_from(place >> 6).unwrap_or(0), 1 << (place & 63))
    }

    /// Takes note of a key; whether it may have come before.
    fn again(&mut self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        let Some(once) = self.once.get_mut(word) else { return true };
        let came = *once & bit != 0;
        *once |= bit;
        if came && let Some(again) = self.again.get_mut(word) {
            *again |= bit;
        }
        came
    }

    /// Whether a key may have come more than once.
    fn is_shared(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.again.get(word).is_none_or(|it| it & bit != 0)
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
    let unshared = groups(&tables, &spread_ids, &mut |group, segments| {
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
    different += unshared;
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
fn spread_ids(segment: &Segment, rows: Range<usize>, to: &mut Keys) {
    to.clear();
    to.extend(rows.map(|row| {
        let id = segment.ids.get(row);
        (!id.is_none()).then(|| (id.spread(), false))
    }));
}

/// Sessions of one conversation: as many blocks as its length needs, and none over another.
#[inline(never)]
fn blocks(table: &Table, block_seconds: u32, report: &mut Report) {
    let block = i64::from(block_seconds) * 1000;
    let keys = |segment: &Segment, rows: Range<usize>, to: &mut Keys| {
        conversations(segment, rows, block, to);
    };
    let mut sessions: Vec<Session> = Vec::new();
    groups(&[table], &keys, &mut |group, segments| {
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
}

#[inline(never)]
fn conversations(segment: &Segment, rows: Range<usize>, block: i64, to: &mut Keys) {
    to.clear();
    to.extend(rows.map(|row| {
        // Hashes of conversations are halved to be integers; doubled they fill all bits again.
        let hash = segment.conversations.get(row)?;
        segment.starts.get(row)?;
        let is_long = segment.conversation_lengths.get(row).is_some_and(|it| it > block);
        Some((hash.cast_unsigned() << 1, is_long))
    }));
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
