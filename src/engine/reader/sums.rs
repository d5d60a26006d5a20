//! Records of which some add up others: held until all are there, so that a sum is told from a
//! record of its own and nothing counts twice. Only for layouts whose texts are small.

use crate::layout::Standing;
use crate::layout::{Builder, Cells, Sums, Total};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// One record, held.
pub(super) struct Held {
    /// Its cells.
    pub(super) cells: Kept,
    /// Where it stands.
    pub(super) standing: Standing,
    /// Its text without secrets.
    pub(super) raw: Vec<u8>,
    sums: Sums,
}

/// The cells of a held record.
pub(super) struct Kept {
    cells: Vec<Vec<u8>>,
    list: String,
    leaves: Vec<(String, String)>,
}

impl Cells for Kept {
    fn all_plain(&self) -> bool {
        true
    }

    fn cell(&self, index: usize) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.cells.get(index).map_or(&[][..], |it| it))
    }

    fn plain(&self, index: usize) -> Option<&[u8]> {
        Some(self.cells.get(index).map_or(&[][..], |it| it))
    }

    fn list(&self) -> &str {
        &self.list
    }

    fn extra(&self, name: &str) -> Option<String> {
        let named = |it: &&(String, String)| crate::normalize::header::canonical(&it.0) == name;
        self.leaves.iter().find(named).map(|(_, value)| value.clone())
    }
}

/// The records of a text, held until its end.
#[derive(Default)]
pub(super) struct Holding {
    held: Vec<Held>,
}

impl Holding {
    /// Holds a record. `leaves` are those of a tree's record.
    pub(super) fn hold(
        &mut self,
        builder: &Builder<'_>,
        n_columns: usize,
        cells: &dyn Cells,
        leaves: &[(String, String)],
        standing: Standing,
        raw: Vec<u8>,
    ) {
        let sums = builder.sums(cells);
        let kept = Kept {
            cells: (0..n_columns).map(|it| cells.cell(it).into_owned()).collect(),
            list: cells.list().to_owned(),
            leaves: leaves.to_vec(),
        };
        self.held.push(Held { cells: kept, standing, raw, sums });
    }

    /// Hands every record to `build` with whether it is a sum; `build` says what quantity it read,
    /// or nothing when the record was rejected. Gives back the sums.
    pub(super) fn settle(
        self,
        build: &mut dyn FnMut(&Held, bool) -> Option<Option<Decimal>>,
    ) -> Vec<Total> {
        let mut keys: BTreeSet<&String> = BTreeSet::new();
        keys.extend(self.held.iter().flat_map(|it| &it.sums.parts_of));
        let mut parts: BTreeMap<&String, (Decimal, u64, u64)> = BTreeMap::new();
        let mut expected: BTreeSet<&String> = BTreeSet::new();
        let mut stated: Vec<(&String, Decimal, u64)> = Vec::new();
        for held in &self.held {
            let is_sum = keys.contains(&held.sums.own);
            let Some(quantity) = build(held, is_sum) else { continue };
            let quantity = quantity.unwrap_or_default();
            if is_sum {
                stated.push((&held.sums.own, quantity, held.standing.line));
                continue;
            }
            // Only a record that can be no sum itself is sure to have one.
            let expects = held.sums.own.is_empty();
            for key in &held.sums.parts_of {
                let part = parts.entry(key).or_insert((Decimal::ZERO, 0, held.standing.line));
                part.0 = part.0.checked_add(quantity).unwrap_or(part.0);
                part.1 += 1;
                if expects {
                    expected.insert(key);
                }
            }
        }
        let mut totals: Vec<Total> = Vec::new();
        for (key, quantity, line) in &stated {
            let (sum, n_parts, _) = parts.get(key).copied().unwrap_or_default();
            let stated = Some(*quantity);
            totals.push(Total { key: (*key).clone(), stated, parts: sum, n_parts, line: *line });
        }
        for (key, (sum, n_parts, line)) in parts {
            if expected.contains(key) && !stated.iter().any(|(it, ..)| *it == key) {
                totals.push(Total { key: key.clone(), stated: None, parts: sum, n_parts, line });
            }
        }
        totals
    }
}
