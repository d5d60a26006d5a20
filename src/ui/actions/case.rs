//! Going on with a saved case.

use super::{browse, decide, reconcile, source, terms};
use crate::engine::protocol::{Reply, Request};
use crate::source::SourceId;
use crate::ui::state::Desk;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Takes policy, rates, settings and decisions of a case for the files of it that are there, and
/// reconciles.
pub(crate) fn open(desk: Desk, case: SourceId) {
    spawn_local(async move {
        let Some(Reply::Case(case)) = browse::reply(desk, Request::GetCase(case)).await else {
            return;
        };
        for (id, settings) in case.settings {
            let now = desk.session.cell(id);
            if now.is_some_and(|it| it.view.with_untracked(|view| view.settings != settings)) {
                source::put_settings(desk, id, settings);
            }
        }
        terms::use_policy(desk, case.policy).await;
        terms::use_rates(desk, Arc::new(case.rates)).await;
        let decisions = Arc::new(case.decisions);
        desk.session.saved.set_value(Arc::clone(&decisions));
        decide::put(desk, decisions).await;
        reconcile::when_read(desk).await;
    });
}
