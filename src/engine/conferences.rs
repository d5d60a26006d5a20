//! Conferences against the calls in them: a conference states the most calls it had at once, and the
//! calls that name it show how many there were.

use crate::dataset::{Id, Segment};
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::call_measure::peak;
use crate::domain::{Role, order};
use crate::engine::Sources;
use crate::engine::source::{Source, State};
use crate::engine::together::{Remark, say};
use crate::source::SourceId;

/// A call in a conference: id, start, end. A repeated record counts once.
type Call = (Id, i64, i64);

/// Says anew where the two disagree, over all sources: calls and conferences come as files of their
/// own. Gives the sources of which something else is said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let mut conferences: Vec<i64> = Vec::new();
    each_row(sources.values(), |_, segment, index| {
        if let Some((conference, _)) = stated(segment, index) {
            conferences.push(conference);
        }
    });
    order::sort(&mut conferences);
    conferences.dedup();
    let mut calls: Vec<(i64, Call)> = Vec::new();
    if !conferences.is_empty() {
        each_row(sources.values(), |_, segment, index| {
            let named = segment.conversations.get(index).filter(|_| !is_conference(segment, index));
            let stretch = segment.starts.get(index).zip(segment.spans.get(index));
            if let (Some(named), Some((start, span))) = (named, stretch)
                && conferences.binary_search(&named).is_ok()
            {
                calls.push((named, (segment.ids.get(index), start, start + span)));
            }
        });
    }
    // Where no call names its conference, nothing can be held against it.
    let can_tell = !calls.is_empty();
    let calls = order::grouped(calls).into_iter();
    let peaks: Vec<(i64, u64)> = calls.map(|(of, it)| (of, most(it))).collect();
    let mut found: Vec<Remark> = Vec::new();
    each_row(sources.values(), |source, segment, index| {
        let Some((conference, stated)) = stated(segment, index).filter(|_| can_tell) else {
            return;
        };
        let peak = peaks.binary_search_by_key(&conference, |it| it.0).ok();
        let counted = peak.and_then(|it| peaks.get(it)).map_or(0, |it| it.1);
        if counted != stated {
            let place = Place { line: segment.line(index), ..Place::default() };
            let differs = Diagnostic::new(Code::PeakDiffers).at(place);
            let differs = differs.with(stated.to_string()).with(counted.to_string());
            found.push((source.id, (differs, 1)));
        }
    });
    say(sources, Code::PeakDiffers, found)
}

fn each_row<'s>(
    sources: impl Iterator<Item = &'s Source>,
    mut each: impl FnMut(&Source, &Segment, usize),
) {
    for source in sources.filter(|it| it.state == State::Ready && it.repeats.is_none()) {
        let entries = source.entries.iter();
        for entry in entries.filter(|it| it.plan.role == Role::Usage && it.habits().has_segments) {
            for (_, segment) in entry.table.segments() {
                (0..segment.len()).for_each(|index| each(source, segment, index));
            }
        }
    }
}

/// Only conferences state how many calls they had.
fn is_conference(segment: &Segment, index: usize) -> bool {
    segment.conversation_length(index).is_some()
}

/// A conference and the most calls it says it had at once.
fn stated(segment: &Segment, index: usize) -> Option<(i64, u64)> {
    let stated = segment.conversation_length(index)?;
    Some((segment.conversations.get(index)?, u64::try_from(stated).ok()?))
}

fn most(mut calls: Vec<Call>) -> u64 {
    order::sort(&mut calls);
    calls.dedup_by_key(|it| (it.0, it.1));
    peak(calls.into_iter().map(|(_, from, until)| (from, until))).0
}
