//! What one reader made of one stretch of a source.

use crate::dataset::packed::BLOCK;
use crate::dataset::table::TextField;
use crate::dataset::{DecimalColumn, Dictionary, IdColumn, PackedInts};
use crate::diagnostics::Diagnostic;
use crate::normalize::Scaled;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One row on its way into the columns. Usage records and invoice lines share this shape: what a
/// side does not have is empty.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    /// The usage id, or the line's id where the row names no usage.
    pub id: Cow<'a, [u8]>,
    /// Whether `id` is the line's own.
    pub id_is_line: bool,
    /// A hash of the id of the conversation or call that several records belong to; 0 for none.
    pub conversation: u64,
    /// Start (UTC).
    pub start: Option<i64>,
    /// End (UTC).
    pub end: Option<i64>,
    /// Length in milliseconds, where it is stated and is not just the end minus the start.
    pub length: Option<i64>,
    /// Start of the conversation (UTC).
    pub conversation_start: Option<i64>,
    /// End of the conversation (UTC).
    pub conversation_end: Option<i64>,
    /// Quantity as stated.
    pub quantity: Option<Scaled>,
    /// Price of one unit as stated.
    pub unit_price: Option<Scaled>,
    /// Net amount as stated.
    pub amount: Option<Scaled>,
    /// Account, service, channel, currency, unit, category, invoice, in UTF-8.
    pub texts: [Cow<'a, [u8]>; TextField::COUNT],
    /// First byte in the entry's text.
    pub offset: u64,
    /// Bytes of its text.
    pub size: u64,
    /// Its line, from 1.
    pub line: u64,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectRow {
    /// Why and where.
    pub diagnostic: Diagnostic,
    /// Its text, cut to 500 characters.
    pub text: String,
}

/// Rows in columns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Segment {
    /// Ids.
    pub ids: IdColumn,
    /// 1 where the id is the line's own.
    pub id_is_line: PackedInts,
    /// Hashes of conversation ids; missing where there is none.
    pub conversations: PackedInts,
    /// Starts.
    pub starts: PackedInts,
    /// End minus start.
    pub spans: PackedInts,
    /// Stated lengths.
    pub lengths: PackedInts,
    /// Start of the conversation minus start.
    pub conversation_starts: PackedInts,
    /// End of the conversation minus its start.
    pub conversation_spans: PackedInts,
    /// Quantities.
    pub quantities: DecimalColumn,
    /// Unit prices.
    pub unit_prices: DecimalColumn,
    /// Amounts.
    pub amounts: DecimalColumn,
    /// Codes of texts in the segment's own dictionaries.
    pub codes: [PackedInts; TextField::COUNT],
    /// The dictionaries.
    pub dictionaries: [Dictionary; TextField::COUNT],
    pub(super) offsets: PackedInts,
    pub(super) sizes: PackedInts,
    /// Line minus the row's position, which hardly ever changes.
    pub(super) lines: PackedInts,
    /// Rows that could not be read.
    pub rejects: Vec<RejectRow>,
    /// Rows that could not be read and are only counted.
    pub rejects_uncounted: u64,
}

impl Segment {
    /// Adds a row.
    pub fn push(&mut self, row: &Row<'_>) {
        let at = self.ids.len();
        let index = i64::try_from(at).unwrap_or(0);
        let wide = |it: u64| i64::try_from(it).ok();
        self.ids.push(&row.id);
        self.id_is_line.put(at, row.id_is_line.then_some(1));
        // Halved, so that it is an integer that is not negative.
        let conversation = (row.conversation != 0).then(|| (row.conversation >> 1).cast_signed());
        self.conversations.put(at, conversation);
        self.starts.put(at, row.start);
        let span = row.end.map(|end| end.wrapping_sub(row.start.unwrap_or(0)));
        self.spans.put(at, span);
        self.lengths.put(at, row.length);
        let shift = row.conversation_start.map(|it| it.wrapping_sub(row.start.unwrap_or(0)));
        self.conversation_starts.put(at, shift);
        let start = row.conversation_start.unwrap_or(0);
        self.conversation_spans.put(at, row.conversation_end.map(|it| it.wrapping_sub(start)));
        put(&mut self.quantities, at, row.quantity.as_ref());
        put(&mut self.unit_prices, at, row.unit_price.as_ref());
        put(&mut self.amounts, at, row.amount.as_ref());
        let texts = self.codes.iter_mut().zip(&mut self.dictionaries).zip(&row.texts);
        for ((codes, dictionary), text) in texts.filter(|it| !it.1.is_empty()) {
            codes.put(at, Some(i64::from(dictionary.code_of(text))));
        }
        self.offsets.push(wide(row.offset));
        self.sizes.push(wide(row.size));
        self.lines.push(wide(row.line).map(|line| line - index));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A row's length in milliseconds: as stated, else from start to end.
    pub fn length(&self, index: usize) -> Option<i64> {
        self.lengths.get(index).or_else(|| {
            self.starts.get(index)?;
            self.spans.get(index)
        })
    }

    /// The length of a row's conversation in milliseconds.
    pub fn conversation_length(&self, index: usize) -> Option<i64> {
        self.conversation_starts.get(index)?;
        self.conversation_spans.get(index)
    }

    /// How many blocks of so many milliseconds its rows take, at least one each. A length that is not
    /// known takes one.
    pub fn n_blocks(&self, block_ms: i64) -> i64 {
        let [mut stated, mut starts, mut spans] = [const { Vec::new() }; 3];
        let mut n_blocks = 0;
        for (block, from) in (0..self.len()).step_by(BLOCK).enumerate() {
            let n = BLOCK.min(self.len() - from);
            self.lengths.block(block, n, &mut stated);
            self.starts.block(block, n, &mut starts);
            self.spans.block(block, n, &mut spans);
            let rows = stated.iter().zip(&starts).zip(&spans);
            n_blocks += rows.fold(0, |n_blocks, ((stated, start), span)| {
                let length = stated.or(start.and(*span)).unwrap_or(0).max(0);
                n_blocks + ceil(length, block_ms).max(1)
            });
        }
        n_blocks
    }

    /// Sums of its amounts as mantissa and scale, each with the own code of a text; several of one code
    /// and scale may come.
    pub fn sum_amounts(&self, field: TextField, each: &mut dyn FnMut(u32, i128, u32)) {
        self.sums(&self.amounts, Some(field), each);
    }

    /// Sums of its quantities likewise, without a code.
    pub fn sum_quantities(&self, each: &mut dyn FnMut(u32, i128, u32)) {
        self.sums(&self.quantities, None, each);
    }

    #[inline(never)]
    fn sums(
        &self,
        column: &DecimalColumn,
        field: Option<TextField>,
        each: &mut dyn FnMut(u32, i128, u32),
    ) {
        let codes = field.and_then(|it| self.codes.get(it.index())).filter(|it| !it.is_empty());
        let (mut scratch, mut own) = (Default::default(), Vec::new());
        // Neighbours mostly share their code and their places.
        let mut run: Option<(u32, u32, i128)> = None;
        for (block, from) in (0..self.len()).step_by(BLOCK).enumerate() {
            let n = BLOCK.min(self.len() - from);
            own.clear();
            if let Some(codes) = codes {
                codes.block(block, n, &mut own);
            }
            let values = column.block(block, n, &mut scratch);
            for (index, value) in (from..).zip(values) {
                let Some((mantissa, scale)) = value.or_else(|| column.wide_scaled(index)) else {
                    continue;
                };
                let code = own.get(index - from).copied().flatten().unwrap_or(0);
                let code = u32::try_from(code).unwrap_or(0);
                match &mut run {
                    Some((of, places, sum)) if (*of, *places) == (code, scale) => *sum += mantissa,
                    _ => {
                        let before = run.replace((code, scale, mantissa));
                        before.into_iter().for_each(|(code, scale, sum)| each(code, sum, scale));
                    }
                }
            }
        }
        run.into_iter().for_each(|(code, scale, sum)| each(code, sum, scale));
    }

    /// First byte and first byte after of a row's text.
    pub fn place(&self, index: usize) -> (u64, u64) {
        let from = self.offsets.get(index).map_or(0, i64::cast_unsigned);
        (from, from + self.sizes.get(index).map_or(0, i64::cast_unsigned))
    }

    /// The line a row begins on.
    pub fn line(&self, index: usize) -> u64 {
        let shift = i64::try_from(index).unwrap_or(0);
        self.lines.get(index).map_or(0, |it| (it + shift).cast_unsigned())
    }

    /// Moves lines of rows and rejects by a number, when a part's first line becomes known.
    pub fn shift_lines(&mut self, by: u64) {
        let by = i64::try_from(by).unwrap_or(0);
        self.lines.shift(by);
        for reject in &mut self.rejects {
            reject.diagnostic.place.line += by.cast_unsigned();
        }
    }

    /// Packs what is not yet packed. Called before a segment is handed on.
    pub fn finish(&mut self) {
        let n_rows = self.ids.len();
        self.ids.finish();
        let ints = [
            &mut self.id_is_line,
            &mut self.conversations,
            &mut self.starts,
            &mut self.spans,
            &mut self.lengths,
            &mut self.conversation_starts,
            &mut self.conversation_spans,
            &mut self.offsets,
            &mut self.sizes,
            &mut self.lines,
        ];
        ints.into_iter().chain(&mut self.codes).for_each(|it| it.finish_at(n_rows));
        let decimals = [&mut self.quantities, &mut self.unit_prices, &mut self.amounts];
        decimals.into_iter().for_each(|it| it.finish_at(n_rows));
    }

    /// The segment as bytes for the way between workers.
    pub fn encode(&self) -> Vec<u8> {
        // Room for all of it at once: growing on the way would copy it over and over.
        let room = Vec::with_capacity(self.len() * BYTES_OF_ROW + 1024);
        postcard::serialize_with_flavor(self, Roomy(room)).unwrap_or_default()
    }

    /// Reads what [`Segment::encode`] wrote; `None` when it is something else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// About as many bytes as a row takes in columns, or a few more.
const BYTES_OF_ROW: usize = 64;

/// Bytes that were given room beforehand.
struct Roomy(Vec<u8>);

impl postcard::ser_flavors::Flavor for Roomy {
    type Output = Vec<u8>;

    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(data);
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.0.push(data);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Self::Output> {
        Ok(self.0)
    }
}

/// How many steps a length takes, in 32 bits where it fits: longer divisions cost several times as much.
fn ceil(length: i64, step: i64) -> i64 {
    match (u32::try_from(length), u32::try_from(step)) {
        (Ok(length), Ok(step)) if step > 0 => i64::from(length.div_ceil(step)),
        _ => (length + step - 1).checked_div(step).unwrap_or(0),
    }
}

/// By reference: a copy would be read in one piece before the pieces it was written in have settled.
fn put(column: &mut DecimalColumn, at: usize, value: Option<&Scaled>) {
    match value {
        None => {}
        Some(Scaled::Small { mantissa, scale }) => {
            column.put_scaled(at, *mantissa, u32::from(*scale));
        }
        Some(Scaled::Wide(value)) => column.put(at, *value),
    }
}
