//! The verdict on a line against what was expected.

use crate::dataset::TextField;
use crate::domain::{Currency, Dimension, Flag, Flags, Outcome, Tolerances, Unit};
use crate::rating::exact::{divide, minus, plus, round, times};
use crate::rating::{Billed, Due, LadderId, Parts, Price, RateCard, Units, between, split};
use crate::reconcile::Place;
use crate::reconcile::expect::{Expected, Pricing};
use rust_decimal::Decimal;

/// What a bill's line says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    /// Quantity.
    pub quantity: Option<Decimal>,
    /// Unit price.
    pub price: Option<Decimal>,
    /// Net amount.
    pub amount: Decimal,
    /// The unit, where it is one that is known.
    pub unit: Option<Unit>,
    /// Whether it states a unit that is not.
    pub has_other_unit: bool,
    /// The currency, where it is stated.
    pub currency: Option<Currency>,
}

/// The verdict with the figures behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub outcome: Outcome,
    /// Extra facts.
    pub flags: Flags,
    /// What should have been charged; none when it cannot be told.
    pub expected: Option<Decimal>,
    /// The expected quantity in the unit of the bill; none when it cannot be compared.
    pub quantity: Option<Decimal>,
    /// How the difference splits.
    pub parts: Option<Parts>,
}

impl Stated {
    /// What a line says. A line that was read always has an amount.
    pub fn of(line: &Place<'_>) -> Self {
        let said = line.text(TextField::Unit);
        let unit = Unit::parse(said);
        Self {
            quantity: line.quantity(),
            price: line.unit_price(),
            amount: line.amount().unwrap_or_default(),
            unit,
            has_other_unit: unit.is_none() && !said.trim().is_empty(),
            currency: Currency::parse(line.text(TextField::Currency)),
        }
    }
}

fn cannot_compare(flag: Flag) -> Judged {
    let outcome = Outcome::NotComparable;
    Judged {
        outcome,
        flags: Flags::default().with(flag),
        expected: None,
        quantity: None,
        parts: None,
    }
}

/// Judges a line. The pricing is the one that the expectation is by.
pub fn judge(
    stated: &Stated,
    expected: &Expected,
    tolerances: &Tolerances,
    pricing: &Pricing,
) -> Judged {
    if let Some(flag) = expected.without_sum {
        return cannot_compare(flag);
    }
    if let (Some(billed), Some(contract)) = (stated.currency, expected.currency)
        && billed != contract
    {
        return cannot_compare(Flag::CurrencyDiffers);
    }
    let units = match comparable(stated, expected) {
        Ok(units) => units,
        Err(flag) => return cannot_compare(flag),
    };
    let places = pricing.places_of(stated.amount, stated.currency);
    let compares = compares(stated, expected);
    if !compares && expected.ladder.is_some() {
        return cannot_compare(Flag::NothingToCompare);
    }
    let expected_quantity = units.and_then(Units::value);
    let quantity_agrees = match (stated.quantity, units) {
        (Some(billed), Some(units)) => {
            units.agrees_with(billed)
                || counts_what_is_charged((stated, places), expected, units, pricing.card())
        }
        _ => true,
    };
    let amount = match expected.amount {
        Some(amount) => amount,
        None => without_contract((stated, places), units, quantity_agrees, pricing.places()),
    };
    let difference = minus(stated.amount, amount).unwrap_or(stated.amount);
    let more = match (stated.quantity, expected_quantity) {
        (Some(billed), Some(expected)) if !quantity_agrees => {
            minus(billed, expected).unwrap_or(billed)
        }
        _ => Decimal::ZERO,
    };
    let may_differ = tolerances.quantity.allows(more, expected_quantity.unwrap_or_default());
    if !may_differ && is_unitless(stated, expected) {
        return cannot_compare(Flag::UnitMissing);
    }
    // That figures agree shows what an unknown unit of time or data is; nothing else does.
    if !may_differ && stated.has_other_unit && expected.measures != Some(Dimension::Count) {
        return cannot_compare(Flag::UnitDiffers);
    }
    let price_agrees = price_agrees(stated, expected, units);
    let due = units.and_then(|it| due(stated, expected, it, amount, pricing.card()));
    let outcome = if quantity_agrees && difference.is_zero() {
        Outcome::Matched
    } else if may_differ && tolerances.amount.allows(difference, amount) {
        Outcome::WithinTolerance
    } else {
        match (quantity_agrees, price_agrees) {
            (false, true) if follows((stated, places), expected, due) => Outcome::QuantityVariance,
            (true, false) => Outcome::RateVariance,
            _ => Outcome::AmountVariance,
        }
    };
    let mut flags = Flags::default();
    if !compares {
        // That the usage is there is all that is known of it.
        flags = flags.with(Flag::NothingToCompare);
    }
    if !price_agrees && outcome == Outcome::Matched {
        flags = flags.with(Flag::PriceDiffers);
    }
    if !arithmetic_holds((stated, places)) {
        flags = flags.with(Flag::LineArithmetic);
    }
    let parts = stated.quantity.zip(due).and_then(|(quantity, due)| {
        split(Billed { quantity, price: stated.price, amount: stated.amount }, due, amount)
    });
    Judged { outcome, flags, expected: Some(amount), quantity: expected_quantity, parts }
}

/// Whether anything is known that a line's figures could be held against.
fn compares(stated: &Stated, expected: &Expected) -> bool {
    let has_figures = stated.quantity.is_some() || stated.price.is_some();
    expected.amount.is_some() || expected.units.is_some() && has_figures
}

/// Judges a line for many records: that they are there says nothing of how many it is for.
pub fn judge_of_many(
    stated: &Stated,
    expected: &Expected,
    tolerances: &Tolerances,
    pricing: &Pricing,
) -> Judged {
    match expected.without_sum {
        None if !compares(stated, expected) => cannot_compare(Flag::NothingToCompare),
        _ => judge(stated, expected, tolerances, pricing),
    }
}

/// Whether a bill leaves out the free units that the contract grants, and counts what it charges only.
fn counts_what_is_charged(
    (stated, places): Written<'_>,
    expected: &Expected,
    units: Units,
    card: &RateCard,
) -> bool {
    let (Some(billed), Some(ladder)) =
        (stated.quantity, expected.ladder.and_then(|it| card.ladder(it)))
    else {
        return false;
    };
    let left_out = times(billed, units.unit_size).and_then(|it| minus(units.base, it));
    let is_free =
        |it: Decimal| it > Decimal::ZERO && ladder.free_base().is_some_and(|free| it <= free);
    left_out.is_some_and(is_free)
        && expected.amount == Some(stated.amount)
        && stated.price.is_none_or(|price| {
            times(billed, price).is_some_and(|it| is_stated((stated, places), it))
        })
}

/// Whether nothing says what a line counts where time was measured: neither the line, nor a rate,
/// nor the vendor's blocks. That it is seconds is only known where the figures say so.
fn is_unitless(stated: &Stated, expected: &Expected) -> bool {
    stated.unit.is_none()
        && expected.ladder.is_none()
        && expected.measures == Some(Dimension::Time)
        && expected.units.is_some_and(|it| it.unit_size == Decimal::ONE)
}

/// The expected units in the unit of the bill; an error when the two measure different things.
fn comparable(stated: &Stated, expected: &Expected) -> Result<Option<Units>, Flag> {
    let (Some(units), Some(measures)) = (expected.units, expected.measures) else {
        return Ok(None);
    };
    let Some(unit) = stated.unit else { return Ok(Some(units)) };
    match (unit.dimension, measures) {
        (billed, measured) if billed == measured => {
            // A count is in the units of the rate, whatever the bill calls them.
            let size = if billed == Dimension::Count {
                units.unit_size
            } else {
                unit.to_base(Decimal::ONE).unwrap_or(units.unit_size)
            };
            Ok(Some(Units { base: units.base, unit_size: size }))
        }
        // A bill that counts where time is measured counts blocks, or records where there are none.
        (Dimension::Count, Dimension::Time) if has_blocks(expected) => Ok(Some(units)),
        (Dimension::Count, Dimension::Time) => {
            Ok(Some(Units { base: Decimal::ONE, unit_size: Decimal::ONE }))
        }
        _ => Err(Flag::UnitDiffers),
    }
}

/// Whether a bill that counts means the units, rather than the records.
fn has_blocks(expected: &Expected) -> bool {
    let is_large = expected.units.is_some_and(|it| it.unit_size > Decimal::ONE);
    is_large || expected.ladder.is_some() || expected.measures != Some(Dimension::Time)
}

/// A line, and the places that its amount is written with; see [`Pricing::places_of`].
type Written<'a> = (&'a Stated, u32);

/// Without a contract price the bill's own price is taken for the expected quantity, and the bill's own
/// places: it is what this bill would say.
fn without_contract(
    (stated, places): Written<'_>,
    units: Option<Units>,
    quantity_agrees: bool,
    least_places: u32,
) -> Decimal {
    let Some(units) = units else { return stated.amount };
    let quantity = if quantity_agrees { stated.quantity } else { units.value() };
    let amount = match (stated.price, stated.quantity) {
        (Some(price), _) => quantity.and_then(|it| times(it, price)),
        (None, Some(billed)) if !quantity_agrees && !billed.is_zero() => {
            quantity.and_then(|it| times(stated.amount, it)).and_then(|it| divide(it, billed))
        }
        _ => None,
    };
    let at_bill = |it: Decimal| {
        let rounded = round(it, places);
        // A bill that writes whole numbers only may have left out the zeros behind all of them.
        if rounded == stated.amount { rounded } else { round(it, places.max(least_places)) }
    };
    amount.map_or(stated.amount, at_bill)
}

/// Whether the bill's price is the contract's, brought to the same unit. A bill without a price,
/// or a contract without a single one, does not disagree.
fn price_agrees(stated: &Stated, expected: &Expected, units: Option<Units>) -> bool {
    let (Some(billed), Some(contract)) = (stated.price, expected.price) else { return true };
    if billed == contract {
        return true;
    }
    let (Some(own), Some(units)) = (expected.units, units) else { return false };
    times(billed, own.unit_size).is_some_and(|it| Some(it) == times(contract, units.unit_size))
}

/// What the contract asks for the quantity of the bill; `units` are what is expected, in its unit.
fn due(
    stated: &Stated,
    expected: &Expected,
    units: Units,
    amount: Decimal,
    card: &RateCard,
) -> Option<Due> {
    let billed = stated.quantity?;
    if let (Some(price), Some(own)) = (expected.price, expected.units) {
        return Due::at(Price { amount: price, per: own.unit_size }, billed, units);
    }
    if let (None, Some(price)) = (expected.amount, stated.price) {
        return Due::at(Price { amount: price, per: units.unit_size }, billed, units);
    }
    let more = minus(times(billed, units.unit_size)?, units.base)?;
    let beyond = if more.is_zero() {
        Decimal::ZERO
    } else if let Some(beyond) = by_tiers(expected, more, card) {
        beyond
    } else if !units.base.is_zero() {
        divide(times(more, amount)?, units.base)?
    } else if let Some(price) = stated.price {
        times(billed, price)?
    } else {
        minus(stated.amount, amount)?
    };
    Due::by_difference(amount, beyond)
}

/// What so many base units more cost behind the last unit that is expected, or fewer before it.
fn by_tiers(expected: &Expected, more: Decimal, card: &RateCard) -> Option<Decimal> {
    let (own, until) = (expected.units?, expected.until?);
    let ladder = card.ladder(expected.ladder?)?;
    // Of units that the usage states in a unit of its own, the base is another one than the ladder's.
    let more = divide(times(more, ladder.unit_size)?, own.unit_size)?;
    between(ladder, until, plus(until, more)?.max(Decimal::ZERO))
}

/// The contract's price of one unit of the bill; none where there is no single price.
pub fn price_in_unit_of(stated: &Stated, expected: &Expected) -> Option<Decimal> {
    let units = comparable(stated, expected).ok()?;
    let per = expected.units?.unit_size;
    Price { amount: expected.price?, per }.of(units?.unit_size)
}

/// Whether a different quantity alone explains the amount: it is what the contract asks for that
/// quantity. Without a price of a contract the bill's own has to lead to it.
fn follows(written: Written<'_>, expected: &Expected, due: Option<Due>) -> bool {
    let has_price = expected.price.is_some() || expected.until.is_some();
    match due {
        Some(due) if has_price => is_stated(written, due.all),
        _ => arithmetic_holds(written),
    }
}

fn arithmetic_holds(written: Written<'_>) -> bool {
    let (Some(quantity), Some(price)) = (written.0.quantity, written.0.price) else { return true };
    times(quantity, price).is_none_or(|it| is_stated(written, it))
}

/// Whether the bill states an amount, perhaps rounded.
fn is_stated((stated, places): Written<'_>, amount: Decimal) -> bool {
    amount == stated.amount || round(amount, places) == stated.amount
}

/// The expectation of a group of records: the sum of its members.
#[derive(Debug, Clone, Default)]
pub struct GroupSum {
    /// What its records have in common; none before the first one.
    common: Option<Expected>,
    /// Base units of what is measured; none once that of a record cannot be told.
    base: Option<Decimal>,
    /// Units, each of the size it has for its record; none once one is neither thing nor block.
    counted: Option<Decimal>,
    n_measured: u64,
    n_priced: u64,
    sizes_differ: bool,
    bases_differ: bool,
    /// The size of unit that each ladder had first, in their order: a card may have thousands.
    size_of: Vec<(LadderId, Option<Decimal>)>,
    amount: Decimal,
    /// Whether the amount has become too large to be held.
    is_too_large: bool,
    unpriced: u64,
}

impl GroupSum {
    /// Adds a record.
    pub fn add(&mut self, one: &Expected) {
        let is_nothing = one.units.is_some_and(|it| it.base.is_zero());
        self.n_priced += u64::from(one.amount.is_some());
        match one.amount.map(|it| plus(self.amount, it)) {
            Some(Some(sum)) => self.amount = sum,
            Some(None) => self.is_too_large = true,
            // Whatever a unit costs, none costs nothing.
            None if is_nothing && one.ladder.is_none() => {}
            None => self.unpriced += 1,
        }
        let common = self.common.get_or_insert_with(|| Expected {
            units: None,
            measures: None,
            ..one.clone()
        });
        // A blank currency is that of the bill, so it goes with any.
        match (common.currency, one.currency) {
            (Some(sum), Some(own)) if sum != own => {
                common.without_sum = Some(Flag::CurrencyDiffers);
            }
            (None, own) => common.currency = own,
            _ => {}
        }
        // A later segment adds nothing to its call, and says nothing of it.
        if one.measures.is_none() {
            return;
        }
        self.n_measured += 1;
        if self.n_measured == 1 {
            let currency = common.currency;
            let without_sum = common.without_sum;
            *common = Expected { currency, without_sum, ..one.clone() };
            (self.base, self.counted) = (Some(Decimal::ZERO), Some(Decimal::ZERO));
        }
        let size = |it: &Expected| it.units.map(|it| it.unit_size);
        self.bases_differ |= one.measures != common.measures;
        self.sizes_differ |= size(one) != size(common);
        if let Some(ladder) = one.ladder {
            match self.size_of.binary_search_by_key(&ladder, |it| it.0) {
                Ok(at) if self.size_of.get(at).is_some_and(|it| it.1 != size(one)) => {
                    // One price for minutes and for hours is a price of neither.
                    common.without_sum = common.without_sum.or(Some(Flag::UnitDiffers));
                }
                Ok(_) => {}
                Err(at) => self.size_of.insert(at, (ladder, size(one))),
            }
        }
        if one.price != common.price || self.sizes_differ {
            common.price = None;
        }
        if one.ladder != common.ladder {
            (common.ladder, common.until) = (None, None);
        }
        common.until = common.until.zip(one.until).map(|(sum, own)| sum.max(own));
        let add = |sum: Option<Decimal>, more: Option<Decimal>| plus(sum?, more?);
        self.base = add(self.base, one.units.map(|it| it.base));
        let counted = one.units.filter(|_| one.is_counted).and_then(Units::value);
        self.counted = add(self.counted, counted);
    }

    /// How many of its records have no amount.
    pub fn unpriced(&self) -> u64 {
        self.unpriced
    }

    /// The sum as an expectation, for a bill in a unit. The amount is known only when every record
    /// has one.
    ///
    /// Units of several sizes are added up in their base unit. A bill that counts, or names no unit,
    /// means how many there are: of blocks, whatever the size of each, of things, and of calls that
    /// have no blocks.
    pub fn expected(self, unit: Option<Unit>) -> Expected {
        let mut sum = self.common.unwrap_or_default();
        if self.unpriced > 0 && self.n_priced > 0 {
            // What some of it costs is known, so the bill's own price is not taken for all of it.
            sum.without_sum = sum.without_sum.or(Some(Flag::NoRate));
        }
        sum.amount = Some(self.amount)
            .filter(|_| self.unpriced == 0 && self.n_priced > 0 && !self.is_too_large);
        let counts = unit.is_none_or(|it| it.dimension == Dimension::Count);
        let one = |base| Units { base, unit_size: Decimal::ONE };
        let Some(base) = self.base else {
            sum.units = None;
            return sum;
        };
        let is_one = !self.bases_differ && !self.sizes_differ;
        if is_one && (unit.is_none() || !counts || has_blocks(&sum)) {
            sum.units = sum.units.map(|it| Units { base, ..it });
        } else if !self.bases_differ && !counts {
            sum.units = Some(one(base));
        } else {
            let counted = if is_one { Some(self.n_measured.into()) } else { self.counted };
            sum.units = counted.map(one);
            sum.measures = Some(Dimension::Count);
            if counted.is_none() {
                sum.without_sum = sum.without_sum.or(Some(Flag::UnitDiffers));
            }
        }
        sum
    }
}
