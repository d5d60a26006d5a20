//! The integer path: what decides at once whether a record and a line agree.
//!
//! A [`Brief`] is worked out while a side is read through in order, and travels with the row to its
//! counterpart, so that nothing of either row has to be fetched again where they agree. Two briefs
//! that agree do so to the last digit; where one of them cannot be made, or they do not agree, the
//! long way decides. A brief has no amount: it is only made where the amount is the quantity at the
//! price, so that equal quantities at equal prices have equal amounts.

use crate::dataset::TextField;
use crate::dataset::decimals::{FINER, MISSING, fixed};
use crate::domain::{Dimension, Instant, MatchPolicy, Outcome, Unit, order};
use crate::normalize::Zone;
use crate::rating::{Flat, Ladder, Rounding};
use crate::reconcile::books::{Days, Window};
use crate::reconcile::kinds::{Kinds, Rows};
use crate::reconcile::tally::{Tallied, Tally};
use crate::reconcile::terms::Of;
use crate::reconcile::{Place, Pricing, Terms};
use rust_decimal::Decimal;

/// Decimal places of amounts and prices.
const PLACES: u32 = 8;
/// Decimal places of quantities.
const QUANTITY_PLACES: u32 = 6;
/// A quantity of one.
const ONE: i64 = 1_000_000;

/// The day of a row that has no time.
const NO_DAY: u16 = 0;

/// What a row says, in integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Brief {
    pub(super) quantity: i64,
    /// Number of the row's kind and price on its side; 0 where there is no brief.
    pub(super) class: u16,
    /// Days since the last one of 1969, or [`NO_DAY`].
    pub(super) day: u16,
}

/// Sums of agreeing pairs that are held before they are added to the tally.
const MOST_SUMS: usize = 1 << 16;

/// A ladder with its integer path at fixed places.
#[derive(Debug, Clone, Copy)]
struct Fast {
    flat: Flat,
    /// What an increment adds to the quantity.
    quantity: i64,
    /// So many increments are small enough that nothing can overflow.
    most_steps: i64,
    price: i64,
}

/// When a ladder holds, and its integer path where it has one.
#[derive(Debug, Clone, Copy)]
struct Held {
    first: i64,
    last: i64,
    fast: Option<Fast>,
}

impl Fast {
    fn of(ladder: &Ladder, pricing: &Pricing) -> Option<Self> {
        let flat = *pricing.flat(ladder.id)?;
        // Rounding records changes nothing where their amounts have no more places than are kept.
        if ladder.rounding == Rounding::Record && flat.amount_scale > pricing.places() {
            return None;
        }
        let [quantity, amount] = flat.of_step();
        let quantity = fixed(quantity.0, quantity.1, QUANTITY_PLACES)?;
        let amount = fixed(amount.0, amount.1, PLACES)?;
        let price = ladder.first_price();
        Some(Self {
            flat,
            quantity,
            most_steps: i64::MAX / quantity.abs().max(amount.abs()).max(1),
            price: fixed(i64::try_from(price.mantissa()).ok()?, price.scale(), PLACES)?,
        })
    }
}

/// Makes briefs, and sums up the pairs that agree.
#[derive(Debug)]
pub(super) struct Briefs {
    usage: Kinds,
    billed: Kinds,
    /// By the number of the ladder.
    ladders: Vec<Held>,
    /// The unit of time that all of them with an integer path count in, if there is one.
    unit_of_rates: Option<Unit>,
    window: Window,
    /// When a record was that has no time.
    undated: Instant,
    days: Days,
    /// Quantities of pairs that agree, by their classes.
    pairs: Sums,
    /// The same by the line's class and the day.
    per_day: Sums,
    read: Read,
    /// Whether records of no length are charged for (`Measured::is_begun`).
    is_begun: bool,
}

/// Scratch: the columns of some rows.
#[derive(Debug, Default)]
struct Read {
    kinds: Vec<u32>,
    starts: Vec<Option<i64>>,
    spans: Vec<Option<i64>>,
    lengths: Vec<Option<i64>>,
    /// Amounts, quantities, prices.
    figures: [Vec<i64>; 3],
    scaled: [Vec<Option<i64>>; 2],
}

impl Briefs {
    pub(super) fn new(
        pricing: &Pricing,
        policy: &MatchPolicy,
        zone: Zone,
        default_currency: u32,
    ) -> Self {
        let held = |it: &Ladder| Held {
            first: it.valid_from.unwrap_or(i64::MIN),
            last: it.valid_until.map_or(i64::MAX, |it| it.saturating_sub(1)),
            fast: Fast::of(it, pricing),
        };
        let ladders: Vec<Held> = pricing.card().ladders().iter().map(held).collect();
        let fasts = ladders.iter().filter_map(|it| it.fast.as_ref());
        let mut prices: Vec<i64> = fasts.map(|it| it.price).collect();
        order::sort(&mut prices);
        Self {
            usage: Kinds::new(default_currency, prices.clone()),
            billed: Kinds::new(default_currency, prices),
            ladders,
            unit_of_rates: unit_of(pricing),
            window: Window::of(policy),
            undated: pricing.when(None, None),
            days: Days::of(zone),
            pairs: Sums::default(),
            per_day: Sums::default(),
            read: Read::default(),
            is_begun: false,
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
        // A segment of a call is judged with the others, and what a record is charged in may depend on
        // the line that it is tied to.
        let by_currency = pricing.card().tells_currencies();
        if self.ladders.is_empty() || some.place.part.habits.has_segments || by_currency {
            return;
        }
        self.is_begun = some.place.part.habits.block_seconds > 0;
        let mut read = std::mem::take(&mut self.read);
        let candidates = &mut |usage: &Place<'_>| (true, pricing.candidates(usage));
        self.usage.numbers(some, terms, Of::Usage, candidates, &mut read.kinds);
        let columns = some.place.segment;
        columns.starts.pick(some.block, some.rows, &mut read.starts);
        columns.spans.pick(some.block, some.rows, &mut read.spans);
        columns.lengths.pick(some.block, some.rows, &mut read.lengths);
        self.records(&read, to);
        self.read = read;
    }

    #[inline(never)]
    fn records(&mut self, read: &Read, to: &mut [Brief]) {
        let times = read.starts.iter().zip(&read.spans).zip(&read.lengths);
        for ((brief, kind), ((start, span), length)) in to.iter_mut().zip(&read.kinds).zip(times) {
            if let Some(made) = self.record(*kind, (*start, *span, *length)) {
                *brief = made;
            }
        }
    }

    #[inline]
    fn record(
        &mut self,
        number: u32,
        (start, span, length): (Option<i64>, Option<i64>, Option<i64>),
    ) -> Option<Brief> {
        let end = end_of(start, span);
        if !self.window.has_usage(start, end) {
            return None;
        }
        let kind = self.usage.get(number)?;
        let at = start.or(end).unwrap_or(self.undated);
        let mut held = kind.candidates.iter().filter_map(|id| {
            let held = self.ladders.get(usize::try_from(id.0).ok()?)?;
            (held.first..=held.last).contains(&at).then_some(held)
        });
        let fast = held.next()?.fast.as_ref()?;
        let length = length.or_else(|| start.and(span))?;
        if length == 0 && !self.is_begun {
            return None;
        }
        let steps = fast.flat.steps_ms(length)?;
        if steps > fast.most_steps {
            return None;
        }
        let (quantity, class) = (steps * fast.quantity, self.usage.class_of(number, fast.price));
        Some(Brief { quantity, class, day: day_of(&mut self.days, start)? })
    }

    /// Makes the briefs of some rows of a segment of the bill.
    pub(super) fn of_lines(&mut self, terms: &Terms, some: &Rows<'_>, to: &mut Vec<Brief>) {
        to.clear();
        to.resize(some.rows.len(), Brief::default());
        if self.ladders.is_empty() {
            return;
        }
        let mut read = std::mem::take(&mut self.read);
        let one_currency = self.billed.has_one_currency();
        let unit_of_rates = self.unit_of_rates;
        let fits = &mut |billed: &Place<'_>| {
            // One currency of several has to be compared, and so has a unit of another size.
            let has_currency = billed.code(TextField::Currency) != 0;
            let unit = Unit::parse(billed.text(TextField::Unit));
            let is_units = |it: Unit| it.dimension == Dimension::Count || Some(it) == unit_of_rates;
            (unit.is_none_or(is_units) && (one_currency || !has_currency), Vec::new())
        };
        self.billed.numbers(some, terms, Of::Billed, fits, &mut read.kinds);
        let columns = some.place.segment;
        columns.starts.pick(some.block, some.rows, &mut read.starts);
        if self.window.is_open() {
            // Its end is asked for by nothing else.
            read.spans.clear();
            read.spans.resize(some.rows.len(), None);
        } else {
            columns.spans.pick(some.block, some.rows, &mut read.spans);
        }
        let numbers = [
            (&columns.amounts, PLACES),
            (&columns.quantities, QUANTITY_PLACES),
            (&columns.unit_prices, PLACES),
        ];
        for (to, (column, places)) in read.figures.iter_mut().zip(numbers) {
            column.pick_fixed(some.block, some.rows, places, &mut read.scaled, to);
        }
        self.lines(&read, to);
        self.read = read;
    }

    #[inline(never)]
    fn lines(&mut self, read: &Read, to: &mut [Brief]) {
        let [amounts, quantities, prices] = &read.figures;
        let figures = amounts.iter().zip(quantities).zip(prices);
        let times = read.starts.iter().zip(&read.spans);
        let rows = to.iter_mut().zip(&read.kinds).zip(times).zip(figures);
        for (((brief, kind), (start, span)), ((amount, quantity), price)) in rows {
            if let Some(price) = price_of(*amount, *quantity, *price)
                && self.window.has_charge(*start, end_of(*start, *span))
                && let Some(day) = day_of(&mut self.days, *start)
            {
                let class = self.billed.class_of(*kind, price);
                *brief = Brief { quantity: *quantity, class, day };
            }
        }
    }

    /// Whether a record and a line agree to the last digit. Says no where it cannot tell.
    pub(super) fn agree(&self, record: Brief, line: Brief) -> bool {
        record.quantity == line.quantity
            && record.class != 0
            && self.usage.price(record.class) == self.billed.price(line.class)
    }

    /// Takes note of a pair whose briefs agree.
    pub(super) fn agreed(&mut self, record: Brief, line: Brief, tally: &mut Tally) {
        self.pairs.add(record.class, line.class, line.quantity);
        let day = if line.day == NO_DAY { record.day } else { line.day };
        if day != NO_DAY {
            self.per_day.add(line.class, day, line.quantity);
        }
        if self.pairs.all.len() + self.per_day.all.len() > MOST_SUMS {
            self.settle(tally);
        }
    }

    /// Adds the pairs that agreed to the sums.
    #[inline(never)]
    pub(super) fn settle(&mut self, tally: &mut Tally) {
        let matched = |currency, day, groups, n, sum| Tallied {
            outcome: Outcome::Matched,
            currency,
            day,
            groups,
            records: n,
            lines: n,
            billed: Some((sum, PLACES)),
            expected: Some((sum, PLACES)),
        };
        // Each of the amounts is a whole number of these places, and so is their sum.
        let amount = |class, quantity| {
            i128::from(self.billed.price(class).unwrap_or(0)) * quantity / i128::from(ONE)
        };
        for (record, line, n, sum) in self.pairs.take() {
            let (Some(usage), Some(billed)) = (self.usage.kind(record), self.billed.kind(line))
            else {
                continue;
            };
            let mut groups = billed.groups;
            for (group, other) in groups.iter_mut().zip(usage.groups) {
                *group = if *group == 0 { other } else { *group };
            }
            tally.add(&matched(billed.currency, None, groups, n, amount(line, sum)));
        }
        for (line, day, n, sum) in self.per_day.take() {
            let (day, currency) =
                (i32::from(day) - 1, self.billed.kind(line).map_or(0, |it| it.currency));
            tally.add_to_day(day, &matched(currency, Some(day), [0; 3], n, amount(line, sum)));
        }
    }
}

/// Counts and sums by two numbers, which are no more than small numbers of our own.
#[derive(Debug, Default)]
struct Sums {
    all: Vec<(u16, u16, u64, i128)>,
    /// Where each is in `all`, counted from 1; at most half of the slots are taken.
    slots: Vec<u32>,
}

impl Sums {
    #[inline]
    fn add(&mut self, one: u16, other: u16, quantity: i64) {
        let mut at = self.first_slot(one, other);
        while let Some(slot) = self.slots.get(at)
            && let Some(index) = usize::try_from(*slot).unwrap_or(0).checked_sub(1)
            && let Some(found) = self.all.get_mut(index)
        {
            if (found.0, found.1) == (one, other) {
                found.2 += 1;
                found.3 += i128::from(quantity);
                return;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.add_anew((one, other, 1, i128::from(quantity)));
    }

    fn first_slot(&self, one: u16, other: u16) -> usize {
        let key = u32::from(one) << 16 | u32::from(other);
        let spread = key.wrapping_mul(0x9e37_79b9);
        // The top bits, as many as a slot's number has: all of the key has a part in those.
        let shift = 32u32.wrapping_sub(self.slots.len().trailing_zeros());
        usize::try_from(spread.checked_shr(shift).unwrap_or(0)).unwrap_or(0)
    }

    #[inline(never)]
    fn add_anew(&mut self, new: (u16, u16, u64, i128)) {
        self.all.push(new);
        if self.slots.len() < self.all.len() * 2 {
            self.slots.clear();
            self.slots.resize((self.all.len() * 4).next_power_of_two(), 0);
            (1..=self.all.len()).for_each(|number| self.put(number));
        } else {
            self.put(self.all.len());
        }
    }

    fn put(&mut self, number: usize) {
        let Some((one, other, ..)) = self.all.get(number - 1) else { return };
        let mut at = self.first_slot(*one, *other);
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                *slot = u32::try_from(number).unwrap_or(0);
                return;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn take(&mut self) -> Vec<(u16, u16, u64, i128)> {
        std::mem::take(self).all
    }
}

/// The unit of time that all rates with an integer path count in; none where they differ.
fn unit_of(pricing: &Pricing) -> Option<Unit> {
    let ladders = pricing.card().ladders().iter();
    let mut sizes = ladders.filter(|it| pricing.flat(it.id).is_some()).map(|it| it.unit_size);
    let size = sizes.next().filter(|it| sizes.all(|other| other == *it))?;
    let is_size = |it: &Unit| it.to_base(Decimal::ONE) == Some(size);
    ["SEC", "MIN", "HUR"].into_iter().filter_map(Unit::parse).find(is_size)
}

/// The price at which a quantity comes to an amount: the stated one, or without one the only one.
/// None where there is no such price or it cannot be told.
fn price_of(amount: i64, quantity: i64, price: i64) -> Option<i64> {
    if amount <= FINER || quantity <= FINER || price == FINER {
        return None;
    }
    if price == MISSING {
        let (amount, quantity) = (i128::from(amount) * i128::from(ONE), i128::from(quantity));
        let price = amount.checked_div(quantity)?;
        return i64::try_from(price).ok().filter(|_| price * quantity == amount);
    }
    // In 64 bits where nothing can overflow: machines may have no wider multiplication.
    let is_small = |it: i64| i32::try_from(it).is_ok();
    let is_product = if is_small(quantity) && is_small(price) && amount.abs() <= i64::MAX / ONE {
        amount * ONE == quantity * price
    } else {
        i128::from(amount) * i128::from(ONE) == i128::from(quantity) * i128::from(price)
    };
    is_product.then_some(price)
}

/// The day of a row's start; [`NO_DAY`] without one, none where it cannot be held.
fn day_of(days: &mut Days, start: Option<i64>) -> Option<u16> {
    let Some(start) = start else { return Some(NO_DAY) };
    u16::try_from(days.day(start)).ok()?.checked_add(1)
}

fn end_of(start: Option<i64>, span: Option<i64>) -> Option<i64> {
    span.map(|it| start.unwrap_or(0).wrapping_add(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn sums_are_those_of_all_that_was_added(
            added in proptest::collection::vec((0u16..40, 0u16..60, any::<i64>()), 0..3000),
        ) {
            let mut sums = Sums::default();
            let mut expected: BTreeMap<(u16, u16), (u64, i128)> = BTreeMap::new();
            for (one, other, quantity) in added {
                sums.add(one, other, quantity);
                let (n, sum) = expected.entry((one, other)).or_default();
                *n += 1;
                *sum += i128::from(quantity);
            }
            let mut found = sums.take();
            found.sort_unstable();
            let expected: Vec<_> =
                expected.into_iter().map(|((a, b), (n, sum))| (a, b, n, sum)).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_price_is_told_only_where_it_makes_the_amount(
            quantity in prop_oneof![-5i64..5, -(1i64 << 40)..(1i64 << 40)].prop_map(|it| it * 1000),
            price in prop_oneof![-5i64..5, -(1i64 << 34)..(1i64 << 34)].prop_map(|it| it * 1000),
            off in 0i64..2,
        ) {
            let product = i128::from(quantity) * i128::from(price) / i128::from(ONE);
            let Ok(amount) = i64::try_from(product + i128::from(off)) else { return Ok(()) };
            prop_assert_eq!(price_of(amount, quantity, price), (off == 0).then_some(price));
            let only = price_of(amount, quantity, MISSING);
            if off == 0 && quantity != 0 {
                prop_assert_eq!(only, Some(price));
            } else if let Some(only) = only {
                prop_assert_eq!(price_of(amount, quantity, only), Some(only));
            } else {
                prop_assert!(quantity == 0 || off == 1);
            }
            prop_assert_eq!(price_of(amount, FINER, price), None);
            prop_assert_eq!(price_of(amount, quantity, FINER), None);
        }
    }
}
