//! Sorting for what is short or sorted once: one sort for all types.
//!
//! The standard sort is compiled anew for each type, 8 kB of the worker's module each time. Here it
//! is compiled once, for places in a list, and compares by a call. Columns and whatever else is as
//! long as the data keep the standard one.

use std::cmp::Ordering;

/// Sorts by an order; what is equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order = order(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    for start in 0..items.len() {
        // Each cycle of places is gone round once, from its first place on.
        let mut place = start;
        while let Some(entry) = order.get_mut(place) {
            let from = std::mem::replace(entry, place);
            if from == start || from == place {
                break;
            }
            items.swap(place, from);
            place = from;
        }
    }
}

/// Sorts by a key; what has the same key stays in its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the items' own order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// The places of so many items in their order.
#[inline(never)]
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::{sort, sort_by, sort_by_key};
    use proptest::prelude::*;

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
    }
}
