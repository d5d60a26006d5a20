//! Regular records, many at once: each on one line, with as many fields as are wanted and without
//! doubled quotes. Nearly all records of nearly all files are so, and what reads them can go column
//! by column.

use super::record::{Border, Record, wide};
use super::{Found, Scanner};
use crate::formats::block::{Ends, Places, sweep};

/// About how many rows are handed out at once: so few that their text is still at hand when their
/// columns are read, and so many that beginning with each column costs little.
const MOST: usize = 256;

/// After so many vain looks for regular records no more are made in what is held.
const PATIENCE: u32 = 8;

/// Regular records that follow each other.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    bytes: &'a [u8],
    /// Where fields end, record after record; the last of a record is where its line ends.
    ends: &'a [u32],
    width: usize,
    /// First byte in the stream.
    pub offset: u64,
    /// The line of the first, from 1 within the stretch that is read. Each of them is one line.
    pub line: u64,
    /// Whether all are known to be ASCII without NUL bytes.
    pub is_plain: bool,
}

/// Where a field of a record begins and ends.
pub(super) type Cut = (u32, u32);

impl<'a> Rows<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len() / self.width.max(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Their text.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// A field of the records from the one of number `from` on, as it stands between its neighbours.
    #[inline]
    pub fn column(&self, index: usize, from: usize) -> Fields<'a> {
        Fields { rows: *self, at: from * self.width + index, is_last: index + 1 == self.width }
    }

    /// Where the records from the one of number `from` on begin and end, line ends left out.
    pub fn extents(&self, from: usize) -> impl Iterator<Item = Cut> + use<'a> {
        let rows = *self;
        (from..self.len()).map_while(move |row| {
            let begin = rows.begin(row * rows.width)?;
            let end = *rows.ends.get(row * rows.width + rows.width - 1)?;
            Some((begin, end_of_line(rows.bytes, begin, end)))
        })
    }

    /// Where a field begins, counted over all records: behind the end of the field before, which may
    /// be another record's.
    #[inline]
    fn begin(&self, at: usize) -> Option<u32> {
        match at.checked_sub(1) {
            Some(before) => self.ends.get(before).map(|it| it + 1),
            None => Some(0),
        }
    }

    /// One of them by itself; `borders` is where those of its fields are put.
    pub fn record<'r>(&self, number: usize, borders: &'r mut Borders) -> Record<'r>
    where
        'a: 'r,
    {
        let (start, end) = self.extents(number).next().unwrap_or((0, 0));
        let first = number * self.width;
        borders.0.clear();
        borders.0.extend((0..self.width).filter_map(|index| {
            let field = (self.begin(first + index)?, *self.ends.get(first + index)?);
            let (begin, until) = cut(self.bytes, field, index + 1 == self.width);
            Some(Border { start: begin - start, end: until - start, doubled: false })
        }));
        Record {
            bytes: self.bytes.get(wide(start)..wide(end)).unwrap_or_default(),
            borders: &borders.0,
            offset: self.offset + u64::from(start),
            line: self.line + u64::try_from(number).unwrap_or(0),
            is_plain: self.is_plain,
            has_doubled: false,
        }
    }
}

/// A field of record after record, with the quotes around it and, the last of a record, with what is
/// left of its line's end: nearly all have neither, and who looks at them anyway sees which may.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    rows: Rows<'a>,
    at: usize,
    is_last: bool,
}

impl Fields<'_> {
    /// A field without what is around it.
    pub fn bare<'f>(&self, field: &'f [u8]) -> &'f [u8] {
        let end = u32::try_from(field.len()).unwrap_or(u32::MAX);
        let (begin, end) = cut(field, (0, end), self.is_last);
        field.get(wide(begin)..wide(end)).unwrap_or_default()
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    #[expect(clippy::inline_always, reason = "called for each cell, by loops that do little else")]
    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u8]> {
        let (begin, end) = (self.rows.begin(self.at)?, *self.rows.ends.get(self.at)?);
        self.at += self.rows.width;
        self.rows.bytes.get(wide(begin)..wide(end))
    }
}

/// Room for the borders of a record.
#[derive(Debug, Default)]
pub struct Borders(Vec<Border>);

/// Where a field begins and ends without what is around it. One that begins with a quote ends with
/// one, or its record is not regular.
#[inline]
fn cut(bytes: &[u8], (begin, end): Cut, is_last: bool) -> Cut {
    let end = if is_last { end_of_line(bytes, begin, end) } else { end };
    if bytes.get(wide(begin)) == Some(&b'"') && end > begin + 1 {
        return (begin + 1, end - 1);
    }
    (begin, end)
}

fn end_of_line(bytes: &[u8], begin: u32, end: u32) -> u32 {
    let has_cr = end > begin && bytes.get(wide(end - 1)) == Some(&b'\r');
    end - u32::from(has_cr)
}

/// What is looked for, and what was found.
#[derive(Debug, Default)]
pub(super) struct Regular {
    /// How many fields a record has.
    width: usize,
    ends: Places,
    is_plain: bool,
    n_vain: u32,
}

impl Regular {
    /// Looks for records of so many fields.
    pub(super) fn of(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// New bytes came, in which looking may be worth it again.
    pub(super) fn hope(&mut self) {
        self.n_vain = 0;
    }
}

impl Scanner {
    /// Finds regular records from `start` on; says where the one behind them begins. Nothing is
    /// found where `start` is what comes back.
    pub(super) fn regular(&mut self, buffer: &[u8], start: usize, at_end: bool) -> usize {
        let Some(mut regular) = self.regular.take() else { return start };
        let mut at = start;
        if regular.n_vain < PATIENCE {
            regular.ends.truncate(0);
            regular.is_plain = true;
            at = self.find(&mut regular, buffer, start, at_end);
            regular.n_vain = if at == start { regular.n_vain + 1 } else { 0 };
        }
        self.regular = Some(regular);
        at
    }

    fn find(&mut self, found: &mut Regular, buffer: &[u8], start: usize, at_end: bool) -> usize {
        // The first byte at which no record of ours begins any more.
        let left = self.until.saturating_sub(self.end.offset);
        let limit = start.saturating_add(usize::try_from(left).unwrap_or(usize::MAX));
        let mut at = start;
        let mut ends = None;
        while found.ends.len() < MOST * found.width && at < limit {
            let swept = self.swept(found, buffer, start, at, limit);
            if swept > at {
                (at, ends) = (swept, None);
                continue;
            }
            let mut seen = ends.take().unwrap_or_else(|| Ends::from(buffer, at, self.wanted()));
            let Some(next) = self.one(found, buffer, start, at, &mut seen, at_end) else { break };
            (at, ends) = (next, Some(seen));
        }
        at
    }

    /// Takes the records that stand in whole blocks without quotes.
    fn swept(
        &self,
        found: &mut Regular,
        buffer: &[u8],
        start: usize,
        at: usize,
        limit: usize,
    ) -> usize {
        let (wanted, width, before) = (self.wanted(), found.width, found.ends.len());
        let swept = sweep(buffer, at, start, wanted, MOST * width, &mut found.ends);
        let new = found.ends.as_slice().get(before..).unwrap_or_default();
        let place = |it: &u32| start + wide(*it);
        let byte = |it: &u32| buffer.get(place(it)).copied();
        let rows = new.chunks_exact(width);
        // As many line ends as records, and each record with one at its end: none inside of them.
        let is_even = rows.len() == swept.n_terminators
            && rows.clone().all(|it| it.last().and_then(byte) == Some(wanted.terminator));
        let mut from = at;
        let mut n_rows = 0;
        for row in rows {
            let fits = || {
                let inside = row.split_last().map_or(&[][..], |(_, inside)| inside);
                row.last().and_then(byte) == Some(wanted.terminator)
                    && inside.iter().all(|it| byte(it) == Some(wanted.delimiter))
            };
            if from >= limit || !(is_even || fits()) || self.may_be_blank(buffer, from) {
                break;
            }
            from = row.last().map_or(from, |it| place(it) + 1);
            n_rows += 1;
        }
        found.ends.truncate(before + n_rows * width);
        found.is_plain &= swept.is_plain || n_rows == 0;
        from
    }

    /// A line of blanks is no record, and blanks may be what separates fields.
    fn may_be_blank(&self, buffer: &[u8], at: usize) -> bool {
        let is_blank = |it: &u8| it.is_ascii_whitespace();
        is_blank(&self.dialect.delimiter) && buffer.get(at).is_none_or(is_blank)
    }

    /// Takes one record, quoted or at the end of what is held, if it is regular.
    fn one(
        &mut self,
        found: &mut Regular,
        buffer: &[u8],
        start: usize,
        at: usize,
        ends: &mut Ends,
        at_end: bool,
    ) -> Option<usize> {
        let Found::Whole { end, next, lines: 1 } = self.record(buffer, at, ends, at_end) else {
            return None;
        };
        // What a last line without an end leaves open is not for here.
        let line_end = at + next - 1;
        let ends_line = buffer.get(line_end) == Some(&self.wanted().terminator) && next > end;
        if self.borders.len() != found.width
            || self.has_doubled
            || self.has_blanks
            || !ends_line
            || self.may_be_blank(buffer, at)
        {
            return None;
        }
        let place = |it: usize| u32::try_from(it - start).unwrap_or(u32::MAX);
        let (_, inside) = self.borders.split_last()?;
        for border in inside {
            let (from, until) = (at + wide(border.start), at + wide(border.end));
            // Behind a closing quote the field ends.
            let is_quoted = from > at && buffer.get(from - 1) == Some(&b'"');
            found.ends.push(place(if is_quoted { until + 1 } else { until }));
        }
        found.ends.push(place(line_end));
        found.is_plain &= ends.is_plain_from(at);
        Some(at + next)
    }

    /// What was found, for handing out; `rest` begins where looking began.
    pub(super) fn found<'a>(&'a self, rest: &'a [u8], size: usize) -> Rows<'a> {
        let regular = self.regular.as_ref();
        Rows {
            bytes: rest.get(..size).unwrap_or_default(),
            ends: regular.map_or(&[], |it| it.ends.as_slice()),
            width: regular.map_or(1, |it| it.width),
            offset: self.end.offset,
            line: self.end.lines + 1,
            is_plain: regular.is_some_and(|it| it.is_plain),
        }
    }
}
