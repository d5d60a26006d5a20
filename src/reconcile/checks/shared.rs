//! Rows without ids that stand in several tables.

use super::{Key, Keyed, Short, at, groups, short_of};
use crate::dataset::packed::BLOCK;
use crate::dataset::{Segment, Table};
use crate::domain::order;

/// How often rows of a table say what a row of a table before it says: how many of its rows do, the first
/// such table, and when the first and the last of these rows began.
pub type Shared = (u64, usize, i64, i64);

/// Looks for rows that stand in several tables, which have no ids; for each table none or what was found.
/// Rows that say the same within one table are not looked at: they may be two.
#[inline(never)]
pub fn shared(tables: &[&Table]) -> Vec<Shared> {
    let mut found = vec![(0, usize::MAX, i64::MAX, i64::MIN); tables.len()];
    let of = |(number, it): (usize, &&Table)| {
        it.segments().map(move |(first, _)| (number, first)).collect()
    };
    let of: Vec<Vec<(usize, u32)>> = tables.iter().enumerate().map(of).collect();
    let of = of.concat();
    groups(tables, &mut ByTimes, &mut |group, segments| {
        let row = |key: &Key| {
            let (number, first) = of.get(usize::try_from(key.1).ok()?)?;
            let (segment, row) = at(key, segments)?;
            let content = tables.get(*number)?.content(first + key.2);
            Some((content, *number, segment.starts.get(row)?))
        };
        let mut rows: Vec<(u64, usize, i64)> = group.iter().filter_map(row).collect();
        order::sort(&mut rows);
        for same in rows.chunk_by(|a, b| a.0 == b.0) {
            let before = same.first().map_or(0, |it| it.1);
            for (_, number, start) in same.iter().filter(|it| it.1 > before) {
                if let Some((count, first, from, until)) = found.get_mut(*number) {
                    *count += 1;
                    *first = before.min(*first);
                    (*from, *until) = (*start.min(from), *start.max(until));
                }
            }
        }
    });
    found
}

/// By when a row began and how long it took.
struct ByTimes;

impl Keyed for ByTimes {
    fn short(&mut self, segment: &Segment, block: usize, to: &mut Vec<Short>) {
        let rows = (block * BLOCK..segment.len()).take(BLOCK);
        to.extend(rows.map(|row| match segment.starts.get(row) {
            Some(_) => short_of(self.whole(segment, row), false),
            None => 0,
        }));
    }

    fn whole(&self, segment: &Segment, row: usize) -> u64 {
        let times = [&segment.starts, &segment.spans, &segment.lengths];
        times.into_iter().fold(0, |key: u64, it| {
            let time = it.get(row).unwrap_or(0).cast_unsigned();
            (key.rotate_left(23) ^ time).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        })
    }
}
