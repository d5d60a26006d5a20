//! The engine: starting it, asking it, hearing its news.

use super::{browse, decide, notify};
use crate::diagnostics::Diagnostic;
use crate::engine::protocol::{Event, Reply, Request, ResultView, SourceState, SourceView};
use crate::ui::state::{Desk, EngineState, Job, SourceCell, Tone};
use crate::worker::client::{Answer, EngineHandle, News};
use leptos::task::spawn_local;
use std::sync::Arc;

/// Why there is no answer.
pub(crate) enum Unanswered {
    /// The engine died; the page says so already.
    Lost,
    /// The engine says why.
    Refused(Box<Diagnostic>),
}

/// Starts the engine for this desk.
pub(crate) fn start(desk: Desk) {
    desk.set_engine(EngineHandle::start(move |news| hear(desk, news)));
}

/// Starts it again after it died; files, settings and decisions are given back to it.
pub(crate) fn restart(desk: Desk) {
    if let Some(engine) = desk.engine() {
        engine.restart();
    }
}

/// Asks the engine. The request is on its way when this returns.
pub(crate) fn ask(
    desk: Desk,
    request: Request,
) -> impl Future<Output = Result<Answer, Unanswered>> + 'static {
    let asked = desk.engine().map(|engine| engine.ask(request));
    async move {
        let Some(asked) = asked else { return Err(Unanswered::Lost) };
        let answer = asked.await.map_err(|_| Unanswered::Lost)?;
        match answer.reply {
            Reply::Failed(diagnostic) => Err(Unanswered::Refused(Box::new(diagnostic))),
            _ => Ok(answer),
        }
    }
}

/// Tells the person why something was not done.
pub(crate) fn tell(desk: Desk, unanswered: Unanswered) {
    if let Unanswered::Refused(diagnostic) = unanswered {
        let t = desk.strings();
        let said = [t.says(&diagnostic), t.way_out(diagnostic.code).to_owned()].join(" ");
        notify::toast(desk, Tone::Bad, said);
    }
}

/// Takes a result in, wherever it came from.
pub(crate) fn take_result(desk: Desk, result: ResultView) {
    let session = desk.session;
    session.decided.set(result.decided.clone());
    session.stale.set(false);
    session.result.set(Some(Arc::new(result)));
}

/// The engine has no rows of the result any more; its figures stay to be looked at.
fn outdate(desk: Desk) {
    desk.session.stale.set(true);
    browse::let_go(desk);
}

fn hear(desk: Desk, news: News) {
    let session = desk.session;
    match news {
        // An engine that was started again is ready once it is where the one before it was.
        News::Ready => {
            if *session.engine.read_untracked() != EngineState::Restoring {
                session.engine.set(EngineState::Ready);
            }
        }
        News::Event(Event::Source(view)) => take_source(desk, *view),
        News::Event(Event::Progress(progress)) => {
            if *session.job.read_untracked() != Job::Idle {
                session.job.set(Job::Running(progress));
            }
        }
        News::Event(Event::Outdated) => outdate(desk),
        News::Event(Event::Ready(_)) => {}
        News::Crashed(message) => {
            session.job.set(Job::Idle);
            session.engine.set(EngineState::Crashed(message));
        }
        News::OtherBuild => session.engine.set(EngineState::OtherBuild),
        News::Restarting => session.engine.set(EngineState::Restoring),
        News::Restored(result) => {
            session.engine.set(EngineState::Ready);
            match result {
                Some(result) => take_result(desk, *result),
                None => outdate(desk),
            }
            spawn_local(decide::refresh(desk));
        }
    }
}

/// A source changed. What is not on the desk any more was removed while this was on its way.
fn take_source(desk: Desk, mut view: SourceView) {
    let Some(SourceCell { view: cell, .. }) = desk.session.cell(view.source) else { return };
    let before = cell.get_untracked();
    // What is opened once more stays in its group until it is known anew, and its card what it is.
    if view.state == SourceState::Waiting && view.settings.role.is_empty() {
        view.role = before.role;
    }
    let is_read = view.state == SourceState::Ready && before.state != SourceState::Ready;
    if is_read {
        let t = desk.strings();
        desk.presentation.announced.set((t.sources.was_read)(&view.name, view.rows));
    }
    if is_read || view.case.is_some() {
        super::terms::source_was_read(desk, view.role);
    }
    cell.set(Arc::new(view));
    desk.session.changes.update(|it| *it = it.wrapping_add(1));
}
