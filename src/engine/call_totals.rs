//! What the calls and conferences of a source come to: in all, and by room, user and cluster.

use crate::dataset::{ById, Dictionary, Id, TextField, by_id};
use crate::domain::Role;
use crate::domain::call_measure::peak;
use crate::domain::order;
use crate::engine::protocol::CallTotals;
use crate::engine::source::Source;
use crate::engine::views::decimal;
use rust_decimal::Decimal;

/// How many rooms, users and clusters are told, those with the highest peak first.
const MOST: usize = 50;

/// The totals by what names a group.
const BY: [(&str, TextField); 3] =
    [("room", TextField::ROOM), ("user", TextField::USER), ("cluster", TextField::CLUSTER)];

#[derive(Default)]
struct Sum {
    ids: [Vec<Id>; 2],
    milliseconds: [i64; 2],
    stretches: Vec<(i64, i64)>,
}

/// The totals of a source, the whole first; none for one without calls. A repeated record counts
/// once.
pub(super) fn sum(source: &Source) -> Vec<CallTotals> {
    let mut whole = Sum::default();
    let mut groups: [(Dictionary, Vec<Sum>); 3] = Default::default();
    let mut seen: Vec<ById> = Vec::new();
    for (number, entry) in (0u64..).zip(&source.entries) {
        if entry.plan.role == Role::Usage && entry.habits().has_segments {
            let table = &entry.table;
            let rows = 0..table.len();
            seen.extend(rows.map(|row| (table.id(row), table.start(row), number, u64::from(row))));
        }
    }
    by_id::sort(&mut seen);
    seen.dedup_by_key(|it| (it.0, it.1));
    for (id, start, number, row) in seen {
        let Ok(number) = usize::try_from(number) else { continue };
        let Ok(row) = u32::try_from(row) else { continue };
        let Some(table) = source.entries.get(number).map(|it| &it.table) else { continue };
        let is_conference = table.text(TextField::Channel, row) == "conference";
        let stretch = start.zip(table.end(row));
        let length = table.length(row).unwrap_or(0).max(0);
        whole.add(id, is_conference, length, stretch);
        for ((names, sums), (_, field)) in groups.iter_mut().zip(BY) {
            // What has no name is in no group.
            let code = usize::try_from(names.code(table.text(field, row))).unwrap_or(0);
            let Some(number) = code.checked_sub(1) else { continue };
            if number == sums.len() {
                sums.push(Sum::default());
            }
            if let Some(sum) = sums.get_mut(number) {
                sum.add(id, is_conference, length, stretch);
            }
        }
    }
    if whole.ids.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut totals = vec![whole.told("", "")];
    for ((names, sums), (by, _)) in groups.into_iter().zip(BY) {
        let named = names.iter().zip(sums);
        let mut all: Vec<CallTotals> = named.map(|((_, name), sum)| sum.told(by, name)).collect();
        order::sort_by(&mut all, |a, b| {
            (b.peak_calls, b.calls, &a.of).cmp(&(a.peak_calls, a.calls, &b.of))
        });
        all.truncate(MOST);
        totals.extend(all);
    }
    totals
}

impl Sum {
    fn add(&mut self, id: Id, is_conference: bool, length: i64, stretch: Option<(i64, i64)>) {
        let kind = usize::from(is_conference);
        if let (Some(ids), Some(sum)) = (self.ids.get_mut(kind), self.milliseconds.get_mut(kind)) {
            ids.push(id);
            *sum += length;
        }
        // What is open at once are calls; a conference is what they meet in.
        self.stretches.extend(stretch.filter(|_| !is_conference));
    }

    fn told(mut self, by: &str, of: &str) -> CallTotals {
        let [calls, conferences] = &mut self.ids;
        // Segments of a call come one after the other, for they were sorted by id.
        for ids in [&mut *calls, &mut *conferences] {
            ids.dedup();
        }
        let count = |ids: &[Id]| u64::try_from(ids.len()).unwrap_or(0);
        let minutes = |milliseconds: i64| {
            decimal((Decimal::from(milliseconds) / Decimal::from(60_000)).round_dp(2))
        };
        let [call_ms, conference_ms] = self.milliseconds;
        let (peak_calls, peak_at) = peak(self.stretches.into_iter());
        CallTotals {
            by: by.to_owned(),
            of: of.to_owned(),
            calls: count(calls),
            call_minutes: minutes(call_ms),
            conferences: count(conferences),
            conference_minutes: minutes(conference_ms),
            peak_calls,
            peak_at,
        }
    }
}
