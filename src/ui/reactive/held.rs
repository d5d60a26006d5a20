//! A value of any type.

use send_wrapper::SendWrapper;
use std::any::Any;
use std::ops::Deref;
use std::rc::Rc;

/// What Leptos' signals hold. The page has one thread; the wrapper says so to those who ask.
pub(super) type Held = SendWrapper<Rc<dyn Any>>;

/// Makes it of a value.
pub(super) fn hold<T: 'static>(value: T) -> Held {
    SendWrapper::new(Rc::new(value))
}

/// A value that is being read. It stays as it is while another is set.
pub(crate) struct Read<T>(pub(super) Rc<T>);

impl<T> Deref for Read<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The value, which must be of the type that was put in.
pub(super) fn value<T: 'static>(held: Rc<dyn Any>) -> Rc<T> {
    held.downcast().unwrap_or_else(|_| lost())
}

/// The value, to be changed; nobody may be looking at it.
pub(super) fn value_mut<T: 'static>(held: &mut Held) -> &mut T {
    Rc::get_mut(held).and_then(|it| it.downcast_mut()).unwrap_or_else(|| lost())
}

/// Only a change of a value that is being read at the same time leads here.
fn lost() -> ! {
    panic!("a value was changed while it was read")
}
