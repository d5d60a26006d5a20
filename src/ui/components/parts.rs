//! Small parts: chips, notices, progress, the empty state.

use super::icon::{Glyph, icon};
use crate::domain::outcome::Standing;
use crate::engine::protocol::Progress;
use crate::ui::prelude::*;

/// The class that gives a state its colours.
pub(crate) fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Agrees => "is-agrees",
        Standing::Differs => "is-differs",
        Standing::CannotTell => "is-unsure",
    }
}

/// A label with a state: its colour and its sign.
pub(crate) fn chip(standing: Standing, text: impl Into<String>) -> AnyView {
    let class = ["chip ", standing_class(standing)].concat();
    view! { <span class=class>{icon(Glyph::of(standing))}{text.into()}</span> }.into_any()
}

/// A short text that asks for attention, with its state.
pub(crate) fn notice(standing: Standing, text: impl Into<String>) -> AnyView {
    let class = ["notice ", standing_class(standing)].concat();
    let glyph = match standing {
        Standing::Agrees => Glyph::Check,
        Standing::Differs => Glyph::NotEqual,
        Standing::CannotTell => Glyph::Warning,
    };
    view! { <div class=class>{icon(glyph)}<span>{text.into()}</span></div> }.into_any()
}

/// A bar that fills; it moves to and fro while the total is not known.
pub(crate) fn progress_bar(label: &'static str, progress: Signal<Progress>) -> AnyView {
    let percent = move || {
        let Progress { done, total, .. } = progress.get();
        done.saturating_mul(100).checked_div(total).map(|it| it.min(100))
    };
    view! {
        <div
            class="progress"
            class:is-waiting=move || percent().is_none()
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent().map(|it| it.to_string())
        >
            <div
                class="progress__bar"
                style:transform=move || {
                    percent().map(|it| ["scaleX(", &it.to_string(), "%)"].concat())
                }
            ></div>
        </div>
    }
    .into_any()
}

/// What a place says while there is nothing in it, with what to do about it.
pub(crate) fn empty(
    glyph: Glyph,
    title: &'static str,
    text: &'static str,
    way_out: AnyView,
) -> AnyView {
    view! {
        <div class="empty">
            {icon(glyph)}
            <h2>{title}</h2>
            <p class="empty__text">{text}</p>
            {way_out}
        </div>
    }
    .into_any()
}
