//! Sources that are parts of one answer: the pages of a request, the files of an export. Control
//! totals are held against all of them, since none alone has everything they count.

use crate::dataset::Id;
use crate::diagnostics::{Code, Report};
use crate::engine::reader::layout;
use crate::engine::source::{Source, State};
use crate::layout::Facts;
use crate::source::SourceId;
use std::collections::BTreeMap;

/// What only checks of layouts say, so that it can be said anew when sources come and go.
const CONTROLS: &[Code] = &[
    Code::TotalMismatch,
    Code::MoreAvailable,
    Code::CountsMismatch,
    Code::ClustersExcluded,
    Code::ResultsTruncated,
    Code::ResultsIncomplete,
    Code::CustomersDiffer,
];

/// Says anew what control totals come to. Gives the sources of which something else is said now.
pub(super) fn check(sources: &mut BTreeMap<SourceId, Source>) -> Vec<SourceId> {
    let mut groups: BTreeMap<(&str, String), Vec<SourceId>> = BTreeMap::new();
    for source in sources.values().filter(|it| it.is_checked && it.state == State::Ready) {
        if source.repeats.is_none()
            && let Some(key) = key(source)
        {
            groups.entry(key).or_default().push(source.id);
        }
    }
    let mut changed = Vec::new();
    for ids in groups.values() {
        let members: Vec<&Source> = ids.iter().filter_map(|it| sources.get(it)).collect();
        let whole =
            if members.len() > 1 { Some(found(&members, &together(&members))) } else { None };
        let said: Vec<(SourceId, Report)> = members
            .iter()
            .map(|source| {
                let mut own = found(&[source], &source.facts(source.different_ids));
                if let Some(whole) = &whole {
                    // What the whole clears is no fault of a part. What only the whole shows is
                    // said of the file that states it, which has no rows of its own.
                    CONTROLS
                        .iter()
                        .filter(|it| whole.count(**it) == 0)
                        .for_each(|it| own.remove(*it));
                    let states = source.entries.iter().any(|it| !it.facts.is_empty());
                    if source.n_rows() == 0 && states {
                        own = whole.clone();
                    }
                }
                (source.id, own)
            })
            .collect();
        for (id, own) in said {
            let Some(source) = sources.get_mut(&id) else { continue };
            let before = source.report.clone();
            CONTROLS.iter().for_each(|it| source.report.remove(*it));
            source.report.merge(own);
            if source.report != before {
                changed.push(id);
            }
        }
    }
    changed
}

/// What a source has in common with the others of its answer; none for one that stands alone.
fn key(source: &Source) -> Option<(&'static str, String)> {
    let facts = source.facts(source.different_ids);
    let layouts = source.entries.iter().filter_map(|it| layout(&it.plan.layout));
    layouts.into_iter().find_map(|it| Some((it.vendor(), it.answer(&facts)?)))
}

/// What the layouts of some sources say of facts.
fn found(sources: &[&Source], facts: &Facts) -> Report {
    let mut report = Report::default();
    let mut ids: Vec<&str> =
        sources.iter().flat_map(|it| &it.entries).map(|it| it.plan.layout.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter_map(layout).for_each(|it| it.check(facts, &mut report));
    report
}

/// The facts of several sources as those of one.
fn together(sources: &[&Source]) -> Facts {
    let mut whole = Facts::default();
    let mut ids: Vec<Id> = Vec::new();
    for source in sources {
        let own = source.facts(0);
        whole.facts.extend(own.facts);
        whole.rows.extend(own.rows);
        whole.rejected += own.rejected;
        let segments = source.entries.iter().flat_map(|it| it.table.segments());
        ids.extend(segments.flat_map(|(_, it)| it.ids.iter()).filter(|it| !it.is_none()));
    }
    ids.sort_unstable();
    ids.dedup();
    whole.different_ids = u64::try_from(ids.len()).unwrap_or(0);
    whole
}
