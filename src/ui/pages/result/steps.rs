//! The steps of the arithmetic in words.

use crate::domain::order;
use crate::domain::outcome::Standing;
use crate::engine::protocol::Step;
use crate::ui::format;
use crate::ui::strings::Strings;

/// A step as the panel shows it.
pub(super) struct Line {
    /// What it is.
    pub(super) name: String,
    /// Its value.
    pub(super) value: String,
    /// What the value says about the bill.
    pub(super) standing: Standing,
}

/// Whether the quantities of these steps are seconds, to be read as lengths.
pub(super) fn are_lengths(steps: &[Step]) -> bool {
    let billable = steps.iter().find_map(|it| match it {
        Step::Billable(_, unit) => Some(is_seconds(unit)),
        _ => None,
    });
    billable.unwrap_or_else(|| steps.iter().any(|it| matches!(it, Step::Length(_))))
}

fn is_seconds(unit: &str) -> bool {
    matches!(unit, "duration" | "s" | "sec" | "second" | "seconds")
}

/// A step in words.
pub(super) fn line(t: &Strings, step: &Step, are_lengths: bool) -> Line {
    let words = &t.result().steps;
    let plain = |text: &str| format::decimal(t.locale, text, 0);
    let with_unit = |value: &str, unit: &str| match (unit, value.parse::<i64>()) {
        ("" | "quantity", _) => plain(value),
        (unit, Ok(seconds)) if is_seconds(unit) => format::length(seconds.saturating_mul(1_000)),
        (unit, _) => [plain(value).as_str(), "\u{a0}", (words.unit)(unit).as_str()].concat(),
    };
    let product = |quantity: &str, price: &str, amount: &str| {
        if price.is_empty() && !amount.is_empty() {
            return plain(amount);
        }
        let mut out = [plain(quantity), plain(price)]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" × ");
        if !amount.is_empty() {
            if !out.is_empty() {
                out.push_str(" = ");
            }
            out.push_str(&plain(amount));
        }
        out
    };
    let part = |name: &str, value: &str| Line {
        name: name.to_owned(),
        value: format::signed(t.locale, value, 2),
        standing: if format::is_zero(value) { Standing::Agrees } else { Standing::Differs },
    };
    let (name, value) = match step {
        Step::Length(milliseconds) => (words.length.to_owned(), format::length(*milliseconds)),
        Step::Period(span) => {
            let days = format::days(t.locale, span.start, span.end, span.offset);
            (words.period.to_owned(), [days.as_str(), &format::offset(span.offset)].join(", "))
        }
        Step::Records(n) => (words.records.to_owned(), format::count(t.locale, *n)),
        Step::AtOnce(n) => (words.at_once.to_owned(), format::count(t.locale, *n)),
        Step::UsageQuantity(value, unit) => (words.usage.to_owned(), with_unit(value, unit)),
        Step::Billable(value, unit) => (words.billable.to_owned(), with_unit(value, unit)),
        Step::Units(units, size) => {
            let of = match size {
                0 | 1 => String::new(),
                size if are_lengths => [" × ", &format::length(i64::from(*size) * 1_000)].concat(),
                size => [" × ", &format::count(t.locale, u64::from(*size))].concat(),
            };
            (words.units.to_owned(), plain(units) + &of)
        }
        Step::Rate(row, price, currency) => {
            ((words.rate)(*row), format::money(t.locale, currency, price))
        }
        Step::FreeUnits(units) => (words.free.to_owned(), plain(units)),
        Step::Contract(units, price, amount) => {
            (words.contract.to_owned(), product(units, price, amount))
        }
        Step::Bill(quantity, price, amount) => {
            (words.bill.to_owned(), product(quantity, price, amount))
        }
        Step::Rounded(places, amount) => ((words.rounded)(*places), plain(amount)),
        Step::QuantityPart(value) => return part(words.quantity_part, value),
        Step::RatePart(value) => return part(words.rate_part, value),
        Step::OtherPart(value) => return part(words.other_part, value),
    };
    Line { name, value, standing: Standing::Agrees }
}

/// A text in pieces, each with whether it is marked. Marks that do not fit the text are left out.
pub(super) fn marked<'a>(text: &'a str, marks: &[(u32, u32)]) -> Vec<(bool, &'a str)> {
    let mut marks: Vec<(usize, usize)> = marks
        .iter()
        .filter_map(|(from, until)| {
            Some((usize::try_from(*from).ok()?, usize::try_from(*until).ok()?))
        })
        .collect();
    order::sort(&mut marks);
    let mut pieces = Vec::new();
    let mut done = 0;
    for (from, until) in marks {
        let (Some(before), Some(inside)) = (text.get(done..from), text.get(from..until)) else {
            continue;
        };
        pieces.extend([(false, before), (true, inside)]);
        done = until;
    }
    pieces.push((false, text.get(done..).unwrap_or_default()));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}
