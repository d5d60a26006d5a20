//! The small wrappers.

use crate::script::until;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use trueup::platform::clock::{self, Timer};
use trueup::platform::storage::{self, Preference};
use trueup::platform::{address, number};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn numbers_are_cut_not_wrapped() {
    assert_eq!(number::to_size(-1.0), 0);
    assert_eq!(number::to_size(f64::NAN), 0);
    assert_eq!(number::to_size(5e9), 5_000_000_000);
    assert_eq!(number::to_size(number::to_double(u64::MAX)), (1 << 53) - 1);
    assert_eq!(number::to_instant(-1.9), -1);
    assert_eq!(
        number::to_instant(number::to_signed_double(-62_135_596_800_000)),
        -62_135_596_800_000
    );
}

#[wasm_bindgen_test]
fn preferences_last() {
    storage::set(Preference::Theme, "dark");
    assert_eq!(storage::get(Preference::Theme).as_deref(), Some("dark"));
    storage::set(Preference::Theme, "light");
    assert_eq!(storage::get(Preference::Theme).as_deref(), Some("light"));
}

#[wasm_bindgen_test]
async fn the_address_is_heard_when_it_changes() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let hearing = Rc::clone(&heard);
    let listener = address::on_change(move |hash| hearing.borrow_mut().push(hash));
    address::go_to("/result?sort=amount");
    until(|| !heard.borrow().is_empty()).await;
    assert_eq!(*heard.borrow(), ["/result?sort=amount"]);
    address::replace("/result");
    assert_eq!(address::hash(), "/result");
    drop(listener);
    address::go_to("/");
    clock::sleep(Duration::from_millis(30)).await;
    assert_eq!(heard.borrow().len(), 1, "a replaced or dropped listener was called");
}

#[wasm_bindgen_test]
async fn a_timer_rings_once_unless_dropped() {
    let count = Rc::new(Cell::new(0));
    let ring = |step: i32| {
        let count = Rc::clone(&count);
        Timer::after(Duration::from_millis(5), move || count.set(count.get() + step))
    };
    let kept = ring(1);
    drop(ring(10));
    clock::sleep(Duration::from_millis(40)).await;
    assert_eq!(count.get(), 1);
    drop(kept);
}

#[wasm_bindgen_test]
async fn a_turn_lets_what_waits_go_first() {
    let channel = web_sys::MessageChannel::new().unwrap();
    let heard = Rc::new(Cell::new(false));
    let hearing = Rc::clone(&heard);
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |_| hearing.set(true));
    channel.port1().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    channel.port2().post_message(&JsValue::NULL).unwrap();
    // Promises that are kept already let no message in.
    JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.unwrap();
    assert!(!heard.get());
    clock::next_turn().await;
    assert!(heard.get());
}
