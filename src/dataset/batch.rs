//! Rows that were read together, column by column.

use crate::dataset::packed::ABSENT;
use crate::dataset::{PackedInts, Segment, TextField};

/// Rows on their way into the columns, column by column: what [`Row`](crate::dataset::Row) is for one.
/// A column has as many values as there are rows, [`ABSENT`] for those that are missing, or none.
#[derive(Debug, Default)]
pub struct Batch {
    /// 1 where the id is the line's own.
    pub id_is_line: Vec<i64>,
    /// Hashes of conversation ids, halved so that they are integers that are not negative.
    pub conversations: Vec<i64>,
    /// Starts (UTC).
    pub starts: Vec<i64>,
    /// Ends (UTC).
    pub ends: Vec<i64>,
    /// Lengths in milliseconds, where they are stated and are not just the end minus the start.
    pub lengths: Vec<i64>,
    /// Starts of conversations (UTC).
    pub conversation_starts: Vec<i64>,
    /// Ends of conversations (UTC).
    pub conversation_ends: Vec<i64>,
    /// Quantities, prices of one unit, net amounts: mantissas and scales.
    pub figures: [(Vec<i64>, Vec<i64>); 3],
    /// Codes of texts in the dictionaries of the segment that takes the rows.
    pub codes: [Vec<i64>; TextField::COUNT],
    /// First bytes in the entry's text.
    pub offsets: Vec<i64>,
    /// Bytes of their text.
    pub sizes: Vec<i64>,
    /// The line of the first; each of them is one line.
    pub line: u64,
    /// Scratch.
    made: Vec<i64>,
}

impl Batch {
    /// Takes the texts of a field, which a segment is to hold; empty ones are missing.
    pub fn add_texts<'t>(
        &mut self,
        field: TextField,
        texts: impl Iterator<Item = &'t [u8]>,
        segment: &mut Segment,
    ) {
        let index = field.index();
        let (Some(codes), Some(dictionary)) =
            (self.codes.get_mut(index), segment.dictionaries.get_mut(index))
        else {
            return;
        };
        for (to, text) in codes.iter_mut().zip(texts) {
            *to = if text.is_empty() { ABSENT } else { i64::from(dictionary.code_of(text)) };
        }
    }
}

impl Segment {
    /// Adds the first `n` rows of a batch, each with its id.
    pub fn extend<'t>(&mut self, batch: &mut Batch, n: usize, ids: impl Iterator<Item = &'t [u8]>) {
        let at = self.len();
        self.ids.extend(n, ids);
        let some = |column: &Vec<i64>| column.len().min(n);
        let put = |to: &mut PackedInts, from: &Vec<i64>| {
            to.put_all(at, from.get(..some(from)).unwrap_or_default());
        };
        put(&mut self.id_is_line, &batch.id_is_line);
        put(&mut self.conversations, &batch.conversations);
        put(&mut self.starts, &batch.starts);
        put(&mut self.lengths, &batch.lengths);
        put(&mut self.offsets, &batch.offsets);
        put(&mut self.sizes, &batch.sizes);
        let Batch { starts, ends, conversation_starts, conversation_ends, made, .. } = batch;
        since(ends, starts, made);
        put(&mut self.spans, made);
        since(conversation_starts, starts, made);
        put(&mut self.conversation_starts, made);
        since(conversation_ends, conversation_starts, made);
        put(&mut self.conversation_spans, made);
        let shift = batch.line.cast_signed().wrapping_sub(i64::try_from(at).unwrap_or(0));
        batch.made.clear();
        batch.made.resize(n, shift);
        put(&mut self.lines, &batch.made);
        let columns = [&mut self.quantities, &mut self.unit_prices, &mut self.amounts];
        for (to, (mantissas, scales)) in columns.into_iter().zip(&batch.figures) {
            to.put_all(
                at,
                mantissas.get(..some(mantissas)).unwrap_or_default(),
                scales.get(..some(scales)).unwrap_or_default(),
            );
        }
        for (to, from) in self.codes.iter_mut().zip(&batch.codes) {
            put(to, from);
        }
    }
}

/// How long after others some times are; after 1970 where there is no other.
fn since(times: &[i64], others: &[i64], to: &mut Vec<i64>) {
    to.clear();
    // Without a column of others there are times to put down all the same.
    if others.is_empty() {
        to.extend_from_slice(times);
        return;
    }
    to.extend(times.iter().zip(others).map(|(time, other)| match (*time, *other) {
        (ABSENT, _) => ABSENT,
        (time, ABSENT) => time,
        (time, other) => time.wrapping_sub(other),
    }));
}
