//! The parts of an element that are not in its template.

use super::AnyView;
use super::node_ref::Reference;
use crate::ui::reactive::{Memo, RwSignal, Signal, StoredValue};
use std::borrow::Cow;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Event;

/// What an attribute, a property, a class or a style is set to. `None` takes it away, and is `false`
/// where yes or no is asked.
pub(crate) type Value = Option<Cow<'static, str>>;

/// What a listener does.
pub(super) type Handler = Rc<dyn Fn(Event)>;

/// One part.
pub(crate) enum Part {
    /// A value that stays as it is.
    Fixed(Value),
    /// A value that is computed again whenever a signal it read changes.
    Live(Box<dyn Fn() -> Value>),
    /// What happens on an event.
    Listener(Handler),
    /// What gets to know the element.
    Reference(Reference),
    /// A child.
    Child(AnyView),
}

impl Part {
    /// A listener to events of one type, as long as its view lives: a field with something typed into it
    /// tells of the change when it is taken out of the page, when what it would tell is gone already.
    pub(crate) fn listener<E: JsCast + 'static>(handler: impl Fn(E) + 'static) -> Self {
        Self::Listener(while_it_lives(Rc::new(move |event| handler(event.unchecked_into()))))
    }

    /// Lets `node` know the element.
    pub(crate) fn reference(node: impl Into<Reference>) -> Self {
        Self::Reference(node.into())
    }
}

fn while_it_lives(handler: Handler) -> Handler {
    let lives = StoredValue::new(());
    Rc::new(move |event| {
        if lives.try_get_value().is_some() {
            handler(event);
        }
    })
}

/// A value that is computed before it is set.
pub(crate) trait IntoValue {
    /// The value.
    fn into_value(self) -> Value;
}

/// Whatever can be the value of an attribute.
pub(crate) trait IntoPart {
    /// The part it is.
    fn into_part(self) -> Part;
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Some(Cow::Borrowed(self))
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Some(Cow::Owned(self))
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        self.then_some(Cow::Borrowed(""))
    }
}

impl<V: IntoValue> IntoValue for Option<V> {
    fn into_value(self) -> Value {
        self.and_then(IntoValue::into_value)
    }
}

macro_rules! number_into_value {
    ($($number:ident),*) => {$(
        impl IntoValue for $number {
            fn into_value(self) -> Value {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

number_into_value!(i32, u32, u64, usize);

macro_rules! value_into_part {
    ($($value:ty),*) => {$(
        impl IntoPart for $value {
            fn into_part(self) -> Part {
                Part::Fixed(self.into_value())
            }
        }
    )*};
}

value_into_part!(&'static str, String, bool, i32, u32, u64, usize);

impl<V: IntoValue> IntoPart for Option<V> {
    fn into_part(self) -> Part {
        Part::Fixed(self.into_value())
    }
}

impl<V: IntoValue, F: Fn() -> V + 'static> IntoPart for F {
    fn into_part(self) -> Part {
        Part::Live(Box::new(move || self().into_value()))
    }
}

macro_rules! signal_into_part {
    ($($signal:ident),*) => {$(
        impl<V: IntoValue + Clone + 'static> IntoPart for $signal<V> {
            fn into_part(self) -> Part {
                Part::Live(Box::new(move || self.get().into_value()))
            }
        }
    )*};
}

signal_into_part!(Memo, RwSignal, Signal);
