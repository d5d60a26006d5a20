//! Horizontal bars, each a button that narrows the grid to what it stands for.

use super::card::{Frame, card, table};
use crate::chart::{Bar, bars};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::strings::Locale;
use crate::ui::strings::result::ResultText;
use std::sync::Arc;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BarRow {
    /// What it stands for.
    pub(crate) label: String,
    /// Its value as canonical decimal text, for its length.
    pub(crate) value: String,
    /// Its value as people write it.
    pub(crate) shown: String,
    /// How many rows are behind it, as people write it.
    pub(crate) rows: String,
}

/// Bars beyond these are in the table only.
const MOST_BARS: usize = 6;

/// A chart of bars, largest first.
pub(crate) struct BarChart {
    /// Unique on the page.
    pub(crate) id: &'static str,
    /// The texts.
    pub(crate) t: &'static ResultText,
    /// The title, or what chooses it.
    pub(crate) title: AnyView,
    /// What the bars measure.
    pub(crate) note: String,
    /// Head of the table's first column.
    pub(crate) head: &'static str,
    /// Head of the table's column of counts.
    pub(crate) n_rows: &'static str,
    /// The bars in order.
    pub(crate) rows: Vec<BarRow>,
    /// How many there are beside those.
    pub(crate) more: u64,
    /// How numbers are written.
    pub(crate) locale: Locale,
    /// Whether the grid is narrowed to this bar.
    pub(crate) is_picked: Callback<usize, bool>,
    /// A bar was picked.
    pub(crate) picked: Callback<usize>,
}

/// Draws the bars.
pub(crate) fn bar_chart(chart: BarChart) -> AnyView {
    let BarChart { id, t, title, note, head, n_rows, rows, more, locale, is_picked, picked } =
        chart;
    let summary = rows.first().map_or(t.nothing_to_draw.to_owned(), |first| {
        let unlisted = usize::try_from(more).unwrap_or(usize::MAX);
        (t.bars_summary)(rows.len().saturating_add(unlisted), &first.label, &first.shown)
    });
    let rows = Arc::new(rows);
    let for_table = Arc::clone(&rows);
    let note = view! { <p class="card__note">{note}</p> }.into_any();
    card(
        Frame { id, t, title, note, summary },
        move || figure((t, locale), &rows, more, is_picked, picked),
        move || {
            let rows = for_table
                .iter()
                .map(|it| (it.label.clone(), vec![it.rows.clone(), it.shown.clone()]));
            let table = table(id, &[head, n_rows, t.difference], rows);
            view! { {table}{not_shown(t, locale, more)} }.into_any()
        },
    )
}

/// Says how many are not shown, where some are not.
fn not_shown(t: &'static ResultText, locale: Locale, more: u64) -> Option<AnyView> {
    let text = (more > 0).then(|| (t.more_groups)(&format::count(locale, more)))?;
    Some(view! { <p class="card__note">{text}</p> }.into_any())
}

fn figure(
    (t, locale): (&'static ResultText, Locale),
    rows: &[BarRow],
    more: u64,
    is_picked: Callback<usize, bool>,
    picked: Callback<usize>,
) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="chart__none muted">{t.nothing_to_draw}</p> }.into_any();
    }
    let drawn = bars(rows.iter().map(|it| it.value.as_str()));
    // A last one is shown rather than counted.
    let shown = if rows.len() == MOST_BARS + 1 { rows.len() } else { MOST_BARS };
    let more = more + u64::try_from(rows.len().saturating_sub(shown)).unwrap_or(0);
    let list = rows
        .iter()
        .zip(drawn)
        .zip(0usize..)
        .take(shown)
        .map(|((row, bar), n)| one(row, bar, move || is_picked.run(n), move || picked.run(n)))
        .collect_view();
    view! {
        <ul class="bars">{list}</ul>
        {not_shown(t, locale, more)}
    }
    .into_any()
}

fn one(
    row: &BarRow,
    bar: Bar,
    is_picked: impl Fn() -> bool + Send + 'static,
    picked: impl Fn() + 'static,
) -> AnyView {
    let class = if bar.negative { "bars__bar is-negative" } else { "bars__bar" };
    view! {
        <li>
            <button
                type="button"
                class="bars__row"
                aria-pressed=move || if is_picked() { "true" } else { "false" }
                on:click=move |_| picked()
            >
                <span class="bars__label" title=row.label.clone()>{row.label.clone()}</span>
                <svg class="bars__track" aria-hidden="true" focusable="false">
                    <rect class=class width=[bar.percent.as_str(), "%"].concat() height="100%" rx="2"></rect>
                </svg>
                <span class="bars__value">{row.shown.clone()}</span>
            </button>
        </li>
    }
    .into_any()
}
