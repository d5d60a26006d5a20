//! The editable table of rates.

use super::Rows;
use super::cells::{COLUMNS, Column, Kind, MEASURES, ROUNDINGS, SHOWN};
use crate::diagnostics::Diagnostic;
use crate::domain::forms::{RATE_COLUMNS, RateForm};
use crate::domain::order;
use crate::platform::screen;
use crate::ui::components::{Glyph, icon, problem, select};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// Rows that are shown at once: a row is fifteen fields, and a thousand rows held up the page for
/// seconds.
pub(super) const AT_ONCE: usize = 100;

/// What is wrong with the rows, in the order of their numbers.
type Problems = Memo<Vec<(usize, Diagnostic)>>;

/// The table. Rows are told apart by their position, so that editing one keeps the focus in it.
pub(super) fn table(desk: Desk, rows: Rows) -> AnyView {
    let r = desk.strings().rates();
    let problems: Problems = Memo::new(move |_| {
        let number = |it: &Diagnostic| usize::try_from(it.place.line).unwrap_or(0);
        let all = desk.session.rate_problems.read();
        let mut by_row: Vec<_> = all.iter().map(|it| (number(it), it.clone())).collect();
        order::sort_by_key(&mut by_row, |it| it.0);
        by_row
    });
    // The first ones, those that were added and some in which something is wrong. What was shown once
    // stays, since someone may be at it.
    let shown = Memo::new(move |before: Option<&Vec<usize>>| {
        let count = rows.count();
        let mut shown = before.cloned().unwrap_or_default();
        shown.extend(0..rows.most.get().min(count));
        shown.extend(rows.fresh.get());
        problems.with(|all| {
            shown.extend(all.iter().filter_map(|it| it.0.checked_sub(1)).take(AT_ONCE));
        });
        shown.retain(|it| *it < count);
        order::sort(&mut shown);
        shown.dedup();
        shown
    });
    let groups = r.groups.map(|(name, span)| {
        view! {
            <th scope="colgroup" colspan=span.to_string()>
                {name}
            </th>
        }
    });
    let heads = SHOWN.iter().filter_map(|at| r.columns.get(*at));
    let heads = heads.map(|name| view! { <th scope="col">{*name}</th> }).collect_view();
    view! {
        <div class="table-box rates" tabindex="0" role="region" aria-label=r.title>
            <table class="table" data-testid="rates-table">
                <thead>
                    <tr class="rates__groups">
                        <td></td>
                        {groups.into_iter().collect_view()}
                        <td></td>
                    </tr>
                    <tr>
                        <th scope="col" class="is-number">"#"</th>
                        {heads}
                        <td></td>
                    </tr>
                </thead>
                {keyed(
                    move || shown.get(),
                    |row| u64::try_from(*row).unwrap_or(u64::MAX),
                    move |row| body(desk, rows, row, problems),
                )}
            </table>
        </div>
        {more(desk, rows, shown)}
    }
    .into_any()
}

/// How many rows are shown of all, and the way to more of them.
fn more(desk: Desk, rows: Rows, shown: Memo<Vec<usize>>) -> AnyView {
    let t = desk.strings();
    let n_shown = Memo::new(move |_| shown.with(Vec::len));
    let is_part = Memo::new(move |_| n_shown.get() < rows.count());
    let count = move |n: usize| format::count(t.locale, u64::try_from(n).unwrap_or(u64::MAX));
    let said = move || (t.rates().shown)(&count(n_shown.get()), &count(rows.count()));
    let name = move || {
        let rest = rows.count().saturating_sub(n_shown.get());
        (t.rates().more)(&count(rest.min(AT_ONCE)))
    };
    (move || {
        is_part.get().then(|| {
            view! {
                <div class="cluster">
                    <span class="muted">{said}</span>
                    <button
                        type="button"
                        class="button button--small"
                        data-testid="rates-more"
                        on:click=move |_| rows.most.update(|it| *it += AT_ONCE)
                    >
                        {name}
                    </button>
                </div>
            }
        })
    })
    .into_any()
}

fn body(desk: Desk, rows: Rows, row: usize, problems: Problems) -> AnyView {
    let t = desk.strings();
    let number = row + 1;
    let mine = Memo::new(move |_| {
        problems.with(|all| {
            let from = all.partition_point(|it| it.0 < number);
            let own = all.iter().skip(from).take_while(|it| it.0 == number);
            own.map(|it| it.1.clone()).collect::<Vec<Diagnostic>>()
        })
    });
    // So a change of one row is no matter of the others, of which there may be thousands.
    let form = Memo::new(move |_| rows.with(row, RateForm::clone).unwrap_or_default());
    let is_fresh = Memo::new(move |_| rows.fresh.get() == Some(row));
    let cells = SHOWN
        .iter()
        .filter_map(|at| {
            let (column, name) = (COLUMNS.get(*at)?, t.rates().columns.get(*at)?);
            let wrong = Memo::new(move |_| {
                let code = RATE_COLUMNS.get(*at).copied().unwrap_or_default();
                let is_wrong = mine.with(|all| all.iter().any(|it| it.place.field == code));
                is_wrong && !is_fresh.get()
            });
            let hint = t.rates().hints.get(*at)?;
            Some(cell(desk, rows, (row, form), column, (name, hint), wrong))
        })
        .collect_view();
    // What a row means is only known once nothing is wrong with it.
    let said = move || {
        let mine = mine.read();
        if mine.is_empty() {
            form.with(|it| t.explain_rate(it)).into_any()
        } else if is_fresh.get() {
            ().into_any()
        } else {
            mine.iter().map(|it| problem(t.rate_problem(it))).collect_view()
        }
    };
    view! {
        <tbody class="rates__row">
            <tr>
                <th scope="row" class="is-number">{number.to_string()}</th>
                {cells}
                <td>
                    <button
                        type="button"
                        class="button button--icon"
                        data-testid="rates-delete"
                        aria-label=(t.rates().delete)(number)
                        title=(t.rates().delete)(number)
                        on:click=move |_| {
                            rows.change(&|all| {
                                if row < all.len() {
                                    all.remove(row);
                                }
                            });
                            // Rows that follow take the place of the one that goes, and keep the focus.
                            if row >= untrack(|| rows.count()) {
                                request_animation_frame(|| {
                                    screen::focus_first("[data-testid=rates-add]");
                                });
                            }
                        }
                    >
                        {icon(Glyph::Bin)}
                    </button>
                </td>
            </tr>
            <tr class="rates__meaning">
                <td></td>
                <td colspan="16">
                    <div class="rates__said" id=said_id(row)>{said}</div>
                </td>
            </tr>
        </tbody>
    }
    .into_any()
}

/// The id of the element that says what a row means or what is wrong with it.
fn said_id(row: usize) -> String {
    ["rate-", &row.to_string()].concat()
}

fn cell(
    desk: Desk,
    rows: Rows,
    (row, form): (usize, Memo<RateForm>),
    column: &'static Column,
    (name, hint): (&'static str, &'static str),
    wrong: Memo<bool>,
) -> AnyView {
    let t = desk.strings();
    let (r, locale) = (t.rates(), t.locale);
    let get = column.get;
    let slot = column.slot;
    let is_figure = column.kind == Kind::Figure;
    let value = Signal::derive(move || {
        let shown = |form: &RateForm| {
            let text = get(form);
            if is_figure { format::written(locale, text) } else { text.clone() }
        };
        form.with(shown)
    });
    let changed = Callback::new(move |text: String| {
        let text = if is_figure { format::typed(locale, &text) } else { text };
        rows.change(&|all| {
            if let Some(form) = all.get_mut(row) {
                text.clone_into(slot(form));
            }
        });
    });
    let label = (r.cell)(row + 1, name);
    let choose = |codes: &[&str], names: &[&str], testid| {
        let mut options = vec![(String::new(), r.any.to_owned())];
        let pairs = codes.iter().zip(names);
        options.extend(pairs.map(|(code, name)| ((*code).to_owned(), (*name).to_owned())));
        select(options, value, changed, testid, label.clone())
    };
    let input = |kind: &'static str, mode: &'static str, class: &'static str| {
        view! {
            <input
                class=class
                type=kind
                inputmode=mode
                autocomplete="off"
                spellcheck="false"
                placeholder=hint
                aria-label=label.clone()
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=move || wrong.get().then(|| said_id(row))
                prop:value=move || value.get()
                on:change=move |event| changed.run(event_target_value(&event))
            />
        }
        .into_any()
    };
    let field = match column.kind {
        Kind::Text => input("text", "text", "input"),
        Kind::Figure => input("text", "decimal", "input is-figure"),
        Kind::Day => input("date", "none", "input"),
        Kind::Measure => choose(&MEASURES, &r.measures, "rate-measure"),
        Kind::Rounding => choose(&ROUNDINGS, &r.roundings, "rate-rounding"),
    };
    let class = match column.kind {
        Kind::Text => "rates__text",
        Kind::Figure => "rates__figure",
        Kind::Day => "rates__day",
        Kind::Measure | Kind::Rounding => "rates__choice",
    };
    view! { <td class=class>{field}</td> }.into_any()
}
