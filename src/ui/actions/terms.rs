//! Rates and policy: what was agreed and how the sides are compared.

use super::{engine, notify, undo};
use crate::domain::Role;
use crate::domain::forms::PolicyForm;
use crate::engine::protocol::{Rates, Reply, Request, WhatIf};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::{Desk, Step, Tone};
use leptos::task::spawn_local;
use std::sync::Arc;

/// A source was read; a rate card changes the rates in use.
pub(crate) fn source_was_read(desk: Desk, role: Role) {
    if role == Role::Rates {
        spawn_local(refresh_rates(desk));
    }
}

/// Asks which rates are in use.
pub(crate) async fn refresh_rates(desk: Desk) {
    if let Ok(answer) = engine::ask(desk, Request::GetRates).await
        && let Reply::Rates(rates) = answer.reply
    {
        desk.session.rates.set(Arc::new(rates));
    }
}

/// Edits the rates without using them; `None` drops the edits.
pub(crate) fn edit_rates(desk: Desk, rates: Option<Rates>) {
    desk.session.rates_draft.set(rates);
}

/// Edits the policy without using it. A policy like the one in use is no edit.
pub(crate) fn edit_policy(desk: Desk, policy: PolicyForm) {
    let is_same = *desk.session.policy.read_untracked() == policy;
    desk.session.policy_draft.set((!is_same).then_some(policy));
}

/// Drops the edits of the policy.
pub(crate) fn drop_policy_edits(desk: Desk) {
    desk.session.policy_draft.set(None);
}

/// Uses these rates from now on, as a step that can be undone.
pub(crate) fn set_rates(desk: Desk, rates: Rates) {
    let before = Arc::clone(&desk.session.rates.read_untracked());
    let after = Arc::new(rates);
    undo::did(desk, Step::Rates(before, Arc::clone(&after)));
    spawn_local(put_rates(desk, after));
}

/// The same without a step.
pub(crate) async fn put_rates(desk: Desk, rates: Arc<Rates>) {
    let Some(n_problems) = use_rates(desk, rates).await else { return };
    let t = desk.strings().shell;
    if n_problems > 0 {
        notify::toast(desk, Tone::Bad, (t.rates_problems)(n_problems));
    } else {
        notify::toast(desk, Tone::Good, t.rates_applied);
    }
}

/// Lets the engine use these rates; how much is wrong with them, once it does.
pub(super) async fn use_rates(desk: Desk, rates: Arc<Rates>) -> Option<usize> {
    match engine::ask(desk, Request::SetRates(Rates::clone(&rates))).await {
        Ok(answer) => {
            let mut n_problems = 0;
            if let Reply::RatesChecked(problems) = answer.reply {
                n_problems = problems.len();
                desk.session.rate_problems.set(problems);
            }
            desk.session.rates.set(rates);
            desk.session.rates_draft.set(None);
            // A card that was read since they were edited is on top of them.
            refresh_rates(desk).await;
            Some(n_problems)
        }
        Err(unanswered) => {
            engine::tell(desk, unanswered);
            None
        }
    }
}

/// Uses this policy from now on, as a step that can be undone.
pub(crate) fn set_policy(desk: Desk, policy: PolicyForm) {
    let policy = typed(desk, policy);
    let before = desk.session.policy.get_untracked();
    spawn_local(async move {
        if put_policy(desk, policy.clone()).await {
            undo::did(desk, Step::Policy(Box::new((before, policy))));
        }
    });
}

/// The policy with figures as the engine reads them.
fn typed(desk: Desk, mut policy: PolicyForm) -> PolicyForm {
    let locale = desk.strings().locale;
    for figure in [
        &mut policy.quantity_absolute,
        &mut policy.quantity_percent,
        &mut policy.amount_absolute,
        &mut policy.amount_percent,
    ] {
        *figure = format::typed(locale, figure);
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

/// Lets the engine use this policy. Whether it does.
pub(super) async fn use_policy(desk: Desk, policy: PolicyForm) -> bool {
    match engine::ask(desk, Request::SetPolicy(policy.clone())).await {
        Ok(_) => {
            desk.session.policy.set(policy);
            desk.session.policy_draft.set(None);
            true
        }
        Err(engine::Unanswered::Refused(diagnostic)) => {
            // The way out that fits a file does not fit a form.
            notify::toast(desk, Tone::Bad, desk.strings().says(&diagnostic));
            false
        }
        Err(engine::Unanswered::Lost) => false,
    }
}

/// What would change under another policy or other rates.
pub(crate) fn what_if(
    desk: Desk,
    policy: Option<PolicyForm>,
    rates: Option<Rates>,
    asking: RwSignal<bool>,
    shown: RwSignal<Option<WhatIf>>,
) {
    let policy = policy.map(|it| typed(desk, it));
    asking.set(true);
    let answer = engine::ask(desk, Request::WhatIf { policy, rates });
    spawn_local(async move {
        let answer = answer.await;
        asking.try_set(false);
        match answer {
            Ok(answer) => {
                if let Reply::WhatIf(what_if) = answer.reply {
                    shown.try_set(Some(what_if));
                }
            }
            Err(unanswered) => engine::tell(desk, unanswered),
        }
    });
}
