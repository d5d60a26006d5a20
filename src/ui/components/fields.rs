//! Labelled form fields.

use super::icon::{Glyph, icon};
use crate::ui::prelude::*;

/// A choice from a short list: pairs of code and name.
pub(crate) fn select_field(
    label: &'static str,
    testid: &'static str,
    options: Vec<(String, String)>,
    value: Signal<String>,
    changed: Callback<String>,
) -> AnyView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            {select(options, value, changed, testid, String::new())}
        </label>
    }
    .into_any()
}

/// The bare select. `aria` names it where there is no label.
pub(crate) fn select(
    options: Vec<(String, String)>,
    value: Signal<String>,
    changed: Callback<String>,
    testid: &'static str,
    aria: String,
) -> AnyView {
    let options = options
        .into_iter()
        .map(|(code, name)| {
            let mine = code.clone();
            view! {
                <option value=code prop:selected=move || value.with(|it| *it == mine)>
                    {name}
                </option>
            }
        })
        .collect_view();
    view! {
        <select
            class="input"
            data-testid=testid
            aria-label=(!aria.is_empty()).then_some(aria)
            on:change=move |event| changed.run(event_target_value(&event))
        >
            {options}
        </select>
    }
    .into_any()
}

/// A line of text. `kind` is the input's type.
pub(crate) fn text_field(
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
    testid: &'static str,
    value: Signal<String>,
    changed: Callback<String>,
) -> AnyView {
    checked_field((label, hint), kind, testid, value, changed, Signal::derive(|| None))
}

/// The same with what is wrong with it, if something is.
pub(crate) fn checked_field(
    (label, hint): (&'static str, &'static str),
    kind: &'static str,
    testid: &'static str,
    value: Signal<String>,
    changed: Callback<String>,
    wrong: Signal<Option<String>>,
) -> AnyView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input
                class="input"
                type=kind
                autocomplete="off"
                spellcheck="false"
                data-testid=testid
                aria-invalid=move || wrong.read().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| changed.run(event_target_value(&event))
            />
            {move || wrong.get().map(problem)}
            {(!hint.is_empty()).then(|| view! { <span class="field__hint">{hint}</span> })}
        </label>
    }
    .into_any()
}

/// What is wrong with a field, under it.
pub(crate) fn problem(text: String) -> AnyView {
    view! { <span class="field__error" role="alert">{icon(Glyph::Warning)} <span>{text}</span></span> }
        .into_any()
}
