//! Cells to instants, as a plan says.

use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::layout::{Evidence, Field, Plan, Standing};
use crate::normalize::date::{self, OrderEvidence};
use crate::normalize::zone::{Resolved, Zone};

const DAY_MS: i64 = 86_400_000;

/// An instant as a cell gives it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Milliseconds since 1970-01-01 in UTC.
    pub(super) at: i64,
    /// Minutes east of UTC there and then.
    pub(super) offset: i16,
    /// The other instant, where the clock showed the local time twice.
    pub(super) second: Option<i64>,
    /// Whether the text says a time of day.
    pub(super) has_time: bool,
    /// Whether the text says its own offset.
    pub(super) is_zoned: bool,
    /// What the text says about the order of day and month.
    pub(super) order: OrderEvidence,
}

impl Found {
    /// The instant that a field means by it. A stretch whose end is written as the last minute, second or
    /// part of a second of a day ends with the day: nothing that begins meanwhile is left out.
    #[inline]
    pub(super) fn of(self, field: Field) -> i64 {
        if field != Field::PeriodEnd || !self.has_time {
            return self.at;
        }
        let local = self.at + i64::from(self.offset) * 60_000;
        let left = DAY_MS - local.rem_euclid(DAY_MS);
        if left <= 1000 || left == 60_000 { self.at + left } else { self.at }
    }
}

/// Reads the instants of one entry.
pub(super) struct Instants {
    order_settled: bool,
    zone: Zone,
    /// Of dates without a time.
    zone_of_dates: Zone,
    dates: date::Dates,
    /// Cells that were read lately, and which of them is the older one.
    seen: [Seen; 2],
    older: usize,
}

/// A cell that was read lately: a text of 16 to 24 bytes, and what it says. What is compared does
/// not stand side by side, or it would be read in one piece before the pieces it was written in have
/// settled, which a processor waits for.
#[derive(Debug, Clone, Copy)]
struct Seen {
    first: u64,
    at: i64,
    second: u64,
    offset: i16,
    is_zoned: bool,
    order: OrderEvidence,
    last: u64,
    /// Zero for none.
    length: u16,
}

/// The first eight bytes of a text of 16 to 24, the second eight, the last eight, and its length.
type Text = (u64, u64, u64, u16);

fn text_of(cell: &[u8]) -> Option<Text> {
    let word = |it: &[u8; 8]| u64::from_le_bytes(*it);
    let (first, rest) = cell.split_first_chunk::<8>()?;
    let (second, _) = rest.split_first_chunk::<8>()?;
    let last = cell.last_chunk::<8>()?;
    let length = u16::try_from(cell.len()).ok().filter(|it| *it <= 24)?;
    Some((word(first), word(second), word(last), length))
}

impl Seen {
    const NONE: Self = Self {
        first: 0,
        at: 0,
        second: 0,
        offset: 0,
        is_zoned: false,
        order: OrderEvidence::None,
        last: 0,
        length: 0,
    };

    fn is(&self, (first, second, last, length): Text) -> bool {
        self.last == last && self.second == second && self.first == first && self.length == length
    }
}

impl Instants {
    /// As a plan says.
    pub(super) fn new(plan: &Plan, zone: Zone, zone_of_dates: Zone) -> Self {
        Self {
            order_settled: plan.date_order_settled,
            zone,
            zone_of_dates,
            dates: date::Dates::new(plan.date_order),
            seen: [Seen::NONE; 2],
            older: 0,
        }
    }

    /// The instant of a cell, with what it says noted. The end of a period that is written as a day
    /// includes that day.
    ///
    /// # Errors
    /// That it is no date, or a time that the clocks of its zone left out.
    pub(super) fn read(
        &mut self,
        cell: &[u8],
        standing: Standing,
        is_end: bool,
        evidence: &mut Evidence,
        report: &mut Report,
    ) -> Result<Found, Code> {
        let found = match self.find(cell, is_end) {
            Ok(found) => found,
            Err(code) => {
                let other = self.dates.order().other();
                let is_other = code == Code::BadDate && date::parse(cell, other).is_ok();
                evidence.other_order += u64::from(is_other);
                return Err(code);
            }
        };
        if !self.order_settled {
            evidence.date(found.order, cell);
        }
        if found.is_zoned {
            evidence.zoned += 1;
        } else {
            evidence.unzoned += 1;
        }
        if found.second.is_some() {
            let place = Place { line: standing.line, byte: standing.offset, ..Place::default() };
            let text = String::from_utf8_lossy(cell).into_owned();
            report.push(Diagnostic::new(Code::AmbiguousTime).at(place).with(text));
        }
        Ok(found)
    }

    /// The instant of a cell.
    ///
    /// # Errors
    /// That it is no date, or a time that the clocks of its zone left out.
    fn find(&mut self, cell: &[u8], is_end: bool) -> Result<Found, Code> {
        match self.usual(cell) {
            Some(found) => Ok(found),
            None => self.other(cell, is_end),
        }
    }

    /// The instant of a cell of one of the usual shapes with a time of day, in a zone without rules: most
    /// instants are such.
    #[expect(
        clippy::inline_always,
        reason = "called for each cell, by a loop that does little else"
    )]
    #[inline(always)]
    pub(super) fn usual(&mut self, cell: &[u8]) -> Option<Found> {
        let Zone::Fixed(minutes) = self.zone else { return None };
        let date::Usual { local_ms, is_utc: is_zoned, order } = self.dates.usual(cell)?;
        let offset = if is_zoned { 0 } else { minutes };
        let at = local_ms - i64::from(offset) * 60_000;
        Some(Found { at, offset, second: None, has_time: true, is_zoned, order })
    }

    /// The instant of a cell that is none of those.
    ///
    /// # Errors
    /// That it is no date, or a time that the clocks of its zone left out.
    #[inline(never)]
    pub(super) fn other(&mut self, cell: &[u8], is_end: bool) -> Result<Found, Code> {
        // Rows that follow each other may share their time, and looking it up in a zone with rules
        // costs more than knowing it again.
        let is_named = matches!(self.zone, Zone::Named(_));
        let text = text_of(cell).filter(|_| is_named);
        if let Some(text) = text
            && let Some(seen) = self.seen.iter().find(|it| it.is(text))
        {
            let Seen { at, offset, is_zoned, order, .. } = *seen;
            return Ok(Found { at, offset, second: None, is_zoned, has_time: true, order });
        }
        let order = self.dates.order();
        // In a zone without rules it has been looked whether the shape is a usual one.
        let mut stamp = if is_named { self.dates.parse(cell) } else { date::parse(cell, order) };
        if stamp.is_err() && !self.order_settled {
            // As long as the order is open, a date that reads only one way is read that way.
            stamp = date::parse(cell, order.other());
        }
        let stamp = stamp?;
        let local =
            if is_end && !stamp.has_time { stamp.local_ms + DAY_MS } else { stamp.local_ms };
        let mut second = None;
        let (at, offset) = if let Some(offset) = stamp.offset {
            (local - i64::from(offset) * 60_000, offset)
        } else {
            let zone = if stamp.has_time { self.zone } else { self.zone_of_dates };
            let at = match zone.resolve(local) {
                Resolved::Once(at) => at,
                Resolved::Twice(at, later) => {
                    second = Some(later);
                    at
                }
                // A day whose midnight is skipped begins at its first instant.
                Resolved::Never if !stamp.has_time => zone.instant(local),
                Resolved::Never => return Err(Code::NonexistentTime),
            };
            (at, zone.offset_at(at))
        };
        let (is_zoned, order) = (stamp.offset.is_some(), stamp.order);
        if let (Some(text), true, None) = (text, stamp.has_time, second)
            && let Some(seen) = self.seen.get_mut(self.older)
        {
            (seen.first, seen.second, seen.last, seen.length) = text;
            (seen.at, seen.offset) = (at, offset);
            (seen.is_zoned, seen.order) = (is_zoned, order);
            self.older ^= 1;
        }
        Ok(Found { at, offset, second, is_zoned, has_time: stamp.has_time, order })
    }
}
