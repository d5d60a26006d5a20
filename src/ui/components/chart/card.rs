//! What every chart has around it: a title, a note, the summary, the way to the table and back.

use crate::ui::components::{Glyph, icon};
use crate::ui::prelude::*;
use crate::ui::strings::result::ResultText;

/// The frame's texts and switches.
pub(super) struct Frame {
    /// Unique on the page, for labels.
    pub(super) id: &'static str,
    /// The texts.
    pub(super) t: &'static ResultText,
    /// The title, or what stands for it.
    pub(super) title: AnyView,
    /// Below the title.
    pub(super) note: AnyView,
    /// The chart in a sentence.
    pub(super) summary: String,
}

/// A card with a chart that can be shown as a table.
pub(super) fn card(
    frame: Frame,
    figure: impl Fn() -> AnyView + Send + 'static,
    table: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let Frame { id, t, title, note, summary } = frame;
    let as_table = RwSignal::new(false);
    let label = move || if as_table.get() { t.as_chart } else { t.as_table };
    let summary_id = [id, "-summary"].concat();
    view! {
        <section class="card chart" aria-labelledby=id aria-describedby=summary_id>
            <div class="chart__head">
                <div class="chart__title">
                    <h2 class="card__title" id=id>{title}</h2>
                    {note}
                </div>
                <button
                    type="button"
                    class="button button--icon chart__switch"
                    aria-label=label
                    title=label
                    on:click=move |_| as_table.update(|it| *it = !*it)
                >
                    {move || icon(if as_table.get() { Glyph::Chart } else { Glyph::Table })}
                </button>
            </div>
            <p class="visually-hidden" id=[id, "-summary"].concat()>{summary}</p>
            {move || if as_table.get() { table() } else { figure() }}
        </section>
    }
    .into_any()
}

/// A table of figures: heads, then rows of a name and its numbers.
pub(super) fn table(
    labelled_by: &'static str,
    heads: &[&'static str],
    rows: impl Iterator<Item = (String, Vec<String>)>,
) -> AnyView {
    let heads = heads.iter().zip(0..).map(|(head, n)| {
        view! { <th scope="col" class:is-number=n != 0>{*head}</th> }
    });
    let rows = rows.map(|(name, numbers)| {
        let numbers = numbers.into_iter().map(|it| view! { <td class="is-number">{it}</td> });
        view! { <tr><th scope="row" class="chart__name">{name}</th>{numbers.collect_view()}</tr> }
    });
    view! {
        <div class="chart__table" tabindex="0" role="group" aria-labelledby=labelled_by>
            <table class="table">
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
