//! Rows that share a key, as sorting all of them finds them.

use super::*;
use crate::dataset::segment::Row;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Keys that are given, for rows that are all of one segment.
struct Given(Vec<(u64, bool)>);

impl Keyed for Given {
    fn short(&mut self, _segment: &Segment, block: usize, to: &mut Vec<Short>) {
        let rows = self.0.iter().skip(block * BLOCK).take(BLOCK);
        to.extend(rows.map(|(key, alone)| if *key == 0 { 0 } else { short_of(*key, *alone) }));
    }

    fn whole(&self, _segment: &Segment, row: usize) -> u64 {
        self.0[row].0
    }
}

proptest! {
    #[test]
    fn rows_that_share_a_key_are_handed_out(
        // Few keys of few bits, which share places by chance, and many.
        some in proptest::collection::vec((0u64..400, 0u32..3, any::<bool>()), 0..1500),
        mut many in proptest::collection::vec((any::<u64>(), Just(true)), 0..1200),
    ) {
        let keys = some.iter().map(|(key, place, alone)| (key << (place * 25), *alone));
        many.extend(keys);
        let mut segment = Segment::default();
        many.iter().for_each(|_| segment.push(&Row::default()));
        segment.finish();
        let mut table = Table::default();
        table.append(segment);

        let mut handed: Vec<Vec<Key>> = Vec::new();
        let unshared = groups(&[&table], &mut Given(many.clone()), &mut |group, _| {
            handed.push(group.to_vec());
        });
        prop_assert!(handed.is_sorted_by(|a, b| a[0].0 < b[0].0));

        let mut expected: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for ((key, alone), row) in many.iter().zip(0u32..).filter(|it| it.0.0 != 0) {
            let row = if *alone { row | ALONE } else { row };
            expected.entry(*key).or_default().push(row);
        }
        expected.values_mut().for_each(|rows| rows.sort_unstable());
        let n_keys: usize = expected.values().map(Vec::len).sum();
        let n_handed: usize = handed.iter().map(Vec::len).sum();
        prop_assert_eq!(usize::try_from(unshared.all).unwrap(), n_keys - n_handed);

        let found: BTreeMap<u64, Vec<u32>> = handed
            .iter()
            .map(|group| (group[0].0, group.iter().map(|it| it.2).collect()))
            .collect();
        let (mut n_alone, mut n_missing) = (0, 0);
        for (key, rows) in &expected {
            let has_to = rows.len() > 1 || rows[0] & ALONE != 0 && n_alone < KEPT_PER_CODE;
            prop_assert!(!has_to || found.get(key) == Some(rows), "{} {:?}", key, rows);
            if rows.len() == 1 && rows[0] & ALONE != 0 {
                n_alone += 1;
                n_missing += u64::from(!found.contains_key(key));
            }
        }
        prop_assert_eq!(unshared.alone, n_missing);
    }
}

proptest! {
    #[test]
    fn sessions_that_share_time_with_another_of_their_conversation_overlap(
        drawn in proptest::collection::vec((0i64..40, 0i64..12, 0u8..6), 0..14),
        repeats in any::<bool>(),
    ) {
        let mut sessions: Vec<Session> = drawn
            .iter()
            .zip(0u32..)
            .map(|((start, span, id), n)| {
                let id = if repeats { u32::from(*id) } else { n };
                let id = Id::of(id.to_string().as_bytes());
                (*start, start + span, None, u64::from(n), id, (0, n))
            })
            .collect();
        order::sort(&mut sessions);
        let (mut report, mut found) = (Report::default(), Vec::new());
        conversation_of(&sessions, 900_000, &mut report, &mut found);

        // One that begins while another of another id lasts.
        let begins_in = |after: &Session, before: &Session| {
            after.4 != before.4 && before < after && after.0 < before.1
        };
        for one in &sessions {
            let overlaps = sessions.iter().any(|it| begins_in(one, it));
            let is_overlapped = sessions.iter().any(|it| begins_in(it, one));
            let is_found = found.contains(&one.5);
            prop_assert!(is_found || !overlaps, "{:?}", one);
            prop_assert!(!is_found || overlaps || is_overlapped, "{:?}", one);
            // Of rows of one id the one that lasts longest stands for all.
            prop_assert!(is_found || repeats || !is_overlapped, "{:?}", one);
        }
        let n_told = sessions.iter().filter(|one| sessions.iter().any(|it| begins_in(one, it)));
        let n_told = u64::try_from(n_told.count()).unwrap();
        prop_assert_eq!(report.count(Code::OverlappingSessions), n_told);
    }
}
