//! Why, when and where the bill differs. What is clicked narrows the grid.

use crate::domain::Outcome;
use crate::engine::protocol::{GroupPoint, ResultView, RowFilter};
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

/// The charts, and what would explain the gap.
pub(super) fn charts(desk: Desk, result: &Arc<ResultView>) -> AnyView {
    let t = desk.strings();
    let currency = result.totals.first().map_or(String::new(), |it| it.currency.clone());
    let hints = result.hints.iter().map(|it| {
        view! { <li class="notice">{icon(Glyph::Info)}<span>{(t.result().hint)(it)}</span></li> }
    });
    let others = (result.totals.len() > 1).then(|| {
        view! { <p class="muted charts__note">{(t.result().one_currency)(&currency)}</p> }
    });
    view! {
        <div class="charts">
            {causes(desk, result, &currency)}
            {days(desk, result, &currency)}
            {groups(desk, Arc::clone(result), currency)}
        </div>
        {others}
        {(!result.hints.is_empty()).then(|| view! { <ul class="hints">{hints.collect_view()}</ul> })}
    }
    .into_any()
}

fn causes(desk: Desk, result: &ResultView, currency: &str) -> AnyView {
    let t = desk.strings();
    let rows = result
        .causes
        .iter()
        .filter(|it| !format::is_zero(&it.difference))
        .map(|it| BarRow {
            label: (t.outcomes.cause)(it.outcome, it.flag).to_owned(),
            value: it.difference.clone(),
            shown: format::signed(t.locale, &it.difference, 2),
            rows: format::count(t.locale, it.rows),
        })
        .collect();
    let outcomes: Vec<Outcome> = result
        .causes
        .iter()
        .filter(|it| !format::is_zero(&it.difference))
        .map(|it| it.outcome)
        .collect();
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
        rows,
        is_picked,
        picked,
    })
}

fn days(desk: Desk, result: &ResultView, currency: &str) -> AnyView {
    let t = desk.strings();
    let both = |text: &str| (text.to_owned(), format::decimal(t.locale, text, 2));
    let days = result
        .days
        .iter()
        .map(|it| DayRow {
            day: it.day,
            names: names(t, it.day),
            billed: both(&it.billed),
            expected: both(&it.expected),
        })
        .collect();
    let is_picked = Callback::new(move |day| desk.view.filter.with(|it| it.day == Some(day)));
    let picked = Callback::new(move |day| {
        narrow(desk, |it| it.day = if it.day == Some(day) { None } else { Some(day) });
    });
    day_chart(DayChart {
        id: "chart-days",
        t: t.result(),
        currency: currency.to_owned(),
        days,
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

fn groups(desk: Desk, result: Arc<ResultView>, currency: String) -> AnyView {
    let t = desk.strings();
    let choices: Vec<By> = [By::Channel, By::Account, By::Service]
        .into_iter()
        .filter(|by| by.points(&result).iter().any(|it| !it.name.is_empty()))
        .collect();
    // What splits the money best comes first: channels, unless there is only one.
    let split = choices.iter().find(|by| by.points(&result).len() > 1).copied();
    let first = split.or(choices.first().copied()).unwrap_or(By::Channel);
    let by = RwSignal::new(first);
    let choices = StoredValue::new(choices);
    (move || {
        let now = by.get();
        let title = if choices.with_value(Vec::len) < 2 {
            now.title(t).into_any()
        } else {
            let options = choices.get_value().into_iter().map(|it| {
                view! { <option value=it.code() selected=it == now>{it.title(t)}</option> }
            });
            view! {
                <select
                    class="chart__choice"
                    aria-label=now.title(t)
                    on:change=move |event| by.set(By::from_code(&event_target_value(&event)))
                >
                    {options.collect_view()}
                </select>
            }
            .into_any()
        };
        group(desk, now, title, now.points(&result), &currency)
    })
    .into_any()
}

fn group(desk: Desk, by: By, title: AnyView, points: &[GroupPoint], currency: &str) -> AnyView {
    let t = desk.strings();
    let rows = points
        .iter()
        .map(|it| BarRow {
            label: if it.name.is_empty() { t.result().unnamed.to_owned() } else { it.name.clone() },
            value: it.difference.clone(),
            shown: format::signed(t.locale, &it.difference, 2),
            rows: format::count(t.locale, it.rows),
        })
        .collect();
    let names: Vec<String> = points.iter().map(|it| it.name.clone()).collect();
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
        head: by.head(t),
        rows,
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
    fn points(self, result: &ResultView) -> &[GroupPoint] {
        match self {
            Self::Channel => &result.channels,
            Self::Account => &result.accounts,
            Self::Service => &result.services,
        }
    }

    fn title(self, t: &Strings) -> &'static str {
        match self {
            Self::Channel => t.result().by_channel,
            Self::Account => t.result().by_account,
            Self::Service => t.result().by_service,
        }
    }

    fn head(self, t: &Strings) -> &'static str {
        match self {
            Self::Channel => t.result().channel,
            Self::Account => t.result().account,
            Self::Service => t.result().service,
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
