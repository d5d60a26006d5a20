//! What is done with rows once it is known how many of them are taken.

use super::Columns;
use super::values::{Values, field_of, figure_of};
use crate::dataset::packed::ABSENT;
use crate::dataset::segment::content_hash;
use crate::dataset::{Segment, TextField};
use crate::formats::csv::Rows;
use crate::layout::content::{FIGURES, TIMES, fold_small, fold_time};
use crate::layout::{Builder, Field};

impl Builder<'_> {
    /// Takes note of what the values of the rows say.
    #[inline(never)]
    pub(super) fn note(&mut self, columns: &Columns, rows: &Rows<'_>, from: usize, n: usize) {
        let order_settled = self.plan.date_order_settled;
        for read in columns.dates.iter().flat_map(|it| it.iter().take(n)) {
            if read.at == ABSENT {
                continue;
            }
            if !order_settled {
                // That there is an example has been seen to.
                self.evidence.date(read.order, b"");
            }
            self.evidence.zoned += u64::from(read.is_zoned);
            self.evidence.unzoned += u64::from(!read.is_zoned);
        }
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

    /// Hashes what the rows say, texts left out, as [`content`](crate::layout::content::content) does.
    #[inline(never)]
    pub(super) fn hash(&self, columns: &mut Columns, rows: &Rows<'_>, from: usize, n: usize) {
        let Columns { batch, dates, .. } = columns;
        let contents = &mut batch.contents;
        contents.clear();
        batch.conversations.clear();
        if let column @ Some(_) = self.column_of(Field::ConversationId) {
            let hash = |it: &[u8]| if it.is_empty() { 0 } else { content_hash(0, it) };
            contents.extend(Values::of(rows, column, from, n).map(hash));
            // Halved, so that it is an integer that is not negative.
            let halved = |it: &u64| if *it == 0 { ABSENT } else { (it >> 1).cast_signed() };
            batch.conversations.extend(contents.iter().map(halved));
        }
        contents.resize(n, 0);
        let [_, _, conversation_starts, conversation_ends] = dates;
        let [start, end, length, conversation_start, conversation_end] = TIMES;
        fold_times(contents, start, batch.starts.iter().copied());
        fold_times(contents, end, batch.ends.iter().copied());
        fold_times(contents, length, batch.lengths.iter().copied());
        fold_times(contents, conversation_start, conversation_starts.iter().map(|it| it.at));
        fold_times(contents, conversation_end, conversation_ends.iter().map(|it| it.at));
        batch.conversation_lengths.clear();
        let both = conversation_starts.iter().zip(conversation_ends.iter()).take(n);
        batch.conversation_lengths.extend(both.map(|(start, end)| match (start.at, end.at) {
            (ABSENT, _) | (_, ABSENT) => ABSENT,
            (start, end) => end - start,
        }));
        for (place, (mantissas, scales)) in FIGURES.into_iter().zip(&batch.figures) {
            for (content, (mantissa, scale)) in
                contents.iter_mut().zip(mantissas.iter().zip(scales))
            {
                if let Ok(scale) = u8::try_from(*scale) {
                    *content = fold_small(*content, place, *mantissa, scale);
                }
            }
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
                codes.clear();
                codes.resize(n_codes, ABSENT);
            }
            if n_codes > 0 {
                let cells = Values::of(rows, column, from, n);
                let filled = cells.map(|it| if it.is_empty() { default } else { it });
                batch.add_texts(text, filled, segment);
            }
        }
        batch.offsets.clear();
        batch.sizes.clear();
        let first = rows.offset.cast_signed();
        for (begin, end) in rows.extents(from).take(n) {
            batch.offsets.push(first + i64::from(begin));
            batch.sizes.push(i64::from(end - begin));
        }
        batch.line = rows.line + lines + u64::try_from(from).unwrap_or(0);
        let ids = Values::of(rows, columns_of(Field::UsageId), from, n);
        let own = Values::of(rows, columns_of(Field::LineId), from, n);
        segment.extend(batch, Ids { ids, own });
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

fn fold_times(contents: &mut [u64], place: u64, times: impl Iterator<Item = i64>) {
    for (content, time) in contents.iter_mut().zip(times) {
        *content = if time == ABSENT { *content } else { fold_time(*content, place, time) };
    }
}
