//! Something that few of all rows have.

use rustc_hash::FxHashMap;

/// Values of rows. A table of hashes is compiled anew for each type of value; this one holds numbers of
/// places, whatever stands there.
#[derive(Debug, Clone)]
pub struct ByRow<V> {
    at: FxHashMap<u32, u32>,
    values: Vec<(u32, V)>,
}

impl<V> Default for ByRow<V> {
    fn default() -> Self {
        Self { at: FxHashMap::default(), values: Vec::new() }
    }
}

impl<V> ByRow<V> {
    /// That of a row.
    pub fn get(&self, row: u32) -> Option<&V> {
        let at = self.at.get(&row).and_then(|it| usize::try_from(*it).ok())?;
        self.values.get(at).map(|it| &it.1)
    }

    /// Whether a row has one.
    pub fn has(&self, row: u32) -> bool {
        self.at.contains_key(&row)
    }

    /// Changes that of a row, which is `new` where it has none.
    pub fn change(&mut self, row: u32, new: V, change: impl FnOnce(&mut V)) {
        let known = self.at.get(&row).and_then(|it| usize::try_from(*it).ok());
        let at = known.unwrap_or(self.values.len());
        if known.is_none() {
            self.at.insert(row, u32::try_from(at).unwrap_or(u32::MAX));
            self.values.push((row, new));
        }
        if let Some((_, value)) = self.values.get_mut(at) {
            change(value);
        }
    }

    /// How many rows have one.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Gives a row one that has none.
    pub fn put(&mut self, row: u32, value: V) {
        self.change(row, value, |_| {});
    }

    /// Each with its row, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &(u32, V)> {
        self.values.iter()
    }

    /// All of them with their rows, in the order in which they came.
    pub fn into_values(self) -> Vec<(u32, V)> {
        self.values
    }
}
