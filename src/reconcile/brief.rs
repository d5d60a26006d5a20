//! The integer path: what decides at once whether a record and a line agree.
//!
//! A [`Brief`] is worked out while a side is read through in order, and travels with the row to its
//! counterpart, so that nothing of either row has to be fetched again where they agree. Two briefs
//! that agree do so to the last digit; where one of them cannot be made, or they do not agree, the
//! long way decides.

use crate::dataset::{DecimalColumn, Dictionary, Segment, TextField};
use crate::domain::{MatchPolicy, Outcome};
use crate::normalize::Zone;
use crate::rating::{Flat, Ladder, LadderId, Rounding};
use crate::reconcile::books::{Days, Window};
use crate::reconcile::tally::{Tallied, Tally};
use crate::reconcile::terms::Of;
use crate::reconcile::{Place, Pricing, Terms};
use std::collections::HashMap;
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

/// What rows have in common that are told apart by nothing but times and numbers.
#[derive(Debug, Clone)]
struct Kind {
    /// Whether rows of this kind can have briefs.
    fits: bool,
    /// Rates that may hold, the most specific first. Records only.
    candidates: Vec<LadderId>,
    /// Channel, account, service.
    groups: [u32; 3],
    currency: u32,
}

/// The kinds of one side.
#[derive(Debug, Default)]
struct Kinds {
    all: Vec<Kind>,
    /// By part and the numbers of the texts.
    found: HashMap<(usize, [u32; FIELDS.len()]), u32>,
    /// The segment that the rest is of.
    segment: Option<usize>,
    /// Its columns of texts that have any, and by how much a code of each counts in `known`.
    strides: Vec<(usize, usize)>,
    /// The number of each combination of its texts, or [`UNKNOWN`]; empty where there are too many.
    known: Vec<u32>,
    /// What a blank currency stands for.
    default_currency: u32,
}

/// How many sums are remembered as having been added to lately; a power of two.
const LATELY: usize = 4096;

/// Rows of further kinds go the long way, so that little is held however many accounts there are.
const MOST_KINDS: usize = 1 << 16;

/// Sums of agreeing pairs that are held before they are added to the tally.
const MOST_SUMS: usize = 1 << 16;

/// Not yet looked up.
const UNKNOWN: u32 = u32::MAX;

/// The texts that make a kind.
const FIELDS: [TextField; 5] = [
    TextField::Service,
    TextField::Account,
    TextField::Channel,
    TextField::Currency,
    TextField::Unit,
];

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
            usage: Kinds { default_currency, ..Kinds::default() },
            billed: Kinds { default_currency, ..Kinds::default() },
            fasts: pricing.card().ladders().iter().map(fast).collect(),
            window: Window::of(policy),
            days: Days::of(zone),
            pairs: Sums::default(),
            per_day: Sums::default(),
        }
    }

    /// Makes the brief of a record; `segment` is the number of its segment on its side.
    pub(super) fn of_record(
        &mut self,
        terms: &Terms,
        pricing: &Pricing,
        segment: usize,
        usage: &Place<'_>,
        to: &mut Brief,
    ) {
        to.kind = 0;
        self.record(terms, pricing, segment, usage, to);
    }

    fn record(
        &mut self,
        terms: &Terms,
        pricing: &Pricing,
        segment: usize,
        usage: &Place<'_>,
        to: &mut Brief,
    ) -> Option<()> {
        // A segment of a call is judged with the others.
        let is_segment = usage.part.habits.has_segments;
        if self.fasts.is_empty()
            || is_segment
            || !self.window.is_open() && !self.window.has_record(usage)
        {
            return None;
        }
        let number = self
            .usage
            .number(segment, usage, terms, Of::Usage, &mut || (true, pricing.candidates(usage)));
        let kind = self.usage.get(number)?;
        let start = usage.start();
        let ladder = pricing.card().pick(&kind.candidates, start.unwrap_or(0))?;
        let fast = self.fasts.get(usize::try_from(ladder.id.0).ok()?)?.as_ref()?;
        let steps = fast.flat.steps_ms(usage.length()?)?;
        let (quantity, amount) = fast.flat.small_of(steps)?;
        to.amount = widened(amount, fast.amount_factor)?;
        to.quantity = widened(quantity, fast.quantity_factor)?;
        to.price = fast.price;
        to.day = start.map_or(NO_DAY, |it| self.days.day(it));
        to.kind = number;
        Some(())
    }

    /// Makes the brief of a line; `segment` is the number of its segment on its side.
    pub(super) fn of_line(
        &mut self,
        terms: &Terms,
        segment: usize,
        billed: &Place<'_>,
        to: &mut Brief,
    ) {
        to.kind = 0;
        self.line(terms, segment, billed, to);
    }

    fn line(
        &mut self,
        terms: &Terms,
        segment: usize,
        billed: &Place<'_>,
        to: &mut Brief,
    ) -> Option<()> {
        if self.fasts.is_empty() || !self.window.is_open() && !self.window.has_line(billed) {
            return None;
        }
        let one_currency = self.billed.default_currency != 0;
        let number = self.billed.number(segment, billed, terms, Of::Billed, &mut || {
            // A unit of the bill's own has to be compared, and so has one currency of several.
            let has = |field| billed.code(field) != 0;
            let fits = !has(TextField::Unit) && (one_currency || !has(TextField::Currency));
            (fits, Vec::new())
        });
        // Its kind says no more, but only rows of a kind that fits have briefs.
        self.billed.get(number)?;
        let (columns, index) = (billed.segment, billed.index);
        let value = |column: &DecimalColumn, places: u32| {
            let (mantissa, scale) = column.scaled(index)?;
            fixed(mantissa, scale, places)
        };
        to.price = match value(&columns.unit_prices, PRICE_PLACES) {
            Some(price) => price,
            None if columns.unit_prices.is_some(index) => return None,
            None => ANY_PRICE,
        };
        to.amount = value(&columns.amounts, AMOUNT_PLACES)?;
        to.quantity = value(&columns.quantities, QUANTITY_PLACES)?;
        to.day = billed.start().map_or(NO_DAY, |it| self.days.day(it));
        to.kind = number;
        Some(())
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

impl Kinds {
    /// The number of a row's kind, from 1; 0 once there are too many. `make` says of a new kind
    /// whether there is a brief for such rows, and what rates may hold.
    fn number(
        &mut self,
        segment: usize,
        place: &Place<'_>,
        terms: &Terms,
        of: Of,
        make: &mut dyn FnMut() -> (bool, Vec<LadderId>),
    ) -> u32 {
        if self.segment != Some(segment) {
            self.begin(segment, place.segment);
        }
        // Where the row's codes stand in the table of all combinations.
        let mut at = 0;
        for (column, stride) in &self.strides {
            let own = place.segment.codes.get(*column).and_then(|it| it.get(place.index));
            let own = own.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
            at += own.saturating_mul(*stride);
        }
        if let Some(number) = self.known.get(at).filter(|it| **it != UNKNOWN) {
            return *number;
        }
        let codes = FIELDS.map(|it| terms.code(of, it, place));
        let next = u32::try_from(self.all.len() + 1).unwrap_or(0);
        let number = match self.found.get(&(place.part.number, codes)) {
            Some(number) => *number,
            None if self.all.len() >= MOST_KINDS => 0,
            None => {
                let (fits, candidates) = make();
                let [service, account, channel, currency, _] = codes;
                let currency = if currency == 0 { self.default_currency } else { currency };
                let groups = [channel, account, service];
                self.all.push(Kind { fits, candidates, groups, currency });
                self.found.insert((place.part.number, codes), next);
                next
            }
        };
        if let Some(known) = self.known.get_mut(at) {
            *known = number;
        }
        number
    }

    /// Makes room for the combinations of a segment's texts, if they are not too many.
    fn begin(&mut self, number: usize, segment: &Segment) {
        self.segment = Some(number);
        self.strides.clear();
        self.known.clear();
        let mut n = 1usize;
        for column in FIELDS.map(TextField::index) {
            let n_codes = segment.dictionaries.get(column).map_or(1, Dictionary::len);
            if n_codes > 1 {
                self.strides.push((column, n));
                n = n.saturating_mul(n_codes);
            }
        }
        if n <= MOST_KINDS {
            self.known.resize(n, UNKNOWN);
        }
    }

    fn get(&self, number: u32) -> Option<&Kind> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.all.get(index).filter(|it| it.fits)
    }
}

/// Counts and sums by a key.
#[derive(Debug)]
struct Sums<K> {
    all: Vec<(K, u64, i128)>,
    found: HashMap<K, u32>,
    /// Positions that were added to lately; empty until there is one.
    lately: Vec<u32>,
}

impl<K> Default for Sums<K> {
    fn default() -> Self {
        Self { all: Vec::new(), found: HashMap::new(), lately: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash + Quick> Sums<K> {
    fn add(&mut self, key: K, amount: i128) {
        let place = usize::try_from(key.quick()).unwrap_or(0) & (LATELY - 1);
        let lately = self.lately.get(place).and_then(|it| usize::try_from(*it).ok());
        if let Some((own, n, sum)) = lately.and_then(|it| self.all.get_mut(it))
            && *own == key
        {
            *n += 1;
            *sum += amount;
            return;
        }
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let at = *self.found.entry(key).or_insert(next);
        if at == next {
            self.all.push((key, 0, 0));
        }
        if let Some((_, n, sum)) = usize::try_from(at).ok().and_then(|it| self.all.get_mut(it)) {
            *n += 1;
            *sum += amount;
        }
        self.lately.resize(LATELY, u32::MAX);
        if let Some(lately) = self.lately.get_mut(place) {
            *lately = at;
        }
    }

    fn take(&mut self) -> Vec<(K, u64, i128)> {
        std::mem::take(self).all
    }
}

/// A key that finds its place in a small table. Kinds are numbered from 1 and days follow each
/// other, so that hardly two meet.
trait Quick {
    fn quick(self) -> u32;
}

impl Quick for (u32, u32) {
    fn quick(self) -> u32 {
        self.0.wrapping_add(self.1.wrapping_mul(641))
    }
}

impl Quick for (u32, i32) {
    fn quick(self) -> u32 {
        (self.1.cast_unsigned(), self.0).quick()
    }
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
