//! Figures of a row: quantities, prices, amounts, and what stands beside their digits.

use super::Builder;
use super::finish::narrow;
use crate::dataset::TextField;
use crate::diagnostics::Code;
use crate::domain::Unit;
use crate::layout::draft::Draft;
use crate::layout::{Field, Syntax};
use crate::normalize::number::{MarkEvidence, mark_evidence};
use crate::normalize::{DecimalMark, Money, Scaled, number};
use rust_decimal::RoundingStrategy;
use std::borrow::Cow;

impl Builder<'_> {
    /// Reads a figure.
    pub(super) fn fill_figure(
        &mut self,
        draft: &mut Draft<'_>,
        index: usize,
        field: Field,
        cell: &[u8],
    ) -> Result<(), Code> {
        // A sign of a currency may stand beside it, or a blank between its thousands.
        let text = if cell.is_ascii() { Cow::Borrowed(cell) } else { self.bytes(cell)? };
        let mut text = text.as_ref();
        let mut read = self.number(text);
        if read.is_err()
            && field == Field::Quantity
            && let Some((digits, unit)) = with_unit(text)
        {
            read = self.number(digits);
            text = digits;
            draft.set_text(TextField::Unit, unit.to_owned());
        }
        let is_free = read.is_err() && field == Field::Amount && number::is_free(text);
        let figure = if is_free { Scaled::ZERO } else { read? };
        if !is_free && !is_plain(text) {
            note_money(draft, field, text)?;
        }
        let is_part = self.in_hundredths.contains(&index);
        let figure =
            Some(if is_part { figure.hundredth().ok_or(Code::NumberTooLarge)? } else { figure });
        match field {
            Field::Quantity => draft.row.quantity = figure,
            Field::UnitPrice => draft.row.unit_price = figure,
            _ => draft.row.amount = figure.map(kept),
        }
        Ok(())
    }

    /// The decimal mark of the plan, with what a cell says of it noted as long as it is open.
    pub(super) fn mark(&mut self, cell: &[u8]) -> DecimalMark {
        if !self.plan.decimal_mark_settled {
            self.note_mark(cell);
        }
        self.plan.decimal_mark
    }

    /// Whether a cell that does not read by the plan's mark is to be read by the other, by which it may
    /// read: as long as the mark is open. Otherwise it is noted as a denial.
    #[cold]
    #[inline(never)]
    pub(super) fn may_be_other(&mut self, reads: bool) -> bool {
        let is_settled = self.plan.decimal_mark_settled;
        self.evidence.other_mark += u64::from(is_settled && reads);
        !is_settled && reads
    }

    /// Takes note of what a number says. In a tree the dot is the mark by nature; a text with a comma
    /// may say otherwise, as in any table.
    #[inline(never)]
    fn note_mark(&mut self, cell: &[u8]) {
        let is_tree = !matches!(self.plan.syntax, Syntax::Csv { .. });
        if is_tree && !cell.contains(&b',') && mark_evidence(cell) == MarkEvidence::Either {
            return;
        }
        self.evidence.number(cell);
    }

    pub(super) fn number(&mut self, cell: &[u8]) -> Result<Scaled, Code> {
        let mark = self.mark(cell);
        if self.plan.plain_numbers && !is_plain(cell) {
            return Err(Code::BadNumber);
        }
        let read = number::parse(cell, mark);
        let other = mark.other();
        if read.is_err() && self.may_be_other(number::is_number(cell, other)) {
            return number::parse_again(cell, other);
        }
        read
    }
}

/// Places of an amount that say something, where it has as many digits as what counts in twos writes.
pub(in crate::layout) const MOST_PLACES: u32 = 12;

/// Digits of such an amount at least: an amount that ends has fewer.
const DIGITS: u32 = 14;

/// An amount without what says nothing: 58.379999999999995 is 58.38, as a quotient is kept to so many places.
#[cold]
#[inline(never)]
fn kept(amount: Scaled) -> Scaled {
    let value = amount.decimal();
    let least = 10_u64.pow(DIGITS - 1);
    let is_long = i64::try_from(value.mantissa()).is_ok_and(|it| it.unsigned_abs() >= least);
    if value.scale() <= MOST_PLACES || !is_long {
        return amount;
    }
    let rounding = RoundingStrategy::MidpointAwayFromZero;
    narrow(value.round_dp_with_strategy(MOST_PLACES, rounding).normalize())
}

/// A quantity and the unit that stands behind it: `7.5 min`, `433s`.
#[cold]
#[inline(never)]
fn with_unit(text: &[u8]) -> Option<(&[u8], &str)> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (digits, unit) = text.split_at_checked(text.find(char::is_alphabetic)?)?;
    Unit::parse(unit).map(|_| (digits.trim().as_bytes(), unit))
}

/// Takes note of the currency that an amount's text says.
#[cold]
#[inline(never)]
fn note_money(draft: &mut Draft<'_>, field: Field, cell: &[u8]) -> Result<(), Code> {
    let mut said = Money::of(cell).ok_or(Code::CurrencyContradicts)?;
    if field == Field::Quantity {
        said = said.sign_only();
    }
    if !said.is_nothing() {
        let before = draft.money.map(|(it, _)| it).unwrap_or_default();
        let both = before.and(said).ok_or(Code::CurrencyContradicts)?;
        draft.money = Some((both, field));
    }
    Ok(())
}

/// Whether a number is digits with at most a sign before and a dot between them.
pub(in crate::layout) fn is_plain(cell: &[u8]) -> bool {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let mut parts = digits.split(|it| *it == b'.');
    let all = |it: &[u8]| !it.is_empty() && it.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(all) && parts.next().is_none_or(all) && parts.next().is_none()
}

/// Whether the amount is quantity times price to the last digit; the common case, told without
/// wide arithmetic. Says no where it cannot tell.
pub(in crate::layout) fn is_product(quantity: Scaled, price: Scaled, amount: Scaled) -> bool {
    let [
        Scaled::Small { mantissa: quantity, scale: of_quantity },
        Scaled::Small { mantissa: price, scale: of_price },
        Scaled::Small { mantissa: amount, scale },
    ] = [quantity, price, amount]
    else {
        return false;
    };
    // Small enough that no product overflows; machines without wide multiplication pay for checks.
    let small = |it: i64| i32::try_from(it).ok().map(i64::from);
    let shifted = |it: i64, by: u8| {
        const TENS: [i64; 5] = [1, 10, 100, 1000, 10_000];
        let fits = it.unsigned_abs() <= i64::MAX.unsigned_abs() / 10_000;
        TENS.get(usize::from(by)).filter(|_| fits).map(|ten| it.wrapping_mul(*ten))
    };
    let of_product = of_quantity + of_price;
    let common = of_product.max(scale);
    let product = small(quantity).zip(small(price)).map(|(quantity, price)| quantity * price);
    let product = product.and_then(|it| shifted(it, common - of_product));
    product.is_some() && product == shifted(amount, common - scale)
}
