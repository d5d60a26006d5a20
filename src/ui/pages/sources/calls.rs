//! What calls and conferences come to, by room, user and cluster.

use crate::engine::protocol::{CallTotals, SourceView};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::strings::Strings;

/// The table; nothing for a source without calls.
pub(super) fn table(t: &'static Strings, view: &SourceView) -> Option<AnyView> {
    if view.calls.is_empty() {
        return None;
    }
    let words = t.calls();
    let rows = view.calls.iter().map(|it| row(t, it)).collect_view();
    Some(
        view! {
            <details class="stack" data-testid="call-totals">
                <summary>{words.title}</summary>
                <div class="table-box" tabindex="0" role="region" aria-label=words.title>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{words.of}</th>
                                <th scope="col" class="is-number">{words.calls}</th>
                                <th scope="col" class="is-number">{words.call_minutes}</th>
                                <th scope="col" class="is-number">{words.conferences}</th>
                                <th scope="col" class="is-number">{words.conference_minutes}</th>
                                <th scope="col" class="is-number">{words.peak}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="muted">{words.note}</p>
            </details>
        }
        .into_any(),
    )
}

fn row(t: &'static Strings, totals: &CallTotals) -> AnyView {
    let name = (t.calls().name)(&totals.by, &totals.of);
    let minutes = |text: &str| format::decimal(t.locale, text, 2);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="is-number">{format::count(t.locale, totals.calls)}</td>
            <td class="is-number">{minutes(&totals.call_minutes)}</td>
            <td class="is-number">{format::count(t.locale, totals.conferences)}</td>
            <td class="is-number">{minutes(&totals.conference_minutes)}</td>
            <td class="is-number">{format::count(t.locale, totals.peak_calls)}</td>
        </tr>
    }
    .into_any()
}
