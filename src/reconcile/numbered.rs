//! Numbers of combinations: of a part with the numbers of its texts, of an account and a service.

use rustc_hash::FxHashMap;

/// A part, and numbers of texts; what is not asked for is 0.
pub type Combination = (usize, [u32; 5]);

/// Combinations in the order in which they came. A table of hashes is compiled anew for each type; this one
/// serves whoever keeps what belongs to a combination in a list of its own.
#[derive(Debug, Clone, Default)]
pub struct Numbered(FxHashMap<Combination, u32>);

impl Numbered {
    /// The number of a combination, from 0; none for one that never came.
    #[inline(never)]
    pub fn find(&self, it: &Combination) -> Option<usize> {
        self.0.get(it).and_then(|it| usize::try_from(*it).ok())
    }

    /// The same, with a number for one that comes now.
    #[inline(never)]
    pub fn number(&mut self, it: Combination) -> usize {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        usize::try_from(*self.0.entry(it).or_insert(next)).unwrap_or(usize::MAX)
    }
}
