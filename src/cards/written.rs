//! Rate cards as people write them: columns under other names, a unit in place of a measure, a price with
//! its currency, days as a spreadsheet shows them. What could mean two things stays as it is, to be told.

use crate::domain::forms::{RATE_COLUMNS, RateForm};
use crate::domain::{Dimension, Unit};
use crate::normalize::header::{canonical, is_among};
use crate::normalize::{DateOrder, Money, date};
use crate::rating::cell;
use rust_decimal::Decimal;

/// What columns are called besides their own names, in canonical form.
const ALSO: &[(&str, &str)] = &[
    ("price", "unitprice priceperunit rate unitrate"),
    ("measure", "unit uom unitofmeasure"),
    ("valid_from", "from startdate effectivefrom effectivedate"),
    ("valid_to", "to until enddate validuntil effectiveto"),
];

/// Things of which each record is one.
const OF_RECORDS: &str =
    "call calls session sessions conversation conversations interaction interactions record";

const DAY_MS: i64 = 86_400_000;

/// Columns that hold remarks for people and are passed over.
const REMARKS: &str = "note notes comment comments remark remarks name description";

/// Whether a column of this name is passed over.
pub(super) fn is_remark(name: &str) -> bool {
    is_among(REMARKS, &canonical(name)) || name.trim().is_empty()
}

/// The columns that names mean, each where it stands. Another name than its own means a column only where
/// none has that, and nothing but a rate card can be meant: bills have units and prices too.
pub fn columns_of(names: &[&str]) -> Vec<Option<&'static str>> {
    let own = |name: &&str| {
        let name = canonical(name);
        RATE_COLUMNS.iter().copied().find(|it| canonical(it) == name)
    };
    let own: Vec<_> = names.iter().map(own).collect();
    let mut columns = own.clone();
    for (column, also) in ALSO {
        let called = |name: &&str| is_among(also, &canonical(name));
        let place = names.iter().position(called).filter(|_| !columns.contains(&Some(*column)));
        if let Some(slot) = place.and_then(|it| columns.get_mut(it)) {
            *slot = slot.or(Some(column));
        }
    }
    let is_known = |(name, column): (&&str, &Option<_>)| column.is_some() || is_remark(name);
    if names.iter().zip(&columns).all(is_known) { columns } else { own }
}

/// Writes what the cells of a row say as a rate card has it.
pub(super) fn tidy(form: &mut RateForm) {
    tidy_measure(form);
    tidy_price(form);
    for day in [&mut form.valid_from, &mut form.valid_to] {
        if cell::date(day).is_none()
            && let Some(only) = only_day(day)
        {
            *day = only;
        }
    }
}

/// A price for a minute is one for 60 seconds. Where the row has sizes and steps, nobody could tell whether
/// these are minutes as well.
fn tidy_measure(form: &mut RateForm) {
    let RateForm { measure, unit_size, minimum, increment, free_units, tier_from, .. } = form;
    let of_time = Unit::parse(measure).filter(|it| it.dimension == Dimension::Time);
    let seconds = of_time.and_then(|it| it.to_base(Decimal::ONE));
    let sizes = [&*unit_size, minimum, increment, free_units, tier_from];
    match seconds {
        Some(seconds) if seconds == Decimal::ONE => "duration".clone_into(measure),
        Some(seconds) if sizes.iter().all(|it| it.is_empty()) => {
            "duration".clone_into(measure);
            *unit_size = seconds.normalize().to_string();
        }
        None if is_among(OF_RECORDS, &canonical(measure)) => "records".clone_into(measure),
        _ => {}
    }
}

/// A sign or a code of a currency beside a price is the currency of the row, which may state it as well.
fn tidy_price(form: &mut RateForm) {
    let said = Money::of(form.price.as_bytes()).filter(|it| !it.is_nothing());
    // Small letters may be a unit (`0.05/min`).
    if let Some(said) = said
        && !form.price.contains(|it: char| it.is_ascii_lowercase())
        && (form.currency.is_empty() || said.fits(&form.currency))
    {
        form.price.retain(|it| it.is_ascii_digit() || "+-.,".contains(it));
        if let (true, Some(currency)) = (form.currency.is_empty(), said.currency()) {
            form.currency = currency.to_string();
        }
    }
}

/// The only day that a text can mean, as `YYYY-MM-DD`.
fn only_day(text: &str) -> Option<String> {
    let orders = [DateOrder::MonthFirst, DateOrder::DayFirst];
    let day = |order: &DateOrder| date::parse(text.as_bytes(), *order).ok().map(|it| it.local_ms);
    let mut days = orders.iter().filter_map(day);
    let only = days.next().filter(|it| it % DAY_MS == 0)?;
    let is_only = days.all(|it| it == only);
    is_only.then(|| date::to_iso(only)).and_then(|it| it.get(..10).map(str::to_owned))
}
