//! Rates that fit one usage equally well.

use crate::domain::{Currency, Instant, order};
use crate::rating::row::Selectors;

/// What of a ladder decides whether it can clash with another.
pub(crate) struct Claim<'a> {
    pub(crate) selectors: &'a Selectors,
    pub(crate) currency: Option<Currency>,
    pub(crate) valid_from: Option<Instant>,
    pub(crate) valid_until: Option<Instant>,
}

impl Claim<'_> {
    fn mask(&self) -> u8 {
        self.selectors.iter().fold(0, |mask, it| mask << 1 | u8::from(it.is_some()))
    }

    /// Whether both can hold for one usage: at one time, and in one currency. A blank one is that of
    /// the bill, and gives way to one that is named.
    fn overlaps(&self, other: &Self) -> bool {
        let before = |until: Option<Instant>, from: Option<Instant>| {
            until.zip(from).is_some_and(|(until, from)| until <= from)
        };
        self.currency == other.currency
            && !before(self.valid_until, other.valid_from)
            && !before(other.valid_until, self.valid_from)
    }

    /// The values of the selectors that both masks name; two claims clash only if these are equal.
    fn shared(&self, mask: u8) -> Vec<&str> {
        let bits = [8, 4, 2, 1];
        let named = self.selectors.iter().zip(bits).filter(|(_, bit)| mask & bit != 0);
        named.map(|(it, _)| it.as_deref().unwrap_or_default()).collect()
    }
}

/// For each claim that clashes with an earlier one: (its position, the earlier one's). At most one
/// pair for a claim, so that a card with one mistake is not told it a thousand times.
pub(crate) fn find(claims: &[Claim<'_>]) -> Vec<(usize, usize)> {
    let masks = claims.iter().enumerate().map(|(at, claim)| (claim.mask(), (at, claim)));
    let by_mask = order::grouped(masks.collect());
    let mut clashes: Vec<(usize, usize)> = Vec::new();
    for (mask, group) in &by_mask {
        for (other_mask, others) in &by_mask {
            if mask.count_ones() != other_mask.count_ones() {
                continue;
            }
            let shared = mask & other_mask;
            let keyed = others.iter().map(|it| (it.1.shared(shared), *it));
            let buckets = order::grouped(keyed.collect());
            for &(at, claim) in group {
                let found = buckets.binary_search_by(|it| it.0.cmp(&claim.shared(shared)));
                let bucket = found.ok().and_then(|it| buckets.get(it));
                let bucket = bucket.into_iter().flat_map(|it| &it.1);
                let mut before = bucket.take_while(|(other, _)| *other < at);
                if let Some(&(other, _)) = before.find(|(_, it)| claim.overlaps(it)) {
                    clashes.push((at, other));
                }
            }
        }
    }
    order::sort(&mut clashes);
    clashes.dedup_by_key(|it| it.0);
    clashes
}
