//! The rules in their order, and what groups are made of.

use super::Draft;
use crate::domain::order;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::Desk;

const RULES: [&str; 2] = ["id", "aggregate"];
const DIMENSIONS: [&str; 4] = ["account", "service", "channel", "period"];

/// The part about matching.
pub(super) fn matching(desk: Desk, draft: Draft) -> AnyView {
    let p = desk.strings().policy();
    // Rules in use come first, in their order; the others follow and are off.
    let order = Memo::new(move |_| {
        let used = draft.with(|it| it.rules.clone());
        let unused = RULES.into_iter().filter(|it| !used.iter().any(|used| used == it));
        let mut all: Vec<(String, bool)> = used.iter().map(|it| (it.clone(), true)).collect();
        all.extend(unused.map(|it| (it.to_owned(), false)));
        all
    });
    let rules = move || {
        let all = order.get();
        all.into_iter()
            .enumerate()
            .map(|(at, (code, on))| rule(desk, draft, at, code, on))
            .collect_view()
    };
    let dimensions = DIMENSIONS.iter().zip(p.dimensions).map(|(code, name)| {
        let is_on = move || draft.with(|it| it.aggregate_by.iter().any(|it| it == code));
        let toggle = move |_| {
            draft.change(|it| {
                toggle(&mut it.aggregate_by, code);
                order::sort_by_key(&mut it.aggregate_by, |it| {
                    DIMENSIONS.iter().position(|code| code == it)
                });
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
            <ol class="rules" data-testid="policy-rules">{rules}</ol>
            <fieldset class="stack">
                <legend class="field__label legend">{p.groups}</legend>
                <div class="cluster cluster--wide">{dimensions.collect_view()}</div>
            </fieldset>
        </section>
    }
    .into_any()
}

fn rule(desk: Desk, draft: Draft, at: usize, code: String, on: bool) -> AnyView {
    let p = desk.strings().policy();
    let (name, what) = RULES
        .iter()
        .zip(p.kinds)
        .find(|(it, _)| **it == code)
        .map(|(_, texts)| texts)
        .unwrap_or_default();
    let toggled = code.clone();
    let earlier = move |_| draft.change(|it| it.rules.swap(at - 1, at));
    let can_move = on && at > 0;
    view! {
        <li class="rules__rule" class:is-off=!on>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=on
                    on:change=move |_| draft.change(|it| toggle(&mut it.rules, &toggled))
                />
                <span>{name}</span>
                <span class="choice__note">{what}</span>
            </label>
            {can_move
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button--icon"
                            aria-label=(p.earlier)(name)
                            title=(p.earlier)(name)
                            on:click=earlier
                        >
                            {icon(Glyph::Up)}
                        </button>
                    }
                })}
        </li>
    }
    .into_any()
}

fn toggle(list: &mut Vec<String>, code: &str) {
    if list.iter().any(|it| it == code) {
        list.retain(|it| it != code);
    } else {
        list.push(code.to_owned());
    }
}
