//! What a person says about rows of the result.

use super::{engine, undo};
use crate::domain::Decision;
use crate::engine::protocol::{DecidedRow, Reply, Request, Selection};
use crate::ui::state::{Desk, Step};
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
    spawn_local(async move {
        let before = Arc::clone(&desk.session.decisions.read_untracked());
        match engine::ask(desk, Request::Decide { rows, decision, note }).await {
            Ok(answer) => {
                if let Reply::Decided(totals) = answer.reply {
                    desk.session.decided.set(totals);
                }
                if let Some(after) = refresh(desk).await {
                    undo::did(desk, Step::Decisions(before, after));
                }
            }
            Err(unanswered) => engine::tell(desk, unanswered),
        }
    });
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

async fn refresh(desk: Desk) -> Option<Arc<Vec<DecidedRow>>> {
    let answer = engine::ask(desk, Request::GetDecisions).await.ok()?;
    let Reply::Decisions(rows) = answer.reply else { return None };
    let rows = Arc::new(rows);
    desk.session.decisions.set(Arc::clone(&rows));
    Some(rows)
}
