//! Rates and policy: what was agreed and how the sides are compared.

use super::{engine, undo};
use crate::domain::Role;
use crate::domain::forms::{PolicyForm, RateForm};
use crate::engine::protocol::{Reply, Request, WhatIf};
use crate::ui::state::{Desk, Step};
use leptos::prelude::*;
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

/// Uses these rates from now on, as a step that can be undone.
pub(crate) fn set_rates(desk: Desk, rates: Vec<RateForm>) {
    let before = Arc::clone(&desk.session.rates.read_untracked());
    let after = Arc::new(rates);
    undo::did(desk, Step::Rates(before, Arc::clone(&after)));
    spawn_local(put_rates(desk, after));
}

/// The same without a step.
pub(crate) async fn put_rates(desk: Desk, rates: Arc<Vec<RateForm>>) {
    match engine::ask(desk, Request::SetRates(rates.to_vec())).await {
        Ok(answer) => {
            if let Reply::RatesChecked(problems) = answer.reply {
                desk.session.rate_problems.set(problems);
            }
            desk.session.rates.set(rates);
            desk.session.stale.set(true);
        }
        Err(unanswered) => engine::tell(desk, unanswered),
    }
}

/// Uses this policy from now on, as a step that can be undone.
pub(crate) fn set_policy(desk: Desk, policy: PolicyForm) {
    let before = desk.session.policy.get_untracked();
    undo::did(desk, Step::Policy(Box::new((before, policy.clone()))));
    spawn_local(put_policy(desk, policy));
}

/// The same without a step.
pub(crate) async fn put_policy(desk: Desk, policy: PolicyForm) {
    match engine::ask(desk, Request::SetPolicy(policy.clone())).await {
        Ok(_) => {
            desk.session.policy.set(policy);
            desk.session.stale.set(true);
        }
        Err(unanswered) => engine::tell(desk, unanswered),
    }
}

/// What would change under another policy or other rates.
pub(crate) fn what_if(
    desk: Desk,
    policy: Option<PolicyForm>,
    rates: Option<Vec<RateForm>>,
    asking: RwSignal<bool>,
    shown: RwSignal<Option<WhatIf>>,
) {
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
