//! What a person says about rows of the result.

use super::engine::{self, Unanswered};
use super::undo;
use crate::domain::Decision;
use crate::engine::protocol::{DecidedRow, Reply, Request, Selection};
use crate::ui::state::{Desk, Step};
use crate::worker::client::Answer;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Decides on rows, as a step that can be undone. `None` takes a decision back; a note of `None`
/// leaves the note as it is.
pub(crate) fn decide(
    desk: Desk,
    rows: Selection,
    decision: Option<Decision>,
    note: Option<String>,
) {
    let step = step(desk, rows, decision, note);
    spawn_local(async move { _ = step.await });
}

/// The same, for whoever wants to know on how many rows that was not decided before.
pub(super) fn step(
    desk: Desk,
    rows: Selection,
    decision: Option<Decision>,
    note: Option<String>,
) -> impl Future<Output = Option<u64>> {
    // All three are on their way before anything else is: a step that follows at once does not get
    // between what was before and what came after.
    let before = engine::ask(desk, Request::GetDecisions);
    let decided = engine::ask(desk, Request::Decide { rows, decision, note });
    let after = engine::ask(desk, Request::GetDecisions);
    async move {
        let before = list(before.await);
        match decided.await {
            Ok(answer) => {
                if let Reply::Decided(totals) = answer.reply {
                    desk.session.decided.set(totals);
                }
                let (before, after) = (before?, list(after.await)?);
                desk.session.decisions.set(Arc::clone(&after));
                let n_more = n_more(&before, &after, decision);
                undo::did(desk, Step::Decisions(before, after));
                Some(n_more)
            }
            Err(unanswered) => {
                engine::tell(desk, unanswered);
                None
            }
        }
    }
}

/// How many more rows than before have this decision.
pub(super) fn n_more(
    before: &[DecidedRow],
    after: &[DecidedRow],
    decision: Option<Decision>,
) -> u64 {
    let [before, after] =
        [before, after].map(|all| all.iter().filter(|it| it.decision == decision).count());
    u64::try_from(after.saturating_sub(before)).unwrap_or(u64::MAX)
}

fn list(answer: Result<Answer, Unanswered>) -> Option<Arc<Vec<DecidedRow>>> {
    match answer.ok()?.reply {
        Reply::Decisions(rows) => Some(Arc::new(rows)),
        _ => None,
    }
}

/// Puts exactly these decisions in place.
pub(crate) async fn put(desk: Desk, rows: Arc<Vec<DecidedRow>>) {
    match engine::ask(desk, Request::PutDecisions(rows.to_vec())).await {
        Ok(answer) => {
            if let Reply::Decided(totals) = answer.reply {
                desk.session.decided.set(totals);
            }
            desk.session.decisions.set(rows);
        }
        Err(unanswered) => engine::tell(desk, unanswered),
    }
}

/// Takes the decisions that the engine has, after it was started again.
pub(crate) async fn refresh(desk: Desk) {
    if let Some(rows) = list(engine::ask(desk, Request::GetDecisions).await) {
        desk.session.decisions.set(rows);
    }
}
