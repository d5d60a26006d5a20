//! The reconciliation as a job.

use super::{engine, look, notify};
use crate::engine::protocol::{Progress, Reply, Request, SourceState};
use crate::platform::{address, clock, screen};
use crate::ui::parts;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, Job, Tone};
use leptos::prelude::request_animation_frame;
use leptos::task::spawn_local;
use std::rc::Rc;
use std::time::Duration;

/// Reconciles everything that was read, and goes to the result.
pub(crate) fn run(desk: Desk) {
    parts::expect_result();
    spawn_local(run_to_end(desk, here()));
}

/// The page that is looked at.
pub(super) fn here() -> Route {
    Route::from_hash(&address::hash())
}

/// Ends the running reconciliation.
pub(crate) fn cancel(desk: Desk) {
    let asked = engine::ask(desk, Request::CancelReconcile);
    spawn_local(async move { drop(asked.await) });
}

/// Waits until every source was read, then reconciles, unless a question or a failure is in the
/// way: then the person sees it. `from` is the page on which that was asked for.
pub(super) async fn when_read(desk: Desk, from: Route) {
    const GLANCE: Duration = Duration::from_millis(20);
    loop {
        let (mut waiting, mut hindered) = (false, false);
        desk.session.sources.with_untracked(|all| {
            for cell in all {
                cell.view.with_untracked(|view| match view.state {
                    SourceState::Waiting | SourceState::Reading(_) => waiting = true,
                    SourceState::Ready => hindered |= !view.questions.is_empty(),
                    SourceState::Failed(_) => hindered = true,
                });
            }
        });
        if hindered {
            return;
        }
        if !waiting {
            return run_to_end(desk, from).await;
        }
        clock::sleep(GLANCE).await;
    }
}

async fn run_to_end(desk: Desk, from: Route) {
    let job = desk.session.job;
    if *job.read_untracked() != Job::Idle {
        return;
    }
    job.set(Job::Running(Progress::default()));
    let answer = engine::ask(desk, Request::Reconcile).await;
    job.set(Job::Idle);
    let t = desk.strings();
    match answer.map(|it| it.reply) {
        Ok(Reply::Result(result)) => {
            engine::take_result(desk, *result);
            // Whoever went elsewhere meanwhile is busy there.
            if ![from, Route::Result].contains(&here()) {
                let go = || look::go_to(Route::Result);
                let said = t.shell.result_ready.to_owned();
                return notify::offer(desk, said, (t.shell.show, Rc::new(go)));
            }
            desk.presentation.announced.set(t.shell.result_ready.to_owned());
            // A new page begins at its top. Here what had the focus is gone: it goes to the new answer.
            if here() == Route::Result {
                request_animation_frame(|| screen::focus_first(".headline h1"));
            }
            look::go_to(Route::Result);
        }
        Ok(Reply::Cancelled) => notify::toast(desk, Tone::Plain, t.shell.stopped_comparing),
        Ok(_) => {}
        Err(unanswered) => engine::tell(desk, unanswered),
    }
}
