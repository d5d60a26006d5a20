//! Lists whose views have keys: what stays keeps its elements, in whatever order it comes.

use super::state::{State, mark};
use super::{AnyView, effect};
use leptos::prelude::{Owner, RenderEffect, untrack};
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::{Comment, Node};

/// Makes the view of one key.
type Make = Box<dyn FnOnce() -> AnyView>;

/// The keys in order, each with what makes its view if there is none yet.
pub(crate) type Each = Box<dyn Fn() -> Vec<(u64, Make)>>;

/// One view for each of `each`, found again by its key.
pub(crate) fn keyed<T: 'static, I: IntoIterator<Item = T>>(
    each: impl Fn() -> I + 'static,
    key: impl Fn(&T) -> u64 + 'static,
    view: impl Fn(T) -> AnyView + 'static,
) -> AnyView {
    let view = Rc::new(view);
    AnyView::Keyed(Box::new(move || {
        let make = |it: T| {
            let view = Rc::clone(&view);
            let key = key(&it);
            let make: Make = Box::new(move || view(it));
            (key, make)
        };
        each().into_iter().map(make).collect()
    }))
}

/// Such a list in the page.
pub(super) struct KeyedState {
    items: Rc<RefCell<Vec<Item>>>,
    end: Comment,
    _again: RenderEffect<()>,
}

/// A view with its key and with what it owns.
struct Item {
    key: u64,
    state: State,
    _owner: Owner,
}

impl KeyedState {
    pub(super) fn new(each: Each) -> Self {
        let items = Rc::new(RefCell::new(Vec::<Item>::new()));
        let end = mark();
        let owner = Owner::current();
        let (kept, before) = (Rc::clone(&items), end.clone());
        let again = effect(Box::new(move || {
            let wanted = each();
            let owner = owner.clone();
            untrack(|| arrange(&kept, wanted, &before, owner.as_ref()));
        }));
        Self { items, end, _again: again }
    }

    pub(super) fn insert(&self, parent: &Node, next: Option<&Node>) {
        for item in self.items.borrow().iter() {
            item.state.insert(parent, next);
        }
        let _ = parent.insert_before(&self.end, next);
    }

    pub(super) fn remove(&self) {
        for item in self.items.borrow().iter() {
            item.state.remove();
        }
        self.end.remove();
    }

    pub(super) fn first(&self) -> Option<Node> {
        let items = self.items.borrow();
        items.first().map_or_else(|| Some(self.end.clone().into()), |item| item.state.first())
    }

    pub(super) fn last(&self) -> Node {
        self.end.clone().into()
    }
}

/// As with views that change by themselves.
impl Drop for KeyedState {
    fn drop(&mut self) {
        drop(self.items.take());
    }
}

/// Brings the views into the order of `wanted`, makes those that are missing, ends the others. A
/// view that stands right already is not touched, so that it keeps the focus.
fn arrange(
    kept: &RefCell<Vec<Item>>,
    wanted: Vec<(u64, Make)>,
    end: &Comment,
    owner: Option<&Owner>,
) {
    let mut found: Vec<Option<Item>> = kept.take().into_iter().map(Some).collect();
    // Most often the order is the same, and the next one is the one that is looked for.
    let mut take = |key: u64, n: usize| {
        let is_it = |it: &Option<Item>| it.as_ref().is_some_and(|it| it.key == key);
        let at =
            if found.get(n).is_some_and(is_it) { Some(n) } else { found.iter().position(is_it) };
        found.get_mut(at?)?.take()
    };
    let mut items: Vec<Item> = Vec::with_capacity(wanted.len());
    for (n, (key, make)) in wanted.into_iter().enumerate() {
        let item = take(key, n).unwrap_or_else(|| {
            // Its own owner, below that of the list: it lives until its key is gone.
            let owner = owner.map_or_else(Owner::new, |owner| owner.with(Owner::new));
            let state = owner.with(|| State::build(make()));
            Item { key, state, _owner: owner }
        });
        items.push(item);
    }
    for gone in found.into_iter().flatten() {
        gone.state.remove();
    }
    if let Some(parent) = end.parent_node() {
        let mut next: Node = end.clone().into();
        for item in items.iter().rev() {
            let Some(first) = item.state.first() else { continue };
            let follows = item.state.last().and_then(|last| last.next_sibling());
            if follows.as_ref() != Some(&next) {
                item.state.insert(&parent, Some(&next));
            }
            next = first;
        }
    }
    kept.replace(items);
}
