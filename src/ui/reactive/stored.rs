//! Values and verbs that are kept for a view, cheap to copy, without telling anyone.

use super::held::{Held, hold, value, value_mut};
use super::signal::copied;
use leptos::prelude as leptos;
use leptos::{ReadValue as _, SetValue as _, UpdateValue as _};
use std::marker::PhantomData;
use std::rc::Rc;

/// A value that lives as long as its owner.
pub(crate) struct StoredValue<T> {
    held: leptos::StoredValue<Held>,
    kind: PhantomData<fn() -> T>,
}

impl<T: 'static> StoredValue<T> {
    /// Keeps this value.
    pub(crate) fn new(value: T) -> Self {
        Self { held: leptos::StoredValue::new(hold(value)), kind: PhantomData }
    }

    /// What is kept.
    fn read_value(&self) -> Rc<T> {
        value(Rc::clone(&self.held.read_value()))
    }

    /// A copy of the value.
    pub(crate) fn get_value(&self) -> T
    where
        T: Clone,
    {
        T::clone(&self.read_value())
    }

    /// A copy of the value unless its owner is gone.
    pub(crate) fn try_get_value(&self) -> Option<T>
    where
        T: Clone,
    {
        let held = Rc::clone(&*self.held.try_read_value()?);
        Some(T::clone(&value(held)))
    }

    /// What `look` makes of the value.
    pub(crate) fn with_value<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.read_value())
    }

    /// Puts another value in its place.
    pub(crate) fn set_value(&self, value: T) {
        self.held.set_value(hold(value));
    }

    /// Changes the value.
    pub(crate) fn update_value(&self, change: impl FnOnce(&mut T)) {
        self.held.update_value(|held| change(value_mut(held)));
    }
}

/// Something to be done, for whoever has it to start.
pub(crate) struct Callback<In, Out = ()> {
    run: StoredValue<Box<dyn Fn(In) -> Out>>,
}

impl<In: 'static, Out: 'static> Callback<In, Out> {
    /// Keeps what is to be done.
    pub(crate) fn new(run: impl Fn(In) -> Out + 'static) -> Self {
        Self { run: StoredValue::new(Box::new(run)) }
    }

    /// Does it.
    pub(crate) fn run(&self, with: In) -> Out {
        let run = self.run.read_value();
        run(with)
    }
}

copied!(StoredValue);

impl<In, Out> Clone for Callback<In, Out> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<In, Out> Copy for Callback<In, Out> {}
