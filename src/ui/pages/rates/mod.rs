//! The Rates page: what was agreed, as a table, with what each row means.

mod cells;
mod table;

use super::what_if;
use crate::domain::forms::{RATE_COLUMNS, RateForm};
use crate::engine::protocol::Rates;
use crate::platform::{download, screen};
use crate::ui::actions::{import, notify, terms};
use crate::ui::components::{Glyph, Paste, empty, icon, paste_dialog};
use crate::ui::prelude::*;
use crate::ui::state::{Desk, Tone};

/// The rows as they stand in the table, and what changes them.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    desk: Desk,
    shown: RwSignal<Option<crate::engine::protocol::WhatIf>>,
    /// The row that was just added, until something is typed: nothing is called wrong in it yet.
    fresh: RwSignal<Option<usize>>,
    /// How many rows are shown from the first on.
    most: RwSignal<usize>,
}

impl Rows {
    /// The edited rows, or those in use.
    pub(super) fn get(self) -> Rates {
        match self.desk.session.rates_draft.get() {
            Some(rates) => rates,
            None => Rates::clone(&self.desk.session.rates.read()),
        }
    }

    /// Something of one row.
    pub(super) fn with<T>(self, row: usize, read: impl FnOnce(&RateForm) -> T) -> Option<T> {
        match &*self.desk.session.rates_draft.read() {
            Some(rates) => rates.rows.get(row).map(read),
            None => self.desk.session.rates.read().rows.get(row).map(read),
        }
    }

    /// How many rows there are.
    pub(super) fn count(self) -> usize {
        match &*self.desk.session.rates_draft.read() {
            Some(rates) => rates.rows.len(),
            None => self.desk.session.rates.read().rows.len(),
        }
    }

    /// Changes the rows; they are not in use before they are applied.
    pub(super) fn change(self, change: &dyn Fn(&mut Vec<RateForm>)) {
        terms::edit_rates(self.desk, change);
        self.shown.set(None);
        self.fresh.set(None);
    }

    /// Adds a row, to be filled in from its first cell on.
    fn add(self, make: fn(&[RateForm]) -> RateForm) {
        let added = untrack(move || self.count());
        self.change(&|all| all.push(make(all)));
        self.fresh.set(Some(added));
        request_animation_frame(|| screen::focus_first(".rates__row:last-child .input"));
    }
}

/// The page.
pub(crate) fn page(desk: Desk) -> AnyView {
    let t = desk.strings();
    let r = t.rates();
    let shown = RwSignal::new(None);
    let rows =
        Rows { desk, shown, fresh: RwSignal::new(None), most: RwSignal::new(table::AT_ONCE) };
    let pasting = RwSignal::new(false);
    let is_changed = Signal::derive(move || desk.session.rates_draft.read().is_some());
    let is_empty = Memo::new(move |_| rows.count() == 0 && !is_changed.get());
    let content = move || {
        if is_empty.get() { nothing(desk, rows, pasting) } else { filled(desk, rows, is_changed) }
    };
    let save = move |_| {
        let text = csv(&untrack(move || rows.get()).rows);
        if download::save_text("rates.csv", "text/csv", &text).is_err() {
            notify::toast(desk, Tone::Bad, t.shell.failed);
        }
    };
    let close = Callback::new(move |()| pasting.set(false));
    let paste = move || pasting.get().then(|| paste_rates(desk, close));
    view! {
        <div class="page-head">
            <div>
                <h1>{r.title}</h1>
                <p class="page-head__lead">{r.lead}</p>
            </div>
            <div class="page-head__tools">
                <button
                    type="button"
                    class="button"
                    data-testid="rates-paste"
                    on:click=move |_| pasting.set(true)
                >
                    {icon(Glyph::Clipboard)}
                    {r.paste}
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="rates-download"
                    disabled=move || is_empty.get()
                    on:click=save
                >
                    {icon(Glyph::Download)}
                    {r.download}
                </button>
            </div>
        </div>
        {content}
        {paste}
    }
    .into_any()
}

fn blocks() -> RateForm {
    let text = str::to_owned;
    RateForm {
        measure: text("duration"),
        unit_size: text("900"),
        minimum: text("900"),
        increment: text("900"),
        rounding: text("record"),
        ..RateForm::default()
    }
}

fn nothing(desk: Desk, rows: Rows, pasting: RwSignal<bool>) -> AnyView {
    let r = desk.strings().rates();
    let buttons = view! {
        <div class="cluster">
            <button
                type="button"
                class="button button--primary"
                data-testid="rates-add"
                on:click=move |_| rows.add(|_| blocks())
            >
                {icon(Glyph::Plus)}
                {r.add_blocks}
            </button>
            <button type="button" class="button" on:click=move |_| pasting.set(true)>
                {icon(Glyph::Clipboard)}
                {r.paste}
            </button>
        </div>
    };
    view! {
        <div class="stack stack--wide">
            <section class="card">
                {empty(Glyph::Table, r.empty_title, r.empty, buttons.into_any())}
            </section>
            {help(desk)}
        </div>
    }
    .into_any()
}

fn filled(desk: Desk, rows: Rows, is_changed: Signal<bool>) -> AnyView {
    let r = desk.strings().rates();
    let add = move |_| {
        rows.add(|all| {
            let next = all.last().cloned().unwrap_or_else(blocks);
            RateForm { price: String::new(), tier_from: String::new(), ..next }
        });
    };
    let is_good =
        Signal::derive(move || is_changed.get() && desk.session.rate_problems.read().is_empty());
    view! {
        <div class="stack stack--wide">
            {move || desk.session.has_rates_left().then(|| left(desk))}
            {table::table(desk, rows)}
            <div class="cluster">
                <button type="button" class="button" data-testid="rates-add" on:click=add>
                    {icon(Glyph::Plus)}
                    {r.add}
                </button>
                {move || is_changed.get().then(|| unsaved(desk, rows))}
            </div>
            <div class="terms">
                {help(desk)}
                {what_if::panel(
                    desk,
                    is_good,
                    rows.shown,
                    move || (None, Some(untrack(move || rows.get()))),
                )}
            </div>
        </div>
    }
    .into_any()
}

/// Says that rates in use outlived their file.
fn left(desk: Desk) -> AnyView {
    let t = desk.strings();
    view! {
        <div class="notice is-unsure" data-testid="rates-left">
            {icon(Glyph::Warning)}
            <div class="stack stack--tight">
                <p>{t.sources.rates_left}</p>
                <button
                    type="button"
                    class="button button--small"
                    on:click=move |_| terms::drop_rates(desk)
                >
                    {t.rates().drop}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn unsaved(desk: Desk, rows: Rows) -> AnyView {
    let t = desk.strings();
    let apply = move |_| {
        // Whoever wants to use a row that is not filled in sees what is missing.
        rows.fresh.set(None);
        terms::apply_rates(desk);
        rows.shown.set(None);
    };
    let is_wrong = move || !desk.session.rate_problems.read().is_empty();
    let revert = move |_| {
        terms::drop_rate_edits(desk);
        rows.shown.set(None);
    };
    view! {
        <span class="cluster unsaved">
            <span class="muted">{t.rates().unsaved}</span>
            <button type="button" class="button" on:click=revert>
                {t.rates().revert}
            </button>
            <button
                type="button"
                class="button button--primary"
                data-testid="rates-apply"
                aria-disabled=move || is_wrong().to_string()
                on:click=apply
            >
                {t.shell.apply}
            </button>
        </span>
    }
    .into_any()
}

fn help(desk: Desk) -> AnyView {
    let r = desk.strings().rates();
    let lines = r.help.map(|(written, meant)| {
        view! {
            <div class="help__line">
                <dt>
                    <code>{written}</code>
                </dt>
                <dd>{meant}</dd>
            </div>
        }
    });
    view! {
        <section class="card card--pad stack">
            <h2 class="card__title">{r.help_title}</h2>
            <dl class="help">{lines.into_iter().collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn paste_rates(desk: Desk, close: Callback<()>) -> AnyView {
    let t = desk.strings();
    let words = Paste {
        title: t.rates().paste,
        label: t.rates().paste_label,
        add: t.sources.paste_add,
        cancel: t.shell.cancel,
        close: t.shell.close,
        testid: "rates-paste",
    };
    paste_dialog(words, close, move |text| import::rates(desk, text))
}

/// The rows as a file that can be dropped again.
fn csv(rows: &[RateForm]) -> String {
    let mut out = RATE_COLUMNS.join(",");
    out.push_str("\r\n");
    for row in rows {
        for (at, column) in cells::COLUMNS.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            quote(&mut out, (column.get)(row));
        }
        out.push_str("\r\n");
    }
    out
}

fn quote(out: &mut String, cell: &str) {
    // What a spreadsheet would take for a formula is kept as text.
    let live = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<i64>().is_err());
    if live || cell.contains([',', '"', '\n', '\r']) {
        out.push('"');
        if live {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}
