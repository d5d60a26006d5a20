//! A value that one place waits for and another gives, once.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

struct Shared<T> {
    value: Option<T>,
    waker: Option<Waker>,
    giver_gone: bool,
}

/// The end that gives.
pub(super) struct Giver<T>(Rc<RefCell<Shared<T>>>);

/// The end that waits; yields `None` when the giver goes without giving.
pub(super) struct Waiter<T>(Rc<RefCell<Shared<T>>>);

/// Both ends.
pub(super) fn pair<T>() -> (Giver<T>, Waiter<T>) {
    let shared = Rc::new(RefCell::new(Shared { value: None, waker: None, giver_gone: false }));
    (Giver(Rc::clone(&shared)), Waiter(shared))
}

impl<T> Giver<T> {
    /// Gives the value.
    pub(super) fn give(self, value: T) {
        self.0.borrow_mut().value = Some(value);
    }
}

impl<T> Drop for Giver<T> {
    fn drop(&mut self) {
        let waker = {
            let mut shared = self.0.borrow_mut();
            shared.giver_gone = true;
            shared.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Waiter<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut shared = self.0.borrow_mut();
        if let Some(value) = shared.value.take() {
            return Poll::Ready(Some(value));
        }
        if shared.giver_gone {
            return Poll::Ready(None);
        }
        shared.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
