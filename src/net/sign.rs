//! Signing a token with HS256, by the browser's own cryptography.

use crate::connect::Signing;
use crate::connect::encode::base64_url;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

/// The whole token. `None` where the browser has no cryptography: a page that is not on a secure
/// address.
pub async fn sign(signing: &Signing) -> Option<String> {
    let crypto = crate::platform::window()?.crypto().ok()?;
    // Typed as always there, but absent on addresses that are not secure.
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok().filter(|it| !it.is_undefined())?;
    let subtle: web_sys::SubtleCrypto = subtle.unchecked_into();
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"HMAC".into()).ok()?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into()).ok()?;
    let usages = Array::of1(&JsValue::from("sign"));
    let secret = Uint8Array::from(signing.secret.as_bytes());
    let imported =
        subtle.import_key_with_object("raw", &secret, &algorithm, false, &usages).ok()?;
    let key: CryptoKey = JsFuture::from(imported).await.ok()?.unchecked_into();
    let input = Uint8Array::from(signing.input.as_bytes());
    let signed = subtle.sign_with_str_and_buffer_source("HMAC", &key, &input).ok()?;
    let signature: ArrayBuffer = JsFuture::from(signed).await.ok()?.unchecked_into();
    let signature = Uint8Array::new(&signature).to_vec();
    Some([signing.input.as_str(), ".", &base64_url(&signature)].concat())
}
