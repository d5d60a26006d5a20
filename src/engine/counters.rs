//! Month-to-date counters over all sources: each snapshot is a file of its own, and what one says is
//! held against those before it.

use crate::dataset::TextField;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::order;
use crate::engine::Sources;
use crate::engine::reader::layout;
use crate::engine::source::{Source, State};
use crate::engine::together::{Remark, say};
use crate::layout::Layout;
use crate::normalize::Zone;
use crate::normalize::date::to_iso;
use crate::source::SourceId;
use rust_decimal::Decimal;

const DAY_MS: i64 = 86_400_000;

/// What is counted: vendor, account, service, channel, and the month by its first instant.
type Counted<'s> = (&'static str, [&'s str; 3], Option<i64>);

/// What a snapshot says: when it was asked for, the entry of a source and the line it stands on, the count.
type Said = (i64, (SourceId, usize), u64, Option<Decimal>);

/// Says anew of every source which of its counters fell, which are snapshots of a month that has
/// earlier ones, and which are the latest of a month that was not over. Gives the sources of which
/// something else is said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let [mut falls, mut superseded, mut unfinished]: [Vec<Remark>; 3] = Default::default();
    for ((.., month), mut snapshots) in series(sources) {
        order::sort(&mut snapshots);
        // Wherever the month begins, that is within half a day of where it does in UTC.
        let ends = month.map(|it| Zone::UTC.month_start(it + 32 * DAY_MS));
        if let (Some((asked, (source, _), line, _)), Some(ends)) = (snapshots.last(), ends)
            && *asked < ends - DAY_MS - DAY_MS / 2
        {
            let day = to_iso(*asked).get(..10).unwrap_or_default().to_owned();
            let place = Place { line: *line, ..Place::default() };
            let found = Diagnostic::new(Code::MonthUnfinished).at(place).with(day);
            unfinished.push((*source, (found, 1)));
        }
        // What one answer counts in several rows is the sum of them.
        snapshots.dedup_by(|row, first| {
            let is_same = (row.0, row.1) == (first.0, first.1);
            if is_same {
                first.3 = first.3.zip(row.3).map_or(first.3.or(row.3), |(a, b)| a.checked_add(b));
            }
            is_same
        });
        for pair in snapshots.windows(2) {
            let [(before, _, _, was), (after, (source, _), line, is)] = pair else { continue };
            if before == after {
                continue;
            }
            let found = |code| Diagnostic::new(code).at(Place { line: *line, ..Place::default() });
            if is < was {
                let text = |it: &Option<Decimal>| it.map_or(String::new(), |it| it.to_string());
                let fell = found(Code::CounterFalls).with(text(was)).with(text(is));
                falls.push((*source, (fell, 1)));
            }
            superseded.push((*source, (found(Code::SnapshotsSuperseded), 1)));
        }
    }
    let mut changed = say(sources, Code::CounterFalls, falls);
    changed.extend(say(sources, Code::SnapshotsSuperseded, superseded));
    changed.extend(say(sources, Code::MonthUnfinished, unfinished));
    changed
}

/// What was said of each thing that is counted.
fn series(sources: &Sources) -> Vec<(Counted<'_>, Vec<Said>)> {
    let mut all: Vec<(Counted<'_>, Said)> = Vec::new();
    let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
    for source in sources.values().filter(is_read) {
        let entries = source.entries.iter().enumerate();
        for (number, entry) in entries.filter(|it| it.1.habits().is_counter) {
            let vendor = layout(&entry.plan.layout).map_or("", Layout::vendor);
            let table = &entry.table;
            for row in 0..table.len() {
                let name = [TextField::Account, TextField::Service, TextField::Channel]
                    .map(|it| table.text(it, row));
                let asked = table.end(row).or(table.start(row)).unwrap_or(0);
                let said = (asked, (source.id, number), table.place(row).2, table.quantity(row));
                // A counter's record begins with the month it counts.
                all.push(((vendor, name, table.start(row)), said));
            }
        }
    }
    order::grouped(all)
}
