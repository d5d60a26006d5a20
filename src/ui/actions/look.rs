//! Theme, language, place.

use super::notify;
use crate::platform::storage::{self, Preference};
use crate::platform::{address, screen};
use crate::ui::parts;
use crate::ui::routes::Route;
use crate::ui::state::{Desk, Locale, Presentation, Theme, Tone};
use leptos::task::spawn_local;

/// The remembered theme and language, or what the system asks for.
pub(crate) fn remembered() -> Presentation {
    let theme = Theme::from_code(&storage::get(Preference::Theme).unwrap_or_default());
    let locale = storage::get(Preference::Language)
        .or_else(|| screen::languages().into_iter().next())
        .map_or(Locale::En, |code| Locale::from_code(&code));
    let presentation = Presentation::new(theme, locale);
    presentation.is_dark.set(is_dark(theme));
    show(presentation);
    presentation
}

/// Switches between light and dark, and remembers it.
pub(crate) fn toggle_theme(desk: Desk) {
    let theme = if desk.presentation.is_dark.get_untracked() { Theme::Light } else { Theme::Dark };
    desk.presentation.theme.set(theme);
    desk.presentation.is_dark.set(is_dark(theme));
    storage::set(Preference::Theme, theme.code());
    show(desk.presentation);
}

/// The system changed between light and dark.
pub(crate) fn system_theme_changed(desk: Desk) {
    desk.presentation.is_dark.set(is_dark(desk.presentation.theme.get_untracked()));
}

/// Switches the language, and remembers it.
pub(crate) fn toggle_language(desk: Desk) {
    let locale = desk.presentation.locale.get_untracked().other();
    spawn_local(async move {
        if speak(desk, locale).await {
            storage::set(Preference::Language, locale.code());
        }
    });
}

/// Speaks the language that was asked for when the page was opened.
pub(crate) fn begin_speaking(desk: Desk) {
    let locale = desk.presentation.locale.get_untracked();
    if locale != Locale::En {
        spawn_local(async move { _ = speak(desk, locale).await });
    }
}

/// Speaks a language once its texts are there; English, with a word about it, where they cannot be
/// loaded, as a page in English is worth more than none. Whether it does.
async fn speak(desk: Desk, locale: Locale) -> bool {
    let is_there = locale == Locale::En || parts::expect_spanish().await;
    let next = if is_there { locale } else { Locale::En };
    if desk.presentation.locale.get_untracked() != next {
        desk.presentation.is_switching.set_value(is_there);
        desk.presentation.locale.set(next);
        show(desk.presentation);
    }
    if !is_there {
        notify::toast(desk, Tone::Bad, desk.strings().shell.spanish_missing);
    }
    is_there
}

/// Goes to a page.
pub(crate) fn go_to(route: Route) {
    address::go_to(route.hash());
}

fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::System => screen::matches(screen::Query::Dark),
        Theme::Light => false,
        Theme::Dark => true,
    }
}

fn show(presentation: Presentation) {
    let theme = presentation.theme.get_untracked();
    screen::set_root("data-theme", Some(theme.code()).filter(|it| !it.is_empty()));
    screen::set_root("lang", Some(presentation.locale.get_untracked().code()));
}
