//! Usage without ids beside a bill that says which usage its lines are for, and bills whose column `id`
//! says so too.

use crate::dataset::Id;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::Role;
use crate::domain::forms::Settings;
use crate::engine::Sources;
use crate::engine::source::{Entry, State};
use crate::layout::Field;
use crate::source::SourceId;

/// So many ids of lines are looked for among those of the usage.
const SOME: usize = 64;

/// Decides of bills that name no usage and have a column `id` what that is: the ids of usage, where at
/// least half of the first ones are such, else numbers of the lines. First is what is first among the
/// ids, wherever its row is; a number of one digit says that lines are counted.
pub(super) fn tie(sources: &mut Sources) {
    let mut some: Vec<Id> = Vec::new();
    each_id(sources, &may_name_usage, &mut |id| {
        if let Err(at) = some.binary_search(&id)
            && at < SOME
        {
            some.insert(at, id);
            some.truncate(SOME);
        }
    });
    let is_digit = |it: &Id| it.text().is_some_and(|it| it.len() == 1);
    let mut found = vec![false; some.len()];
    if !some.is_empty() && !some.iter().any(is_digit) {
        each_id(sources, &|it, _| it.plan.role == Role::Usage, &mut |id| {
            if let Ok(at) = some.binary_search(&id)
                && let Some(found) = found.get_mut(at)
            {
                *found = true;
            }
        });
    }
    let n_found = found.iter().filter(|it| **it).count();
    let are_of_usage = n_found > 0 && n_found * 2 >= found.len();
    for source in sources.iter_mut().map(|it| it.1) {
        for entry in &mut source.entries {
            entry.ids_of_usage = are_of_usage && may_name_usage(entry, &source.settings);
        }
    }
}

/// Whether it is open what the ids of a bill are. What a person says of the column is as said.
fn may_name_usage(entry: &Entry, settings: &Settings) -> bool {
    let plan = &entry.plan;
    let Some((index, header)) = column_of_ids(entry) else { return false };
    let is_said = |it: &(u32, String)| usize::try_from(it.0).ok() == Some(index + 1);
    plan.role == Role::Billed
        && plan.column_of(Field::UsageId).is_none()
        && header.eq_ignore_ascii_case("id")
        && !settings.columns.iter().any(is_said)
}

/// The column of the lines' ids: its position and its header.
fn column_of_ids(entry: &Entry) -> Option<(usize, &str)> {
    let index = entry.plan.column_of(Field::LineId)?;
    Some((index, entry.plan.columns.get(index)?.header.trim()))
}

fn each_id(sources: &Sources, of: &dyn Fn(&Entry, &Settings) -> bool, then: &mut dyn FnMut(Id)) {
    for source in sources.values().filter(|it| it.state == State::Ready) {
        for entry in source.entries.iter().filter(|it| of(it, &source.settings)) {
            let ids = entry.table.segments().flat_map(|(_, it)| it.ids.iter());
            ids.filter(|it| !it.is_none()).for_each(&mut *then);
        }
    }
}

/// Says anew of which usage no column holds an id though a bill names ids, as long as no usage has
/// any, and of which bills the column `id` is taken for those of usage. Gives the sources of which
/// something else is said now.
pub(super) fn check(sources: &mut Sources) -> Vec<SourceId> {
    tie(sources);
    let is_missed = !any(sources, Role::Usage, &|it| has_ids(it, false))
        && any(sources, Role::Billed, &|it| has_ids(it, true));
    let mut changed = Vec::new();
    for source in sources.iter_mut().map(|it| it.1).filter(|it| it.is_checked()) {
        let is_ready = source.state == State::Ready && source.repeats.is_none();
        let entries = source.entries.iter().filter(|it| is_missed && is_ready && lacks_ids(it));
        let said: Vec<Diagnostic> = entries.map(|it| at_header(Code::NoIds, it)).collect();
        let entries = source.entries.iter().filter(|it| is_ready && it.ids_of_usage);
        let tied: Vec<Diagnostic> = entries
            .map(|it| {
                let header = column_of_ids(it).map_or("", |it| it.1);
                at_header(Code::IdsOfUsage, it).with(header)
            })
            .collect();
        let is_new = source.report.say_anew(Code::NoIds, said);
        if source.report.say_anew(Code::IdsOfUsage, tied) || is_new {
            changed.push(source.id);
        }
    }
    changed
}

fn any(sources: &Sources, role: Role, holds: &dyn Fn(&Entry) -> bool) -> bool {
    let ready = sources.values().filter(|it| it.state == State::Ready);
    ready.flat_map(|it| &it.entries).any(|it| it.plan.role == role && holds(it))
}

/// Whether any row has an id; of a bill: one of usage, and not the line's own.
pub(super) fn has_ids(entry: &Entry, of_usage: bool) -> bool {
    entry.table.segments().any(|(_, segment)| {
        let is_own = |row: usize| segment.id_is_line.get(row) == Some(1);
        let mut ids = segment.ids.iter().enumerate();
        ids.any(|(row, id)| !(id.is_none() || of_usage && is_own(row)))
    })
}

/// Counters and sums have no ids to begin with.
pub(super) fn lacks_ids(entry: &Entry) -> bool {
    let habits = entry.habits();
    entry.plan.role == Role::Usage
        && !entry.table.is_empty()
        && !habits.is_counter
        && !habits.has_sums
}

fn at_header(code: Code, entry: &Entry) -> Diagnostic {
    let place = Place { line: entry.plan.header_line, ..Place::default() };
    Diagnostic::new(code).at(place)
}
