//! Going on with a saved case.

use super::{browse, decide, reconcile, source, terms, undo};
use crate::engine::protocol::{Reply, Request};
use crate::source::SourceId;
use crate::ui::state::{Desk, Step};
use leptos::task::spawn_local;
use std::sync::Arc;

/// Takes policy, rates, settings and decisions of a case for the files of it that are there, as one
/// step that can be undone, and reconciles.
pub(crate) fn open(desk: Desk, case: SourceId, n_there: usize) {
    let session = desk.session;
    let opened = (case, n_there);
    // It is open from now on, so that a second press does not take it once more.
    let from = reconcile::here();
    let before = session.case_open.get_untracked();
    session.case_open.set(Some(opened));
    spawn_local(async move {
        let Some(Reply::Case(case)) = browse::reply(desk, Request::GetCase(case)).await else {
            session.case_open.set(before);
            return;
        };
        let policy = Box::new((session.policy.get_untracked(), case.policy.clone()));
        let (rates, decisions) = (Arc::new(case.rates), Arc::new(case.decisions));
        let mut parts = vec![
            Step::Policy(policy),
            Step::Rates(session.rates.get_untracked(), Arc::clone(&rates)),
            Step::Decisions(session.decisions.get_untracked(), Arc::clone(&decisions)),
        ];
        for (id, settings) in case.settings {
            let Some(cell) = session.cell(id) else { continue };
            let now = cell.view.with_untracked(|view| view.settings.clone());
            if now != settings {
                parts.push(Step::Settings(id, Box::new((now, settings.clone()))));
                source::put_settings(desk, id, settings);
            }
        }
        // What is being edited is of the work that the case takes the place of.
        terms::drop_policy_edits(desk);
        terms::drop_rate_edits(desk);
        // What was decided since may be worth more than what the case has: it can be had back.
        undo::did(desk, Step::Case(opened, parts));
        terms::use_policy(desk, case.policy).await;
        terms::use_rates(desk, rates).await;
        session.saved.set_value(Arc::clone(&decisions));
        decide::put(desk, decisions).await;
        reconcile::when_read(desk, from).await;
    });
}
