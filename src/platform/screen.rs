//! What the person's system asks of the page's looks, and the language they read.

use super::listen::Listener;
use wasm_bindgen::JsCast as _;

/// A question to the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    /// Does the system show dark pages?
    Dark,
    /// Does the person ask for less motion?
    LessMotion,
    /// Is the window too narrow for two panels?
    Narrow,
}

impl Query {
    fn media(self) -> &'static str {
        match self {
            Self::Dark => "(prefers-color-scheme: dark)",
            Self::LessMotion => "(prefers-reduced-motion: reduce)",
            Self::Narrow => "(max-width: 899px)",
        }
    }

    fn list(self) -> Option<web_sys::MediaQueryList> {
        super::window()?.match_media(self.media()).ok().flatten()
    }
}

/// The answer now.
pub fn matches(query: Query) -> bool {
    query.list().is_some_and(|it| it.matches())
}

/// Calls `changed` whenever the answer changes.
pub fn on_change(query: Query, changed: impl Fn(bool) + 'static) -> Option<Listener> {
    let list = query.list()?;
    Some(Listener::new(&list, "change", move |_| changed(matches(query))))
}

/// The person's languages as the browser states them, most wanted first (`es-CO`, `en`).
pub fn languages() -> Vec<String> {
    super::window()
        .map(|it| it.navigator().languages().iter().filter_map(|it| it.as_string()).collect())
        .unwrap_or_default()
}

/// The language and the theme as attributes of the page's root, which styles and readers go by.
pub fn set_root(attribute: &str, value: Option<&str>) {
    let root = super::window().and_then(|it| it.document()).and_then(|it| it.document_element());
    let Some(root) = root else { return };
    let _ = match value {
        Some(value) => root.set_attribute(attribute, value),
        None => root.remove_attribute(attribute),
    };
}

/// Gives an element the focus. The page does not move up or down for it; what scrolls sideways
/// around the element brings it into sight.
pub fn focus_in_place(element: &web_sys::Element) {
    let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() else { return };
    let focus = web_sys::FocusOptions::new();
    focus.set_prevent_scroll(true);
    let _ = element.focus_with_options(&focus);
    let reveal = web_sys::ScrollIntoViewOptions::new();
    reveal.set_block(web_sys::ScrollLogicalPosition::Nearest);
    reveal.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&reveal);
}

/// Leaves only this element, and what shades the rest, within reach; none: everything again.
pub fn leave_only(element: Option<&web_sys::Element>) {
    let Some(document) = super::window().and_then(|it| it.document()) else { return };
    while let Ok(Some(covered)) = document.query_selector("[inert]") {
        let _ = covered.remove_attribute("inert");
    }
    let mut inner = element.cloned();
    while let Some(here) = inner.filter(|it| it.tag_name() != "BODY") {
        let outer = here.parent_element();
        let mut next = outer.as_ref().and_then(web_sys::Element::first_element_child);
        while let Some(child) = next {
            if child != here && !child.class_list().contains("evidence__shade") {
                let _ = child.set_attribute("inert", "");
            }
            next = child.next_element_sibling();
        }
        inner = outer;
    }
}

/// Gives the first element that fits a selector the focus.
pub fn focus_first(selector: &str) {
    let document = super::window().and_then(|it| it.document());
    if let Some(found) = document.and_then(|it| it.query_selector(selector).ok().flatten()) {
        focus_in_place(&found);
    }
}

/// The name of the page in tabs and in the history.
pub fn set_title(title: &str) {
    if let Some(document) = super::window().and_then(|it| it.document()) {
        document.set_title(title);
    }
}

/// Puts the focus on the element of this id, and brings it into view.
pub fn focus(id: &str) {
    let found = super::window()
        .and_then(|it| it.document())
        .and_then(|it| it.get_element_by_id(id))
        .and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = found {
        let _ = element.focus();
    }
}

/// Begins a page at its top: for the eye by scrolling, for readers of the screen by putting the
/// focus on the element of this id.
pub fn begin_at(id: &str) {
    let Some(window) = super::window() else { return };
    window.scroll_to_with_x_and_y(0.0, 0.0);
    let found = window.document().and_then(|it| it.get_element_by_id(id));
    if let Some(element) = found.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Whether the person is in a field that takes text, or in a dialog, so that what is pasted or
/// pressed is meant for it.
pub fn is_typing() -> bool {
    const FIELDS: &str = "input:not([type=checkbox],[type=radio]),textarea,select,dialog *";
    let active = super::window().and_then(|it| it.document()).and_then(|it| it.active_element());
    active.is_some_and(|it| it.matches(FIELDS) == Ok(true))
}
