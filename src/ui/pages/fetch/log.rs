//! The network log: every call that was made, without anything that could be a secret.

use crate::net::Entry;
use crate::platform::clock;
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// How many calls are shown.
const SHOWN: usize = 200;

/// The part of the panel.
pub(super) fn view(desk: Desk) -> AnyView {
    let t = desk.strings();
    let log = desk.fetch.log;
    let count = move || format::count(t.locale, u64::try_from(log.read().len()).unwrap_or(0));
    let columns = t.fetch().log_columns.map(|name| view! { <th scope="col">{name}</th> });
    let rows = move || {
        let log = log.read();
        log.iter().rev().take(SHOWN).map(|it| row(desk, it)).collect_view()
    };
    view! {
        <details class="fetch__more" data-testid="network-log">
            <summary>{t.fetch().log} " " <span class="muted">{count}</span></summary>
            <p class="muted">{t.fetch().log_note}</p>
            {move || {
                log.read().is_empty().then(|| view! { <p class="muted">{t.fetch().log_empty}</p> })
            }}
            <div class="table-box" hidden=move || log.read().is_empty() tabindex="0">
                <table class="table">
                    <thead>
                        <tr>{columns.into_iter().collect_view()}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn row(desk: Desk, entry: &Entry) -> AnyView {
    let t = desk.strings();
    let status = match entry.status {
        0 => t.fetch().no_reply.to_owned(),
        status => status.to_string(),
    };
    let at = format::instant(t.locale, entry.at, clock::local_offset(entry.at));
    let took = [&format::count(t.locale, entry.took_ms), " ms"].concat();
    view! {
        <tr>
            <td>{at}</td>
            <td>{entry.method}</td>
            <td>{entry.host.clone()}</td>
            <td>
                <code>{entry.path.clone()}</code>
            </td>
            <td>{status}</td>
            <td class="is-number">{format::bytes(t.locale, entry.size)}</td>
            <td class="is-number">{took}</td>
        </tr>
    }
    .into_any()
}
