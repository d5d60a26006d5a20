//! The Policy page.

use crate::ui::state::Desk;
use leptos::prelude::*;

/// The page.
pub(crate) fn page(desk: Desk) -> AnyView {
    let t = desk.strings();
    view! { <h1>{t.shell.policy}</h1> }.into_any()
}
