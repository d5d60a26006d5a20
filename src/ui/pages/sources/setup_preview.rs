//! The first rows of a source, as they stand and as they read, with a choice above each column.

use super::setup::Draft;
use crate::diagnostics::Diagnostic;
use crate::domain::forms::FIELD_NAMES;
use crate::domain::order;
use crate::domain::outcome::Standing;
use crate::engine::protocol::{ColumnView, Preview};
use crate::ui::components::{chip, notice, select};
use crate::ui::prelude::*;
use crate::ui::state::Shown;
use crate::ui::strings::Strings;

/// The table.
pub(super) fn table(t: &'static Strings, draft: Draft, shown: Shown<Preview>) -> AnyView {
    let r = t.reading();
    // Selects keep their focus as long as the columns stay the same ones.
    let columns = Memo::new(move |_| match shown.get() {
        Some(Ok(preview)) => heads(&preview.read_as.columns),
        _ => Vec::new(),
    });
    let header = move || {
        columns
            .get()
            .into_iter()
            .map(|(position, name)| head(t, draft, shown, position, name))
            .collect_view()
    };
    let rows = move || match shown.get() {
        Some(Ok(preview)) => body(t, &preview),
        _ => ().into_any(),
    };
    let state = move || match shown.get() {
        None => view! { <p class="muted">{t.shell.loading}</p> }.into_any(),
        Some(Err(diagnostic)) => {
            let text = [t.says(&diagnostic), t.way_out(diagnostic.code).to_owned()].join(" ");
            notice(Standing::Differs, text)
        }
        Some(Ok(preview)) if preview.rows.is_empty() => {
            view! { <p class="muted">{r.preview_none}</p> }.into_any()
        }
        Some(Ok(preview)) => tally(t, &preview),
    };
    view! {
        <section class="stack" data-testid="preview">
            <div class="cluster">
                <h3>{r.preview}</h3>
                {state}
            </div>
            <p class="muted">{r.preview_note}</p>
            <div class="table-box preview" tabindex="0" role="region" aria-label=r.preview>
                <table class="table">
                    <thead>
                        <tr>{header}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn heads(columns: &[ColumnView]) -> Vec<(u32, String)> {
    columns.iter().map(|it| (it.position, it.header.clone())).collect()
}

fn head(
    t: &'static Strings,
    draft: Draft,
    shown: Shown<Preview>,
    position: u32,
    name: String,
) -> AnyView {
    let mut options = vec![(String::new(), t.reading().unused.to_owned())];
    options.extend(FIELD_NAMES.iter().map(|it| ((*it).to_owned(), t.field(it))));
    let value = Signal::derive(move || {
        let set = draft.settings.with(|it| {
            it.columns.iter().find(|(at, _)| *at == position).map(|(_, field)| field.clone())
        });
        set.unwrap_or_else(|| match &*shown.read() {
            Some(Ok(preview)) => field_at(preview, position).to_owned(),
            _ => String::new(),
        })
    });
    let changed = Callback::new(move |field: String| {
        draft.change(move |it| {
            it.columns.retain(|(at, _)| *at != position);
            it.columns.push((position, field));
            order::sort_by_key(&mut it.columns, |(at, _)| *at);
        });
    });
    view! {
        <th scope="col">
            <span class="preview__name">{name}</span>
            {select(options, value, changed, "column-meaning", (t.reading().meaning_of)(position))}
        </th>
    }
    .into_any()
}

fn field_at(preview: &Preview, position: u32) -> &str {
    let columns = &preview.read_as.columns;
    columns.iter().find(|it| it.position == position).map_or("", |it| it.field.as_str())
}

fn body(t: &'static Strings, preview: &Preview) -> AnyView {
    let rows = preview.rows.iter().zip(&preview.parsed);
    rows.map(|(cells, parsed)| row(t, preview, cells, parsed)).collect_view().into_any()
}

fn row(
    t: &'static Strings,
    preview: &Preview,
    cells: &[String],
    parsed: &Result<Vec<(String, String)>, Diagnostic>,
) -> AnyView {
    let bad_column = parsed.as_ref().err().map_or(0, |it| it.place.column);
    let why = parsed.as_ref().err().map(|it| t.says(it));
    let reads = |position: u32| {
        let field = field_at(preview, position);
        let values = parsed.as_ref().ok()?;
        values.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    };
    let cells = (1u32..)
        .zip(cells)
        .map(|(position, cell)| {
            // What a cell reads as is said where it is not what stands there.
            let reads = reads(position).filter(|it| it != cell);
            let wrong = position == bad_column;
            view! {
                <td class:is-wrong=wrong>
                    <code>{cell.clone()}</code>
                    {reads.map(|it| view! { <span class="preview__reads">{it}</span> })}
                </td>
            }
        })
        .collect_view();
    let reason = why.map(|why| {
        let span = preview.read_as.columns.len().max(1).to_string();
        view! {
            <tr class="preview__why">
                <td colspan=span>{why}</td>
            </tr>
        }
    });
    view! {
        <tr class:is-wrong=parsed.is_err()>{cells}</tr>
        {reason}
    }
    .into_any()
}

fn tally(t: &'static Strings, preview: &Preview) -> AnyView {
    let bad = preview.parsed.iter().filter(|it| it.is_err()).count();
    if bad == 0 {
        chip(Standing::Agrees, t.reading().row_reads)
    } else {
        chip(Standing::Differs, (t.reading().rows_fail)(bad, preview.parsed.len()))
    }
}
