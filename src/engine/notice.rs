//! What can be said of a source once all of it was read.

use crate::dataset::{Dictionary, TextField};
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::Role;
use crate::engine::reader::layout;
use crate::engine::source::{Entry, Source, State};
use crate::layout::head::fields_named;
use crate::layout::{Facts, Habits, Layout, Syntax};
use crate::normalize::Money;
use crate::normalize::header::canonical;

/// Whether something else stands where the list of records should be (a text, or one record alone), or
/// records stand in a list of another name. That says anything but that there was no usage.
fn is_out_of_shape(layout: &dyn Layout, facts: &Facts) -> bool {
    let is_list = |name: &str| {
        let name = canonical(name);
        !name.is_empty() && layout.lists().iter().any(|it| canonical(it) == name)
    };
    let mut of_record = Vec::new();
    for fact in &facts.facts {
        let (path, leaf) = fact.name.rsplit_once('.').unwrap_or(("", &fact.name));
        if is_list(leaf) && !matches!(fact.value.as_str(), "" | "null") {
            return true;
        }
        if !path.is_empty() {
            of_record.push(leaf);
        }
    }
    let named = fields_named(layout, &mut of_record.into_iter());
    let required = layout.required();
    !required.is_empty() && required.iter().all(|it| named.iter().any(|(_, field)| field == it))
}

impl Source {
    /// Says what the values and the layouts show, without looking at rows again.
    pub(super) fn notice(&mut self) {
        let plans = self.entries.iter().map(|it| &it.plan);
        let zone = plans.clone().find(|it| it.time_zone_assumed).map(|it| it.time_zone.clone());
        if let Some(zone) = zone
            && self.evidence.unzoned > 0
        {
            self.report.push(Diagnostic::new(Code::TimeZoneAssumed).with(zone));
        }
        if self.date_question() {
            let example =
                Diagnostic::new(Code::DatesAmbiguous).with(self.evidence.order_example.clone());
            self.report.push_many(example, self.evidence.either_order);
        }
        if self.mark_question() {
            let example =
                Diagnostic::new(Code::NumbersAmbiguous).with(self.evidence.mark_example.clone());
            self.report.push_many(example, self.evidence.either_mark);
        }
        for field in &self.missing {
            self.report.push(Diagnostic::new(Code::MissingColumn).with(field.code()));
        }
        let needs = |pick: fn(&Habits) -> bool| self.entries.iter().any(|it| pick(&it.habits()));
        let (needs_period, needs_service) =
            (needs(|it| it.needs_period), needs(|it| it.needs_service));
        if needs_period
            && self.n_rows() > 0
            && self.entries.iter().all(|it| it.plan.period.is_none())
        {
            self.report.push(Diagnostic::new(Code::PeriodMissing));
        }
        let unnamed = |it: &Entry| {
            let services = it.table.dictionary(TextField::Service);
            services.is_none_or(Dictionary::is_empty)
        };
        if needs_service && self.n_rows() > 0 && self.entries.iter().any(unnamed) {
            self.report.push(Diagnostic::new(Code::ReportUnnamed));
        }
        self.notice_signs();
        let facts = self.facts(0);
        let layouts = || self.entries.iter().filter_map(|it| layout(&it.plan.layout));
        let refusal = layouts().find_map(|it| it.refusal(&facts));
        if let Some(refusal) = refusal {
            self.state = State::Failed(refusal);
        } else if self.n_rows() == 0 {
            // A file of counts or a status holds no usage by its nature.
            let holds_rows = layouts().any(|it| it.facts_of("").is_none());
            if self.n_rejects() == 0 && self.role() != Role::Rates && holds_rows {
                let is_table = self.entries.iter().any(|it| {
                    matches!(it.plan.syntax, Syntax::Csv { .. }) && !it.habits().may_be_empty
                });
                if is_table && facts.facts.is_empty() {
                    self.state = State::Failed(Diagnostic::new(Code::HeaderOnly));
                } else if self.role() == Role::Billed
                    || layouts().any(|it| is_out_of_shape(it, &facts))
                {
                    self.state = State::Failed(Diagnostic::new(Code::UnknownFormat));
                } else {
                    self.report.push(Diagnostic::new(Code::NoUsage));
                }
            }
        }
    }

    /// An amount with `$` has no currency until someone says which dollar it is. Beside amounts in
    /// euros it is one of several currencies all the same.
    fn notice_signs(&mut self) {
        let signs = &self.evidence.open_signs;
        if signs.is_empty() {
            return;
        }
        // More signs than one contradict each other by themselves.
        let money = Money::of(signs.as_bytes());
        let mut is_mixed = money.is_none();
        let mut n_names = 0;
        let mut said: String = signs.chars().flat_map(|it| [',', ' ', it]).skip(2).collect();
        for entry in &self.entries {
            let Some(names) = entry.table.dictionary(TextField::Currency) else { continue };
            for (_, name) in names.iter() {
                if !said.contains(name) {
                    n_names += 1;
                    is_mixed |= !money.is_some_and(|it| it.fits(name));
                    said = [&said, ", ", name].concat();
                }
            }
        }
        // Where several currencies have names, the check of rows says so.
        if is_mixed && n_names < 2 {
            self.report.push(Diagnostic::new(Code::MixedCurrencies).with(said));
        }
    }
}
