//! What is decided before anything is matched: superseded counters, repeated totals, and repeated
//! lines with an id of their own.

use crate::dataset::TextField;
use crate::domain::{Flag, Outcome, order};
use crate::normalize::Zone;
use crate::reconcile::pairs::{self, Marks, put};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, NONE, Place, Terms};
use std::collections::BTreeMap;

/// Of month-to-date counters only the latest of a month counts; the others repeat it.
#[inline(never)]
pub(super) fn supersede_counters(books: &Books<'_>, terms: &Terms, zone: Zone, marks: &mut Marks) {
    let mut latest: BTreeMap<(String, u32, u32, u32, i32), Vec<u32>> = BTreeMap::new();
    for part in books.usage.parts().iter().filter(|it| it.habits.is_counter && !it.is_repeat) {
        for row in part.base..part.base + part.table.len() {
            let Some(place) = books.usage.place(row) else { continue };
            let code = |field| terms.code(Of::Usage, field, &place);
            let month = place.start().map_or(0, |it| zone.month_of(it));
            let key = (
                part.vendor.to_owned(),
                code(TextField::Account),
                code(TextField::Service),
                code(TextField::Channel),
                month,
            );
            latest.entry(key).or_default().push(row);
        }
    }
    for rows in latest.into_values() {
        let order = |row: &&u32| books.usage.place(**row).map(|it| it.order());
        let Some(kept) = rows.iter().max_by_key(order).copied() else { continue };
        for row in rows.into_iter().filter(|it| *it != kept) {
            marks.set_record(row, Outcome::DuplicateUsage);
            put(&mut marks.record_partner, row, kept);
        }
    }
}

/// Totals without an id are for what they name and for a stretch of time. Of several sources that have
/// a total for the same, as JSON and as XML, one counts: the one that says most, which came last if
/// they differ. Rows of one source that name the same stay, for they may be parts of it.
#[inline(never)]
pub(super) fn repeat_totals(books: &Books<'_>, terms: &Terms, marks: &mut Marks) {
    type Key<'a> = (&'a str, [u32; 4], Option<i64>, Option<i64>);
    let mut same: BTreeMap<Key<'_>, BTreeMap<u32, Vec<u32>>> = BTreeMap::new();
    for part in books.usage.parts().iter().filter(|it| it.habits.has_totals()) {
        for row in part.base..part.base + part.table.len() {
            let Some(place) = books.usage.place(row).filter(|it| it.id().is_none()) else {
                continue;
            };
            if marks.record_is_open(row) {
                let fields =
                    [TextField::Account, TextField::Service, TextField::Channel, TextField::Unit];
                let names = fields.map(|field| terms.code(Of::Usage, field, &place));
                let key = (part.vendor, names, place.start(), place.end());
                same.entry(key).or_default().entry(part.source.0).or_default().push(row);
            }
        }
    }
    for by_source in same.into_values().filter(|it| it.len() > 1) {
        let mut said: Vec<(Vec<_>, Vec<u32>)> = Vec::new();
        for rows in by_source.into_values() {
            let places = rows.iter().filter_map(|it| books.usage.place(*it));
            let mut figures: Vec<_> = places.map(|it| (it.quantity(), it.amount())).collect();
            order::sort(&mut figures);
            said.push((figures, rows));
        }
        let Some(most) = said.iter().map(|it| &it.0).max().cloned() else { continue };
        let kept = said.iter().position(|it| it.0 == most).unwrap_or(0);
        let first = said.get(kept).and_then(|it| it.1.first()).copied().unwrap_or(NONE);
        for (_, (figures, rows)) in (0..).zip(said).filter(|(number, _)| *number != kept) {
            for row in rows {
                marks.set_record(row, Outcome::DuplicateUsage);
                put(&mut marks.record_partner, row, first);
                if figures != most {
                    marks.flag_record(row, Flag::ConflictingContent);
                    marks.flag_record(first, Flag::ConflictingContent);
                }
            }
        }
    }
}

/// Lines that name no usage are repeats when line number, invoice and content are the same, or
/// when one file has two contents under one number.
#[inline(never)]
pub(super) fn repeat_own_ids(books: &Books<'_>, marks: &mut Marks) {
    let mut by_id: BTreeMap<(crate::dataset::Id, String), Vec<u32>> = BTreeMap::new();
    for segment in 0..books.billed.n_segments() {
        let Some((first, mut place)) = books.billed.segment(segment) else { continue };
        for (index, row) in (0..place.segment.len()).zip(first..) {
            place.index = index;
            if place.id_is_line() && marks.line_is_open(row) {
                let invoice = place.text(TextField::Invoice).trim().to_owned();
                by_id.entry((place.id(), invoice)).or_default().push(row);
            }
        }
    }
    repeat_charges(books, marks);
    for ((_, invoice), rows) in by_id.into_iter().filter(|(_, rows)| rows.len() > 1) {
        let mut alike: BTreeMap<u64, Vec<(u32, u32)>> = BTreeMap::new();
        for row in rows {
            let Some(place) = books.billed.place(row) else { continue };
            // Two bills that number their lines alike and name no invoice are not one bill.
            let bill = if invoice.is_empty() { place.part.source.0 } else { 0 };
            alike.entry(place.content()).or_default().push((bill, row));
        }
        // Bills that share a line are one, whichever of them was looked at first.
        let mut same: BTreeMap<u32, u32> = BTreeMap::new();
        for (bill, other) in alike.values().flat_map(|it| it.iter().zip(it.iter().skip(1))) {
            let (bill, other) = (first_of(&same, bill.0), first_of(&same, other.0));
            same.insert(bill.max(other), bill.min(other));
        }
        let mut of_bill: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (bill, row) in alike.into_values().flatten() {
            of_bill.entry(first_of(&same, bill)).or_default().push(row);
        }
        for rows in of_bill.values() {
            pairs::keep_one(&books.billed, rows, &mut |row, kept, conflicts| {
                marks.set_line(row, Outcome::DuplicateLine);
                put(&mut marks.line_partner, row, kept);
                if conflicts {
                    marks.flag_line(row, Flag::ConflictingContent);
                    marks.flag_line(kept, Flag::ConflictingContent);
                }
            });
        }
    }
}

/// The first of the bills that are one with a bill.
fn first_of(same: &BTreeMap<u32, u32>, mut bill: u32) -> u32 {
    while let Some(before) = same.get(&bill).filter(|it| **it < bill) {
        bill = *before;
    }
    bill
}

/// A fee that stands twice on one bill under one number is charged twice. One number for a line and
/// the tax on it is usual, and so is the same fee on the bill of each month: such a line is a repeat
/// only of one that says the same, of the same invoice, or where none is named of the same file.
#[inline(never)]
fn repeat_charges(books: &Books<'_>, marks: &mut Marks) {
    type Key = (crate::dataset::Id, String, u32, u64);
    let mut alike: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
    for row in 0..books.billed.len() {
        if marks.line(row) != Some(Outcome::NonUsage) {
            continue;
        }
        let Some(place) = books.billed.place(row).filter(Place::id_is_line) else { continue };
        let invoice = place.text(TextField::Invoice).trim().to_owned();
        let file = if invoice.is_empty() { place.part.source.0 + 1 } else { 0 };
        alike.entry((place.id(), invoice, file, place.content())).or_default().push(row);
    }
    for rows in alike.into_values().filter(|it| it.len() > 1) {
        pairs::keep_one(&books.billed, &rows, &mut |row, kept, _| {
            marks.set_line(row, Outcome::DuplicateLine);
            put(&mut marks.line_partner, row, kept);
        });
    }
}
