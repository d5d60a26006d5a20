//! What is done again whenever a signal it read changes.

use super::StoredValue;

/// Something that is done soon, and again after changes, as long as its owner lives.
pub(crate) struct Effect;

impl Effect {
    /// Does `run`: a closure without arguments, or one that is given what it returned before.
    #[allow(clippy::new_ret_no_self, reason = "named as in Leptos; nothing is left to hold")]
    pub(crate) fn new<M>(run: impl EffectFunction<M>) {
        begin(run.boxed());
    }
}

/// An effect that is told to run and loses its owner in the same moment runs once more; what it reads is
/// gone by then.
fn begin(mut run: Box<dyn FnMut()>) {
    let lives = StoredValue::new(());
    leptos::prelude::Effect::new(move || {
        if lives.try_get_value().is_some() {
            run();
        }
    });
}

/// Either kind of closure.
pub(crate) trait EffectFunction<M> {
    /// The closure without arguments.
    fn boxed(self) -> Box<dyn FnMut()>;
}

/// Marks closures without arguments.
pub(crate) struct Plain;

/// Marks closures that are given what they returned before.
pub(crate) struct Again<T>(T);

impl<F: FnMut() + 'static> EffectFunction<Plain> for F {
    fn boxed(self) -> Box<dyn FnMut()> {
        Box::new(self)
    }
}

impl<T: 'static, F: FnMut(Option<T>) -> T + 'static> EffectFunction<Again<T>> for F {
    fn boxed(mut self) -> Box<dyn FnMut()> {
        let mut last = None;
        Box::new(move || last = Some(self(last.take())))
    }
}
