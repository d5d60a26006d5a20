//! Lines that measure calls and conferences: how many, for how long, how many at once.
//!
//! Such a line says by its service what it measures, and by account and channel of what: each may name
//! an account, a room, a user or a cluster. A measure looks at every record that counts, whether or
//! not another line is for it too, for a bill may charge minutes and the peak of the same calls. A
//! record that no other line is for ends with the line that measures it: minutes first, then counts,
//! then peaks.

use crate::dataset::TextField;
use crate::domain::call_measure::{CallMeasure, peak};
use crate::domain::letters::small;
use crate::domain::policy::Dimension as By;
use crate::domain::{Currency, Dimension, Flag, MatchPolicy, Outcome, order};
use crate::normalize::Zone;
use crate::normalize::header::canonical;
use crate::rating::{
    Ladder, LadderId, MeasureKind, Measured, Meter, Rounding, Units, charge, exact,
};
use crate::reconcile::aggregate::{daily_bills, judge_sum, times, when};
use crate::reconcile::classify::{Judged, Stated};
use crate::reconcile::expect::Expected;
use crate::reconcile::numbered::{Combination, Numbered};
use crate::reconcile::pairs::{Marks, put};
use crate::reconcile::{Books, ByRow, Place, Pricing};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What may name the records of a line, in the order in which a name is looked for.
const NAMED_BY: [TextField; 4] =
    [TextField::Account, TextField::ROOM, TextField::USER, TextField::CLUSTER];

/// A line that was measured.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The verdict.
    pub judged: Judged,
    /// The records behind the figure: for a peak those that were open at its instant.
    pub records: Rc<[u32]>,
    /// Whether it is a peak.
    pub is_peak: bool,
}

/// A line that measures.
struct Asking {
    line: u32,
    measure: CallMeasure,
    /// By part of the usage the code that a text must have; none where the part does not have it.
    wants: Vec<(TextField, Vec<Option<u32>>)>,
    stretch: (i64, i64),
    /// Its records; for a peak with the stretch of each that counts.
    found: Vec<(u32, i64, i64)>,
}

/// Measures open lines and judges them. What comes back says which line each record that is not
/// closed yet ends with, should no other line want it.
#[inline(never)]
pub(super) fn run(
    books: &Books<'_>,
    (policy, pricing, zone): (&MatchPolicy, &Pricing, Zone),
    is_candidate: &dyn Fn(&Marks, u32) -> bool,
    marks: &mut Marks,
    measured: &mut ByRow<Measure>,
) -> FxHashMap<u32, u32> {
    if !books.usage.parts().iter().any(|it| it.habits.has_segments) {
        return FxHashMap::default();
    }
    let mut asking = asking(books, policy, is_candidate, marks);
    if asking.is_empty() {
        return FxHashMap::default();
    }
    let contested = find(books, policy, pricing, marks, &mut asking);
    let mut rest: FxHashMap<u32, u32> = FxHashMap::default();
    let mut months = Months { zone, used: Vec::new() };
    for one in &asking {
        if contested.has(one.line) {
            marks.set_line(one.line, Outcome::Ambiguous);
            let open = |row: &&(u32, i64, i64)| marks.record_is_open(row.0);
            let rows: Vec<u32> = one.found.iter().filter(open).map(|it| it.0).collect();
            rows.into_iter().for_each(|row| marks.set_record(row, Outcome::Ambiguous));
            continue;
        }
        let Some(place) = books.billed.place(one.line) else { continue };
        let Some(made) = measure(books, policy, pricing, &mut months, one, &place) else {
            continue;
        };
        marks.set_line(one.line, made.judged.outcome);
        made.judged.flags.iter().for_each(|flag| marks.flag_line(one.line, flag));
        for (row, ..) in &one.found {
            if one.measure.is_time() && marks.record_is_open(*row) {
                put(&mut marks.record_partner, *row, one.line);
                marks.set_record(*row, made.judged.outcome);
            } else {
                rest.entry(*row).or_insert(one.line);
            }
        }
        measured.put(one.line, made);
    }
    rest
}

/// Ties records that are still open to the lines that measure them.
pub(super) fn tie(rest: &FxHashMap<u32, u32>, marks: &mut Marks) {
    rest.iter().for_each(|(row, line)| {
        let outcome = marks.line(*line).filter(|_| marks.record_is_open(*row));
        if let Some(outcome) = outcome {
            put(&mut marks.record_partner, *row, *line);
            marks.set_record(*row, outcome);
        }
    });
}

/// The lines that measure, those first with which a record ends rather.
fn asking(
    books: &Books<'_>,
    policy: &MatchPolicy,
    is_candidate: &dyn Fn(&Marks, u32) -> bool,
    marks: &Marks,
) -> Vec<Asking> {
    let mut asking = Vec::new();
    let of = |row: u32| {
        let place = books.billed.place(row).filter(|_| is_candidate(marks, row))?;
        CallMeasure::parse(&canonical(place.text(TextField::Service)))
    };
    let rows: Vec<u32> = (0..books.billed.len()).filter(|row| of(*row).is_some()).collect();
    let by_period = policy.aggregate_by.contains(&By::Period);
    let daily = daily_bills(books, &mut std::iter::once(rows.as_slice()));
    for (line, stretch) in rows.iter().copied().zip(times(books, by_period, &daily, &rows)) {
        let (Some(measure), Some(place)) = (of(line), books.billed.place(line)) else { continue };
        let texts = [(By::Account, TextField::Account), (By::Channel, TextField::Channel)];
        let named = texts.into_iter().filter(|(by, _)| policy.aggregate_by.contains(by));
        let named = named.map(|(_, field)| place.text(field).trim());
        let wants = named.filter(|it| !it.is_empty() && !names_channel(it, measure));
        let wants = wants.map(|it| wanted(books, it)).collect();
        asking.push(Asking { line, measure, wants, stretch, found: Vec::new() });
    }
    let rank = |it: &Asking| {
        let order = books.billed.place(it.line).map(|place| place.order());
        (it.measure, std::cmp::Reverse(it.wants.len()), order)
    };
    order::sort_by_key(&mut asking, rank);
    asking
}

/// Whether a text only says again that calls (or conferences) are meant.
fn names_channel(text: &str, measure: CallMeasure) -> bool {
    canonical(text).trim_end_matches('s') == measure.channel()
}

/// What a name on a line stands for: the first kind of text that any record has it in.
fn wanted(books: &Books<'_>, name: &str) -> (TextField, Vec<Option<u32>>) {
    let codes = |field: TextField| -> Vec<Option<u32>> {
        let of_part = |part: &crate::reconcile::Part<'_>| {
            let found = part.table.dictionary(field)?;
            let name = small(name);
            found.iter().find(|(_, it)| small(it.trim()) == name).map(|(code, _)| code)
        };
        let parts = books.usage.parts().iter();
        parts.map(|it| it.habits.has_segments.then(|| of_part(it)).flatten()).collect()
    };
    let mut kinds = NAMED_BY.iter().map(|field| (*field, codes(*field)));
    let known = kinds.find(|(_, codes)| codes.iter().any(Option::is_some));
    known.unwrap_or_else(|| (TextField::Account, vec![None; books.usage.parts().len()]))
}

impl Asking {
    fn fits(&self, usage: &Place<'_>) -> bool {
        usage.text(TextField::Channel) == self.measure.channel()
            && self.wants.iter().all(|(field, codes)| {
                codes.get(usage.part.number).copied().flatten() == Some(usage.code(*field))
            })
    }
}

/// Lines by the first name that their records have to have: a bill may have lines for each of thousands
/// of accounts.
#[derive(Default)]
struct ByName {
    /// Positions of lines that name nothing.
    of_any: Vec<usize>,
    /// In what the others name something.
    fields: Vec<TextField>,
    /// Those of each part, field and code.
    of_code: Vec<Vec<usize>>,
    codes: Numbered,
}

fn key(part: usize, field: TextField, code: u32) -> Combination {
    (part, [u32::try_from(field.index()).unwrap_or(0), code, 0, 0, 0])
}

impl ByName {
    fn of_lines(asking: &[Asking]) -> Self {
        let mut lines = Self::default();
        for (number, one) in asking.iter().enumerate() {
            let Some((field, codes)) = one.wants.first() else {
                lines.of_any.push(number);
                continue;
            };
            if !lines.fields.contains(field) {
                lines.fields.push(*field);
            }
            for (part, code) in codes.iter().enumerate() {
                if let Some(code) = code {
                    let at = lines.codes.number(key(part, *field, *code));
                    match lines.of_code.get_mut(at) {
                        Some(of_code) => of_code.push(number),
                        None => lines.of_code.push(vec![number]),
                    }
                }
            }
        }
        lines
    }

    /// The lines that may be for a record.
    fn of(&self, usage: &Place<'_>) -> impl Iterator<Item = usize> {
        let keys = self.fields.iter().map(|it| key(usage.part.number, *it, usage.code(*it)));
        let named = keys.filter_map(|it| self.of_code.get(self.codes.find(&it)?)).flatten();
        named.chain(&self.of_any).copied()
    }
}

/// Gives every line its records. Lines that claim the same minutes or count equally well come back.
fn find(
    books: &Books<'_>,
    policy: &MatchPolicy,
    pricing: &Pricing,
    marks: &Marks,
    asking: &mut [Asking],
) -> ByRow<()> {
    let mut contested = ByRow::default();
    let by_name = ByName::of_lines(asking);
    let parts = books.usage.parts().iter().filter(|it| it.habits.has_segments);
    for row in parts.flat_map(|it| it.base..it.base + it.table.len()) {
        let lead = pricing.calls.lead(row);
        let (Some(usage), Some(first)) = (books.usage.place(row), books.usage.place(lead)) else {
            continue;
        };
        if marks.record(row) == Some(Outcome::DuplicateUsage) {
            continue;
        }
        let is_outside = marks.record(row) == Some(Outcome::OutOfPeriod);
        let at = when(policy, &first);
        let span = usage.start().zip(usage.end());
        for number in by_name.of(&usage) {
            let Some(one) = asking.get_mut(number) else { continue };
            let (from, until) = one.stretch;
            if one.measure.is_peak() {
                // What is open in the stretch counts, whenever it began.
                let within = policy.period.map_or((i64::MIN, i64::MAX), |it| (it.start, it.end));
                let clip = |(start, end): (i64, i64)| {
                    (start.max(from).max(within.0), end.min(until).min(within.1))
                };
                // A call that was not answered adds nothing, and still belongs here.
                let belongs = |it: &(i64, i64)| {
                    it.0 < it.1
                        || !is_outside && usage.start().is_some_and(|at| from <= at && at < until)
                };
                if let Some((start, end)) = span.map(clip).filter(belongs)
                    && one.fits(&usage)
                {
                    one.found.push((row, start, end));
                }
            }
        }
        if is_outside {
            continue;
        }
        // Of minutes, and of counts, the line that names the most has the record.
        let mut fitting: Vec<(CallMeasure, usize)> = Vec::new();
        for number in by_name.of(&first) {
            let Some(one) = asking.get(number).filter(|it| !it.measure.is_peak()) else { continue };
            let (from, until) = one.stretch;
            if at.is_none_or(|at| from <= at && at < until) && one.fits(&first) {
                fitting.push((one.measure, number));
            }
        }
        for (_, numbers) in order::grouped(fitting) {
            let names = |number: &usize| asking.get(*number).map_or(0, |it| it.wants.len());
            let most = numbers.iter().map(names).max().unwrap_or(0);
            let named: Vec<usize> = numbers.into_iter().filter(|it| names(it) == most).collect();
            let is_one = named.len() == 1;
            for number in named {
                let Some(one) = asking.get_mut(number) else { continue };
                if !is_one {
                    contested.put(one.line, ());
                }
                one.found.push((row, 0, 0));
            }
        }
    }
    contested
}

/// What was used of each month under rates whose price depends on that, by lines that came before.
struct Months {
    zone: Zone,
    used: Vec<(OfMonth, Meter)>,
}

/// A rate, what is measured, the account that a line names, a month.
type OfMonth = (LadderId, CallMeasure, (usize, u32), i32);

impl Months {
    fn meter(&mut self, of: OfMonth) -> Option<&mut Meter> {
        let known = self.used.iter().position(|it| it.0 == of);
        let at = known.unwrap_or(self.used.len());
        if known.is_none() {
            self.used.push((of, Meter::default()));
        }
        self.used.get_mut(at).map(|it| &mut it.1)
    }
}

/// Measures a line and judges it; none without any record.
fn measure(
    books: &Books<'_>,
    policy: &MatchPolicy,
    pricing: &Pricing,
    months: &mut Months,
    one: &Asking,
    line: &Place<'_>,
) -> Option<Measure> {
    if one.found.is_empty() {
        return None;
    }
    let stated = Stated::of(line);
    let leads = one.found.iter().filter(|it| !pricing.calls.is_later(it.0));
    let (records, offers): (Rc<[u32]>, Vec<Offer<'_>>) = if one.measure.is_peak() {
        let (most, at) = peak(one.found.iter().map(|(_, from, until)| (*from, *until)));
        let is_open =
            |(_, from, until): &&(u32, i64, i64)| at.is_some_and(|at| *from <= at && at < *until);
        let records = one.found.iter().filter(is_open).map(|it| it.0).collect();
        let usage = books.usage.place(one.found.first()?.0)?;
        // A peak has the price of the instant at which it was.
        let at = line.start().or(at).unwrap_or(0);
        let measured = Measured { quantity: Some(most.into()), ..Measured::default() };
        (records, vec![Offer { usage, at, measured }])
    } else {
        let offer = |(row, ..): &(u32, i64, i64)| {
            let usage = books.usage.place(*row)?;
            let measured = Measured { quantity: None, ..pricing.measured(&usage, *row) };
            Some(Offer { at: pricing.when(usage.start(), usage.end()), usage, measured })
        };
        (one.found.iter().map(|it| it.0).collect(), leads.filter_map(offer).collect())
    };
    let expected = match rates(pricing, one.measure, line, &offers) {
        Some(ladders) => by_rates(pricing, months, &ladders, &offers, (one.measure, line))?,
        None => by_habit(one.measure, &offers)?,
    };
    let is_rated = expected.amount.is_some() || pricing.card().is_empty();
    let mut judged = judge_sum(pricing, policy, &stated, expected);
    if !is_rated {
        judged.flags = judged.flags.with(Flag::NoRate);
    }
    Some(Measure { judged, records, is_peak: one.measure.is_peak() })
}

/// What a record adds to a measure.
struct Offer<'a> {
    usage: Place<'a>,
    /// By when it is rated.
    at: i64,
    measured: Measured,
}

/// The rate for what each record adds, where each has one: by the words of the line, else by the measure's
/// own name.
fn rates<'p>(
    pricing: &'p Pricing,
    measure: CallMeasure,
    line: &Place<'_>,
    offers: &[Offer<'_>],
) -> Option<Vec<&'p Ladder>> {
    let card = pricing.card();
    let measures = |it: &Ladder| match it.measure {
        MeasureKind::Duration => measure.is_time(),
        MeasureKind::Records => !measure.is_time() && !measure.is_peak(),
        MeasureKind::Quantity => !measure.is_time(),
    };
    let fitting = |service: &str, vendor: &str| {
        let account = line.text(TextField::Account);
        let mut all = card.candidates(vendor, service, account, measure.channel());
        all.retain(|it| card.ladder(*it).is_some_and(measures));
        all
    };
    let currency = Currency::parse(line.text(TextField::Currency));
    // Looked up once for each file, of which records have no names of their own here.
    let mut known: Vec<(usize, [Vec<LadderId>; 2])> = Vec::new();
    let mut found = Vec::with_capacity(offers.len());
    for offer in offers {
        let part = offer.usage.part;
        let at = known.iter().position(|it| it.0 == part.number).unwrap_or(known.len());
        if at == known.len() {
            let names = [line.text(TextField::Service), measure.name()];
            known.push((part.number, names.map(|it| fitting(it, part.vendor))));
        }
        let mut lists = known.get(at).into_iter().flat_map(|it| &it.1);
        found.push(lists.find_map(|it| card.pick(it, offer.at, currency))?);
    }
    Some(found).filter(|it| !it.is_empty())
}

/// By the rates of the records. What is due is worked out for what a month has of each rate, tier by tier
/// behind what other lines had of it.
fn by_rates(
    pricing: &Pricing,
    months: &mut Months,
    ladders: &[&Ladder],
    offers: &[Offer<'_>],
    (measure, line): (CallMeasure, &Place<'_>),
) -> Option<Expected> {
    let first = *ladders.first()?;
    let account = (line.part.number, line.code(TextField::Account));
    let mut shares: Vec<(OfMonth, &Ladder, Decimal)> = Vec::new();
    let (mut base, mut amount) = (Decimal::ZERO, Decimal::ZERO);
    for (ladder, offer) in ladders.iter().zip(offers) {
        // A count is a quantity of one for each.
        let one = if ladder.measure == MeasureKind::Quantity && !measure.is_peak() {
            Measured { quantity: Some(Decimal::ONE), ..Measured::default() }
        } else {
            offer.measured
        };
        let billable = ladder.billable(one)?;
        base = exact::plus(base, billable)?;
        if ladder.rounding == Rounding::Record && !ladder.depends_on_order() {
            let one = charge(ladder, Decimal::ZERO, Decimal::ZERO, billable)?.amount;
            amount = exact::plus(amount, ladder.rounding.of_record(one, pricing.places()))?;
            continue;
        }
        let account = if ladder.is_shared { (0, 0) } else { account };
        let of = (ladder.id, measure, account, months.zone.month_of(offer.at));
        match shares.iter_mut().find(|it| it.0 == of) {
            Some((.., sum)) => *sum = exact::plus(*sum, billable)?,
            None => shares.push((of, ladder, billable)),
        }
    }
    // Sums do not depend on the order of the records, nor does what is left of a month.
    let mut until = None;
    for (of, ladder, share) in shares {
        let charged = months.meter(of)?.charge(ladder, share)?;
        amount = exact::plus(amount, charged.amount)?;
        until = Some(charged.until);
    }
    let is_one = ladders.iter().all(|it| it.id == first.id);
    let differ = |of: fn(&Ladder) -> Decimal| ladders.iter().any(|it| of(it) != of(first));
    let is_other = ladders.iter().any(|it| it.currency != first.currency);
    let single = !first.depends_on_order() && !differ(Ladder::first_price);
    let unit_size = if differ(|it| it.unit_size) { Decimal::ONE } else { first.unit_size };
    Some(Expected {
        units: Some(Units { base, unit_size }),
        measures: Some(if measure.is_time() { Dimension::Time } else { Dimension::Count }),
        amount: Some(amount),
        price: single.then(|| first.first_price()),
        until: until.filter(|_| is_one && first.depends_on_order()),
        currency: first.currency,
        ladder: Some(first.id).filter(|_| is_one),
        without_sum: is_other.then_some(Flag::CurrencyDiffers),
        ..Expected::default()
    })
}

/// Without a rate: the figure itself, time in minutes.
fn by_habit(measure: CallMeasure, offers: &[Offer<'_>]) -> Option<Expected> {
    let mut base = Decimal::ZERO;
    for offer in offers.iter().map(|it| &it.measured) {
        let one = match offer.quantity {
            Some(quantity) => quantity,
            None if measure.is_time() => Decimal::new(offer.duration_ms.unwrap_or(0).max(0), 3),
            None => Decimal::ONE,
        };
        base = exact::plus(base, one)?;
    }
    let unit_size = if measure.is_time() { Decimal::from(60) } else { Decimal::ONE };
    Some(Expected {
        units: Some(Units { base: base.normalize(), unit_size }),
        measures: Some(if measure.is_time() { Dimension::Time } else { Dimension::Count }),
        ..Expected::default()
    })
}
