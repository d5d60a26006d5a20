//! Rates that fit one usage equally well.

use crate::domain::Instant;
use crate::rating::row::Selectors;
use std::collections::BTreeMap;

/// What of a ladder decides whether it can clash with another.
pub(crate) struct Claim<'a> {
    pub(crate) selectors: &'a Selectors,
    pub(crate) valid_from: Option<Instant>,
    pub(crate) valid_until: Option<Instant>,
}

impl Claim<'_> {
    fn mask(&self) -> u8 {
        self.selectors.iter().fold(0, |mask, it| mask << 1 | u8::from(it.is_some()))
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |until: Option<Instant>, from: Option<Instant>| {
            until.zip(from).is_some_and(|(until, from)| until <= from)
        };
        !before(self.valid_until, other.valid_from) && !before(other.valid_until, self.valid_from)
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
    let mut by_mask: BTreeMap<u8, Vec<(usize, &Claim<'_>)>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        by_mask.entry(claim.mask()).or_default().push((at, claim));
    }
    let mut earliest: BTreeMap<usize, usize> = BTreeMap::new();
    for (&mask, group) in &by_mask {
        for (&other_mask, others) in &by_mask {
            if mask.count_ones() != other_mask.count_ones() {
                continue;
            }
            let shared = mask & other_mask;
            let mut buckets: BTreeMap<Vec<&str>, Vec<(usize, &Claim<'_>)>> = BTreeMap::new();
            for &(at, claim) in others {
                buckets.entry(claim.shared(shared)).or_default().push((at, claim));
            }
            for &(at, claim) in group {
                let bucket = buckets.get(&claim.shared(shared)).map_or(&[][..], Vec::as_slice);
                let mut before = bucket.iter().take_while(|(other, _)| *other < at);
                if let Some(&(other, _)) = before.find(|(_, it)| claim.overlaps(it)) {
                    let kept = earliest.entry(at).or_insert(other);
                    *kept = other.min(*kept);
                }
            }
        }
    }
    earliest.into_iter().collect()
}
