//! What is settled of a row once all its cells are read: defaults, money, periods, what must be there.

use super::{Builder, DAY_MS, is_product};
use crate::dataset::TextField;
use crate::dataset::content::hash_of;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::Role;
use crate::layout::Field;
use crate::layout::draft::{Draft, Standing};
use crate::normalize::{DurationUnit, Money, Scaled};
use rust_decimal::{Decimal, RoundingStrategy};

impl Builder<'_> {
    /// Fills what the record leaves open from the plan and checks what it must have.
    pub(super) fn finish(
        &mut self,
        draft: &mut Draft<'_>,
        standing: Standing,
    ) -> Result<(), (Code, Field)> {
        if let Some(refused) = draft.refused {
            return Err(refused);
        }
        for (field, default) in [
            (TextField::Currency, &self.plan.currency),
            (TextField::Account, &self.plan.account),
            (TextField::Service, &self.plan.service),
            (TextField::Unit, &self.plan.unit),
        ] {
            if !default.is_empty() && draft.bytes(field).is_empty() {
                draft.set_text(field, default.clone());
            }
        }
        if let Some((money, field)) = draft.money {
            self.settle_money(draft, money).map_err(|code| (code, field))?;
        }
        if draft.row.start.is_none()
            && let Some((start, end)) = self.plan.period
        {
            draft.row.start = Some(start);
            draft.row.end = draft.row.end.or(Some(end));
            // The days that somebody answered are what the source covers.
            draft.start_offset = Some(self.zone_of_days.offset_at(start));
        }
        // A counter of the month so far covers the month up to the time of the asking.
        if self.habits.is_counter
            && draft.row.end.is_none()
            && let Some(asked) = draft.row.start
        {
            // The month is the one that the vendor's clock showed, wherever it begins for the policy.
            let begins = |at: i64| {
                let at = self.zone.month_start(at);
                self.zone_of_days.instant(at + i64::from(self.zone.offset_at(at)) * 60_000)
            };
            let (start, end) = (begins(asked), begins(self.zone.month_start(asked) + 32 * DAY_MS));
            draft.row.start = Some(start);
            draft.row.end = Some(asked.clamp(start, end.max(start)));
            // A month is shown where it begins: March from the 1st, and not from the evening before.
            draft.start_offset = Some(self.zone_of_days.offset_at(start));
        }
        if self.plan.role == Role::Billed {
            bill_length(draft);
            self.finish_line(draft, standing)?;
        }
        for field in self.required {
            let missing = match field {
                Field::UsageId => draft.row.id.is_empty(),
                Field::Start => draft.row.start.is_none(),
                Field::End => draft.row.end.is_none(),
                Field::Quantity => draft.row.quantity.is_none(),
                Field::Amount => draft.row.amount.is_none(),
                Field::Duration => draft.row.length.is_none(),
                Field::Account => draft.bytes(TextField::Account).is_empty(),
                _ => false,
            };
            if missing {
                let code =
                    if *field == Field::UsageId { Code::MissingId } else { Code::MissingValue };
                return Err((code, *field));
            }
        }
        // A call that ends "before" it began, in the hour that comes twice, ended the second time.
        if let (Some(start), Some(second)) = (draft.row.start, draft.second_end)
            && draft.row.end.is_some_and(|end| end < start)
            && second >= start
        {
            draft.row.end = Some(second);
        }
        if let (Some(start), Some(end)) = (draft.row.start, draft.row.end)
            && end < start
        {
            let place = Place { line: standing.line, byte: standing.offset, ..Place::default() };
            self.report.push(Diagnostic::new(Code::EndBeforeStart).at(place));
        }
        if draft.row.length.is_none()
            && draft.row.end.is_none()
            && draft.row.start.is_some()
            && self.habits.measures_time
        {
            // A session that has not ended has no length; it is kept and says so by having none.
        } else if draft.row.end.is_none()
            && let (Some(start), Some(length)) = (draft.row.start, draft.row.length)
        {
            draft.row.end = start.checked_add(length);
        }
        if let (Some(start), Some(end), Some(length)) =
            (draft.row.start, draft.row.end, draft.row.length)
            && end - start == length
        {
            draft.row.length = None;
        }
        // Only rows that are taken say what the source covers.
        let start = draft.row.start.filter(|_| draft.start_offset.is_some());
        self.evidence.span(start, draft.row.end, draft.start_offset.unwrap_or_default());
        Ok(())
    }

    /// Holds what amounts say of their currency against the currency of the row, which it is where
    /// the row states none.
    #[cold]
    #[inline(never)]
    fn settle_money(&mut self, draft: &mut Draft<'_>, money: Money) -> Result<(), Code> {
        let stated = draft.text(TextField::Currency);
        if !stated.is_empty() {
            return if money.fits(stated) { Ok(()) } else { Err(Code::CurrencyContradicts) };
        }
        if let Some(currency) = money.currency() {
            draft.set_text(TextField::Currency, currency.to_string());
        }
        // Which currency such a sign is may be told by the rest of the source.
        self.evidence.signs(money.open_sign());
        Ok(())
    }

    /// A line's amount is what is billed: without one it is quantity times price.
    fn finish_line(
        &mut self,
        draft: &mut Draft<'_>,
        standing: Standing,
    ) -> Result<(), (Code, Field)> {
        if let (Some(gross), Some(tax)) = (draft.row.amount, draft.tax) {
            let net = gross.decimal().checked_sub(tax.decimal());
            draft.row.amount = Some(narrow(net.ok_or((Code::NumberTooLarge, Field::Amount))?));
        }
        if let (Some(quantity), Some(price), Some(amount)) =
            (draft.row.quantity, draft.row.unit_price, draft.row.amount)
            && is_product(quantity, price, amount)
        {
            return Ok(());
        }
        let product = match (draft.row.quantity, draft.row.unit_price) {
            (Some(quantity), Some(price)) => quantity.decimal().checked_mul(price.decimal()),
            _ => None,
        };
        let Some(amount) = draft.row.amount else {
            let product = product.ok_or((Code::MissingValue, Field::Amount))?;
            draft.row.amount = Some(narrow(product));
            return Ok(());
        };
        let amount = amount.decimal();
        let seconds = DurationUnit::Seconds.code();
        let unit = draft.text(TextField::Unit);
        if (unit == seconds || self.has_bare_lengths && unit.is_empty())
            && let (Some(quantity), Some(price)) = (draft.row.quantity, draft.row.unit_price)
            && is_by_minutes(quantity.decimal(), price.decimal(), amount)
        {
            draft.row.unit_price = None;
            draft.set_text(TextField::Unit, seconds);
            return Ok(());
        }
        let agrees = product.is_none_or(|it| {
            it == amount
                || it.round_dp_with_strategy(amount.scale(), RoundingStrategy::MidpointAwayFromZero)
                    == amount
        });
        if !agrees {
            let place = Place { line: standing.line, byte: standing.offset, ..Place::default() };
            let stated = amount.to_string();
            let product = product.unwrap_or_default().normalize().to_string();
            self.report
                .push(Diagnostic::new(Code::LineArithmetic).at(place).with(stated).with(product));
        }
        Ok(())
    }

    /// What follows from the rest of a row.
    pub(super) fn complete(draft: &mut Draft<'_>, standing: Standing) {
        let row = &mut draft.row;
        if row.id.is_empty() && !draft.line_id.is_empty() {
            row.id = std::mem::take(&mut draft.line_id);
            row.id_is_line = true;
        }
        if !draft.conversation.is_empty() {
            row.conversation = hash_of(&draft.conversation);
        }
        (row.offset, row.size, row.line) = (standing.offset, standing.size, standing.line);
    }
}

/// A line that states a length and no quantity bills that length. What its price is for (a minute, a
/// block) it does not say.
fn bill_length(draft: &mut Draft<'_>) {
    let Some(length) = draft.row.length.take().filter(|_| draft.row.quantity.is_none()) else {
        return;
    };
    draft.row.quantity = Some(Scaled::Small { mantissa: length, scale: 3 });
    draft.row.unit_price = None;
    draft.set_text(TextField::Unit, DurationUnit::Seconds.code());
}

/// Whether an amount is what so many seconds cost by the minute, rounded up to a minute at most.
#[cold]
#[inline(never)]
fn is_by_minutes(seconds: Decimal, price: Decimal, amount: Decimal) -> bool {
    let Some(minutes) = seconds.checked_div(Decimal::from(60)) else { return false };
    let round =
        |it: Decimal, to| it.round_dp_with_strategy(to, RoundingStrategy::MidpointAwayFromZero);
    let of = |minutes: Decimal| Some(round(minutes.checked_mul(price)?, amount.scale()));
    let nearest = round(minutes, 0);
    let begun = if nearest < minutes { nearest + Decimal::ONE } else { nearest };
    of(minutes).is_some_and(|it| it <= amount) && of(begun).is_some_and(|it| amount <= it)
}

/// A decimal in its small form where it fits.
pub(super) fn narrow(value: Decimal) -> Scaled {
    match (i64::try_from(value.mantissa()), u8::try_from(value.scale())) {
        (Ok(mantissa), Ok(scale)) => Scaled::Small { mantissa, scale },
        _ => Scaled::Wide(value),
    }
}
