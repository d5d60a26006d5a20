//! What is decided before anything is matched: superseded counters, repeated totals, and repeated
//! lines with an id of their own.

use crate::dataset::{Id, TextField};
use crate::domain::{Flag, Outcome, order};
use crate::normalize::Zone;
use crate::reconcile::pairs::{self, Marks, put};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, Place, Terms};
use litemap::LiteMap;
use rust_decimal::Decimal;

/// Of month-to-date counters only the latest of a month counts; the others repeat it. Rows of one answer
/// do not: what it counts in several of them, as two queues of one name, is counted in each.
#[inline(never)]
pub(super) fn supersede_counters(books: &Books<'_>, terms: &Terms, zone: Zone, marks: &mut Marks) {
    let mut counted: Vec<((&str, [u32; 3], i32), u32)> = Vec::new();
    for part in books.usage.parts().iter().filter(|it| it.habits.is_counter && !it.is_repeat) {
        for row in part.base..part.base + part.table.len() {
            let Some(place) = books.usage.place(row) else { continue };
            let fields = [TextField::Account, TextField::Service, TextField::Channel];
            let names = fields.map(|field| terms.code(Of::Usage, field, &place));
            let month = place.start().map_or(0, |it| zone.month_of(it));
            counted.push(((part.vendor, names, month), row));
        }
    }
    for (_, rows) in order::grouped(counted) {
        let order = |row: &&u32| books.usage.place(**row).map(|it| it.order());
        let Some(kept) = rows.iter().max_by_key(order).copied() else { continue };
        let answer = |row: u32| books.usage.place(row).map(|it| (it.part.base, it.end()));
        let counts = answer(kept);
        for row in rows.into_iter().filter(|it| answer(*it) != counts) {
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
    let mut totals: Vec<Total<'_>> = Vec::new();
    for part in books.usage.parts().iter().filter(|it| it.habits.has_totals()) {
        for row in part.base..part.base + part.table.len() {
            let Some(place) = books.usage.place(row).filter(|it| it.id().is_none()) else {
                continue;
            };
            if marks.record_is_open(row) {
                let fields =
                    [TextField::Account, TextField::Service, TextField::Channel, TextField::Unit];
                let names = fields.map(|field| terms.code(Of::Usage, field, &place));
                let of = (part.vendor, names, place.start(), place.end());
                let figures = (place.quantity(), place.amount());
                totals.push(Total { of, source: part.source.0, figures, row });
            }
        }
    }
    order::sort_by(&mut totals, |a, b| {
        (&a.of, a.source, a.figures, a.row).cmp(&(&b.of, b.source, b.figures, b.row))
    });
    for same in totals.chunk_by(|a, b| a.of == b.of) {
        let figures = |rows: &[Total<'_>]| rows.iter().map(|it| it.figures).collect::<Vec<_>>();
        let sources = same.chunk_by(|a, b| a.source == b.source);
        let Some(most) = sources.clone().map(figures).max() else { continue };
        let Some(first) = sources.clone().find(|it| figures(it) == most).and_then(<[_]>::first)
        else {
            continue;
        };
        for rows in sources.filter(|it| it.first().map(|it| it.source) != Some(first.source)) {
            for Total { row, .. } in rows {
                marks.set_record(*row, Outcome::DuplicateUsage);
                put(&mut marks.record_partner, *row, first.row);
                if figures(rows) != most {
                    marks.flag_record(*row, Flag::ConflictingContent);
                    marks.flag_record(first.row, Flag::ConflictingContent);
                }
            }
        }
    }
}

/// A total: what it is for, where it stands, what it says.
struct Total<'a> {
    of: (&'a str, [u32; 4], Option<i64>, Option<i64>),
    source: u32,
    figures: (Option<Decimal>, Option<Decimal>),
    row: u32,
}

/// Lines that name no usage are repeats when line number, invoice and content are the same, or
/// when one file has two contents under one number.
#[inline(never)]
pub(super) fn repeat_own_ids(books: &Books<'_>, terms: &Terms, marks: &mut Marks) {
    // Bills that number the lines of each account anew have a number for each account and service.
    let mut numbered: Vec<((Id, &str, u32, u32), u32)> = Vec::new();
    for segment in 0..books.billed.n_segments() {
        let Some((first, mut place)) = books.billed.segment(segment) else { continue };
        for (index, row) in (0..place.segment.len()).zip(first..) {
            place.index = index;
            if place.id_is_line() && marks.line_is_open(row) {
                let code = |field| terms.code(Of::Billed, field, &place);
                let (account, service) = (code(TextField::Account), code(TextField::Service));
                let invoice = place.text(TextField::Invoice).trim();
                numbered.push(((place.id(), invoice, account, service), row));
            }
        }
    }
    repeat_charges(books, marks);
    let by_id = order::grouped(numbered).into_iter();
    for ((_, invoice, ..), rows) in by_id.filter(|(_, rows)| rows.len() > 1) {
        let mut alike: Vec<(u64, u32, u32)> = Vec::new();
        for row in rows {
            let Some(place) = books.billed.place(row) else { continue };
            // Two bills that number their lines alike and name no invoice are not one bill.
            let bill = if invoice.is_empty() { place.part.source.0 } else { 0 };
            alike.push((place.content(), bill, row));
        }
        order::sort(&mut alike);
        // Bills that share a line are one, whichever of them was looked at first.
        let mut same: LiteMap<u32, u32> = LiteMap::new();
        for (one, other) in alike.iter().zip(alike.iter().skip(1)).filter(|it| it.0.0 == it.1.0) {
            let (bill, other) = (first_of(&same, one.1), first_of(&same, other.1));
            same.insert(bill.max(other), bill.min(other));
        }
        let of_bill = alike.into_iter().map(|(_, bill, row)| (first_of(&same, bill), row));
        for (_, rows) in order::grouped(of_bill.collect()) {
            pairs::keep_one(&books.billed, &rows, &mut |row, kept, conflicts| {
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
fn first_of(same: &LiteMap<u32, u32>, mut bill: u32) -> u32 {
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
    let mut charges: Vec<(Id, &str, u32, u64, u32)> = Vec::new();
    for row in 0..books.billed.len() {
        if marks.line(row) != Some(Outcome::NonUsage) {
            continue;
        }
        let Some(place) = books.billed.place(row).filter(Place::id_is_line) else { continue };
        let invoice = place.text(TextField::Invoice).trim();
        let file = if invoice.is_empty() { place.part.source.0 + 1 } else { 0 };
        charges.push((place.id(), invoice, file, place.content(), row));
    }
    order::sort(&mut charges);
    let is_same = |a: &(Id, &str, u32, u64, u32), b: &(Id, &str, u32, u64, u32)| {
        (a.0, a.1, a.2, a.3) == (b.0, b.1, b.2, b.3)
    };
    for alike in charges.chunk_by(is_same).filter(|it| it.len() > 1) {
        let rows: Vec<u32> = alike.iter().map(|it| it.4).collect();
        pairs::keep_one(&books.billed, &rows, &mut |row, kept, _| {
            marks.set_line(row, Outcome::DuplicateLine);
            put(&mut marks.line_partner, row, kept);
        });
    }
}
