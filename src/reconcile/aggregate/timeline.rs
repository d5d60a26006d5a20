//! Which lines cover which time.

use super::Lines;
use crate::dataset::TextField;
use crate::domain::order;
use crate::reconcile::pairs::in_order;
use crate::reconcile::{Books, ByRow, Place};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const DAY_MS: i64 = 86_400_000;

/// Of lines that claim the same stretch so many are listed with it; where there are more, the others are
/// looked for once it is known that a record lies there.
pub(super) const NAMED_RIVALS: usize = 64;

/// Stretches in order: from when, and which lines cover it until the next, the first [`NAMED_RIVALS`] of them.
pub(super) type Timeline = Vec<(i64, Vec<u32>)>;

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
    pub(super) row: u32,
    pub(super) from: i64,
    pub(super) until: i64,
}

/// The time that each of some lines for the same is for, with the lines that are for it together: as many as
/// are listed with a stretch, of one start and in one currency. The first of them by content stands for all.
/// Lines that leave blank what tells their usage apart may say it by their services, so each service is for itself.
pub(super) fn stretches(
    books: &Books<'_>,
    by_period: bool,
    daily: &ByRow<()>,
    Lines { rows, is_blank }: &Lines,
) -> Vec<(Stretch, Vec<u32>)> {
    let mut found = Vec::new();
    for (row, (from, until)) in rows.iter().zip(times(books, by_period, daily, rows)) {
        if from < until {
            let place = books.billed.place(*row);
            let text = |field| place.as_ref().map_or("", |it| it.text(field));
            let service = if *is_blank { text(TextField::Service) } else { "" };
            let start = place.as_ref().and_then(Place::start);
            found.push(((from, until, start, text(TextField::Currency), service), *row));
        }
    }
    let mut stretches = Vec::new();
    for ((from, until, ..), mut rows) in order::grouped(found) {
        let stretch = |row| Stretch { row, from, until };
        if rows.len() > NAMED_RIVALS {
            stretches.extend(rows.into_iter().map(|row| (stretch(row), Vec::new())));
            continue;
        }
        if rows.len() > 1 {
            rows = in_order(&books.billed, &rows);
        }
        stretches.extend(rows.first().map(|row| (stretch(*row), rows.clone())));
    }
    stretches
}

/// From when until when each of some lines for the same is.
pub(in crate::reconcile) fn times(
    books: &Books<'_>,
    by_period: bool,
    daily: &ByRow<()>,
    rows: &[u32],
) -> Vec<(i64, i64)> {
    // Of several lines for the same, each is for its own month: those of several bills.
    let monthly = rows.len() > 1 && rows.iter().all(|row| is_of_month(books, *row));
    let time = |row: &u32| {
        let is_daily = books.billed.place(*row).is_some_and(|it| daily.has(it.part.source.0));
        let dated = match (is_daily, monthly) {
            (true, _) => Dated::Day,
            (false, true) => Dated::Month,
            (false, false) => Dated::Bill,
        };
        stretch(books, dated, *row).filter(|_| by_period).unwrap_or((i64::MIN, i64::MAX))
    };
    rows.iter().map(time).collect()
}

/// Days from which on lines for the same, one after the other, are told by the day also where each is on a
/// bill of its own.
const SOME_DAYS: usize = 3;

/// The bills of which each line with a date and no end is for that day: most of these have lines for the
/// same of other days beside them, on the same bill or, day after day, on others. Where all are on the first
/// or last days of months, they are for these.
pub(in crate::reconcile) fn daily_bills(
    books: &Books<'_>,
    lines: &mut dyn Iterator<Item = &[u32]>,
) -> ByRow<()> {
    let mut counted: ByRow<(usize, usize, bool)> = ByRow::default();
    for rows in lines {
        let mut of_bill: ByRow<(i32, bool)> = ByRow::default();
        let mut dated: Vec<(i32, u32, bool)> = Vec::new();
        for row in rows.iter().filter(|row| is_dated_only(books, **row)) {
            let Some(place) = books.billed.place(*row) else { continue };
            let Some(day) = place.start().map(|it| place.part.zone.day_of(it)) else { continue };
            let bill = place.part.source.0;
            of_bill.change(bill, (day, false), |(first, differ)| *differ |= *first != day);
            dated.push((day, bill, is_of_month(books, *row)));
        }
        let mut days: Vec<i32> = dated.iter().map(|it| it.0).collect();
        order::sort(&mut days);
        days.dedup();
        let is_there = |day| days.len() >= SOME_DAYS && days.binary_search(&day).is_ok();
        for (day, bill, is_of_month) in dated {
            let differ = of_bill.get(bill).is_some_and(|it| it.1);
            let is_beside = differ || is_there(day - 1) || is_there(day + 1);
            counted.change(bill, (0, 0, false), |(n_beside, n_all, has_others)| {
                *n_beside += usize::from(is_beside);
                *n_all += 1;
                *has_others |= !is_of_month;
            });
        }
    }
    let mut daily = ByRow::default();
    for (bill, (n_beside, n_all, has_others)) in counted.into_values() {
        if n_beside * 2 > n_all && has_others {
            daily.put(bill, ());
        }
    }
    daily
}

/// Who covers which time, among some lines.
pub(super) fn timeline(lines: &[(Stretch, Vec<u32>)]) -> Timeline {
    // When, whether a line begins there rather than ends, and its row and its end.
    let mut borders: Vec<(i64, bool, (u32, i64))> = Vec::new();
    for (Stretch { row, from, until }, _) in lines {
        let line = (*row, *until);
        borders.extend([(*from, true, line), (*until, false, line)]);
    }
    let mut active = BinaryHeap::new();
    let mut timeline = Vec::new();
    order::sort(&mut borders);
    for border in borders.chunk_by(|a, b| a.0 == b.0) {
        let Some((at, ..)) = border.first() else { continue };
        active.extend(border.iter().filter(|it| it.1).map(|it| Reverse(it.2)));
        // One that has ended is dropped when it is come upon.
        let mut found = Vec::new();
        while found.len() < NAMED_RIVALS
            && let Some(Reverse(line)) = active.pop()
        {
            if line.1 > *at {
                found.push(line);
            }
        }
        active.extend(found.iter().copied().map(Reverse));
        timeline.push((*at, found.into_iter().map(|it| it.0).collect()));
    }
    timeline
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
pub(super) fn cover(timeline: &Timeline, at: i64) -> Option<(usize, &[u32])> {
    let stretch = timeline.partition_point(|(from, _)| *from <= at).checked_sub(1)?;
    Some((stretch, &timeline.get(stretch)?.1))
}

/// When the one stretch begins that some timelines have; none if they have several. Without a time a
/// record can only belong to a line that is alone.
pub(super) fn alone<'t>(timelines: impl Iterator<Item = &'t Timeline>) -> Option<i64> {
    let mut only = None;
    for timeline in timelines.filter(|it| !it.is_empty()) {
        let [(from, _), (until, _)] = timeline.as_slice() else { return None };
        if *only.get_or_insert((from, until)) != (from, until) {
            return None;
        }
    }
    only.map(|it| *it.0)
}
