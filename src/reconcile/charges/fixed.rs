//! Fixed charges against the rate card: what usage does not measure may still have a price that was agreed.

use super::{has, told};
use crate::dataset::TextField;
use crate::domain::{Currency, Dimension, Outcome};
use crate::rating::{Ladder, MeasureKind, Measured, charge};
use crate::reconcile::aggregate::judge_sum;
use crate::reconcile::classify::Stated;
use crate::reconcile::expect::Expected;
use crate::reconcile::measures::Measure;
use crate::reconcile::{Books, Place, Pricing, Reconciliation};
use rust_decimal::Decimal;

/// Judges the lines that usage does not measure by the rates that name them. One that agrees stays what it
/// is; of any other the verdict says what the contract asks for.
#[inline(never)]
pub(in crate::reconcile) fn check(books: &Books<'_>, result: &mut Reconciliation) {
    let Reconciliation { policy, pricing, marks, measured, .. } = result;
    for part in books.billed.parts() {
        let named = told(part, TextField::Service, &|it| pricing.card().names_service(it));
        if !named.contains(&true) {
            continue;
        }
        for line in part.base..part.base + part.table.len() {
            if marks.line(line) != Some(Outcome::NonUsage) {
                continue;
            }
            let Some(place) = books.billed.place(line) else { continue };
            if !has(&named, place.code(TextField::Service)) {
                continue;
            }
            let Some(expected) = expected(books, pricing, &place) else { continue };
            let judged = judge_sum(pricing, policy, &Stated::of(&place), expected);
            if !matches!(judged.outcome, Outcome::Matched | Outcome::WithinTolerance) {
                marks.set_line(line, judged.outcome);
                judged.flags.iter().for_each(|flag| marks.flag_line(line, flag));
                measured.put(line, Measure { judged, records: [].into(), is_peak: false });
            }
        }
    }
}

/// What a charge should come to, by a rate that names its service; none where no rate does.
fn expected(books: &Books<'_>, pricing: &Pricing, line: &Place<'_>) -> Option<Expected> {
    let ladder = rate(books, pricing, line)?;
    let quantity = line.quantity().unwrap_or(Decimal::ONE);
    let base = ladder.billable(Measured { quantity: Some(quantity), ..Measured::default() })?;
    let charged = charge(ladder, Decimal::ZERO, ladder.free_base()?, base)?;
    let single = !ladder.depends_on_order();
    Some(Expected {
        units: Some(ladder.units(base)),
        measures: Some(Dimension::Count),
        is_counted: true,
        amount: Some(ladder.rounding.of_record(charged.amount, pricing.places())),
        price: single.then(|| ladder.first_price()),
        until: Some(charged.until).filter(|_| !single),
        currency: ladder.currency,
        ladder: Some(ladder.id),
        ..Expected::default()
    })
}

/// The rate of a charge. One for any service is for usage.
fn rate<'p>(books: &Books<'_>, pricing: &'p Pricing, line: &Place<'_>) -> Option<&'p Ladder> {
    let card = pricing.card();
    let text = |field| line.text(field);
    let (account, channel) = (text(TextField::Account), text(TextField::Channel));
    let service = text(TextField::Service);
    // A bill may say nothing of the vendor that its usage is of.
    let vendors = books.usage.parts().iter().map(|it| it.vendor);
    std::iter::once(line.part.vendor).chain(vendors).find_map(|vendor| {
        let any = card.candidates(vendor, "", account, channel);
        let mut own = card.candidates(vendor, service, account, channel);
        own.retain(|it| {
            let counts = |it: &Ladder| it.measure != MeasureKind::Duration;
            !any.contains(it) && card.ladder(*it).is_some_and(counts)
        });
        let at = pricing.when(line.start(), line.end());
        card.pick(&own, at, Currency::parse(text(TextField::Currency)))
    })
}
