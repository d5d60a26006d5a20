//! The verdict on a line against what was expected.

use crate::dataset::TextField;
use crate::domain::{Currency, Dimension, Flag, Flags, Outcome, Tolerances, Unit};
use crate::rating::exact::{divide, minus, plus, round, times};
use crate::rating::{Billed, Due, Parts, Price, RateCard, Units, between, split};
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
                || states_what_was_used(stated, billed, expected, units)
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
    // A price alone may be for a minute or for anything, unless it leads to the amount.
    let is_guessed = stated.quantity.is_none() && stated.price.is_some() && !difference.is_zero();
    if (!may_differ || is_guessed) && is_unitless(stated, expected) {
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

/// Whether a bill that charges what it should shows how long calls really took, or how many there were,
/// instead of what the contract raises that to. A length without a unit may be in seconds.
fn states_what_was_used(
    stated: &Stated,
    billed: Decimal,
    expected: &Expected,
    units: Units,
) -> bool {
    if expected.measures != Some(Dimension::Time)
        || expected.amount != Some(stated.amount)
        || !price_agrees(stated, expected, Some(units))
    {
        return false;
    }
    let is = |base: Decimal, unit_size| Units { base, unit_size }.agrees_with(billed);
    let took = expected.took.unwrap_or(units.base);
    if stated.price.is_some() {
        return is(took, units.unit_size);
    }
    let counts = stated.unit.is_none_or(|it| it.dimension == Dimension::Count);
    let may_be_seconds = stated.unit.is_none();
    is(took, units.unit_size)
        || counts && billed == expected.n_records.into()
        || may_be_seconds && (is(took, Decimal::ONE) || is(units.base, Decimal::ONE))
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
pub(super) fn has_blocks(expected: &Expected) -> bool {
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
        (Some(price), Some(billed)) if quantity_agrees => times(billed, price),
        // Divided last: a third of a minute that is cut off first would be missed at a half cent.
        (Some(price), _) => times(units.base, price).and_then(|it| divide(it, units.unit_size)),
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
