//! Tiers and free units: what a record costs depends on what was used before it in its month.

use crate::dataset::{ById, Id, TextField, by_id};
use crate::normalize::Zone;
use crate::rating::{Ladder, LadderId, Meter};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Pricing, Terms};
use std::ops::Range;

/// A ladder, an account and a month, which is what has a meter of its own, as one number.
fn metered(ladder: LadderId, account: u32, month: i32) -> Id {
    let parts = [ladder.0, account, month.cast_unsigned(), 0];
    Id(parts.into_iter().fold(0, |all, it| all << 32 | u128::from(it)))
}

/// The ladder in such a number.
fn ladder_of(metered: Id) -> LadderId {
    LadderId(u32::try_from(metered.0 >> 96).unwrap_or(u32::MAX))
}

/// Meters all records that count, a slice at a time: first they are gathered and brought into their
/// order, then each is metered.
#[derive(Debug, Default)]
pub(super) struct Metering {
    /// What each record is metered by, when it was, and its row.
    records: Vec<ById>,
    meter: Meter,
    of: Option<Id>,
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
            let own = terms.code(Of::Usage, TextField::Account, &place);
            let account = if ladder.is_shared { 0 } else { own };
            let of = metered(ladder.id, account, zone.month_of(start));
            self.records.push((of, Some(start), 0, u64::from(row)));
        }
    }

    /// Brings what was gathered into its order: that of time and id, and where these are the same, as
    /// they are without ids, that of what records say.
    #[inline(never)]
    pub(super) fn sort(&mut self, books: &Books<'_>) {
        by_id::sort(&mut self.records);
        let place = |row: u64| books.usage.place(u32::try_from(row).ok()?);
        let mut said: Vec<ById> = Vec::new();
        let is_at_once = |a: &ById, b: &ById| (a.0, a.1) == (b.0, b.1);
        for at_once in self.records.chunk_by_mut(is_at_once).filter(|it| it.len() > 1) {
            let id = |row: u64| place(row).map_or(Id::NONE, |it| it.id());
            said.clear();
            said.extend(at_once.iter().map(|it| (id(it.3), None, 0, it.3)));
            by_id::sort(&mut said);
            for alike in said.chunk_by_mut(|a, b| a.0 == b.0).filter(|it| it.len() > 1) {
                alike.iter_mut().for_each(|it| it.2 = place(it.3).map_or(0, |it| it.content()));
                by_id::sort(alike);
            }
            at_once.iter_mut().zip(&said).for_each(|(to, it)| to.3 = it.3);
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
            let row = u32::try_from(*row).unwrap_or(u32::MAX);
            let Some(place) = books.usage.place(row) else { continue };
            let before = self.meter;
            let Some(rate) = pricing.card().ladder(ladder_of(*of)) else { continue };
            let billable = rate.billable(pricing.measured(&place, row));
            if billable.and_then(|it| self.meter.charge(rate, it)).is_some() {
                pricing.metered.put(row, before);
            }
        }
    }
}
