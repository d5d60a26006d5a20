//! From the cells of a record to a row of the columns, or to a reject with its place.

mod figures;
mod finish;

pub(super) use figures::{MOST_PLACES, is_plain, is_product};

use crate::dataset::segment::Row;
use crate::dataset::{RejectRow, TextField};
use crate::diagnostics::{Code, Diagnostic, Place, Report};
use crate::domain::{Currency, Role};
use crate::intake::{Encoding, encoding};
use crate::layout::columns::Columns;
use crate::layout::draft::{Cells, Draft, Standing};
use crate::layout::instants::Instants;
use crate::layout::{
    Adjusts, Evidence, Field, Habits, Layout, Plan, PlannedColumn, Syntax, names_sum, translated,
};
use crate::normalize::date::span;
use crate::normalize::header::{canonical, is_among, words};
use crate::normalize::zone::Zone;
use crate::normalize::{DurationUnit, duration, money};
use std::borrow::Cow;

const DAY_MS: i64 = 86_400_000;

/// Makes rows of one entry as planned.
pub struct Builder<'p> {
    pub(super) plan: &'p Plan,
    layout: &'static dyn Layout,
    // What the layout says of all rows is asked once: a call of one of many layouts in the midst of a
    // loop makes a browser throw the loop's fast code away when another layout comes.
    pub(super) habits: Habits,
    pub(super) adjusts: Adjusts,
    pub(super) required: &'static [Field],
    zone: Zone,
    /// Of the months that counters cover.
    zone_of_days: Zone,
    /// Of the cells.
    pub(super) encoding: Encoding,
    pub(super) instants: Instants,
    pub(super) columns: Vec<(usize, Field)>,
    /// What is needed to read column by column, where rows can be read so.
    pub(super) scratch: Option<Box<Columns>>,
    names: Vec<String>,
    /// The columns that have the time of day of starts and of ends.
    pub(super) times: [Option<usize>; 2],
    /// The columns of prices and amounts whose headers say that they are in cents.
    pub(super) in_hundredths: Vec<usize>,
    /// Whether a number alone in a column of lengths counts nobody knows what.
    has_bare_lengths: bool,
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
        let zone = Zone::parse(&plan.time_zone).unwrap_or(Zone::UTC);
        let habits = layout.habits();
        let mut builder = Self {
            plan,
            layout,
            habits,
            adjusts: layout.adjusts(),
            required: layout.required(),
            zone,
            zone_of_days: Zone::parse(&plan.zone_of_days).unwrap_or(zone),
            scratch: None,
            encoding: match plan.encoding {
                Encoding::Windows1252 if plan.is_bytewise() => Encoding::Windows1252,
                _ => Encoding::Utf8,
            },
            instants: Instants::new(plan, zone, zone_of_dates(plan, habits, zone)),
            columns: columns.filter(|(_, field)| *field != Field::Secret).collect(),
            names: plan.columns.iter().map(|it| canonical(&it.header)).collect(),
            times: [Field::StartTime, Field::EndTime].map(|it| plan.column_of(it)),
            in_hundredths: plan.in_hundredths().collect(),
            has_bare_lengths: plan.role == Role::Billed
                && plan
                    .column_of(Field::Duration)
                    .and_then(|it| plan.columns.get(it))
                    .is_some_and(|it| DurationUnit::in_header(&it.header).is_none()),
            evidence: Evidence::default(),
            report: Report::default(),
        };
        builder.scratch = builder.fits_columns().then(Box::default);
        builder
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
        if !cells.all_plain() {
            made.extend(self.columns.iter().map(|(index, _)| cells.cell(*index).into_owned()));
        }
        // A row of lists says so in its times: no time has a comma.
        let is_list = self.habits.lists_in_cells
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
            let apart = match (field, self.times) {
                (Field::Start, [Some(time), _]) | (Field::End, [_, Some(time)]) => {
                    Some(moment(cell, &cells.cell(time)))
                }
                _ => None,
            };
            let filled = match &apart {
                Some(cell) => self.fill_date(&mut draft, field, cell, standing),
                None => self.fill(&mut draft, index, field, cell, standing),
            };
            if let Err(code) = filled {
                let cell = apart.as_deref().unwrap_or(cell);
                return Some(self.reject(code, Some(index), standing).with_text(self.shown(cell)));
            }
        }
        if let Err(code) = self.fill_end_time(&mut draft, cells, standing) {
            let [_, column] = self.times;
            let cell = column.map(|it| self.shown(&cells.cell(it)));
            return Some(self.reject(code, column, standing).with_text(cell.unwrap_or_default()));
        }
        let by_name = |name: &str| {
            let cell = self.named(cells, name);
            match cell.split_once(',') {
                Some((first, _)) if is_list => first.trim().to_owned(),
                _ => cell,
            }
        };
        if self.adjusts != Adjusts::Nothing {
            self.layout.adjust(&by_name, cells.list(), &mut draft);
        }
        if self.is_bare(&draft) {
            self.look_at_name(&mut draft, cells);
        }
        if let Err((code, field)) = self.finish(&mut draft, standing) {
            let column = self.plan.column_of(field);
            let cell = column.map(|it| self.shown(&cells.cell(it)));
            return Some(self.reject(code, column, standing).with_text(cell.unwrap_or_default()));
        }
        Self::complete(&mut draft, standing);
        put(&draft.row);
        None
    }

    /// Whether a record has neither id nor time: it may stand below the others.
    fn is_bare(&self, draft: &Draft<'_>) -> bool {
        matches!(self.adjusts, Adjusts::Unnumbered(_))
            && draft.refused.is_none()
            && draft.row.id.is_empty()
            && draft.line_id.is_empty()
            && draft.row.start.is_none()
    }

    /// Looks whether such a record is called a sum or a tax in a column that means nothing else.
    #[cold]
    #[inline(never)]
    fn look_at_name(&self, draft: &mut Draft<'_>, cells: &dyn Cells) {
        let amount = self.plan.column_of(Field::Amount).map(|it| cells.cell(it));
        if !self.plan.foot.is_empty()
            && amount.is_some_and(|it| self.shown(it.trim_ascii()) == self.plan.foot)
            && draft.row.unit_price.is_none()
            && [TextField::Service, TextField::Category]
                .iter()
                .all(|it| draft.bytes(*it).is_empty())
        {
            draft.refused = Some((Code::SummaryRow, Field::Amount));
        }
        let is_other = |it: &usize| self.plan.columns.get(*it).is_some_and(|it| it.field.is_none());
        for index in (0..self.plan.columns.len()).filter(is_other) {
            let name = self.shown(cells.cell(index).trim_ascii());
            if names_sum(&name) {
                draft.refused = Some((Code::SummaryRow, Field::Amount));
            } else if draft.bytes(TextField::Service).is_empty()
                && words(&name).iter().any(|it| is_among(translated::TAX, it))
            {
                draft.set_text(TextField::Service, name);
            }
        }
    }

    /// Any cell of a record by the canonical form of its header.
    pub fn named(&self, cells: &dyn Cells, name: &str) -> String {
        let column = self.names.iter().position(|it| it == name);
        let cell = column.map(|it| self.shown(&cells.cell(it)).trim().to_owned());
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
            _ if is_nothing(cell)
                && (field.is_date() || field.is_measure() || field == Field::Tax) => {}
            Field::Start
            | Field::End
            | Field::PeriodStart
            | Field::PeriodEnd
            | Field::PeriodEndExclusive
            | Field::ConversationStart
            | Field::ConversationEnd => self.fill_date(draft, field, cell, standing)?,
            Field::Period => {
                let (first, last) = span::ends(&self.text(cell)?).ok_or(Code::BadDate)?;
                self.fill_date(draft, Field::PeriodStart, first.as_bytes(), standing)?;
                self.fill_date(draft, Field::PeriodEnd, last.as_bytes(), standing)?;
            }
            Field::UsageId => draft.row.id = self.bytes(cell)?,
            Field::LineId => draft.line_id = self.bytes(cell)?,
            Field::ConversationId => draft.conversation = self.bytes(cell)?,
            Field::Duration => {
                // A quantity that names no unit.
                if self.has_bare_lengths
                    && let Ok(number) = self.number(cell)
                {
                    draft.row.quantity.get_or_insert(number);
                    return Ok(());
                }
                let unit = self.plan.columns.get(index).map(|it| it.duration_unit);
                let unit = unit.unwrap_or_default();
                let mark = self.mark(cell);
                let mut length = duration::parse(cell, unit, mark);
                if length.is_err() {
                    let other = duration::parse(cell, unit, mark.other());
                    if self.may_be_other(other.is_ok()) {
                        length = other;
                    }
                }
                let length = length?;
                draft.row.length = Some(length);
            }
            Field::Quantity | Field::UnitPrice | Field::Amount => {
                self.fill_figure(draft, index, field, cell)?;
            }
            Field::Tax => draft.tax = Some(self.number(cell)?),
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
            // Read with their days.
            Field::StartTime | Field::EndTime | Field::Secret => {}
        }
        Ok(())
    }

    fn fill_date(
        &mut self,
        draft: &mut Draft<'_>,
        field: Field,
        cell: &[u8],
        standing: Standing,
    ) -> Result<(), Code> {
        let is_end = matches!(field, Field::End | Field::PeriodEnd);
        // The name of a month may have an accent.
        let text = if cell.is_ascii() { Cow::Borrowed(cell) } else { self.bytes(cell)? };
        let (evidence, report) = (&mut self.evidence, &mut self.report);
        let when = self.instants.read(&text, standing, is_end, evidence, report)?;
        match field {
            Field::Start | Field::PeriodStart
                if field == Field::Start || draft.row.start.is_none() =>
            {
                draft.row.start = Some(when.at);
                draft.start_offset = Some(when.offset);
            }
            Field::End | Field::PeriodEnd => {
                draft.row.end = Some(when.of(field));
                draft.second_end = when.second;
            }
            Field::PeriodEndExclusive => draft.row.end = Some(when.at),
            Field::ConversationStart => draft.row.conversation_start = Some(when.at),
            Field::ConversationEnd => draft.row.conversation_end = Some(when.at),
            _ => {}
        }
        Ok(())
    }

    /// Reads an end of which only the time of day is there: it is the first such time after the start.
    fn fill_end_time(
        &mut self,
        draft: &mut Draft<'_>,
        cells: &impl Cells,
        standing: Standing,
    ) -> Result<(), Code> {
        let [_, Some(time)] = self.times else { return Ok(()) };
        let Some(day) = self.plan.column_of(Field::Start) else { return Ok(()) };
        let (day, time) = (cells.cell(day), cells.cell(time));
        let (Some(start), None, [_, ..]) = (draft.row.start, draft.row.end, time.trim_ascii())
        else {
            return Ok(());
        };
        // A start that has its time in one cell with its day has its day in front.
        let day = day.trim_ascii().split(|it| b" T".contains(it)).next().unwrap_or_default();
        self.fill_date(draft, Field::End, &moment(day, &time), standing)?;
        if let Some(end) = draft.row.end.filter(|it| *it < start) {
            let offset = |at: i64| i64::from(self.zone.offset_at(at)) * 60_000;
            draft.row.end = Some(end + DAY_MS + offset(end) - offset(end + DAY_MS));
        }
        Ok(())
    }

    /// A text of the source as people see it.
    pub fn shown(&self, text: &[u8]) -> String {
        encoding::shown(self.encoding, text)
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
}

/// What stands for no value: of a call that nobody answered, or that goes on.
fn is_nothing(cell: &[u8]) -> bool {
    matches!(cell, b"-" | b"--" | b"\xe2\x80\x93" | b"\xe2\x80\x94" | b"n/a" | b"N/A")
}

/// The zone of dates without a time. Usage that is told by the day, by a vendor of some zone, is for
/// the days that the policy means; the days of a zone that somebody set are of that zone.
fn zone_of_dates(plan: &Plan, habits: Habits, zone: Zone) -> Zone {
    let is_by_day = plan.role == Role::Usage && !habits.measures_time && !habits.is_counter;
    let of_days = Zone::parse(&plan.zone_of_days).filter(|_| is_by_day && plan.time_zone_assumed);
    of_days.unwrap_or(zone)
}

/// A day and the time of day beside it as one text, unless the day has a time itself.
fn moment(day: &[u8], time: &[u8]) -> Vec<u8> {
    let (day, time) = (day.trim_ascii(), time.trim_ascii());
    if time.is_empty() || day.contains(&b':') {
        return day.to_vec();
    }
    [day, b" ", time].concat()
}

/// The first value of a list in a cell.
fn first_of(cell: &[u8]) -> &[u8] {
    cell.split(|it| *it == b',').next().unwrap_or_default()
}

impl Plan {
    /// The columns of prices and amounts that are in cents, by their headers.
    pub fn in_hundredths(&self) -> impl Iterator<Item = usize> {
        let is_so = |column: &PlannedColumn| {
            matches!(column.field, Some(Field::UnitPrice | Field::Amount))
                && money::is_in_hundredths(&column.header)
        };
        self.columns.iter().enumerate().filter(move |it| is_so(it.1)).map(|(index, _)| index)
    }

    /// Whether the text is scanned as it stands in the file.
    pub fn is_bytewise(&self) -> bool {
        matches!(self.syntax, Syntax::Csv { .. }) && self.encoding.is_bytewise()
    }
}
