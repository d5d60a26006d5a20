//! Rates and policy: what was agreed and how the sides are compared.

use super::{engine, notify, reconcile, undo};
use crate::diagnostics::Diagnostic;
use crate::domain::forms::{NameForm, PolicyForm, RULES, RateForm};
use crate::domain::{Role, order};
use crate::engine::protocol::{Rates, Reply, Request, WhatIf};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::{Desk, Step, Tone};
use leptos::task::spawn_local;
use std::sync::Arc;

/// A source was read, or a case says which of its files are there; a rate card changes the rates in use,
/// unless they are of a case that it is a file of.
pub(crate) fn source_was_read(desk: Desk, role: Role) {
    if matches!(role, Role::Rates | Role::Case) {
        spawn_local(refresh_rates(desk));
    }
}

/// Asks which rates are in use.
pub(crate) async fn refresh_rates(desk: Desk) {
    if let Ok(answer) = engine::ask(desk, Request::GetRates).await
        && let Reply::Rates(rates) = answer.reply
    {
        desk.session.rates.set(Arc::new(rates));
        check_rates(desk).await;
    }
}

/// Asks what is wrong with a policy or rates; whether nothing is. Answers come in the order of the
/// questions.
async fn check(
    desk: Desk,
    policy: Option<PolicyForm>,
    rates: Option<Rates>,
    problems: RwSignal<Vec<Diagnostic>>,
) -> bool {
    match engine::ask(desk, Request::Check { policy, rates }).await.map(|it| it.reply) {
        Ok(Reply::Checked(found)) => {
            let is_good = found.is_empty();
            problems.set(found);
            is_good
        }
        _ => false,
    }
}

/// The same for the rates being edited, or those in use.
fn check_rates(desk: Desk) -> impl Future<Output = bool> {
    let in_use = || Rates::clone(&desk.session.rates.read_untracked());
    let rates = desk.session.rates_draft.get_untracked().unwrap_or_else(in_use);
    check(desk, None, Some(rates), desk.session.rate_problems)
}

/// The same for the policy being edited.
fn check_policy(desk: Desk) -> impl Future<Output = bool> {
    let policy = desk.session.policy_draft.get_untracked().map(|it| typed(desk, it));
    check(desk, policy, None, desk.session.policy_problems)
}

/// Edits the rates without using them.
pub(crate) fn edit_rates(desk: Desk, change: &dyn Fn(&mut Vec<RateForm>)) {
    let session = desk.session;
    // Changed where they stand: a thousand of them take a while to copy.
    session.rates_draft.update(|draft| {
        let in_use = || Rates::clone(&session.rates.read_untracked());
        change(&mut draft.get_or_insert_with(in_use).rows);
    });
    spawn_local(async move { _ = check_rates(desk).await });
}

/// Drops the edits of the rates.
pub(crate) fn drop_rate_edits(desk: Desk) {
    desk.session.rates_draft.set(None);
    spawn_local(async move { _ = check_rates(desk).await });
}

/// Edits the policy without using it. A policy like the one in use is no edit. What was found wrong
/// is looked at again at once, the rest when its field is left.
pub(crate) fn edit_policy(desk: Desk, policy: PolicyForm) {
    let is_same = *desk.session.policy.read_untracked() == typed(desk, policy.clone());
    desk.session.policy_draft.set((!is_same).then_some(policy));
    if desk.session.policy_problems.with_untracked(|it| !it.is_empty()) {
        policy_field_left(desk);
    }
}

/// A field of the policy was left.
pub(crate) fn policy_field_left(desk: Desk) {
    spawn_local(async move { _ = check_policy(desk).await });
}

/// Drops the edits of the policy.
pub(crate) fn drop_policy_edits(desk: Desk) {
    desk.session.policy_draft.set(None);
    desk.session.policy_problems.set(Vec::new());
}

/// Uses the edited rates from now on, as a step that can be undone, unless something is wrong.
pub(crate) fn apply_rates(desk: Desk) {
    let Some(rates) = desk.session.rates_draft.get_untracked() else { return };
    spawn_local(async move {
        if check_rates(desk).await {
            let before = Arc::clone(&desk.session.rates.read_untracked());
            let after = Arc::new(rates);
            undo::did(desk, Step::Rates(before, Arc::clone(&after)));
            if put_rates(desk, after).await {
                desk.session.rates_draft.set(None);
            }
        }
    });
}

/// Uses the rates of the cards that are there and no others, as a step that can be undone.
pub(crate) fn drop_rates(desk: Desk) {
    desk.session.rates_draft.set(Some(Rates::default()));
    apply_rates(desk);
}

/// Uses rates without a step; whether the engine does.
pub(crate) async fn put_rates(desk: Desk, rates: Arc<Rates>) -> bool {
    let is_used = use_rates(desk, rates).await;
    if is_used {
        notify::toast(desk, Tone::Good, desk.strings().shell.rates_applied);
    }
    is_used
}

/// Lets the engine use these rates. Whether it does. Others that are being edited stay so.
pub(super) async fn use_rates(desk: Desk, rates: Arc<Rates>) -> bool {
    match engine::ask(desk, Request::SetRates(Rates::clone(&rates))).await {
        Ok(_) => {
            // A card that was read since they were edited is on top of them.
            refresh_rates(desk).await;
            true
        }
        Err(unanswered) => {
            engine::tell(desk, unanswered);
            false
        }
    }
}

/// Uses the edited policy from now on, as a step that can be undone, unless something is wrong.
pub(crate) fn apply_policy(desk: Desk) {
    let Some(policy) = desk.session.policy_draft.get_untracked() else { return };
    let policy = typed(desk, policy);
    let before = desk.session.policy.get_untracked();
    spawn_local(async move {
        if check_policy(desk).await && put_policy(desk, policy.clone()).await {
            undo::did(desk, Step::Policy(Box::new((before, policy))));
            drop_policy_edits(desk);
        }
    });
}

/// The policy with figures as the engine reads them. One like that in use was not typed.
fn typed(desk: Desk, mut policy: PolicyForm) -> PolicyForm {
    let locale = desk.strings().locale;
    let in_use = desk.session.policy.read_untracked();
    for (figure, now) in [
        (&mut policy.quantity_absolute, &in_use.quantity_absolute),
        (&mut policy.quantity_percent, &in_use.quantity_percent),
        (&mut policy.amount_absolute, &in_use.amount_absolute),
        (&mut policy.amount_percent, &in_use.amount_percent),
    ] {
        if figure != now {
            *figure = format::typed(locale, figure);
        }
    }
    policy
}

/// The same without a step. Whether the engine took it.
pub(crate) async fn put_policy(desk: Desk, policy: PolicyForm) -> bool {
    let is_taken = use_policy(desk, policy).await;
    if is_taken {
        notify::toast(desk, Tone::Good, desk.strings().shell.policy_applied);
    }
    is_taken
}

/// Lets the engine use this policy. Whether it does. Another that is being edited stays so.
pub(super) async fn use_policy(desk: Desk, policy: PolicyForm) -> bool {
    match engine::ask(desk, Request::SetPolicy(policy.clone())).await {
        Ok(_) => {
            desk.session.policy.set(policy);
            true
        }
        Err(unanswered) => {
            engine::tell(desk, unanswered);
            false
        }
    }
}

/// Lets lines match by another rule, too, as a step that can be undone, and reconciles anew.
pub(crate) fn match_by(desk: Desk, rule: &'static str) {
    reconcile_with(desk, move |policy| {
        policy.rules.push(rule.to_owned());
        order::sort_by_key(&mut policy.rules, |it| RULES.iter().position(|rule| rule == it));
    });
}

/// Rounds lengths without a rate in this way.
pub(crate) fn round_lengths(desk: Desk, rounding: String) {
    reconcile_with(desk, move |policy| policy.length_rounding.clone_from(&rounding));
}

/// Counts sessions for the period by this rule.
pub(crate) fn count_by(desk: Desk, rule: String) {
    reconcile_with(desk, move |policy| policy.period_rule.clone_from(&rule));
}

/// Takes names on the bill for those of the usage, in the same way.
pub(crate) fn take_names(desk: Desk, names: Vec<NameForm>) {
    reconcile_with(desk, move |policy| {
        let is_other =
            |it: &NameForm| !names.iter().any(|new| new.of == it.of && new.billed == it.billed);
        policy.names.retain(is_other);
        policy.names.extend_from_slice(&names);
    });
}

/// Changes the policy in use. One that is being edited is changed too, and stays an edit.
fn reconcile_with(desk: Desk, change: impl Fn(&mut PolicyForm) + 'static) {
    let before = desk.session.policy.get_untracked();
    let draft = desk.session.policy_draft.get_untracked();
    let mut policy = before.clone();
    change(&mut policy);
    spawn_local(async move {
        if use_policy(desk, policy.clone()).await {
            undo::did(desk, Step::Policy(Box::new((before, policy))));
            if let Some(mut draft) = draft {
                change(&mut draft);
                edit_policy(desk, draft);
            }
            reconcile::run(desk);
        }
    });
}

/// What would change under another policy or other rates. An answer that comes after what was asked
/// about was edited once more is not shown.
pub(crate) fn what_if(
    desk: Desk,
    policy: Option<PolicyForm>,
    rates: Option<Rates>,
    asking: RwSignal<bool>,
    shown: RwSignal<Option<WhatIf>>,
) {
    let policy = policy.map(|it| typed(desk, it));
    let edits = move || {
        let session = desk.session;
        (session.policy_draft.get_untracked(), session.rates_draft.get_untracked())
    };
    let asked = edits();
    asking.set(true);
    let answer = engine::ask(desk, Request::WhatIf { policy, rates });
    spawn_local(async move {
        let answer = answer.await;
        asking.try_set(false);
        match answer {
            Ok(answer) => {
                if let Reply::WhatIf(what_if) = answer.reply
                    && edits() == asked
                {
                    shown.try_set(Some(what_if));
                }
            }
            Err(unanswered) => engine::tell(desk, unanswered),
        }
    });
}
