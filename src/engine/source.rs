//! One source: how it came in, how it is read, what was read of it.

mod places;
mod settle;

use crate::dataset::{Segment, Table};
use crate::diagnostics::{Code, Diagnostic, Report};
use crate::domain::Role;
use crate::domain::forms::{RateForm, Settings};
use crate::engine::call_totals;
use crate::engine::check::Checked;
use crate::engine::protocol::{Amount, CallTotals, Measure, Progress, Provenance};
use crate::engine::reader::fed::Fed;
use crate::engine::reader::layout;
use crate::engine::reader::open::settle::period_of;
use crate::engine::tasks::{Bulk, Task, Work};
use crate::export::case::Opened as OpenedCase;
use crate::formats::item::Fact;
use crate::layout::plan::{decode, encode};
use crate::layout::{Evidence, Facts, Field, Habits, Opened, PartEnd, Plan, Syntax};
use crate::source::SourceId;
use std::cell::OnceCell;

/// Bytes of a part of a large plain file. Parts are read side by side.
const PART: u64 = 32 * 1024 * 1024;

/// From so many bytes of a packed entry on a second reader unpacks for the one that reads it. Handing
/// less from one to the other takes as long as it saves.
const PACKED: u64 = 2 * 1024 * 1024;

/// A plain file of fewer bytes is read in a moment. A small archive may hold much.
const LITTLE: u64 = 256 * 1024;

/// A source.
#[derive(Debug)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// How it came in.
    pub provenance: Provenance,
    /// What the person set.
    pub settings: Settings,
    /// Its size in bytes.
    pub size: u64,
    /// Where it stands.
    pub state: State,
    /// The entries that are read.
    pub entries: Vec<Entry>,
    /// What was noticed.
    pub report: Report,
    /// What of it was noticed before any row was read.
    report_of_head: Report,
    /// Other layouts that fit as well.
    pub rivals: Vec<String>,
    /// Whether it is taken for usage and could be a bill as well.
    pub may_be_billed: bool,
    /// Fields that need a column and have none.
    pub missing: Vec<Field>,
    /// What the values are evidence for.
    pub evidence: Evidence,
    /// SHA-256, once it was asked for.
    pub hash: Option<String>,
    /// The source that has the same bytes and came before.
    pub repeats: Option<SourceId>,
    /// Rates, when this is a rate card.
    pub rates: Vec<RateForm>,
    /// What it holds when it is a saved case.
    pub case: Option<Box<OpenedCase>>,
    /// How far its rows were checked among each other.
    pub(super) checked: Checked,
    /// Different ids among its rows, once they were checked.
    pub different_ids: u64,
    /// Whether its conversations were held against other files of its answer.
    pub(super) is_part: bool,
    /// The task that looks at its head.
    pub open_task: Option<u32>,
    /// Sums that its card shows and the proof begins with, once it is read.
    amounts: OnceCell<Vec<Amount>>,
    measures: OnceCell<Vec<Measure>>,
    calls: OnceCell<Vec<CallTotals>>,
}

/// Where a source stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Its head is looked at.
    Opening,
    /// Its parts are read.
    Reading,
    /// Read.
    Ready,
    /// It cannot be read.
    Failed(Diagnostic),
}

/// An entry of a source.
#[derive(Debug)]
pub struct Entry {
    /// How it is read.
    pub plan: Plan,
    /// Whether the policy's zone is used for want of another.
    pub zone_of_policy: bool,
    /// The rows.
    pub table: Table,
    /// Whether what stands where a bill numbers its lines are ids of usage.
    pub(super) ids_of_usage: bool,
    /// Rows that overlap another of their conversation, in their order; none before they are checked.
    pub(super) overlapping: Vec<u32>,
    /// Leaves outside of the records.
    pub facts: Vec<Fact>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Lines of the parts that were joined.
    lines_joined: u64,
    joined: usize,
    /// Whether dates of it are none in the order that was taken for settled, and are in the other.
    denies_order: bool,
    /// The same of its numbers and the decimal mark.
    denies_mark: bool,
}

/// A part of an entry.
#[derive(Debug)]
pub struct Part {
    /// The task that reads it.
    pub task: u32,
    from: u64,
    until: u64,
    /// Segments that wait for the parts before.
    waiting: Vec<Segment>,
    end: Option<PartEnd>,
    progress: Progress,
}

impl Entry {
    fn new(plan: Plan, zone_of_policy: bool) -> Self {
        Self {
            plan,
            zone_of_policy,
            table: Table::default(),
            ids_of_usage: false,
            overlapping: Vec::new(),
            facts: Vec::new(),
            parts: Vec::new(),
            lines_joined: 0,
            joined: 0,
            denies_order: false,
            denies_mark: false,
        }
    }

    /// How its layout is.
    pub fn habits(&self) -> Habits {
        layout(&self.plan.layout).map(crate::layout::Layout::habits).unwrap_or_default()
    }

    /// Whether what is read depends on the policy's zone.
    pub fn uses_policy_zone(&self) -> bool {
        let habits = self.habits();
        let has_days = habits.is_counter || self.plan.period.is_some() || !habits.measures_time;
        self.zone_of_policy || self.plan.role == Role::Usage && has_days
    }

    fn is_done(&self) -> bool {
        self.joined == self.parts.len()
    }
}

impl Source {
    /// A source that is about to be looked at.
    pub fn new(
        id: SourceId,
        name: String,
        provenance: Provenance,
        settings: Settings,
        size: u64,
    ) -> Self {
        Self {
            id,
            name,
            provenance,
            settings,
            size,
            state: State::Opening,
            entries: Vec::new(),
            report: Report::default(),
            report_of_head: Report::default(),
            rivals: Vec::new(),
            may_be_billed: false,
            missing: Vec::new(),
            evidence: Evidence::default(),
            hash: None,
            repeats: None,
            rates: Vec::new(),
            case: None,
            checked: Checked::Nothing,
            different_ids: 0,
            is_part: false,
            open_task: None,
            amounts: OnceCell::new(),
            measures: OnceCell::new(),
            calls: OnceCell::new(),
        }
    }

    /// Sums over its lines. They are taken once: nothing is added to a source that is read, and one
    /// that is read again forgets them.
    pub fn amounts_once(&self, sum: impl FnOnce() -> Vec<Amount>) -> &[Amount] {
        self.amounts.get_or_init(sum)
    }

    /// Sums over its records, likewise.
    pub fn measures_once(&self, sum: impl FnOnce() -> Vec<Measure>) -> &[Measure] {
        self.measures.get_or_init(sum)
    }

    /// What its calls come to, likewise.
    pub fn calls_once(&self) -> &[CallTotals] {
        self.calls.get_or_init(|| call_totals::sum(self))
    }

    /// Forgets what was read, before it is read again.
    pub fn forget(&mut self) {
        let (id, name, size) = (self.id, std::mem::take(&mut self.name), self.size);
        let provenance = std::mem::take(&mut self.provenance);
        let settings = std::mem::take(&mut self.settings);
        let (hash, repeats) = (self.hash.take(), self.repeats.take());
        *self = Self::new(id, name, provenance, settings, size);
        self.hash = hash;
        self.repeats = repeats;
    }

    /// What it is for.
    pub fn role(&self) -> Role {
        let first = self.entries.iter().max_by_key(|it| it.table.len()).map(|it| it.plan.role);
        first.or_else(|| Role::from_code(&self.settings.role)).unwrap_or(Role::Usage)
    }

    /// Rows over all entries.
    pub fn n_rows(&self) -> u64 {
        self.entries.iter().map(|it| u64::from(it.table.len())).sum()
    }

    /// Rows that are no records or lines, over all entries.
    pub fn n_rejects(&self) -> u64 {
        self.entries.iter().map(|it| it.table.n_rejects()).sum()
    }

    /// Those of them that hold no data: sums of others, headings.
    pub fn n_set_aside(&self) -> u64 {
        let rejects = self.entries.iter().flat_map(|it| it.table.rejects());
        let codes = [Code::SummaryRow, Code::HeadingRow];
        let set_aside = rejects.filter(|it| codes.contains(&it.diagnostic.code));
        u64::try_from(set_aside.count()).unwrap_or(0)
    }

    /// Whether times of its rows depend on the zone it is read in.
    pub fn has_times_of_zone(&self) -> bool {
        let has_days = |it: &Entry| it.habits().is_counter || it.plan.period.is_some();
        self.evidence.unzoned > 0 || self.n_rows() > 0 && self.entries.iter().any(has_days)
    }

    /// How far reading is.
    pub fn progress(&self) -> Progress {
        let parts = self.entries.iter().flat_map(|it| &it.parts);
        parts.fold(Progress::default(), |sum, part| Progress {
            done: sum.done + part.progress.done,
            total: sum.total + part.progress.total,
            rows: sum.rows + part.progress.rows,
        })
    }

    /// Every task of it that may be running.
    pub fn tasks(&self) -> impl Iterator<Item = u32> {
        let parts = self.entries.iter().flat_map(|it| &it.parts).filter(|it| it.end.is_none());
        self.open_task.into_iter().chain(parts.map(|it| it.task))
    }

    /// Takes what looking at the head came to, and the tasks to read it.
    pub fn opened(&mut self, opened: &[u8], policy_zone: &str, next_task: &mut u32) -> Vec<Task> {
        self.open_task = None;
        let Some(opened) = decode::<Opened>(opened) else {
            self.state = State::Failed(Diagnostic::new(Code::ReaderCrashed));
            return Vec::new();
        };
        self.report_of_head.clone_from(&opened.report);
        self.report = opened.report;
        self.rivals = opened.rivals;
        self.may_be_billed = opened.may_be_billed;
        self.missing = opened.missing;
        if let Some(failure) = opened.failure {
            self.state = State::Failed(failure);
            return Vec::new();
        }
        for mut plan in opened.plans {
            let zone_of_policy = plan.time_zone.is_empty();
            if zone_of_policy {
                policy_zone.clone_into(&mut plan.time_zone);
            }
            policy_zone.clone_into(&mut plan.zone_of_days);
            plan.period = period_of(&self.settings, policy_zone);
            self.entries.push(Entry::new(plan, zone_of_policy));
        }
        self.state = State::Reading;
        let numbers = 0..self.entries.len();
        numbers.flat_map(|number| self.read(number, next_task)).collect()
    }

    /// The tasks that read an entry.
    fn read(&mut self, number: usize, next_task: &mut u32) -> Vec<Task> {
        let (id, name, size) = (self.id, self.name.clone(), self.size);
        // What an entry takes of an archive is not told; all of them together are as good.
        let n_entries = u64::try_from(self.entries.len()).unwrap_or(u64::MAX);
        let Some(entry) = self.entries.get_mut(number) else { return Vec::new() };
        let plan = &entry.plan;
        let bulk = if plan.is_plain && size < LITTLE {
            Bulk::Little
        } else if !plan.is_plain && Fed::fits(plan) && size / n_entries >= PACKED {
            Bulk::ForTwo
        } else {
            Bulk::Usual
        };
        let from = plan.data_offset;
        let habits = entry.habits();
        // Records that have to be held against others of their text are read in one stretch.
        let parallel = !habits.has_sums
            && plan.is_plain
            && plan.is_bytewise()
            && matches!(plan.syntax, Syntax::Csv { bare_cr: false, .. });
        let mut borders = vec![from];
        if parallel {
            let n_parts = size.saturating_sub(from).div_ceil(PART).max(1);
            borders.extend((1..n_parts).map(|it| from + it * (size - from) / n_parts));
        }
        let encoded = encode(plan);
        let mut tasks = Vec::new();
        let ends = borders.iter().skip(1).copied().chain([u64::MAX]);
        entry.parts.clear();
        for (from, until) in borders.iter().copied().zip(ends) {
            let exact = tasks.is_empty();
            let work =
                Work::Read { plan: encoded.clone(), entry: plan.entry, from, until, exact, bulk };
            let task = new_task(next_task, id, &name, work);
            entry.parts.push(Part {
                task: task.id,
                from,
                until,
                waiting: Vec::new(),
                end: None,
                progress: Progress {
                    total: if plan.is_plain { until.min(size) - from.min(size) } else { 0 },
                    ..Progress::default()
                },
            });
            tasks.push(task);
        }
        tasks
    }

    /// The entry and the part that a task reads.
    fn find(&self, task: u32) -> Option<(usize, usize)> {
        self.entries.iter().enumerate().find_map(|(number, entry)| {
            entry.parts.iter().position(|it| it.task == task).map(|part| (number, part))
        })
    }

    /// Takes a segment of a part.
    pub fn segment(&mut self, task: u32, segment: Segment) {
        let Some((number, part)) = self.find(task) else { return };
        let Some(entry) = self.entries.get_mut(number) else { return };
        if part == 0 {
            entry.table.append(segment);
        } else if let Some(part) = entry.parts.get_mut(part) {
            part.waiting.push(segment);
        }
    }

    /// Takes a word of progress.
    pub fn told(&mut self, task: u32, progress: Progress) {
        let Some((number, part)) = self.find(task) else { return };
        let part = self.entries.get_mut(number).and_then(|it| it.parts.get_mut(part));
        if let Some(part) = part {
            part.progress = progress;
        }
    }

    /// Takes the end of a part. Gives tasks for parts that have to be read again because a record
    /// with quoted line ends lay across the border.
    pub fn finished(&mut self, task: u32, bytes: &[u8], next_task: &mut u32) -> Vec<Task> {
        let Some((number, part)) = self.find(task) else { return Vec::new() };
        let Some(end) = decode::<PartEnd>(bytes) else {
            self.state = State::Failed(Diagnostic::new(Code::ReaderCrashed));
            return Vec::new();
        };
        let (id, name) = (self.id, self.name.clone());
        let Some(entry) = self.entries.get_mut(number) else { return Vec::new() };
        if let Some(part) = entry.parts.get_mut(part) {
            part.progress.done = part.progress.total;
            part.end = Some(end);
        }
        let mut again = Vec::new();
        while let Some(part) = entry.parts.get_mut(entry.joined) {
            let Some(end) = part.end.take() else { break };
            if entry.joined > 0 && end.first != part.from {
                // Where the part before ended is where this one had to begin.
                part.waiting.clear();
                part.progress = Progress { total: part.progress.total, ..Progress::default() };
                let work = Work::Read {
                    plan: encode(&entry.plan),
                    entry: entry.plan.entry,
                    from: part.from,
                    until: part.until,
                    exact: true,
                    bulk: Bulk::Usual,
                };
                let task = new_task(next_task, id, &name, work);
                part.task = task.id;
                again.push(task);
                break;
            }
            let shift = if entry.joined == 0 { 0 } else { entry.lines_joined };
            for mut segment in part.waiting.drain(..) {
                segment.shift_lines(shift);
                entry.table.append(segment);
            }
            let mut report = end.report;
            report.shift_lines(shift);
            self.report.merge(report);
            self.evidence.merge(&end.evidence);
            entry.denies_order |= end.evidence.other_order > 0;
            entry.denies_mark |= end.evidence.other_mark > 0;
            entry.facts.extend(end.facts);
            if entry.joined == 0 {
                entry.lines_joined = entry.plan.data_lines;
            }
            entry.lines_joined += end.lines;
            if let Some(mut failure) = end.failure {
                if !entry.plan.entry_name.is_empty() {
                    failure = failure.with(&entry.plan.entry_name);
                }
                self.report.push(failure.clone());
                if entry.table.is_empty() && entry.table.n_rejects() == 0 {
                    self.state = State::Failed(failure);
                    return Vec::new();
                }
            }
            entry.joined += 1;
            if let Some(next) = entry.parts.get_mut(entry.joined) {
                next.from = end.end;
            }
        }
        if self.entries.iter().all(Entry::is_done) && self.state == State::Reading {
            return self.complete(next_task);
        }
        again
    }

    /// What the checks of layouts see.
    pub(super) fn facts(&self, different_ids: u64) -> Facts {
        let rows =
            self.entries.iter().map(|it| (it.plan.layout.clone(), u64::from(it.table.len())));
        Facts {
            facts: self.entries.iter().flat_map(|it| it.facts.iter().cloned()).collect(),
            rows: rows.collect(),
            different_ids,
            rejected: self.n_rejects(),
        }
    }
}

/// A new task with a number of its own.
pub fn new_task(next: &mut u32, source: SourceId, name: &str, work: Work) -> Task {
    *next += 1;
    Task { id: *next, source, name: name.to_owned(), work }
}
