//! What the values of the head say of columns whose names do not tell: `Start Time` mostly holds a day
//! too, a `Duration` may be a term, `From` a telephone, a `Reference` that of an order.

use crate::diagnostics::Code;
use crate::domain::{Currency, Role, order};
use crate::layout::head::{may_be_amount, names_of};
use crate::layout::{Field, Layout, PlannedColumn, translated};
use crate::normalize::header::{brief, canonical, is_among};
use crate::normalize::{DateOrder, DecimalMark, date, duration, number};
use crate::rating::exact;
use rust_decimal::Decimal;

/// What columns of times of day are called beside their days, in English and in other languages.
fn names_of_times(field: Field) -> [&'static str; 2] {
    match field {
        Field::StartTime => [
            "time timeofday starttime calltime timeofcall connecttime answertime begintime",
            translated::START_TIME,
        ],
        _ => ["endtime timeend stoptime hanguptime disconnecttime", translated::END_TIME],
    }
}

/// Which of them it is does not matter yet.
const MARKS: [DecimalMark; 2] = [DecimalMark::Dot, DecimalMark::Comma];

/// Such a column beside a day may also be how long it took, unless another one says that.
const MAY_BE_LENGTH: &str = "time heure ora hora";

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Days,
    Times,
    Other,
}

/// Settles by the first rows of data what columns hold: days, times of day, lengths, periods, ids.
pub(super) fn settle(layout: &dyn Layout, rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    // Where a vendor says what its columns hold, nobody else does.
    if layout.vendor().is_empty() {
        leave_others(rows, columns);
        // A card is told of each price that is none.
        if layout.role() != Role::Rates {
            leave_names(rows, columns);
        }
        leave_other_periods(rows, columns);
        part_times(layout, rows, columns);
    }
    if layout.vendor().is_empty() && layout.role() == Role::Usage {
        take_conversations(rows, columns);
        take_only_moment(rows, columns);
    }
    if layout.role() == Role::Billed {
        leave_terms(rows, columns);
        leave_orders(rows, columns);
        take_price(columns);
        take_net(rows, columns);
    }
}

/// Finds the columns of times of day that belong to a start or an end, and those of their days.
fn part_times(layout: &dyn Layout, rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    for (moment, time, period) in [
        (Field::Start, Field::StartTime, Field::PeriodStart),
        (Field::End, Field::EndTime, Field::PeriodEnd),
    ] {
        let place = columns.iter().position(|it| it.field == Some(moment));
        let is_filled = |place: &usize| cells(rows, *place).next().is_some();
        let place = place.filter(is_filled);
        match place.map(|it| kind(rows, it)) {
            Some(Kind::Times) => {
                set(columns, place, time);
                let day = day_beside(layout, rows, columns, (moment, period));
                set(columns, day, moment);
            }
            Some(Kind::Days) => {
                let times = time_beside(layout, rows, columns, (moment, time));
                set(columns, times, time);
            }
            Some(Kind::Other) => {}
            // An end may have its time alone: its day is that of the start.
            None => {
                let times = time_beside(layout, rows, columns, (moment, time));
                if columns.iter().any(|it| it.field == Some(Field::StartTime)) {
                    set(columns, times, time);
                }
            }
        }
    }
}

/// A name of a start or an end that may mean something else (`Data`, `Fine`; `From` and `To` of a call)
/// does so unless its column has dates. Numbers of telephones may be seconds since 1970 too.
fn leave_others(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let is_written = |it: &str| {
        let is_number = it.len() != "20260301".len()
            && MARKS.iter().any(|mark| number::is_number(it.as_bytes(), *mark));
        !is_number && is_moment(it)
    };
    for place in 0..columns.len() {
        let may_be = |it: &&mut PlannedColumn| {
            let ends = [Field::Start, Field::End, Field::PeriodStart, Field::PeriodEnd];
            let names = [canonical(&it.header), brief(&it.header)];
            it.field.is_some_and(|it| ends.contains(&it))
                && names.iter().any(|it| is_among(translated::MAY_BE_OTHERS, it))
                && cells(rows, place).next().is_some()
                && !most(rows, place, &is_written)
        };
        if let Some(column) = columns.get_mut(place).filter(may_be) {
            column.field = None;
        }
    }
}

/// Where calls have no id of their own but one of a conversation, and each has another one, it is theirs.
fn take_conversations(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let is_any = |field: Field| columns.iter().position(|it| it.field == Some(field));
    let (None, Some(place)) = (is_any(Field::UsageId), is_any(Field::ConversationId)) else {
        return;
    };
    let mut ids: Vec<&str> = cells(rows, place).collect();
    let n_ids = ids.len();
    order::sort(&mut ids);
    ids.dedup();
    if n_ids > 1 && ids.len() == n_ids {
        set(columns, Some(place), Field::UsageId);
    }
}

/// Where no name says when a call was, and one column alone has days with their times, that says it;
/// unless no name says anything, which is for the person to do.
fn take_only_moment(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let is_time = |it: &PlannedColumn| it.field.is_some_and(Field::is_date);
    if columns.iter().any(is_time) || columns.iter().all(|it| it.field.is_none()) {
        return;
    }
    let is_moment = |it: &str| {
        let orders = [DateOrder::MonthFirst, DateOrder::DayFirst];
        let read =
            |order: &DateOrder| date::parse(it.as_bytes(), *order).is_ok_and(|it| it.has_time);
        // A number alone may be that of a telephone.
        it.contains(':') && orders.iter().any(read)
    };
    let has_moments = |(place, column): &(usize, &PlannedColumn)| {
        column.field.is_none()
            && most(rows, *place, &is_moment)
            && cells(rows, *place).next().is_some()
    };
    let mut found = columns.iter().enumerate().filter(has_moments).map(|(place, _)| place);
    if let (only, None) = (found.next(), found.next()) {
        set(columns, only, Field::Start);
    }
}

/// A period is read where nothing else says when a line was, and where it is one: it may also be the
/// number of one, or the hours of a day that calls are cheap in.
fn leave_other_periods(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let says_when = |it: &PlannedColumn| {
        let when = [Field::Start, Field::PeriodStart, Field::End, Field::PeriodEnd];
        it.field.is_some_and(|it| when.contains(&it))
    };
    let is_told = columns.iter().any(says_when);
    let place = columns.iter().position(|it| it.field == Some(Field::Period));
    let is_period = |it: &str| date::span::ends(it).is_some();
    if let Some(place) = place
        && let Some(column) = columns.get_mut(place)
        && (is_told || !most(rows, place, &is_period))
    {
        column.field = None;
    }
}

fn is_moment(cell: &str) -> bool {
    let orders = [DateOrder::MonthFirst, DateOrder::DayFirst];
    date::is_time_of_day(cell)
        || orders.iter().any(|order| date::parse(cell.as_bytes(), *order).is_ok())
}

/// A rate may be the name of a tariff, usage that of a service, the unit of a price a minute: what has other
/// words alone is no figure or currency. That an amount is none is told of each row, since there is no bill
/// without it.
fn leave_names(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    for (place, column) in columns.iter_mut().enumerate() {
        // One of too many digits is a figure all the same.
        let is_number =
            |it: &str, mark| number::parse_again(it.as_bytes(), mark) != Err(Code::BadNumber);
        let is_figure =
            |it: &str| MARKS.iter().any(|mark| is_number(it, *mark)) || is_length(it, column);
        let is_other = match column.field {
            Some(Field::Quantity | Field::UnitPrice) => !cells(rows, place).any(is_figure),
            Some(Field::Currency) => !cells(rows, place).any(|it| Currency::parse(it).is_some()),
            _ => false,
        };
        if is_other && cells(rows, place).next().is_some() {
            column.field = None;
        }
    }
}

fn is_length(cell: &str, column: &PlannedColumn) -> bool {
    let unit = column.duration_unit;
    MARKS.iter().any(|mark| duration::parse(cell.as_bytes(), unit, *mark).is_ok())
}

/// A length on a bill may be the term of a contract (`12 months`), which is no length of usage.
fn leave_terms(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let place = columns.iter().position(|it| it.field == Some(Field::Duration));
    let Some((place, column)) = place.and_then(|it| Some((it, columns.get_mut(it)?))) else {
        return;
    };
    if cells(rows, place).next().is_some() && !most(rows, place, &|it| is_length(it, column)) {
        column.field = None;
    }
}

/// A reference may be that of an order or a contract, which stands on every line. The lines of a bill name
/// different usage, so what most of them share is no id of it.
fn leave_orders(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let is_reference = |it: &PlannedColumn| {
        let names = "reference ref referenz riferimento referencia";
        it.field == Some(Field::UsageId) && is_among(names, &canonical(&it.header))
    };
    let Some(place) = columns.iter().position(is_reference) else { return };
    let mut known: Vec<&str> = cells(rows, place).collect();
    let n_filled = known.len();
    order::sort(&mut known);
    known.dedup();
    if n_filled > 1
        && known.len() * 2 <= n_filled
        && let Some(column) = columns.get_mut(place)
    {
        column.field = None;
    }
}

/// Where a bill says neither an amount nor a quantity, but perhaps a duration, its price is that of the whole
/// call or session.
fn take_price(columns: &mut [PlannedColumn]) {
    let is_any = |field: Field| columns.iter().position(|it| it.field == Some(field));
    let place = is_any(Field::UnitPrice);
    let is_duration = |it: &PlannedColumn| canonical(&it.header).contains("duration");
    let quantity = is_any(Field::Quantity).and_then(|it| columns.get(it));
    if is_any(Field::Amount).is_none()
        && quantity.is_none_or(is_duration)
        && let Some(column) = place.and_then(|it| columns.get_mut(it))
        && may_be_amount(&column.header)
    {
        column.field = Some(Field::Amount);
    }
}

/// Bills are compared without taxes: where the amount is that of another column and the taxes beside it,
/// that other one is meant.
fn take_net(rows: &[Vec<String>], columns: &mut [PlannedColumn]) {
    let is_tax = |it: &PlannedColumn| {
        let names = [canonical(&it.header), brief(&it.header)];
        it.field.is_none() && names.iter().any(|it| is_among(translated::TAX, it))
    };
    let gross = columns.iter().position(|it| it.field == Some(Field::Amount));
    let (Some(gross), Some(tax)) = (gross, columns.iter().position(is_tax)) else { return };
    let adds_up = |row: &[String], net: usize| {
        figures(row, [net, tax, gross])
            .any(|[net, tax, gross]| !tax.is_zero() && net.checked_add(tax) == Some(gross))
    };
    let n_rows = cells(rows, gross).count();
    let is_net = |(place, column): &(usize, &PlannedColumn)| {
        column.field.is_none()
            && rows.iter().filter(|row| adds_up(row, *place)).count() * 2 > n_rows
    };
    let net = columns.iter().enumerate().find(is_net).map(|(place, _)| place);
    if let (Some(_), Some(column)) = (net, columns.get_mut(gross)) {
        column.field = None;
        set(columns, net, Field::Amount);
        return;
    }
    // Without such a column quantity and price say what the amount is without them.
    let [quantity, price] = [Field::Quantity, Field::UnitPrice]
        .map(|field| columns.iter().position(|it| it.field == Some(field)));
    let (Some(quantity), Some(price)) = (quantity, price) else { return };
    let multiplies = |row: &&Vec<String>| {
        figures(row, [quantity, price, tax, gross]).any(|[quantity, price, tax, gross]| {
            let both = exact::minus(gross, tax).zip(exact::times(quantity, price));
            !tax.is_zero() && both.is_some_and(|(net, it)| exact::round(it, net.scale()) == net)
        })
    };
    if rows.iter().filter(multiplies).count() * 2 > n_rows {
        set(columns, Some(tax), Field::Tax);
    }
}

/// What cells of a row are as numbers: with either decimal mark, as long as all are numbers with it.
fn figures<const N: usize>(
    row: &[String],
    places: [usize; N],
) -> impl Iterator<Item = [Decimal; N]> {
    MARKS.into_iter().filter_map(move |mark| {
        let mut found = [Decimal::ZERO; N];
        for (figure, place) in found.iter_mut().zip(places) {
            let read = number::parse_again(row.get(place)?.as_bytes(), mark);
            *figure = read.ok()?.decimal();
        }
        Some(found)
    })
}

fn set(columns: &mut [PlannedColumn], place: Option<usize>, field: Field) {
    if let Some(column) = place.and_then(|it| columns.get_mut(it)) {
        column.field = Some(field);
    }
}

/// A column of days for a moment whose own one has times: one that is called like it, or like the period.
fn day_beside(
    layout: &dyn Layout,
    rows: &[Vec<String>],
    columns: &[PlannedColumn],
    (moment, period): (Field, Field),
) -> Option<usize> {
    let is_free = |it: usize| {
        let field = columns.get(it).and_then(|it| it.field);
        (field.is_none() || field == Some(period)) && kind(rows, it) == Kind::Days
    };
    let mut called = names_of(layout, moment).chain(names_of(layout, period));
    called.find_map(|name| {
        let same = |it: &PlannedColumn| {
            [canonical(&it.header), brief(&it.header)].iter().any(|it| it == name)
        };
        columns.iter().position(same).filter(|it| is_free(*it))
    })
}

/// A column of times for a moment whose own one has days.
fn time_beside(
    layout: &dyn Layout,
    rows: &[Vec<String>],
    columns: &[PlannedColumn],
    (moment, time): (Field, Field),
) -> Option<usize> {
    let measures = [Field::End, Field::Duration, Field::Quantity];
    let says_lengths = columns.iter().any(|it| it.field.is_some_and(|it| measures.contains(&it)));
    columns.iter().enumerate().position(|(place, column)| {
        let names = [canonical(&column.header), brief(&column.header)];
        let is_called = names.iter().any(|name| {
            names_of_times(time).iter().any(|it| is_among(it, name))
                || names_of(layout, moment).any(|it| it == name)
        });
        let may_be_length = names.iter().any(|it| is_among(MAY_BE_LENGTH, it));
        let is_free = column.field.is_none() && (says_lengths || !may_be_length);
        is_free && is_called && kind(rows, place) == Kind::Times
    })
}

/// What a column has.
fn cells(rows: &[Vec<String>], place: usize) -> impl Iterator<Item = &str> {
    let cells = rows.iter().filter_map(move |row| row.get(place)).map(|it| it.trim());
    cells.filter(|it| !it.is_empty())
}

fn kind(rows: &[Vec<String>], place: usize) -> Kind {
    let is_day = |it: &str| {
        let orders = [DateOrder::MonthFirst, DateOrder::DayFirst];
        orders.iter().any(|order| date::parse(it.as_bytes(), *order).is_ok_and(|it| !it.has_time))
    };
    if most(rows, place, &date::is_time_of_day) {
        Kind::Times
    } else if most(rows, place, &is_day) {
        Kind::Days
    } else {
        Kind::Other
    }
}

/// Whether most cells of a column are so. One here and there may hold anything; its row is refused then.
fn most(rows: &[Vec<String>], place: usize, is: &dyn Fn(&str) -> bool) -> bool {
    cells(rows, place).filter(|it| is(it)).count() * 2 > cells(rows, place).count()
}
