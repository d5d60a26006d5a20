//! Why, when and where the bill differs. What is clicked narrows the grid.

use crate::domain::Outcome;
use crate::engine::protocol::{GroupPoint, ResultView, RowFilter, Series, Totals};
use crate::ui::actions::browse::{self, Trace};
use crate::ui::components::chart::{BarChart, BarRow, DayChart, DayRow, bar_chart, day_chart};
use crate::ui::components::{Glyph, icon};
use crate::ui::format::{self, Day};
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::Strings;
use std::sync::Arc;

/// What the third chart groups by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Channel,
    Account,
    Service,
}

/// The charts in one of the currencies, and how much of the usage no rate fits.
pub(super) fn charts(desk: Desk, result: &Arc<ResultView>) -> AnyView {
    let t = desk.strings();
    let unrated = (result.unrated > 0).then(|| {
        let said = (t.result().unrated)(result.unrated);
        view! { <p class="notice unrated">{icon(Glyph::Info)}<span>{said}</span></p> }
    });
    let shown = RwSignal::new(0usize);
    let choice = (result.totals.len() > 1).then(|| {
        let options = result.totals.iter().zip(0usize..).map(|(it, n)| {
            let name = match it.currency.as_str() {
                "" => t.result().no_currency.to_owned(),
                code => code.to_owned(),
            };
            view! { <option value=n>{name}</option> }
        });
        let choose = move |event| shown.set(event_target_value(&event).parse().unwrap_or(0));
        view! {
            <label class="charts__currency muted">
                {t.result().currency}
                <select class="chart__choice" on:change=choose>{options.collect_view()}</select>
            </label>
        }
    });
    let result = Arc::clone(result);
    let drawn = move || {
        let (totals, series) = (result.totals.get(shown.get()), result.series.get(shown.get()));
        totals.zip(series).map(|(totals, series)| {
            view! {
                <div class="charts">
                    {causes(desk, series, &totals.currency)}
                    {days(desk, &result, series, totals)}
                    {groups(desk, &result, series, &totals.currency)}
                </div>
            }
        })
    };
    view! { {choice} {drawn} {unrated} }.into_any()
}

fn causes(desk: Desk, series: &Series, currency: &str) -> AnyView {
    let t = desk.strings();
    let differs = series.causes.iter().filter(|it| !format::is_zero(&it.difference));
    let rows = differs
        .clone()
        .map(|it| BarRow {
            label: (t.outcomes.called.outcome)(it.outcome).to_owned(),
            value: it.difference.clone(),
            shown: format::signed(t.locale, &it.difference, 2),
            rows: format::count(t.locale, it.rows),
        })
        .collect();
    let outcomes: Vec<Outcome> = differs.map(|it| it.outcome).collect();
    let outcome = StoredValue::new(outcomes);
    let nth = move |n: usize| outcome.with_value(|all| all.get(n).copied());
    let is_picked = Callback::new(move |n| {
        let wanted = nth(n);
        desk.view.filter.with(|it| it.outcomes.len() == 1 && it.outcomes.first() == wanted.as_ref())
    });
    let picked = Callback::new(move |n| {
        let Some(wanted) = nth(n) else { return };
        narrow(desk, |it| {
            it.outcomes = if it.outcomes == [wanted] { Vec::new() } else { vec![wanted] };
        });
    });
    bar_chart(BarChart {
        id: "chart-why",
        t: t.result(),
        title: t.result().why.into_any(),
        note: (t.result().why_note)(currency),
        head: t.result().cause,
        n_rows: t.result().n_rows,
        rows,
        more: 0,
        locale: t.locale,
        is_picked,
        picked,
    })
}

fn days(desk: Desk, result: &ResultView, series: &Series, totals: &Totals) -> AnyView {
    let t = desk.strings();
    let days = series
        .days
        .iter()
        .map(|it| DayRow {
            day: it.day,
            names: names(t, it.day),
            billed: format::decimal(t.locale, &it.billed, 2),
            expected: format::decimal(t.locale, &it.expected, 2),
            difference: (it.difference.clone(), format::signed(t.locale, &it.difference, 2)),
        })
        .collect();
    // Days are the policy's. Where rows are shown at the time of their source, that has to be said.
    let zone = desk.session.policy.with_untracked(|it| it.time_zone.clone());
    let is_other = zone == "UTC" && result.period.as_ref().is_some_and(|it| it.offset != 0);
    let note = (t.result().by_group_note)(&totals.currency);
    let note = if is_other { format::in_currency(&note, &zone) } else { note };
    let is_picked = Callback::new(move |day| desk.view.filter.with(|it| it.day == Some(day)));
    let picked = Callback::new(move |day| {
        narrow(desk, |it| it.day = if it.day == Some(day) { None } else { Some(day) });
    });
    day_chart(DayChart {
        id: "chart-days",
        t: t.result(),
        note,
        days,
        differs: series.causes.iter().any(|it| !format::is_zero(&it.difference)),
        name: Callback::new(move |day| names(t, day).0),
        tick: Callback::new(move |text: String| format::decimal(t.locale, &text, 0)),
        is_picked,
        picked,
    })
}

/// A day on an axis, and in full.
pub(super) fn names(t: &Strings, day: i32) -> (String, String) {
    let day = Day::from_epoch(i64::from(day));
    (format::day_short(t.locale, day), format::day_medium(t.locale, day))
}

fn groups(desk: Desk, result: &ResultView, series: &Series, currency: &str) -> AnyView {
    let t = desk.strings();
    let channels = t.result().channels(&result.vendors);
    let (series, currency) = (series.clone(), currency.to_owned());
    let choices: Vec<By> = [By::Channel, By::Account, By::Service]
        .into_iter()
        .filter(|by| by.points(&series).iter().any(|it| !it.name.is_empty()))
        .collect();
    // What splits the money best comes first: channels, unless at most one that has a name has a bar.
    let is_bar = |it: &&GroupPoint| !it.name.is_empty() && !format::is_zero(&it.difference);
    let n_bars = |by: &By| by.points(&series).iter().filter(is_bar).count();
    let split = choices.iter().find(|by| n_bars(by) > 1).copied();
    let first = split.or(choices.first().copied()).unwrap_or(By::Channel);
    let by = RwSignal::new(first);
    let choices = StoredValue::new(choices);
    (move || {
        let now = by.get();
        let title = if choices.with_value(Vec::len) < 2 {
            now.names(t, channels).1.into_any()
        } else {
            let options = choices.get_value().into_iter().map(|it| {
                view! { <option value=it.code() selected=it == now>{it.names(t, channels).1}</option> }
            });
            view! {
                <select
                    class="chart__choice"
                    aria-label=now.names(t, channels).1
                    on:change=move |event| by.set(By::from_code(&event_target_value(&event)))
                >
                    {options.collect_view()}
                </select>
            }
            .into_any()
        };
        let head = now.names(t, channels).0;
        group(desk, now, (title, head), now.points(&series), now.more(&series), &currency)
    })
    .into_any()
}

fn group(
    desk: Desk,
    by: By,
    (title, head): (AnyView, &'static str),
    points: &[GroupPoint],
    more: u64,
    currency: &str,
) -> AnyView {
    let t = desk.strings();
    let points = || points.iter().filter(|it| !format::is_zero(&it.difference));
    let rows = points()
        .map(|it| BarRow {
            label: if it.name.is_empty() { t.result().unnamed.to_owned() } else { it.name.clone() },
            value: it.difference.clone(),
            shown: format::signed(t.locale, &it.difference, 2),
            rows: format::count(t.locale, it.rows),
        })
        .collect();
    let names: Vec<String> = points().map(|it| it.name.clone()).collect();
    let names = StoredValue::new(names);
    let nth = move |n: usize| names.with_value(|all| all.get(n).cloned());
    let is_picked = Callback::new(move |n| {
        let wanted = nth(n);
        desk.view.filter.with(|it| wanted.is_some() && by.of(it) == wanted.as_ref())
    });
    let picked = Callback::new(move |n| {
        let Some(wanted) = nth(n) else { return };
        narrow(desk, |it| {
            let now = by.of(it) == Some(&wanted);
            by.put(it, if now { None } else { Some(wanted) });
        });
    });
    bar_chart(BarChart {
        id: "chart-groups",
        t: t.result(),
        title,
        note: (t.result().by_group_note)(currency),
        head,
        n_rows: t.result().n_rows_once,
        rows,
        more,
        locale: t.locale,
        is_picked,
        picked,
    })
}

fn narrow(desk: Desk, change: impl FnOnce(&mut RowFilter)) {
    let mut filter = desk.view.filter.get_untracked();
    change(&mut filter);
    browse::set_filter(desk, filter, Trace::Step);
}

impl By {
    fn points(self, series: &Series) -> &[GroupPoint] {
        match self {
            Self::Channel => &series.channels,
            Self::Account => &series.accounts,
            Self::Service => &series.services,
        }
    }

    /// How many differ beside its points.
    fn more(self, series: &Series) -> u64 {
        let [channels, accounts, services] = series.more;
        match self {
            Self::Channel => channels,
            Self::Account => accounts,
            Self::Service => services,
        }
    }

    /// The head of its table, and its title.
    fn names(
        self,
        t: &Strings,
        channels: (&'static str, &'static str),
    ) -> (&'static str, &'static str) {
        match self {
            Self::Channel => channels,
            Self::Account => (t.result().account, t.result().by_account),
            Self::Service => (t.result().service, t.result().by_service),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Account => "account",
            Self::Service => "service",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "account" => Self::Account,
            "service" => Self::Service,
            _ => Self::Channel,
        }
    }

    /// The filter's value. Services are looked for as text: the filter has no field for them.
    fn of(self, filter: &RowFilter) -> Option<&String> {
        match self {
            Self::Channel => filter.channel.as_ref(),
            Self::Account => filter.account.as_ref(),
            Self::Service => Some(&filter.text).filter(|it| !it.is_empty()),
        }
    }

    fn put(self, filter: &mut RowFilter, value: Option<String>) {
        match self {
            Self::Channel => filter.channel = value,
            Self::Account => filter.account = value,
            Self::Service => filter.text = value.unwrap_or_default(),
        }
    }
}
