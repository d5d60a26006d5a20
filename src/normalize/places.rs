//! The zones of the IANA database by name, and when their clocks were put forward or back.
//!
//! `places.txt` holds them from 2010 to 2037, as far as the database itself vouches for them: before
//! 2010 a place keeps the offset that it had at the beginning of that year, after 2037 that of its
//! last change. A library of all zones with their whole history would weigh as much as a fifth of
//! the engine. The table is made, and held against such a library, by a test (`tests/it/zones.rs`).
//!
//! A line is the names of a zone, a tab, its first offset, then for each change the time since the
//! one before it, the first one's since 1970, and what it adds to the offset: that of `Europe/Berlin`
//! begins `… \t3c co1vc+3c …`. All numbers are to base 36 and count half minutes, so that any offset
//! that a zone ever had can be told.

use crate::domain::order;
use std::sync::{LazyLock, OnceLock};

static TABLE: &str = include_str!("places.txt");

/// By name.
static PLACES: LazyLock<Vec<Place>> = LazyLock::new(places);

const HALF_MINUTE_MS: i64 = 30_000;
const RADIX: u32 = 36;

/// No clock was ever further from UTC: Manila was the furthest with 15:56 hours, long ago.
const FURTHEST_MS: i64 = 16 * 3_600_000;

/// A named zone.
#[derive(Debug)]
pub struct Place {
    name: &'static str,
    line: &'static str,
    /// Made when it is first asked for: hardly any run needs more than two zones.
    changes: OnceLock<Vec<Change>>,
}

/// From an instant on the clocks are so far ahead of UTC, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Change {
    at: i64,
    offset: i64,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Place {}

impl Place {
    /// The zone of a name, written as the database writes it.
    pub fn find(name: &str) -> Option<&'static Self> {
        let found = PLACES.binary_search_by(|it| it.name.cmp(name));
        found.ok().and_then(|it| PLACES.get(it))
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How far its clocks are ahead of UTC at an instant, all in milliseconds.
    pub fn offset_at(&self, instant: i64) -> i64 {
        let changes = self.changes();
        let after = changes.partition_point(|it| it.at <= instant);
        changes.get(after.saturating_sub(1)).map_or(0, |it| it.offset)
    }

    /// The instants at which its clocks show a local time: none, one, or two in their order.
    pub fn instants(&self, local_ms: i64) -> (Option<i64>, Option<i64>) {
        let changes = self.changes();
        let earliest = local_ms.saturating_sub(FURTHEST_MS);
        let latest = local_ms.saturating_add(FURTHEST_MS);
        let from = changes.partition_point(|it| it.at <= earliest).saturating_sub(1);
        let mut found = changes.iter().enumerate().skip(from).take_while(|(_, it)| it.at <= latest);
        let mut instants = found.by_ref().filter_map(|(index, it)| {
            let instant = local_ms.saturating_sub(it.offset);
            let next = changes.get(index + 1).map_or(i64::MAX, |it| it.at);
            (it.at <= instant && instant < next).then_some(instant)
        });
        (instants.next(), instants.next())
    }

    fn changes(&self) -> &[Change] {
        self.changes.get_or_init(|| changes(self.line).unwrap_or_default())
    }
}

fn places() -> Vec<Place> {
    let lines = TABLE.lines().filter_map(|it| it.split_once('\t'));
    let named = lines.flat_map(|(names, line)| names.split(' ').map(move |name| (name, line)));
    let place = |(name, line)| Place { name, line, changes: OnceLock::new() };
    let mut places: Vec<Place> = named.map(place).collect();
    order::sort_by_key(&mut places, |it| it.name);
    places
}

fn changes(line: &str) -> Option<Vec<Change>> {
    let mut words = line.split(' ');
    let first = half_minutes(words.next()?)?;
    let mut changes = vec![Change { at: i64::MIN, offset: first }];
    let (mut at, mut offset) = (0, first);
    for word in words {
        let (after, by) = word.split_at_checked(word.find(['+', '-'])?)?;
        at += half_minutes(after)?;
        offset += half_minutes(by)?;
        changes.push(Change { at, offset });
    }
    Some(changes)
}

fn half_minutes(digits: &str) -> Option<i64> {
    i64::from_str_radix(digits, RADIX).ok().map(|it| it * HALF_MINUTE_MS)
}
