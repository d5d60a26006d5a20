//! Very many rows that share an id, such as a number that each of hundreds of files gives to one of its rows.

use crate::dataset::TextField;
use crate::domain::order;
use crate::reconcile::choice::{Ground, MOST_PAIRS};
use crate::reconcile::pairs::{Marks, by_fit, in_order};
use crate::reconcile::terms::Of;
use crate::reconcile::{ByRow, Place};

/// So many pairs of names that only one side says are held against each other, however many rows they have.
const MOST_NAMES: usize = 16;

/// Decides them: each service and account for itself, so that not every record is held against every line. What finds none of its names
/// on the other side is held against all that is left there if that is little, and else is left open.
#[inline(never)]
pub(super) fn many_of_one_id(
    ground: &Ground<'_, '_>,
    records: &[u32],
    lines: &[u32],
    marks: &mut Marks,
) {
    let Ground { books, terms, .. } = *ground;
    let names = |of, place: &Place<'_>| {
        [TextField::Service, TextField::Account].map(|field| {
            // What usage never says cannot tell lines apart.
            if terms.usage_has(field) { terms.code(of, field, place) } else { 0 }
        })
    };
    let mut named: Vec<([u32; 2], (bool, u32))> = Vec::new();
    // In one file an id is of one thing: that which the first of its rows by content is of.
    let mut of_file: ByRow<[u32; 2]> = ByRow::default();
    for row in in_order(&books.usage, records) {
        let Some(place) = books.usage.place(row) else { continue };
        let file = place.part.source.0;
        of_file.put(file, names(Of::Usage, &place));
        named.extend(of_file.get(file).map(|it| (*it, (false, row))));
    }
    let placed = lines.iter().filter_map(|row| Some((*row, books.billed.place(*row)?)));
    named.extend(placed.map(|(row, place)| (names(Of::Billed, &place), (true, row))));
    let (mut left, mut n_names): ([Vec<u32>; 2], [usize; 2]) = Default::default();
    let mut alone: Vec<[Vec<u32>; 2]> = Vec::new();
    for (_, rows) in order::grouped(named) {
        let of = |is_line| rows.iter().filter(|it| it.0 == is_line).map(|it| it.1).collect();
        let [records, lines]: [Vec<u32>; 2] = [of(false), of(true)];
        if records.is_empty() || lines.is_empty() {
            for ((all, n), own) in left.iter_mut().zip(&mut n_names).zip([&records, &lines]) {
                all.extend(own);
                *n += usize::from(!own.is_empty());
            }
            alone.push([records, lines]);
        } else {
            by_fit(ground, &records, &lines, marks);
        }
    }
    let are_few = |n: usize, most| (1..=most).contains(&n);
    if are_few(left.iter().map(Vec::len).product(), MOST_PAIRS)
        || are_few(n_names.iter().product(), MOST_NAMES)
    {
        alone = vec![left];
    }
    alone.iter().for_each(|[records, lines]| by_fit(ground, records, lines, marks));
}
