//! The rows of the result: one for each line, and one for each record that no line stands for.

use crate::dataset::TextField;
use crate::domain::letters::small;
use crate::domain::outcome::Standing;
use crate::domain::{Decision, ExactSum, Outcome, Role, order};
use crate::engine::protocol::{
    Amount, DecisionFilter, DecisionTotals, RowFilter, RowView, Selection,
};
use crate::engine::views::{decimal, told};
use crate::engine::{Engine, books};
use crate::reconcile::classify::{Judged, Stated, judge};
use crate::reconcile::terms::Of;
use crate::reconcile::{Books, NONE, Place, Reconciliation};
use crate::source::RowRef;
use litemap::LiteMap;
use rust_decimal::Decimal;

/// A row of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridRow {
    /// A line, by its position on its side.
    Line(u32),
    /// A record, by its position on its side.
    Record(u32),
}

/// What is known of a row beside its columns.
#[derive(Debug, Clone)]
pub struct Known {
    /// The verdict.
    pub outcome: Outcome,
    /// Billed; none for a record without a line.
    pub billed: Option<Decimal>,
    /// Expected; none when it cannot be told.
    pub expected: Option<Decimal>,
    /// The number of its currency.
    pub currency: u32,
}

impl Known {
    /// Billed minus expected; none when it cannot be told.
    pub fn difference(&self) -> Option<Decimal> {
        crate::rating::exact::minus(self.billed.unwrap_or_default(), self.expected?)
    }
}

/// The outcome of a row.
pub fn outcome(result: &Reconciliation, row: GridRow) -> Outcome {
    let outcome = match row {
        GridRow::Line(row) => result.marks.line(row),
        GridRow::Record(row) => result.marks.record(row),
    };
    outcome.unwrap_or(Outcome::NotComparable)
}

/// The verdict on a line with its figures, computed again from both sides.
pub fn judged(books: &Books<'_>, result: &Reconciliation, line: u32) -> Option<Judged> {
    let outcome = result.marks.line(line)?;
    if result.is_pair(line, outcome) {
        let record = result.marks.partner_of_line(line);
        let (usage, billed) = (books.usage.place(record)?, books.billed.place(line)?);
        let expected = result.pricing.expect(&result.terms, &usage, record);
        let (tolerance, pricing) = (&result.policy.tolerance, &result.pricing);
        return Some(judge(&Stated::of(&billed), &expected, tolerance, pricing));
    }
    let is_compared = matches!(
        outcome,
        Outcome::Matched
            | Outcome::WithinTolerance
            | Outcome::QuantityVariance
            | Outcome::RateVariance
            | Outcome::AmountVariance
    );
    if is_compared { result.group_of(books, line) } else { None }
}

/// Outcome and money of a row.
pub fn known(books: &Books<'_>, result: &Reconciliation, row: GridRow) -> Option<Known> {
    let outcome = outcome(result, row);
    match row {
        GridRow::Line(line) => {
            let place = books.billed.place(line)?;
            let billed = place.amount().unwrap_or_default();
            let expected = match outcome {
                Outcome::Matched => Some(billed),
                Outcome::WithinTolerance
                | Outcome::QuantityVariance
                | Outcome::RateVariance
                | Outcome::AmountVariance => {
                    if result.is_pair(line, outcome) {
                        judged(books, result, line).and_then(|it| it.expected)
                    } else {
                        result.expected_of_group(line)
                    }
                }
                Outcome::NotComparable | Outcome::Ambiguous => None,
                _ => result.line_figures(line, &place, outcome).1,
            };
            let currency = result.currency(Of::Billed, &place);
            Some(Known { outcome, billed: Some(billed), expected, currency })
        }
        GridRow::Record(record) => {
            let place = books.usage.place(record)?;
            let expected = match outcome {
                Outcome::UnbilledUsage => {
                    result.pricing.expect(&result.terms, &place, record).amount
                }
                _ => None,
            };
            let currency = result.record_currency(&place, record);
            Some(Known { outcome, billed: None, expected, currency })
        }
    }
}

/// The two places of a row: the line's and the record's, whichever there are.
pub type Sides<'b> = (Option<Place<'b>>, Option<Place<'b>>);

/// Where a row's line and record are held.
pub fn places<'b>(books: &'b Books<'b>, result: &Reconciliation, row: GridRow) -> Sides<'b> {
    match row {
        GridRow::Line(line) => {
            let outcome = outcome(result, row);
            let record = if result.is_pair(line, outcome) {
                result.marks.partner_of_line(line)
            } else {
                NONE
            };
            (books.billed.place(line), books.usage.place(record))
        }
        GridRow::Record(record) => (None, books.usage.place(record)),
    }
}

/// A text of a row: the bill's, else the usage's.
pub(super) fn text<'b>(
    places: &(Option<Place<'b>>, Option<Place<'b>>),
    field: TextField,
) -> &'b str {
    let of_bill = places.0.as_ref().map_or("", |it| it.text(field));
    if of_bill.is_empty() { places.1.as_ref().map_or("", |it| it.text(field)) } else { of_bill }
}

/// The same, or what the service of the line says of it.
pub(super) fn meant<'b>(
    result: &'b Reconciliation,
    places: &(Option<Place<'b>>, Option<Place<'b>>),
    field: TextField,
) -> &'b str {
    match (text(places, field), &places.0) {
        ("", Some(line)) => result.terms.value(field, result.terms.code(Of::Billed, field, line)),
        (text, _) => text,
    }
}

/// When a row counts, as its bill says where that says anything: the charts put it on that day.
fn start(places: &(Option<Place<'_>>, Option<Place<'_>>)) -> Option<i64> {
    let of = |it: &Option<Place<'_>>| it.as_ref().and_then(Place::start);
    of(&places.0).or_else(|| of(&places.1))
}

/// Which side of a row says when it starts: its bill, unless that says no time or none but the day and
/// the usage says it.
pub(super) fn timed<'p, 'b>(
    places: &'p (Option<Place<'b>>, Option<Place<'b>>),
) -> Option<(Role, &'p Place<'b>)> {
    let has_start = |it: &&Place<'_>| it.start().is_some();
    let [line, record] = [&places.0, &places.1].map(|it| it.as_ref().filter(has_start));
    let line = line.filter(|it| record.is_none() || !it.part.is_by_day);
    line.map(|it| (Role::Billed, it)).or(record.map(|it| (Role::Usage, it)))
}

fn id_text(places: &(Option<Place<'_>>, Option<Place<'_>>)) -> String {
    let of = |it: &Option<Place<'_>>| {
        it.as_ref().map(|it| it.segment.ids.text(it.index)).unwrap_or_default()
    };
    let billed = of(&places.0);
    if billed.is_empty() { of(&places.1) } else { billed }
}

/// Sums by the numbers of their currencies, as told outside: in the order of the codes.
pub(super) fn in_currencies(result: &Reconciliation, sums: LiteMap<u32, ExactSum>) -> Vec<Amount> {
    let amount = |(code, sum): (u32, ExactSum)| Amount {
        currency: result.terms.value(TextField::Currency, code).to_owned(),
        value: told(&sum),
    };
    let mut amounts: Vec<Amount> = sums.into_iter().map(amount).collect();
    order::sort_by(&mut amounts, |a, b| a.currency.cmp(&b.currency));
    amounts
}

/// What a row is called outside.
pub fn row_ref(books: &Books<'_>, row: GridRow) -> RowRef {
    let found = match row {
        GridRow::Line(row) => books.billed.row_ref(row),
        GridRow::Record(row) => books.usage.row_ref(row),
    };
    found.unwrap_or_default()
}

/// The row that something outside calls so.
pub fn find(books: &Books<'_>, row: RowRef) -> Option<GridRow> {
    let line = books.billed.position(row).map(GridRow::Line);
    line.or_else(|| books.usage.position(row).map(GridRow::Record))
}

/// What the filter calls a decision on a row, or that there is none yet. What agrees needs none.
fn state(decision: Option<Decision>, outcome: Outcome) -> Option<DecisionFilter> {
    match decision {
        Some(Decision::Dispute) => Some(DecisionFilter::Disputed),
        Some(Decision::Accept) => Some(DecisionFilter::Accepted),
        None => Some(DecisionFilter::Open).filter(|_| outcome.standing() != Standing::Agrees),
    }
}

/// Whether a filter asks what a row says, and not only what came out of it.
pub(super) fn needs_places(filter: &RowFilter) -> bool {
    filter.channel.is_some()
        || filter.account.is_some()
        || filter.day.is_some()
        || !filter.text.is_empty()
}

impl Engine {
    /// A row as the grid shows it.
    pub(super) fn row_view(
        &self,
        books: &Books<'_>,
        result: &Reconciliation,
        row: GridRow,
    ) -> RowView {
        let places = places(books, result, row);
        let known = known(books, result, row);
        let reference = row_ref(books, row);
        let timed = timed(&places);
        let at = timed.and_then(|it| it.1.start());
        let of_time = match (row, timed) {
            (GridRow::Line(line), Some((Role::Usage, _))) => {
                row_ref(books, GridRow::Record(result.marks.partner_of_line(line)))
            }
            _ => reference,
        };
        let money = |it: Option<Decimal>| it.map_or(String::new(), decimal);
        let currency = known.as_ref().map_or(0, |it| it.currency);
        RowView {
            row: reference,
            side: if matches!(row, GridRow::Line(_)) { Role::Billed } else { Role::Usage },
            id: id_text(&places),
            start: at,
            offset: at.map_or(0, |it| self.offset_of(result, of_time, it)),
            is_by_day: timed.is_some_and(|it| it.1.part.is_by_day),
            account: meant(result, &places, TextField::Account).to_owned(),
            service: text(&places, TextField::Service).to_owned(),
            channel: meant(result, &places, TextField::Channel).to_owned(),
            currency: result.terms.value(TextField::Currency, currency).to_owned(),
            expected: money(known.as_ref().and_then(|it| it.expected)),
            billed: money(known.as_ref().and_then(|it| it.billed)),
            difference: money(known.as_ref().and_then(Known::difference)),
            outcome: outcome(result, row),
            flags: self.flags(books, result, row, &places),
            decision: self.decisions.of(reference),
            has_note: !self.decisions.note(reference).is_empty(),
        }
    }

    /// Whether a row of a wanted outcome passes what else is filtered by.
    pub(super) fn passes(
        &self,
        books: &Books<'_>,
        result: &Reconciliation,
        filter: &RowFilter,
        row: GridRow,
    ) -> bool {
        if !filter.decisions.is_empty() {
            let state = state(self.decisions.of(row_ref(books, row)), outcome(result, row));
            if state.is_none_or(|it| !filter.decisions.contains(&it)) {
                return false;
            }
        }
        if !needs_places(filter) {
            return true;
        }
        let places = places(books, result, row);
        let is = |field, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|it| {
                // What the bill calls otherwise is found by both names.
                let means_it = |line: &Place<'_>| {
                    let code = result.terms.code(Of::Billed, field, line);
                    let wanted = if it.is_empty() { Some(0) } else { result.terms.find(field, it) };
                    Some(code) == wanted && (code != 0 || line.code(field) != 0)
                };
                text(&places, field).trim().eq_ignore_ascii_case(it.trim())
                    || places.0.as_ref().is_some_and(means_it)
            })
        };
        if !is(TextField::Channel, &filter.channel) || !is(TextField::Account, &filter.account) {
            return false;
        }
        if let Some(day) = filter.day
            && start(&places).map(|it| result.zone.day_of(it)) != Some(day)
        {
            return false;
        }
        let wanted = small(filter.text.trim());
        wanted.is_empty()
            || [TextField::Account, TextField::Service, TextField::Channel]
                .into_iter()
                .any(|it| small(meant(result, &places, it)).contains(&wanted))
            || small(&id_text(&places)).contains(&wanted)
    }

    /// Rows under a filter, in the order of the sources.
    pub(super) fn filtered(
        &self,
        books: &Books<'_>,
        result: &Reconciliation,
        filter: &RowFilter,
    ) -> Vec<GridRow> {
        let [lines, records] = result.rows(&filter.outcomes);
        let lines = lines.into_iter().map(GridRow::Line);
        let mut rows: Vec<GridRow> =
            lines.chain(records.into_iter().map(GridRow::Record)).collect();
        if !filter.decisions.is_empty() || needs_places(filter) {
            rows.retain(|row| self.passes(books, result, filter, *row));
        }
        rows
    }

    /// Rows under a filter that were billed too much and on which nothing was decided.
    pub(super) fn disputable(
        &self,
        books: &Books<'_>,
        result: &Reconciliation,
        filter: &RowFilter,
    ) -> Vec<GridRow> {
        let differing = Outcome::ALL.into_iter().filter(|it| {
            it.standing() == Standing::Differs
                && (filter.outcomes.is_empty() || filter.outcomes.contains(it))
        });
        let differing = RowFilter { outcomes: differing.collect(), ..filter.clone() };
        if differing.outcomes.is_empty() {
            return Vec::new();
        }
        let mut rows = self.filtered(books, result, &differing);
        rows.retain(|row| {
            self.decisions.of(row_ref(books, *row)).is_none()
                && known(books, result, *row)
                    .and_then(|it| it.difference())
                    .is_some_and(|it| it > Decimal::ZERO)
        });
        rows
    }

    /// The rows that a selection means.
    pub(super) fn selected(&self, selection: &Selection) -> Vec<RowRef> {
        let books = books(&self.sources);
        let rows = match (selection, &self.result) {
            (Selection::Rows(rows), _) => return rows.clone(),
            (_, None) => return Vec::new(),
            (Selection::Filter(filter), Some(result)) => self.filtered(&books, result, filter),
            (Selection::Disputable(filter), Some(result)) => {
                self.disputable(&books, result, filter)
            }
        };
        rows.into_iter().map(|row| row_ref(&books, row)).collect()
    }

    /// Decisions so far, with the money in dispute.
    pub(super) fn decision_totals(&self) -> DecisionTotals {
        let books = books(&self.sources);
        let mut totals = DecisionTotals::default();
        let mut sums: LiteMap<u32, ExactSum> = LiteMap::new();
        totals.aside = self.decisions.n_aside();
        for (row, decision, _) in self.decisions.on_rows() {
            match decision {
                Some(Decision::Accept) => totals.accepted += 1,
                Some(Decision::Dispute) => {
                    totals.disputed += 1;
                    let Some(result) = &self.result else { continue };
                    let known = find(&books, row).and_then(|it| known(&books, result, it));
                    if let Some(known) = known
                        && let Some(more) = known.difference()
                    {
                        sums.entry(known.currency).or_default().add(more);
                    }
                }
                None => {}
            }
        }
        if let Some(result) = &self.result {
            totals.disputed_amounts = in_currencies(result, sums);
        }
        totals
    }
}
