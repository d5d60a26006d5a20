//! What another policy or other rates would change, before they are used.

use crate::domain::Outcome;
use crate::domain::forms::PolicyForm;
use crate::engine::protocol::{OutcomeTotals, Rates, WhatIf};
use crate::ui::actions::terms;
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::Strings;

/// What to try: a policy, rates, or nothing new.
pub(super) type Tried = (Option<PolicyForm>, Option<Rates>);

/// The panel. `tried` gives what to try; `is_changed` says whether it differs from what is in use.
/// `shown` is emptied by whoever changes what is tried, so that no old answer stands beside it.
pub(super) fn panel(
    desk: Desk,
    is_changed: Signal<bool>,
    shown: RwSignal<Option<WhatIf>>,
    tried: impl Fn() -> Tried + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = desk.strings();
    let w = &t.policy().what_if;
    let asking = RwSignal::new(false);
    let has_result = move || desk.session.has_rows();
    let ask = move |_| {
        let (policy, rates) = tried();
        terms::what_if(desk, policy, rates, asking, shown);
    };
    let lead = move || if has_result() { w.lead } else { w.no_result };
    let label = move || if asking.get() { w.asking } else { w.ask };
    let answer = move || shown.read().as_ref().map(|it| answer(t, it));
    view! {
        <section class="card card--pad stack what-if" aria-labelledby="what-if-title">
            <h2 class="card__title" id="what-if-title">{w.title}</h2>
            <p class="card__note">{lead}</p>
            <button
                type="button"
                class="button"
                data-testid="what-if"
                disabled=move || asking.get() || !is_changed.get() || !has_result()
                on:click=ask
            >
                {label}
            </button>
            <div role="status" aria-live="polite" data-testid="what-if-answer">
                {answer}
            </div>
        </section>
    }
    .into_any()
}

fn answer(t: &'static Strings, what_if: &WhatIf) -> AnyView {
    let w = &t.policy().what_if;
    let keys = keys(what_if);
    let rows = keys
        .iter()
        .filter_map(|(outcome, currency)| {
            let before = find(&what_if.before, *outcome, currency);
            let after = find(&what_if.after, *outcome, currency);
            (before != after).then(|| row(t, *outcome, before, after))
        })
        .collect_view();
    let lead = if what_if.changed == 0 && what_if.before == what_if.after {
        w.nothing.to_owned()
    } else {
        (w.rows)(&format::count(t.locale, what_if.changed))
    };
    let [outcome, before, after] = w.columns;
    let table = (what_if.before != what_if.after).then(|| {
        view! {
            <table class="table what-if__table">
                <thead>
                    <tr>
                        <th scope="col">{outcome}</th>
                        <th scope="col" class="is-number">{before}</th>
                        <th scope="col" class="is-number">{after}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <p>
            <strong>{lead}</strong>
        </p>
        {table}
    }
    .into_any()
}

fn keys(what_if: &WhatIf) -> Vec<(Outcome, String)> {
    let mut keys: Vec<(Outcome, String)> = what_if
        .before
        .iter()
        .chain(&what_if.after)
        .map(|it| (it.outcome, it.currency.clone()))
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

fn find<'a>(
    all: &'a [OutcomeTotals],
    outcome: Outcome,
    currency: &str,
) -> Option<&'a OutcomeTotals> {
    all.iter().find(|it| it.outcome == outcome && it.currency == currency)
}

fn row(
    t: &'static Strings,
    outcome: Outcome,
    before: Option<&OutcomeTotals>,
    after: Option<&OutcomeTotals>,
) -> AnyView {
    let rows = |it: Option<&OutcomeTotals>| {
        let n = it.map_or(0, |it| it.lines.max(it.records));
        format::count(t.locale, n)
    };
    let money = |it: Option<&OutcomeTotals>| {
        it.filter(|it| !it.difference.is_empty())
            .map(|it| format::signed(t.locale, &it.difference, 2))
    };
    let currency = before.or(after).map_or("", |it| it.currency.as_str()).to_owned();
    let shows_money = money(before).is_some() || money(after).is_some();
    let second = shows_money.then(|| {
        view! {
            <tr class="what-if__money">
                <td>{t.policy().what_if.difference} " " {currency}</td>
                <td class="is-number">{money(before)}</td>
                <td class="is-number">{money(after)}</td>
            </tr>
        }
    });
    view! {
        <tr>
            <th scope="row">{(t.outcomes.of)(outcome).name}</th>
            <td class="is-number">{rows(before)}</td>
            <td class="is-number">{rows(after)}</td>
        </tr>
        {second}
    }
    .into_any()
}
