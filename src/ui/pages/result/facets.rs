//! What the rows can be narrowed to: outcomes and decisions, with their counts.

use crate::domain::{Outcome, order};
use crate::engine::protocol::{DecisionFilter, Facet, ResultView};
use crate::ui::actions::browse::{self, Trace};
use crate::ui::components::{Glyph, icon};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// Records and lines of an outcome over all currencies.
struct Share {
    outcome: Outcome,
    records: u64,
    lines: u64,
}

/// The facets. On narrow screens they are behind a button.
pub(super) fn facets(desk: Desk, result: &ResultView) -> AnyView {
    let t = desk.strings();
    let is_open = RwSignal::new(false);
    let n_filters = move || {
        desk.view.filter.with(|it| {
            it.outcomes.len()
                + it.decisions.len()
                + usize::from(it.channel.is_some())
                + usize::from(it.account.is_some())
                + usize::from(it.day.is_some())
        })
    };
    let badge = move || {
        let n = n_filters();
        (n > 0).then(|| view! { <span class="chip">{n.to_string()}</span> })
    };
    let outcomes = shares(result).into_iter().map(|it| outcome(desk, &it)).collect_view();
    let decisions = [
        (DecisionFilter::Disputed, t.result().is_disputed),
        (DecisionFilter::Accepted, t.result().is_accepted),
        (DecisionFilter::Open, t.result().is_open),
    ]
    .map(|(filter, name)| decision(desk, filter, name))
    .collect_view();
    view! {
        <div class="facets" class:is-open=move || is_open.get()>
            <button
                type="button"
                class="button facets__open"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                aria-controls="facets"
                on:click=move |_| is_open.update(|it| *it = !*it)
            >
                {icon(Glyph::Filter)}
                {t.result().filters}
                {badge}
            </button>
            <div class="facets__body" id="facets">
                <fieldset class="facets__group">
                    <legend class="facets__title">{t.result().outcome}</legend>
                    {outcomes}
                </fieldset>
                <fieldset class="facets__group">
                    <legend class="facets__title">{t.result().decision}</legend>
                    {decisions}
                </fieldset>
            </div>
        </div>
    }
    .into_any()
}

fn shares(result: &ResultView) -> Vec<Share> {
    Outcome::ALL
        .into_iter()
        .filter_map(|outcome| {
            let of_it = || result.outcomes.iter().filter(move |it| it.outcome == outcome);
            let records = of_it().map(|it| it.records).sum();
            let lines = of_it().map(|it| it.lines).sum();
            of_it().next().map(|_| Share { outcome, records, lines })
        })
        .collect()
}

fn outcome(desk: Desk, share: &Share) -> AnyView {
    let t = desk.strings();
    let Share { outcome, records, lines } = *share;
    let text = (t.outcomes.of)(outcome);
    let is_on = move || desk.view.filter.with(|it| it.outcomes.contains(&outcome));
    let toggle = move || {
        let mut filter = desk.view.filter.get_untracked();
        if filter.outcomes.contains(&outcome) {
            filter.outcomes.retain(|it| *it != outcome);
        } else {
            filter.outcomes.push(outcome);
            order::sort(&mut filter.outcomes);
        }
        browse::set_filter(desk, filter, Trace::Step);
    };
    // Until the engine has counted, the larger side stands in.
    let before = records.max(lines);
    let rows = move || count(desk, &Facet::Outcome(outcome)).unwrap_or(before);
    view! {
        <label
            class="facet"
            title=text.meaning
            data-testid=["outcome-", outcome.code()].concat()
            data-records=records
            data-lines=lines
        >
            <input type="checkbox" prop:checked=is_on on:change=move |_| toggle() />
            <span class="facet__name">{(t.outcomes.called.outcome)(outcome)}</span>
            <span class="facet__count">{move || format::count(t.locale, rows())}</span>
        </label>
    }
    .into_any()
}

fn decision(desk: Desk, by: DecisionFilter, name: &'static str) -> AnyView {
    let t = desk.strings();
    let is_on = move || desk.view.filter.with(|it| it.decisions.contains(&by));
    let toggle = move || {
        let mut filter = desk.view.filter.get_untracked();
        if filter.decisions.contains(&by) {
            filter.decisions.retain(|it| *it != by);
        } else {
            filter.decisions.push(by);
        }
        browse::set_filter(desk, filter, Trace::Step);
    };
    let rows = move || count(desk, &Facet::Decision(by)).map(|n| format::count(t.locale, n));
    view! {
        <label class="facet">
            <input type="checkbox" prop:checked=is_on on:change=move |_| toggle() />
            <span class="facet__name">{name}</span>
            <span class="facet__count">{rows}</span>
        </label>
    }
    .into_any()
}

/// The engine's count; none before it has counted.
fn count(desk: Desk, facet: &Facet) -> Option<u64> {
    desk.view.facets.with(|all| {
        let found = all.iter().find(|it| it.facet == *facet).map(|it| it.rows);
        found.or_else(|| (!all.is_empty()).then_some(0))
    })
}
