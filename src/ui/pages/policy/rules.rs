//! The rules in their order, and what groups are made of.
//!
//! The order is not for people to choose: what a sure rule finds is never left to one that is less so.

use super::{Draft, text};
use crate::domain::forms::{NameForm, RULES};
use crate::domain::order;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::Desk;

const DIMENSIONS: [&str; 4] = ["account", "service", "channel", "period"];

/// The part about matching.
pub(super) fn matching(desk: Desk, draft: Draft) -> AnyView {
    let p = desk.strings().policy();
    let rules = RULES.iter().zip(p.kinds).map(|(code, texts)| rule(draft, code, texts));
    let dimensions = DIMENSIONS.iter().zip(p.dimensions).map(|(code, name)| {
        let is_on = move || draft.with(|it| it.aggregate_by.iter().any(|it| it == code));
        let toggle = move |_| {
            draft.change(|it| {
                toggle(&mut it.aggregate_by, code);
                in_order(&mut it.aggregate_by, &DIMENSIONS);
            });
        };
        view! {
            <label class="choice">
                <input type="checkbox" prop:checked=is_on on:change=toggle/>
                <span>{name}</span>
            </label>
        }
    });
    view! {
        <section class="card card--pad stack">
            <h2 class="card__title">{p.matching}</h2>
            <p class="card__note">{p.matching_note}</p>
            <ol class="rules" data-testid="policy-rules">{rules.collect_view()}</ol>
            <div class="fields">
                {text(
                    draft,
                    (p.window, p.window_hint),
                    "text",
                    ("policy-window", "time_window"),
                    |it| &it.time_window,
                    |it| &mut it.time_window,
                )}
            </div>
            <fieldset class="stack">
                <legend class="field__label legend">{p.groups}</legend>
                <div class="cluster cluster--wide">{dimensions.collect_view()}</div>
            </fieldset>
            {names(desk, draft)}
        </section>
    }
    .into_any()
}

fn rule(draft: Draft, code: &'static str, (name, what): (&'static str, &'static str)) -> AnyView {
    let is_on = move || draft.with(|it| it.rules.iter().any(|it| it == code));
    let flip = move |_| {
        draft.change(|it| {
            toggle(&mut it.rules, code);
            in_order(&mut it.rules, &RULES);
        });
    };
    view! {
        <li class="rules__rule" class:is-off=move || !is_on()>
            <label class="choice">
                <input type="checkbox" prop:checked=is_on on:change=flip/>
                <span>{name}</span>
                <span class="choice__note">{what}</span>
            </label>
        </li>
    }
    .into_any()
}

/// Names on the bill that are taken for others, where there are any.
fn names(desk: Desk, draft: Draft) -> AnyView {
    let t = desk.strings();
    let p = t.policy();
    let row = move |it: NameForm| {
        let said = (t.result().name_taken)(&it);
        let label = (p.forget)(&it.billed);
        let forget = move |_| draft.change(|policy| policy.names.retain(|other| *other != it));
        view! {
            <li class="rules__rule rules__name">
                <span>{said}</span>
                <button
                    type="button"
                    class="button button--icon"
                    aria-label=label.clone()
                    title=label
                    on:click=forget
                >
                    {icon(Glyph::Cross)}
                </button>
            </li>
        }
    };
    (move || {
        let names = draft.with(|it| it.names.clone());
        (!names.is_empty()).then(|| {
            view! {
                <fieldset class="stack" data-testid="policy-names">
                    <legend class="field__label legend">{p.names}</legend>
                    <ul class="rules">{names.into_iter().map(row).collect_view()}</ul>
                </fieldset>
            }
        })
    })
    .into_any()
}

fn toggle(list: &mut Vec<String>, code: &str) {
    if list.iter().any(|it| it == code) {
        list.retain(|it| it != code);
    } else {
        list.push(code.to_owned());
    }
}

fn in_order(list: &mut [String], codes: &[&str]) {
    order::sort_by_key(list, |it| codes.iter().position(|code| code == it));
}
