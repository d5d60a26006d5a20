//! The rows of one entry of a source: its segments in order, seen as one.

use crate::dataset::{Dictionary, Id, PackedInts, RejectRow, Segment};
use rust_decimal::Decimal;

/// The text columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TextField {
    /// The billing account.
    Account,
    /// The service or product.
    Service,
    /// The channel.
    Channel,
    /// ISO 4217, in upper case.
    Currency,
    /// The unit of the quantity, as written.
    Unit,
    /// What kind of charge a line is (FOCUS `ChargeCategory`), as written.
    Category,
    /// The invoice's number.
    Invoice,
}

impl TextField {
    /// Of a call or conference: the room. Usage names no invoice, category or unit of time, so what
    /// calls have in their stead needs no further columns, which every other row would carry empty.
    pub const ROOM: Self = Self::Invoice;
    /// Of a call or conference: who called or hosted it.
    pub const USER: Self = Self::Category;
    /// Of a call or conference: the cluster it ran on.
    pub const CLUSTER: Self = Self::Unit;

    /// How many there are.
    pub const COUNT: usize = 7;

    /// Every one, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Account,
        Self::Service,
        Self::Channel,
        Self::Currency,
        Self::Unit,
        Self::Category,
        Self::Invoice,
    ];

    /// Its position in [`TextField::ALL`].
    pub fn index(self) -> usize {
        match self {
            Self::Account => 0,
            Self::Service => 1,
            Self::Channel => 2,
            Self::Currency => 3,
            Self::Unit => 4,
            Self::Category => 5,
            Self::Invoice => 6,
        }
    }
}

/// A segment in its place.
#[derive(Debug)]
struct Placed {
    first: u32,
    segment: Segment,
    /// For each text column: the segment's codes as codes of the table.
    codes: [Vec<u32>; TextField::COUNT],
}

/// Rows in columns, in the order of the source.
#[derive(Debug, Default)]
pub struct Table {
    segments: Vec<Placed>,
    dictionaries: [Dictionary; TextField::COUNT],
    n_rows: u32,
    n_rejects: u64,
}

impl Table {
    /// Adds a segment behind the others.
    pub fn append(&mut self, mut segment: Segment) {
        let mut codes: [Vec<u32>; TextField::COUNT] = Default::default();
        let columns = codes.iter_mut().zip(&mut self.dictionaries).zip(&segment.dictionaries);
        for ((codes, dictionary), own) in columns {
            codes.push(0);
            codes.extend(own.iter().map(|(_, value)| dictionary.code(value)));
        }
        // From here on the table's own say what a code means.
        segment.dictionaries = Default::default();
        let first = self.n_rows;
        self.n_rows += u32::try_from(segment.len()).unwrap_or(0);
        self.n_rejects += rejects_of(&segment);
        self.segments.push(Placed { first, segment, codes });
    }

    /// How many rows there are.
    pub fn len(&self) -> u32 {
        self.n_rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// How many rows could not be read.
    pub fn n_rejects(&self) -> u64 {
        self.n_rejects
    }

    /// The rows that could not be read and were kept, in order.
    pub fn rejects(&self) -> impl Iterator<Item = &RejectRow> {
        self.segments.iter().flat_map(|it| &it.segment.rejects)
    }

    /// The dictionary of a text column.
    pub fn dictionary(&self, field: TextField) -> Option<&Dictionary> {
        self.dictionaries.get(field.index())
    }

    /// Each segment with the position of its first row.
    pub fn segments(&self) -> impl Iterator<Item = (u32, &Segment)> {
        self.segments.iter().map(|it| (it.first, &it.segment))
    }

    /// How many segments there are.
    pub fn n_segments(&self) -> usize {
        self.segments.len()
    }

    /// A segment by its number: the position of its first row, itself, and what turns its text
    /// codes into the table's.
    pub fn segment(&self, number: usize) -> Option<(u32, &Segment, &[Vec<u32>; TextField::COUNT])> {
        self.segments.get(number).map(|it| (it.first, &it.segment, &it.codes))
    }

    /// The segment that holds a row, the row's position in it, and what turns its text codes into
    /// the table's.
    pub fn find(&self, row: u32) -> Option<(&Segment, usize, &[Vec<u32>; TextField::COUNT])> {
        self.placed(row).map(|(placed, index)| (&placed.segment, index, &placed.codes))
    }

    /// The segment that holds a row, and the row's position in it.
    pub fn at(&self, row: u32) -> Option<(&Segment, usize)> {
        self.placed(row).map(|(placed, index)| (&placed.segment, index))
    }

    /// The id of a row.
    pub fn id(&self, row: u32) -> Id {
        self.at(row).map_or(Id::NONE, |(segment, index)| segment.ids.get(index))
    }

    /// The code of a row's text in the table's dictionary.
    pub fn code(&self, field: TextField, row: u32) -> u32 {
        let Some((placed, index)) = self.placed(row) else { return 0 };
        let own = placed.segment.codes.get(field.index()).and_then(|it| it.get(index));
        let codes = placed.codes.get(field.index());
        let own = own.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        codes.and_then(|it| it.get(own)).copied().unwrap_or(0)
    }

    /// A row's text.
    pub fn text(&self, field: TextField, row: u32) -> &str {
        self.dictionary(field).map_or("", |it| it.value(self.code(field, row)))
    }

    /// A row's start.
    pub fn start(&self, row: u32) -> Option<i64> {
        self.int(row, |it| &it.starts)
    }

    /// A row's end.
    pub fn end(&self, row: u32) -> Option<i64> {
        let (segment, index) = self.at(row)?;
        let span = segment.spans.get(index)?;
        Some(segment.starts.get(index).unwrap_or(0).wrapping_add(span))
    }

    /// A row's length in milliseconds: as stated, else from start to end.
    pub fn length(&self, row: u32) -> Option<i64> {
        self.at(row).and_then(|(segment, index)| segment.length(index))
    }

    /// A row's quantity.
    pub fn quantity(&self, row: u32) -> Option<Decimal> {
        self.at(row).and_then(|(segment, index)| segment.quantities.get(index))
    }

    /// A row's unit price.
    pub fn unit_price(&self, row: u32) -> Option<Decimal> {
        self.at(row).and_then(|(segment, index)| segment.unit_prices.get(index))
    }

    /// A row's amount.
    pub fn amount(&self, row: u32) -> Option<Decimal> {
        self.at(row).and_then(|(segment, index)| segment.amounts.get(index))
    }

    /// A hash of what a row says.
    pub fn content(&self, row: u32) -> u64 {
        self.at(row)
            .map_or(0, |(segment, index)| segment.content(index, &|field| self.text(field, row)))
    }

    /// A row's place: first byte, first byte after, line.
    pub fn place(&self, row: u32) -> (u64, u64, u64) {
        self.at(row).map_or((0, 0, 0), |(segment, index)| {
            let (from, until) = segment.place(index);
            (from, until, segment.line(index))
        })
    }

    fn int(&self, row: u32, column: impl Fn(&Segment) -> &PackedInts) -> Option<i64> {
        self.at(row).and_then(|(segment, index)| column(segment).get(index))
    }

    fn placed(&self, row: u32) -> Option<(&Placed, usize)> {
        if row >= self.n_rows {
            return None;
        }
        let after = self.segments.partition_point(|it| it.first <= row);
        let placed = self.segments.get(after.checked_sub(1)?)?;
        Some((placed, usize::try_from(row - placed.first).ok()?))
    }
}

fn rejects_of(segment: &Segment) -> u64 {
    u64::try_from(segment.rejects.len()).unwrap_or(0) + segment.rejects_uncounted
}
