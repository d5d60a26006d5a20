//! Sorting for what is short or sorted once: one sort for all types.
//!
//! The standard sort is compiled anew for each type, 8 kB of the worker's module each time. Here it
//! is compiled once, for places in a list, and compares by a call. Columns and whatever else is as
//! long as the data keep the standard one.

use std::cmp::Ordering;

/// Lists up to this length are sorted where they are, without room for their places.
const SHORT: usize = 8;

/// Sorts by an order; what is equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    put_in_order(items.len(), &mut Items { items, compare });
}

/// Sorts by a key; what has the same key stays in its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the items' own order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// The positions of some keys in their order, or in the opposite one; those of equal keys as they stand
/// either way.
#[inline(never)]
pub fn positions(keys: &[i128], descending: bool) -> Vec<u32> {
    let turned = keys.iter().map(|it| if descending { !*it } else { *it });
    let mut keyed: Vec<(i128, u32)> = turned.zip(0u32..).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|it| it.1).collect()
}

/// Sorts pairs of numbers, however many: by the sort that [`positions`] has.
pub fn sort_pairs(pairs: &mut [(i64, i64)]) {
    let turned = |it: i64| (it ^ i64::MIN).cast_unsigned();
    let key = |it: &(i64, i64)| i128::from(it.0) << 64 | i128::from(turned(it.1));
    let keys: Vec<i128> = pairs.iter().map(key).collect();
    let before = pairs.to_vec();
    for (slot, at) in pairs.iter_mut().zip(positions(&keys, false)) {
        *slot = usize::try_from(at).ok().and_then(|it| before.get(it)).copied().unwrap_or(*slot);
    }
}

/// For each value a number, so that they compare as the values do.
pub fn ranks<T: Ord>(values: &[T]) -> Vec<i128> {
    let mut in_order: Vec<(&T, usize)> = values.iter().zip(0..).collect();
    sort_by(&mut in_order, |a, b| a.0.cmp(b.0));
    let mut ranks = vec![0; values.len()];
    let mut rank = 0;
    let mut before = None;
    for (value, at) in in_order {
        rank += i128::from(before.is_some_and(|it| it != value));
        before = Some(value);
        if let Some(it) = ranks.get_mut(at) {
            *it = rank;
        }
    }
    ranks
}

/// Groups values by key: the keys in their order, the values of each in the order in which they came.
pub fn grouped<K: Ord, V>(mut pairs: Vec<(K, V)>) -> Vec<(K, Vec<V>)> {
    sort_by(&mut pairs, |a, b| a.0.cmp(&b.0));
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        match groups.last_mut().filter(|it| it.0 == key) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

/// A list of any type, asked and changed by places.
trait List {
    fn compare(&self, a: usize, b: usize) -> Ordering;
    fn swap(&mut self, a: usize, b: usize);
}

struct Items<'a, T, C> {
    items: &'a mut [T],
    compare: C,
}

impl<T, C: Fn(&T, &T) -> Ordering> List for Items<'_, T, C> {
    fn compare(&self, a: usize, b: usize) -> Ordering {
        match (self.items.get(a), self.items.get(b)) {
            (Some(a), Some(b)) => (self.compare)(a, b),
            _ => Ordering::Equal,
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.items.swap(a, b);
    }
}

#[inline(never)]
fn put_in_order(count: usize, list: &mut dyn List) {
    if count <= SHORT {
        for end in 1..count {
            let mut at = end;
            while at > 0 && list.compare(at, at - 1) == Ordering::Less {
                list.swap(at, at - 1);
                at -= 1;
            }
        }
        return;
    }
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| list.compare(*a, *b));
    for start in 0..count {
        // Each cycle of places is gone round once, from its first place on.
        let mut place = start;
        while let Some(entry) = places.get_mut(place) {
            let from = std::mem::replace(entry, place);
            if from == start || from == place {
                break;
            }
            list.swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, positions, ranks, sort, sort_by, sort_by_key, sort_pairs};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_sort_does(items in prop::collection::vec((0_u8..20, any::<u16>()), 0..200)) {
            let mut expected = items.clone();
            expected.sort_by_key(|it| it.0);
            let mut found = items.clone();
            sort_by_key(&mut found, |it| it.0);
            prop_assert_eq!(&found, &expected);

            expected.sort_by(|a, b| b.cmp(a));
            sort_by(&mut found, |a, b| b.cmp(a));
            prop_assert_eq!(&found, &expected);

            expected.sort_unstable();
            sort(&mut found);
            prop_assert_eq!(&found, &expected);
        }

        #[test]
        fn positions_and_ranks_are_those_of_a_stable_sort(values in prop::collection::vec(-4_i128..4, 0..60), descending: bool) {
            let mut expected: Vec<u32> = (0u32..).take(values.len()).collect();
            expected.sort_by(|a, b| {
                let order = values[*a as usize].cmp(&values[*b as usize]);
                if descending { order.reverse() } else { order }
            });
            prop_assert_eq!(&positions(&values, descending), &expected);
            prop_assert_eq!(&positions(&ranks(&values), descending), &expected);
        }

        #[test]
        fn pairs_are_sorted_as_they_compare(
            mut pairs in prop::collection::vec(
                (prop_oneof![-2_i64..2, any::<i64>()], prop_oneof![-2_i64..2, any::<i64>()]), 0..60,
            ),
        ) {
            let mut expected = pairs.clone();
            expected.sort_unstable();
            sort_pairs(&mut pairs);
            prop_assert_eq!(pairs, expected);
        }

        #[test]
        fn it_groups_as_a_map_of_lists_does(pairs in prop::collection::vec((0_u8..9, any::<u16>()), 0..60)) {
            let mut expected: BTreeMap<u8, Vec<u16>> = BTreeMap::new();
            for (key, value) in &pairs {
                expected.entry(*key).or_default().push(*value);
            }
            prop_assert_eq!(grouped(pairs), expected.into_iter().collect::<Vec<_>>());
        }
    }
}
