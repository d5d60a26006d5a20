//! Tiers and free units: what a record costs depends on what was used before it in its month.

use crate::dataset::{Id, TextField};
use crate::normalize::Zone;
use crate::rating::{LadderId, Meter};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Pricing, Terms};

/// A record that is metered: ladder, account, month, start, id, content, row.
type Metered = (LadderId, u32, i32, i64, Id, u64, u32);

/// Runs the meters over all records that count, in the order of time (then id, then content), one
/// meter for each ladder, account and month.
pub fn run(
    books: &Books<'_>,
    terms: &Terms,
    pricing: &mut Pricing,
    zone: Zone,
    counts: &dyn Fn(u32) -> bool,
) {
    if !pricing.card().ladders().iter().any(crate::rating::Ladder::depends_on_order) {
        return;
    }
    let mut rows: Vec<Metered> = Vec::new();
    for row in 0..books.usage.len() {
        if pricing.calls.is_later(row) {
            continue;
        }
        let Some(place) = books.usage.place(row).filter(|_| counts(row)) else { continue };
        let ladder = pricing.ladder(terms, &place, row);
        let Some(ladder) = ladder.filter(|it| it.depends_on_order()) else { continue };
        let start = pricing.when(place.start(), place.end());
        let account = terms.code(Of::Usage, TextField::Account, &place);
        rows.push((
            ladder.id,
            account,
            zone.month_of(start),
            start,
            place.id(),
            place.content(),
            row,
        ));
    }
    rows.sort_unstable();
    let is_one = |a: &Metered, b: &Metered| (a.0, a.1, a.2) == (b.0, b.1, b.2);
    for rows in rows.chunk_by(is_one) {
        let mut meter = Meter::default();
        for (ladder, .., row) in rows {
            let Some(place) = books.usage.place(*row) else { continue };
            let Some(rate) = pricing.card().ladder(*ladder) else { continue };
            let billable = rate.billable(pricing.measured(&place, *row));
            if let Some(charge) = billable.and_then(|it| meter.charge(rate, it)) {
                pricing.metered.insert(*row, charge);
            }
        }
    }
}
