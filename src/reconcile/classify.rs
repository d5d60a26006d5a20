//! The verdict on a line against what was expected.

use crate::dataset::TextField;
use crate::domain::{Currency, Dimension, Flag, Flags, Outcome, Tolerances, Unit};
use crate::rating::exact::{divide, minus, plus, times};
use crate::rating::{Billed, Parts, Units, split};
use crate::reconcile::Place;
use crate::reconcile::expect::Expected;
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
        Self {
            quantity: line.quantity(),
            price: line.unit_price(),
            amount: line.amount().unwrap_or_default(),
            unit: Unit::parse(line.text(TextField::Unit)),
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

/// Judges a line.
pub fn judge(stated: &Stated, expected: &Expected, tolerances: &Tolerances) -> Judged {
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
    let expected_quantity = units.and_then(Units::value);
    let quantity_agrees = match (stated.quantity, units) {
        (Some(billed), Some(units)) => units.agrees_with(billed),
        _ => true,
    };
    let amount = match expected.amount {
        Some(amount) => amount,
        None => without_contract(stated, units, quantity_agrees),
    };
    let difference = minus(stated.amount, amount).unwrap_or(stated.amount);
    let more = match (stated.quantity, expected_quantity) {
        (Some(billed), Some(expected)) if !quantity_agrees => {
            minus(billed, expected).unwrap_or(billed)
        }
        _ => Decimal::ZERO,
    };
    let price_agrees = price_agrees(stated, expected, units);
    let outcome = if quantity_agrees && difference.is_zero() {
        Outcome::Matched
    } else if tolerances.quantity.allows(more, expected_quantity.unwrap_or_default())
        && tolerances.amount.allows(difference, amount)
    {
        Outcome::WithinTolerance
    } else {
        match (quantity_agrees, price_agrees) {
            (false, true) if follows(stated, expected) => Outcome::QuantityVariance,
            (true, false) => Outcome::RateVariance,
            _ => Outcome::AmountVariance,
        }
    };
    let mut flags = Flags::default();
    if !price_agrees && outcome == Outcome::Matched {
        flags = flags.with(Flag::PriceDiffers);
    }
    if !arithmetic_holds(stated) {
        flags = flags.with(Flag::LineArithmetic);
    }
    let price = expected.price.or(stated.price).unwrap_or_default();
    let parts = match (stated.quantity, units) {
        (Some(quantity), Some(units)) => split(
            Billed { quantity, price: stated.price, amount: stated.amount },
            units,
            price,
            amount,
        ),
        _ => None,
    };
    Judged { outcome, flags, expected: Some(amount), quantity: expected_quantity, parts }
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
        (Dimension::Count, Dimension::Time)
            if units.unit_size > Decimal::ONE || expected.ladder.is_some() =>
        {
            Ok(Some(units))
        }
        (Dimension::Count, Dimension::Time) => {
            Ok(Some(Units { base: Decimal::ONE, unit_size: Decimal::ONE }))
        }
        _ => Err(Flag::UnitDiffers),
    }
}

/// Without a contract price the bill's own price is taken for the expected quantity.
fn without_contract(stated: &Stated, units: Option<Units>, quantity_agrees: bool) -> Decimal {
    let Some(units) = units else { return stated.amount };
    if let Some(price) = stated.price {
        let quantity = if quantity_agrees { stated.quantity } else { units.value() };
        let product = quantity.and_then(|it| times(it, price));
        let rounded = |it: Decimal| {
            let places = stated.amount.scale();
            let at_bill = crate::rating::exact::round(it, places);
            if at_bill == stated.amount { at_bill } else { it }
        };
        return product.map_or(stated.amount, rounded);
    }
    match stated.quantity {
        Some(billed) if !quantity_agrees && !billed.is_zero() => {
            let amount = units
                .value()
                .and_then(|it| times(stated.amount, it))
                .and_then(|it| divide(it, billed));
            amount.unwrap_or(stated.amount)
        }
        _ => stated.amount,
    }
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

/// Whether a different quantity alone explains the amount: the bill's amount is its quantity at
/// the contract's price, or there is no contract to hold it against.
fn follows(stated: &Stated, expected: &Expected) -> bool {
    let (Some(quantity), Some(price)) = (stated.quantity, expected.price.or(stated.price)) else {
        return true;
    };
    times(quantity, price).is_none_or(|it| {
        it == stated.amount
            || crate::rating::exact::round(it, stated.amount.scale()) == stated.amount
    })
}

fn arithmetic_holds(stated: &Stated) -> bool {
    let (Some(quantity), Some(price)) = (stated.quantity, stated.price) else { return true };
    times(quantity, price).is_none_or(|it| {
        it == stated.amount
            || crate::rating::exact::round(it, stated.amount.scale()) == stated.amount
    })
}

/// The expectation of a group of records: the sum of its members.
#[derive(Debug, Clone, Default)]
pub struct GroupSum {
    base: Option<Decimal>,
    unit_size: Option<Decimal>,
    mixed_units: bool,
    value: Decimal,
    amount: Option<Decimal>,
    unpriced: u64,
    expected: Expected,
    started: bool,
}

impl GroupSum {
    /// Adds a record.
    pub fn add(&mut self, one: &Expected) {
        if !self.started {
            self.started = true;
            self.expected = one.clone();
            self.base = Some(Decimal::ZERO);
            self.unit_size = one.units.map(|it| it.unit_size);
            self.amount = Some(Decimal::ZERO);
        }
        // A blank currency is that of the bill, so it goes with any.
        match (self.expected.currency, one.currency) {
            (Some(sum), Some(own)) if sum != own => {
                self.expected.without_sum = Some(Flag::CurrencyDiffers);
            }
            (None, own) => self.expected.currency = own,
            _ => {}
        }
        let size = one.units.map(|it| it.unit_size);
        if size != self.unit_size || one.measures != self.expected.measures {
            self.mixed_units = true;
        }
        if one.price != self.expected.price {
            self.expected.price = None;
        }
        if one.ladder != self.expected.ladder {
            self.expected.ladder = None;
        }
        let (base, value) = one.units.map_or((None, None), |it| (Some(it.base), it.value()));
        self.base = self.base.zip(base).and_then(|(sum, it)| plus(sum, it));
        self.value = value.and_then(|it| plus(self.value, it)).unwrap_or(self.value);
        match one.amount {
            Some(amount) => self.amount = self.amount.and_then(|sum| plus(sum, amount)),
            None => self.unpriced += 1,
        }
    }

    /// How many of its records have no amount.
    pub fn unpriced(&self) -> u64 {
        self.unpriced
    }

    /// The sum as an expectation. The amount is known only when every record has one.
    pub fn expected(mut self) -> Expected {
        let uniform = self.base.zip(self.unit_size).filter(|_| !self.mixed_units);
        self.expected.units = Some(match uniform {
            Some((base, unit_size)) => Units { base, unit_size },
            None => Units { base: self.value, unit_size: Decimal::ONE },
        });
        self.expected.amount = if self.unpriced > 0 { None } else { self.amount };
        self.expected
    }
}
