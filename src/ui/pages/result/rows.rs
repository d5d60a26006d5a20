//! The grid with its tools: search, filters in use, decisions on many rows.

use super::charts;
use crate::domain::outcome::Standing;
use crate::domain::{Decision, Flag};
use crate::engine::protocol::{
    DecisionFilter, GroupPoint, ResultView, RowFilter, RowView, Series, SortKey,
};
use crate::platform::screen;
use crate::ui::actions::browse::{self, Trace};
use crate::ui::actions::selection;
use crate::ui::components::grid::{Cell, Column, GridEvent, GridState, data_grid};
use crate::ui::components::{Glyph, icon};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::Strings;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The grid and its tools.
pub(super) fn rows(desk: Desk, result: &ResultView) -> AnyView {
    let t = desk.strings();
    let columns = columns(t, result);
    let is_mixed = result.totals.len() > 1;
    let year = usual_year(result);
    let view = desk.view;
    let state = GridState {
        loaded: view.loaded.into(),
        sort: view.sort.into(),
        picked: view.picked.into(),
        chosen: view.chosen.into(),
        restarted: view.restarted.into(),
        widths: view.widths,
    };
    let tell = Callback::new(move |event| match event {
        GridEvent::Needed(rows) => browse::need(desk, rows),
        GridEvent::Sorted(key) => browse::sort_by(desk, key),
        GridEvent::Opened(row) => browse::open_evidence(desk, row),
        GridEvent::Closed => browse::close_evidence(desk),
        GridEvent::Toggled(row) => selection::toggle(desk, &row),
        GridEvent::Extended(from, to) => selection::extend(desk, from, to),
        GridEvent::ToggledAll => selection::toggle_all(desk),
        GridEvent::Copied(row) => selection::copy(desk, row),
    });
    let none = move || {
        view.loaded.with(|it| it.is_fresh && it.total == 0).then(|| {
            if desk.session.stale.get() {
                return view! { <p class="rows__none">{t.result().rows_to_come}</p> }.into_any();
            }
            view! {
                <div class="rows__none">
                    <p>{t.result().none_found}</p>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| browse::set_filter(desk, RowFilter::default(), Trace::Step)
                    >
                        {t.result().clear}
                    </button>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <section class="card rows" aria-label=t.result().grid>
            {tools(desk, t.result().channels(&result.vendors).0)}
            {data_grid(t.result(), state, tell, columns, Arc::new(move |row: &RowView, key| cell(t, row, key, is_mixed, year)))}
            {none}
        </section>
    }
    .into_any()
}

fn tools(desk: Desk, channel: &'static str) -> AnyView {
    let t = desk.strings();
    let filter = desk.view.filter;
    let found = move || {
        desk.view.loaded.with(|it| {
            let differs = it.differences.iter().filter(|it| !format::is_zero(&it.value));
            let money = differs
                .map(|it| format::behind(&it.currency, &format::signed(t.locale, &it.value, 2)));
            let money = money.collect::<Vec<_>>().join(" · ");
            (t.result().found)(&format::count(t.locale, it.total), it.total, &money)
        })
    };
    let is_picked = Memo::new(move |_| !desk.view.picked.read().is_empty());
    let said = move || {
        if is_picked.get() {
            let total = desk.view.loaded.with(|it| it.total);
            let n = desk.view.picked.read().count(total);
            (t.result().selected)(&format::count(t.locale, n), n)
        } else {
            found()
        }
    };
    let dispute = move || {
        if is_picked.get() {
            return t.result().dispute_selected.to_owned();
        }
        let n = selection::disputable(desk);
        (t.result().dispute_all)(&format::count(t.locale, n), n)
    };
    // The button may have nothing left to do and go; what it did shows in the count.
    let decide = move |decision| {
        selection::decide_picked(desk, Some(decision));
        screen::focus_first(".rows__found");
    };
    let is_none = move || !is_picked.get() && selection::disputable(desk) == 0;
    view! {
        <div class="rows__tools">
            <label class="rows__find">
                {icon(Glyph::Search)}
                <span class="visually-hidden">{t.result().find}</span>
                <input
                    class="input"
                    type="search"
                    placeholder=t.result().find
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || filter.with(|it| it.text.clone())
                    on:input=move |event| {
                        let mut filter = filter.get_untracked();
                        filter.text = event_target_value(&event);
                        browse::set_filter(desk, filter, Trace::InPlace);
                    }
                />
            </label>
            {chips(desk, channel)}
            <p class="rows__found muted" role="status" tabindex="-1">{said}</p>
            <button
                type="button"
                class="button"
                hidden=is_none
                title=move || (!is_picked.get()).then_some(t.result().dispute_all_note)
                on:click=move |_| decide(Decision::Dispute)
            >
                {dispute}
            </button>
            {move || {
                is_picked.get().then(|| {
                    view! {
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| decide(Decision::Accept)
                        >
                            {t.result().accept_selected}
                        </button>
                    }
                })
            }}
        </div>
    }
    .into_any()
}

/// The filters in use, each with the way to take it away.
fn chips(desk: Desk, channel: &'static str) -> AnyView {
    let t = desk.strings();
    (move || {
        let filter = desk.view.filter.get();
        let mut chips: Vec<(String, RowFilter)> = Vec::new();
        let mut chip = |name: String, without: &dyn Fn(&mut RowFilter)| {
            let mut rest = filter.clone();
            without(&mut rest);
            chips.push((name, rest));
        };
        for outcome in &filter.outcomes {
            let name = (t.outcomes.called.outcome)(*outcome).to_owned();
            chip(name, &|it| it.outcomes.retain(|it| it != outcome));
        }
        for decision in &filter.decisions {
            let name = match decision {
                DecisionFilter::Disputed => t.result().is_disputed,
                DecisionFilter::Accepted => t.result().is_accepted,
                DecisionFilter::Open => t.result().is_open,
            };
            chip(name.to_owned(), &|it| it.decisions.retain(|it| it != decision));
        }
        let named = |head: &str, name: &str| {
            [head, ": ", if name.is_empty() { t.result().unnamed } else { name }].concat()
        };
        if let Some(name) = &filter.channel {
            chip(named(channel, name), &|it| it.channel = None);
        }
        if let Some(name) = &filter.account {
            chip(named(t.result().account, name), &|it| it.account = None);
        }
        if let Some(day) = filter.day {
            chip(charts::names(t, day).1, &|it| it.day = None);
        }
        chips
            .into_iter()
            .map(|(name, rest)| {
                let label = (t.result().remove_filter)(&name);
                view! {
                    <button
                        type="button"
                        class="chip chip--button"
                        aria-label=label.clone()
                        title=label
                        on:click=move |_| browse::set_filter(desk, rest.clone(), Trace::Step)
                    >
                        {name}
                        {icon(Glyph::Cross)}
                    </button>
                }
            })
            .collect_view()
    })
    .into_any()
}

/// The longest id that is taken for the number of a line.
const MOST_NUMBER: usize = 6;

const ID: &str = "id";
const START: &str = "start";
const ACCOUNT: &str = "account";
const CHANNEL: &str = "channel";
const EXPECTED: &str = "expected";
const BILLED: &str = "billed";
const DIFFERENCE: &str = "difference";
const OUTCOME: &str = "outcome";

fn columns(t: &Strings, result: &ResultView) -> Vec<Column> {
    let column = |key, sort: SortKey, width, room| Column {
        key,
        label: (t.result().column)(sort),
        sort: Some(sort),
        width,
        least: if key == OUTCOME { width } else { 64 },
        is_number: matches!(key, EXPECTED | BILLED | DIFFERENCE),
        room,
    };
    let named = |groups: fn(&Series) -> &Vec<GroupPoint>| {
        let names = result.series.iter().flat_map(groups).map(|it| it.name.as_str());
        names.filter(|it| !it.is_empty()).collect::<BTreeSet<_>>().len()
    };
    let id = Column {
        key: ID,
        label: t.result().id,
        sort: None,
        width: 124,
        least: 60,
        is_number: false,
        room: 0,
    };
    // With the year a time needs more room.
    let start = if usual_year(result).is_some() { 112 } else { 146 };
    let mut columns = vec![id, column(START, SortKey::Start, start, 640)];
    // A column that says the same in every row is left out.
    if named(|it| &it.accounts) > 1 {
        columns.push(column(ACCOUNT, SortKey::Account, 96, 900));
    }
    if named(|it| &it.channels) > 0 {
        let label = t.result().channels(&result.vendors).0;
        columns.push(Column { label, ..column(CHANNEL, SortKey::Channel, 92, 780) });
    }
    columns.push(column(EXPECTED, SortKey::Expected, 80, 560));
    columns.push(column(BILLED, SortKey::Billed, 80, 560));
    columns.push(column(DIFFERENCE, SortKey::Difference, 92, 0));
    columns.push(column(OUTCOME, SortKey::Outcome, 150, 0));
    columns
}

/// The year of the reconciled period, if it is one: times in it need not say it.
fn usual_year(result: &ResultView) -> Option<i64> {
    let span = result.period.as_ref()?;
    format::one_year(span.start, span.end, span.offset)
}

/// What stands in a cell. Where there are several currencies, the difference says its own; a start in
/// another than the usual year says its year.
fn cell(
    t: &'static Strings,
    row: &RowView,
    key: &str,
    is_mixed: bool,
    usual_year: Option<i64>,
) -> Cell {
    let standing = row.outcome.standing();
    let text = |text: &str| match text {
        "" => Cell::Nothing(t.result().unknown),
        text => Cell::Text(text.to_owned(), text.to_owned()),
    };
    let figure = |text: &str, standing| match text {
        "" => Cell::Nothing(t.result().unknown),
        text => Cell::Figure(format::decimal(t.locale, text, 2), standing),
    };
    // The number of a line alone says nothing, where nothing else does.
    let is_number = (1..=MOST_NUMBER).contains(&row.id.len());
    let of = if row.service.is_empty() { &row.account } else { &row.service };
    match key {
        // A line for a sum is known by what it is for.
        ID if row.id.is_empty() && !row.service.is_empty() => text(&row.service),
        ID if is_number && row.start.is_none() && row.channel.is_empty() && !of.is_empty() => {
            text(&[&row.id, " · ", of].concat())
        }
        ID if row.id.is_empty() => Cell::Nothing(t.result().row_without_id),
        ID => Cell::Code(format::short_id(&row.id), row.id.clone()),
        START => row.start.map_or(Cell::Nothing(t.result().unknown), |at| {
            let is_usual = usual_year == Some(format::year(at, row.offset));
            if row.is_by_day {
                let show = if is_usual { format::days_short } else { format::days };
                let [short, whole] =
                    [show, format::days].map(|it| it(t.locale, at, at, row.offset));
                return Cell::Text(short, whole);
            }
            let show = if is_usual { format::instant_short } else { format::instant };
            let whole = format::instant(t.locale, at, row.offset);
            let whole = [whole.as_str(), &format::offset(row.offset)].join(", ");
            Cell::Text(show(t.locale, at, row.offset), whole)
        }),
        ACCOUNT => text(&row.account),
        CHANNEL => text(&row.channel),
        EXPECTED => figure(&row.expected, None),
        BILLED => figure(&row.billed, None),
        DIFFERENCE if row.difference.is_empty() => Cell::Nothing(t.result().unknown),
        DIFFERENCE => {
            let differs = !format::is_zero(&row.difference);
            let standing = Some(standing).filter(|it| differs && *it == Standing::Differs);
            let shown = format::signed(t.locale, &row.difference, 2);
            let currency = if is_mixed { row.currency.as_str() } else { "" };
            Cell::Figure(format::behind(currency, &shown), standing)
        }
        _ => Cell::Verdict(standing, (t.outcomes.of)(row.outcome).short, signs(t, row)),
    }
}

/// What else is known of a row, as signs behind its verdict.
fn signs(t: &'static Strings, row: &RowView) -> Vec<(Glyph, &'static str)> {
    let mut signs = Vec::new();
    match row.decision {
        Some(Decision::Dispute) => signs.push((Glyph::Flag, t.result().is_disputed)),
        Some(Decision::Accept) => signs.push((Glyph::Check, t.result().is_accepted)),
        None => {}
    }
    if row.has_note {
        signs.push((Glyph::Note, t.result().has_note));
    }
    let telling = |it: &&Flag| !matches!(it, Flag::LineArithmetic | Flag::PriceDiffers);
    if let Some(flag) = row.flags.iter().find(telling) {
        signs.push((Glyph::Info, (t.outcomes.called.flag)(*flag)));
    }
    signs
}
