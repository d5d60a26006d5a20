//! What the values of a source settle of how it is read, once all of them were seen.

use super::{Entry, Source, State};
use crate::dataset::Table;
use crate::engine::tasks::Task;
use crate::layout::{Evidence, Syntax};
use crate::normalize::{DateOrder, DecimalMark};

impl Entry {
    /// Settles the order of day and month by the values; says whether the entry has to be read again.
    fn settle_order(&mut self, seen: &Evidence, is_said: bool) -> bool {
        let plan = &mut self.plan;
        if std::mem::take(&mut self.denies_order) && !is_said {
            // A habit or the first rows settled an order that later values deny. How many deny it
            // and how many need it is known once all were read with the order left open.
            plan.date_order = plan.date_order.other();
            plan.date_order_settled = false;
            return true;
        }
        if plan.date_order_settled {
            return false;
        }
        let Some(order) = seen.order() else { return false };
        plan.date_order_settled = true;
        std::mem::replace(&mut plan.date_order, order) != order
    }

    /// The same for the decimal mark.
    fn settle_mark(&mut self, seen: &Evidence, is_said: bool) -> bool {
        let plan = &mut self.plan;
        if std::mem::take(&mut self.denies_mark) && !is_said {
            plan.decimal_mark_settled = false;
            return true;
        }
        if plan.decimal_mark_settled {
            return false;
        }
        // What is written in a tree has the dot, unless a text says otherwise.
        let is_tree = !matches!(plan.syntax, Syntax::Csv { .. });
        let by_nature = is_tree && seen.comma == 0 && seen.either_mark == 0;
        let Some(mark) = seen.mark().or(by_nature.then_some(DecimalMark::Dot)) else {
            return false;
        };
        plan.decimal_mark_settled = true;
        std::mem::replace(&mut plan.decimal_mark, mark) != mark
    }
}

impl Source {
    /// All parts are read: settles what the values settle, or reads again, or leaves a question.
    pub(super) fn complete(&mut self, next_task: &mut u32) -> Vec<Task> {
        let seen = self.evidence.clone();
        let is_order_said = DateOrder::parse(&self.settings.date_order).is_some();
        let is_mark_said = DecimalMark::parse(&self.settings.decimal_mark).is_some();
        let mut changed = false;
        for entry in &mut self.entries {
            changed |= entry.settle_order(&seen, is_order_said);
            changed |= entry.settle_mark(&seen, is_mark_said);
        }
        if changed {
            self.evidence = Evidence::default();
            self.report.clone_from(&self.report_of_head);
            for entry in &mut self.entries {
                entry.table = Table::default();
                entry.facts.clear();
                entry.joined = 0;
                entry.lines_joined = 0;
            }
            let numbers = 0..self.entries.len();
            return numbers.flat_map(|number| self.read(number, next_task)).collect();
        }
        self.state = State::Ready;
        self.notice();
        Vec::new()
    }

    /// Whether the order of day and month is open.
    pub fn date_question(&self) -> bool {
        self.evidence.either_order > 0 && self.entries.iter().any(|it| !it.plan.date_order_settled)
    }

    /// Whether the decimal mark is open.
    pub fn mark_question(&self) -> bool {
        self.evidence.either_mark > 0 && self.entries.iter().any(|it| !it.plan.decimal_mark_settled)
    }
}
