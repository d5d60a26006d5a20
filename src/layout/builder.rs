//! From the cells of a record to a row of the columns, or to a reject with its place.

use crate::dataset::segment::{Row, content_hash};
use crate::dataset::{RejectRow, TextField};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::{Currency, Role};
use crate::intake::{Encoding, encoding};
use crate::layout::content::{content, narrow};
use crate::layout::draft::{Cells, Draft, Standing};
use crate::layout::{Evidence, Field, Layout, Plan};
use crate::normalize::header::canonical;
use crate::normalize::zone::{Resolved, Zone};
use crate::normalize::{DecimalMark, Scaled, date, duration, number};
use rust_decimal::RoundingStrategy;
use std::borrow::Cow;

const DAY_MS: i64 = 86_400_000;

/// Makes rows of one entry as planned.
pub struct Builder<'p> {
    plan: &'p Plan,
    layout: &'static dyn Layout,
    zone: Zone,
    /// Of the cells.
    encoding: Encoding,
    dates: date::Dates,
    columns: Vec<(usize, Field)>,
    names: Vec<String>,
    lists_in_cells: bool,
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
            encoding: match plan.encoding {
                Encoding::Windows1252 if plan.is_bytewise() => Encoding::Windows1252,
                _ => Encoding::Utf8,
            },
            dates: date::Dates::default(),
            columns: columns.filter(|(_, field)| *field != Field::Secret).collect(),
            names: plan.columns.iter().map(|it| canonical(&it.header)).collect(),
            lists_in_cells: layout.habits().lists_in_cells,
            evidence: Evidence::default(),
            report: Report::default(),
        }
    }

    /// Makes a row and hands it on, or says why there is none.
    pub fn build(
        &mut self,
        cells: &impl Cells,
        standing: Standing,
        put: &mut dyn FnMut(&Row<'_>),
    ) -> Option<RejectRow> {
        // Most records are taken as they stand; cells that have to be made (doubled quotes) are
        // held meanwhile.
        let mut made: Vec<Vec<u8>> = Vec::new();
        if self.columns.iter().any(|(index, _)| cells.plain(*index).is_none()) {
            made.extend(self.columns.iter().map(|(index, _)| cells.cell(*index).into_owned()));
        }
        // A row of lists says so in its times: no time has a comma.
        let is_list = self.lists_in_cells
            && self
                .columns
                .iter()
                .any(|(index, field)| field.is_date() && cells.cell(*index).contains(&b','));
        let mut draft = Draft::default();
        for place in 0..self.columns.len() {
            let Some(&(index, field)) = self.columns.get(place) else { break };
            let cell = match made.get(place) {
                Some(cell) => cell.as_slice(),
                None => cells.plain(index).unwrap_or_default(),
            };
            let cell = if is_list { first_of(cell) } else { cell }.trim_ascii();
            // Databases write a missing value so.
            if cell.is_empty() || cell == b"NULL" || cell == b"\\N" {
                continue;
            }
            if let Err(code) = self.fill(&mut draft, index, field, cell, standing) {
                let text = String::from_utf8_lossy(cell).into_owned();
                return Some(self.reject(code, Some(index), standing).with_text(text));
            }
        }
        let by_name = |name: &str| {
            let cell = self.named(cells, name);
            match cell.split_once(',') {
                Some((first, _)) if is_list => first.trim().to_owned(),
                _ => cell,
            }
        };
        self.layout.adjust(&by_name, cells.list(), &mut draft);
        if let Err((code, field)) = self.finish(&mut draft, standing) {
            let column = self.plan.column_of(field);
            let cell = column.map(|it| String::from_utf8_lossy(&cells.cell(it)).into_owned());
            return Some(self.reject(code, column, standing).with_text(cell.unwrap_or_default()));
        }
        put(&Self::row(&draft, standing));
        None
    }

    /// Any cell of a record by the canonical form of its header.
    pub fn named(&self, cells: &dyn Cells, name: &str) -> String {
        let column = self.names.iter().position(|it| it == name);
        let cell = column.map(|it| String::from_utf8_lossy(&cells.cell(it)).trim().to_owned());
        cell.filter(|it| !it.is_empty()).or_else(|| cells.extra(name)).unwrap_or_default()
    }

    /// What a record has to do with records that add up others.
    pub fn sums(&self, cells: &dyn Cells) -> crate::layout::Sums {
        self.layout.sums(&|name| self.named(cells, name), cells.list())
    }

    /// A reject for a record as a whole or for one of its columns.
    pub fn reject(&self, code: Code, column: Option<usize>, standing: Standing) -> RejectRow {
        let header = column.and_then(|it| self.plan.columns.get(it)).map(|it| it.header.clone());
        let place = Place {
            line: standing.line,
            column: column.and_then(|it| u32::try_from(it + 1).ok()).unwrap_or(0),
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
                let start = self.instant(cell, standing, false)?;
                if field == Field::Start || draft.start.is_none() {
                    draft.start = Some(start.at);
                    self.evidence.span(Some(start.at), None, start.offset);
                }
            }
            Field::End | Field::PeriodEnd => {
                let end = self.instant(cell, standing, true)?;
                draft.end = Some(end.at);
                draft.second_end = end.second;
            }
            Field::PeriodEndExclusive => draft.end = Some(self.instant(cell, standing, false)?.at),
            Field::ConversationStart => {
                draft.conversation_start = Some(self.instant(cell, standing, false)?.at);
            }
            Field::ConversationEnd => {
                draft.conversation_end = Some(self.instant(cell, standing, false)?.at);
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
            Field::Account => draft.set_bytes(TextField::Account, self.bytes(cell)?),
            Field::Service => draft.set_bytes(TextField::Service, self.bytes(cell)?),
            Field::Channel => draft.set_bytes(TextField::Channel, self.bytes(cell)?),
            Field::Unit => draft.set_bytes(TextField::Unit, self.bytes(cell)?),
            Field::Category => draft.set_bytes(TextField::Category, self.bytes(cell)?),
            Field::InvoiceId => draft.set_bytes(TextField::Invoice, self.bytes(cell)?),
            Field::Secret => {}
        }
        Ok(())
    }

    fn text<'a>(&self, cell: &'a [u8]) -> Result<Cow<'a, str>, Code> {
        encoding::decode(self.encoding, cell).ok_or(Code::InvalidText)
    }

    /// The same as bytes. A record that is no UTF-8 was refused before its cells are looked at, so
    /// that those need not be looked at again.
    fn bytes<'a>(&self, cell: &'a [u8]) -> Result<Cow<'a, [u8]>, Code> {
        if self.encoding == Encoding::Utf8 {
            return Ok(Cow::Borrowed(cell));
        }
        Ok(match self.text(cell)? {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }

    fn mark(&mut self, cell: &[u8]) -> DecimalMark {
        if !self.plan.decimal_mark_settled {
            self.evidence.number(cell);
        }
        self.plan.decimal_mark
    }

    fn number(&mut self, cell: &[u8]) -> Result<Scaled, Code> {
        let mark = self.mark(cell);
        if self.plan.plain_numbers && !is_plain(cell) {
            return Err(Code::BadNumber);
        }
        number::parse(cell, mark)
    }

    /// The instant of a cell. The end of a period that is written as a day includes that day.
    fn instant(&mut self, cell: &[u8], standing: Standing, is_end: bool) -> Result<When, Code> {
        let order = self.plan.date_order;
        let mut stamp = self.dates.parse(cell, order);
        if stamp.is_err() && !self.plan.date_order_settled {
            // As long as the order is open, a date that reads only one way is read that way.
            stamp = date::parse(cell, order.other());
        }
        let stamp = stamp?;
        if !self.plan.date_order_settled {
            self.evidence.date(stamp.order, cell);
        }
        let local =
            if is_end && !stamp.has_time { stamp.local_ms + DAY_MS } else { stamp.local_ms };
        if let Some(offset) = stamp.offset {
            self.evidence.zoned += 1;
            return Ok(When { at: local - i64::from(offset) * 60_000, offset, second: None });
        }
        self.evidence.unzoned += 1;
        let mut second = None;
        let instant = match self.zone.resolve(local) {
            Resolved::Once(at) => at,
            Resolved::Twice(at, later) => {
                second = Some(later);
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
        Ok(When { at: instant, offset: self.zone.offset_at(instant), second })
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
            if !default.is_empty() && draft.bytes(field).is_empty() {
                draft.set_text(field, default.clone());
            }
        }
        if draft.start.is_none()
            && let Some((start, end)) = self.plan.period
        {
            draft.start = Some(start);
            draft.end = draft.end.or(Some(end));
        }
        // A counter of the month so far covers the month up to the time of the asking.
        if self.layout.habits().is_counter
            && draft.end.is_none()
            && let Some(asked) = draft.start
        {
            draft.start = Some(self.zone.month_start(asked));
            draft.end = Some(asked);
            self.evidence.span(draft.start, None, self.zone.offset_at(asked));
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
        if let (Some(start), Some(second)) = (draft.start, draft.second_end)
            && draft.end.is_some_and(|end| end < start)
            && second >= start
        {
            draft.end = Some(second);
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
        if let (Some(quantity), Some(price), Some(amount)) =
            (draft.quantity, draft.unit_price, draft.amount)
            && is_product(quantity, price, amount)
        {
            return Ok(());
        }
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

    fn row<'d>(draft: &'d Draft<'_>, standing: Standing) -> Row<'d> {
        let mut texts: [&[u8]; TextField::COUNT] = [&[]; TextField::COUNT];
        for (to, from) in texts.iter_mut().zip(&draft.texts) {
            *to = from;
        }
        let id_is_line = draft.id.is_empty() && !draft.line_id.is_empty();
        let conversation_length = match (draft.conversation_start, draft.conversation_end) {
            (Some(start), Some(end)) => Some(end - start),
            _ => None,
        };
        let conversation = match &*draft.conversation {
            [] => 0,
            id => content_hash(0, id),
        };
        Row {
            id: if id_is_line { &draft.line_id } else { &draft.id },
            id_is_line,
            conversation,
            start: draft.start,
            end: draft.end,
            length: draft.length,
            conversation_length,
            quantity: draft.quantity,
            unit_price: draft.unit_price,
            amount: draft.amount,
            texts,
            content: content(draft, conversation),
            offset: standing.offset,
            size: standing.size,
            line: standing.line,
        }
    }
}

/// An instant as a cell gives it.
struct When {
    at: i64,
    offset: i16,
    /// The other instant, where the clock showed the local time twice.
    second: Option<i64>,
}

/// The first value of a list in a cell.
fn first_of(cell: &[u8]) -> &[u8] {
    cell.split(|it| *it == b',').next().unwrap_or_default()
}

/// Whether a number is digits with at most a sign before and a dot between them.
fn is_plain(cell: &[u8]) -> bool {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let mut parts = digits.split(|it| *it == b'.');
    let all = |it: &[u8]| !it.is_empty() && it.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(all) && parts.next().is_none_or(all) && parts.next().is_none()
}

impl Plan {
    /// Whether the text is scanned as it stands in the file.
    pub fn is_bytewise(&self) -> bool {
        matches!(self.syntax, crate::layout::Syntax::Csv { .. }) && self.encoding.is_bytewise()
    }
}

/// Whether the amount is quantity times price to the last digit; the common case, told without
/// wide arithmetic. Says no where it cannot tell.
fn is_product(quantity: Scaled, price: Scaled, amount: Scaled) -> bool {
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
