//! Which of the rows that share an id are a pair.
//!
//! A usage may be given in several versions, and a bill may have several lines for it. Of all pairs of
//! a record and a line the best one is kept, for both of them: one whose line is for the service that
//! was used, of which both lie in the period, which agrees, which agrees in part; and between equals
//! the one that is smallest by content. So the order of rows has no say.

use crate::dataset::TextField;
use crate::domain::{Outcome, Tolerances, order};
use crate::reconcile::books::Window;
use crate::reconcile::classify::{Stated, judge};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Place, Pricing, Side, Terms};

/// So many pairs of one id are compared. Where there are more, the lines are held against one record.
const MOST_PAIRS: usize = 1024;

/// What rows are compared by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'g, 'b> {
    pub(super) books: &'g Books<'b>,
    pub(super) terms: &'g Terms,
    pub(super) pricing: &'g Pricing,
    pub(super) tolerances: &'g Tolerances,
    pub(super) window: Window,
}

/// How badly a record and a line fit: for another service, out of the period, how far apart.
type Misfit = (bool, bool, u8);

impl Ground<'_, '_> {
    /// The best pair; none where a side has no row.
    pub(super) fn best(&self, records: &[u32], lines: &[u32]) -> Option<(u32, u32)> {
        let mut records = self.in_order(false, records);
        let lines = self.in_order(true, lines);
        if records.len() * lines.len() > MOST_PAIRS {
            records.truncate(1);
        }
        if let ([record], [line]) = (records.as_slice(), lines.as_slice()) {
            return Some((*record, *line));
        }
        let mut best: Option<(Misfit, (u32, u32))> = None;
        for line in &lines {
            for record in &records {
                let Some(misfit) = self.misfit(*record, *line) else { continue };
                if best.is_none_or(|(least, _)| misfit < least) {
                    best = Some((misfit, (*record, *line)));
                }
            }
        }
        best.map(|it| it.1)
    }

    /// The row to keep among rows that have no counterpart: in the period, then smallest by content.
    pub(super) fn first(&self, is_line: bool, rows: &[u32]) -> Option<u32> {
        self.in_order(is_line, rows).first().copied()
    }

    /// Whether a line lies in the period.
    pub(super) fn has_line(&self, line: u32) -> bool {
        self.books.billed.place(line).is_some_and(|it| self.window.has_line(&it))
    }

    fn side(&self, is_line: bool) -> &Side<'_> {
        if is_line { &self.books.billed } else { &self.books.usage }
    }

    /// Rows that say different things, those in the period first, then by content.
    fn in_order(&self, is_line: bool, rows: &[u32]) -> Vec<u32> {
        if let [only] = rows {
            return vec![*only];
        }
        let side = self.side(is_line);
        let has = |it: &Place<'_>| {
            if is_line { self.window.has_line(it) } else { self.window.has_record(it) }
        };
        let key = |row: &u32| side.place(*row).map(|it| (!has(&it), it.order()));
        let mut keyed: Vec<_> = rows.iter().map(|row| (key(row), *row)).collect();
        order::sort(&mut keyed);
        keyed.dedup_by(|a, b| a.0 == b.0);
        keyed.into_iter().map(|it| it.1).collect()
    }

    fn misfit(&self, record: u32, line: u32) -> Option<Misfit> {
        let usage = self.books.usage.place(record)?;
        let billed = self.books.billed.place(line)?;
        let service = |of, place| self.terms.code(of, TextField::Service, place);
        let is_other = service(Of::Usage, &usage) != service(Of::Billed, &billed);
        let is_outside = !(self.window.has_record(&usage) && self.window.has_line(&billed));
        // What was used before in the month is not known yet: tiers are taken from their beginning.
        let expected = self.pricing.expect(self.terms, &usage, record);
        let stated = Stated::of(&billed);
        let apart = match judge(&stated, &expected, self.tolerances, self.pricing).outcome {
            Outcome::Matched => 0,
            Outcome::WithinTolerance => 1,
            Outcome::QuantityVariance | Outcome::RateVariance => 2,
            Outcome::AmountVariance => 3,
            _ => 4,
        };
        Some((is_other, is_outside, apart))
    }
}
