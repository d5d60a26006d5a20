//! Regular records, column by column: the way of nearly all rows of nearly all files.
//!
//! [`Builder::build`] is the reader of record. What this cannot take as it stands (a value that is no
//! date, a time that was shown twice, a line whose product is wrong) is left to it, row by row, and a
//! property test holds both against each other.

mod taken;
mod values;

use crate::dataset::content::last_word;
use crate::dataset::dictionary::is_same;
use crate::dataset::packed::ABSENT;
use crate::dataset::{Batch, Segment};
use crate::domain::Role;
use crate::formats::csv::Rows;
use crate::intake::Encoding;
use crate::intake::encoding::BYTE_ORDER_MARK;
use crate::layout::Field;
use crate::layout::builder::{Builder, MOST_PLACES, is_plain, is_product};
use crate::layout::contract::Adjusts;
use crate::layout::instants::Found;
use crate::layout::summary::may_be_sum;
use crate::normalize::date::OrderEvidence;
use crate::normalize::number::{MarkEvidence, mark_evidence};
use crate::normalize::{Scaled, duration, number};
use values::{Values, date_of, figure_of, is_absent};

/// Rows that are read at once at most.
const MOST: usize = 256;

/// Scratch: the values of some rows.
#[derive(Debug)]
pub(super) struct Columns {
    batch: Batch,
    /// Starts, ends, starts and ends of conversations.
    dates: [Vec<Read>; 4],
    lately: Lately,
    /// How many rows are tried at once: few behind a row that could not be taken.
    tried: usize,
}

/// An instant as it was read.
#[derive(Debug, Clone, Copy)]
struct Read {
    at: i64,
    offset: i16,
    is_zoned: bool,
    has_time: bool,
    order: OrderEvidence,
}

impl Read {
    const NONE: Self = Self {
        at: ABSENT,
        offset: 0,
        is_zoned: false,
        has_time: false,
        order: OrderEvidence::None,
    };
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            batch: Batch::default(),
            dates: Default::default(),
            lately: Lately::default(),
            tried: MOST,
        }
    }
}

impl Builder<'_> {
    /// Whether rows of this plan can be read column by column.
    pub(super) fn fits_columns(&self) -> bool {
        let habits = self.habits;
        // What two columns say of one thing, one of them has to be picked for.
        let meaning = |field: Field| date_of(field).ok_or(field);
        let mut known = Vec::new();
        let is_clear = self.columns.iter().all(|(_, field)| {
            let is_new = !known.contains(&meaning(*field));
            known.push(meaning(*field));
            is_new
        });
        is_clear
            && !matches!(self.adjusts, Adjusts::Every)
            && !habits.lists_in_cells
            && !habits.is_counter
            && !habits.has_sums
            && self.plan.period.is_none()
            && self.times == [None; 2]
            && self.column_of(Field::Period).is_none()
            && self.column_of(Field::Tax).is_none()
            // A length on a bill is a quantity.
            && (self.plan.role != Role::Billed || self.column_of(Field::Duration).is_none())
    }

    /// Whether rows can be read column by column.
    pub fn reads_columns(&self) -> bool {
        self.scratch.is_some()
    }

    /// Whether rows may be read column by column although they may not be ASCII.
    pub fn takes(&self, rows: &Rows<'_>) -> bool {
        rows.is_plain
            || (self.encoding == Encoding::Utf8
                && memchr::memchr(0, rows.bytes()).is_none()
                && std::str::from_utf8(rows.bytes()).is_ok()
                && !has_mark(rows.bytes()))
    }

    /// Puts rows from number `from` on into a segment, and says how many. What stops it is the next
    /// row, which has to be built by itself. `lines` are those before the stretch that is read.
    pub fn read(
        &mut self,
        rows: &Rows<'_>,
        from: usize,
        lines: u64,
        segment: &mut Segment,
    ) -> usize {
        let Some(mut columns) = self.scratch.take() else { return 0 };
        let n = self.read_into(&mut columns, rows, from, lines, segment);
        self.scratch = Some(columns);
        n
    }

    fn read_into(
        &mut self,
        columns: &mut Columns,
        rows: &Rows<'_>,
        from: usize,
        lines: u64,
        segment: &mut Segment,
    ) -> usize {
        let wanted = columns.tried.min(rows.len() - from.min(rows.len()));
        // The first row that cannot be taken; columns that are read later stop before it.
        let mut n = wanted;
        for place in 0..self.columns.len() {
            let Some(&(index, field)) = self.columns.get(place) else { break };
            n = self.read_column(columns, rows, (index, field), from, n);
        }
        n = self.check(&mut columns.batch, &columns.dates, n);
        n = Self::derive(&mut columns.batch, n);
        n = self.look_at_ids(&mut columns.batch, rows, from, n);
        n = self.look_for_sums(&columns.batch, rows, from, n);
        columns.tried = if n < wanted { 1 } else { (columns.tried * 2).min(MOST) };
        if n > 0 {
            self.note(columns, rows, from, n);
            self.hash(&mut columns.batch.conversations, rows, from, n);
            self.hand_on(columns, rows, from, n, lines, segment);
        }
        n
    }

    /// Reads a column of numbers or times; says how many rows it could take.
    fn read_column(
        &mut self,
        columns: &mut Columns,
        rows: &Rows<'_>,
        (index, field): (usize, Field),
        from: usize,
        n: usize,
    ) -> usize {
        let cells = Values::of(rows, Some(index), from, n);
        if date_of(field).is_some() {
            let twin = self.twin_of(field);
            let twin = twin.map(|(index, date)| (Values::of(rows, Some(index), from, n), date));
            return self.read_dates(cells, field, twin, &mut columns.dates);
        }
        if let Some(to) = figure_of(field).and_then(|it| columns.batch.figures.get_mut(it)) {
            let shift = if self.in_hundredths.contains(&index) { 2 } else { 0 };
            let most = if field == Field::Amount { MOST_PLACES } else { 18 };
            return self.read_figures(cells, (shift, most), &mut columns.lately, to);
        }
        match field {
            Field::Duration => {
                let unit = self.plan.columns.get(index).map(|it| it.duration_unit);
                let to = &mut columns.batch.lengths;
                to.clear();
                for cell in cells {
                    if cell.is_empty() {
                        to.push(ABSENT);
                        continue;
                    }
                    let mark = self.plan.decimal_mark;
                    match duration::parse(cell, unit.unwrap_or_default(), mark) {
                        Ok(length) if self.mark_is_known(cell) => to.push(length),
                        _ => break,
                    }
                }
                to.len()
            }
            Field::Currency => {
                let is_code = |it: &[u8]| {
                    it.is_empty() || (it.len() == 3 && it.iter().all(u8::is_ascii_uppercase))
                };
                { cells }.position(|it| !is_code(it)).unwrap_or(n)
            }
            _ => n,
        }
    }

    /// The column that was read before a column of dates and mostly says the same: a session begins and
    /// ends with its conversation.
    fn twin_of(&self, field: Field) -> Option<(usize, usize)> {
        let twin = match field {
            Field::Start => Field::ConversationStart,
            Field::End => Field::ConversationEnd,
            Field::ConversationStart => Field::Start,
            Field::ConversationEnd => Field::End,
            _ => return None,
        };
        let before = self.columns.iter().take_while(|(_, it)| *it != field);
        let (index, _) = before.into_iter().find(|(_, it)| *it == twin)?;
        Some((*index, date_of(twin)?))
    }

    #[inline(never)]
    fn read_dates(
        &mut self,
        cells: Values<'_>,
        field: Field,
        twin: Option<(Values<'_>, usize)>,
        dates: &mut [Vec<Read>; 4],
    ) -> usize {
        let Some(place) = date_of(field) else { return 0 };
        let is_end = matches!(field, Field::End | Field::PeriodEnd);
        // Put down in places that are there: a list that grows is looked after for each cell.
        let mut to = dates.get_mut(place).map(std::mem::take).unwrap_or_default();
        to.resize(cells.len(), Read::NONE);
        let mut n = 0;
        let (mut texts, known) = match twin {
            Some((texts, place)) => (texts, dates.get(place).map_or(&[][..], |it| it)),
            None => (cells.clone(), &[][..]),
        };
        // The first date that reads both ways is kept as an example, with its row.
        let has_example = self.plan.date_order_settled || !self.evidence.order_example.is_empty();
        let mut known = known.iter();
        for (to, cell) in to.iter_mut().zip(cells) {
            let (text, known) = (texts.next(), known.next());
            if cell.is_empty() {
                *to = Read::NONE;
                n += 1;
                continue;
            }
            // A day without its time would mean another instant at the other end.
            if let (Some(text), Some(known)) = (text, known)
                && known.has_time
                && is_same(text, cell)
            {
                *to = *known;
                n += 1;
                continue;
            }
            let found = match self.instants.usual(cell) {
                Some(found) => found,
                None => match self.instants.other(cell, is_end) {
                    Ok(found @ Found { second: None, .. }) if found.at != ABSENT => found,
                    _ => break,
                },
            };
            let Found { offset, is_zoned, has_time, order, .. } = found;
            if !has_example && order == OrderEvidence::Either {
                break;
            }
            *to = Read { at: found.of(field), offset, is_zoned, has_time, order };
            n += 1;
        }
        to.truncate(n);
        if let Some(place) = dates.get_mut(place) {
            *place = to;
        }
        n
    }

    #[inline(never)]
    fn read_figures(
        &mut self,
        cells: Values<'_>,
        (shift, most): (u32, u32),
        lately: &mut Lately,
        (mantissas, scales): &mut (Vec<i64>, Vec<i64>),
    ) -> usize {
        mantissas.resize(cells.len(), ABSENT);
        scales.resize(cells.len(), ABSENT);
        let mut n = 0;
        for ((to, scale_to), cell) in mantissas.iter_mut().zip(&mut *scales).zip(cells) {
            let (mantissa, scale) = match lately.find(cell) {
                Some(known) => known,
                None if cell.is_empty() => (ABSENT, ABSENT),
                None => match self.figure(cell) {
                    Some(figure) => lately.note(cell, figure),
                    None => break,
                },
            };
            let scale = if scale == ABSENT { ABSENT } else { scale + i64::from(shift) };
            if scale > i64::from(most) {
                break;
            }
            (*to, *scale_to) = (mantissa, scale);
            n += 1;
        }
        mantissas.truncate(n);
        scales.truncate(n);
        n
    }

    /// Reads a number that leaves nothing open, as mantissa and scale.
    #[inline(never)]
    fn figure(&self, cell: &[u8]) -> Option<(i64, i64)> {
        match number::parse_bare(cell, self.plan.decimal_mark) {
            Ok(Scaled::Small { mantissa, scale })
                if mantissa != ABSENT
                    && self.mark_is_known(cell)
                    && (!self.plan.plain_numbers || is_plain(cell)) =>
            {
                Some((mantissa, i64::from(scale)))
            }
            _ => None,
        }
    }

    /// Whether a number leaves nothing open that would have to be kept as the first example.
    fn mark_is_known(&self, cell: &[u8]) -> bool {
        self.plan.decimal_mark_settled
            || !self.evidence.mark_example.is_empty()
            || mark_evidence(cell) != MarkEvidence::Either
    }

    /// Looks whether rows have the times and numbers they have to have; says how many do.
    fn check(&self, batch: &mut Batch, dates: &[Vec<Read>; 4], n: usize) -> usize {
        let columns = [
            &mut batch.starts,
            &mut batch.ends,
            &mut batch.conversation_starts,
            &mut batch.conversation_ends,
        ];
        for (from, to) in dates.iter().zip(columns) {
            to.clear();
            to.extend(from.iter().take(n).map(|it| it.at));
        }
        let mut n = n;
        if self.plan.role == Role::Billed {
            n = (0..n).find(|row| !is_whole_line(batch, *row)).unwrap_or(n);
        }
        for column in self.required.iter().filter_map(|it| column_in(batch, *it)) {
            n = first_absent(column, n);
        }
        n
    }

    /// Fills ends and lengths that follow from each other; says how many rows do not end before they
    /// begin.
    fn derive(batch: &mut Batch, n: usize) -> usize {
        let Batch { starts, ends, lengths, .. } = batch;
        if !starts.is_empty() && !lengths.is_empty() {
            ends.resize(n, ABSENT);
            for ((start, end), length) in starts.iter().zip(&mut *ends).zip(lengths).take(n) {
                if *start == ABSENT || *length == ABSENT {
                    continue;
                }
                if *end == ABSENT {
                    *end = start.checked_add(*length).unwrap_or(ABSENT);
                }
                if *end != ABSENT && end.wrapping_sub(*start) == *length {
                    *length = ABSENT;
                }
            }
        }
        let is_early = |(start, end): (&i64, &i64)| *end != ABSENT && end < start;
        starts.iter().zip(&*ends).take(n).position(is_early).unwrap_or(n)
    }

    /// Looks at ids and accounts; says how many rows have those that they have to have.
    fn look_at_ids(&self, batch: &mut Batch, rows: &Rows<'_>, from: usize, n: usize) -> usize {
        let mut n = n;
        for field in [Field::UsageId, Field::Account] {
            let has_default = field == Field::Account && !self.plan.account.is_empty();
            if self.required.contains(&field) && !has_default {
                n = match self.column_of(field) {
                    None => 0,
                    column => {
                        Values::of(rows, column, from, n).position(<[u8]>::is_empty).unwrap_or(n)
                    }
                };
            }
        }
        batch.id_is_line.clear();
        if let lines @ Some(_) = self.column_of(Field::LineId) {
            let is_line = |(line, id): (&[u8], &[u8])| {
                if id.is_empty() && !line.is_empty() { 1 } else { ABSENT }
            };
            let ids = Values::of(rows, self.column_of(Field::UsageId), from, n);
            batch.id_is_line.extend(Values::of(rows, lines, from, n).zip(ids).map(is_line));
        }
        n
    }

    /// Says how many rows there are before one that the layout has to see.
    fn look_for_sums(&self, batch: &Batch, rows: &Rows<'_>, from: usize, n: usize) -> usize {
        let Adjusts::Unnumbered(fields) = self.adjusts else { return n };
        let ids = self.column_of(Field::UsageId);
        let columns: Option<Vec<_>> = fields.iter().map(|it| column_in(batch, *it)).collect();
        let Some(columns) = columns else { return n };
        let is_sum = |row: &usize| {
            columns.iter().all(|it| is_absent(it, *row))
                && Values::of(rows, ids, from + row, 1).all(may_be_sum)
        };
        (0..n).find(is_sum).unwrap_or(n)
    }

    fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|(_, it)| *it == field).map(|(index, _)| *index)
    }
}

/// Numbers that came lately: prices and quantities are mostly few. A number that left nothing open once
/// leaves nothing open again.
#[derive(Debug)]
struct Lately([(u64, (i64, i64)); LATELY]);

/// How many numbers are remembered; a power of two.
const LATELY: usize = 64;

impl Default for Lately {
    fn default() -> Self {
        Self([(0, (0, 0)); LATELY])
    }
}

impl Lately {
    /// What a text of up to seven bytes is known by, and where it is remembered.
    #[inline]
    fn place(cell: &[u8]) -> Option<(u64, usize)> {
        let length = u64::try_from(cell.len()).ok().filter(|it| (1..8).contains(it))?;
        let key = last_word(cell) | length << 56;
        let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58;
        Some((key, usize::try_from(spread).unwrap_or(0) & (LATELY - 1)))
    }

    #[inline]
    fn find(&self, cell: &[u8]) -> Option<(i64, i64)> {
        let (key, place) = Self::place(cell)?;
        self.0.get(place).filter(|it| it.0 == key).map(|it| it.1)
    }

    fn note(&mut self, cell: &[u8], figure: (i64, i64)) -> (i64, i64) {
        if let Some((key, place)) = Self::place(cell)
            && let Some(known) = self.0.get_mut(place)
        {
            *known = (key, figure);
        }
        figure
    }
}

/// Whether there is a byte order mark, which a file that was put behind another one brings along.
fn has_mark(bytes: &[u8]) -> bool {
    let mut first = memchr::memchr_iter(0xef, bytes);
    first.any(|at| bytes.get(at..).is_some_and(|it| it.starts_with(BYTE_ORDER_MARK)))
}

/// Whether a line's amount is what it has to be: one that has to be worked out, or is another than
/// quantity and price say, is left to who can tell so.
fn is_whole_line(batch: &Batch, row: usize) -> bool {
    let figure = |(mantissas, scales): &(Vec<i64>, Vec<i64>)| {
        let mantissa = *mantissas.get(row)?;
        let scale = u8::try_from(*scales.get(row)?).ok()?;
        Some(Scaled::Small { mantissa, scale })
    };
    match batch.figures.each_ref().map(figure) {
        [Some(quantity), Some(price), Some(amount)] => is_product(quantity, price, amount),
        [_, _, amount] => amount.is_some(),
    }
}

/// The column of a time or a number; an empty one where no row has it.
fn column_in(batch: &Batch, field: Field) -> Option<&[i64]> {
    match (date_of(field), figure_of(field)) {
        (Some(0), _) => Some(&batch.starts),
        (Some(_), _) => Some(&batch.ends),
        (_, Some(figure)) => batch.figures.get(figure).map(|it| it.0.as_slice()),
        _ if field == Field::Duration => Some(&batch.lengths),
        _ => None,
    }
}

/// The first of `n` rows that a column has no value for; `n` where it has all.
fn first_absent(column: &[i64], n: usize) -> usize {
    let n = n.min(column.len());
    column.iter().take(n).position(|it| *it == ABSENT).unwrap_or(n)
}
