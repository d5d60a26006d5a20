//! The end of the page: what can be taken away from it.

use crate::engine::protocol::ExportKind;
use crate::ui::actions::export;
use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::state::Desk;

pub(super) fn take(desk: Desk) -> AnyView {
    let t = desk.strings().shell;
    let save = move |kind| Callback::new(move |()| export::save(desk, kind));
    let one = |glyph, text: &'static str, note: &'static str, testid, chosen: Callback<()>| {
        view! {
            <li class="take__one">
                <button
                    type="button"
                    class="button"
                    data-testid=testid
                    disabled=move || !desk.session.has_rows()
                    on:click=move |_| chosen.run(())
                >
                    {icon(glyph)}
                    {text}
                </button>
                <p class="muted">{note}</p>
            </li>
        }
        .into_any()
    };
    let all = vec![
        one(
            Glyph::File,
            t.export_xlsx,
            t.export_xlsx_note,
            "export-xlsx",
            save(ExportKind::Workbook),
        ),
        one(
            Glyph::Table,
            t.export_csv,
            t.export_csv_note,
            "export-csv",
            save(ExportKind::ExceptionsCsv),
        ),
        one(Glyph::Case, t.export_case, t.export_case_note, "export-case", save(ExportKind::Case)),
        one(
            Glyph::Print,
            t.export_report,
            t.export_report_note,
            "export-report",
            save(ExportKind::Report),
        ),
    ];
    view! {
        <section class="card card--pad take" aria-labelledby="take-title">
            <h2 class="card__title" id="take-title">{t.export_title}</h2>
            {move || {
                desk.session.stale.get().then(|| view! { <p class="muted">{t.export_outdated}</p> })
            }}
            <ul class="take__all">{all}</ul>
        </section>
    }
    .into_any()
}
