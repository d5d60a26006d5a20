//! Putting a new engine where the old one was.

use super::client::{Inner, Lost};
use crate::engine::protocol::{DecisionTotals, Reply, Request, ResultView};
use std::rc::Weak;

/// Tells a new engine everything the old one knew.
pub(super) async fn restore(weak: &Weak<Inner>) -> Result<Option<Box<ResultView>>, Lost> {
    let (settled, reconciled) = {
        let inner = weak.upgrade().ok_or(Lost)?;
        let (inputs, reconciled) = {
            let keep = &inner.state.borrow().keep;
            (keep.inputs(), keep.reconciled)
        };
        for (request, file) in inputs {
            // Their answers say nothing that the events do not.
            drop(inner.ask(request, file.as_ref()));
        }
        (inner.until_settled(), reconciled)
    };
    settled.await.ok_or(Lost)?;
    let mut result = None;
    if reconciled {
        let asked = weak.upgrade().ok_or(Lost)?.ask(Request::Reconcile, None);
        if let Reply::Result(view) = asked.await?.reply {
            result = Some(view);
        }
    }
    let mut totals: Option<DecisionTotals> = None;
    // What was decided while files were read again is among them.
    let decisions = weak.upgrade().ok_or(Lost)?.state.borrow().keep.decisions();
    for request in decisions {
        // Not noted again: what is kept stays until the engine gives a newer list.
        let waiter = weak.upgrade().ok_or(Lost)?.dispatch_unnoted(request, None);
        if let Reply::Decided(decided) = waiter.await.ok_or(Lost)?.reply {
            totals = Some(decided);
        }
    }
    if let (Some(view), Some(totals)) = (result.as_mut(), totals) {
        view.decided = totals;
    }
    Ok(result)
}
