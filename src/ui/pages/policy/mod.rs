//! The Policy page: how the two sides are compared.

mod rules;

use super::what_if;
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::forms::PolicyForm;
use crate::engine::protocol::WhatIf;
use crate::ui::actions::terms;
use crate::ui::components::{checked_field, select_field};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// The policy as it stands in the form, and what changes it.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    desk: Desk,
    shown: RwSignal<Option<WhatIf>>,
}

impl Draft {
    /// The edited policy, or the one in use.
    pub(super) fn get(self) -> PolicyForm {
        self.with(PolicyForm::clone)
    }

    /// Something of it.
    pub(super) fn with<T>(self, read: impl FnOnce(&PolicyForm) -> T) -> T {
        match &*self.desk.session.policy_draft.read() {
            Some(policy) => read(policy),
            None => read(&self.desk.session.policy.read()),
        }
    }

    /// Changes it; it is not in use before it is applied.
    pub(super) fn change(self, change: impl FnOnce(&mut PolicyForm)) {
        let mut policy = untrack(move || self.get());
        change(&mut policy);
        terms::edit_policy(self.desk, policy);
        self.shown.set(None);
    }
}

/// The page.
pub(crate) fn page(desk: Desk) -> AnyView {
    let t = desk.strings();
    let shown = RwSignal::new(None);
    let draft = Draft { desk, shown };
    let is_changed = Signal::derive(move || desk.session.policy_draft.read().is_some());
    let is_good =
        Signal::derive(move || is_changed.get() && desk.session.policy_problems.read().is_empty());
    view! {
        <div class="page-head">
            <div>
                <h1>{t.policy().title}</h1>
                <p class="page-head__lead">{t.policy().lead}</p>
            </div>
        </div>
        <div class="with-panel">
            <form
                class="stack"
                on:submit=move |event| event.prevent_default()
                on:change=move |_| terms::policy_field_left(desk)
            >
                {time(desk, draft)}
                {rules::matching(desk, draft)}
                {tolerance(desk, draft)}
            </form>
            <aside class="with-panel__side stack">
                {in_use(desk, draft, is_changed, is_good)}
                {what_if::panel(
                    desk,
                    is_good,
                    shown,
                    move || (Some(untrack(move || draft.get())), None),
                )}
            </aside>
        </div>
    }
    .into_any()
}

/// Where a text stands in the form.
type Pick = fn(&PolicyForm) -> &String;
type Slot = fn(&mut PolicyForm) -> &mut String;

fn text(
    draft: Draft,
    (label, hint): (&'static str, &'static str),
    kind: &'static str,
    (testid, field): (&'static str, &'static str),
    pick: Pick,
    slot: Slot,
) -> AnyView {
    let desk = draft.desk;
    let is_figure = matches!(
        field,
        "quantity_absolute" | "quantity_percent" | "amount_absolute" | "amount_percent"
    );
    // A figure in use is shown with the language's mark, one that is typed as it was typed.
    let value = Signal::derive(move || {
        let text = draft.with(|it| pick(it).clone());
        let is_in_use = is_figure && desk.session.policy.with(|it| *pick(it) == text);
        if is_in_use { format::written(desk.strings().locale, &text) } else { text }
    });
    let changed = Callback::new(move |text| draft.change(|it| *slot(it) = text));
    let is_mine = move |it: &&Diagnostic| it.place.field == field;
    let wrong = Signal::derive(move || {
        let problems = desk.session.policy_problems.read();
        let t = desk.strings();
        problems.iter().find(is_mine).map(|it| match field {
            "time_window" => t.policy().window_wrong.to_owned(),
            "length_rounding" => t.policy().lengths_wrong.to_owned(),
            _ if it.code == Code::EndBeforeStart => t.policy().period_wrong.to_owned(),
            _ => t.figure_problem(it),
        })
    });
    checked_field((label, hint), kind, testid, value, changed, wrong)
}

fn time(desk: Desk, draft: Draft) -> AnyView {
    let p = desk.strings().policy();
    let rule = Signal::derive(move || draft.with(|it| it.period_rule.clone()));
    let set_rule = Callback::new(move |code| draft.change(|it| it.period_rule = code));
    let options = ["start", "end", "overlap"].map(str::to_owned).into_iter();
    let options = options.zip(p.rules.map(str::to_owned)).collect();
    view! {
        <section class="card card--pad stack">
            <h2 class="card__title">{p.time}</h2>
            <p class="card__note">{p.period_hint}</p>
            <div class="fields">
                {text(
                    draft,
                    (p.from, ""),
                    "date",
                    ("policy-from", "period_from"),
                    |it| &it.period_from,
                    |it| &mut it.period_from,
                )}
                {text(
                    draft,
                    (p.until, ""),
                    "date",
                    ("policy-until", "period_to"),
                    |it| &it.period_to,
                    |it| &mut it.period_to,
                )}
                {select_field(p.rule, "policy-rule", options, rule, set_rule)}
                {text(
                    draft,
                    (p.zone, p.zone_hint),
                    "text",
                    ("policy-zone", "time_zone"),
                    |it| &it.time_zone,
                    |it| &mut it.time_zone,
                )}
            </div>
        </section>
    }
    .into_any()
}

fn tolerance(desk: Desk, draft: Draft) -> AnyView {
    let p = desk.strings().policy();
    let decimals = Signal::derive(move || draft.with(|it| it.amount_decimals.to_string()));
    let set_decimals = Callback::new(move |text: String| {
        if let Ok(places) = text.parse::<u32>() {
            draft.change(|it| it.amount_decimals = places);
        }
    });
    let places = (0u32..=6).map(|it| (it.to_string(), it.to_string())).collect();
    view! {
        <section class="card card--pad stack">
            <h2 class="card__title">{p.tolerance}</h2>
            <p class="card__note">{p.tolerance_note}</p>
            <div class="fields">
                {text(
                    draft,
                    (p.quantity_absolute, ""),
                    "text",
                    ("policy-quantity-absolute", "quantity_absolute"),
                    |it| &it.quantity_absolute,
                    |it| &mut it.quantity_absolute,
                )}
                {text(
                    draft,
                    (p.quantity_percent, ""),
                    "text",
                    ("policy-quantity-percent", "quantity_percent"),
                    |it| &it.quantity_percent,
                    |it| &mut it.quantity_percent,
                )}
                {text(
                    draft,
                    (p.amount_absolute, ""),
                    "text",
                    ("policy-amount-absolute", "amount_absolute"),
                    |it| &it.amount_absolute,
                    |it| &mut it.amount_absolute,
                )}
                {text(
                    draft,
                    (p.amount_percent, ""),
                    "text",
                    ("policy-amount-percent", "amount_percent"),
                    |it| &it.amount_percent,
                    |it| &mut it.amount_percent,
                )}
                {select_field(p.decimals, "policy-decimals", places, decimals, set_decimals)}
                {text(
                    draft,
                    (p.lengths, p.lengths_hint),
                    "text",
                    ("policy-lengths", "length_rounding"),
                    |it| &it.length_rounding,
                    |it| &mut it.length_rounding,
                )}
            </div>
            <p class="field__hint">{p.decimals_hint}</p>
        </section>
    }
    .into_any()
}

fn in_use(desk: Desk, draft: Draft, is_changed: Signal<bool>, is_good: Signal<bool>) -> AnyView {
    let t = desk.strings();
    let p = t.policy();
    let state = move || if is_changed.get() { p.changed } else { p.unchanged };
    // Both keep the focus when there is nothing left for them to do.
    let apply = move |_| {
        if is_good.get_untracked() {
            terms::apply_policy(desk);
            draft.shown.set(None);
        }
    };
    let revert = move |_| {
        terms::drop_policy_edits(desk);
        draft.shown.set(None);
    };
    view! {
        <section class="card card--pad stack">
            {text(
                draft,
                (p.name, p.name_hint),
                "text",
                ("policy-name", "name"),
                |it| &it.name,
                |it| &mut it.name,
            )}
            <p class="card__note" role="status">{state}</p>
            <button
                type="button"
                class="button button--primary button--large"
                data-testid="policy-apply"
                aria-disabled=move || (!is_good.get()).to_string()
                on:click=apply
            >
                {t.shell.apply}
            </button>
            <div class="cluster">
                <button
                    type="button"
                    class="button button--small"
                    aria-disabled=move || (!is_changed.get()).to_string()
                    on:click=revert
                >
                    {p.revert}
                </button>
                <button
                    type="button"
                    class="button button--small"
                    on:click=move |_| draft.change(|it| *it = PolicyForm::default())
                >
                    {p.defaults}
                </button>
            </div>
        </section>
    }
    .into_any()
}
