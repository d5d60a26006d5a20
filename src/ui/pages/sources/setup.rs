//! The dialog with everything that can be set about how a source is read.

use super::{calls, setup_preview};
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::forms::Settings;
use crate::engine::protocol::{ReadAs, SourceView};
use crate::ui::actions::source;
use crate::ui::components::{Dialog, checked_field, dialog, select_field, text_field};
use crate::ui::prelude::*;
use crate::ui::state::{Desk, SourceCell};
use crate::ui::strings::Strings;
use crate::ui::strings::reading::{
    DATE_ORDERS, DECIMAL_MARKS, DELIMITERS, ENCODINGS, LAYOUT_IDS, ROLES, name_of,
};

/// What is set in the dialog and what comes of it.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// The settings as they stand in the dialog.
    pub(super) settings: RwSignal<Settings>,
    /// Changes them and has the head read again.
    change: Callback<Change>,
    /// What is wrong with what was typed.
    problems: RwSignal<Vec<Diagnostic>>,
}

/// A change of the settings.
type Change = Box<dyn FnOnce(&mut Settings) + Send>;

impl Draft {
    /// Changes the settings and has the head read again.
    pub(super) fn change(self, change: impl FnOnce(&mut Settings) + Send + 'static) {
        self.change.run(Box::new(change));
    }
}

/// The dialog.
pub(super) fn dialog_view(desk: Desk, cell: SourceCell, close: Callback<()>) -> AnyView {
    let t = desk.strings();
    let id = cell.id;
    let view = cell.view.get_untracked();
    let settings = RwSignal::new(view.settings.clone());
    let shown = RwSignal::new(None);
    let asked = StoredValue::new(0);
    source::preview(desk, id, view.settings.clone(), asked, shown);
    let problems = RwSignal::new(Vec::new());
    let change = Callback::new(move |change: Change| {
        settings.update(change);
        let now = settings.get_untracked();
        // What was found wrong is looked at again at once, the rest when its field is left.
        if problems.with_untracked(|it| !it.is_empty()) {
            source::check_again(desk, &now, problems);
        }
        source::preview(desk, id, now, asked, shown);
    });
    let draft = Draft { settings, change, problems };
    // What would be detected follows the preview, so that it stays true as settings change.
    let read_as = {
        let before = view.read_as.clone();
        Memo::new(move |_| match shown.get() {
            Some(Ok(preview)) => preview.read_as,
            _ => before.clone(),
        })
    };
    let left = move |_| settings.with_untracked(|it| source::check_again(desk, it, problems));
    let apply =
        move |_| source::configure_checked(desk, id, settings.get_untracked(), problems, close);
    let content = view! {
        <div class="dialog__body stack stack--wide" on:change=left>
            {form(t, draft, read_as, &view)}
            {setup_preview::table(t, draft, shown)}
            {calls::table(t, &view)}
        </div>
        <div class="dialog__foot">
            <button
                type="button"
                class="button button--quiet dialog__foot-note"
                on:click=move |_| draft.change(|it| *it = Settings::default())
            >
                {t.reading().reset}
            </button>
            <button type="button" class="button" on:click=move |_| close.run(())>
                {t.shell.cancel}
            </button>
            <button
                type="button"
                class="button button--primary"
                data-testid="setup-apply"
                on:click=apply
            >
                {t.shell.apply}
            </button>
        </div>
    };
    dialog(
        Dialog {
            title: (t.reading().title)(&view.name),
            close_label: t.shell.close,
            wide: true,
            closed: close,
        },
        content.into_any(),
    )
}

/// Which field of the settings, and how to reach it.
type Pick = fn(&Settings) -> &String;
type Slot = fn(&mut Settings) -> &mut String;

fn form(t: &'static Strings, draft: Draft, read_as: Memo<ReadAs>, view: &SourceView) -> AnyView {
    let r = t.reading();
    let now = read_as.get_untracked();
    let encodings: Vec<&str> = ENCODINGS.iter().map(|it| it.0).collect();
    let encoding_names: Vec<&str> = ENCODINGS.iter().map(|it| it.1).collect();
    let layout_names: Vec<String> = LAYOUT_IDS.iter().map(|it| t.layout(it)).collect();
    let layout_names: Vec<&str> = layout_names.iter().map(String::as_str).collect();
    let choice =
        |label, testid, codes: &[&str], names: &[&str], found: &str, get: Pick, put: Slot| {
            let detected = match found {
                "" => r.detect.to_owned(),
                code => (r.detected)(name_of(codes, names, code)),
            };
            let mut options = vec![(String::new(), detected)];
            let pairs = codes.iter().zip(names);
            options.extend(pairs.map(|(code, name)| ((*code).to_owned(), (*name).to_owned())));
            let value = Signal::derive(move || draft.settings.with(|it| get(it).clone()));
            let changed = Callback::new(move |text| draft.change(move |it| *put(it) = text));
            select_field(label, testid, options, value, changed)
        };
    let text = |label, hint, kind, testid: &'static str, get: Pick, put: Slot| {
        let value = Signal::derive(move || draft.settings.with(|it| get(it).clone()));
        let changed = Callback::new(move |text| draft.change(move |it| *put(it) = text));
        let field = match testid {
            "set-time-zone" => "time_zone",
            "set-currency" => "currency",
            "set-period-from" => "period_from",
            "set-period-to" => "period_to",
            _ => return text_field(label, hint, kind, testid, value, changed),
        };
        let wrong = Signal::derive(move || {
            let problems = draft.problems.read();
            problems.iter().find(|it| it.place.field == field).map(|it| match it.code {
                Code::EndBeforeStart => r.period_wrong.to_owned(),
                _ => t.says(it),
            })
        });
        checked_field((label, hint), kind, testid, value, changed, wrong)
    };
    let is_csv = now.syntax.is_empty() || now.syntax == "csv";
    let csv = is_csv.then(|| {
        let header = if now.header_line > 0 { "yes" } else { "no" };
        view! {
            {choice(
                r.delimiter,
                "set-delimiter",
                &DELIMITERS,
                &r.delimiters,
                &now.delimiter,
                |it| &it.delimiter,
                |it| &mut it.delimiter,
            )}
            {choice(
                r.header,
                "set-header",
                &["yes", "no"],
                &r.yes_no,
                header,
                |it| &it.header,
                |it| &mut it.header,
            )}
        }
    });
    // One that was chosen is the only one that is known, until all are read again.
    let mut parts = view.entries.clone();
    if !view.settings.part.is_empty() && !parts.contains(&view.settings.part) {
        parts.push(view.settings.part.clone());
    }
    let part = (parts.len() > 1 || !view.settings.part.is_empty()).then(|| {
        let mut options = vec![(String::new(), r.all_parts.to_owned())];
        options.extend(parts.into_iter().map(|it| (it.clone(), it)));
        let value = Signal::derive(move || draft.settings.with(|it| it.part.clone()));
        let changed = Callback::new(move |text| draft.change(move |it| it.part = text));
        select_field(r.part, "set-part", options, value, changed)
    });
    view! {
        <div class="fields">
            {part}
            {choice(
                r.role,
                "set-role",
                &ROLES,
                &r.roles,
                view.role.code(),
                |it| &it.role,
                |it| &mut it.role,
            )}
            {choice(
                r.layout,
                "set-layout",
                LAYOUT_IDS,
                &layout_names,
                &view.layout,
                |it| &it.layout,
                |it| &mut it.layout,
            )}
            {choice(
                r.encoding,
                "set-encoding",
                &encodings,
                &encoding_names,
                &now.encoding,
                |it| &it.encoding,
                |it| &mut it.encoding,
            )}
            {csv}
            {choice(
                r.date_order,
                "set-date-order",
                &DATE_ORDERS,
                &r.date_orders,
                &now.date_order,
                |it| &it.date_order,
                |it| &mut it.date_order,
            )}
            {choice(
                r.decimal_mark,
                "set-decimal-mark",
                &DECIMAL_MARKS,
                &r.decimal_marks,
                &now.decimal_mark,
                |it| &it.decimal_mark,
                |it| &mut it.decimal_mark,
            )}
            {text(
                r.time_zone,
                r.time_zone_hint,
                "text",
                "set-time-zone",
                |it| &it.time_zone,
                |it| &mut it.time_zone,
            )}
        </div>
        <fieldset>
            <legend class="legend">
                {r.constants} <span class="muted">{r.constants_note}</span>
            </legend>
            <div class="fields">
                {text(
                    r.currency,
                    "",
                    "text",
                    "set-currency",
                    |it| &it.currency,
                    |it| &mut it.currency,
                )}
                {text(r.account, "", "text", "set-account", |it| &it.account, |it| &mut it.account)}
                {text(r.service, "", "text", "set-service", |it| &it.service, |it| &mut it.service)}
                {text(r.unit, r.unit_hint, "text", "set-unit", |it| &it.unit, |it| &mut it.unit)}
                {text(
                    r.period_from,
                    "",
                    "date",
                    "set-period-from",
                    |it| &it.period_from,
                    |it| &mut it.period_from,
                )}
                {text(
                    r.period_to,
                    "",
                    "date",
                    "set-period-to",
                    |it| &it.period_to,
                    |it| &mut it.period_to,
                )}
            </div>
        </fieldset>
    }
    .into_any()
}
