//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// The browser did not let the page write to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// Puts text on the clipboard. Works only as an answer to something the person did.
pub async fn write(text: &str) -> Result<(), Refused> {
    let window = super::window().ok_or(Refused)?;
    // Absent outside secure contexts, where the binding would trap.
    let navigator = window.navigator();
    let present = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .is_ok_and(|it| !it.is_undefined() && !it.is_null());
    if !present {
        return Err(Refused);
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.map(drop).map_err(|_| Refused)
}
