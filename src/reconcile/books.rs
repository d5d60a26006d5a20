//! The two sides as the matcher sees them: all rows of a role, over sources and entries, in one
//! numbering.

use crate::dataset::{Id, Segment, Table, TextField};
use crate::domain::{Instant, MatchPolicy, Period, PeriodRule};
use crate::normalize::{Habits, Zone};
use crate::source::{RowRef, SourceId};
use rust_decimal::Decimal;

/// The shortest and the longest day of a zone, in milliseconds: those on which its clocks change.
pub(super) const DAYS: [i64; 2] = [23 * 3_600_000, 25 * 3_600_000];

/// The rows of one entry of one source.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The source.
    pub source: SourceId,
    /// Position of the entry's first row among the rows of its source.
    pub first_in_source: u32,
    /// Position of its first row on its side.
    pub base: u32,
    /// Its number on its side.
    pub number: usize,
    /// How many segments the entries before it have.
    first_segment: usize,
    /// The rows.
    pub table: &'a Table,
    /// Short name of the vendor.
    pub vendor: &'a str,
    /// How its layout is.
    pub habits: Habits,
    /// The zone of its times and days.
    pub zone: Zone,
    /// Whether the source is the same file as an earlier one.
    pub is_repeat: bool,
    /// Whether what stands where a bill numbers its lines are ids of usage.
    pub ids_of_usage: bool,
    /// Whether its rows say on which day they start, and none at which time.
    pub is_by_day: bool,
}

/// What a side has to know of an entry beside its rows.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The source.
    pub source: SourceId,
    /// Position of the entry's first row among the rows of its source.
    pub first_in_source: u32,
    /// Short name of the vendor.
    pub vendor: &'a str,
    /// How its layout is.
    pub habits: Habits,
    /// The zone of its times and days.
    pub zone: Zone,
    /// Whether the source is the same file as an earlier one.
    pub is_repeat: bool,
    /// Whether what stands where a bill numbers its lines are ids of usage.
    pub ids_of_usage: bool,
    /// Whether its rows say on which day they start, and none at which time.
    pub is_by_day: bool,
}

/// One side.
#[derive(Debug, Clone, Default)]
pub struct Side<'a> {
    parts: Vec<Part<'a>>,
    n_rows: u32,
    n_segments: usize,
}

/// A row where it is held: everything needed to read its columns.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its entry.
    pub part: &'a Part<'a>,
    /// Its segment.
    pub segment: &'a Segment,
    /// Its position in the segment.
    pub index: usize,
    /// What turns the segment's text codes into the table's.
    pub codes: &'a [Vec<u32>; TextField::COUNT],
}

/// Both sides.
#[derive(Debug, Clone, Default)]
pub struct Books<'a> {
    /// What was used.
    pub usage: Side<'a>,
    /// What was charged.
    pub billed: Side<'a>,
}

impl<'a> Side<'a> {
    /// Adds an entry behind the others.
    pub fn add(&mut self, about: About<'a>, table: &'a Table) {
        self.parts.push(Part {
            source: about.source,
            first_in_source: about.first_in_source,
            base: self.n_rows,
            number: self.parts.len(),
            first_segment: self.n_segments,
            table,
            vendor: about.vendor,
            habits: about.habits,
            zone: about.zone,
            is_repeat: about.is_repeat,
            ids_of_usage: about.ids_of_usage,
            is_by_day: about.is_by_day,
        });
        self.n_rows += table.len();
        self.n_segments += table.n_segments();
    }

    /// How many rows there are.
    pub fn len(&self) -> u32 {
        self.n_rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// The entries.
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// How many segments there are over all entries.
    pub fn n_segments(&self) -> usize {
        self.n_segments
    }

    /// A segment by its number on this side, with the position of its first row.
    pub fn segment(&'a self, number: usize) -> Option<(u32, Place<'a>)> {
        let after = self.parts.partition_point(|it| it.first_segment <= number);
        // As for rows, the last entry that begins there holds it.
        let part = self.parts.get(after.checked_sub(1)?)?;
        let (first, segment, codes) = part.table.segment(number - part.first_segment)?;
        Some((part.base + first, Place { part, segment, index: 0, codes }))
    }

    /// Where a row is held.
    pub fn place(&'a self, row: u32) -> Option<Place<'a>> {
        let after = self.parts.partition_point(|it| it.base <= row);
        // Empty entries share their base with the next, so the last one that begins there holds it.
        let part = self.parts.get(after.checked_sub(1)?)?;
        let (segment, index, codes) = part.table.find(row - part.base)?;
        Some(Place { part, segment, index, codes })
    }

    /// What a row is called outside.
    pub fn row_ref(&self, row: u32) -> Option<RowRef> {
        let after = self.parts.partition_point(|it| it.base <= row);
        let part = self.parts.get(after.checked_sub(1)?)?;
        Some(RowRef { source: part.source, row: part.first_in_source + (row - part.base) })
    }

    /// The position of a row on this side; `None` when it is not of this side.
    pub fn position(&self, row: RowRef) -> Option<u32> {
        let part = self.parts.iter().find(|it| {
            it.source == row.source
                && it.first_in_source <= row.row
                && row.row - it.first_in_source < it.table.len()
        })?;
        Some(part.base + row.row - part.first_in_source)
    }
}

/// Times, figures, all of the content, and what content leaves out: the invoice and the id.
type Order<'a> = ([Option<i64>; 2], [Option<Decimal>; 3], u64, (&'a str, Id));

impl<'a> Place<'a> {
    /// The id.
    pub fn id(&self) -> Id {
        self.segment.ids.get(self.index)
    }

    /// Whether the id is the line's own.
    pub fn id_is_line(&self) -> bool {
        !self.part.ids_of_usage && self.segment.id_is_line.get(self.index) == Some(1)
    }

    /// Start.
    pub fn start(&self) -> Option<Instant> {
        self.segment.starts.get(self.index)
    }

    /// End.
    pub fn end(&self) -> Option<Instant> {
        let span = self.segment.spans.get(self.index)?;
        Some(self.start().unwrap_or(0).wrapping_add(span))
    }

    /// The last instant of what covers a day or more.
    pub fn last(&self) -> Option<Instant> {
        last(self.start(), self.end())
    }

    /// Length in milliseconds: as stated, else from start to end.
    pub fn length(&self) -> Option<i64> {
        self.segment.lengths.get(self.index).or_else(|| {
            self.start()?;
            self.segment.spans.get(self.index)
        })
    }

    /// Quantity.
    pub fn quantity(&self) -> Option<Decimal> {
        self.segment.quantities.get(self.index)
    }

    /// Unit price.
    pub fn unit_price(&self) -> Option<Decimal> {
        self.segment.unit_prices.get(self.index)
    }

    /// Net amount.
    pub fn amount(&self) -> Option<Decimal> {
        self.segment.amounts.get(self.index)
    }

    /// The code of a text in its segment.
    pub fn own_code(&self, field: TextField) -> u32 {
        let own = self.segment.codes.get(field.index()).and_then(|it| it.get(self.index));
        own.and_then(|it| u32::try_from(it).ok()).unwrap_or(0)
    }

    /// The code of a text in its table.
    pub fn code(&self, field: TextField) -> u32 {
        let own = usize::try_from(self.own_code(field)).unwrap_or(0);
        self.codes.get(field.index()).and_then(|it| it.get(own)).copied().unwrap_or(0)
    }

    /// A text.
    pub fn text(&self, field: TextField) -> &'a str {
        let code = self.code(field);
        self.part.table.dictionary(field).map_or("", |it| it.value(code))
    }

    /// A hash of what the row says.
    pub fn content(&self) -> u64 {
        self.segment.content(self.index, &|field| self.text(field))
    }

    /// By what repeats are ordered, so that the one that counts is the same in any file order.
    pub fn order(&self) -> Order<'a> {
        let figures = [self.quantity(), self.amount(), self.unit_price()];
        // What says the same may still stand on two invoices, or be two lines.
        let names = (self.text(TextField::Invoice), self.id());
        ([self.start(), self.end()], figures, self.content(), names)
    }
}

/// The last instant of what covers a day or more: March ends in March, and the instant at which it is
/// over is April's.
fn last(start: Option<Instant>, end: Option<Instant>) -> Option<Instant> {
    let (start, end) = (start?, end?);
    (end.wrapping_sub(start) >= DAYS[0]).then(|| end - 1)
}

/// Which rows lie in the reconciled period.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    period: Option<Period>,
    rule: PeriodRule,
}

impl Window {
    /// That of a policy.
    pub fn of(policy: &MatchPolicy) -> Self {
        Self { period: policy.period, rule: policy.period_rule }
    }

    /// The same period by another rule.
    #[must_use]
    pub fn by(self, rule: PeriodRule) -> Self {
        Self { rule, ..self }
    }

    /// Whether every row lies in it.
    pub fn is_open(self) -> bool {
        self.period.is_none()
    }

    /// Whether a usage record belongs. A record without any time belongs.
    pub fn has_record(self, place: &Place<'_>) -> bool {
        self.is_open() || self.has_usage(place.start(), place.end())
    }

    /// The same of the start and the end of a record.
    pub fn has_usage(self, start: Option<Instant>, end: Option<Instant>) -> bool {
        let (Some(period), Some(first)) = (self.period, start.or(end)) else { return true };
        if self.rule == PeriodRule::End {
            return period.contains(last(start, end).or(end).unwrap_or(first));
        }
        self.rule.belongs(period, first, end)
    }

    /// Whether a line belongs. A line for a stretch of a day or more belongs when the stretch and
    /// the period share a part: it is a bill for a time, not the time of an event.
    pub fn has_line(self, place: &Place<'_>) -> bool {
        self.is_open() || self.has_charge(place.start(), place.end())
    }

    /// The same of the start and the end of a line.
    pub fn has_charge(self, start: Option<Instant>, end: Option<Instant>) -> bool {
        let (Some(period), Some(start)) = (self.period, start.or(end)) else { return true };
        match end {
            Some(end) if end - start >= DAYS[0] => period.overlaps(start, end),
            end => self.rule.belongs(period, start, end),
        }
    }
}

/// Days in a zone. No zone changes its offset within a quarter of an hour, and rows of a bill come
/// from few of these, so the day of each is remembered.
#[derive(Debug, Clone)]
pub struct Days {
    zone: Zone,
    /// Where the quarters begin of which days are remembered.
    from: Instant,
    /// The day of each quarter; 0 where it is not yet known.
    days: Vec<u16>,
}

const QUARTER_MS: i64 = 900_000;

/// How many quarters are remembered: those of four years.
const QUARTERS: u32 = 4 * 366 * 96;

impl Days {
    /// Days of a zone.
    pub fn of(zone: Zone) -> Self {
        Self { zone, from: 0, days: Vec::new() }
    }

    /// The day of an instant, in days since 1970-01-01.
    #[inline]
    pub fn day(&mut self, instant: Instant) -> i32 {
        let known = self.slot(instant).and_then(|it| self.days.get(it)).copied().unwrap_or(0);
        if known == 0 { self.look_up(instant) } else { i32::from(known) }
    }

    /// Where the day of an instant is remembered.
    #[inline]
    fn slot(&self, instant: Instant) -> Option<usize> {
        // Cut by a factor of the quarter first, so that what is divided has 32 bits.
        let since = instant.wrapping_sub(self.from).cast_unsigned() >> 5;
        usize::try_from(u32::try_from(since).ok()? / 28_125).ok()
    }

    #[inline(never)]
    fn look_up(&mut self, instant: Instant) -> i32 {
        let shift = i64::from(self.zone.offset_at(instant)) * 60_000;
        let day = i32::try_from(instant.wrapping_add(shift).div_euclid(86_400_000)).unwrap_or(0);
        if self.days.is_empty() {
            let first = instant.div_euclid(QUARTER_MS) - i64::from(QUARTERS / 2);
            self.from = first.wrapping_mul(QUARTER_MS);
            self.days.resize(usize::try_from(QUARTERS).unwrap_or(0), 0);
        }
        if let Some(slot) = self.slot(instant).and_then(|it| self.days.get_mut(it)) {
            *slot = u16::try_from(day).unwrap_or(0);
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_are_remembered_as_they_are(
            first in -(1i64 << 42)..(1i64 << 42),
            others in proptest::collection::vec(
                (prop_oneof![-(1i64 << 31)..(1i64 << 31), -(1i64 << 38)..(1i64 << 38)], 0i64..1_000_000),
                1..60,
            ),
            zone in prop_oneof![Just("UTC"), Just("Europe/Madrid"), Just("Asia/Kathmandu"), Just("America/Caracas")],
        ) {
            let zone = Zone::parse(zone).unwrap();
            let mut days = Days::of(zone);
            for (other, near) in others {
                for instant in [first + other, first + other + near] {
                    prop_assert_eq!(days.day(instant), zone.day_of(instant));
                }
            }
        }
    }
}
