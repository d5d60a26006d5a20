//! Which lines cover which time.

use super::{ByKey, Candidates};
use crate::domain::order;
use crate::reconcile::{Books, ByRow};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const DAY_MS: i64 = 86_400_000;

/// Of lines that claim the same stretch so many are listed with it; where there are more, the others are
/// looked for once it is known that a record lies there.
pub(super) const NAMED_RIVALS: usize = 64;

/// Who covers a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cover {
    Nobody,
    One(u32),
    /// Lines that name so much each, the first [`NAMED_RIVALS`] of them.
    Several(usize, Vec<u32>),
}

/// Stretches in order: from when, and who covers it until the next.
pub(super) type Timeline = Vec<(i64, Cover)>;

/// What the date of a line that has no end is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reconcile) enum Dated {
    /// Of the bill.
    Bill,
    /// Of a month, at whose first or last day it stands.
    Month,
    /// Of a day.
    Day,
}

/// A line with the time that it is for.
pub(super) struct Stretch {
    /// How much of a combination it names.
    pub(super) named: usize,
    pub(super) row: u32,
    pub(super) from: i64,
    pub(super) until: i64,
}

/// The time that each of some lines is for.
pub(super) fn stretches(
    books: &Books<'_>,
    by_period: bool,
    daily: &ByRow<()>,
    fitting: &[Candidates<'_>],
) -> Vec<Stretch> {
    let mut found = Vec::new();
    for Candidates { named, rows, .. } in fitting {
        // Of several lines for the same, each is for its own month: those of several bills.
        let monthly = rows.len() > 1 && rows.iter().all(|row| is_of_month(books, *row));
        for row in *rows {
            let is_daily = books.billed.place(*row).is_some_and(|it| daily.has(it.part.source.0));
            let dated = match (is_daily, monthly) {
                (true, _) => Dated::Day,
                (false, true) => Dated::Month,
                (false, false) => Dated::Bill,
            };
            let (from, until) = match stretch(books, dated, *row) {
                Some(stretch) if by_period => stretch,
                _ => (i64::MIN, i64::MAX),
            };
            if from < until {
                found.push(Stretch { named: *named, row: *row, from, until });
            }
        }
    }
    found
}

/// Days from which on lines for the same, one after the other, are told by the day also where each is on a
/// bill of its own.
const SOME_DAYS: usize = 3;

/// The bills of which each line with a date and no end is for that day: most of these have lines for the
/// same of other days beside them, on the same bill or, day after day, on others.
pub(super) fn daily_bills(books: &Books<'_>, lines: &ByKey) -> ByRow<()> {
    let mut counted: ByRow<(usize, usize)> = ByRow::default();
    for (_, rows) in lines {
        let mut of_bill: ByRow<(i32, bool)> = ByRow::default();
        let mut dated: Vec<(i32, u32)> = Vec::new();
        for row in rows.iter().filter(|row| is_dated_only(books, **row)) {
            let Some(place) = books.billed.place(*row) else { continue };
            let Some(day) = place.start().map(|it| place.part.zone.day_of(it)) else { continue };
            let bill = place.part.source.0;
            of_bill.change(bill, (day, false), |(first, differ)| *differ |= *first != day);
            dated.push((day, bill));
        }
        let mut days: Vec<i32> = dated.iter().map(|it| it.0).collect();
        order::sort(&mut days);
        days.dedup();
        let is_there = |day| days.len() >= SOME_DAYS && days.binary_search(&day).is_ok();
        for (day, bill) in dated {
            let differ = of_bill.get(bill).is_some_and(|it| it.1);
            let is_beside = differ || is_there(day - 1) || is_there(day + 1);
            counted.change(bill, (0, 0), |(n_beside, n_all)| {
                *n_beside += usize::from(is_beside);
                *n_all += 1;
            });
        }
    }
    let mut daily = ByRow::default();
    for (bill, (n_beside, n_all)) in counted.into_values() {
        if n_beside * 2 > n_all {
            daily.put(bill, ());
        }
    }
    daily
}

/// Who covers which time, among some lines: at each instant those that name the most.
pub(super) fn timeline(lines: &[Stretch]) -> Timeline {
    // When, whether a line begins there rather than ends, and how much it names, its row, its end.
    let mut borders: Vec<(i64, bool, (usize, u32, i64))> = Vec::new();
    for Stretch { named, row, from, until } in lines {
        let line = (*named, *row, *until);
        borders.extend([(*from, true, line), (*until, false, line)]);
    }
    let mut active = Active::default();
    let mut timeline = Vec::new();
    order::sort(&mut borders);
    for border in borders.chunk_by(|a, b| a.0 == b.0) {
        let Some((at, ..)) = border.first() else { continue };
        for (_, _, (named, row, until)) in border.iter().filter(|it| it.1) {
            active.begin(*named, *row, *until);
        }
        let (most, rows) = active.that_name_most(*at);
        let cover = match rows.as_slice() {
            [] => Cover::Nobody,
            [only] => Cover::One(*only),
            _ => Cover::Several(most, rows),
        };
        timeline.push((*at, cover));
    }
    timeline
}

/// Lines that cover an instant, those that name the most first. One that has ended is dropped when it
/// is come upon.
#[derive(Debug, Default)]
struct Active {
    /// How little a line names with its row, and its place in `until`.
    lines: BinaryHeap<Reverse<(u64, usize)>>,
    until: Vec<i64>,
}

impl Active {
    fn begin(&mut self, named: usize, row: u32, until: i64) {
        let little = u64::from(u32::MAX) - u64::try_from(named).unwrap_or(0);
        self.lines.push(Reverse((little << 32 | u64::from(row), self.until.len())));
        self.until.push(until);
    }

    /// How much those name that name the most at an instant, and their rows, the first [`NAMED_RIVALS`] in their order.
    fn that_name_most(&mut self, at: i64) -> (usize, Vec<u32>) {
        let mut found: Vec<(u64, usize)> = Vec::new();
        while let Some(Reverse((line, place))) = self.lines.peek().copied() {
            let is_over = self.until.get(place).is_none_or(|until| *until <= at);
            let is_best = found.first().is_none_or(|it| it.0 >> 32 == line >> 32);
            if !is_over && (!is_best || found.len() == NAMED_RIVALS) {
                break;
            }
            self.lines.pop();
            if !is_over {
                found.push((line, place));
            }
        }
        self.lines.extend(found.iter().copied().map(Reverse));
        let little = found.first().map_or(0, |it| it.0 >> 32);
        let most = usize::try_from(u64::from(u32::MAX) - little).unwrap_or(0);
        let row = |it: (u64, usize)| u32::try_from(it.0 & u64::from(u32::MAX)).unwrap_or(0);
        (most, found.into_iter().map(row).collect())
    }
}

fn is_dated_only(books: &Books<'_>, row: u32) -> bool {
    books.billed.place(row).is_some_and(|it| it.start().is_some() && it.end().is_none())
}

/// Whether a line has a date and no end, and that is the first or the last day of a month.
fn is_of_month(books: &Books<'_>, row: u32) -> bool {
    let Some(place) = books.billed.place(row).filter(|_| is_dated_only(books, row)) else {
        return false;
    };
    let zone = place.part.zone;
    place.start().is_some_and(|at| {
        let day = zone.day_of(at);
        let next = zone.instant(i64::from(day + 1) * DAY_MS);
        day == zone.day_of(zone.month_start(at)) || zone.month_of(next) != zone.month_of(at)
    })
}

/// The time a line is for: as stated; its day or its month where the bill is from, when that is what it is
/// dated by; any, when it says none.
pub(in crate::reconcile) fn stretch(
    books: &Books<'_>,
    dated: Dated,
    row: u32,
) -> Option<(i64, i64)> {
    let place = books.billed.place(row)?;
    let zone = place.part.zone;
    match (place.start(), place.end(), dated) {
        (Some(start), Some(end), _) => Some((start, end)),
        (Some(start), None, Dated::Day) => {
            let day = i64::from(zone.day_of(start));
            Some((zone.instant(day * DAY_MS), zone.instant((day + 1) * DAY_MS)))
        }
        (Some(start), None, Dated::Month) => {
            let first = zone.month_start(start);
            // No month has more than 31 days, and the next one has more than these.
            Some((first, zone.month_start(first + 32 * DAY_MS)))
        }
        _ => None,
    }
}

/// Who covers an instant, and which stretch it lies in.
pub(super) fn cover(timeline: &Timeline, at: Option<i64>) -> (usize, &Cover) {
    let Some(at) = at else {
        // Without a time a record can only belong to a line that is alone.
        let mut covers = timeline.iter().map(|(_, it)| it).filter(|it| **it != Cover::Nobody);
        return match (covers.next(), covers.next()) {
            (Some(only), None) => (0, only),
            _ => (0, &Cover::Nobody),
        };
    };
    let after = timeline.partition_point(|(from, _)| *from <= at);
    let stretch = after.checked_sub(1).and_then(|it| Some((it, &timeline.get(it)?.1)));
    stretch.unwrap_or((0, &Cover::Nobody))
}
