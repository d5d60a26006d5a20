//! Handing a file to the person.

use super::bytes::Bytes;
use super::clock::Timer;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The browser did not take the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// How long the address of a download stays good: some browsers ask for it late.
const GRACE: Duration = Duration::from_mins(1);

/// Saves bytes as a file of the person's.
pub fn save(name: &str, media_type: &str, bytes: &Bytes) -> Result<(), Refused> {
    save_blob(name, &blob_of(bytes, media_type).ok_or(Refused)?)
}

/// Saves what the browser holds as a file of the person's.
pub(crate) fn save_blob(name: &str, blob: &Blob) -> Result<(), Refused> {
    let url = Url::create_object_url_with_blob(blob).map_err(|_| Refused)?;
    let clicked = click(name, &url);
    let revoked = url;
    let timer = Timer::after(GRACE, move || {
        let _ = Url::revoke_object_url(&revoked);
    });
    // It rings once, long after this call.
    std::mem::forget(timer);
    clicked.ok_or(Refused)
}

/// Saves text as a file of the person's.
pub fn save_text(name: &str, media_type: &str, text: &str) -> Result<(), Refused> {
    save(name, media_type, &Bytes::copied(text.as_bytes()))
}

fn click(name: &str, url: &str) -> Option<()> {
    let document = super::window()?.document()?;
    let anchor: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(url);
    anchor.set_download(name);
    // Firefox follows only links that are part of the page.
    let body = document.body()?;
    anchor.set_hidden(true);
    body.append_child(&anchor).ok()?;
    anchor.click();
    anchor.remove();
    Some(())
}

pub(super) fn blob_of(bytes: &Bytes, media_type: &str) -> Option<Blob> {
    let parts = js_sys::Array::of1(bytes.as_js());
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}
