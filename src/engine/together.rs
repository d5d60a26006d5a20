//! Sources that are parts of one answer: the pages of a request, the files of an export. Control
//! totals are held against all of them, since none alone has everything they count. What a vendor's
//! other service counted is held against the usage of all sources of that vendor. Blocks of
//! conversations are counted over all files of an answer, as these may cut a conversation in two.

use crate::dataset::{ById, Dictionary, Table, TextField, by_id};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::{Role, order};
use crate::engine::reader::layout;
use crate::engine::source::{Entry, Source, State};
use crate::engine::{
    Sources, bill_total, conferences, counters, ids, shared_rows, summaries, totals,
};
use crate::layout::Facts;
use crate::layout::contract::Control;
use crate::normalize::date::to_iso;
use crate::reconcile::checks;
use crate::source::SourceId;

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
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    let mut keyed: Vec<((&str, String), SourceId)> = Vec::new();
    for source in sources.values().filter(|it| it.is_checked() && it.state == State::Ready) {
        if source.repeats.is_none()
            && let Some(key) = key(source)
        {
            keyed.push((key, source.id));
        }
    }
    let mut changed = Vec::new();
    for (_, ids) in order::grouped(keyed) {
        let members: Vec<&Source> = ids.iter().filter_map(|it| sources.get(it)).collect();
        let are_parts = members.len() > 1;
        let whole = are_parts.then(|| found(&members, &together(&members)));
        let mut of_blocks = blocks(&members).map(Vec::into_iter);
        let said: Vec<(SourceId, Report, Option<Report>)> = members
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
                (source.id, own, of_blocks.as_mut().and_then(Iterator::next))
            })
            .collect();
        for (id, own, of_blocks) in said {
            let Some(source) = sources.get_mut(&id) else { continue };
            source.is_part = are_parts;
            let before = source.report.clone();
            CONTROLS.iter().for_each(|it| source.report.remove(*it));
            source.report.merge(own);
            if let Some(of_blocks) = of_blocks {
                source.report.remove(Code::BlocksFewer);
                source.report.remove(Code::BlocksMore);
                source.report.merge(of_blocks);
            }
            if source.report != before {
                changed.push(id);
            }
        }
    }
    changed.extend(check_counted(sources));
    changed.extend(conferences::check(sources));
    changed.extend(bill_total::check(sources));
    changed.extend(ids::check(sources));
    changed.extend(counters::check(sources));
    changed.extend(totals::check(sources));
    changed.extend(summaries::check(sources));
    changed.extend(shared_rows::check(sources));
    order::sort(&mut changed);
    changed.dedup();
    changed
}

/// What is said of a source, and how many occurrences it stands for.
pub(super) type Remark = (SourceId, (Diagnostic, u64));

/// Says anew of all sources what holds of one code now. Gives those of which that is something else.
#[inline(never)]
pub(super) fn say(sources: &mut Sources, code: Code, said: Vec<Remark>) -> Vec<SourceId> {
    let mut said = order::grouped(said).into_iter().peekable();
    let mut changed = Vec::new();
    // Both are in the order of their ids.
    for source in sources.iter_mut().map(|it| it.1) {
        let own = said.next_if(|it| it.0 == source.id);
        if source.report.say_counted(code, own.map(|it| it.1).unwrap_or_default()) {
            changed.push(source.id);
        }
    }
    changed
}

/// What is said of the blocks of conversations in some files of one answer, for each of these: one that
/// begins on a page may go on on the next. None where a file was looked at by itself and is alone.
fn blocks(members: &[&Source]) -> Option<Vec<Report>> {
    let entries = members.iter().enumerate().flat_map(|(number, source)| {
        let counts = source.entries.iter().filter(|it| it.habits().block_seconds > 0);
        counts.map(move |it| (number, it))
    });
    let entries: Vec<(usize, &Entry)> = entries.collect();
    let is_looked_at = entries.len() > 1 || members.iter().any(|it| it.is_part);
    let block = entries.first().filter(|_| is_looked_at)?.1.habits().block_seconds;
    let tables: Vec<&Table> = entries.iter().map(|it| &it.1.table).collect();
    let mut reports = vec![Report::default(); members.len()];
    for ((number, _), found) in entries.iter().zip(checks::blocks_together(&tables, block)) {
        if let Some(own) = reports.get_mut(*number) {
            own.merge(found);
        }
    }
    Some(reports)
}

/// Says anew what counts of other services come to. Without any usage of the vendor there is nothing
/// that they could be held against.
fn check_counted(sources: &mut Sources) -> Vec<SourceId> {
    let stating: Vec<(SourceId, &'static str, Vec<Control>)> = sources
        .values()
        .filter(|it| it.state == State::Ready && it.repeats.is_none())
        .filter_map(|source| {
            let known = source.entries.iter().filter_map(|it| layout(&it.plan.layout));
            let facts = source.facts(0);
            let stated = known.map(|it| (it.vendor(), it.controls(&facts)));
            let (vendor, controls) = stated.into_iter().find(|(_, it)| !it.is_empty())?;
            Some((source.id, vendor, controls))
        })
        .collect();
    let mut changed = Vec::new();
    let mut begun: Option<(&str, Begun)> = None;
    for (id, vendor, controls) in stating {
        if begun.as_ref().is_none_or(|it| it.0 != vendor) {
            begun = Some((vendor, Begun::of(sources.values(), vendor)));
        }
        let Some((_, usage)) = &begun else { continue };
        let Some(source) = sources.get_mut(&id) else { continue };
        let differs = |it: &&Control| usage.count(it) != it.stated;
        let differing = controls.iter().filter(differs).filter(|_| !usage.rows.is_empty());
        let said = differing.map(|control| {
            let place = Place { line: control.line, ..Place::default() };
            let from = to_iso(control.from);
            let of = [from.trim_end_matches("T00:00:00Z"), &control.account].join(" ");
            let found = Diagnostic::new(Code::CountsMismatch).at(place).with(of.trim_end());
            found.with(control.stated.to_string()).with(usage.count(control).to_string())
        });
        if source.report.say_anew(Code::CountsMismatch, said) {
            changed.push(id);
        }
    }
    changed
}

/// When the usage of a vendor began, by account; each id once.
struct Begun {
    rows: Vec<(i64, i64)>,
    accounts: Dictionary,
}

impl Begun {
    fn of<'s>(sources: impl Iterator<Item = &'s Source>, vendor: &str) -> Self {
        let mut ids: Vec<ById> = Vec::new();
        let mut accounts = Dictionary::default();
        let is_read = |it: &&Source| it.state == State::Ready && it.repeats.is_none();
        let entries = sources.filter(is_read).flat_map(|it| &it.entries);
        for entry in entries.filter(|it| {
            it.plan.role == Role::Usage
                && layout(&it.plan.layout).is_some_and(|it| it.vendor() == vendor)
        }) {
            for row in 0..entry.table.len() {
                let (id, start) = (entry.table.id(row), entry.table.start(row));
                let Some(start) = start.filter(|_| !id.is_none()) else { continue };
                let account = accounts.code(entry.table.text(TextField::Account, row));
                ids.push((id, Some(start), u64::from(account), 0));
            }
        }
        by_id::sort(&mut ids);
        ids.dedup_by_key(|it| it.0);
        let begun = |(_, at, account, _): ById| Some((at?, i64::try_from(account).ok()?));
        let mut rows: Vec<(i64, i64)> = ids.into_iter().filter_map(begun).collect();
        order::sort_pairs(&mut rows);
        Self { rows, accounts }
    }

    fn count(&self, control: &Control) -> u64 {
        let position = |at: i64| self.rows.partition_point(|(it, _)| *it < at);
        let rows = self.rows.get(position(control.from)..position(control.until));
        let is_named = |(_, name): &(u32, &str)| name.eq_ignore_ascii_case(&control.account);
        let named: Vec<i64> =
            self.accounts.iter().filter(is_named).map(|(code, _)| i64::from(code)).collect();
        let is_of = |(_, it): &&(i64, i64)| control.account.is_empty() || named.contains(it);
        u64::try_from(rows.unwrap_or_default().iter().filter(is_of).count()).unwrap_or(0)
    }
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
    order::sort(&mut ids);
    ids.dedup();
    ids.into_iter().filter_map(layout).for_each(|it| it.check(facts, &mut report));
    report
}

/// The facts of several sources as those of one.
fn together(sources: &[&Source]) -> Facts {
    let mut whole = Facts::default();
    let mut ids: Vec<ById> = Vec::new();
    for source in sources {
        let own = source.facts(0);
        whole.facts.extend(own.facts);
        whole.rows.extend(own.rows);
        whole.rejected += own.rejected;
        let segments = source.entries.iter().flat_map(|it| it.table.segments());
        let found = segments.flat_map(|(_, it)| it.ids.iter()).filter(|it| !it.is_none());
        ids.extend(found.map(|it| (it, None, 0, 0)));
    }
    by_id::sort(&mut ids);
    ids.dedup_by_key(|it| it.0);
    whole.different_ids = u64::try_from(ids.len()).unwrap_or(0);
    whole
}
