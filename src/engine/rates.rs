//! The rates in use: those of the cards that were read, or a table that was set, and the cards that came
//! after it.

use crate::diagnostics::Diagnostic;
use crate::domain::order;
use crate::engine::Engine;
use crate::engine::forms::RateForm;
use crate::engine::protocol::Rates;
use crate::engine::source::Source;

impl Engine {
    /// The rates in use.
    pub(super) fn rates(&self) -> Vec<RateForm> {
        match &self.rates_set {
            Some(rates) => self.completed(rates),
            None => self.completed(&Rates::default()),
        }
    }

    /// These rates, and those of cards that did not go into them.
    pub(super) fn completed(&self, rates: &Rates) -> Vec<RateForm> {
        let others = self.sources.values().filter(|it| !holds(rates, it));
        rates.rows.iter().chain(others.flat_map(|it| &it.rates)).cloned().collect()
    }

    /// The rates in use, with the cards that they are of.
    pub(super) fn rates_in_use(&self) -> Rates {
        let mut of = self.rates_set.as_ref().map(|it| it.of.clone()).unwrap_or_default();
        let cards = self.sources.values().filter(|it| !it.rates.is_empty()).map(|it| it.id);
        of.extend(cards);
        order::sort(&mut of);
        of.dedup();
        let files = self.rates_set.as_ref().map(|it| it.files.clone()).unwrap_or_default();
        Rates { rows: self.rates(), of, files }
    }

    /// What is wrong with a row of the card, with the file that it is in and its line there. Rates
    /// that were edited are in no file.
    pub(super) fn placed(&self, mut wrong: Diagnostic) -> Diagnostic {
        let mut row = usize::try_from(wrong.place.line).unwrap_or(0);
        let edited = self.rates_set.is_some();
        for source in self.sources.values().filter(|_| !edited) {
            if row > 0 && row <= source.rates.len() {
                let texts = source.entries.iter().flat_map(|it| &it.facts);
                let text = texts.map(|it| it.value.as_str()).next().unwrap_or_default();
                wrong.place.line = u64::try_from(row).unwrap_or(0);
                return crate::cards::file::read(text).in_file(wrong).with(source.name.clone());
            }
            row = row.saturating_sub(source.rates.len());
        }
        wrong
    }
}

/// Whether the rates of a card went into these. One that is as long as a file whose rates did is taken for
/// it until its hash says otherwise.
fn holds(rates: &Rates, card: &Source) -> bool {
    let is_it = |(size, hash): &(u64, String)| {
        *size == card.size && card.hash.as_ref().is_none_or(|it| it == hash)
    };
    rates.of.contains(&card.id) || rates.files.iter().any(is_it)
}
