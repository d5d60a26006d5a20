//! From the cells of a record to a row of the columns, or to a reject with its place.

use crate::dataset::segment::{Row, content_hash};
use crate::dataset::{RejectRow, TextField};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::{Currency, Role};
use crate::intake::{Encoding, encoding};
use crate::layout::{Evidence, Field, Layout, Plan};
use crate::normalize::header::canonical;
use crate::normalize::zone::{Resolved, Zone};
use crate::normalize::{DecimalMark, Scaled, date, duration, number};
use rust_decimal::{Decimal, RoundingStrategy};
use std::borrow::Cow;

const DAY_MS: i64 = 86_400_000;
const TEXT_OF_REJECT: usize = 500;

/// The cells of one record.
pub trait Cells {
    /// A cell's bytes without quotes; empty past the end.
    fn cell(&self, index: usize) -> Cow<'_, [u8]>;
    /// The list the record stands in; empty outside of trees.
    fn list(&self) -> &str {
        ""
    }
    /// A cell by canonical name that no column was planned for (trees only).
    fn extra(&self, _name: &str) -> Option<String> {
        None
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// First byte.
    pub offset: u64,
    /// Bytes.
    pub size: u64,
    /// Line from 1.
    pub line: u64,
}

/// A row in the making. [`Layout::adjust`] may change it.
#[derive(Debug, Clone, Default)]
pub struct Draft<'a> {
    /// The usage id.
    pub id: Cow<'a, [u8]>,
    /// The line's own id.
    pub line_id: Cow<'a, [u8]>,
    /// The conversation's id.
    pub conversation: Cow<'a, [u8]>,
    /// Start (UTC).
    pub start: Option<i64>,
    /// End (UTC).
    pub end: Option<i64>,
    /// Stated length in milliseconds.
    pub length: Option<i64>,
    /// Start of the conversation (UTC).
    pub conversation_start: Option<i64>,
    /// End of the conversation (UTC).
    pub conversation_end: Option<i64>,
    /// Quantity.
    pub quantity: Option<Scaled>,
    /// Unit price.
    pub unit_price: Option<Scaled>,
    /// Net amount.
    pub amount: Option<Scaled>,
    /// Texts in the order of [`TextField::ALL`].
    pub texts: [Cow<'a, str>; TextField::COUNT],
    /// Set to refuse the record.
    pub refused: Option<(Code, Field)>,
}

impl<'a> Draft<'a> {
    /// A text.
    pub fn text(&self, field: TextField) -> &str {
        self.texts.get(field.index()).map_or("", |it| it)
    }

    /// Sets a text.
    pub fn set_text(&mut self, field: TextField, text: impl Into<Cow<'a, str>>) {
        if let Some(place) = self.texts.get_mut(field.index()) {
            *place = text.into();
        }
    }
}

/// Makes rows of one entry as planned.
pub struct Builder<'p> {
    plan: &'p Plan,
    layout: &'static dyn Layout,
    zone: Zone,
    columns: Vec<(usize, Field)>,
    names: Vec<String>,
    /// What the values say.
    pub evidence: Evidence,
    /// What was noticed.
    pub report: Report,
}

impl<'p> Builder<'p> {
    /// A builder for a plan.
    pub fn new(plan: &'p Plan, layout: &'static dyn Layout) -> Self {
        let fields = plan.columns.iter().enumerate();
        let columns = fields.filter_map(|(index, it)| Some((index, it.field?)));
        Self {
            plan,
            layout,
            zone: Zone::parse(&plan.time_zone).unwrap_or(Zone::UTC),
            columns: columns.filter(|(_, field)| *field != Field::Secret).collect(),
            names: plan.columns.iter().map(|it| canonical(&it.header)).collect(),
            evidence: Evidence::default(),
            report: Report::default(),
        }
    }

    /// Makes a row and hands it on, or says why there is none.
    pub fn build(
        &mut self,
        cells: &dyn Cells,
        standing: Standing,
        put: &mut dyn FnMut(&Row<'_>),
    ) -> Option<RejectRow> {
        let held: Vec<(usize, Field, Cow<'_, [u8]>)> = self
            .columns
            .iter()
            .map(|(index, field)| (*index, *field, cells.cell(*index)))
            .collect();
        let mut draft = Draft::default();
        for (index, field, cell) in &held {
            let cell = cell.trim_ascii();
            if cell.is_empty() {
                continue;
            }
            if let Err(code) = self.fill(&mut draft, *index, *field, cell, standing) {
                let text = String::from_utf8_lossy(cell).into_owned();
                return Some(self.reject(code, *index, standing).with_text(text));
            }
        }
        let by_name = |name: &str| -> String {
            let column = self.names.iter().position(|it| it == name);
            let cell = column.map(|it| String::from_utf8_lossy(&cells.cell(it)).trim().to_owned());
            cell.or_else(|| cells.extra(name)).unwrap_or_default()
        };
        self.layout.adjust(&by_name, cells.list(), &mut draft);
        if let Err((code, field)) = self.finish(&mut draft, standing) {
            let column = self.plan.column_of(field).unwrap_or(0);
            let text = String::from_utf8_lossy(&cells.cell(column)).into_owned();
            return Some(self.reject(code, column, standing).with_text(text));
        }
        put(&self.row(&draft, standing));
        None
    }

    /// A reject for a record as a whole or for one of its columns.
    pub fn reject(&self, code: Code, column: usize, standing: Standing) -> RejectRow {
        let header = self.plan.columns.get(column).map(|it| it.header.clone());
        let place = Place {
            line: standing.line,
            column: u32::try_from(column + 1).unwrap_or(0),
            field: header.unwrap_or_default(),
            byte: standing.offset,
        };
        RejectRow { diagnostic: Diagnostic::new(code).at(place), text: String::new() }
    }

    fn fill<'a>(
        &mut self,
        draft: &mut Draft<'a>,
        index: usize,
        field: Field,
        cell: &'a [u8],
        standing: Standing,
    ) -> Result<(), Code> {
        match field {
            Field::UsageId => draft.id = Cow::Borrowed(cell),
            Field::LineId => draft.line_id = Cow::Borrowed(cell),
            Field::ConversationId => draft.conversation = Cow::Borrowed(cell),
            Field::Start | Field::PeriodStart => {
                let (start, offset) = self.instant(cell, standing, false)?;
                if field == Field::Start || draft.start.is_none() {
                    draft.start = Some(start);
                    self.evidence.span(Some(start), None, offset);
                }
            }
            Field::End | Field::PeriodEnd => {
                draft.end = Some(self.instant(cell, standing, true)?.0)
            }
            Field::PeriodEndExclusive => draft.end = Some(self.instant(cell, standing, false)?.0),
            Field::ConversationStart => {
                draft.conversation_start = Some(self.instant(cell, standing, false)?.0);
            }
            Field::ConversationEnd => {
                draft.conversation_end = Some(self.instant(cell, standing, false)?.0);
            }
            Field::Duration => {
                let unit = self.plan.columns.get(index).map(|it| it.duration_unit);
                let mark = self.mark(cell);
                draft.length = Some(duration::parse(cell, unit.unwrap_or_default(), mark)?);
            }
            Field::Quantity => draft.quantity = Some(self.number(cell)?),
            Field::UnitPrice => draft.unit_price = Some(self.number(cell)?),
            Field::Amount => draft.amount = Some(self.number(cell)?),
            Field::Currency => {
                let text = self.text(cell)?;
                let currency = Currency::parse(&text).ok_or(Code::BadCurrency)?;
                let upper =
                    if currency.as_str() == text { text } else { Cow::Owned(currency.to_string()) };
                draft.set_text(TextField::Currency, upper);
            }
            Field::Account => draft.set_text(TextField::Account, self.text(cell)?),
            Field::Service => draft.set_text(TextField::Service, self.text(cell)?),
            Field::Channel => draft.set_text(TextField::Channel, self.text(cell)?),
            Field::Unit => draft.set_text(TextField::Unit, self.text(cell)?),
            Field::Category => draft.set_text(TextField::Category, self.text(cell)?),
            Field::InvoiceId => draft.set_text(TextField::Invoice, self.text(cell)?),
            Field::Secret => {}
        }
        Ok(())
    }

    fn text<'a>(&self, cell: &'a [u8]) -> Result<Cow<'a, str>, Code> {
        let encoding = match self.plan.encoding {
            Encoding::Windows1252 if self.plan.is_bytewise() => Encoding::Windows1252,
            _ => Encoding::Utf8,
        };
        encoding::decode(encoding, cell).ok_or(Code::InvalidText)
    }

    fn mark(&mut self, cell: &[u8]) -> DecimalMark {
        if !self.plan.decimal_mark_settled {
            self.evidence.number(cell);
        }
        self.plan.decimal_mark
    }

    fn number(&mut self, cell: &[u8]) -> Result<Scaled, Code> {
        let mark = self.mark(cell);
        number::parse(cell, mark)
    }

    /// The instant of a cell and its offset in minutes. The end of a period that is written as a
    /// day includes that day.
    fn instant(
        &mut self,
        cell: &[u8],
        standing: Standing,
        is_end: bool,
    ) -> Result<(i64, i16), Code> {
        let stamp = date::parse(cell, self.plan.date_order)?;
        if !self.plan.date_order_settled {
            self.evidence.date(stamp.order, cell);
        }
        let local =
            if is_end && !stamp.has_time { stamp.local_ms + DAY_MS } else { stamp.local_ms };
        if let Some(offset) = stamp.offset {
            self.evidence.zoned += 1;
            return Ok((local - i64::from(offset) * 60_000, offset));
        }
        self.evidence.unzoned += 1;
        let instant = match self.zone.resolve(local) {
            Resolved::Once(at) => at,
            Resolved::Twice(at) => {
                let place =
                    Place { line: standing.line, byte: standing.offset, ..Place::default() };
                let text = String::from_utf8_lossy(cell).into_owned();
                self.report.push(Diagnostic::new(Code::AmbiguousTime).at(place).with(text));
                at
            }
            // A day whose midnight is skipped begins at its first instant.
            Resolved::Never if !stamp.has_time => self.zone.instant(local),
            Resolved::Never => return Err(Code::NonexistentTime),
        };
        Ok((instant, self.zone.offset_at(instant)))
    }

    /// Fills what the record leaves open from the plan and checks what it must have.
    fn finish(&mut self, draft: &mut Draft<'_>, standing: Standing) -> Result<(), (Code, Field)> {
        if let Some(refused) = draft.refused {
            return Err(refused);
        }
        for (field, default) in [
            (TextField::Currency, &self.plan.currency),
            (TextField::Account, &self.plan.account),
            (TextField::Service, &self.plan.service),
        ] {
            if draft.text(field).is_empty() && !default.is_empty() {
                draft.set_text(field, default.clone());
            }
        }
        if draft.start.is_none()
            && let Some((start, end)) = self.plan.period
        {
            draft.start = Some(start);
            draft.end = draft.end.or(Some(end));
        }
        if self.plan.role == Role::Billed {
            self.finish_line(draft, standing)?;
        }
        for field in self.layout.required() {
            let missing = match field {
                Field::UsageId => draft.id.is_empty(),
                Field::Start => draft.start.is_none(),
                Field::End => draft.end.is_none(),
                Field::Quantity => draft.quantity.is_none(),
                Field::Amount => draft.amount.is_none(),
                Field::Duration => draft.length.is_none(),
                _ => false,
            };
            if missing {
                let code =
                    if *field == Field::UsageId { Code::MissingId } else { Code::MissingValue };
                return Err((code, *field));
            }
        }
        if let (Some(start), Some(end)) = (draft.start, draft.end)
            && end < start
        {
            let place = Place { line: standing.line, byte: standing.offset, ..Place::default() };
            self.report.push(Diagnostic::new(Code::EndBeforeStart).at(place));
        }
        if draft.length.is_none()
            && draft.end.is_none()
            && draft.start.is_some()
            && self.layout.habits().measures_time
        {
            // A session that has not ended has no length; it is kept and says so by having none.
        } else if draft.end.is_none()
            && let (Some(start), Some(length)) = (draft.start, draft.length)
        {
            draft.end = start.checked_add(length);
        }
        if let (Some(start), Some(end), Some(length)) = (draft.start, draft.end, draft.length)
            && end - start == length
        {
            draft.length = None;
        }
        self.evidence.span(None, draft.end, 0);
        Ok(())
    }

    /// A line's amount is what is billed: without one it is quantity times price.
    fn finish_line(
        &mut self,
        draft: &mut Draft<'_>,
        standing: Standing,
    ) -> Result<(), (Code, Field)> {
        let product = match (draft.quantity, draft.unit_price) {
            (Some(quantity), Some(price)) => quantity.decimal().checked_mul(price.decimal()),
            _ => None,
        };
        let Some(amount) = draft.amount else {
            let product = product.ok_or((Code::MissingValue, Field::Amount))?;
            draft.amount = Some(narrow(product));
            return Ok(());
        };
        let amount = amount.decimal();
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

    fn row<'d>(&self, draft: &'d Draft<'_>, standing: Standing) -> Row<'d> {
        let mut texts = [""; TextField::COUNT];
        for (to, from) in texts.iter_mut().zip(&draft.texts) {
            *to = from;
        }
        let id_is_line = draft.id.is_empty() && !draft.line_id.is_empty();
        let conversation_length = match (draft.conversation_start, draft.conversation_end) {
            (Some(start), Some(end)) => Some(end - start),
            _ => None,
        };
        Row {
            id: if id_is_line { &draft.line_id } else { &draft.id },
            id_is_line,
            conversation: &draft.conversation,
            start: draft.start,
            end: draft.end,
            length: draft.length,
            conversation_length,
            quantity: draft.quantity,
            unit_price: draft.unit_price,
            amount: draft.amount,
            texts,
            content: content(draft, texts),
            offset: standing.offset,
            size: standing.size,
            line: standing.line,
        }
    }
}

impl Plan {
    /// Whether the text is scanned as it stands in the file.
    pub fn is_bytewise(&self) -> bool {
        matches!(self.syntax, crate::layout::Syntax::Csv { .. }) && self.encoding.is_bytewise()
    }
}

impl RejectRow {
    /// The same with the offending text as a parameter.
    #[must_use]
    pub fn with_text(mut self, text: String) -> Self {
        self.diagnostic.params.push(cut(text));
        self
    }

    /// The same with the row's text.
    #[must_use]
    pub fn of_row(mut self, text: &[u8]) -> Self {
        self.text = cut(String::from_utf8_lossy(text).into_owned());
        self
    }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(TEXT_OF_REJECT) {
        Some((at, _)) => text.get(..at).unwrap_or_default().to_owned(),
        None => text,
    }
}

/// A decimal in its small form where it fits.
fn narrow(value: Decimal) -> Scaled {
    match (i64::try_from(value.mantissa()), u8::try_from(value.scale())) {
        (Ok(mantissa), Ok(scale)) => Scaled::Small { mantissa, scale },
        _ => Scaled::Wide(value),
    }
}

/// A hash of what the row says: the same whatever syntax and column order it came in, its own line
/// number left out.
fn content(draft: &Draft<'_>, texts: [&str; TextField::COUNT]) -> u64 {
    let instant = |it: Option<i64>| it.unwrap_or(i64::MIN).to_le_bytes();
    let mut hash = 0;
    let times =
        [draft.start, draft.end, draft.length, draft.conversation_start, draft.conversation_end];
    for time in times {
        hash = content_hash(hash, &instant(time));
    }
    for value in [draft.quantity, draft.unit_price, draft.amount] {
        let (mantissa, scale) = match value {
            None => (i128::MIN, 0),
            Some(value) => trimmed(value),
        };
        hash = content_hash(hash, &mantissa.to_le_bytes());
        hash = content_hash(hash, &[scale]);
    }
    let texts = texts.iter().zip(TextField::ALL);
    for (text, _) in texts.filter(|(_, field)| *field != TextField::Invoice) {
        hash = content_hash(hash, text.as_bytes());
    }
    content_hash(hash, &draft.conversation)
}

/// A value without trailing zeros, so that `1.0` and `1` are the same.
fn trimmed(value: Scaled) -> (i128, u8) {
    let (mut mantissa, mut scale) = match value {
        Scaled::Small { mantissa, scale } => (i128::from(mantissa), scale),
        Scaled::Wide(value) => (value.mantissa(), u8::try_from(value.scale()).unwrap_or(0)),
    };
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}
