//! The integer path: what decides at once whether a record and a line agree.
//!
//! A [`Brief`] is worked out while a side is read through in order, and travels with the row to its
//! counterpart, so that nothing of either row has to be fetched again where they agree. Two briefs
//! that agree do so to the last digit; where one of them cannot be made, or they do not agree, the
//! long way decides.

use crate::dataset::{DecimalColumn, TextField};
use crate::domain::{MatchPolicy, Outcome};
use crate::normalize::Zone;
use crate::rating::{Flat, Ladder, Rounding};
use crate::reconcile::books::{Days, Window};
use crate::reconcile::kinds::{Kinds, Rows};
use crate::reconcile::tally::{Tallied, Tally};
use crate::reconcile::terms::Of;
use crate::reconcile::{Place, Pricing, Terms};
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Decimal places of amounts.
const AMOUNT_PLACES: u32 = 8;
/// Decimal places of quantities.
const QUANTITY_PLACES: u32 = 6;
/// Decimal places of prices.
const PRICE_PLACES: u32 = 8;

/// The price of a line that states none.
const ANY_PRICE: i64 = i64::MIN;

/// The day of a row that has no time.
const NO_DAY: i32 = i32::MIN;

/// What a row says, in integers of fixed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Brief {
    amount: i64,
    quantity: i64,
    price: i64,
    day: i32,
    /// Number of the row's kind on its side, counted from 1; 0 where there is no brief.
    kind: u32,
}

impl Brief {
    /// Whether a record and a line agree to the last digit. Says no where it cannot tell.
    pub(super) fn agrees(self, line: Self) -> bool {
        self.kind != 0
            && line.kind != 0
            && self.quantity == line.quantity
            && self.amount == line.amount
            && (line.price == self.price || line.price == ANY_PRICE)
    }
}

/// Sums of agreeing pairs that are held before they are added to the tally.
const MOST_SUMS: usize = 1 << 16;

/// A ladder with its integer path at fixed places.
#[derive(Debug, Clone, Copy)]
struct Fast {
    flat: Flat,
    amount_factor: i64,
    quantity_factor: i64,
    price: i64,
}

/// Makes briefs, and sums up the pairs that agree.
#[derive(Debug)]
pub(super) struct Briefs {
    usage: Kinds,
    billed: Kinds,
    /// By the number of the ladder.
    fasts: Vec<Option<Fast>>,
    window: Window,
    days: Days,
    /// Pairs that agree, by their kinds.
    pairs: Sums<(u32, u32)>,
    /// The same by currency and day.
    per_day: Sums<(u32, i32)>,
    read: Read,
}

/// Scratch: the columns of some rows.
#[derive(Debug, Default)]
struct Read {
    kinds: Vec<u32>,
    starts: Vec<Option<i64>>,
    spans: Vec<Option<i64>>,
    lengths: Vec<Option<i64>>,
    /// Amounts, quantities, prices.
    figures: [Vec<Figure>; 3],
}

impl Briefs {
    pub(super) fn new(
        pricing: &Pricing,
        policy: &MatchPolicy,
        zone: Zone,
        default_currency: u32,
    ) -> Self {
        let fast = |ladder: &Ladder| -> Option<Fast> {
            let flat = *pricing.flat(ladder.id)?;
            // Rounding records changes nothing where their amounts have no more places than are
            // kept.
            if ladder.rounding == Rounding::Record && flat.amount_scale > pricing.places() {
                return None;
            }
            let price = ladder.first_price();
            Some(Fast {
                flat,
                amount_factor: fixed(1, flat.amount_scale, AMOUNT_PLACES)?,
                quantity_factor: fixed(1, flat.units_scale, QUANTITY_PLACES)?,
                price: fixed(i64::try_from(price.mantissa()).ok()?, price.scale(), PRICE_PLACES)?,
            })
        };
        Self {
            usage: Kinds::new(default_currency),
            billed: Kinds::new(default_currency),
            fasts: pricing.card().ladders().iter().map(fast).collect(),
            window: Window::of(policy),
            days: Days::of(zone),
            pairs: Sums::default(),
            per_day: Sums::default(),
            read: Read::default(),
        }
    }

    /// Makes the briefs of some rows of a segment of usage.
    pub(super) fn of_records(
        &mut self,
        terms: &Terms,
        pricing: &Pricing,
        some: &Rows<'_>,
        to: &mut Vec<Brief>,
    ) {
        to.clear();
        to.resize(some.rows.len(), Brief::default());
        // A segment of a call is judged with the others.
        if self.fasts.is_empty() || some.place.part.habits.has_segments {
            return;
        }
        let mut read = std::mem::take(&mut self.read);
        let candidates = &mut |usage: &Place<'_>| (true, pricing.candidates(usage));
        self.usage.numbers(some, terms, Of::Usage, candidates, &mut read.kinds);
        let columns = some.place.segment;
        columns.starts.pick(some.rows, &mut read.starts);
        columns.spans.pick(some.rows, &mut read.spans);
        columns.lengths.pick(some.rows, &mut read.lengths);
        let times = read.starts.iter().zip(&read.spans).zip(&read.lengths);
        for ((brief, kind), ((start, span), length)) in to.iter_mut().zip(&read.kinds).zip(times) {
            if let Some(made) = self.record(pricing, *kind, (*start, *span, *length)) {
                *brief = made;
            }
        }
        self.read = read;
    }

    fn record(
        &mut self,
        pricing: &Pricing,
        number: u32,
        (start, span, length): (Option<i64>, Option<i64>, Option<i64>),
    ) -> Option<Brief> {
        if !self.window.has_usage(start, end_of(start, span)) {
            return None;
        }
        let kind = self.usage.get(number)?;
        let ladder = pricing.card().pick(&kind.candidates, start.unwrap_or(0))?;
        let fast = self.fasts.get(usize::try_from(ladder.id.0).ok()?)?.as_ref()?;
        let steps = fast.flat.steps_ms(length.or_else(|| start.and(span))?)?;
        let (quantity, amount) = fast.flat.small_of(steps)?;
        Some(Brief {
            amount: widened(amount, fast.amount_factor)?,
            quantity: widened(quantity, fast.quantity_factor)?,
            price: fast.price,
            day: start.map_or(NO_DAY, |it| self.days.day(it)),
            kind: number,
        })
    }

    /// Makes the briefs of some rows of a segment of the bill.
    pub(super) fn of_lines(&mut self, terms: &Terms, some: &Rows<'_>, to: &mut Vec<Brief>) {
        to.clear();
        to.resize(some.rows.len(), Brief::default());
        if self.fasts.is_empty() {
            return;
        }
        let mut read = std::mem::take(&mut self.read);
        let one_currency = self.billed.has_one_currency();
        let fits = &mut |billed: &Place<'_>| {
            // A unit of the bill's own has to be compared, and so has one currency of several.
            let has = |field| billed.code(field) != 0;
            let fits = !has(TextField::Unit) && (one_currency || !has(TextField::Currency));
            (fits, Vec::new())
        };
        self.billed.numbers(some, terms, Of::Billed, fits, &mut read.kinds);
        let columns = some.place.segment;
        columns.starts.pick(some.rows, &mut read.starts);
        if self.window.is_open() {
            // Its end is asked for by nothing else.
            read.spans.clear();
            read.spans.resize(some.rows.len(), None);
        } else {
            columns.spans.pick(some.rows, &mut read.spans);
        }
        let numbers = [
            (&columns.amounts, AMOUNT_PLACES),
            (&columns.quantities, QUANTITY_PLACES),
            (&columns.unit_prices, PRICE_PLACES),
        ];
        for (to, (column, places)) in read.figures.iter_mut().zip(numbers) {
            to.clear();
            to.extend(some.rows.iter().map(|it| Figure::of(column, *it, places)));
        }
        let [amounts, quantities, prices] = &read.figures;
        let figures = amounts.iter().zip(quantities).zip(prices);
        let times = read.starts.iter().zip(&read.spans);
        let rows = to.iter_mut().zip(&read.kinds).zip(times).zip(figures);
        for (((brief, kind), (start, span)), ((amount, quantity), price)) in rows {
            // Its kind says no more, but only rows of a kind that fits have briefs.
            let fits = self.billed.get(*kind).is_some()
                && self.window.has_charge(*start, end_of(*start, *span));
            if let (true, Figure::Is(amount), Figure::Is(quantity)) = (fits, *amount, *quantity) {
                let price = match *price {
                    Figure::Is(price) => price,
                    Figure::Missing => ANY_PRICE,
                    Figure::Finer => continue,
                };
                let day = start.map_or(NO_DAY, |it| self.days.day(it));
                *brief = Brief { amount, quantity, price, day, kind: *kind };
            }
        }
        self.read = read;
    }

    /// Takes note of a pair whose briefs agree.
    pub(super) fn agreed(&mut self, record: Brief, line: Brief, tally: &mut Tally) {
        let amount = i128::from(line.amount);
        self.pairs.add((record.kind, line.kind), amount);
        let day = if line.day == NO_DAY { record.day } else { line.day };
        if day != NO_DAY {
            let currency = self.billed.get(line.kind).map_or(0, |it| it.currency);
            self.per_day.add((currency, day), amount);
        }
        if self.pairs.all.len() + self.per_day.all.len() > MOST_SUMS {
            self.settle(tally);
        }
    }

    /// Adds the pairs that agreed to the sums.
    pub(super) fn settle(&mut self, tally: &mut Tally) {
        let matched = |currency, day, groups, n, sum| Tallied {
            outcome: Outcome::Matched,
            currency,
            day,
            groups,
            records: n,
            lines: n,
            billed: Some((sum, AMOUNT_PLACES)),
            expected: Some((sum, AMOUNT_PLACES)),
        };
        for ((record, line), n, sum) in self.pairs.take() {
            let (Some(usage), Some(billed)) = (self.usage.get(record), self.billed.get(line))
            else {
                continue;
            };
            let mut groups = billed.groups;
            for (group, other) in groups.iter_mut().zip(usage.groups) {
                *group = if *group == 0 { other } else { *group };
            }
            tally.add(&matched(billed.currency, None, groups, n, sum));
        }
        for ((currency, day), n, sum) in self.per_day.take() {
            tally.add_to_day(day, &matched(currency, Some(day), [0; 3], n, sum));
        }
    }
}

/// Counts and sums by a key.
#[derive(Debug)]
struct Sums<K> {
    all: Vec<(K, u64, i128)>,
    found: FxHashMap<K, u32>,
}

impl<K> Default for Sums<K> {
    fn default() -> Self {
        Self { all: Vec::new(), found: FxHashMap::default() }
    }
}

impl<K: Copy + Eq + Hash> Sums<K> {
    fn add(&mut self, key: K, amount: i128) {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let at = *self.found.entry(key).or_insert(next);
        if at == next {
            self.all.push((key, 0, 0));
        }
        if let Some((_, n, sum)) = usize::try_from(at).ok().and_then(|it| self.all.get_mut(it)) {
            *n += 1;
            *sum += amount;
        }
    }

    fn take(&mut self) -> Vec<(K, u64, i128)> {
        std::mem::take(self).all
    }
}

/// A number of a line.
#[derive(Debug, Clone, Copy)]
enum Figure {
    /// It states none.
    Missing,
    /// An integer of fixed places.
    Is(i64),
    /// It has more places, or is too large.
    Finer,
}

impl Figure {
    fn of(column: &DecimalColumn, row: usize, places: u32) -> Self {
        let scaled = column.scaled(row);
        match scaled.and_then(|(mantissa, scale)| fixed(mantissa, scale, places)) {
            Some(value) => Self::Is(value),
            None if scaled.is_some() || column.is_some(row) => Self::Finer,
            None => Self::Missing,
        }
    }
}

fn end_of(start: Option<i64>, span: Option<i64>) -> Option<i64> {
    span.map(|it| start.unwrap_or(0).wrapping_add(it))
}

/// `mantissa / 10^scale` as an integer of so many decimal places; `None` where it is none.
fn fixed(mantissa: i64, scale: u32, places: u32) -> Option<i64> {
    const TENS: [i64; 9] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    match places.checked_sub(scale) {
        Some(more) => widened(mantissa, *TENS.get(usize::try_from(more).ok()?)?),
        None => {
            let ten = 10i64.checked_pow(scale - places)?;
            (mantissa % ten == 0).then_some(mantissa / ten)
        }
    }
}

/// A product with a power of ten up to `10^8`, of numbers that leave room for it. Checking the number
/// is cheaper than checking the product where machines have no wide multiplication.
fn widened(value: i64, ten: i64) -> Option<i64> {
    (value.unsigned_abs() <= i64::MAX.unsigned_abs() / 100_000_000).then(|| value.wrapping_mul(ten))
}
