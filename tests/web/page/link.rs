//! Messages survive the way, and what is handed over is gone on this side.

use std::cell::RefCell;
use trueup::engine::tasks::{FromReader, Said};
use trueup::platform::bytes::Bytes;
use trueup::worker::link::{self, Beside, Garbled, OfReader, Port, ToReader};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Clones as the browser does when it posts.
#[derive(Default)]
struct Post(RefCell<Vec<JsValue>>);

impl Port for Post {
    fn post(&self, message: &JsValue, transfer: &JsValue) -> Result<(), JsValue> {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"transfer".into(), transfer)?;
        let clone = js_sys::Reflect::get(&js_sys::global(), &"structuredClone".into())?;
        let clone: js_sys::Function = clone.into();
        let cloned = clone.call2(&JsValue::UNDEFINED, message, &options)?;
        self.0.borrow_mut().push(cloned);
        Ok(())
    }
}

fn posted(header: &OfReader, beside: Option<Beside>) -> (OfReader, Option<Beside>) {
    let post = Post::default();
    link::send(&post, header, beside).unwrap();
    link::receive(post.0.borrow_mut().remove(0)).unwrap()
}

#[wasm_bindgen_test]
fn a_header_travels_alone() {
    let (header, beside) = posted(&OfReader::Idle(7), None);
    assert!(matches!(header, OfReader::Idle(7)));
    assert!(beside.is_none());
}

#[wasm_bindgen_test]
fn bytes_travel_beside_it_and_are_handed_over() {
    let bytes = Bytes::copied(&[1, 2, 3]);
    let said = FromReader { task: 4, said: Said::Segment(Box::default()) };
    let (header, beside) = posted(&OfReader::Said(said), Some(Beside::Bytes(bytes.clone())));
    assert!(matches!(header, OfReader::Said(FromReader { task: 4, .. })));
    let Some(Beside::Bytes(arrived)) = beside else { panic!("no bytes: {beside:?}") };
    assert_eq!(arrived.to_vec(), [1, 2, 3]);
    assert!(bytes.is_empty(), "the bytes were copied, not handed over");
}

#[wasm_bindgen_test]
fn a_file_travels_beside_it() {
    let parts = js_sys::Array::of1(&"text".into());
    let blob = web_sys::Blob::new_with_str_sequence(&parts).unwrap();
    let (_, beside) = posted(&OfReader::Ready, Some(Beside::Blob(blob)));
    assert!(matches!(beside, Some(Beside::Blob(_))));
}

#[wasm_bindgen_test]
fn what_is_not_ours_is_refused() {
    let refused = |data: JsValue| link::receive::<ToReader>(data).err();
    assert_eq!(refused("text".into()), Some(Garbled("not a message".to_owned())));
    let no_header = js_sys::Array::of1(&1.into());
    assert_eq!(refused(no_header.into()), Some(Garbled("no header".to_owned())));
    let cut = js_sys::Array::of1(&js_sys::Uint8Array::from(&[0_u8][..]));
    assert!(refused(cut.into()).is_some());
}
