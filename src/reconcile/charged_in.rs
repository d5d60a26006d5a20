//! The currency that a usage is charged in. It is asked for only where a rate card has prices in
//! several, since then it decides which of them holds.

use crate::dataset::TextField;
use crate::domain::{Currency, Outcome};
use crate::reconcile::numbered::{Combination, Numbered};
use crate::reconcile::pairs::Marks;
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, ByRow, NONE, Place, Terms};

/// What the bill says of the currency of usage that states none itself.
#[derive(Debug, Clone, Default)]
pub struct ChargedIn {
    /// By account and service, 0 for any; none where lines are in several.
    by_terms: Vec<Option<Currency>>,
    terms: Numbered,
    /// By the record that a line is tied to.
    by_record: ByRow<Currency>,
}

impl ChargedIn {
    /// Notes the currencies of the open lines by account and service: a tax or a fee charges no usage.
    pub fn of(books: &Books<'_>, terms: &Terms, marks: &Marks) -> Self {
        let mut found = Self::default();
        let mut last = None;
        for line in (0..books.billed.len()).filter(|it| marks.line_is_open(*it)) {
            let Some(place) = books.billed.place(line) else { continue };
            let code = |field| terms.code(Of::Billed, field, &place);
            let (account, service) = (code(TextField::Account), code(TextField::Service));
            let this = (account, service, code(TextField::Currency));
            // Lines of one account come in runs.
            if last == Some(this) {
                continue;
            }
            last = Some(this);
            let Some(currency) = Currency::parse(place.text(TextField::Currency)) else { continue };
            for key in keys(account, service) {
                match found.by_terms.get_mut(found.terms.number(key)) {
                    Some(noted) => *noted = noted.filter(|it| *it == currency),
                    None => found.by_terms.push(Some(currency)),
                }
            }
        }
        found
    }

    /// Notes the currencies of the lines that records are tied to.
    pub fn tie(&mut self, books: &Books<'_>, marks: &Marks) {
        // A repeat is tied to the record that it repeats, and is charged as that one is.
        let tied = (0..books.usage.len()).map(|it| match marks.partner_of_record(it) {
            first if first != NONE && marks.record(it) == Some(Outcome::DuplicateUsage) => {
                (it, marks.partner_of_record(first))
            }
            line => (it, line),
        });
        let outside = marks.outside.iter().map(|(line, record)| (*record, *line));
        let calls = marks.lines_of_call.iter().flat_map(|it| {
            let line = it.lines.first().copied().unwrap_or(NONE);
            it.records.iter().map(move |record| (*record, line))
        });
        for (record, line) in tied.chain(outside).chain(calls).filter(|it| it.1 != NONE) {
            let place = books.billed.place(line);
            let currency = place.and_then(|it| Currency::parse(it.text(TextField::Currency)));
            if let Some(currency) = currency {
                // Of several lines of one record the order decides nothing.
                self.by_record.change(record, currency, |it| *it = (*it).min(currency));
            }
        }
    }

    /// That of a record: its own, else that of the line that it is tied to, else the one that the bill
    /// charges its account and service in. None where nothing tells.
    pub fn find(&self, terms: &Terms, usage: &Place<'_>, row: u32) -> Option<Currency> {
        let own = Currency::parse(usage.text(TextField::Currency));
        own.or_else(|| self.by_record.get(row).copied()).or_else(|| {
            let code = |field| terms.code(Of::Usage, field, usage);
            let keys = keys(code(TextField::Account), code(TextField::Service));
            keys.iter().find_map(|it| self.by_terms.get(self.terms.find(it)?).copied().flatten())
        })
    }
}

/// From the narrowest to the widest.
fn keys(account: u32, service: u32) -> [Combination; 4] {
    [(account, service), (account, 0), (0, service), (0, 0)].map(|(a, s)| (0, [a, s, 0, 0, 0]))
}
