//! The rows of the grid under a filter, in the order that was asked for.

use crate::dataset::{Dictionary, TextField};
use crate::domain::letters::small;
use crate::domain::{ExactSum, Outcome, order};
use crate::engine::grid::{GridRow, Known, in_currencies, known, meant, outcome, places, timed};
use crate::engine::protocol::{Amount, RowFilter, RowsPage, RowsQuery, SortKey};
use crate::engine::{Engine, books};
use crate::rating::exact;
use crate::reconcile::{Books, Reconciliation};
use litemap::LiteMap;
use rust_decimal::Decimal;

/// The rows under one filter in one order, kept as long as it is asked for.
#[derive(Debug)]
pub(super) struct Index {
    filter: RowFilter,
    sort: SortKey,
    descending: bool,
    rows: Vec<GridRow>,
    differences: Vec<Amount>,
}

impl Engine {
    /// A window of the grid.
    pub(super) fn rows(&mut self, query: &RowsQuery) -> RowsPage {
        let fits = |it: &Index| {
            it.filter == query.filter && it.sort == query.sort && it.descending == query.descending
        };
        // Decisions may have changed which rows a filter by decision lets through.
        let is_stale = !query.filter.decisions.is_empty();
        if is_stale || !self.index.as_ref().is_some_and(fits) {
            self.index = self.index_of(query);
        }
        let books = books(&self.sources);
        let (Some(result), Some(index)) = (&self.result, &self.index) else {
            return RowsPage::default();
        };
        let first = usize::try_from(query.offset).unwrap_or(usize::MAX);
        let window =
            index.rows.iter().skip(first).take(usize::try_from(query.limit.min(1000)).unwrap_or(0));
        RowsPage {
            total: u64::try_from(index.rows.len()).unwrap_or(0),
            differences: index.differences.clone(),
            offset: query.offset,
            rows: window.map(|row| self.row_view(&books, result, *row)).collect(),
        }
    }

    fn index_of(&self, query: &RowsQuery) -> Option<Index> {
        let books = books(&self.sources);
        let result = self.result.as_ref()?;
        let main = self.main_currency();
        let rows = self.filtered(&books, result, &query.filter);
        // Most rows agree: that nothing is between them is known without looking at them.
        let is_agreeing = |row: &GridRow| outcome(result, *row) == Outcome::Matched;
        let mut sums: LiteMap<u32, ExactSum> = LiteMap::new();
        for row in rows.iter().filter(|row| !is_agreeing(row)) {
            if let Some(known) = known(&books, result, *row)
                && let Some(more) = known.difference()
            {
                sums.entry(known.currency).or_default().add(more);
            }
        }
        let mut differences = in_currencies(result, sums);
        let main = result.terms.value(TextField::Currency, main);
        order::sort_by_key(&mut differences, |it| it.currency != main);
        let rows = in_order(&books, result, rows, query);
        Some(Index {
            filter: query.filter.clone(),
            sort: query.sort,
            descending: query.descending,
            rows,
            differences,
        })
    }
}

/// Rows in the order that was asked for; those that are equal in it stay as they stand, whichever way
/// it goes. What a row does not say comes before all that others say.
fn in_order(
    books: &Books<'_>,
    result: &Reconciliation,
    rows: Vec<GridRow>,
    query: &RowsQuery,
) -> Vec<GridRow> {
    let money = |of: &dyn Fn(&Known) -> Option<Decimal>| {
        let numbers = rows.iter().map(|row| known(books, result, *row).and_then(|it| of(&it)));
        numbers.collect::<Vec<_>>()
    };
    let keys = match query.sort {
        SortKey::Difference => return by_difference(books, result, rows, query.descending),
        SortKey::Source if query.descending => return rows.into_iter().rev().collect(),
        SortKey::Source => return rows,
        SortKey::Expected => of_numbers(&money(&|it| it.expected)),
        SortKey::Billed => of_numbers(&money(&|it| it.billed)),
        SortKey::Start => {
            let starts = rows
                .iter()
                .map(|row| timed(&places(books, result, *row)).and_then(|it| it.1.start()));
            starts.map(|it| it.map_or(i128::MIN, i128::from)).collect()
        }
        SortKey::Outcome => {
            rows.iter().map(|row| i128::from(outcome(result, *row).index())).collect()
        }
        SortKey::Channel => of_texts(books, result, &rows, TextField::Channel),
        SortKey::Account => of_texts(books, result, &rows, TextField::Account),
    };
    at(&rows, order::positions(&keys, query.descending))
}

/// The largest difference first, or last; either way rows that cannot be told come behind all others
/// or before them.
fn by_difference(
    books: &Books<'_>,
    result: &Reconciliation,
    rows: Vec<GridRow>,
    descending: bool,
) -> Vec<GridRow> {
    let agrees = |row: &GridRow| outcome(result, *row) == Outcome::Matched;
    let (mut nothing, rows): (Vec<GridRow>, Vec<GridRow>) = rows.into_iter().partition(agrees);
    let difference = |row: &GridRow| known(books, result, *row).and_then(|it| it.difference());
    let mut numbers: Vec<Option<Decimal>> =
        rows.iter().map(|row| difference(row).map(|it| it.abs())).collect();
    numbers.push(Some(Decimal::ZERO));
    let mut keys = of_numbers(&numbers);
    let zero = keys.pop().unwrap_or_default();
    let positions = order::positions(&keys, descending);
    let key = |position: &u32| usize::try_from(*position).ok().and_then(|it| keys.get(it));
    let is_before =
        |it: &u32| key(it).is_some_and(|it| if descending { *it > zero } else { *it < zero });
    let from = positions.partition_point(is_before);
    let n_nothing = positions.iter().skip(from).take_while(|it| key(it) == Some(&zero)).count();
    let mut rows = at(&rows, positions);
    if n_nothing > 0 {
        nothing.extend(rows.drain(from..from + n_nothing));
        order::sort(&mut nothing);
    }
    rows.splice(from..from, nothing);
    rows
}

fn at(rows: &[GridRow], positions: Vec<u32>) -> Vec<GridRow> {
    let row = |position| rows.get(usize::try_from(position).ok()?).copied();
    positions.into_iter().filter_map(row).collect()
}

/// Keys in the order of numbers.
fn of_numbers(numbers: &[Option<Decimal>]) -> Vec<i128> {
    exact::in_one_scale(numbers).unwrap_or_else(|| order::ranks(numbers))
}

/// Keys in the order of texts, whatever their case.
fn of_texts(
    books: &Books<'_>,
    result: &Reconciliation,
    rows: &[GridRow],
    field: TextField,
) -> Vec<i128> {
    // Many rows share few texts, so that each text is looked at once.
    let mut known = Dictionary::default();
    let code = |row: &GridRow| known.code(meant(result, &places(books, result, *row), field));
    let of_rows: Vec<u32> = rows.iter().map(code).collect();
    let texts = known.iter().map(|(_, it)| small(it));
    let texts: Vec<String> = std::iter::once(String::new()).chain(texts).collect();
    let ranks = order::ranks(&texts);
    let rank = |code: u32| usize::try_from(code).ok().and_then(|it| ranks.get(it)).copied();
    of_rows.into_iter().map(|it| rank(it).unwrap_or_default()).collect()
}
