//! Lines that are held against the sum of several records, with these records.
//!
//! Kept by line, since asking every record for its line would take a million looks for each of the
//! thousands of lines that a bill by account and day has.

use crate::domain::order;
use rust_decimal::Decimal;

/// The groups of a comparison.
#[derive(Debug, Default)]
pub struct Groups {
    /// In the order of their lines.
    groups: Vec<Group>,
    /// The records of the groups, group by group.
    records: Vec<u32>,
}

#[derive(Debug)]
struct Group {
    line: u32,
    expected: Option<Decimal>,
    from: usize,
    until: usize,
}

impl Groups {
    /// Adds lines with what each is expected to come to, and their records: each with the position of
    /// its line among `lines`. A line is added once.
    pub(super) fn add(&mut self, lines: &[(u32, Option<Decimal>)], records: &[(usize, u32)]) {
        // Where the next record of each line goes.
        let mut ends = vec![0; lines.len()];
        for (at, _) in records {
            if let Some(end) = ends.get_mut(*at) {
                *end += 1;
            }
        }
        let mut from = self.records.len();
        for ((line, expected), end) in lines.iter().zip(&mut ends) {
            let until = from + *end;
            self.groups.push(Group { line: *line, expected: *expected, from, until });
            *end = from;
            from = until;
        }
        self.records.resize(from, 0);
        for (at, record) in records {
            let Some(end) = ends.get_mut(*at) else { continue };
            if let Some(slot) = self.records.get_mut(*end) {
                *slot = *record;
            }
            *end += 1;
        }
        order::sort_by_key(&mut self.groups, |it| it.line);
    }

    /// The records that a line is held against, in the order in which they were added; none for a line
    /// that is no group's.
    pub fn records(&self, line: u32) -> &[u32] {
        let records = self.group(line).and_then(|it| self.records.get(it.from..it.until));
        records.unwrap_or_default()
    }

    /// What a line is expected to come to; none when that cannot be told.
    pub fn expected(&self, line: u32) -> Option<Decimal> {
        self.group(line).and_then(|it| it.expected)
    }

    fn group(&self, line: u32) -> Option<&Group> {
        let at = self.groups.binary_search_by_key(&line, |it| it.line).ok()?;
        self.groups.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_has_the_records_that_were_added_for_it(
            claims in proptest::collection::vec((0usize..6, any::<bool>()), 0..60),
        ) {
            let mut groups = Groups::default();
            let line = |second: bool, at: usize| u32::try_from(at * 2 + usize::from(!second)).unwrap();
            let expected = |line: u32| (!line.is_multiple_of(3)).then(|| Decimal::from(line));
            // Two rounds, whose lines lie between each other.
            for second in [false, true] {
                let lines: Vec<_> = (0..6).map(|at| line(second, at)).map(|it| (it, expected(it))).collect();
                let of = claims.iter().zip(0u32..).filter(|(it, _)| it.1 == second);
                let records: Vec<_> = of.map(|(it, row)| (it.0, row)).collect();
                groups.add(&lines, &records);
            }
            for (second, at) in [false, true].into_iter().flat_map(|it| (0..6).map(move |at| (it, at))) {
                let of = claims.iter().zip(0u32..).filter(|(it, _)| **it == (at, second));
                let rows: Vec<u32> = of.map(|it| it.1).collect();
                prop_assert_eq!(groups.records(line(second, at)), rows.as_slice());
                prop_assert_eq!(groups.expected(line(second, at)), expected(line(second, at)));
            }
            prop_assert_eq!(groups.records(99), &[] as &[u32]);
            prop_assert_eq!(groups.expected(99), None);
        }
    }
}
