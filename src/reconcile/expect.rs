//! What a record should cost: by the rate card, else by the measure its vendor bills in.

use crate::dataset::TextField;
use crate::domain::{Currency, Dimension, Flag, Instant, LengthRounding, MatchPolicy, Unit};
use crate::rating::{
    Charge, Flat, Ladder, LadderId, MeasureKind, Measured, Meter, RateCard, Rounding, Units, exact,
    raised,
};
use crate::reconcile::calls::Calls;
use crate::reconcile::charged_in::ChargedIn;
use crate::reconcile::numbered::{Combination, Numbered};
use crate::reconcile::pairs::Marks;
use crate::reconcile::terms::Of;
use crate::reconcile::{ByRow, Place, Side, Terms};
use rust_decimal::Decimal;
use std::cell::RefCell;

/// The rate card with what was looked up in it.
#[derive(Debug)]
pub struct Pricing {
    card: RateCard,
    flats: Vec<Option<Flat>>,
    places: u32,
    /// The most decimal places, up to those of a rounded amount, that lines in a currency are written with.
    written: Vec<(Option<Currency>, u32)>,
    length_rounding: Option<LengthRounding>,
    /// When a record was that has no time.
    undated: Instant,
    found: RefCell<Found>,
    /// What was used before a record in its month, where its price depends on that.
    pub metered: ByRow<Meter>,
    /// Calls with several segments.
    pub calls: Calls,
    /// What usage is charged in, where that decides which rate holds.
    pub charged_in: Option<ChargedIn>,
}

/// What was looked up in a card.
#[derive(Debug, Default)]
struct Found {
    /// By vendor number, service, account and channel.
    all: Vec<(Combination, Vec<LadderId>)>,
    /// Positions in `all`.
    by_key: Numbered,
    /// The position that was asked for last: rows come in runs.
    last: usize,
}

impl Found {
    fn position(&mut self, key: Combination, look_up: impl FnOnce() -> Vec<LadderId>) -> usize {
        if self.all.get(self.last).is_none_or(|it| it.0 != key) {
            let next = self.all.len();
            self.last = self.by_key.number(key);
            if self.last == next {
                self.all.push((key, look_up()));
            }
        }
        self.last
    }
}

/// What a record should have been charged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expected {
    /// Billable quantity; none when nothing measurable is known.
    pub units: Option<Units>,
    /// What the base unit of `units` is; none for what adds nothing to a group.
    pub measures: Option<Dimension>,
    /// Whether `units` are things or blocks, which have a number whatever their size.
    pub is_counted: bool,
    /// Amount; none without a rate and without a rated cost.
    pub amount: Option<Decimal>,
    /// The amount before it is divided, and by what: sums are divided once. None where it is rounded.
    pub undivided: Option<(Decimal, Decimal)>,
    /// Price of a unit, where there is a single one.
    pub price: Option<Decimal>,
    /// Where there is none because it depends on what was used before: how far the month is with this,
    /// in base units of the ladder.
    pub until: Option<Decimal>,
    /// Currency of the amount, where it is stated.
    pub currency: Option<Currency>,
    /// How long it took before a rate raised it, in seconds.
    pub took: Option<Decimal>,
    /// How many records it is of.
    pub n_records: u64,
    /// The ladder.
    pub ladder: Option<LadderId>,
    /// Why the records of a group have no sum.
    pub without_sum: Option<Flag>,
}

impl Pricing {
    /// Prices by a card under a policy.
    pub fn new(card: RateCard, policy: &MatchPolicy) -> Self {
        let flats = card.ladders().iter().map(Ladder::flat).collect();
        Self {
            card,
            flats,
            places: policy.amount_decimals,
            written: Vec::new(),
            length_rounding: policy.length_rounding,
            undated: policy.period.map_or(0, |it| it.start),
            found: RefCell::default(),
            metered: ByRow::default(),
            calls: Calls::default(),
            charged_in: None,
        }
    }

    /// The card.
    pub fn card(&self) -> &RateCard {
        &self.card
    }

    /// Decimal places of a rounded amount.
    pub fn places(&self) -> u32 {
        self.places
    }

    /// Notes with how many places the open lines are written. One that has fewer than the others of its
    /// currency left out zeros, and is not rounded to them.
    pub fn note_places(&mut self, billed: &Side<'_>, marks: &Marks) {
        let mut last = None;
        for number in 0..billed.n_segments() {
            let Some((first, mut place)) = billed.segment(number) else { continue };
            for (index, row) in (0..place.segment.len()).zip(first..) {
                place.index = index;
                let scaled = place.segment.amounts.scaled(index);
                let this = (number, place.own_code(TextField::Currency), scaled.map(|it| it.1));
                let (Some(scale), true) = (this.2, last != Some(this) && marks.line_is_open(row))
                else {
                    continue;
                };
                last = Some(this);
                let currency = Currency::parse(place.text(TextField::Currency));
                let places = scale.min(self.places);
                match self.written.iter_mut().find(|it| it.0 == currency) {
                    Some(most) => most.1 = most.1.max(places),
                    None => self.written.push((currency, places)),
                }
            }
        }
    }

    /// The places of a line's amount, with zeros that it left out.
    pub fn places_of(&self, amount: Decimal, currency: Option<Currency>) -> u32 {
        let written = self.written.iter().find(|it| it.0 == currency).map_or(0, |it| it.1);
        amount.scale().max(written)
    }

    /// The instant by which a record is rated: its start, else its end, else the first one of the
    /// reconciled period. Without any, only a rate that always held can hold for it.
    pub fn when(&self, start: Option<Instant>, end: Option<Instant>) -> Instant {
        start.or(end).unwrap_or(self.undated)
    }

    /// The ladder that holds for a record; `row` is its position on its side.
    pub fn ladder(&self, terms: &Terms, usage: &Place<'_>, row: u32) -> Option<&Ladder> {
        if self.card.is_empty() {
            return None;
        }
        let code = |field| terms.code(Of::Usage, field, usage);
        let (service, account) = (code(TextField::Service), code(TextField::Account));
        let key = (usage.part.number, [service, account, code(TextField::Channel), 0, 0]);
        let at = self.when(usage.start(), usage.end());
        let mut found = self.found.borrow_mut();
        let position = found.position(key, || self.candidates(usage));
        let currency = self.charged_in.as_ref().and_then(|it| it.find(terms, usage, row));
        found.all.get(position).and_then(|(_, ids)| self.card.pick(ids, at, currency))
    }

    /// The ladders that may hold for a record, whenever it was, most specific first.
    pub fn candidates(&self, usage: &Place<'_>) -> Vec<LadderId> {
        let text = |field| usage.text(field);
        let (service, account) = (text(TextField::Service), text(TextField::Account));
        self.card.candidates(usage.part.vendor, service, account, text(TextField::Channel))
    }

    /// The integer path of a ladder, where it has one.
    pub fn flat(&self, id: LadderId) -> Option<&Flat> {
        usize::try_from(id.0).ok().and_then(|it| self.flats.get(it))?.as_ref()
    }

    /// What a record should cost; `row` is its position on its side.
    pub fn expect(&self, terms: &Terms, usage: &Place<'_>, row: u32) -> Expected {
        self.expect_if(terms, usage, row, None)
    }

    /// The same if its length was rounded in another way, where its rate is by length, or where it
    /// has no rate.
    pub fn expect_if(
        &self,
        terms: &Terms,
        usage: &Place<'_>,
        row: u32,
        tried: Option<LengthRounding>,
    ) -> Expected {
        let measured = self.measured(usage, row);
        let mut expected = match (self.ladder(terms, usage, row), tried) {
            (Some(ladder), Some(tried)) if ladder.measure == MeasureKind::Duration => {
                let length = measured.duration_ms.filter(|it| *it >= 0);
                let billable = length.and_then(|it| rounded(it, tried));
                self.by_ladder(ladder, usage, row, billable)
            }
            (Some(ladder), _) => self.by_ladder(ladder, usage, row, ladder.billable(measured)),
            (None, tried) => by_habit(usage, measured.duration_ms, tried.or(self.length_rounding)),
        };
        expected.took = measured.duration_ms.map(|it| exact::normal(Decimal::new(it, 3)));
        expected.n_records = 1;
        if self.calls.is_later(row) {
            // The first segment has the whole call.
            expected.units = expected.units.map(|it| Units { base: Decimal::ZERO, ..it });
            expected.measures = None;
            expected.amount = expected.amount.map(|_| Decimal::ZERO);
            expected.undivided = None;
        }
        expected
    }

    /// What a record offers to measure.
    pub fn measured(&self, usage: &Place<'_>, row: u32) -> Measured {
        let is_begun = usage.part.habits.block_seconds > 0;
        Measured {
            duration_ms: self.calls.length(row, usage),
            quantity: usage.quantity(),
            is_begun,
        }
    }

    /// The charge of a record under a ladder, tier by tier, before rounding.
    pub fn charge(&self, ladder: &Ladder, usage: &Place<'_>, row: u32) -> Option<Charge> {
        self.charge_of(ladder, row, ladder.billable(self.measured(usage, row))?)
    }

    fn charge_of(&self, ladder: &Ladder, row: u32, billable: Decimal) -> Option<Charge> {
        let mut meter = self.metered.get(row).copied().unwrap_or_default();
        meter.charge(ladder, billable)
    }

    /// What is due under a ladder for so many base units.
    fn by_ladder(
        &self,
        ladder: &Ladder,
        usage: &Place<'_>,
        row: u32,
        billable: Option<Decimal>,
    ) -> Expected {
        let charge = billable.and_then(|it| self.charge_of(ladder, row, it));
        let until = charge.as_ref().map(|it| it.until).filter(|_| ladder.depends_on_order());
        let undivided = charge
            .as_ref()
            .filter(|_| ladder.rounding != Rounding::Record)
            .map(|it| (it.undivided, ladder.unit_size));
        let amount = charge.map(|it| ladder.rounding.of_record(it.amount, self.places));
        let single = !ladder.depends_on_order();
        let states_unit = ladder.measure == MeasureKind::Quantity;
        let unit = Some(usage.text(TextField::Unit)).filter(|_| states_unit).and_then(Unit::parse);
        let measures = match ladder.measure {
            MeasureKind::Duration => Dimension::Time,
            MeasureKind::Records => Dimension::Count,
            MeasureKind::Quantity => unit.map_or(Dimension::Count, |it| it.dimension),
        };
        Expected {
            units: billable.map(|base| in_base(ladder.units(base), unit)),
            measures: Some(measures),
            is_counted: !states_unit || measures == Dimension::Count,
            amount,
            undivided,
            price: single.then(|| ladder.first_price()),
            until,
            currency: ladder.currency,
            ladder: Some(ladder.id),
            ..Expected::default()
        }
    }

    /// Rounds the sum of a group as its ladder says; without a rule at the places of the bill.
    pub fn of_sum(&self, ladder: Option<LadderId>, amount: Decimal, billed_places: u32) -> Decimal {
        let rounding =
            ladder.and_then(|it| self.card.ladder(it)).map_or(Rounding::Exact, |it| it.rounding);
        match rounding {
            Rounding::Record => amount,
            Rounding::Sum => rounding.of_sum(amount, self.places),
            Rounding::Exact => crate::rating::exact::round(amount, self.places.max(billed_places)),
        }
    }
}

/// Units that a rate card counts in the unit of the usage, in the base unit of what they measure: as
/// a bill that states a unit is read.
fn in_base(units: Units, unit: Option<Unit>) -> Units {
    let converted = unit.and_then(|it| {
        let (base, unit_size) = (it.to_base(units.base)?, it.to_base(units.unit_size)?);
        Some(Units { base, unit_size })
    });
    converted.unwrap_or(units)
}

/// Seconds of a length in milliseconds that is rounded in a way.
fn rounded(length: i64, rounding: LengthRounding) -> Option<Decimal> {
    let seconds = exact::normal(Decimal::new(length, 3));
    raised(seconds, Some(rounding.minimum.into()), Some(rounding.increment.into()))
}

/// Without a rate: the quantity that the usage states; else the vendor's blocks; else its length, as
/// the policy rounds it.
fn by_habit(usage: &Place<'_>, length: Option<i64>, rounding: Option<LengthRounding>) -> Expected {
    let amount = usage.amount();
    let currency = Currency::parse(usage.text(TextField::Currency));
    let price = usage.unit_price();
    let block = Decimal::from(usage.part.habits.block_seconds);
    let one = Units { base: Decimal::ONE, unit_size: Decimal::ONE };
    let (units, measures, is_counted) = match (usage.quantity(), length) {
        (Some(quantity), _) => {
            let unit = Unit::parse(usage.text(TextField::Unit));
            let measures = unit.map_or(Dimension::Count, |it| it.dimension);
            let units = in_base(Units { base: quantity, ..one }, unit);
            (units, measures, measures == Dimension::Count)
        }
        (None, Some(length)) if !block.is_zero() => {
            let seconds = Decimal::new(length.max(0), 3);
            let base = raised(seconds, Some(block), Some(block)).unwrap_or(seconds);
            (Units { base, unit_size: block }, Dimension::Time, true)
        }
        (None, Some(length)) if length >= 0 => {
            let seconds = exact::normal(Decimal::new(length, 3));
            let billed = rounding.filter(|_| length > 0).and_then(|it| rounded(length, it));
            (Units { base: billed.unwrap_or(seconds), ..one }, Dimension::Time, false)
        }
        (None, _) => (one, Dimension::Count, true),
    };
    let (units, measures) = (Some(units), Some(measures));
    Expected { units, measures, is_counted, amount, price, currency, ..Expected::default() }
}
