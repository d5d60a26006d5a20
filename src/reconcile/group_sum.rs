//! What many records come to together.

use crate::domain::{Dimension, Flag, Unit};
use crate::rating::exact::{divide, plus};
use crate::rating::{LadderId, Units};
use crate::reconcile::classify::has_blocks;
use crate::reconcile::expect::Expected;
use rust_decimal::Decimal;

/// The expectation of a group of records: the sum of its members.
#[derive(Debug, Clone, Default)]
pub struct GroupSum {
    /// What its records have in common; none before the first one.
    common: Option<Expected>,
    /// Base units of what is measured; none once that of a record cannot be told.
    base: Option<Decimal>,
    /// Units, each of the size it has for its record; none once one is neither thing nor block.
    counted: Option<Decimal>,
    /// How long its records took, in seconds; none once that of one cannot be told.
    took: Option<Decimal>,
    n_measured: u64,
    n_priced: u64,
    sizes_differ: bool,
    bases_differ: bool,
    /// The size of unit that each ladder had first, in their order: a card may have thousands.
    size_of: Vec<(LadderId, Option<Decimal>)>,
    amount: Decimal,
    /// Amounts that are still to be divided, by what they are.
    undivided: Vec<(Decimal, Decimal)>,
    /// Whether the amount has become too large to be held.
    is_too_large: bool,
    unpriced: u64,
}

impl GroupSum {
    /// Adds a record.
    pub fn add(&mut self, one: &Expected) {
        let is_nothing = one.units.is_some_and(|it| it.base.is_zero());
        self.n_priced += u64::from(one.amount.is_some());
        match one.amount.map(|it| self.add_amount(it, one.undivided)) {
            Some(Some(())) => {}
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
        self.took = if self.n_measured == 1 {
            one.took
        } else {
            self.took.zip(one.took).and_then(|(sum, more)| plus(sum, more))
        };
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

    /// Adds what a record costs; none where the sum has become too large.
    fn add_amount(&mut self, amount: Decimal, undivided: Option<(Decimal, Decimal)>) -> Option<()> {
        let Some((more, size)) = undivided else {
            self.amount = plus(self.amount, amount)?;
            return Some(());
        };
        match self.undivided.iter_mut().find(|it| it.1 == size) {
            Some((sum, _)) => *sum = plus(*sum, more)?,
            None => self.undivided.push((more, size)),
        }
        Some(())
    }

    /// What all of it costs.
    fn amount(&self) -> Option<Decimal> {
        let divided = self.undivided.iter().map(|(sum, size)| divide(*sum, *size));
        divided.into_iter().try_fold(self.amount, |sum, it| plus(sum, it?))
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
        let all = self.amount();
        let mut sum = self.common.unwrap_or_default();
        if self.unpriced > 0 && self.n_priced > 0 {
            // What some of it costs is known, so the bill's own price is not taken for all of it.
            sum.without_sum = sum.without_sum.or(Some(Flag::NoRate));
        }
        sum.undivided = None;
        sum.amount = all.filter(|_| self.unpriced == 0 && self.n_priced > 0 && !self.is_too_large);
        (sum.took, sum.n_records) = (self.took, self.n_measured);
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
