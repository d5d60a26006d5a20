//! Billed against expected, day by day. Lines differ in dash as well as in colour.

use super::card::{Frame, card, table};
use crate::chart::{LineChart, Sample, magnitude};
use crate::ui::prelude::*;
use crate::ui::strings::result::ResultText;
use leptos::ev::KeyboardEvent;
use std::sync::Arc;

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayRow {
    /// Days since 1970-01-01.
    pub(crate) day: i32,
    /// The day as people write it, on an axis and in full.
    pub(crate) names: (String, String),
    /// Billed, as canonical decimal text and as people write it.
    pub(crate) billed: (String, String),
    /// Expected, likewise.
    pub(crate) expected: (String, String),
}

/// The plot's own coordinates, fine enough for whole numbers; it is stretched to the card's size.
const WIDTH: i32 = 10_000;
const HEIGHT: i32 = 2_000;
const BOX: &str = "0 0 10000 2000";
/// More days than this cannot be named below the plot.
const MOST_NAMED: i32 = 5;

/// A chart of days.
pub(crate) struct DayChart {
    /// Unique on the page.
    pub(crate) id: &'static str,
    /// The texts.
    pub(crate) t: &'static ResultText,
    /// The currency of the figures.
    pub(crate) currency: String,
    /// The days, ascending.
    pub(crate) days: Vec<DayRow>,
    /// A day as people write it on an axis.
    pub(crate) name: Callback<i32, String>,
    /// A tick's decimal text as people write it.
    pub(crate) tick: Callback<String, String>,
    /// Whether the grid is narrowed to this day.
    pub(crate) is_picked: Callback<i32, bool>,
    /// A day was picked.
    pub(crate) picked: Callback<i32>,
}

/// Draws the days.
pub(crate) fn day_chart(chart: DayChart) -> AnyView {
    let DayChart { id, t, currency, days, name, tick, is_picked, picked } = chart;
    let samples: Vec<Sample> = days
        .iter()
        .map(|it| Sample {
            day: it.day,
            first: magnitude(&it.billed.0),
            second: magnitude(&it.expected.0),
        })
        .collect();
    let chart = Arc::new(LineChart::draw(&samples, WIDTH.into(), HEIGHT.into(), MOST_NAMED));
    let summary =
        worst(&samples).and_then(|n| days.get(n)).map_or(t.nothing_to_draw.to_owned(), |worst| {
            let n_days = days.len().to_string();
            (t.days_summary)(&n_days, &worst.names.1, &worst.billed.1, &worst.expected.1)
        });
    let days = Arc::new(days);
    let cursor = RwSignal::new(None::<usize>);
    let legend = legend(t, currency, Arc::clone(&days), cursor);
    let for_table = Arc::clone(&days);
    card(
        Frame { id, t, title: t.by_day.into_any(), note: legend, summary },
        move || {
            if days.is_empty() {
                return view! { <p class="chart__none muted">{t.nothing_to_draw}</p> }.into_any();
            }
            plot(
                t,
                Arc::clone(&chart),
                Arc::clone(&days),
                (name, tick),
                cursor,
                (is_picked, picked),
            )
        },
        move || {
            let rows = for_table
                .iter()
                .map(|it| (it.names.1.clone(), vec![it.billed.1.clone(), it.expected.1.clone()]));
            table(id, &[t.day, t.billed, t.expected], rows)
        },
    )
}

/// The sample whose two values lie furthest apart.
fn worst(samples: &[Sample]) -> Option<usize> {
    #[expect(clippy::float_arithmetic, reason = "compares lengths on the screen")]
    let gap = |it: &Sample| (it.first - it.second).abs();
    let by_gap = |a: &(&Sample, usize), b: &(&Sample, usize)| gap(a.0).total_cmp(&gap(b.0));
    samples.iter().zip(0..).max_by(by_gap).map(|(_, n)| n)
}

/// What the lines are, and their values on the day under the pointer.
fn legend(
    t: &'static ResultText,
    currency: String,
    days: Arc<Vec<DayRow>>,
    cursor: RwSignal<Option<usize>>,
) -> AnyView {
    let key = |class: &'static str| {
        view! {
            <svg class="chart__key" viewBox="0 0 20 4" aria-hidden="true">
                <line class=class x1="0" y1="2" x2="20" y2="2"></line>
            </svg>
        }
    };
    let on_day = move || cursor.get().and_then(|n| days.get(n).cloned());
    let text = move |name: &'static str, value: fn(&DayRow) -> &str| {
        let on_day = on_day.clone();
        move || match on_day() {
            Some(day) => [name, " ", value(&day)].concat(),
            None => name.to_owned(),
        }
    };
    let last = {
        let on_day = text("", |it| it.names.0.as_str());
        move || {
            let day = on_day();
            if day.is_empty() { currency.clone() } else { day }
        }
    };
    view! {
        <p class="card__note chart__legend">
            <span class="chart__line">
                {key("line line--billed")} {text(t.chart_lines.0, |it| it.billed.1.as_str())}
            </span>
            <span class="chart__line">
                {key("line line--expected")} {text(t.chart_lines.1, |it| it.expected.1.as_str())}
            </span>
            <span class="chart__day">{last}</span>
        </p>
    }
    .into_any()
}

fn plot(
    t: &'static ResultText,
    chart: Arc<LineChart>,
    days: Arc<Vec<DayRow>>,
    (name, tick): (Callback<i32, String>, Callback<String, String>),
    cursor: RwSignal<Option<usize>>,
    (is_picked, picked): (Callback<i32, bool>, Callback<i32>),
) -> AnyView {
    let last = days.len().saturating_sub(1);
    let pressed = {
        let days = Arc::clone(&days);
        move |event: KeyboardEvent| {
            let now = cursor.get_untracked();
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => now.map_or(0, |it| (it + 1).min(last)),
                "ArrowLeft" | "ArrowDown" => now.map_or(last, |it| it.saturating_sub(1)),
                "Home" => 0,
                "End" => last,
                "Enter" | " " => {
                    if let Some(day) = now.and_then(|it| days.get(it)) {
                        picked.run(day.day);
                    }
                    event.prevent_default();
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            cursor.set(Some(to));
        }
    };
    let said = {
        let days = Arc::clone(&days);
        move || {
            cursor.get().and_then(|it| days.get(it)).map(|it| {
                format!(
                    "{}: {} {}, {} {}",
                    it.names.1, t.billed, it.billed.1, t.expected, it.expected.1
                )
            })
        }
    };
    let rows = chart.rows.iter().map(|row| {
        let (at, zero) = (row.at, crate::ui::format::is_zero(&row.value));
        view! {
            <line class="plot__rule" class:is-zero=zero x1="0" x2=WIDTH y1=at y2=at></line>
        }
    });
    let marks = chart.marks.iter().map(|mark| {
        let (n, at) = (mark.value, mark.at);
        let day = days.get(n).map_or(0, |it| it.day);
        view! {
            <rect
                class="plot__day"
                class:is-at=move || cursor.get() == Some(n)
                class:is-picked=move || is_picked.run(day)
                x=at - chart.reach
                y="0"
                width=chart.reach * 2
                height=HEIGHT
                on:pointerenter=move |_| cursor.set(Some(n))
                on:click=move |_| picked.run(day)
            ></rect>
        }
    });
    let ticks = chart.rows.iter().map(|row| {
        let at = [&row.percent, "%"].concat();
        view! { <span class="plot__tick" style:top=at>{tick.run(row.value.clone())}</span> }
    });
    let names = chart.days.iter().map(|day| {
        let at = [&day.percent, "%"].concat();
        view! { <span class="plot__name" style:left=at>{name.run(day.value)}</span> }
    });
    view! {
        <div
            class="plot"
            role="slider"
            tabindex="0"
            aria-label=t.by_day
            aria-description=t.days_keys
            aria-valuemin="0"
            aria-valuemax=last
            aria-valuenow=move || cursor.get().unwrap_or(0)
            aria-valuetext=said
            on:keydown=pressed
            on:pointerleave=move |_| cursor.set(None)
            on:blur=move |_| cursor.set(None)
        >
            <div class="plot__ticks" aria-hidden="true">{ticks.collect_view()}</div>
            <svg
                class="plot__box"
                viewBox=BOX
                preserveAspectRatio="none"
                aria-hidden="true"
                focusable="false"
            >
                {rows.collect_view()}
                <path class="plot__between" d=chart.between.clone()></path>
                <path class="line line--expected" d=chart.second.clone()></path>
                <path class="line line--billed" d=chart.first.clone()></path>
                {marks.collect_view()}
            </svg>
            <div class="plot__names" aria-hidden="true">{names.collect_view()}</div>
        </div>
    }
    .into_any()
}
