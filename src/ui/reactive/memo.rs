//! Values that are computed once for many readers, and tell only when they come out different.

use super::held::{Held, Read, hold, value};
use super::signal::{copied, reading};
use leptos::prelude as leptos;
use leptos::{With as _, WithUntracked as _};
use send_wrapper::SendWrapper;
use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;

/// A value that is computed from others.
pub(crate) struct Memo<T> {
    held: leptos::Memo<Held>,
    kind: PhantomData<fn() -> T>,
}

/// Computes the value; says whether it differs from the one before.
type Compute = Box<dyn Fn(Option<Held>) -> (Held, bool)>;

impl<T: PartialEq + 'static> Memo<T> {
    /// What `compute` says; it is given the value before.
    pub(crate) fn new(compute: impl Fn(Option<&T>) -> T + 'static) -> Self {
        Self::of(Box::new(move |before| {
            let before = before.map(|it| value::<T>(it.take()));
            let now = compute(before.as_deref());
            match before {
                Some(before) if *before == now => (SendWrapper::new(before), false),
                _ => (hold(now), true),
            }
        }))
    }
}

impl<T> Memo<T> {
    fn of(compute: Compute) -> Self {
        let compute = SendWrapper::new(compute);
        let held = leptos::Memo::new_owning(move |before| (*compute)(before));
        Self { held, kind: PhantomData }
    }

    /// Leptos' own.
    pub(super) fn held(self) -> leptos::Memo<Held> {
        self.held
    }

    fn look(&self) -> Rc<dyn Any> {
        self.held.with(|it| Rc::clone(it))
    }

    fn look_untracked(&self) -> Rc<dyn Any> {
        self.held.with_untracked(|it| Rc::clone(it))
    }
}

reading!(Memo);
copied!(Memo);
