//! The dialog with the rows of a source that could not be read.

use crate::engine::protocol::Reject;
use crate::ui::actions::source;
use crate::ui::components::{Dialog, dialog};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::{Desk, SourceCell};

/// The dialog.
pub(super) fn dialog_view(desk: Desk, cell: SourceCell, close: Callback<()>) -> AnyView {
    let t = desk.strings();
    let id = cell.id;
    let (name, n_rejects) = cell.view.with_untracked(|view| (view.name.clone(), view.rejected));
    let shown = RwSignal::new(Vec::<Reject>::new());
    source::more_rejects(desk, id, shown);
    let row = move |reject: &Reject| {
        let place = &reject.diagnostic.place;
        let why = [t.says(&reject.diagnostic), t.way_out(reject.diagnostic.code).to_owned()];
        let field = (!place.field.is_empty()).then(|| (t.sources.place)(0, &place.field));
        view! {
            <tr>
                <td class="is-number">
                    {(place.line > 0).then(|| format::count(t.locale, place.line))}
                </td>
                <td>
                    {why.join(" ")} <span class="muted">{field.map(|it| [" ", &it].concat())}</span>
                </td>
                <td>
                    <code>{reject.text.clone()}</code>
                </td>
            </tr>
        }
    };
    let [line, why, text] = t.sources.rejects_columns;
    let n_shown = move || u64::try_from(shown.read().len()).unwrap_or(0);
    let content = view! {
        <div class="dialog__body stack">
            <p class="muted">{t.sources.rejects_note}</p>
            <div class="table-box" tabindex="0" role="region" aria-labelledby="dialog-title">
                <table class="table" data-testid="rejects">
                    <thead>
                        <tr>
                            <th scope="col" class="is-number">{line}</th>
                            <th scope="col">{why}</th>
                            <th scope="col">{text}</th>
                        </tr>
                    </thead>
                    <tbody>{move || shown.read().iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {move || {
                (n_shown() < n_rejects)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| source::more_rejects(desk, id, shown)
                            >
                                {(t.sources.rejects_more)(n_shown(), n_rejects)}
                            </button>
                        }
                    })
            }}
        </div>
    };
    dialog(
        Dialog {
            title: (t.sources.rejects_title)(&name),
            close_label: t.shell.close,
            wide: true,
            closed: close,
        },
        content.into_any(),
    )
}
