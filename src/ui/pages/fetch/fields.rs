//! The form of a vendor, made of what its connector says it needs.

use crate::connect::{self, Field, Form, Kind};
use crate::platform::screen;
use crate::ui::actions::fetch;
use crate::ui::components::problem;
use crate::ui::prelude::*;
use crate::ui::state::Desk;

/// The form.
pub(super) fn form(desk: Desk, vendor: &'static str) -> AnyView {
    let t = desk.strings();
    let Some(connector) = connect::connector(vendor) else { return ().into_any() };
    let (more, first): (Vec<Field>, Vec<Field>) =
        connector.fields().iter().partition(|it| it.advanced);
    let all =
        |fields: Vec<Field>| fields.into_iter().map(|it| field(desk, vendor, it)).collect_view();
    // What is wrong may be under the fold.
    let names: Vec<&str> = more.iter().map(|it| it.name).collect();
    let is_open = move || desk.fetch.problems.read().iter().any(|it| names.contains(&it.field));
    // Whoever presses the button is led to the first field that has to be put right.
    let had_problems = StoredValue::new(false);
    Effect::new(move || {
        let problems = desk.fetch.problems.read();
        let is_wrong = |it: &&Field| problems.iter().any(|problem| problem.field == it.name);
        let first = connector.fields().iter().find(is_wrong).map(|it| it.name);
        if let Some(first) = first.filter(|_| !had_problems.get_value()) {
            let id = id_of(vendor, first);
            request_animation_frame(move || screen::focus(&id));
        }
        had_problems.set_value(first.is_some());
    });
    let more = (!more.is_empty()).then(|| {
        view! {
            <details class="fetch__more" open=is_open>
                <summary>{t.fetch().advanced}</summary>
                <div class="fetch__fields">{all(more)}</div>
            </details>
        }
    });
    view! { <div class="fetch__fields">{all(first)}</div> {more} }.into_any()
}

fn read<T>(desk: Desk, vendor: &str, look: impl FnOnce(&Form) -> T) -> T {
    let none = Form::default();
    desk.fetch.forms.with(|forms| look(forms.get(vendor).unwrap_or(&none)))
}

fn id_of(vendor: &str, name: &str) -> String {
    ["fetch-", vendor, "-", name].concat()
}

fn field(desk: Desk, vendor: &'static str, field: Field) -> AnyView {
    let t = desk.strings();
    let name = field.name;
    let (label, hint) = (t.fetch().field)(vendor, name);
    let is_away = move || !read(desk, vendor, |form| form.counts(&field));
    let wrong = move || desk.fetch.problems.read().iter().copied().find(|it| it.field == name);
    let says = move || wrong().map(|it| problem((t.fetch().problem)(it.why).to_owned()));
    let is_wrong = Signal::derive(move || wrong().is_some());
    let names = match field.kind {
        Kind::Names(known) => known_names(desk, vendor, name, known),
        _ => ().into_any(),
    };
    let id = id_of(vendor, name);
    let class = if matches!(field.kind, Kind::Names(_)) { "field fetch__wide" } else { "field" };
    view! {
        <div class=class hidden=is_away>
            <label class="field__label" for=id.clone()>
                {label}
            </label>
            {control(desk, vendor, field, id, is_wrong)}
            {says}
            {names}
            {(!hint.is_empty()).then(|| view! { <span class="field__hint">{hint}</span> })}
        </div>
    }
    .into_any()
}

fn control(
    desk: Desk,
    vendor: &'static str,
    field: Field,
    id: String,
    is_wrong: Signal<bool>,
) -> AnyView {
    let t = desk.strings();
    let name = field.name;
    let testid = ["field-", name].concat();
    let value = Memo::new(move |_| read(desk, vendor, |form| form.get(name).to_owned()));
    let invalid = move || is_wrong.get().then_some("true");
    if let Kind::Choice(options) = field.kind {
        let options = options.iter().map(|code| {
            view! {
                <option value=*code prop:selected=move || value.with(|it| it == code)>
                    {(t.fetch().option)(name, code)}
                </option>
            }
        });
        return view! {
            <select
                class="input"
                id=id
                data-testid=testid
                aria-invalid=invalid
                on:change=move |event| fetch::fill(desk, name, event_target_value(&event))
            >
                {options.collect_view()}
            </select>
        }
        .into_any();
    }
    let kind = match field.kind {
        Kind::Secret => "password",
        Kind::Day => "date",
        _ => "text",
    };
    // The form keeps what is typed, blanks and all, so the input is never written to while it is
    // typed in; only what is changed elsewhere (a pressed name, forgotten secrets) comes back.
    view! {
        <input
            class="input"
            type=kind
            id=id
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            data-testid=testid
            aria-invalid=invalid
            prop:value=move || value.get()
            on:input=move |event| fetch::fill(desk, name, event_target_value(&event))
        />
    }
    .into_any()
}

/// Known names as buttons that put themselves into the field, or take themselves out.
fn known_names(
    desk: Desk,
    vendor: &'static str,
    name: &'static str,
    known: &'static [&'static str],
) -> AnyView {
    let t = desk.strings();
    let chosen = Memo::new(move |_| {
        read(desk, vendor, |form| {
            let names = form.get(name).split(',').map(|it| it.trim().to_owned());
            names.filter(|it| !it.is_empty()).collect::<Vec<_>>()
        })
    });
    let buttons = known.iter().map(|report| {
        let is_on = move || chosen.read().iter().any(|it| it == report);
        let press = move |_| {
            let mut names = chosen.get_untracked();
            if names.iter().any(|it| it == report) {
                names.retain(|it| it != report);
            } else {
                names.push((*report).to_owned());
            }
            fetch::fill(desk, name, names.join(", "));
        };
        view! {
            <button
                type="button"
                class="button button--small"
                class:is-on=is_on
                aria-pressed=move || is_on().to_string()
                on:click=press
            >
                {*report}
            </button>
        }
    });
    view! {
        <div class="fetch__names" role="group" aria-label=t.fetch().known_names>
            {buttons.collect_view()}
        </div>
    }
    .into_any()
}
