//! A map for the few things the page keeps: a sorted list, a tenth of the code of the standard one.

/// Values by key, in the order of the keys.
#[derive(Debug)]
pub(super) struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord + Copy, V> Few<K, V> {
    fn find(&self, key: K) -> Result<usize, usize> {
        self.0.binary_search_by_key(&key, |(key, _)| *key)
    }

    /// Puts a value under a key, in place of one that is there.
    pub(super) fn insert(&mut self, key: K, value: V) {
        drop(self.remove(&key));
        let at = self.find(key).unwrap_or_else(|at| at);
        self.0.insert(at, (key, value));
    }

    /// Takes a value away.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.find(*key).ok()?;
        Some(self.0.remove(at).1)
    }

    /// A value to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.find(*key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// All values, to be changed.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Takes all away.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
