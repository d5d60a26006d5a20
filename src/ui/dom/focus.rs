//! Where the focus goes when what had it leaves the page: browsers let it fall to the page as a
//! whole, so that the next key begins at the top again.

use super::document;
use crate::platform::screen;
use leptos::prelude::request_animation_frame;
use std::iter::successors;
use web_sys::Element;

/// What can be used with the keyboard.
const CONTROLS: &str =
    ":is(button,a[href],input,select,textarea,summary):not(:disabled,[tabindex=\"-1\"])";

/// Takes an element out of the page. If the focus was in it and nobody gave it to something else, it
/// goes to what comes next, else to what is around.
pub(super) fn remove(element: &Element) {
    let active = document().active_element();
    if !active.is_some_and(|it| element.contains(Some(&it))) {
        return element.remove();
    }
    let next = element.next_element_sibling();
    let around = element.parent_element();
    // What stands around the page as a whole begins at its top: the page's own part takes its place.
    let main = document().query_selector("main").ok().flatten();
    let is_all = |it: &Element| main.as_ref().is_some_and(|main| it.contains(Some(main)));
    let around = successors(around, |it| it.parent_element()).take_while(|it| !is_all(it));
    let places: Vec<Element> =
        successors(next, Element::next_element_sibling).chain(around).chain(main.clone()).collect();
    element.remove();
    // What takes its place is in the page by then.
    request_animation_frame(move || {
        for place in places.iter().filter(|it| it.is_connected()) {
            // What is hidden does not take it.
            if document().active_element().is_some_and(|it| it.tag_name() != "BODY") {
                return;
            }
            let takes_it = place.has_attribute("tabindex") || place.matches(CONTROLS) == Ok(true);
            let inner = place.query_selector(CONTROLS).ok().flatten();
            if let Some(it) = if takes_it { Some(place) } else { inner.as_ref() } {
                screen::focus_in_place(it);
            }
        }
    });
}
