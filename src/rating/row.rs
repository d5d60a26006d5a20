//! One row of a rate card as typed values, and what is wrong with it.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::forms::{RATE_COLUMNS, RateForm};
use crate::domain::letters::small;
use crate::domain::{Currency, Instant};
use crate::rating::cell;
use crate::rating::ladder::{MeasureKind, Rounding};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Vendor, service, account and channel in a form that compares; none means any.
pub(crate) type Selectors = [Option<String>; 4];

/// A row that reads well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) terms: Terms,
    pub(crate) tier_from: Decimal,
    pub(crate) price: Decimal,
    /// Its number in the card, from 1.
    pub(crate) number: u32,
}

/// All that rows of one ladder have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Terms {
    pub(crate) selectors: Selectors,
    pub(crate) valid_from: Option<Instant>,
    pub(crate) valid_until: Option<Instant>,
    pub(crate) currency: Option<Currency>,
    pub(crate) measure: MeasureKind,
    pub(crate) unit_size: Decimal,
    pub(crate) minimum: Option<Decimal>,
    pub(crate) increment: Option<Decimal>,
    pub(crate) free_units: Decimal,
    pub(crate) rounding: Rounding,
    pub(crate) is_shared: bool,
}

/// Written in place of a name it means any, and of accounts all of them together.
const EVERY: &str = "*";

/// The text of a selector in the form in which it compares: trimmed, without case.
pub(crate) fn fold(text: &str) -> String {
    small(text.trim())
}

/// Why a cell that reads well cannot stand where it stands; the second parameter of
/// [`Code::BadRate`].
pub mod reason {
    /// The measure is none of the three.
    pub const UNKNOWN_MEASURE: &str = "unknown_measure";
    /// The rounding is neither `record` nor `sum` nor blank.
    pub const UNKNOWN_ROUNDING: &str = "unknown_rounding";
    /// The figure is below zero.
    pub const NEGATIVE: &str = "negative";
    /// The figure is zero.
    pub const ZERO: &str = "zero";
    /// The last day lies before the first.
    pub const ENDS_BEFORE_START: &str = "ends_before_start";
    /// The lowest tier does not begin at zero, so the first units have no price.
    pub const FIRST_TIER: &str = "first_tier";
    /// The column is none of a rate card's.
    pub const UNKNOWN_COLUMN: &str = "unknown_column";
    /// The figure has more digits than can be counted with: its products would not be exact.
    pub const TOO_LONG: &str = "more_than_18_digits";
    /// A row of a JSON card is no object, or a cell is neither text nor number.
    pub const NOT_A_CELL: &str = "not_a_cell";
}

/// The first figure of more than 18 digits. Decimals have 28: so many are left for what a figure is
/// multiplied with.
const LONGEST: u128 = 1_000_000_000_000_000_000;

/// A diagnostic at a row and column of the card.
pub(crate) fn complain(code: Code, row: u32, field: &str, text: &str) -> Diagnostic {
    let column = RATE_COLUMNS.iter().position(|it| *it == field);
    let place = Place {
        line: row.into(),
        column: column.and_then(|it| u32::try_from(it + 1).ok()).unwrap_or_default(),
        field: field.to_owned(),
        byte: 0,
    };
    Diagnostic::new(code).at(place).with(text)
}

/// Reads a row. Every bad cell is told; a row with one is not used.
pub(crate) fn read(
    form: &RateForm,
    number: u32,
    midnight: &impl Fn(NaiveDate) -> Instant,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Row> {
    let before = diagnostics.len();
    let mut cells = Cells { number, diagnostics };
    let selector = |text: &str| Some(fold(text)).filter(|it| !it.is_empty() && it != EVERY);

    let measure = cells.named("measure", &form.measure, reason::UNKNOWN_MEASURE, |text| {
        if text.is_empty() { None } else { MeasureKind::from_code(text) }
    });
    let rounding =
        cells.named("rounding", &form.rounding, reason::UNKNOWN_ROUNDING, Rounding::from_code);
    let currency = cells.currency(&form.currency);
    let from = cells.date("valid_from", &form.valid_from);
    let to = cells.date("valid_to", &form.valid_to);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        cells.bad_rate("valid_to", &form.valid_to, reason::ENDS_BEFORE_START);
    }
    let price = cells.number("price", &form.price);
    if form.price.trim().is_empty() {
        cells.missing("price");
    }
    let unit_size = cells.size("unit_size", &form.unit_size);
    let terms = Terms {
        selectors: [&form.vendor, &form.service, &form.account, &form.channel]
            .map(|it| selector(it)),
        valid_from: from.map(midnight),
        valid_until: to.and_then(|it| it.succ_opt()).map(midnight),
        currency,
        measure: measure.unwrap_or(MeasureKind::Records),
        unit_size: unit_size.unwrap_or(Decimal::ONE),
        minimum: cells.not_negative("minimum", &form.minimum).filter(|it| !it.is_zero()),
        increment: cells.not_negative("increment", &form.increment).filter(|it| !it.is_zero()),
        free_units: cells.not_negative("free_units", &form.free_units).unwrap_or_default(),
        rounding: rounding.unwrap_or_default(),
        is_shared: form.account.trim() == EVERY,
    };
    let tier_from = cells.not_negative("tier_from", &form.tier_from).unwrap_or_default();
    if diagnostics.len() > before {
        return None;
    }
    Some(Row { terms, tier_from, price: price?, number })
}

/// Reads cells of one row and collects what is wrong with them.
struct Cells<'a> {
    number: u32,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Cells<'_> {
    fn named<T>(
        &mut self,
        field: &str,
        text: &str,
        why: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(text.trim());
        if value.is_none() && text.trim().is_empty() {
            self.missing(field);
        } else if value.is_none() {
            self.bad_rate(field, text, why);
        }
        value
    }

    fn currency(&mut self, text: &str) -> Option<Currency> {
        let value = Currency::parse(text);
        if value.is_none() && !text.trim().is_empty() {
            self.push(Code::BadCurrency, "currency", text);
        }
        value
    }

    fn date(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let value = cell::date(text.trim());
        if value.is_none() && !text.trim().is_empty() {
            self.push(Code::BadDate, field, text);
        }
        value
    }

    fn number(&mut self, field: &str, text: &str) -> Option<Decimal> {
        if text.trim().is_empty() {
            return None;
        }
        match cell::decimal(text.trim()) {
            Ok(value) if value.mantissa().unsigned_abs() >= LONGEST => {
                self.bad_rate(field, text, reason::TOO_LONG);
                None
            }
            Ok(value) => Some(value),
            Err(code) => {
                self.push(code, field, text);
                None
            }
        }
    }

    fn not_negative(&mut self, field: &str, text: &str) -> Option<Decimal> {
        let value = self.number(field, text)?;
        if value < Decimal::ZERO {
            self.bad_rate(field, text, reason::NEGATIVE);
        }
        Some(value)
    }

    fn size(&mut self, field: &str, text: &str) -> Option<Decimal> {
        let value = self.not_negative(field, text)?;
        if value.is_zero() {
            self.bad_rate(field, text, reason::ZERO);
        }
        Some(value)
    }

    fn missing(&mut self, field: &str) {
        self.push(Code::MissingValue, field, field);
    }

    fn bad_rate(&mut self, field: &str, text: &str, why: &str) {
        let diagnostic = complain(Code::BadRate, self.number, field, text.trim()).with(why);
        self.diagnostics.push(diagnostic);
    }

    fn push(&mut self, code: Code, field: &str, text: &str) {
        self.diagnostics.push(complain(code, self.number, field, text.trim()));
    }
}
