//! The rate card: rows read into ladders, and the one that fits a usage best.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::forms::RateForm;
use crate::domain::order;
use crate::domain::{Currency, Instant};
use crate::rating::conflict::{self, Claim};
use crate::rating::ladder::{Ladder, LadderId, Tier};
use crate::rating::row::{self, Row, Selectors, Terms, reason};
use chrono::NaiveDate;

/// All rates, ready to be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateCard {
    ladders: Vec<Ladder>,
    /// In the order of the selectors.
    by_selectors: Vec<(Selectors, Vec<LadderId>)>,
    /// Which of the 16 sets of selectors any rate names, the most specific first.
    masks: Vec<u8>,
    /// How many selectors each ladder names.
    n_selectors: Vec<u32>,
    /// Whether ladders differ in their currency, so that it decides which of them holds.
    tells_currencies: bool,
}

/// What a rate is looked up by. Case and surrounding blanks do not matter; blank text fits only
/// rates that are for any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateKey<'a> {
    /// The vendor.
    pub vendor: &'a str,
    /// The service.
    pub service: &'a str,
    /// The account.
    pub account: &'a str,
    /// The channel.
    pub channel: &'a str,
    /// When it was used.
    pub at: Instant,
    /// What it is charged in; none where that is not known.
    pub currency: Option<Currency>,
}

impl RateCard {
    /// Reads the rows. `midnight` tells the instant at which a local day begins. Rows with a bad
    /// cell are told and left out (`place.line` is the row from 1, `place.field` the column); of
    /// rates that clash, which is told as well, the one that comes first in the card is used.
    pub fn from_forms(
        forms: &[RateForm],
        midnight: &impl Fn(NaiveDate) -> Instant,
    ) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let rows: Vec<Row> = forms
            .iter()
            .zip(1u32..)
            .filter_map(|(form, number)| row::read(form, number, midnight, &mut diagnostics))
            .collect();
        let ladders = into_ladders(rows, &mut diagnostics);
        report_conflicts(&ladders, &mut diagnostics);

        let mut card = Self::default();
        let mut named = Vec::new();
        for ((terms, tiers), id) in ladders.into_iter().zip((0u32..).map(LadderId)) {
            let names = terms.selectors.iter().zip(BITS).filter(|(it, _)| it.is_some());
            let mask: u8 = names.map(|(_, bit)| bit).sum();
            card.n_selectors.push(mask.count_ones());
            card.masks.push(mask);
            named.push((terms.selectors, id));
            card.ladders.push(Ladder {
                id,
                currency: terms.currency,
                measure: terms.measure,
                unit_size: terms.unit_size,
                minimum: terms.minimum,
                increment: terms.increment,
                free_units: terms.free_units,
                tiers,
                rounding: terms.rounding,
                is_shared: terms.is_shared,
                valid_from: terms.valid_from,
                valid_until: terms.valid_until,
            });
        }
        card.by_selectors = order::grouped(named);
        order::sort_by_key(&mut card.masks, |it| (std::cmp::Reverse(it.count_ones()), *it));
        card.masks.dedup();
        let mut currencies = card.ladders.iter().map(|it| it.currency);
        let first = currencies.next();
        card.tells_currencies = currencies.any(|it| Some(it) != first);
        order::sort_by_key(&mut diagnostics, |it| (it.place.line, it.place.column));
        (card, diagnostics)
    }

    /// The most specific ladder that holds for a key, or none.
    pub fn find(&self, key: RateKey<'_>) -> Option<&Ladder> {
        let candidates = self.candidates(key.vendor, key.service, key.account, key.channel);
        self.pick(&candidates, key.at, key.currency)
    }

    /// Every ladder that fits, whenever it holds, most specific first. Worth keeping for a
    /// combination of vendor, service, account and channel that comes again.
    pub fn candidates(
        &self,
        vendor: &str,
        service: &str,
        account: &str,
        channel: &str,
    ) -> Vec<LadderId> {
        let words = [vendor, service, account, channel].map(row::fold);
        let mut found: Vec<(u32, LadderId)> = Vec::new();
        for mask in &self.masks {
            if let Some(selectors) = named(&words, *mask)
                && let Ok(at) = self.by_selectors.binary_search_by(|it| it.0.cmp(&selectors))
                && let Some((_, ids)) = self.by_selectors.get(at)
            {
                found.extend(ids.iter().map(|id| (4 - mask.count_ones(), *id)));
            }
        }
        order::sort(&mut found);
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether any rate is for a service of this name.
    pub fn names_service(&self, service: &str) -> bool {
        let wanted = row::fold(service);
        self.by_selectors.iter().any(|([_, own, ..], _)| own.as_ref() == Some(&wanted))
    }

    /// The first of these ladders that holds at an instant, and for a currency.
    ///
    /// Of those that are as specific, one in the currency goes before one that is for any. Where none is
    /// for the currency the first holds nevertheless, so that the comparison tells that currencies
    /// differ. Where the currency is not known, one of several currencies is not picked by chance.
    pub fn pick(
        &self,
        candidates: &[LadderId],
        at: Instant,
        currency: Option<Currency>,
    ) -> Option<&Ladder> {
        let mut holding =
            candidates.iter().filter_map(|id| self.ladder(*id)).filter(|it| it.holds_at(at));
        if !self.tells_currencies {
            return holding.next();
        }
        let holding: Vec<&Ladder> = holding.collect();
        let first = *holding.first()?;
        let specific =
            |it: &Ladder| usize::try_from(it.id.0).ok().and_then(|it| self.n_selectors.get(it));
        if currency.is_some() {
            let fits = holding.iter().filter(|it| it.currency.is_none() || it.currency == currency);
            let key =
                |it: &&&Ladder| (std::cmp::Reverse(specific(it)), it.currency.is_none(), it.id);
            return fits.min_by_key(key).copied().or(Some(first));
        }
        let alike = holding.iter().take_while(|it| specific(it) == specific(first));
        match alike.clone().find(|it| it.currency.is_none()) {
            Some(any) => Some(any),
            None => alike.clone().all(|it| it.currency == first.currency).then_some(first),
        }
    }

    /// Whether the currency that a usage is charged in decides which ladder holds for it.
    pub fn tells_currencies(&self) -> bool {
        self.tells_currencies
    }

    /// A ladder by its position.
    pub fn ladder(&self, id: LadderId) -> Option<&Ladder> {
        self.ladders.get(usize::try_from(id.0).ok()?)
    }

    /// All ladders in the order of the card.
    pub fn ladders(&self) -> &[Ladder] {
        &self.ladders
    }

    /// Whether the card has no usable rate.
    pub fn is_empty(&self) -> bool {
        self.ladders.is_empty()
    }
}

/// What vendor, service, account and channel are in a mask.
const BITS: [u8; 4] = [8, 4, 2, 1];

/// The selectors that name exactly the words of a mask; none when one of them is blank.
fn named(words: &[String; 4], mask: u8) -> Option<Selectors> {
    let mut selectors = Selectors::default();
    for ((slot, word), bit) in selectors.iter_mut().zip(words).zip(BITS) {
        if mask & bit != 0 {
            if word.is_empty() {
                return None;
            }
            *slot = Some(word.clone());
        }
    }
    Some(selectors)
}

/// Gathers rows of the same terms, in the order in which their first row stands in the card.
fn into_ladders(rows: Vec<Row>, diagnostics: &mut Vec<Diagnostic>) -> Vec<(Terms, Vec<Tier>)> {
    let tiers = rows
        .into_iter()
        .map(|row| (row.terms, Tier { from: row.tier_from, price: row.price, row: row.number }));
    let mut ladders: Vec<(Terms, Vec<Tier>)> = Vec::new();
    for (terms, mut tiers) in order::grouped(tiers.collect()) {
        order::sort_by_key(&mut tiers, |tier| tier.from);
        tiers.dedup_by(|tier, twin| {
            let is_twin = tier.from == twin.from;
            if is_twin {
                let row =
                    row::complain(Code::RateConflict, tier.row, "tier_from", &twin.row.to_string());
                diagnostics.push(row.with(tier.row.to_string()));
            }
            is_twin
        });
        match tiers.first() {
            Some(first) if first.from.is_zero() => ladders.push((terms, tiers)),
            Some(first) => diagnostics.push(
                row::complain(Code::BadRate, first.row, "tier_from", &first.from.to_string())
                    .with(reason::FIRST_TIER),
            ),
            None => {}
        }
    }
    order::sort_by_key(&mut ladders, |(_, tiers)| first_row(tiers));
    ladders
}

fn first_row(tiers: &[Tier]) -> u32 {
    tiers.iter().map(|tier| tier.row).min().unwrap_or_default()
}

/// Tells each ladder that clashes with an earlier one: parameters are the earlier row and its own.
fn report_conflicts(ladders: &[(Terms, Vec<Tier>)], diagnostics: &mut Vec<Diagnostic>) {
    let claims: Vec<Claim<'_>> = ladders
        .iter()
        .map(|(terms, _)| Claim {
            selectors: &terms.selectors,
            currency: terms.currency,
            valid_from: terms.valid_from,
            valid_until: terms.valid_until,
        })
        .collect();
    let row_of = |at: usize| ladders.get(at).map_or(0, |(_, tiers)| first_row(tiers));
    for (later, earlier) in conflict::find(&claims) {
        let (later, earlier) = (row_of(later), row_of(earlier));
        diagnostics.push(
            row::complain(Code::RateConflict, later, "", &earlier.to_string())
                .with(later.to_string()),
        );
    }
}
