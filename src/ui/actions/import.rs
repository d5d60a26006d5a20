//! Taking files in: dropped, chosen, pasted, the built-in example.

use super::{engine, look, notify, reconcile};
use crate::domain::Role;
use crate::domain::forms::Settings;
use crate::engine::protocol::{Completeness, Provenance, ReadAs, Request, SourceState, SourceView};
use crate::platform::clock;
use crate::platform::files::{self, Dropped, LocalFile, MOST_FILES};

use crate::source::SourceId;
use crate::ui::format;
use crate::ui::parts;
use crate::ui::prelude::*;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, SourceCell, Tone};
use leptos::task::spawn_local;
use std::sync::Arc;

/// The built-in examples, beside the page: a vendor's usage of March 2026, its bill, its rates.
const SAMPLES: [(&str, &[&str]); 4] = [
    (
        "kore",
        &["sample/kore-sessions-march.csv", "sample/kore-bill-march.csv", "sample/kore-rates.csv"],
    ),
    (
        "wolkvox",
        &[
            "sample/wolkvox-ivr_calls-20260315.json",
            "sample/wolkvox-ivr_calls-20260331.json",
            "sample/wolkvox-interactions-20260331.json",
            "sample/wolkvox-bill-march.csv",
            "sample/wolkvox-rates.csv",
        ],
    ),
    (
        "dma",
        &["sample/dma-cdrExport-march.zip", "sample/dma-bill-march.csv", "sample/dma-rates.csv"],
    ),
    (
        "evo",
        &["sample/evo-ai-usage-march.json", "sample/evo-bill-march.csv", "sample/evo-rates.csv"],
    ),
];

/// Files that are taken in one turn: to ask one for its size may take half a millisecond, and hundreds
/// may come at once.
const AT_ONCE: usize = 24;

/// Takes files in, in their order, and shows them at once.
pub(crate) fn files(desk: Desk, mut files: Vec<LocalFile>, provenance: Provenance) {
    parts::expect_sources();
    if files.is_empty() {
        return;
    }
    if files.len() > MOST_FILES {
        files.truncate(MOST_FILES);
        let told = (desk.strings().sources.too_many)(&format::count(
            desk.strings().locale,
            u64::try_from(MOST_FILES).unwrap_or(0),
        ));
        notify::toast(desk, Tone::Bad, told);
    }
    look::go_to(Route::Sources);
    let arriving = desk.session.arriving;
    arriving.update(|all| *all += files.len());
    spawn_local(async move {
        for (number, file) in files.iter().enumerate() {
            // The page they go to and the first card, whose code is compiled then, have a turn each.
            if number == 1 || number % AT_ONCE == 0 {
                clock::next_turn().await;
            }
            one(desk, file, provenance.clone(), Settings::default());
            arriving.update(|all| *all -= 1);
        }
    });
}

/// Takes pasted text in.
pub(crate) fn text(desk: Desk, text: &str) {
    let name = desk.strings().sources.paste_name;
    let file = LocalFile::from_text(name, text);
    files(desk, file.into_iter().collect(), Provenance::Paste);
}

/// Takes a pasted rate card in, without leaving the page.
pub(crate) fn rates(desk: Desk, text: &str) {
    if let Some(file) = LocalFile::from_text("rates.csv", text) {
        let settings = Settings { role: Role::Rates.code().to_owned(), ..Settings::default() };
        one(desk, &file, Provenance::Paste, settings);
    }
}

/// Takes in what a vendor sent, with what was asked and what came, and what the reply itself does
/// not say about how it is to be read.
pub(crate) fn fetched(
    desk: Desk,
    file: &LocalFile,
    completeness: Completeness,
    settings: Settings,
) {
    one(desk, file, Provenance::Fetched(completeness), settings);
}

/// Notes that a host was called: from now on the header says so.
pub(crate) fn called(desk: Desk, host: &str) {
    desk.session.hosts.update(|all| {
        if !all.iter().any(|it| it == host) {
            all.push(host.to_owned());
        }
    });
}

/// Takes what was dropped in, once the browser has listed it.
pub(crate) fn dropped(desk: Desk, listed: impl Future<Output = Dropped> + 'static) {
    spawn_local(async move {
        let dropped = listed.await;
        if dropped.lost > 0 {
            notify::toast(desk, Tone::Bad, (desk.strings().sources.lost)(dropped.lost));
        }
        files(desk, dropped.files, Provenance::File);
    });
}

/// Takes the built-in example of a vendor in and goes on to its result. While one is on its way
/// another press would only bring everything twice.
pub(crate) fn sample(desk: Desk, vendor: &str) {
    let sampling = desk.session.sampling;
    if sampling.get_value() {
        return;
    }
    sampling.set_value(true);
    parts::expect_sources();
    let paths = SAMPLES.iter().find(|(it, _)| *it == vendor).map_or(&[][..], |(_, paths)| paths);
    let from = reconcile::here();
    spawn_local(async move {
        let found = fetch_sample(paths).await;
        sampling.set_value(false);
        let Some(found) = found else {
            notify::toast(desk, Tone::Bad, desk.strings().sources.sample_missing);
            return;
        };
        for (file, settings) in found {
            one(desk, &file, Provenance::Sample, settings);
        }
        reconcile::when_read(desk, from).await;
    });
}

/// The files of an example and how they are read; none if one of them is not there.
async fn fetch_sample(paths: &[&str]) -> Option<Vec<(LocalFile, Settings)>> {
    let mut found = Vec::new();
    for path in paths {
        let file = files::own(path).await?;
        // What Evo Voice answers does not say which days it is for.
        let states_none = path.contains("evo-ai-usage");
        let day = |text: &str| if states_none { text.to_owned() } else { String::new() };
        let settings = Settings {
            period_from: day("2026-03-01"),
            period_to: day("2026-03-31"),
            ..Settings::default()
        };
        found.push((file, settings));
    }
    Some(found)
}

fn one(desk: Desk, file: &LocalFile, provenance: Provenance, settings: Settings) {
    let session = desk.session;
    let id = session.next_source.get_value();
    session.next_source.set_value(id + 1);
    let source = SourceId(id);
    let view = ArcRwSignal::new(Arc::new(waiting(source, file, provenance, settings)));
    give(desk, SourceCell { id: source, file: file.clone(), view });
}

/// Puts back a source that was removed.
pub(super) fn put_back(desk: Desk, cell: SourceCell) {
    let before = cell.view.get_untracked();
    let (provenance, settings) = (before.provenance.clone(), before.settings.clone());
    let mut view = waiting(cell.id, &cell.file, provenance, settings);
    view.role = before.role;
    cell.view.set(Arc::new(view));
    give(desk, cell);
}

/// Puts a source on the desk, in the order of the ids, and has it read.
fn give(desk: Desk, cell: SourceCell) {
    let session = desk.session;
    let (source, file) = (cell.id, cell.file.clone());
    let view = cell.view.get_untracked();
    session.sources.update(|all| {
        let at = all.iter().position(|it| it.id > source).unwrap_or(all.len());
        all.insert(at, cell);
    });
    session.changes.update(|it| *it = it.wrapping_add(1));
    let request = Request::Import {
        source,
        name: view.name.clone(),
        provenance: view.provenance.clone(),
        settings: view.settings.clone(),
    };
    let Some(handle) = desk.engine() else { return };
    let asked = handle.import(&file, request);
    spawn_local(async move {
        // The answer says only that it was taken; a card tells how the reading goes.
        if let Ok(answer) = asked.await
            && let crate::engine::protocol::Reply::Failed(diagnostic) = answer.reply
        {
            engine::tell(desk, engine::Unanswered::Refused(Box::new(diagnostic)));
        }
    });
}

/// What a card shows before the engine has looked at the file.
fn waiting(
    source: SourceId,
    file: &LocalFile,
    provenance: Provenance,
    settings: Settings,
) -> SourceView {
    SourceView {
        source,
        name: file.name().to_owned(),
        entries: Vec::new(),
        provenance,
        size: file.size(),
        state: SourceState::Waiting,
        role: Role::from_code(&settings.role).unwrap_or(Role::Usage),
        may_be_billed: false,
        vendor: String::new(),
        layout: String::new(),
        read_as: ReadAs::default(),
        settings,
        rows: 0,
        rejected: 0,
        set_aside: 0,
        period: None,
        amounts: Vec::new(),
        measures: Vec::new(),
        calls: Vec::new(),
        findings: Vec::new(),
        questions: Vec::new(),
        case: None,
    }
}
