//! Running sums of a reconciliation: by outcome, day, channel, account and service.

use crate::domain::{ExactSum, Outcome};
use crate::reconcile::ByRow;
use litemap::LiteMap;

/// Sums and counts of some rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Usage records.
    pub records: u64,
    /// Lines.
    pub lines: u64,
    /// Billed.
    pub billed: ExactSum,
    /// Expected.
    pub expected: ExactSum,
}

impl Figures {
    fn add(&mut self, entry: &Tallied) {
        self.records += entry.records;
        self.lines += entry.lines;
        if let Some((mantissa, scale)) = entry.billed {
            self.billed.add_scaled(mantissa, scale);
        }
        if let Some((mantissa, scale)) = entry.expected {
            self.expected.add_scaled(mantissa, scale);
        }
    }

    /// Billed minus expected.
    pub fn difference(&self) -> ExactSum {
        self.billed.less(&self.expected)
    }
}

/// A pair, a record or a line on its way into the sums.
#[derive(Debug, Clone, Copy)]
pub struct Tallied {
    /// Its outcome.
    pub outcome: Outcome,
    /// Number of its currency.
    pub currency: u32,
    /// Its day.
    pub day: Option<i32>,
    /// Numbers of its channel, account and service.
    pub groups: [u32; 3],
    /// Records in it.
    pub records: u64,
    /// Lines in it.
    pub lines: u64,
    /// Billed as mantissa and scale.
    pub billed: Option<(i128, u32)>,
    /// Expected as mantissa and scale.
    pub expected: Option<(i128, u32)>,
}

/// Sums in one currency.
#[derive(Debug, Clone, Default)]
pub struct InCurrency {
    /// By outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [Figures; Outcome::ALL.len()],
    /// By day (its bits without a sign), in no order.
    pub days: ByRow<Figures>,
    /// By channel, account, service.
    pub groups: [Vec<Figures>; 3],
}

/// All sums.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// By number of the currency.
    pub currencies: LiteMap<u32, InCurrency>,
}

impl Tally {
    /// Adds an entry.
    pub fn add(&mut self, entry: &Tallied) {
        if let Some(day) = entry.day {
            self.add_to_day(day, entry);
        }
        let sums = self.currencies.entry(entry.currency).or_default();
        if let Some(figures) = sums.outcomes.get_mut(usize::from(entry.outcome.index())) {
            figures.add(entry);
        }
        for (group, code) in sums.groups.iter_mut().zip(entry.groups) {
            let index = usize::try_from(code).unwrap_or(0);
            if group.len() <= index {
                group.resize(index + 1, Figures::default());
            }
            if let Some(figures) = group.get_mut(index) {
                figures.add(entry);
            }
        }
    }
    /// Adds an entry to the sums of a day only.
    pub fn add_to_day(&mut self, day: i32, entry: &Tallied) {
        // A month's fee on one day would hide what happened on the others.
        if entry.outcome != Outcome::NonUsage {
            let sums = self.currencies.entry(entry.currency).or_default();
            let day = day.cast_unsigned();
            sums.days.change(day, Figures::default(), |it| it.add(entry));
        }
    }
}
