//! What the values of a source say about how it is written, summed over its parts.

use crate::normalize::date::OrderEvidence;
use crate::normalize::number::{self, MarkEvidence, mark_evidence};
use crate::normalize::{DateOrder, DecimalMark, DurationUnit, duration};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// Counts of values that settle a question and of values that leave it open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Dates that are dates only with the month first.
    pub month_first: u64,
    /// Dates that are dates only with the day first.
    pub day_first: u64,
    /// Dates that are none in the order that was taken for settled, and are in the other. They are
    /// not among those above.
    pub other_order: u64,
    /// Dates that read both ways.
    pub either_order: u64,
    /// The first of those.
    pub order_example: String,
    /// Numbers in which only `.` can be the decimal mark.
    pub dot: u64,
    /// Numbers in which only `,` can be.
    pub comma: u64,
    /// Numbers that are none with the mark that was taken for settled, and are with the other. They are
    /// not among those above.
    pub other_mark: u64,
    /// Numbers that read both ways, with different values.
    pub either_mark: u64,
    /// The first of those.
    pub mark_example: String,
    /// Signs beside amounts that may be of several currencies, where nothing else says which; each
    /// once, in their order.
    pub open_signs: String,
    /// Times with an offset of their own.
    pub zoned: u64,
    /// Times without.
    pub unzoned: u64,
    /// Whether a start lies within its day: where none does, days are said and no times.
    pub has_times: bool,
    /// Earliest start (UTC).
    pub earliest: Option<i64>,
    /// Latest end or start (UTC); of a start at midnight the end of its day.
    pub latest: Option<i64>,
    /// Offset of the earliest start in minutes.
    pub offset: i16,
}

impl Evidence {
    /// Takes what a date says.
    pub fn date(&mut self, order: OrderEvidence, text: &[u8]) {
        match order {
            OrderEvidence::None => {}
            OrderEvidence::Only(DateOrder::MonthFirst) => self.month_first += 1,
            OrderEvidence::Only(DateOrder::DayFirst) => self.day_first += 1,
            OrderEvidence::Either => {
                self.either_order += 1;
                if self.order_example.is_empty() {
                    self.order_example = String::from_utf8_lossy(text.trim_ascii()).into_owned();
                }
            }
        }
    }

    /// Takes what a number says.
    pub fn number(&mut self, text: &[u8]) {
        let text = text.trim_ascii();
        match mark_evidence(text) {
            MarkEvidence::None => {}
            MarkEvidence::Dot => self.dot += u64::from(is_sound(text, DecimalMark::Dot)),
            MarkEvidence::Comma => self.comma += u64::from(is_sound(text, DecimalMark::Comma)),
            MarkEvidence::Either => {
                self.either_mark += 1;
                if self.mark_example.is_empty() {
                    self.mark_example = String::from_utf8_lossy(text).into_owned();
                }
            }
        }
    }

    /// Takes signs of which nothing says which currency they are.
    pub fn signs(&mut self, signs: impl IntoIterator<Item = char>) {
        for sign in signs {
            if !self.open_signs.contains(sign) {
                let at = self.open_signs.find(|it| it > sign).unwrap_or(self.open_signs.len());
                self.open_signs.insert(at, sign);
            }
        }
    }

    /// Takes a row's span.
    #[inline]
    pub fn span(&mut self, start: Option<i64>, end: Option<i64>, offset: i16) {
        // Nearly every row is of a day between those of others.
        let is_inside = |at: i64| {
            self.earliest.is_some_and(|it| it <= at)
                && self.latest.is_some_and(|it| at.saturating_add(DAY_MS) <= it)
        };
        let is_new = (start.is_some() && !self.has_times)
            || !start.is_none_or(is_inside)
            || !end.is_none_or(is_inside);
        if is_new {
            self.widen(start, end, offset);
        }
    }

    #[inline(never)]
    fn widen(&mut self, start: Option<i64>, end: Option<i64>, offset: i16) {
        let local = |at: i64| at.saturating_add(i64::from(offset) * 60_000).rem_euclid(DAY_MS);
        self.has_times = self.has_times || start.is_some_and(|it| local(it) != 0);
        if let Some(start) = start
            && self.earliest.is_none_or(|it| start < it)
        {
            self.earliest = Some(start);
            self.offset = offset;
        }
        if let Some(last) = end.max(start)
            && self.latest.is_none_or(|it| it < last.saturating_add(DAY_MS))
        {
            // What is dated by a day alone is of that whole day.
            let is_day = end < start && local(last) == 0;
            let last = if is_day { last.saturating_add(DAY_MS) } else { last };
            self.latest = self.latest.max(Some(last));
        }
    }

    /// The order that dates which read only one way say; none where there are no such dates, or
    /// where they contradict each other.
    pub fn order(&self) -> Option<DateOrder> {
        match (self.month_first, self.day_first) {
            (1.., 0) => Some(DateOrder::MonthFirst),
            (0, 1..) => Some(DateOrder::DayFirst),
            _ => None,
        }
    }

    /// The decimal mark that numbers which read only one way say; none where there are no such
    /// numbers, or where they contradict each other.
    pub fn mark(&self) -> Option<DecimalMark> {
        match (self.dot, self.comma) {
            (1.., 0) => Some(DecimalMark::Dot),
            (0, 1..) => Some(DecimalMark::Comma),
            _ => None,
        }
    }

    /// Adds the evidence of a later part.
    pub fn merge(&mut self, other: &Self) {
        self.month_first += other.month_first;
        self.day_first += other.day_first;
        self.other_order += other.other_order;
        self.either_order += other.either_order;
        self.dot += other.dot;
        self.comma += other.comma;
        self.other_mark += other.other_mark;
        self.either_mark += other.either_mark;
        self.signs(other.open_signs.chars());
        self.zoned += other.zoned;
        self.unzoned += other.unzoned;
        self.has_times |= other.has_times;
        if self.order_example.is_empty() {
            self.order_example.clone_from(&other.order_example);
        }
        if self.mark_example.is_empty() {
            self.mark_example.clone_from(&other.mark_example);
        }
        self.span(other.earliest, other.latest, other.offset);
    }
}

/// Whether a text is a number or a length of time at all; what is neither says nothing.
#[cold]
#[inline(never)]
fn is_sound(text: &[u8], mark: DecimalMark) -> bool {
    number::is_number(text, mark) || duration::parse(text, DurationUnit::Seconds, mark).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An instant of few days, at midnight or within a day.
    fn instant() -> impl Strategy<Value = Option<i64>> {
        let at = (-3i64..4, prop_oneof![Just(0), Just(3_600_000), 0..DAY_MS]);
        proptest::option::of(at.prop_map(|(day, ms)| day * DAY_MS + ms))
    }

    proptest! {
        #[test]
        fn a_row_that_widens_nothing_is_passed_over(
            rows in proptest::collection::vec((instant(), instant(), prop_oneof![Just(0i16), Just(60)]), 0..60),
        ) {
            let (mut passed, mut looked_at) = (Evidence::default(), Evidence::default());
            for (start, end, offset) in rows {
                passed.span(start, end, offset);
                looked_at.widen(start, end, offset);
                prop_assert_eq!(&passed, &looked_at);
            }
        }
    }
}
