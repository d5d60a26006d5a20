//! Files for the person: exceptions, dispute pack, case, report.

use super::{engine, notify};
use crate::engine::protocol::{ExportKind, Reply, Request};
use crate::platform::download;
use crate::ui::state::{Desk, Tone};
use crate::ui::strings::Locale;
use crate::worker::sheet::{self, Language, PackAs};
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
                        let bytes = match kind {
                            ExportKind::Workbook => {
                                sheet::write(PackAs::Workbook, language, bytes).await.ok()
                            }
                            ExportKind::Report => {
                                sheet::write(PackAs::Report, language, bytes).await.ok()
                            }
                            ExportKind::ExceptionsCsv | ExportKind::Case => Some(bytes),
                        };
                        bytes
                            .filter(|bytes| download::save(&name, &media_type, bytes).is_ok())
                            .map(|_| name)
                    }
                    _ => None,
                };
                match saved {
                    Some(name) => {
                        if kind == ExportKind::Case {
                            desk.session.saved.set_value(decisions);
                        }
                        notify::toast(desk, Tone::Good, (t.shell.export_done)(&name));
                    }
                    None => notify::toast(desk, Tone::Bad, t.shell.failed),
                }
            }
            Err(unanswered) => engine::tell(desk, unanswered),
        }
        desk.session.exporting.set(false);
    });
}
