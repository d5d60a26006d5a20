//! Like finds like, whatever order rows come in.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

type Rows = (Vec<u32>, Vec<u32>);

fn groups(entries: Vec<Entry>, border: usize) -> Vec<Rows> {
    let (starts, borders) = (vec![0, entries.len()], vec![border]);
    let mut join = Join { entries, starts, borders, ..Join::default() };
    let mut found = Vec::new();
    join.groups(0, &mut |alike| {
        let rows = |it: &[Entry]| it.iter().map(Entry::row).collect();
        found.push(match alike {
            Alike::Pair(record, line) => (vec![record.row()], vec![line.row()]),
            Alike::More(records, lines) => {
                assert_ne!((records.len(), lines.len()), (1, 1));
                (rows(records), rows(lines))
            }
        });
    });
    found.sort_unstable();
    found
}

fn sorted(entries: &[Entry], border: usize) -> Vec<Rows> {
    let mut groups: BTreeMap<[u64; 2], Rows> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let (records, lines) = groups.entry(entry.id).or_default();
        (if at < border { records } else { lines }).push(entry.row);
    }
    let mut groups: Vec<Rows> =
        groups.into_values().filter(|it| it.0.len() + it.1.len() > 1).collect();
    groups.sort_unstable();
    groups
}

fn entry(id: u64, row: u32) -> Entry {
    Entry { id: [id, 0], row, ..Entry::default() }
}

proptest! {
    #[test]
    fn like_finds_like_as_by_sorting(ids in proptest::collection::vec(0u64..300, 0..600), n_records in 0usize..600) {
        let entries: Vec<Entry> = ids.iter().zip(0u32..).map(|(id, row)| entry(*id, row)).collect();
        let border = n_records.min(entries.len());
        prop_assert_eq!(groups(entries.clone(), border), sorted(&entries, border));
    }
}

#[test]
fn ids_made_to_collide_are_found_all_the_same() {
    // Halves that cancel each other out before they are spread.
    let colliding = |it: u32| Entry {
        id: [u64::from(it), u64::from(it).rotate_left(32)],
        row: it,
        ..Entry::default()
    };
    assert_eq!(colliding(1).id().spread(), colliding(70_000).id().spread());
    let mut entries: Vec<Entry> = (1..2000).map(colliding).collect();
    entries.extend((1..2000).map(colliding));
    assert_eq!(groups(entries.clone(), 1999), sorted(&entries, 1999));
    // One id on every row.
    let entries: Vec<Entry> = (0..3000).map(|row| entry(7, row)).collect();
    assert_eq!(groups(entries.clone(), 1000), sorted(&entries, 1000));
}
