//! Taking steps back and doing them again.

use super::{decide, source, terms};
use crate::platform::screen;
use crate::source::SourceId;
use crate::ui::state::{Desk, Step};
use leptos::ev::KeyboardEvent;
use leptos::task::spawn_local;
use std::sync::Arc;

/// How many steps can be taken back.
const KEPT: usize = 100;

/// Notes a step that was just done; what was undone before it cannot be done again.
pub(crate) fn did(desk: Desk, step: Step) {
    desk.history.done.update(|steps| {
        if steps.len() >= KEPT {
            steps.remove(0);
        }
        steps.push(step);
    });
    desk.history.undone.update(Vec::clear);
}

/// Forgets what was done to a source that is removed. Decisions on its rows are let go by the engine
/// when a step puts them back.
pub(crate) fn forget(desk: Desk, source: SourceId) {
    desk.history.done.update(|steps| let_go(steps, source));
    desk.history.undone.update(|steps| let_go(steps, source));
}

fn let_go(steps: &mut Vec<Step>, source: SourceId) {
    steps.retain_mut(|step| match step {
        Step::Settings(id, _) => *id != source,
        Step::Case(_, parts) => {
            let_go(parts, source);
            true
        }
        _ => true,
    });
}

/// Takes the last step back.
pub(crate) fn undo(desk: Desk) {
    if let Some(Some(step)) = desk.history.done.try_update(Vec::pop) {
        desk.history.undone.update(|steps| steps.push(step.clone()));
        put(desk, step, true);
    }
}

/// Does the last step that was taken back again.
pub(crate) fn redo(desk: Desk) {
    if let Some(Some(step)) = desk.history.undone.try_update(Vec::pop) {
        desk.history.done.update(|steps| steps.push(step.clone()));
        put(desk, step, false);
    }
}

/// Ctrl or Cmd with Z takes a step back; with Shift, or with Y, it is done again. Fields keep these
/// keys for their text.
pub(crate) fn pressed(desk: Desk, event: &KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || screen::is_typing() {
        return;
    }
    match event.key().as_str() {
        "z" if !event.shift_key() => undo(desk),
        "z" | "Z" | "y" => redo(desk),
        _ => return,
    }
    event.prevent_default();
}

fn put(desk: Desk, step: Step, back: bool) {
    match step {
        Step::Decisions(before, after) => {
            let rows: Arc<_> = if back { before } else { after };
            spawn_local(decide::put(desk, rows));
        }
        Step::Settings(id, settings) => {
            let (before, after) = *settings;
            source::put_settings(desk, id, if back { before } else { after });
        }
        Step::Policy(policies) => {
            let (before, after) = *policies;
            let policy = if back { before } else { after };
            spawn_local(async move { _ = terms::put_policy(desk, policy).await });
        }
        Step::Rates(before, after) => {
            let rates = if back { before } else { after };
            spawn_local(async move { _ = terms::put_rates(desk, rates).await });
        }
        Step::Case(case, parts) => {
            desk.session.case_open.set((!back).then_some(case));
            parts.into_iter().for_each(|part| put(desk, part, back));
        }
    }
}
