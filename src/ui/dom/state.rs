//! Views that are in the page.

use super::element::ElementState;
use super::keyed::KeyedState;
use super::{AnyView, document, effect, focus};
use leptos::prelude::RenderEffect;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::{Comment, Node, Text};

/// A view with its nodes. It has at least one node at any time, so that its place can be found.
pub(super) enum State {
    /// A text.
    Text(Text, Cow<'static, str>),
    /// An element.
    Element(ElementState),
    /// Views one after the other and a mark behind them.
    List(Vec<State>, Comment),
    /// A view that changes by itself.
    Live(Live),
    /// Views with keys.
    Keyed(KeyedState),
}

/// The view as it is now, and what makes it again. The cell is empty while that is at work.
pub(super) struct Live {
    now: Rc<RefCell<Option<State>>>,
    _again: RenderEffect<()>,
}

impl Live {
    fn new(make: Box<dyn Fn() -> AnyView>) -> Self {
        let now = Rc::new(RefCell::new(None::<State>));
        let kept = Rc::clone(&now);
        let again = effect(Box::new(move || {
            let view = make();
            let before = kept.take();
            let after = match before {
                Some(mut state) => {
                    state.update(view);
                    state
                }
                None => State::build(view),
            };
            kept.replace(Some(after));
        }));
        Self { now, _again: again }
    }
}

/// What makes the view again has a hold of it too, and is let go a moment later. Views inside must not
/// change any more until then: what they read is gone.
impl Drop for Live {
    fn drop(&mut self) {
        drop(self.now.take());
    }
}

impl State {
    /// Makes the nodes of a view; they are not in the page yet.
    pub(super) fn build(view: AnyView) -> Self {
        match view {
            AnyView::Text(text) => Self::Text(document().create_text_node(&text), text),
            AnyView::Element(template, parts) => ElementState::build(template, parts)
                .map_or_else(|| Self::List(Vec::new(), mark()), Self::Element),
            AnyView::List(views) => {
                Self::List(views.into_iter().map(Self::build).collect(), mark())
            }
            AnyView::Live(make) => Self::Live(Live::new(make)),
            AnyView::Keyed(each) => Self::Keyed(KeyedState::new(each)),
        }
    }

    /// Makes this view show what `view` says: in place where it is of the same make, as another view
    /// in the same place otherwise.
    pub(super) fn update(&mut self, view: AnyView) {
        match (&mut *self, view) {
            (Self::Text(node, before), AnyView::Text(text)) => {
                if *before != text {
                    node.set_data(&text);
                    *before = text;
                }
            }
            (Self::Element(element), AnyView::Element(template, parts))
                if element.is_of(template) =>
            {
                element.update(parts);
            }
            (Self::List(states, end), AnyView::List(views)) => {
                let mut views = views.into_iter();
                let mut kept = 0;
                for (state, view) in states.iter_mut().zip(&mut views) {
                    state.update(view);
                    kept += 1;
                }
                for gone in states.drain(kept..) {
                    gone.remove();
                }
                let more: Vec<Self> = views.map(Self::build).collect();
                insert_all(&more, end);
                states.extend(more);
            }
            (_, view) => self.replace(view),
        }
    }

    fn replace(&mut self, view: AnyView) {
        let after = Self::build(view);
        if let Some(first) = self.first()
            && let Some(parent) = first.parent_node()
        {
            after.insert(&parent, Some(&first));
        }
        self.remove();
        *self = after;
    }

    /// Puts the nodes into `parent`, before `next` or at its end.
    pub(super) fn insert(&self, parent: &Node, next: Option<&Node>) {
        let put = |node: &Node| drop(parent.insert_before(node, next));
        match self {
            Self::Text(node, _) => put(node),
            Self::Element(element) => put(element.node()),
            Self::List(states, end) => {
                for state in states {
                    state.insert(parent, next);
                }
                put(end);
            }
            Self::Live(live) => {
                if let Some(now) = live.now.borrow().as_ref() {
                    now.insert(parent, next);
                }
            }
            Self::Keyed(keyed) => keyed.insert(parent, next),
        }
    }

    /// Takes the nodes out of the page.
    pub(super) fn remove(&self) {
        match self {
            Self::Text(node, _) => node.remove(),
            Self::Element(element) => focus::remove(element.node()),
            Self::List(states, end) => {
                for state in states {
                    state.remove();
                }
                end.remove();
            }
            Self::Live(live) => {
                if let Some(now) = live.now.borrow().as_ref() {
                    now.remove();
                }
            }
            Self::Keyed(keyed) => keyed.remove(),
        }
    }

    /// The first of the nodes.
    pub(super) fn first(&self) -> Option<Node> {
        match self {
            Self::Text(node, _) => Some(node.clone().into()),
            Self::Element(element) => Some(element.node().clone().into()),
            Self::List(states, end) => {
                states.first().map_or_else(|| Some(end.clone().into()), Self::first)
            }
            Self::Live(live) => live.now.borrow().as_ref().and_then(Self::first),
            Self::Keyed(keyed) => keyed.first(),
        }
    }

    /// The last of the nodes.
    pub(super) fn last(&self) -> Option<Node> {
        match self {
            Self::Text(..) | Self::Element(_) => self.first(),
            Self::List(_, end) => Some(end.clone().into()),
            Self::Live(live) => live.now.borrow().as_ref().and_then(Self::last),
            Self::Keyed(keyed) => Some(keyed.last()),
        }
    }
}

/// A node that nobody sees, at the end of a list.
pub(super) fn mark() -> Comment {
    document().create_comment("")
}

/// Puts views before a mark that is in the page.
fn insert_all(states: &[State], end: &Comment) {
    if let Some(parent) = end.parent_node() {
        for state in states {
            state.insert(&parent, Some(end));
        }
    }
}
