//! A reference to an element of a view.

use crate::ui::reactive::RwSignal;
use leptos::html::ElementType;
use std::marker::PhantomData;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The element, once it is made.
pub(crate) type Reference = RwSignal<Option<Element>>;

/// Knows the element that a view made, once it is made: `node_ref=node` in the view.
pub(crate) struct NodeRef<E> {
    element: Reference,
    kind: PhantomData<fn() -> E>,
}

impl<E> Clone for NodeRef<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for NodeRef<E> {}

impl<E> From<NodeRef<E>> for Reference {
    fn from(node: NodeRef<E>) -> Self {
        node.element
    }
}

impl<E: ElementType> NodeRef<E>
where
    E::Output: JsCast,
{
    /// Knows no element yet.
    pub(crate) fn new() -> Self {
        Self { element: RwSignal::new(None), kind: PhantomData }
    }

    /// The element; whoever asks is told when it is made.
    pub(crate) fn get(self) -> Option<E::Output> {
        self.element.get().map(JsCast::unchecked_into)
    }

    /// The element as of now; none when its view is gone, as it may be by the next frame.
    pub(crate) fn get_untracked(self) -> Option<E::Output> {
        self.element.try_get_untracked().flatten().map(JsCast::unchecked_into)
    }
}

/// Tells what refers to it which element was made.
pub(super) fn tell(reference: Reference, element: &Element) {
    reference.set(Some(element.clone()));
}
