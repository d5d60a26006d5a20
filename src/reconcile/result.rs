//! What a reconciliation came to: the verdict on every row, the sums, and what they were made with.

use crate::dataset::TextField;
use crate::domain::outcome::Standing;
use crate::domain::{AlikeIds, ExactSum, MatchPolicy, Outcome};
use crate::normalize::Zone;
use crate::reconcile::classify::{Judged, Stated, judge};
use crate::reconcile::group_sum::GroupSum;
use crate::reconcile::pairs::Marks;
use crate::reconcile::tally::{Tallied, Tally};
use crate::reconcile::terms::Of;
use crate::reconcile::zones::Shift;
use crate::reconcile::{Books, ByRow, NONE, Place, Pricing, Terms, aggregate, measures};
use litemap::LiteMap;
use rust_decimal::Decimal;

/// How many outcomes there are.
pub const OUTCOMES: usize = Outcome::ALL.len();

/// What a reconciliation came to.
#[derive(Debug)]
pub struct Reconciliation {
    /// Outcome, partner and flags of every row.
    pub marks: Marks,
    /// Sums.
    pub tally: Tally,
    /// The numbering of texts.
    pub terms: Terms,
    /// The rates that were used.
    pub pricing: Pricing,
    /// The policy that was used.
    pub policy: MatchPolicy,
    /// The policy's zone.
    pub zone: Zone,
    /// The number of the currency that a blank one stands for: the only one there is over both sides
    /// and the rate card; 0 when there are several or none.
    pub default_currency: u32,
    /// Sum of what was billed too much, by currency.
    pub disputable: LiteMap<u32, ExactSum>,
    /// Records without a rate.
    pub unrated: u64,
    /// Ids that are alike and were held to be different.
    pub alike_ids: Option<AlikeIds>,
    /// How many lines and records that share no id began and lasted alike, where no rule ties them.
    pub same_times: Option<u64>,
    /// How much the times of the two sides are apart, where lines that share no id would match so.
    pub shift: Option<Shift>,
    /// Lines that measure calls and conferences.
    pub measured: ByRow<measures::Measure>,
}

impl Reconciliation {
    /// Whether a line is one of a pair by id.
    pub fn is_pair(&self, line: u32, outcome: Outcome) -> bool {
        outcome != Outcome::DuplicateLine && self.marks.partner_of_line(line) != NONE
    }

    /// Whether a record stands for itself: a repeat, or one that is tied to no line.
    pub fn stands_alone(&self, record: u32) -> bool {
        self.marks.record(record) == Some(Outcome::DuplicateUsage)
            || self.marks.partner_of_record(record) == NONE
    }

    /// The lines, and the records that stand for themselves, with one of some outcomes; with any
    /// where none is named.
    #[inline(never)]
    pub fn rows(&self, wanted: &[Outcome]) -> [Vec<u32>; 2] {
        let mut is_wanted = [wanted.is_empty(); OUTCOMES];
        for outcome in wanted {
            if let Some(it) = is_wanted.get_mut(usize::from(outcome.index())) {
                *it = true;
            }
        }
        let wants = |mark: u8| is_wanted.get(usize::from(mark)).copied().unwrap_or(false);
        let lines = self.marks.lines.iter().zip(0u32..).filter(|(mark, _)| wants(**mark));
        let records = self.marks.records.iter().zip(0u32..).filter(|(mark, _)| wants(**mark));
        [
            lines.map(|(_, row)| row).collect(),
            records.map(|(_, row)| row).filter(|row| self.stands_alone(*row)).collect(),
        ]
    }

    /// How many of these rows have each outcome, in the order of [`Outcome::ALL`].
    #[inline(never)]
    pub fn counts(&self) -> [u64; OUTCOMES] {
        let mut counts = [0; OUTCOMES];
        let mut count = |mark: u8| {
            if let Some(it) = counts.get_mut(usize::from(mark)) {
                *it += 1;
            }
        };
        self.marks.lines.iter().for_each(|mark| count(*mark));
        let records = self.marks.records.iter().zip(0u32..);
        records.filter(|it| self.stands_alone(it.1)).for_each(|(mark, _)| count(*mark));
        counts
    }

    /// Billed and expected of a line that is not one of a pair. What cannot be told is expected as
    /// it was billed, so that it makes no difference; what should not have been billed at all is
    /// expected at nothing.
    pub fn line_figures(
        &self,
        row: u32,
        place: &Place<'_>,
        outcome: Outcome,
    ) -> (Decimal, Option<Decimal>) {
        let billed = place.amount().unwrap_or_default();
        let expected = match outcome {
            // It is for another period, and right there.
            Outcome::OutOfPeriod if self.marks.outside.contains_key(&row) => billed,
            Outcome::BilledWithoutUsage | Outcome::DuplicateLine | Outcome::OutOfPeriod => {
                Decimal::ZERO
            }
            Outcome::NonUsage | Outcome::Ambiguous | Outcome::NotComparable => billed,
            _ => self.expected_of_group(row).unwrap_or(billed),
        };
        (billed, Some(expected))
    }

    /// Whether a line agrees with a record.
    pub(super) fn agree(&self, books: &Books<'_>, record: u32, line: u32) -> bool {
        let (Some(usage), Some(billed)) = (books.usage.place(record), books.billed.place(line))
        else {
            return false;
        };
        let expected = self.pricing.expect(&self.terms, &usage, record);
        let judged = judge(&Stated::of(&billed), &expected, &self.policy.tolerance, &self.pricing);
        judged.outcome.standing() == Standing::Agrees
    }

    /// The verdict on a line's group, computed again from its records.
    pub fn group_of(&self, books: &Books<'_>, line: u32) -> Option<Judged> {
        if let Some(made) = self.measured.get(line) {
            return Some(made.judged.clone());
        }
        let place = books.billed.place(line)?;
        let mut sum = GroupSum::default();
        for row in self.marks.groups.records(line) {
            let usage = books.usage.place(*row)?;
            sum.add(&self.pricing.expect(&self.terms, &usage, *row));
        }
        Some(aggregate::judge_group(&self.pricing, &self.policy, &Stated::of(&place), sum))
    }

    /// What a line that is held against several records is expected to come to; none when that cannot
    /// be told.
    pub fn expected_of_group(&self, line: u32) -> Option<Decimal> {
        match self.measured.get(line) {
            Some(made) => made.judged.expected,
            None => self.marks.groups.expected(line),
        }
    }

    /// The number of a row's currency; a blank one stands for the only one there is.
    pub fn currency(&self, of: Of, place: &Place<'_>) -> u32 {
        match self.terms.code(of, TextField::Currency, place) {
            0 => self.default_currency,
            code => code,
        }
    }

    /// The number of a record's currency: its rate's, else its own.
    pub fn record_currency(&self, place: &Place<'_>, row: u32) -> u32 {
        let of_rate = self.pricing.ladder(&self.terms, place, row).and_then(|it| it.currency);
        let code = of_rate.and_then(|it| self.terms.find(TextField::Currency, it.as_str()));
        code.unwrap_or_else(|| self.currency(Of::Usage, place))
    }

    /// Adds to the sums.
    pub(super) fn add(&mut self, entry: &Tallied) {
        self.tally.add(entry);
        let (Some((billed, scale)), Some((expected, expected_scale))) =
            (entry.billed, entry.expected)
        else {
            return;
        };
        if entry.outcome.standing() != Standing::Differs
            || (billed, scale) == (expected, expected_scale)
        {
            return;
        }
        let mut more = ExactSum::default();
        more.add_scaled(billed, scale);
        more.add_scaled(-expected, expected_scale);
        if more.is_positive() {
            self.disputable.entry(entry.currency).or_default().merge(&more);
        }
    }
}
