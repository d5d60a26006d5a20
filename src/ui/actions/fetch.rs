//! Fetching from vendors: filling in the form, starting, stopping, saving what came.

use super::{import, look, notify};
use crate::connect::{
    self, Around, Connector, Failure, FailureKind, Form, Problem, Received, Why, calendar,
};
use crate::engine::protocol::Completeness;
use crate::net::{self, Stop, Told};
use crate::platform::files::LocalFile;
use crate::platform::{clock, download, screen};
use crate::ui::routes::Route;
use crate::ui::shelf::Kept;
use crate::ui::state::fetch::FetchState;
use crate::ui::state::{Desk, Tone};
use leptos::task::spawn_local;

/// How many calls the log shows; older ones make room.
const LONGEST_LOG: usize = 2_000;

/// The id of the button that opens the panel.
pub(crate) const OPENER: &str = "fetch-opener";

/// Opens the panel.
pub(crate) fn open(desk: Desk) {
    look::go_to(Route::Sources);
    desk.fetch.is_open.set(true);
}

/// The panel is there: the first vendor is looked at.
pub(crate) fn begin(desk: Desk) {
    let vendor = desk.fetch.vendor;
    if vendor.get_untracked().is_empty() {
        vendor.set(connect::CONNECTORS.first().map_or("", |it| it.id()));
    }
    prepare(desk, vendor.get_untracked());
}

/// Closes it. A fetch under way goes on, and the focus goes back to where it was opened.
pub(crate) fn close(desk: Desk) {
    desk.fetch.is_open.set(false);
    screen::focus(OPENER);
}

/// Looks at another vendor.
pub(crate) fn choose(desk: Desk, vendor: &'static str) {
    prepare(desk, vendor);
    desk.fetch.problems.set(Vec::new());
    desk.fetch.vendor.set(vendor);
}

/// A form begins with its defaults and last month.
fn prepare(desk: Desk, vendor: &'static str) {
    let Some(connector) = connect::connector(vendor) else { return };
    desk.fetch.forms.update(|forms| {
        forms.entry(vendor).or_insert_with(|| {
            let mut form = Form::of(connector.fields());
            let now = clock::now();
            let local = now + i64::from(clock::local_offset(now)) * 60_000;
            let this_month = calendar::month_start(local);
            let first = calendar::month_start((this_month - 1) * calendar::DAY);
            for (name, day) in [("from", first), ("to", this_month - 1)] {
                if connector.fields().iter().any(|it| it.name == name) {
                    form.set(name, calendar::day(day));
                }
            }
            form
        });
    });
}

/// Puts something into a field of the vendor that is looked at.
pub(crate) fn fill(desk: Desk, name: &'static str, value: String) {
    let fetch = desk.fetch;
    let vendor = fetch.vendor.get_untracked();
    fetch.forms.update(|forms| {
        if let Some(form) = forms.get_mut(vendor) {
            form.set(name, value);
        }
    });
    if fetch.problems.with_untracked(|all| all.iter().any(|it| it.field == name)) {
        fetch.problems.update(|all| all.retain(|it| it.field != name));
    }
}

/// Empties the secrets of all vendors.
pub(crate) fn forget(desk: Desk) {
    desk.fetch.forms.update(|forms| {
        for (vendor, form) in forms {
            if let Some(connector) = connect::connector(vendor) {
                form.forget(connector.fields());
            }
        }
    });
}

/// Begins to fetch, or only tries whether it would go.
pub(crate) fn start(desk: Desk, is_test: bool) {
    let fetch = desk.fetch;
    let vendor = fetch.vendor.get_untracked();
    let form = fetch.forms.with_untracked(|forms| forms.get(vendor).cloned());
    let (Some(connector), Some(form)) = (connect::connector(vendor), form) else { return };
    if matches!(*fetch.state.read_untracked(), FetchState::Running(_)) {
        return;
    }
    let stop = Stop::new();
    fetch.stop.set_value(Some(stop.clone()));
    fetch.problems.set(Vec::new());
    fetch.progress.set(connect::Progress::default());
    fetch.waiting.set(None);
    fetch.bytes.set(0);
    fetch.received.update(|shelf| shelf.begin(is_test));
    fetch.state.set(FetchState::Running(is_test));
    spawn_local(async move {
        match signed(connector, form).await {
            Ok(form) => run(desk, connector, &form, stop, is_test).await,
            Err(failure) => fetch.state.set(FetchState::Failed(failure)),
        }
    });
}

/// The form with its token signed, where it has to be.
async fn signed(connector: &dyn Connector, mut form: Form) -> Result<Form, Failure> {
    let Some(signing) = connector.signing(&form) else { return Ok(form) };
    match net::sign(&signing).await {
        Some(token) => {
            form.set("token", token);
            Ok(form)
        }
        None => Err(Failure {
            kind: FailureKind::NoSigning,
            status: 0,
            said: String::new(),
            at: String::new(),
            through_proxy: false,
        }),
    }
}

async fn run(desk: Desk, connector: &dyn Connector, form: &Form, stop: Stop, is_test: bool) {
    let fetch = desk.fetch;
    let begin = |form: &Form| {
        fetch.asked.with_value(|asked| {
            let around = Around { now: clock::now(), local_offset: &clock::local_offset, asked };
            if is_test { connector.test(form, &around) } else { connector.start(form, &around) }
        })
    };
    let session = begin(form);
    match session {
        Ok(session) => net::drive(session, stop, |told| hear(desk, told, is_test)).await,
        Err(problem) => {
            fetch.problems.set(all_problems(form.clone(), problem, begin));
            fetch.state.set(FetchState::Idle);
        }
    }
}

/// All that is wrong with a form. A connector tells the first; with something in a field that was
/// empty it tells the next.
fn all_problems<T>(
    mut form: Form,
    first: Problem,
    begin: impl Fn(&Form) -> Result<T, Problem>,
) -> Vec<Problem> {
    let mut all = vec![first];
    let mut last = first;
    while last.why == Why::Missing {
        let filled = if last.field == "base_url" { "https://a.example" } else { "2026-01-01" };
        form.set(last.field, filled);
        match begin(&form) {
            Err(next) if all.iter().all(|it| it.field != next.field) => {
                all.push(next);
                last = next;
            }
            _ => break,
        }
    }
    all
}

/// Stops the fetch under way.
pub(crate) fn cancel(desk: Desk) {
    desk.fetch.stop.with_value(|stop| {
        if let Some(stop) = stop {
            stop.stop();
        }
    });
}

/// Saves a received file for the person.
pub(crate) fn save(desk: Desk, kept: &Kept<LocalFile>) {
    let file = &kept.file;
    if download::save_blob(file.name(), file.blob()).is_ok() {
        desk.fetch.received.update(|shelf| shelf.saved(kept.id));
    } else {
        notify::toast(desk, Tone::Bad, desk.strings().shell.failed);
    }
}

fn hear(desk: Desk, told: Told, is_test: bool) {
    let fetch = desk.fetch;
    match told {
        Told::Progress(progress) => {
            fetch.waiting.set(None);
            fetch.bytes.set(0);
            fetch.progress.set(progress);
        }
        Told::Bytes(bytes) => fetch.bytes.set(bytes),
        Told::Waiting(seconds, reason) => fetch.waiting.set(Some((reason, seconds))),
        Told::Calling(host) => import::called(desk, &host),
        Told::Called(entry) => fetch.log.update(|log| {
            if log.len() >= LONGEST_LOG {
                log.remove(0);
            }
            log.push(entry);
        }),
        Told::Asked(key, at) => fetch.asked.update_value(|asked| {
            asked.insert(key, at);
        }),
        Told::Received(received, file) => take(desk, *received, file),
        Told::Ended(failure) => {
            fetch.waiting.set(None);
            fetch.state.set(failure.map_or(FetchState::Done(is_test), FetchState::Failed));
        }
    }
}

fn take(desk: Desk, received: Received, file: LocalFile) {
    let it = &received.statement;
    let completeness = Completeness {
        vendor: it.vendor.to_owned(),
        from: it.from.clone(),
        window_start: it.window_start,
        window_end: it.window_end,
        asked: it.asked,
        received: it.received.unwrap_or_default(),
        complete: it.complete,
        at: it.at,
        made_at: it.made_at,
        remark: it.remark.clone(),
    };
    import::fetched(desk, &file, completeness, received.settings.clone());
    desk.fetch.received.update(|shelf| shelf.put(received, file));
}
