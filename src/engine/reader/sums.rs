//! Records of which some add up others: held until all are there, so that a sum is told from a
//! record of its own and nothing counts twice. Only for layouts whose texts are small.

use crate::domain::order;
use crate::layout::Standing;
use crate::layout::{Builder, Cells, Sums, Total};
use rust_decimal::Decimal;
use std::borrow::Cow;

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

/// What a record gives to the sum of a key.
#[derive(Clone, Copy)]
struct Part {
    quantity: Decimal,
    line: u64,
    /// Whether there has to be such a sum.
    expects: bool,
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
        let mut keys: Vec<&String> = self.held.iter().flat_map(|it| &it.sums.parts_of).collect();
        order::sort(&mut keys);
        keys.dedup();
        let mut parts: Vec<(&String, Part)> = Vec::new();
        let mut stated: Vec<(&String, Decimal, u64)> = Vec::new();
        for held in &self.held {
            let is_sum = keys.binary_search(&&held.sums.own).is_ok();
            let Some(quantity) = build(held, is_sum) else { continue };
            let quantity = quantity.unwrap_or_default();
            if is_sum {
                stated.push((&held.sums.own, quantity, held.standing.line));
                continue;
            }
            // Only a record that can be no sum itself is sure to have one.
            let expects = held.sums.own.is_empty();
            let part = Part { quantity, line: held.standing.line, expects };
            parts.extend(held.sums.parts_of.iter().map(|key| (key, part)));
        }
        let parts = order::grouped(parts);
        let sum = |parts: &[Part]| {
            let add = |sum: Decimal, it: &Part| sum.checked_add(it.quantity).unwrap_or(sum);
            parts.iter().fold(Decimal::ZERO, add)
        };
        let count = |parts: &[Part]| u64::try_from(parts.len()).unwrap_or(0);
        let mut totals: Vec<Total> = Vec::new();
        for (key, quantity, line) in &stated {
            let found = parts.binary_search_by_key(key, |it| it.0).ok();
            let of = found.and_then(|it| parts.get(it)).map_or(&[][..], |it| &it.1);
            let (key, stated) = ((*key).clone(), Some(*quantity));
            totals.push(Total { key, stated, parts: sum(of), n_parts: count(of), line: *line });
        }
        for (key, of) in &parts {
            let is_expected = of.iter().any(|it| it.expects);
            if is_expected && !stated.iter().any(|(it, ..)| it == key) {
                let (key, line) = ((*key).clone(), of.first().map_or(0, |it| it.line));
                let (parts, n_parts) = (sum(of), count(of));
                totals.push(Total { key, stated: None, parts, n_parts, line });
            }
        }
        totals
    }
}
