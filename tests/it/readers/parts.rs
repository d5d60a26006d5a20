//! Neither the size of a read nor the number of parts changes what is read.

use crate::readers::render::{case, case_through, content_at, fixtures, folders, open, read};
use proptest::prelude::*;
use std::io;
use trueup::dataset::{RejectRow, Segment};
use trueup::engine::forms::Settings;
use trueup::intake::Blob;
use trueup::layout::Plan;

/// Bytes that come a few at a time.
pub(super) struct Drip {
    pub(super) bytes: Vec<u8>,
    pub(super) most: usize,
}

impl Blob for Drip {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let n = buffer.len().min(self.most);
        self.bytes.as_slice().read_at(offset, &mut buffer[..n])
    }
}

#[test]
fn the_size_of_a_read_does_not_matter() {
    for root in ["dialects", "vendors/dma", "vendors/kore", "vendors/evo"] {
        for folder in folders(&fixtures(root)) {
            let whole = case(&folder);
            for most in [1, 7, 64] {
                let drip = case_through(&folder, &|bytes| Box::new(Drip { bytes, most }));
                assert_eq!(drip, whole, "{} by {most}", folder.display());
            }
        }
    }
}

/// What a reading came to, as it can be compared: rows as text with their places, and rejects.
pub(super) type Read = (Vec<String>, Vec<(u64, String)>);

pub(super) fn rows_of(segments: &[Segment], line_shift: u64, into: &mut Read) {
    for segment in segments {
        for index in 0..segment.len() {
            let (from, until) = segment.place(index);
            let line = segment.line(index) + line_shift;
            let length = segment.lengths.get(index).or(segment.spans.get(index));
            let (id, content) = (segment.ids.text(index), content_at(segment, index));
            into.0.push(format!("{line} {from}..{until} {id} {length:?} {content:x}"));
        }
        let text = |it: &RejectRow| {
            (it.diagnostic.place.line + line_shift, format!("{:?} {}", it.diagnostic.code, it.text))
        };
        into.1.extend(segment.rejects.iter().map(text));
    }
}

/// Reads in parts as the engine does: the first is exact, the others begin behind a line end. `None`
/// when a part did not end where the next began, so that the engine has to read on from there.
fn in_parts(plan: &Plan, bytes: &[u8], cuts: &[u64]) -> Option<Read> {
    let mut found = Read::default();
    let mut from = plan.data_offset;
    let mut end_before = None;
    let mut lines = plan.data_lines;
    // A part in which no record begins is empty and says nothing.
    for (index, until) in cuts.iter().copied().chain([u64::MAX]).enumerate() {
        let (segments, end) = read(plan, from, until, index == 0, &mut &bytes[..]);
        from = until;
        if end.end == end.first {
            continue;
        }
        if end_before.is_some_and(|it| it != end.first) {
            return None;
        }
        // The first part knows its lines; a later one counts from its own first.
        let shift = if end.first == plan.data_offset { 0 } else { lines };
        rows_of(&segments, shift, &mut found);
        lines += end.lines;
        end_before = Some(end.end);
    }
    Some(found)
}

fn whole(plan: &Plan, bytes: &[u8]) -> Read {
    let mut found = Read::default();
    let (segments, _) = read(plan, plan.data_offset, u64::MAX, true, &mut &bytes[..]);
    rows_of(&segments, 0, &mut found);
    found
}

pub(super) fn text_of(rows: &[(u32, String)]) -> String {
    let mut text = String::from("call_id,start,duration,note\n");
    for (index, (seconds, note)) in rows.iter().enumerate() {
        text += &format!("c-{index},2026-10-05 09:00:00,{seconds},{note}\n");
    }
    text
}

fn cuts_of(text: &str, places: &[prop::sample::Index]) -> Vec<u64> {
    let mut cuts: Vec<u64> = places.iter().map(|it| it.index(text.len()) as u64).collect();
    cuts.retain(|it| *it > 28);
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn parts_make_the_whole(
        rows in prop::collection::vec((0u32..100_000, "[a-z ]{0,12}|\"[a-z,]{0,9}(\"\")?\""), 1..60),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let text = text_of(&rows);
        let opened = open("calls.csv", &mut text.as_bytes(), &Settings::default());
        let plan = &opened.plans[0];
        let cuts = cuts_of(&text, &places);
        let parts = in_parts(plan, text.as_bytes(), &cuts);
        prop_assert_eq!(parts, Some(whole(plan, text.as_bytes())), "cut at {:?} of {:?}", cuts, text);
    }

    /// A line end inside quotes may be taken for the end of a record by a part that begins behind
    /// it. Then the part before ends elsewhere than the next begins, and never otherwise.
    #[test]
    fn a_cut_inside_quotes_is_seen(
        rows in prop::collection::vec((0u32..100_000, "\"[a-z,\n]{0,9}\""), 1..40),
        places in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let text = text_of(&rows);
        let opened = open("calls.csv", &mut text.as_bytes(), &Settings::default());
        let plan = &opened.plans[0];
        let cuts = cuts_of(&text, &places);
        if let Some(parts) = in_parts(plan, text.as_bytes(), &cuts) {
            prop_assert_eq!(parts, whole(plan, text.as_bytes()), "cut at {:?} of {:?}", cuts, text);
        }
    }
}
