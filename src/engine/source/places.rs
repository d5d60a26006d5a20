//! Where rows of a source stand.

use crate::engine::source::{Entry, Source};
use crate::engine::tasks::Span;
use crate::normalize::Zone;
use crate::source::RowPlace;

impl Source {
    /// The entry that holds a row of the source, and the row's position in it.
    pub fn locate(&self, row: u32) -> Option<(&Entry, u32)> {
        let mut first = 0;
        for entry in &self.entries {
            if row - first < entry.table.len() {
                return Some((entry, row - first));
            }
            first += entry.table.len();
        }
        None
    }

    /// Minutes east of UTC at which a row's time is shown: as its file writes it; the month of a counter
    /// where that begins.
    pub fn offset_of(&self, row: u32, at: i64) -> i16 {
        if self.evidence.zoned > 0 {
            return self.evidence.offset;
        }
        let zone = self.locate(row).and_then(|(entry, _)| {
            let (plan, is_counter) = (&entry.plan, entry.habits().is_counter);
            Zone::parse(if is_counter { &plan.zone_of_days } else { &plan.time_zone })
        });
        zone.unwrap_or(Zone::UTC).offset_at(at)
    }

    /// Where a row's text stands.
    pub fn span(&self, row: u32) -> Option<Span> {
        let (entry, row) = self.locate(row)?;
        let (from, until, _) = entry.table.place(row);
        Some(Span { entry: entry.plan.entry, from, until })
    }

    /// Where a row stands, however the source is read.
    pub fn place_of(&self, row: u32) -> Option<RowPlace> {
        let (entry, own) = self.locate(row)?;
        let from = entry.table.place(own).0;
        let before = (0..own).rev().take_while(|row| entry.table.place(*row).0 == from);
        let nth = u32::try_from(before.count()).unwrap_or(u32::MAX);
        Some(RowPlace { source: self.id, entry: entry.plan.entry, from, nth })
    }

    /// All rows with where they stand.
    pub fn places(&self) -> impl Iterator<Item = (u32, RowPlace)> {
        let of_entry = |entry: &Entry| {
            let number = entry.plan.entry;
            let mut last = RowPlace { source: self.id, entry: number, from: u64::MAX, nth: 0 };
            let mut places = Vec::new();
            for row in 0..entry.table.len() {
                let from = entry.table.place(row).0;
                let nth = if from == last.from { last.nth + 1 } else { 0 };
                last = RowPlace { from, nth, ..last };
                places.push(last);
            }
            places
        };
        (0..).zip(self.entries.iter().flat_map(of_entry))
    }

    /// The file's name, with the entry of an archive that holds a row.
    pub fn file_of(&self, entry: &Entry) -> String {
        if entry.plan.entry_name.is_empty() {
            self.name.clone()
        } else {
            format!("{} › {}", self.name, entry.plan.entry_name)
        }
    }
}
