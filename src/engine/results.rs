//! The result as the page and the shell tell it.

use crate::dataset::TextField;
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::outcome::Standing;
use crate::domain::{ExactSum, Outcome, Role, order};
use crate::engine::protocol::{
    Amount, Cause, DayPoint, GroupPoint, OutcomeTotals, Proof, ResultView, Series, Span, Totals,
};
use crate::engine::source::{Source, State};
use crate::engine::views::{amounts, findings_of, told};
use crate::engine::{Engine, books, otherwise, reader, views};
use crate::export::RejectRow;
use crate::export::result_json::{
    BilledSide, FindingJson, MOST_REJECTS, Money, OutcomeJson, ProofJson, Reconciled, UsageSide,
};
use crate::layout::Layout;
use crate::normalize::Zone;
use crate::reconcile::tally::InCurrency;
use crate::reconcile::{Figures, Reconciliation};
use crate::source::RowRef;
use litemap::LiteMap;

/// Groups that a chart shows at most.
const MOST_GROUPS: usize = 200;

/// What was summed up in each currency, in the order of their codes: their numbers come in the order of
/// rows, which decides nothing.
fn by_currency(result: &Reconciliation) -> Vec<(&u32, &InCurrency)> {
    let mut all: Vec<_> = result.tally.currencies.iter().collect();
    order::sort_by(&mut all, |a, b| {
        let code = |it: u32| result.terms.value(TextField::Currency, it);
        code(*a.0).cmp(code(*b.0))
    });
    all
}

/// The figures of each outcome that occurs, by currency.
pub fn outcomes(result: &Reconciliation) -> Vec<OutcomeTotals> {
    let mut totals = Vec::new();
    let currencies = by_currency(result);
    for outcome in Outcome::ALL {
        for (currency, sums) in &currencies {
            let Some(figures) = sums.outcomes.get(usize::from(outcome.index())) else { continue };
            if figures.records + figures.lines == 0 {
                continue;
            }
            totals.push(OutcomeTotals {
                outcome,
                currency: result.terms.value(TextField::Currency, **currency).to_owned(),
                records: figures.records,
                lines: figures.lines,
                billed: told(&figures.billed),
                expected: told(&figures.expected),
                difference: told(&figures.difference()),
            });
        }
    }
    totals
}

impl Engine {
    /// The number of the currency with most money.
    pub(super) fn main_currency(&self) -> u32 {
        let Some(result) = &self.result else { return 0 };
        let money = |sums: &InCurrency| {
            let mut sum = ExactSum::default();
            sums.outcomes.iter().for_each(|it| {
                sum.merge(&it.billed);
                sum.merge(&it.expected);
            });
            sum.magnitude()
        };
        // Of several with as much the last one is taken, which is the first by its code.
        let most = by_currency(result).into_iter().rev().max_by_key(|(_, it)| money(it));
        most.map_or(0, |(code, _)| *code)
    }

    /// Sources of a role that take part.
    fn of_role(&self, role: Role) -> impl Iterator<Item = &Source> {
        self.sources.values().filter(move |it| it.state == State::Ready && it.role() == role)
    }

    pub(super) fn proof(&self, result: &Reconciliation) -> Proof {
        let books = books(&self.sources);
        let sum = |role: Role| self.of_role(role).map(Source::n_rejects).sum::<u64>();
        let (records_rejected, lines_rejected) = (sum(Role::Usage), sum(Role::Billed));
        let mut billed_in: LiteMap<String, ExactSum> = LiteMap::new();
        let default = result.terms.value(TextField::Currency, result.default_currency);
        for source in self.of_role(Role::Billed) {
            for amount in amounts(source) {
                let currency = if amount.currency.is_empty() { default } else { &amount.currency };
                if let Some(sum) = ExactSum::parse(&amount.value) {
                    billed_in.entry(currency.to_owned()).or_default().merge(&sum);
                }
            }
        }
        let mut billed_out: LiteMap<String, ExactSum> = LiteMap::new();
        let (mut records, mut lines) = (0, 0);
        for (code, sums) in &result.tally.currencies {
            let currency = result.terms.value(TextField::Currency, *code).to_owned();
            for figures in &sums.outcomes {
                records += figures.records;
                lines += figures.lines;
                if figures.lines > 0 {
                    billed_out.entry(currency.clone()).or_default().merge(&figures.billed);
                }
            }
        }
        let list = |sums: LiteMap<String, ExactSum>| -> Vec<Amount> {
            sums.into_iter().map(|(currency, sum)| Amount { currency, value: told(&sum) }).collect()
        };
        let (billed_in, billed_out) = (list(billed_in), list(billed_out));
        let records_in = u64::from(books.usage.len()) + records_rejected;
        let lines_in = u64::from(books.billed.len()) + lines_rejected;
        let holds = records_in == records + records_rejected
            && lines_in == lines + lines_rejected
            && billed_in == billed_out;
        Proof {
            records_in,
            records_out: records + records_rejected,
            records_rejected,
            lines_in,
            lines_out: lines + lines_rejected,
            lines_rejected,
            billed_in,
            billed_out,
            holds,
        }
    }

    /// The result as its page shows it.
    pub(super) fn result_view(&self) -> Option<ResultView> {
        let result = self.result.as_ref()?;
        let mut in_order = by_currency(result);
        let main = self.main_currency();
        order::sort_by_key(&mut in_order, |(code, _)| **code != main);
        let mut vendors: Vec<String> = self
            .of_role(Role::Usage)
            .flat_map(|it| &it.entries)
            .filter_map(|it| reader::layout(&it.plan.layout).map(Layout::vendor))
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        order::sort(&mut vendors);
        vendors.dedup();
        Some(ResultView {
            vendors,
            period: self.period_shown(result),
            totals: in_order.iter().map(|it| totals(result, *it)).collect(),
            outcomes: outcomes(result),
            proof: self.proof(result),
            series: in_order.iter().map(|(_, sums)| series(result, sums)).collect(),
            unrated: result.unrated,
            otherwise: otherwise::found(&self.sources, result),
            decided: self.decision_totals(),
            rates_in_use: u32::try_from(result.pricing.card().ladders().len()).unwrap_or(u32::MAX),
        })
    }

    fn period_shown(&self, result: &Reconciliation) -> Option<Span> {
        if let Some(period) = result.policy.period {
            let offset = result.zone.offset_at(period.start.max(0));
            return Some(Span { start: period.start, end: period.end, offset });
        }
        let spans: Vec<_> = self.of_role(Role::Usage).map(|it| &it.evidence).collect();
        let starts = spans.iter().filter_map(|it| Some((it.earliest?, it.offset)));
        let (start, own) = starts.min()?;
        let end = spans.iter().filter_map(|it| it.latest).max()?;
        let offset = if result.zone == Zone::UTC { own } else { result.zone.offset_at(start) };
        Some(Span { start, end, offset })
    }

    /// Minutes east of UTC at which a row's time is shown: in the policy's zone where the person set
    /// one, else as its source writes it.
    pub(super) fn offset_of(&self, result: &Reconciliation, row: RowRef, at: i64) -> i16 {
        match self.sources.get(&row.source) {
            // A day is one where it was written, wherever it is looked at.
            Some(source) if result.zone == Zone::UTC || !source.evidence.has_times => {
                source.offset_of(row.row, at)
            }
            _ => result.zone.offset_at(at),
        }
    }

    /// The result as the shell's JSON, once there is one, with the rows that could not be read.
    pub fn told_whole(&self) -> Option<Reconciled> {
        let rejects = self.reject_rows().iter().map(RejectRow::in_json).collect();
        self.reconciled().map(|it| Reconciled { rejects, ..it })
    }

    /// The result as the shell's JSON, once there is one; rows that could not be read are left out.
    pub fn reconciled(&self) -> Option<Reconciled> {
        let result = self.result.as_ref()?;
        let proof = self.proof(result);
        let money = |amounts: &[Amount]| {
            Money::from_amounts(amounts.iter().map(|it| (it.currency.clone(), it.value.clone())))
        };
        let several = result.tally.currencies.len() > 1;
        let outcome = |it: OutcomeTotals| OutcomeJson {
            records: it.records,
            lines: it.lines,
            billed: Some(it.billed).filter(|it| !it.is_empty()),
            expected: Some(it.expected).filter(|it| !it.is_empty()),
            difference: Some(it.difference).filter(|it| !it.is_empty()),
            ..OutcomeJson::new(it.outcome, several.then_some(it.currency.as_str()))
        };
        Some(Reconciled {
            usage: UsageSide {
                records: proof.records_in - proof.records_rejected,
                rejected: proof.records_rejected,
            },
            billed: BilledSide {
                lines: proof.lines_in - proof.lines_rejected,
                rejected: proof.lines_rejected,
                net_amount: money(&proof.billed_in),
            },
            outcomes: outcomes(result).into_iter().map(outcome).collect(),
            findings: self.findings_json(),
            rejects: Vec::new(),
            proof: ProofJson {
                records_in: proof.records_in,
                records_out: proof.records_out,
                lines_in: proof.lines_in,
                lines_out: proof.lines_out,
                billed_in: money(&proof.billed_in),
                billed_out: money(&proof.billed_out),
                holds: proof.holds,
            },
        })
    }

    /// What was noticed about every source, in the order of sources and of the catalogue; then usage
    /// that the rates do not cover.
    pub fn findings_json(&self) -> Vec<FindingJson> {
        let of = |source: &Source| {
            let name = source.name.clone();
            findings_of(source).into_iter().map(move |(code, severity, count, line)| FindingJson {
                code: code.code().to_owned(),
                severity: severity.code().to_owned(),
                count,
                source: Some(name.clone()),
                line: Some(line).filter(|it| *it > 0),
            })
        };
        let apart = self.findings_apart().into_iter().map(|(it, count)| FindingJson {
            code: it.code.code().to_owned(),
            severity: it.code.severity().code().to_owned(),
            count,
            source: None,
            line: None,
        });
        self.sources.values().flat_map(of).chain(apart).collect()
    }

    /// What no single source shows, with how often: usage that the rates do not cover, and what keeps
    /// lines from their usage.
    pub(super) fn findings_apart(&self) -> Vec<(Diagnostic, u64)> {
        let Some(result) = &self.result else { return Vec::new() };
        let is_missed = !result.pricing.card().is_empty() && result.unrated > 0;
        let unrated = is_missed.then(|| (Diagnostic::new(Code::UnratedUsage), result.unrated));
        let otherwise = otherwise::found(&self.sources, result).into_iter().map(|it| {
            let other = if it.of == "id" { it.usage.first() } else { Some(&it.of) };
            let found = Diagnostic::new(otherwise::code(&it)).with(&it.billed);
            (found.with(other.map_or("", String::as_str)), it.lines)
        });
        unrated.into_iter().chain(otherwise).collect()
    }

    /// Rows of both sides that could not be read, in the order of sources.
    pub(super) fn reject_rows(&self) -> Vec<RejectRow> {
        let sides = self.sources.values().filter(|it| it.state == State::Ready);
        let sides = sides.filter(|it| it.role() != Role::Rates);
        sides.flat_map(views::reject_rows).take(MOST_REJECTS).collect()
    }

    /// Whether anything is in dispute: a row that differs or cannot be told, or one not read. A row
    /// without data is not, a sum only where it is not that of the rows.
    pub fn has_differences(&self) -> bool {
        let Some(result) = &self.result else { return false };
        let differs = |it: &OutcomeTotals| match it.outcome {
            Outcome::DuplicateUsage => false,
            // Usage outside the period is not part of what is compared; a line outside it is, unless
            // it is right where it belongs.
            Outcome::OutOfPeriod => false,
            other => other.standing() != Standing::Agrees,
        };
        let proof = self.proof(result);
        let outside = outcomes(result).into_iter().filter(|it| it.outcome == Outcome::OutOfPeriod);
        let agree = u64::try_from(result.marks.outside.len()).unwrap_or(0);
        let sides = [Role::Usage, Role::Billed];
        let set_aside = |it| self.of_role(it).map(Source::n_set_aside).sum::<u64>();
        outcomes(result).iter().any(differs)
            || outside.map(|it| it.lines).sum::<u64>() > agree
            || proof.records_rejected + proof.lines_rejected > sides.map(set_aside).iter().sum()
            || self.of_role(Role::Billed).any(|it| it.report.count(Code::InvoiceArithmetic) > 0)
            || !proof.holds
    }
}

fn totals(result: &Reconciliation, (code, sums): (&u32, &InCurrency)) -> Totals {
    let mut figures = Figures::default();
    for it in &sums.outcomes {
        figures.billed.merge(&it.billed);
        figures.expected.merge(&it.expected);
    }
    let disputable = result.disputable.get(code).copied().unwrap_or_default();
    Totals {
        currency: result.terms.value(TextField::Currency, *code).to_owned(),
        billed: told(&figures.billed),
        expected: told(&figures.expected),
        difference: told(&figures.difference()),
        disputable: told(&disputable),
    }
}

fn series(result: &Reconciliation, sums: &InCurrency) -> Series {
    let (channels, more_channels) = groups(result, sums, 0, TextField::Channel);
    let (accounts, more_accounts) = groups(result, sums, 1, TextField::Account);
    let (services, more_services) = groups(result, sums, 2, TextField::Service);
    Series {
        causes: causes(sums),
        days: days(sums),
        channels,
        accounts,
        services,
        more: [more_channels, more_accounts, more_services],
    }
}

fn causes(sums: &InCurrency) -> Vec<Cause> {
    let mut causes: Vec<_> = Outcome::ALL
        .into_iter()
        .zip(&sums.outcomes)
        .filter(|(_, figures)| !figures.difference().is_zero())
        .map(|(outcome, figures)| {
            let cause = Cause {
                outcome,
                rows: figures.lines.max(figures.records),
                difference: told(&figures.difference()),
            };
            (std::cmp::Reverse(figures.difference().magnitude()), cause)
        })
        .collect();
    order::sort_by(&mut causes, |a, b| (&a.0, a.1.outcome).cmp(&(&b.0, b.1.outcome)));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

fn days(sums: &InCurrency) -> Vec<DayPoint> {
    let point = |(day, figures): &(u32, Figures)| DayPoint {
        day: day.cast_signed(),
        billed: told(&figures.billed),
        expected: told(&figures.expected),
        difference: told(&figures.difference()),
    };
    let mut days: Vec<DayPoint> = sums.days.iter().map(point).collect();
    order::sort_by_key(&mut days, |it| it.day);
    days
}

fn groups(
    result: &Reconciliation,
    sums: &InCurrency,
    index: usize,
    field: TextField,
) -> (Vec<GroupPoint>, u64) {
    let Some(group) = sums.groups.get(index) else { return (Vec::new(), 0) };
    let mut groups: Vec<(&Figures, &str)> = (0u32..)
        .zip(group)
        .filter(|(_, figures)| figures.records + figures.lines > 0)
        .map(|(code, figures)| (figures, result.terms.value(field, code)))
        .collect();
    let size = |it: &Figures| std::cmp::Reverse(it.difference().magnitude());
    order::sort_by(&mut groups, |a, b| (size(a.0), a.1).cmp(&(size(b.0), b.1)));
    let point = |(figures, name): &(&Figures, &str)| GroupPoint {
        name: (*name).to_owned(),
        billed: told(&figures.billed),
        expected: told(&figures.expected),
        difference: told(&figures.difference()),
        rows: figures.lines.max(figures.records),
    };
    let rest = groups.iter().skip(MOST_GROUPS);
    let more = rest.filter(|it| !it.0.difference().is_zero()).count();
    let points = groups.iter().take(MOST_GROUPS).map(point).collect();
    (points, u64::try_from(more).unwrap_or(u64::MAX))
}
