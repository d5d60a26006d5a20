//! What another policy or other rates would change, before they are used.

use crate::domain::Outcome;
use crate::domain::forms::PolicyForm;
use crate::engine::protocol::{OutcomeTotals, Rates, WhatIf};
use crate::ui::actions::terms;
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::{Locale, Strings};
use std::collections::{BTreeMap, BTreeSet};

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
    let refused = move || asking.get() || !is_changed.get() || !has_result();
    // It keeps the focus while it can do nothing.
    let ask = move |_| {
        if !untrack(refused) {
            let (policy, rates) = tried();
            terms::what_if(desk, policy, rates, asking, shown);
        }
    };
    let lead = move || {
        if has_result() {
            w.lead
        } else if desk.session.result.read().is_some() {
            t.shell.export_outdated
        } else {
            w.no_result
        }
    };
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
                aria-disabled=move || refused().to_string()
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
    if what_if.again > 0 {
        let said = (w.again)(&format::count(t.locale, what_if.again), what_if.again);
        return view! { <p>{said}</p> }.into_any();
    }
    let rows = what_if.rows.iter().map(|it| row(t, what_if, *it)).collect_view();
    let lead = if what_if.changed == 0 && what_if.before == what_if.after {
        w.nothing.to_owned()
    } else {
        (w.rows)(&format::count(t.locale, what_if.changed), what_if.changed)
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
                <tbody>{totals(t, what_if)} {rows}</tbody>
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

/// What is billed, expected and between them in each currency, over all outcomes.
fn totals(t: &'static Strings, what_if: &WhatIf) -> AnyView {
    type Figure = fn(&OutcomeTotals) -> &String;
    type Show = fn(Locale, &str, usize) -> String;
    let r = t.result();
    let figures: [(&'static str, (Figure, Show)); 3] = [
        (r.billed, (|it| &it.billed, format::decimal)),
        (r.expected, (|it| &it.expected, format::decimal)),
        (r.difference, (|it| &it.difference, format::signed)),
    ];
    let both = what_if.before.iter().chain(&what_if.after);
    let currencies: BTreeSet<&String> = both.map(|it| &it.currency).collect();
    let sum = |all: &[OutcomeTotals], currency: &String, (of, show): (Figure, Show)| {
        let stated = all.iter().filter(|it| it.currency == *currency && !of(it).is_empty());
        let sum = stated.fold("0".to_owned(), |sum, it| format::sum(&sum, of(it)));
        show(t.locale, &sum, 2)
    };
    let lines = currencies.into_iter().flat_map(|currency| {
        figures.map(|(name, of)| {
            view! {
                <tr>
                    <th scope="row">{format::in_currency(name, currency)}</th>
                    <td class="is-number">{sum(&what_if.before, currency, of)}</td>
                    <td class="is-number">{sum(&what_if.after, currency, of)}</td>
                </tr>
            }
        })
    });
    lines.collect_view()
}

/// An outcome: its rows, and its difference in each currency, where something changes.
fn row(
    t: &'static Strings,
    what_if: &WhatIf,
    (outcome, before, after): (Outcome, u64, u64),
) -> Option<AnyView> {
    let of_it = |all: &[OutcomeTotals]| -> BTreeMap<String, String> {
        let of_it = all.iter().filter(|it| it.outcome == outcome && !it.difference.is_empty());
        of_it.map(|it| (it.currency.clone(), it.difference.clone())).collect()
    };
    let (was, is) = (of_it(&what_if.before), of_it(&what_if.after));
    let currencies: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let changes = currencies.into_iter().filter(|it| was.get(*it) != is.get(*it));
    let money = |it: Option<&String>| it.map(|it| format::signed(t.locale, it, 2));
    let changes = changes.map(|it| {
        view! {
            <tr class="what-if__money">
                <td>{format::in_currency(t.policy().what_if.difference, it)}</td>
                <td class="is-number">{money(was.get(it))}</td>
                <td class="is-number">{money(is.get(it))}</td>
            </tr>
        }
    });
    (before != after || was != is).then(|| {
        view! {
            <tr>
                <th scope="row">{(t.outcomes.called.outcome)(outcome)}</th>
                <td class="is-number">{format::count(t.locale, before)}</td>
                <td class="is-number">{format::count(t.locale, after)}</td>
            </tr>
            {changes.collect_view()}
        }
        .into_any()
    })
}
