//! Files for the person: exceptions, dispute pack, case, report.

use super::{engine, notify};
use crate::engine::protocol::{ExportKind, Reply, Request};
use crate::platform::download;
use crate::ui::state::{Desk, Tone};
use crate::ui::strings::Locale;
use crate::worker::sheet::{self, Language, NotWritten, PackAs};
use leptos::task::spawn_local;

/// Writes a file and hands it to the person.
pub(crate) fn save(desk: Desk, kind: ExportKind) {
    if desk.session.exporting.get_untracked() {
        return;
    }
    desk.session.exporting.set(true);
    let decisions = desk.session.decisions.get_untracked();
    let answer = engine::ask(desk, Request::Export(kind));
    spawn_local(async move {
        let answer = answer.await;
        let t = desk.strings();
        let language = match t.locale {
            Locale::En => Language::En,
            Locale::Es => Language::Es,
        };
        match answer {
            Ok(answer) => {
                let saved = match (answer.reply, answer.bytes) {
                    (Reply::Exported { name, media_type }, Some(bytes)) => {
                        let pack = match kind {
                            ExportKind::Workbook => Some(PackAs::Workbook),
                            ExportKind::Report => Some(PackAs::Report),
                            ExportKind::ExceptionsCsv | ExportKind::Case => None,
                        };
                        let bytes = match pack {
                            Some(pack) => sheet::write(pack, language, bytes).await,
                            None => Ok(bytes),
                        };
                        bytes.map(|it| download::save(&name, &media_type, &it).ok().map(|()| name))
                    }
                    _ => Ok(None),
                };
                match saved {
                    Ok(Some(name)) => {
                        if kind == ExportKind::Case {
                            desk.session.saved.set_value(decisions);
                        }
                        notify::toast(desk, Tone::Good, (t.shell.export_done)(&name));
                    }
                    Err(NotWritten::NotLoaded) => {
                        let told = [t.shell.part_missing, t.shell.part_missing_note].join(". ");
                        notify::toast(desk, Tone::Bad, told);
                    }
                    Err(NotWritten::OtherBuild) => {
                        notify::toast(desk, Tone::Bad, t.shell.other_build);
                    }
                    Ok(None) | Err(NotWritten::Failed(_)) => {
                        notify::toast(desk, Tone::Bad, t.shell.failed);
                    }
                }
            }
            Err(unanswered) => engine::tell(desk, unanswered),
        }
        desk.session.exporting.set(false);
    });
}
