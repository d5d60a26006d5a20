//! What is done with rows once it is known how many of them are taken.

use super::Columns;
use super::values::{Values, field_of, figure_of};
use crate::dataset::content::hash_of;
use crate::dataset::packed::ABSENT;
use crate::dataset::{Segment, TextField};
use crate::formats::csv::Rows;
use crate::layout::{Builder, Field};

impl Builder<'_> {
    /// Takes note of what the values of the rows say.
    #[inline(never)]
    pub(super) fn note(&mut self, columns: &Columns, rows: &Rows<'_>, from: usize, n: usize) {
        let order_settled = self.plan.date_order_settled;
        let (mut n_dates, mut n_zoned) = (0, 0);
        for read in columns.dates.iter().flat_map(|it| it.iter().take(n)) {
            if read.at == ABSENT {
                continue;
            }
            if !order_settled {
                // That there is an example has been seen to.
                self.evidence.date(read.order, b"");
            }
            n_dates += 1;
            n_zoned += u64::from(read.is_zoned);
        }
        self.evidence.zoned += n_zoned;
        self.evidence.unzoned += n_dates - n_zoned;
        let [starts, ..] = &columns.dates;
        let starts = starts.iter().take(n).filter(|it| it.at != ABSENT);
        starts.for_each(|it| self.evidence.span(Some(it.at), None, it.offset));
        let ends = columns.batch.ends.iter().take(n).filter(|it| **it != ABSENT);
        ends.for_each(|it| self.evidence.span(None, Some(*it), 0));
        if self.plan.decimal_mark_settled {
            return;
        }
        let is_number = |field: Field| figure_of(field).is_some() || field == Field::Duration;
        for (index, _) in self.columns.iter().filter(|(_, field)| is_number(*field)) {
            let cells = Values::of(rows, Some(*index), from, n);
            cells.filter(|it| !it.is_empty()).for_each(|it| self.evidence.number(it));
        }
    }

    /// Hashes the ids of conversations.
    #[inline(never)]
    pub(super) fn hash(
        &self,
        conversations: &mut Vec<i64>,
        rows: &Rows<'_>,
        from: usize,
        n: usize,
    ) {
        conversations.clear();
        if let column @ Some(_) = self.column_of(Field::ConversationId) {
            // Halved, so that it is an integer that is not negative.
            let halved = |it: &[u8]| match it {
                [] => ABSENT,
                it => (hash_of(it) >> 1).cast_signed(),
            };
            conversations.extend(Values::of(rows, column, from, n).map(halved));
        }
    }

    #[inline(never)]
    pub(super) fn hand_on(
        &self,
        columns: &mut Columns,
        rows: &Rows<'_>,
        from: usize,
        n: usize,
        lines: u64,
        segment: &mut Segment,
    ) {
        let batch = &mut columns.batch;
        let (plan, columns_of) = (self.plan, |it| self.column_of(it));
        for text in TextField::ALL {
            let column = columns_of(field_of(text));
            let default = match text {
                TextField::Currency => plan.currency.as_bytes(),
                TextField::Account => plan.account.as_bytes(),
                TextField::Service => plan.service.as_bytes(),
                TextField::Unit => plan.unit.as_bytes(),
                _ => &[],
            };
            let codes = batch.codes.get_mut(text.index());
            let n_codes = if column.is_some() || !default.is_empty() { n } else { 0 };
            if let Some(codes) = codes {
                // Each is put down below, so what is left of the rows before does not matter.
                codes.resize(n_codes, ABSENT);
            }
            if n_codes > 0 {
                let cells = Values::of(rows, column, from, n);
                let filled = cells.map(|it| if it.is_empty() { default } else { it });
                batch.add_texts(text, filled, segment);
            }
        }
        batch.offsets.resize(n, ABSENT);
        batch.sizes.resize(n, ABSENT);
        let first = rows.offset.cast_signed();
        let places = batch.offsets.iter_mut().zip(&mut batch.sizes);
        for ((offset, size), (begin, end)) in places.zip(rows.extents(from)) {
            *offset = first + i64::from(begin);
            *size = i64::from(end - begin);
        }
        batch.line = rows.line + lines + u64::try_from(from).unwrap_or(0);
        let ids = Values::of(rows, columns_of(Field::UsageId), from, n);
        let own = Values::of(rows, columns_of(Field::LineId), from, n);
        segment.extend(batch, n, Ids { ids, own });
    }
}

/// Ids of rows, the line's own where a row has no other.
struct Ids<'a> {
    ids: Values<'a>,
    own: Values<'a>,
}

impl<'a> Iterator for Ids<'a> {
    type Item = &'a [u8];

    #[expect(
        clippy::inline_always,
        reason = "called for each row, by a loop that does little else"
    )]
    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u8]> {
        let (id, own) = (self.ids.next()?, self.own.next()?);
        Some(if id.is_empty() { own } else { id })
    }
}
