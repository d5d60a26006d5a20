//! A reconciliation, done in slices so that it can be watched and stopped.

mod joining;
mod metering;
mod sums;
mod timing;

use crate::dataset::TextField;
use crate::domain::{Flag, MatchPolicy, MatchRule, Outcome};
use crate::normalize::Zone;
use crate::rating::RateCard;
use crate::reconcile::aggregate::Aggregation;
use crate::reconcile::alike::Search;
use crate::reconcile::beforehand::{repeat_own_ids, repeat_totals, supersede_counters};
use crate::reconcile::books::{DAYS, Days, Window};
use crate::reconcile::brief::Briefs;
use crate::reconcile::calls::Calls;
use crate::reconcile::charged_in::ChargedIn;
use crate::reconcile::classify::{Stated, judge};
use crate::reconcile::join::{Compared, Join};
use crate::reconcile::meter::Metering;
use crate::reconcile::pairs::{Left, Marks};
use crate::reconcile::tally::{Tallied, Tally};
use crate::reconcile::terms::Of;
use crate::reconcile::times::Times;
use crate::reconcile::{
    Books, ByRow, NONE, Place, Pricing, Reconciliation, Side, Terms, aggregate, charges, several,
};
use litemap::LiteMap;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// Entries of the join, or rows, that are gone through in one slice.
const SLICE: usize = 128 * 1024;

/// The same of records.
const RECORDS: u32 = 128 * 1024;

/// Up to which segment a slice goes that begins with one: there may be thousands of small ones.
fn slice(side: &Side<'_>, from: usize) -> usize {
    let mut n_rows = 0;
    let mut until = from;
    while until < side.n_segments() && n_rows < SLICE {
        n_rows += side.segment(until).map_or(0, |it| it.1.segment.len());
        until += 1;
    }
    until
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Count(Compared),
    Join(u32),
    Group(u32, usize),
    /// Lines from this segment on are looked at for their times, then records.
    TimedLines(usize),
    TimedRecords(usize),
    /// Those of the same times are tied.
    TieTimes,
    Settle,
    /// Records from here on are gathered to be metered.
    Meter(u32),
    /// Of those that are gathered, from here on they are metered.
    Charge(usize),
    Records(usize),
    Apart,
    /// Records from here on are claimed by lines for sums.
    Claim(u32),
    /// Of those that are claimed, what they should cost is added up from here on.
    AddUp(usize),
    Lines(usize),
    Rest(usize),
    Done,
}

/// A reconciliation under way.
#[derive(Debug)]
pub struct Job {
    stage: Stage,
    join: Join,
    briefs: Briefs,
    /// What the join left, of usage and of the bill.
    left: [Left; 2],
    metering: Metering,
    /// Lines that are held against sums, while they are.
    aggregation: Option<Aggregation>,
    /// Records that measured lines leave to others, by the line each ends with otherwise.
    unclaimed: FxHashMap<u32, u32>,
    window: Window,
    days: Days,
    usage_has_ids: bool,
    /// For ids that are alike, where no rule ties them.
    search: Search,
    /// For rows that share no id.
    times: Times,
    result: Reconciliation,
}

impl Job {
    /// Begins.
    pub fn new(books: &Books<'_>, card: RateCard, policy: MatchPolicy) -> Self {
        let zone = Zone::parse(&policy.time_zone).unwrap_or(Zone::UTC);
        let mut terms = Terms::of(books, &policy.names);
        for currency in card.ladders().iter().filter_map(|it| it.currency) {
            terms.learn(TextField::Currency, currency.as_str());
        }
        let default_currency = u32::from(terms.len(TextField::Currency) == 2);
        let pricing = Pricing::new(card, &policy);
        Self {
            stage: Stage::Begin,
            join: Join::default(),
            left: Default::default(),
            metering: Metering::default(),
            aggregation: None,
            unclaimed: FxHashMap::default(),
            briefs: Briefs::new(&pricing, &policy, zone, default_currency),
            window: Window::of(&policy),
            days: Days::of(zone),
            usage_has_ids: false,
            search: Search::default(),
            times: Times::new(books, &terms, &policy),
            result: Reconciliation {
                marks: Marks::of(books),
                tally: Tally::default(),
                pricing,
                terms,
                policy,
                zone,
                default_currency,
                disputable: LiteMap::new(),
                unrated: 0,
                alike_ids: None,
                same_times: None,
                shift: None,
                measured: ByRow::default(),
            },
        }
    }

    /// How far it is, in thousandths.
    pub fn done(&self, books: &Books<'_>) -> u64 {
        let share = |at: usize, of: usize| u64::try_from(at * 1000 / of.max(1)).unwrap_or(0);
        let among = |row: u32| u64::from(row) * 1000 / u64::from(books.usage.len().max(1));
        let (records, lines) = (books.usage.n_segments(), books.billed.n_segments());
        match self.stage {
            Stage::Begin | Stage::Count(_) => 0,
            Stage::Join(pass) | Stage::Group(pass, _) => {
                u64::from(pass) * 300 / u64::from(self.join.n_passes().max(1))
            }
            Stage::TimedLines(at) => 300 + share(at, lines) * 2 / 100,
            Stage::TimedRecords(at) => 320 + share(at, records) * 3 / 100,
            Stage::TieTimes => 350 + self.times.done() * 5 / 100,
            Stage::Settle => 400,
            Stage::Meter(row) => 400 + among(row) * 10 / 100,
            Stage::Charge(at) => 500 + share(at, self.metering.len()) * 10 / 100,
            Stage::Records(at) => 600 + share(at, records) * 5 / 100,
            Stage::Apart => 650,
            Stage::Claim(row) => 650 + among(row) * 10 / 100,
            Stage::AddUp(at) => {
                let claimed = self.aggregation.as_ref().map_or(0, Aggregation::n_claimed);
                750 + share(at, claimed) * 10 / 100
            }
            Stage::Lines(at) => 850 + share(at, lines) * 5 / 100,
            Stage::Rest(at) => 900 + share(at, records) / 10,
            Stage::Done => 1000,
        }
    }

    /// Does a slice; says whether that was the last.
    pub fn step(&mut self, books: &Books<'_>) -> bool {
        self.stage = match self.stage {
            Stage::Begin => {
                self.begin(books);
                if self.uses(MatchRule::Id) {
                    Stage::Count(Compared::AsWritten)
                } else {
                    self.joined()
                }
            }
            Stage::Count(compared) => self.count(books, compared),
            Stage::Join(number) => {
                let (briefs, result) = (&mut self.briefs, &self.result);
                self.join.gather(books, number, &mut |is_line, some, to| {
                    if is_line {
                        briefs.of_lines(&result.terms, some, to);
                    } else {
                        briefs.of_records(&result.terms, &result.pricing, some, to);
                    }
                });
                Stage::Group(number, 0)
            }
            Stage::Group(number, from) => self.group(books, number, from),
            Stage::TimedLines(from) => self.timed_lines(books, from),
            Stage::TimedRecords(from) => self.timed_records(books, from),
            Stage::TieTimes => self.tie_times(books),
            Stage::Settle => {
                self.left = self.result.marks.close_pairs();
                let Reconciliation { pricing, marks, .. } = &mut self.result;
                if let Some(charged_in) = &mut pricing.charged_in {
                    charged_in.tie(books, marks);
                }
                Stage::Meter(0)
            }
            Stage::Meter(from) => self.meter(books, from),
            Stage::Charge(from) => self.charge(books, from),
            Stage::Records(from) if from < books.usage.n_segments() => {
                let until = slice(&books.usage, from);
                (from..until).for_each(|segment| self.records(books, segment));
                Stage::Records(until)
            }
            Stage::Records(_) => Stage::Apart,
            Stage::Apart => {
                self.close_lines_outside(books);
                self.result.unrated += several::settle(books, &mut self.result);
                self.result.unrated += aggregate::settle_calls(books, &mut self.result);
                if self.uses(MatchRule::Aggregate) {
                    self.begin_sums(books);
                }
                if self.aggregation.is_some() { Stage::Claim(0) } else { self.end_sums(books) }
            }
            Stage::Claim(from) => self.claim(books, from),
            Stage::AddUp(from) => self.add_up(books, from),
            Stage::Lines(from) if from < books.billed.n_segments() => {
                let until = slice(&books.billed, from);
                (from..until).for_each(|segment| self.lines(books, segment));
                Stage::Lines(until)
            }
            Stage::Lines(_) => Stage::Rest(0),
            Stage::Rest(from) if from < books.usage.n_segments() => {
                let until = slice(&books.usage, from);
                (from..until).for_each(|segment| self.rest(books, segment));
                Stage::Rest(until)
            }
            Stage::Rest(_) => {
                self.result.alike_ids = std::mem::take(&mut self.search).end();
                Stage::Done
            }
            Stage::Done => Stage::Done,
        };
        self.stage == Stage::Done
    }

    /// The result, once it is done.
    pub fn finish(self) -> Reconciliation {
        self.result
    }

    fn uses(&self, rule: MatchRule) -> bool {
        self.result.policy.rules.contains(&rule)
    }

    /// Decides what needs no counterpart: repeats of whole files, superseded counters, lines that
    /// are not measured by usage, repeated lines with an id of their own.
    #[inline(never)]
    fn begin(&mut self, books: &Books<'_>) {
        let marks = &mut self.result.marks;
        for part in books.usage.parts() {
            let rows = part.base..part.base + part.table.len();
            if part.is_repeat {
                rows.for_each(|row| marks.set_record(row, Outcome::DuplicateUsage));
            } else if part.table.segments().any(|(_, it)| it.ids.iter().any(|id| !id.is_none())) {
                self.usage_has_ids = true;
            }
        }
        for part in books.billed.parts() {
            let rows = part.base..part.base + part.table.len();
            if part.is_repeat {
                rows.for_each(|row| marks.set_line(row, Outcome::DuplicateLine));
                continue;
            }
            charges::set_aside(books, &self.result.terms, part, marks);
        }
        supersede_counters(books, &self.result.terms, self.result.zone, marks);
        repeat_totals(books, &self.result.terms, marks);
        repeat_own_ids(books, &self.result.terms, marks);
        charges::fixed::check(books, &mut self.result);
        let Reconciliation { pricing, terms, marks, .. } = &mut self.result;
        pricing.calls = Calls::of(books, marks);
        pricing.note_places(&books.billed, marks);
        if pricing.card().tells_currencies() {
            pricing.charged_in = Some(ChargedIn::of(books, terms, marks));
        }
    }

    /// Judges the pairs of a segment of records and puts aside records outside the period.
    #[inline(never)]
    fn records(&mut self, books: &Books<'_>, segment: usize) {
        let Some((first, mut place)) = books.usage.segment(segment) else { return };
        let [left, _] = &self.left;
        for index in left.among(first, place.segment.len()) {
            let row = first + u32::try_from(index).unwrap_or(0);
            place.index = index;
            if !self.result.marks.record_is_open(row) {
                continue;
            }
            let line = self.result.marks.partner_of_record(row);
            if line != NONE {
                // Segments of a call are judged together.
                if !place.part.habits.has_segments || self.result.marks.partner_of_line(line) == row
                {
                    self.pair(books, row, &place, line);
                }
            } else if !self.result.pricing.calls.in_window(books, self.window, row, &place) {
                self.result.marks.set_record(row, Outcome::OutOfPeriod);
            }
        }
    }

    fn pair(&mut self, books: &Books<'_>, row: u32, usage: &Place<'_>, line: u32) {
        let Some(billed) = books.billed.place(line) else { return };
        let result = &mut self.result;
        let expected = result.pricing.expect(&result.terms, usage, row);
        let stated = Stated::of(&billed);
        let judged = judge(&stated, &expected, &result.policy.tolerance, &result.pricing);
        if expected.amount.is_none() && !result.pricing.card().is_empty() {
            // It was held against the bill's own price; nobody may take that for the contract's.
            result.unrated += 1;
            result.marks.flag_line(line, Flag::NoRate);
        }
        judged.flags.iter().for_each(|flag| result.marks.flag_line(line, flag));
        if judged.outcome == Outcome::AmountVariance
            && judged.expected != Some(stated.amount)
            && judged.expected.map(|it| crate::rating::exact::round(it, stated.amount.scale()))
                == Some(stated.amount)
        {
            result.marks.flag_line(line, Flag::RoundingExplains);
        }
        let amount = judged.expected.unwrap_or(stated.amount);
        let scaled = |it: Decimal| (it.mantissa(), it.scale());
        result.marks.set_record(row, judged.outcome);
        result.marks.set_line(line, judged.outcome);
        let at = billed.start().or_else(|| usage.start());
        let terms = &result.terms;
        let pick = |field| match terms.code(Of::Billed, field, &billed) {
            0 => terms.code(Of::Usage, field, usage),
            code => code,
        };
        let entry = Tallied {
            outcome: judged.outcome,
            currency: result.currency(Of::Billed, &billed),
            day: at.map(|it| self.days.day(it)),
            groups: [pick(TextField::Channel), pick(TextField::Account), pick(TextField::Service)],
            records: 1,
            lines: 1,
            billed: Some(scaled(stated.amount)),
            expected: Some(scaled(amount)),
        };
        result.add(&entry);
    }

    #[inline(never)]
    fn close_lines_outside(&mut self, books: &Books<'_>) {
        if self.window.is_open() {
            return;
        }
        let mut outside = std::mem::take(&mut self.result.marks.outside);
        outside.retain(|line, row| self.result.agree(books, *row, *line));
        self.result.marks.outside = outside;
        let [_, left] = &self.left;
        for segment in 0..books.billed.n_segments() {
            let Some((first, mut place)) = books.billed.segment(segment) else { continue };
            for index in left.among(first, place.segment.len()) {
                let row = first + u32::try_from(index).unwrap_or(0);
                place.index = index;
                if self.result.marks.line_is_open(row) && !self.window.has_line(&place) {
                    self.result.marks.set_line(row, Outcome::OutOfPeriod);
                }
            }
        }
    }

    /// Closes the lines of a segment and adds those that are not part of a pair to the sums.
    #[inline(never)]
    fn lines(&mut self, books: &Books<'_>, segment: usize) {
        let Some((first, mut place)) = books.billed.segment(segment) else { return };
        let searches = self.searches();
        let [_, left] = &self.left;
        for index in left.among(first, place.segment.len()) {
            let row = first + u32::try_from(index).unwrap_or(0);
            place.index = index;
            if self.result.marks.line_is_open(row) {
                self.result.marks.set_line(row, Outcome::BilledWithoutUsage);
                if searches {
                    self.search.line(row, &place);
                }
            }
            let Some(outcome) = self.result.marks.line(row) else { continue };
            if self.result.is_pair(row, outcome) {
                continue;
            }
            let figures = self.result.line_figures(row, &place, outcome);
            let (billed, expected) = figures;
            let at = place.start();
            let is_long = place.end().zip(at).is_some_and(|(end, start)| end - start > DAYS[1]);
            let terms = &self.result.terms;
            let entry = Tallied {
                outcome,
                currency: self.result.currency(Of::Billed, &place),
                // A fee or a month has no day of its own.
                day: at
                    .filter(|_| !is_long && outcome != Outcome::NonUsage)
                    .map(|it| self.days.day(it)),
                groups: [TextField::Channel, TextField::Account, TextField::Service]
                    .map(|it| terms.code(Of::Billed, it, &place)),
                records: 0,
                lines: 1,
                billed: Some((billed.mantissa(), billed.scale())),
                expected: expected.map(|it| (it.mantissa(), it.scale())),
            };
            self.result.add(&entry);
        }
    }

    /// Closes the records of a segment and adds those that are not part of a pair to the sums.
    #[inline(never)]
    fn rest(&mut self, books: &Books<'_>, segment: usize) {
        let Some((first, mut place)) = books.usage.segment(segment) else { return };
        let [left, _] = &self.left;
        for index in left.among(first, place.segment.len()) {
            let row = first + u32::try_from(index).unwrap_or(0);
            place.index = index;
            if self.result.marks.record_is_open(row) {
                self.result.marks.set_record(row, Outcome::UnbilledUsage);
                self.search.record(books, &place);
            }
            let Some(outcome) = self.result.marks.record(row) else { continue };
            let line = self.result.marks.partner_of_record(row);
            // What a repeat is tied to is a record, whatever line has the same number.
            if line != NONE
                && outcome != Outcome::DuplicateUsage
                && self.result.marks.partner_of_line(line) == row
                && self.result.is_pair(line, outcome)
            {
                continue;
            }
            let amount = match outcome {
                Outcome::UnbilledUsage => {
                    self.result.pricing.expect(&self.result.terms, &place, row).amount
                }
                _ => None,
            };
            if outcome == Outcome::UnbilledUsage && amount.is_none() {
                self.result.unrated += 1;
                if !self.result.pricing.card().is_empty() {
                    self.result.marks.flag_record(row, Flag::NoRate);
                }
            }
            let terms = &self.result.terms;
            let entry = Tallied {
                outcome,
                currency: self.result.record_currency(&place, row),
                day: if outcome == Outcome::UnbilledUsage {
                    place.start().map(|it| self.days.day(it))
                } else {
                    None
                },
                groups: [TextField::Channel, TextField::Account, TextField::Service]
                    .map(|it| terms.code(Of::Usage, it, &place)),
                records: 1,
                lines: 0,
                billed: None,
                expected: amount.map(|it| (it.mantissa(), it.scale())),
            };
            self.result.add(&entry);
        }
    }
}
