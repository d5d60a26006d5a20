//! What was billed beyond what was expected, day by day.

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
    /// Billed, as people write it.
    pub(crate) billed: String,
    /// Expected, likewise.
    pub(crate) expected: String,
    /// The difference, as canonical decimal text and as people write it.
    pub(crate) difference: (String, String),
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
    /// What the line measures.
    pub(crate) note: String,
    /// The days, ascending.
    pub(crate) days: Vec<DayRow>,
    /// Whether there is a difference, be it of a day or not.
    pub(crate) differs: bool,
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
    let DayChart { id, t, note, days, differs, name, tick, is_picked, picked } = chart;
    let sample = |it: &DayRow| Sample { day: it.day, value: magnitude(&it.difference.0) };
    let samples: Vec<Sample> = days.iter().map(sample).collect();
    let chart = Arc::new(LineChart::draw(&samples, WIDTH.into(), HEIGHT.into(), MOST_NAMED));
    let worst = worst(&samples);
    // Days that all agree are days all the same.
    let none = match (samples.is_empty(), differs) {
        (true, _) => t.no_days,
        (false, true) => t.differs_elsewhere,
        (false, false) => t.nothing_to_draw,
    };
    let summary = worst.and_then(|n| days.get(n)).map_or(none.to_owned(), |worst| {
        (t.days_summary)(days.len(), &worst.names.1, &worst.billed, &worst.expected)
    });
    let days = Arc::new(days);
    let cursor = RwSignal::new(None::<usize>);
    let legend = {
        let days = Arc::clone(&days);
        move || cursor.get().and_then(|n| days.get(n)).map_or(note.clone(), |day| said(t, day))
    };
    let legend = view! { <p class="card__note chart__legend">{legend}</p> }.into_any();
    let for_table = Arc::clone(&days);
    card(
        Frame { id, t, title: t.by_day.into_any(), note: legend, summary },
        move || {
            if worst.is_none() {
                return view! { <p class="chart__none muted">{none}</p> }.into_any();
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
            let rows = for_table.iter().cloned().map(|it| {
                let DayRow { names, billed, expected, difference, .. } = it;
                (names.1, vec![billed, expected, difference.1])
            });
            table(id, &[t.day, t.billed, t.expected, t.difference], rows)
        },
    )
}

/// The sample that is furthest from zero, if any is not zero.
fn worst(samples: &[Sample]) -> Option<usize> {
    let numbered = samples.iter().zip(0..).filter(|(it, _)| it.value != 0.0);
    let worst = numbered.max_by(|(a, _), (b, _)| a.value.abs().total_cmp(&b.value.abs()));
    worst.map(|(_, n)| n)
}

/// A day's figures in a line.
fn said(t: &ResultText, day: &DayRow) -> String {
    let DayRow { names, billed, expected, difference, .. } = day;
    let text = [&names.1, ": ", t.billed, " ", billed, ", ", t.expected, " ", expected, ", "];
    [text.concat().as_str(), t.difference, " ", &difference.1].concat()
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
    let value_text = {
        let days = Arc::clone(&days);
        move || cursor.get().and_then(|it| days.get(it)).map(|it| said(t, it))
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
            aria-valuetext=value_text
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
                <path class="plot__area" d=chart.area.clone()></path>
                <path class="plot__line" d=chart.line.clone()></path>
                {marks.collect_view()}
            </svg>
            <div class="plot__names" aria-hidden="true">{names.collect_view()}</div>
        </div>
    }
    .into_any()
}
