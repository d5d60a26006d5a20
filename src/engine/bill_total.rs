//! A bill's own total against the sum of its lines.
//!
//! The rows that add up others are no lines and are not counted; what they state is a control total.
//! Where a bill has several (a net one, one with tax, one that is due), it is enough that one of them
//! is the sum of the lines. Sheets and files of an archive may have a total each.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::Role;
use crate::engine::Sources;
use crate::engine::source::{Source, State};
use crate::engine::views::{amounts, decimal};
use crate::layout::{Field, Plan, names_part};
use crate::normalize::number;
use crate::source::SourceId;
use rust_decimal::Decimal;

/// Says anew of every bill whether it adds up. Gives the sources of which something else is said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let mut changed = Vec::new();
    for source in sources.iter_mut().map(|it| it.1).filter(|it| it.is_checked()) {
        let said = differs(source);
        if source.report.say_anew(Code::InvoiceArithmetic, said) {
            changed.push(source.id);
        }
    }
    changed
}

fn differs(source: &Source) -> Option<Diagnostic> {
    if source.state != State::Ready || source.role() != Role::Billed || source.mark_question() {
        return None;
    }
    let stated = totals(source);
    let (first, total) = stated.first()?;
    // Sums of several currencies have no total in common.
    let [sum] = amounts(source) else { return None };
    let of_lines: Decimal = sum.value.parse().ok()?;
    let all = stated.iter().try_fold(Decimal::ZERO, |sum, (_, total)| sum.checked_add(*total));
    let is_parted = source.entries.len() > 1 && all == Some(of_lines);
    if is_parted || stated.iter().any(|(_, total)| *total == of_lines) {
        return None;
    }
    let found = Diagnostic::new(Code::InvoiceArithmetic).at(first.place.clone());
    Some(found.with(decimal(*total)).with(decimal(of_lines)))
}

/// The totals that a bill states, with their places. A subtotal is of some lines only, whatever stands in
/// front of its name or behind it.
fn totals(source: &Source) -> Vec<(&Diagnostic, Decimal)> {
    let mut totals = Vec::new();
    // A total with taxes is none of lines without them.
    let with_taxes = |it: &Plan| it.column_of(Field::Tax).is_some();
    for entry in source.entries.iter().filter(|it| !with_taxes(&it.plan)) {
        for reject in entry.table.rejects() {
            let mut cells = reject.text.split([',', ';', '\t', '|', '"']);
            let is_total = reject.diagnostic.code == Code::SummaryRow
                && !reject.text.to_ascii_lowercase().contains("subtotal")
                && !cells.any(names_part);
            let amount = reject.diagnostic.params.first().filter(|_| is_total);
            let read = amount
                .and_then(|it| number::parse(it.trim().as_bytes(), entry.plan.decimal_mark).ok());
            totals.extend(read.map(|it| (&reject.diagnostic, it.decimal())));
        }
    }
    totals
}
