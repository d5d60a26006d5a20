//! One line against the sum of a group of records.
//!
//! A line names some of account, service, channel and period; what it leaves blank fits any. A
//! record belongs to the line that names the most of what the record is. Lines that name the same, for
//! the same time, are held against it together ([`several`]): those of tiers, or one that is there
//! twice. When lines that are for something else claim it equally well, none is picked.

mod timeline;

use crate::dataset::TextField;
use crate::domain::policy::Dimension;
use crate::domain::{Dimension as Measure, Flag, MatchPolicy, Outcome, PeriodRule, Unit, order};
use crate::reconcile::classify::{Judged, Stated, judge_of_many};
use crate::reconcile::expect::Expected;
use crate::reconcile::group_sum::GroupSum;
use crate::reconcile::numbered::Numbered;
use crate::reconcile::pairs::{Marks, put};
use crate::reconcile::several::{self, Together};
use crate::reconcile::terms::{NAMED, Of};
use crate::reconcile::{Books, ByRow, NONE, Place, Pricing, Reconciliation, Terms};
use std::ops::Range;
use timeline::{Dated, NAMED_RIVALS, Timeline, alone, cover, stretch, stretches, timeline};
pub(super) use timeline::{daily_bills, times};

/// What a line names of account, service, channel, where `None` fits any, and what its unit measures.
type Key = ([Option<u32>; 3], Option<Measure>);
/// The lines of each key.
type ByKey = Vec<(Key, Lines)>;
/// What a record is, and what is measured of it.
type Combination = ([u32; 3], Measure);

/// Lines that name the same.
#[derive(Debug)]
struct Lines {
    rows: Vec<u32>,
    /// Whether they leave blank what tells their usage apart.
    is_blank: bool,
}

/// Open lines, each to be held against the open records that are its. It goes through the records
/// twice, a slice at a time: first each is claimed by a line, then what they come to is added up.
#[derive(Debug)]
pub(super) struct Aggregation {
    lines: ByKey,
    /// A line is held against the whole of its own period, of which a part may be another's.
    straddling: Vec<u32>,
    by_period: bool,
    /// Bills of which each line is for a day, by the number of their source.
    daily: ByRow<()>,
    /// Who covers which time among the lines of each key; none before a record asks.
    timelines: Vec<Option<Timeline>>,
    /// Stretches of each key that have a record and more rivals than are listed.
    crowds: ByRow<ByRow<()>>,
    /// The keys that fit a combination, by its number.
    known: Vec<Vec<Fitting>>,
    numbers: Numbered,
    claims: Claims,
}

impl Aggregation {
    /// Finds the lines.
    #[inline(never)]
    pub(super) fn new(
        books: &Books<'_>,
        terms: &Terms,
        policy: &MatchPolicy,
        is_candidate: &dyn Fn(&Marks, u32) -> bool,
        marks: &Marks,
    ) -> Self {
        let lines = lines_by_key(books, terms, policy, is_candidate, marks);
        Self {
            straddling: straddling(books, policy, &lines),
            daily: daily_bills(books, &mut lines.iter().map(|it| it.1.rows.as_slice())),
            timelines: vec![None; lines.len()],
            lines,
            by_period: policy.aggregate_by.contains(&Dimension::Period),
            crowds: ByRow::default(),
            known: Vec::new(),
            numbers: Numbered::default(),
            claims: Claims::default(),
        }
    }

    /// Whether there is no line.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Ties some of the open records to the lines that they are for.
    #[inline(never)]
    pub(super) fn claim(
        &mut self,
        books: &Books<'_>,
        result: &mut Reconciliation,
        rows: Range<u32>,
    ) {
        let Reconciliation { terms, policy, pricing, marks, .. } = result;
        let is_metered = |it: &Place<'_>, row: u32| {
            pricing.ladder(terms, it, row).is_some_and(crate::rating::Ladder::depends_on_order)
        };
        for row in rows {
            let is_outside = marks.record(row) == Some(Outcome::OutOfPeriod);
            if !marks.record_is_open(row) && (!is_outside || self.straddling.is_empty()) {
                continue;
            }
            // A call goes where its first segment goes.
            let Some(place) = books.usage.place(pricing.calls.lead(row)) else { continue };
            let is = NAMED.map(|(_, field)| terms.code(Of::Usage, field, &place));
            let number = self.number_of(books, (is, measure_of(&place)));
            let Self { known, timelines, claims, crowds, straddling, .. } = self;
            let Some(fitting) = known.get(number) else { continue };
            let timeline = |it: &Fitting| timelines.get(it.1).and_then(Option::as_ref);
            let at = when(policy, &place).or_else(|| alone(fitting.iter().filter_map(timeline)));
            let Some(at) = at else { continue };
            // Those that name the most, of those that have a line then.
            let mut levels = fitting
                .chunk_by(|a, b| a.0 == b.0)
                .map(|level| level.iter().filter_map(|it| Some((it.1, cover(timeline(it)?, at)?))));
            let rows = levels.find(|it| it.clone().any(|(_, (_, rows))| !rows.is_empty()));
            let Some(covers) = rows else { continue };
            let mut rows = covers.clone().flat_map(|(_, (_, rows))| rows);
            match (rows.next(), rows.next()) {
                (Some(line), None) => {
                    // Tiers and free units are counted within the period only.
                    let is_straddling = straddling.binary_search(line).is_ok();
                    if !is_outside || is_straddling && !is_metered(&place, row) {
                        put(&mut marks.record_partner, row, *line);
                        claims.rows.push(row);
                    }
                }
                _ if is_outside => {}
                _ => {
                    for (key, (stretch, rivals)) in covers {
                        rivals.iter().for_each(|it| claims.contested.put(*it, ()));
                        if rivals.len() == NAMED_RIVALS {
                            let number = |it| u32::try_from(it).unwrap_or(u32::MAX);
                            let crowd = |it: &mut ByRow<()>| it.put(number(stretch), ());
                            crowds.change(number(key), ByRow::default(), crowd);
                        }
                    }
                    marks.set_record(row, Outcome::Ambiguous);
                }
            }
        }
    }

    /// The number of a combination, for which the timelines that it needs are made.
    fn number_of(&mut self, books: &Books<'_>, combination: Combination) -> usize {
        let ([account, service, channel], measure) = combination;
        let measured = match measure {
            Measure::Time => 0,
            Measure::Count => 1,
            Measure::Data => 2,
        };
        let number = self.numbers.number((measured, [account, service, channel, 0, 0]));
        if number < self.known.len() {
            return number;
        }
        let fitting = fitting(&self.lines, combination);
        for (_, key) in &fitting {
            // A key's lines are looked at once, however many combinations they fit.
            let slot = self.timelines.get_mut(*key).filter(|it| it.is_none());
            if let (Some(slot), Some((_, lines))) = (slot, self.lines.get(*key)) {
                let stretches = stretches(books, self.by_period, &self.daily, lines);
                *slot = Some(timeline(&stretches));
                for (stretch, lines) in stretches.into_iter().filter(|it| it.1.len() > 1) {
                    self.claims.together.put(stretch.row, lines);
                }
            }
        }
        self.known.push(fitting);
        number
    }

    /// How many records are claimed.
    pub(super) fn n_claimed(&self) -> usize {
        self.claims.rows.len()
    }

    /// Adds up what some of the claimed records should cost.
    pub(super) fn add_up(
        &mut self,
        books: &Books<'_>,
        result: &Reconciliation,
        some: Range<usize>,
    ) {
        self.claims.add_up(books, result, some);
    }

    /// Judges the sum of each line. Says how many of their records no rate fits.
    pub(super) fn judge(mut self, books: &Books<'_>, result: &mut Reconciliation) -> u64 {
        self.contest_crowds(books);
        self.claims.judge(books, result)
    }

    /// Marks the rivals that were not listed.
    fn contest_crowds(&mut self, books: &Books<'_>) {
        for (key, crowds) in std::mem::take(&mut self.crowds).into_values() {
            let at = usize::try_from(key).unwrap_or(usize::MAX);
            let (Some((_, lines)), Some(Some(timeline))) =
                (self.lines.get(at), self.timelines.get(at))
            else {
                continue;
            };
            // How many crowds come before each stretch.
            let mut before = vec![0_u32];
            for number in (0..).take(timeline.len()) {
                before.push(before.last().map_or(0, |it| it + u32::from(crowds.has(number))));
            }
            for (line, _) in stretches(books, self.by_period, &self.daily, lines) {
                let count =
                    |at: i64| before.get(timeline.partition_point(|(from, _)| *from < at)).copied();
                if count(line.from) < count(line.until) {
                    self.claims.contested.put(line.row, ());
                }
            }
        }
    }
}

/// Records with the lines that claim them, and what those of each line come to.
#[derive(Debug, Default)]
struct Claims {
    rows: Vec<u32>,
    /// Lines that share a record with another that fits it as well.
    contested: ByRow<()>,
    /// Lines that name the same for the same time, by the one that stands for them.
    together: ByRow<Vec<u32>>,
    sums: ByRow<GroupSum>,
}

impl Claims {
    #[inline(never)]
    fn add_up(&mut self, books: &Books<'_>, result: &Reconciliation, some: Range<usize>) {
        for row in self.rows.get(some).into_iter().flatten() {
            let line = result.marks.partner_of_record(*row);
            if self.contested.has(line) {
                continue;
            }
            let Some(place) = books.usage.place(*row) else { continue };
            let expected = result.pricing.expect(&result.terms, &place, *row);
            self.sums.change(line, GroupSum::default(), |it| it.add(&expected));
        }
    }

    #[inline(never)]
    fn judge(self, books: &Books<'_>, result: &mut Reconciliation) -> u64 {
        let Reconciliation { policy, pricing, marks, .. } = result;
        let Self { rows, mut contested, together, sums } = self;
        for (line, lines) in together.iter() {
            if contested.has(*line) {
                lines.iter().for_each(|it| contested.put(*it, ()));
            }
        }
        let mut unrated = 0;
        let mut sums = sums.into_values();
        order::sort_by_key(&mut sums, |it| it.0);
        let mut judged: Vec<(u32, Judged)> = Vec::new();
        let mut shared: Vec<(u32, GroupSum)> = Vec::new();
        for (line, sum) in sums {
            if contested.has(line) {
                continue;
            }
            if together.has(line) {
                shared.push((line, sum));
                continue;
            }
            let Some(place) = books.billed.place(line) else { continue };
            if sum.unpriced() > 0 && !pricing.card().is_empty() {
                // The line was held against the bill's own price.
                unrated += sum.unpriced();
                marks.flag_line(line, Flag::NoRate);
            }
            judged.push((line, judge_group(pricing, policy, &Stated::of(&place), sum)));
        }
        contested.iter().for_each(|it| marks.set_line(it.0, Outcome::Ambiguous));
        let mut records: Vec<(usize, u32)> = Vec::with_capacity(rows.len());
        let mut of_shared: Vec<(u32, u32)> = Vec::new();
        for row in rows {
            let line = marks.partner_of_record(row);
            let found = judged.binary_search_by_key(&line, |it| it.0).ok();
            match found.and_then(|at| Some((at, judged.get(at)?))) {
                Some((at, (_, it))) => {
                    marks.set_record(row, it.outcome);
                    records.push((at, row));
                }
                None if together.has(line) && !contested.has(line) => of_shared.push((line, row)),
                None => {
                    if marks.record_is_open(row) {
                        marks.set_record(row, Outcome::Ambiguous);
                    }
                    put(&mut marks.record_partner, row, NONE);
                }
            }
        }
        let lines: Vec<_> = judged.iter().map(|(line, it)| (*line, it.expected)).collect();
        marks.groups.add(&lines, &records);
        for (line, it) in judged {
            marks.set_line(line, it.outcome);
            it.flags.iter().for_each(|flag| marks.flag_line(line, flag));
        }
        // Both are in the order of their lines.
        for ((line, sum), (_, records)) in shared.into_iter().zip(order::grouped(of_shared)) {
            let lines = together.get(line).cloned().unwrap_or_default();
            let call = Together { records, lines };
            unrated += several::judge_all(books, result, sum, &call, judge_of_many);
        }
        unrated
    }
}

/// Judges lines that name a call with several segments. Says how many of their records no rate fits.
#[inline(never)]
pub(super) fn settle_calls(books: &Books<'_>, result: &mut Reconciliation) -> u64 {
    let marks = &result.marks;
    let parts = books.usage.parts().iter().filter(|it| it.habits.has_segments);
    let rows = parts.flat_map(|it| it.base..it.base + it.table.len());
    let tied = |row: &u32| marks.record_is_open(*row) && marks.partner_of_record(*row) != NONE;
    let mut claims = Claims { rows: rows.filter(tied).collect(), ..Claims::default() };
    claims.add_up(books, result, 0..claims.rows.len());
    claims.judge(books, result)
}

/// Judges the sum of a group: the sum is rounded as the rate card says.
pub fn judge_group(
    pricing: &Pricing,
    policy: &MatchPolicy,
    stated: &Stated,
    sum: GroupSum,
) -> Judged {
    judge_sum(pricing, policy, stated, sum.expected(stated.unit))
}

/// Judges a line against the sum of what is expected, which is rounded as the rate card says.
pub(super) fn judge_sum(
    pricing: &Pricing,
    policy: &MatchPolicy,
    stated: &Stated,
    mut expected: Expected,
) -> Judged {
    let unrounded = expected.amount;
    expected.amount =
        unrounded.map(|it| pricing.of_sum(expected.ladder, it, stated.amount.scale()));
    let mut judged = judge_of_many(stated, &expected, &policy.tolerance, pricing);
    let differs = matches!(judged.outcome, Outcome::AmountVariance | Outcome::RateVariance)
        && judged.expected != Some(stated.amount);
    let rounded = unrounded.map(|it| crate::rating::exact::round(it, stated.amount.scale()));
    if differs && rounded == Some(stated.amount) {
        judged.flags = judged.flags.with(Flag::RoundingExplains);
    }
    judged
}

/// The instant that decides which period a record belongs to.
pub(super) fn when(policy: &MatchPolicy, place: &Place<'_>) -> Option<i64> {
    match policy.period_rule {
        PeriodRule::End => place.last().or_else(|| place.end()).or_else(|| place.start()),
        // What began before the period belongs by the part that lies in it.
        PeriodRule::Overlap => match (place.start(), place.end(), policy.period) {
            (Some(start), Some(end), Some(period)) if start < period.start => {
                Some(if end > period.start { period.start } else { start })
            }
            (start, end, _) => start.or(end),
        },
        PeriodRule::Start => place.start().or_else(|| place.end()),
    }
}

fn lines_by_key(
    books: &Books<'_>,
    terms: &Terms,
    policy: &MatchPolicy,
    is_candidate: &dyn Fn(&Marks, u32) -> bool,
    marks: &Marks,
) -> ByKey {
    let mut lines: Vec<(Key, u32)> = Vec::new();
    for row in 0..books.billed.len() {
        if !is_candidate(marks, row) {
            continue;
        }
        let Some(place) = books.billed.place(row) else { continue };
        let key = NAMED.map(|(dimension, field)| {
            // What usage never says cannot tell lines apart.
            let compared = policy.aggregate_by.contains(&dimension) && terms.usage_has(field);
            Some(terms.code(Of::Billed, field, &place)).filter(|it| compared && *it != 0)
        });
        let measure = Unit::parse(place.text(TextField::Unit)).map(|it| it.dimension);
        lines.push(((key, measure), row));
    }
    let tells = NAMED.map(|(dimension, field)| {
        let n_names = || terms.of_usage(field).into_iter().filter(|it| *it).count();
        policy.aggregate_by.contains(&dimension) && n_names() > 1
    });
    let lines = order::grouped(lines).into_iter().map(|(key, rows)| {
        let is_blank = key.0.iter().zip(tells).any(|(named, tells)| tells && named.is_none());
        (key, Lines { rows, is_blank })
    });
    lines.collect()
}

/// The lines whose own period lies only in part in the reconciled one, in their order.
fn straddling(books: &Books<'_>, policy: &MatchPolicy, lines: &ByKey) -> Vec<u32> {
    let Some(period) = policy.period else { return Vec::new() };
    let by_period = policy.aggregate_by.contains(&Dimension::Period);
    let leaves = |row: &&u32| {
        let stretch = stretch(books, Dated::Bill, **row);
        stretch.is_some_and(|(from, until)| from < period.start || until > period.end)
    };
    let rows = lines.iter().flat_map(|it| &it.1.rows).filter(|_| by_period);
    let mut rows: Vec<u32> = rows.filter(leaves).copied().collect();
    order::sort(&mut rows);
    rows
}

/// What is measured of a record: its quantity in its unit, else its length, else that it is one.
fn measure_of(usage: &Place<'_>) -> Measure {
    match (usage.quantity(), usage.length()) {
        (Some(_), _) => {
            Unit::parse(usage.text(TextField::Unit)).map_or(Measure::Count, |it| it.dimension)
        }
        (None, Some(_)) => Measure::Time,
        (None, None) => Measure::Count,
    }
}

/// How much of a combination a key names, and which key, by its position.
type Fitting = (usize, usize);

/// The keys that fit a combination, those that name the most of it first. A unit that measures what is
/// measured of the record counts as named: a line in minutes is nearer to a call than one in pieces.
fn fitting(lines: &ByKey, (is, measure): Combination) -> Vec<Fitting> {
    let mut found = Vec::new();
    // A bill may have lines for thousands of accounts, so that keys are looked up, not gone through.
    for mask in 0..1u8 << is.len() {
        let mut names = is.map(Some);
        for (bit, name) in names.iter_mut().enumerate() {
            *name = name.filter(|_| mask >> bit & 1 != 0);
        }
        let from = lines.partition_point(|((named, _), _)| *named < names);
        let fitting = lines.iter().enumerate().skip(from);
        let fitting = fitting.take_while(|(_, ((named, _), _))| *named == names);
        found.extend(fitting.map(|(key, ((_, unit), _))| {
            (names.iter().flatten().count() + usize::from(*unit == Some(measure)), key)
        }));
    }
    order::sort_by_key(&mut found, |it| std::cmp::Reverse(*it));
    found
}
