//! How a source comes to be read: opened, set up anew, stopped, failed, or read to its end.

use crate::cards;
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::{Period, Role};
use crate::engine::check::Checked;
use crate::engine::forms::Settings;
use crate::engine::source::{Source, State, new_task};
use crate::engine::tasks::{Said, Work};
use crate::engine::{Engine, Output, policy, views};
use crate::normalize::Zone;
use crate::source::SourceId;

impl Engine {
    /// Asks a reader to look at a source's head.
    pub(super) fn open(&mut self, id: SourceId) {
        let Some(source) = self.sources.get_mut(&id) else { return };
        let work = Work::Open(source.settings.clone());
        let task = new_task(&mut self.next_task, id, &source.name, work);
        source.open_task = Some(task.id);
        self.outputs.push(Output::Start(task));
        self.tell_source(id);
    }

    /// Reads a source anew as the person set it.
    pub(super) fn configure(&mut self, id: SourceId, settings: Settings) {
        self.end_tasks(id);
        self.set_decisions_aside(id);
        let Some(source) = self.sources.get_mut(&id) else { return };
        source.settings = settings;
        source.forget();
        self.unsettle();
        self.open(id);
    }

    /// Stops reading a source.
    pub(super) fn stop(&mut self, id: SourceId) {
        let is_reading = |it: &Source| matches!(it.state, State::Opening | State::Reading);
        if self.sources.get(&id).is_some_and(is_reading) {
            self.fail(id, Diagnostic::new(Code::Cancelled));
        }
    }

    /// Ends a source's tasks and forgets what was read of it.
    pub(super) fn fail(&mut self, id: SourceId, why: Diagnostic) {
        self.end_tasks(id);
        self.set_decisions_aside(id);
        if let Some(source) = self.sources.get_mut(&id) {
            source.forget();
            source.state = State::Failed(why);
        }
        self.unsettle();
        self.tell_source(id);
    }

    /// Ends whatever readers do for a source.
    pub(super) fn end_tasks(&mut self, id: SourceId) {
        let tasks: Vec<u32> = self.sources.get(&id).into_iter().flat_map(Source::tasks).collect();
        self.outputs.extend(tasks.into_iter().map(Output::End));
    }

    /// Ends what readers are asked of a source that is removed, and answers those who wait for it.
    pub(super) fn give_up(&mut self, id: SourceId) {
        let tasks: Vec<u32> =
            self.waiting.iter().filter(|(_, (of, _))| *of == id).map(|(task, _)| *task).collect();
        for task in tasks {
            self.outputs.push(Output::End(task));
            if let Some((_, waiting)) = self.waiting.remove(&task) {
                self.answered(waiting, Said::Failed(Diagnostic::new(Code::Cancelled)));
            }
        }
    }

    /// A source was read or has failed: takes its rates, and looks whether it repeats another.
    pub(super) fn settled(&mut self, id: SourceId) {
        let Some(source) = self.sources.get_mut(&id) else { return };
        source.take_case();
        let mut facts = source.entries.iter().flat_map(|it| &it.facts);
        let text = facts.find(|it| it.name == cards::layout::TEXT).map(|it| it.value.clone());
        if let Some(text) = text {
            let card = cards::file::read(&text);
            let zone = Zone::parse(&self.policy.time_zone).unwrap_or(Zone::UTC);
            let (_, of_rows) = policy::rates(&card.forms, zone);
            let of_rows = of_rows.into_iter().map(|it| card.in_file(it));
            let of_file = card.diagnostics.iter().cloned();
            let mut last = None;
            for wrong in of_rows.chain(of_file) {
                // What is counted are rates, not all that is wrong with one.
                let rate = Some((wrong.code, wrong.place.line));
                source.report.push_many(wrong, u64::from(rate != last));
                last = rate;
            }
            source.checked = Checked::Everything;
            if let Some(why) = card.failure() {
                source.state = State::Failed(why.clone());
            } else {
                source.rates = card.forms;
            }
        } else if source.role() == Role::Rates && source.state == State::Ready {
            source.state = State::Failed(Diagnostic::new(Code::UnknownFormat));
        }
        self.place_decisions(id);
        self.unsettle();
        self.find_repeats(id);
        let is_case = self.sources.get(&id).is_some_and(|it| it.case.is_some());
        self.find_files_of_case(is_case);
        self.tell_questions(Some(id));
    }

    /// The days in question: those of the policy, else those of all sources but this one.
    pub(super) fn period_beside(&self, id: SourceId) -> Option<Period> {
        const DAY: i64 = 86_400_000;
        let known = |it: &&Source| it.id != id && it.state == State::Ready && !it.date_question();
        let spans = self.sources.values().filter(known).filter_map(views::span);
        let days = spans.map(|it| Period {
            start: it.start - it.start.rem_euclid(DAY),
            end: it.end - it.end.rem_euclid(DAY) + DAY,
        });
        let all =
            |a: Period, b: Period| Period { start: a.start.min(b.start), end: a.end.max(b.end) };
        self.policy.period.or_else(|| days.reduce(all))
    }

    /// Tells of the other sources whose dates read both ways: how many rows each way would count
    /// depends on what else there is.
    pub(super) fn tell_questions(&mut self, but: Option<SourceId>) {
        let asks =
            |it: &&Source| Some(it.id) != but && it.state == State::Ready && it.date_question();
        let asking: Vec<SourceId> = self.sources.values().filter(asks).map(|it| it.id).collect();
        asking.into_iter().for_each(|it| self.tell_source(it));
    }
}
