//! Tiers and free units: what a record costs depends on what was used before it in its month.

use crate::dataset::{ById, Id, TextField, by_id};
use crate::normalize::Zone;
use crate::rating::{Ladder, LadderId, Meter};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Pricing, Terms};
use std::ops::Range;

/// A ladder, an account and a month: what has a meter of its own.
type Metered = (LadderId, u32, i32);
/// A record on the way to its meter: in the order of time, then id; its row.
type Counted = (Metered, i64, Id, u32);

/// Meters all records that count, a slice at a time: first they are gathered and brought into their
/// order, then each is metered.
#[derive(Debug, Default)]
pub(super) struct Metering {
    records: Vec<Counted>,
    meter: Meter,
    of: Option<Metered>,
}

impl Metering {
    /// Whether any rate asks what was used before.
    pub(super) fn is_needed(pricing: &Pricing) -> bool {
        pricing.card().ladders().iter().any(Ladder::depends_on_order)
    }

    /// Gathers some of the records.
    #[inline(never)]
    pub(super) fn gather(
        &mut self,
        books: &Books<'_>,
        (terms, pricing, zone): (&Terms, &Pricing, Zone),
        counts: &dyn Fn(u32) -> bool,
        rows: Range<u32>,
    ) {
        for row in rows.filter(|row| !pricing.calls.is_later(*row) && counts(*row)) {
            let Some(place) = books.usage.place(row) else { continue };
            let ladder = pricing.ladder(terms, &place, row);
            let Some(ladder) = ladder.filter(|it| it.depends_on_order()) else { continue };
            let start = pricing.when(place.start(), place.end());
            let account = terms.code(Of::Usage, TextField::Account, &place);
            let of = (ladder.id, account, zone.month_of(start));
            self.records.push((of, start, place.id(), row));
        }
    }

    /// Brings what was gathered into its order: that of time and id, and where these are the same, as
    /// they are without ids, that of what records say.
    #[inline(never)]
    pub(super) fn sort(&mut self, books: &Books<'_>) {
        self.records.sort_unstable();
        let mut said: Vec<ById> = Vec::new();
        let is_same = |a: &Counted, b: &Counted| (a.0, a.1, a.2) == (b.0, b.1, b.2);
        for alike in self.records.chunk_by_mut(is_same).filter(|it| it.len() > 1) {
            said.clear();
            said.extend(alike.iter().map(|(.., row)| {
                let content = books.usage.place(*row).map_or(0, |it| it.content());
                (Id::NONE, None, content, u64::from(*row))
            }));
            by_id::sort(&mut said);
            for ((.., row), said) in alike.iter_mut().zip(&said) {
                *row = u32::try_from(said.3).unwrap_or(0);
            }
        }
    }

    /// How many records were gathered.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Meters some of the records, behind those before.
    #[inline(never)]
    pub(super) fn run(&mut self, books: &Books<'_>, pricing: &mut Pricing, some: Range<usize>) {
        for (of, .., row) in self.records.get(some).into_iter().flatten() {
            if self.of != Some(*of) {
                (self.of, self.meter) = (Some(*of), Meter::default());
            }
            let Some(place) = books.usage.place(*row) else { continue };
            let before = self.meter;
            let Some(rate) = pricing.card().ladder(of.0) else { continue };
            let billable = rate.billable(pricing.measured(&place, *row));
            if billable.and_then(|it| self.meter.charge(rate, it)).is_some() {
                pricing.metered.insert(*row, before);
            }
        }
    }
}
