//! Views as data: what `view!` makes, and how it becomes elements and stays up to date.
//!
//! May import: `reactive`, `platform::screen`. Deliberately absent: stores, texts, components.
//!
//! Signals, effects, owners and the mounting are Leptos'. Its renderer makes a type for each view
//! and code for each type; here one small interpreter puts every view into the page, and the
//! closures of a view are boxed. A view that is made again where one of the same template stands
//! changes that one's elements in place, so that focus, selection and scrolling stay; any other
//! replaces it. ARCHITECTURE.md says what this saves.

mod element;
mod focus;
mod keyed;
mod node_ref;
mod part;
mod state;

pub(crate) use keyed::keyed;
pub(crate) use node_ref::NodeRef;
pub(crate) use part::{IntoPart, Part};
pub(crate) use trueup_view::view;

use crate::ui::reactive::{Memo, RwSignal, Signal, StoredValue};
use leptos::prelude::RenderEffect;
use std::borrow::Cow;

/// A view that is not in the page yet.
pub(crate) enum AnyView {
    /// A text.
    Text(Cow<'static, str>),
    /// An element: its template, as `view!` writes it, and the parts that template takes.
    Element(&'static str, Vec<Part>),
    /// Views one after the other, perhaps none.
    List(Vec<AnyView>),
    /// A view that is made again whenever a signal it read changes.
    Live(Box<dyn Fn() -> AnyView>),
    /// Views with keys: one that stays keeps its elements.
    Keyed(keyed::Each),
}

/// Whatever can be a child in a view.
pub(crate) trait IntoAny {
    /// The view it is.
    fn into_any(self) -> AnyView;
}

impl IntoAny for AnyView {
    fn into_any(self) -> AnyView {
        self
    }
}

impl IntoAny for () {
    fn into_any(self) -> AnyView {
        AnyView::List(Vec::new())
    }
}

impl IntoAny for &'static str {
    fn into_any(self) -> AnyView {
        AnyView::Text(Cow::Borrowed(self))
    }
}

impl IntoAny for String {
    fn into_any(self) -> AnyView {
        AnyView::Text(Cow::Owned(self))
    }
}

impl<V: IntoAny> IntoAny for Option<V> {
    fn into_any(self) -> AnyView {
        match self {
            Some(view) => view.into_any(),
            None => ().into_any(),
        }
    }
}

impl<V: IntoAny> IntoAny for Vec<V> {
    fn into_any(self) -> AnyView {
        self.into_iter().collect_view()
    }
}

impl<V: IntoAny, F: Fn() -> V + 'static> IntoAny for F {
    fn into_any(self) -> AnyView {
        AnyView::Live(Box::new(move || self().into_any()))
    }
}

macro_rules! signal_into_any {
    ($($signal:ident),*) => {$(
        impl<V: IntoAny + Clone + 'static> IntoAny for $signal<V> {
            fn into_any(self) -> AnyView {
                AnyView::Live(Box::new(move || self.get().into_any()))
            }
        }
    )*};
}

signal_into_any!(Memo, RwSignal, Signal);

/// Views one after the other, from an iterator.
pub(crate) trait CollectView {
    /// The list of them.
    fn collect_view(self) -> AnyView;
}

impl<V: IntoAny, I: IntoIterator<Item = V>> CollectView for I {
    fn collect_view(self) -> AnyView {
        AnyView::List(self.into_iter().map(IntoAny::into_any).collect())
    }
}

/// Puts a view at the end of the page's body. It stays as long as its owner.
pub(crate) fn mount(view: AnyView) {
    let state = state::State::build(view);
    if let Some(body) = document().body() {
        state.insert(&body, None);
    }
    StoredValue::new(state);
}

/// The page's document.
fn document() -> web_sys::Document {
    leptos::prelude::document()
}

/// Runs now and again whenever a signal it read changes, until what is returned is dropped.
fn effect(mut run: Box<dyn FnMut()>) -> RenderEffect<()> {
    RenderEffect::new(move |_| run())
}
