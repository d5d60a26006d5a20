//! One source: settings, preview, rejects, stop, remove.

use super::engine::{self, ask};
use super::{decide, import, notify, reconcile, terms, undo};
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::forms::{PolicyForm, Settings};
use crate::domain::{Currency, Role};
use crate::engine::protocol::{Preview, Reject, Reply, Request};
use crate::platform::screen;
use crate::source::SourceId;
use crate::ui::prelude::*;
use crate::ui::state::{Desk, Shown, Step};
use leptos::task::spawn_local;
use std::rc::Rc;
use std::sync::Arc;

/// How many rejects are shown at once.
const REJECTS: u32 = 100;

/// Reads a source with other settings, as a step that can be undone.
pub(crate) fn configure(desk: Desk, source: SourceId, settings: Settings) {
    let Some(cell) = desk.session.cell(source) else { return };
    let before = cell.view.with_untracked(|view| view.settings.clone());
    spawn_local(change(desk, source, before, settings));
}

/// The same, unless something is wrong with the settings: then `problems` says what, and the person
/// stays with them. `close` is called before they are used.
pub(crate) fn configure_checked(
    desk: Desk,
    source: SourceId,
    settings: Settings,
    problems: RwSignal<Vec<Diagnostic>>,
    close: Callback<()>,
) {
    let checked = check(desk, &settings, problems);
    spawn_local(async move {
        if checked.await {
            close.run(());
            configure(desk, source, settings);
        } else {
            request_animation_frame(|| screen::focus_first("[aria-invalid=true]"));
        }
    });
}

/// Looks for what is wrong with settings that are typed; whether nothing is. Zone and days are read as
/// those of a policy are.
pub(crate) fn check(
    desk: Desk,
    settings: &Settings,
    problems: RwSignal<Vec<Diagnostic>>,
) -> impl Future<Output = bool> + 'static {
    let mut policy = PolicyForm {
        period_from: settings.period_from.clone(),
        period_to: settings.period_to.clone(),
        ..PolicyForm::default()
    };
    if !settings.time_zone.trim().is_empty() {
        policy.time_zone.clone_from(&settings.time_zone);
    }
    let currency = settings.currency.trim();
    let wrong = (!currency.is_empty() && Currency::parse(currency).is_none()).then(|| {
        let place = Place { field: "currency".to_owned(), ..Place::default() };
        Diagnostic::new(Code::BadCurrency).at(place).with(currency)
    });
    let asked = ask(desk, Request::Check { policy: Some(policy), rates: None });
    async move {
        let mut found = match asked.await.map(|it| it.reply) {
            Ok(Reply::Checked(found)) => found,
            _ => Vec::new(),
        };
        found.extend(wrong);
        let is_good = found.is_empty();
        problems.try_set(found);
        is_good
    }
}

/// Looks again at what was found wrong.
pub(crate) fn check_again(desk: Desk, settings: &Settings, problems: RwSignal<Vec<Diagnostic>>) {
    let checked = check(desk, settings, problems);
    spawn_local(async move { _ = checked.await });
}

/// Takes the step; ready once the engine has begun to read.
fn change(
    desk: Desk,
    source: SourceId,
    before: Settings,
    after: Settings,
) -> impl Future<Output = ()> {
    undo::did(desk, Step::Settings(source, Box::new((before, after.clone()))));
    begin(desk, source, after)
}

/// The same without a step.
pub(crate) fn put_settings(desk: Desk, source: SourceId, settings: Settings) {
    spawn_local(begin(desk, source, settings));
}

/// Asks the engine to read it so; ready once it has begun to.
fn begin(desk: Desk, source: SourceId, settings: Settings) -> impl Future<Output = ()> {
    let asked = ask(desk, Request::Configure { source, settings });
    async move {
        if let Err(unanswered) = asked.await {
            engine::tell(desk, unanswered);
        }
    }
}

/// Takes quantities of bills that state no unit for minutes, and reconciles anew.
pub(crate) fn take_minutes(desk: Desk) {
    read_all(desk, Role::Billed, |it| {
        if it.unit.is_empty() {
            "minutes".clone_into(&mut it.unit);
        }
    });
}

/// Takes the times of bills for those of a zone, or if that is empty the times of usage for those of
/// another, and reconciles anew.
pub(crate) fn take_zone(desk: Desk, billed: &str, usage: &str) {
    let (role, zone) =
        if billed.is_empty() { (Role::Usage, usage) } else { (Role::Billed, billed) };
    read_all(desk, role, |it| zone.clone_into(&mut it.time_zone));
}

/// Reads all sources of a role with other settings, each as a step that can be undone, and reconciles anew.
fn read_all(desk: Desk, role: Role, set: impl Fn(&mut Settings)) {
    let mut asked = Vec::new();
    for cell in desk.session.sources.get_untracked() {
        let before = cell.view.with_untracked(|view| view.settings.clone());
        let mut settings = before.clone();
        set(&mut settings);
        if cell.view.with_untracked(|view| view.role) == role && settings != before {
            asked.push(change(desk, cell.id, before, settings));
        }
    }
    let from = reconcile::here();
    spawn_local(async move {
        for it in asked {
            it.await;
        }
        reconcile::when_read(desk, from).await;
    });
}

/// Reads a source again as it was to be read.
pub(crate) fn read_again(desk: Desk, source: SourceId) {
    if let Some(cell) = desk.session.cell(source) {
        put_settings(desk, source, cell.view.with_untracked(|view| view.settings.clone()));
    }
}

/// Changes one setting of a source.
pub(crate) fn answer(desk: Desk, source: SourceId, change: impl FnOnce(&mut Settings)) {
    if let Some(cell) = desk.session.cell(source) {
        let mut settings = cell.view.with_untracked(|view| view.settings.clone());
        change(&mut settings);
        configure(desk, source, settings);
    }
}

/// Stops reading a source.
pub(crate) fn stop(desk: Desk, source: SourceId) {
    spawn_local({
        let asked = ask(desk, Request::Stop(source));
        async move {
            if let Err(unanswered) = asked.await {
                engine::tell(desk, unanswered);
            }
        }
    });
}

/// Forgets a source, and offers to put it back with what was decided on its rows.
pub(crate) fn remove(desk: Desk, source: SourceId) {
    let session = desk.session;
    let Some(cell) = session.cell(source) else { return };
    let mut decided = Vec::clone(&session.decisions.read_untracked());
    decided.retain(|it| it.place.source == source);
    session.sources.update(|all| all.retain(|it| it.id != source));
    session.changes.update(|it| *it = it.wrapping_add(1));
    undo::forget(desk, source);
    let asked = ask(desk, Request::Remove(source));
    spawn_local(async move {
        drop(asked.await);
        decide::refresh(desk).await;
        terms::refresh_rates(desk).await;
    });
    let t = &desk.strings().sources;
    let said = (t.removed)(cell.file.name());
    let id = source.0;
    let back = move || {
        import::put_back(desk, cell.clone());
        let card = ["[data-source=\"", &id.to_string(), "\"]"].concat();
        request_animation_frame(move || screen::focus_first(&card));
        if !decided.is_empty() {
            let mut all = Vec::clone(&session.decisions.read_untracked());
            all.extend_from_slice(&decided);
            spawn_local(decide::put(desk, Arc::new(all)));
        }
    };
    notify::offer(desk, said, (t.put_back, Rc::new(back)));
}

/// Shows how the head of a source would read. An answer that comes after a later question is not
/// shown: `asked` counts the questions.
pub(crate) fn preview(
    desk: Desk,
    source: SourceId,
    settings: Settings,
    asked: StoredValue<u32>,
    shown: Shown<Preview>,
) {
    asked.update_value(|it| *it = it.wrapping_add(1));
    let mine = asked.get_value();
    let answer = ask(desk, Request::Preview { source, settings });
    spawn_local(async move {
        let answer = answer.await;
        if asked.try_get_value() != Some(mine) {
            return;
        }
        match answer {
            Ok(answer) => {
                if let Reply::Preview(preview) = answer.reply {
                    shown.try_set(Some(Ok(preview)));
                }
            }
            Err(engine::Unanswered::Refused(diagnostic)) => {
                shown.try_set(Some(Err(*diagnostic)));
            }
            Err(engine::Unanswered::Lost) => {}
        }
    });
}

/// Brings further rejects.
pub(crate) fn more_rejects(desk: Desk, source: SourceId, shown: RwSignal<Vec<Reject>>) {
    let n_shown = shown.with_untracked(Vec::len);
    let offset = u64::try_from(n_shown).unwrap_or(0);
    let answer = ask(desk, Request::Rejects { source, offset, limit: REJECTS });
    spawn_local(async move {
        match answer.await {
            Ok(answer) => {
                if let Reply::Rejects(more) = answer.reply {
                    // Whoever asks twice in a row gets them once.
                    shown.try_update(|all| {
                        if all.len() == n_shown {
                            all.extend(more);
                        }
                    });
                }
            }
            Err(unanswered) => engine::tell(desk, unanswered),
        }
    });
}
