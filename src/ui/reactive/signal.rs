//! Values that tell when they are set.

use super::Memo;
use super::held::{Held, Read, hold, value, value_mut};
use leptos::prelude as leptos;
use leptos::{Set as _, Track as _, Update as _, With as _, WithUntracked as _};
use send_wrapper::SendWrapper;
use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;

/// A value that tells when it is set. Cheap to copy; it lives as long as its owner.
pub(crate) struct RwSignal<T> {
    held: leptos::RwSignal<Held>,
    kind: PhantomData<fn() -> T>,
}

/// The same without an owner: it lives as long as someone has it.
pub(crate) struct ArcRwSignal<T> {
    held: leptos::ArcRwSignal<Held>,
    kind: PhantomData<fn() -> T>,
}

/// A value that can only be read, wherever it comes from.
pub(crate) struct Signal<T> {
    from: From,
    kind: PhantomData<fn() -> T>,
}

#[derive(Clone, Copy)]
enum From {
    Signal(leptos::RwSignal<Held>),
    Memo(leptos::Memo<Held>),
    Derived(leptos::StoredValue<SendWrapper<Derive>>),
}

type Derive = Rc<dyn Fn() -> Rc<dyn Any>>;

impl From {
    fn look(self) -> Rc<dyn Any> {
        match self {
            Self::Signal(held) => held.with(|it| Rc::clone(it)),
            Self::Memo(held) => held.with(|it| Rc::clone(it)),
            Self::Derived(held) => {
                let derive = leptos::ReadValue::read_value(&held).clone();
                derive()
            }
        }
    }
}

/// Reading, the same for all of them.
macro_rules! reading {
    ($type:ident $(, $bound:ident)?) => {
        impl<T: 'static $(+ $bound)?> $type<T> {
            /// The value; whoever asks is told when it changes.
            pub(crate) fn read(&self) -> Read<T> {
                Read(value(self.look()))
            }

            /// The value as of now.
            #[allow(dead_code, reason = "the same for all that can be read")]
            pub(crate) fn read_untracked(&self) -> Read<T> {
                Read(value(self.look_untracked()))
            }

            /// A copy of the value.
            #[allow(dead_code, reason = "the same for all that can be read")]
            pub(crate) fn get(&self) -> T
            where
                T: Clone,
            {
                T::clone(&self.read())
            }

            /// A copy of the value as of now.
            #[allow(dead_code, reason = "the same for all that can be read")]
            pub(crate) fn get_untracked(&self) -> T
            where
                T: Clone,
            {
                T::clone(&self.read_untracked())
            }

            /// What `look` makes of the value.
            #[allow(dead_code, reason = "the same for all that can be read")]
            pub(crate) fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
                look(&self.read())
            }

            /// What `look` makes of the value as of now.
            #[allow(dead_code, reason = "the same for all that can be read")]
            pub(crate) fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
                look(&self.read_untracked())
            }
        }
    };
}
pub(super) use reading;

reading!(RwSignal);
reading!(ArcRwSignal);
reading!(Signal);

macro_rules! writing {
    ($type:ident) => {
        impl<T: 'static> $type<T> {
            /// A signal with this value.
            pub(crate) fn new(value: T) -> Self {
                Self { held: leptos::$type::new(hold(value)), kind: PhantomData }
            }

            fn look(&self) -> Rc<dyn Any> {
                self.held.with(|it| Rc::clone(it))
            }

            fn look_untracked(&self) -> Rc<dyn Any> {
                self.held.with_untracked(|it| Rc::clone(it))
            }

            /// Sets the value.
            pub(crate) fn set(&self, value: T) {
                self.held.set(hold(value));
            }
        }
    };
}

writing!(RwSignal);
writing!(ArcRwSignal);

impl<T: 'static> RwSignal<T> {
    /// Asks to be told of changes.
    pub(crate) fn track(&self) {
        self.held.track();
    }

    /// A copy of the value as of now, unless its owner is gone.
    pub(crate) fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        self.held.try_with_untracked(|it| T::clone(&value(Rc::clone(it))))
    }

    /// Sets the value unless its owner is gone.
    pub(crate) fn try_set(&self, value: T) {
        drop(self.held.try_set(hold(value)));
    }

    /// Changes the value.
    pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
        self.held.update(|held| change(value_mut(held)));
    }

    /// Changes the value unless its owner is gone.
    pub(crate) fn try_update<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.held.try_update(|held| change(value_mut(held)))
    }
}

impl<T: 'static> Signal<T> {
    /// What `derive` says, asked anew each time.
    pub(crate) fn derive(derive: impl Fn() -> T + 'static) -> Self {
        let derive: Derive = Rc::new(move || Rc::new(derive()));
        let held = leptos::StoredValue::new(SendWrapper::new(derive));
        Self { from: From::Derived(held), kind: PhantomData }
    }

    fn look(&self) -> Rc<dyn Any> {
        self.from.look()
    }

    fn look_untracked(&self) -> Rc<dyn Any> {
        leptos::untrack(|| self.from.look())
    }
}

impl<T> std::convert::From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self { from: From::Signal(signal.held), kind: PhantomData }
    }
}

impl<T> std::convert::From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self { from: From::Memo(memo.held()), kind: PhantomData }
    }
}

macro_rules! copied {
    ($($type:ident),*) => {$(
        impl<T> Clone for $type<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $type<T> {}
    )*};
}
pub(super) use copied;

copied!(RwSignal, Signal);

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self { held: self.held.clone(), kind: PhantomData }
    }
}
