//! The ways a caller can prove who it is: a signed token, a name and password, a bearer key.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::{Value, json};

use crate::wire::Call;

/// Makes a JSON Web Token signed with HS256, as a caller of Kore.ai does.
pub fn sign_jwt(claims: &Value, secret: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(json!({"alg": "HS256", "typ": "JWT"}).to_string());
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    let signed = format!("{header}.{claims}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

/// Why a token was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// Not three parts of base64url, or not JSON inside.
    Malformed,
    /// Signed in another way than HS256.
    Algorithm,
    /// The signature does not fit the secret.
    Signature,
    /// Past its `exp`.
    Expired,
}

/// Reads the claims of a token whose signature fits the secret.
pub fn verify_jwt(token: &str, secret: &str, unix_now: i64) -> Result<Value, TokenFault> {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(tag), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenFault::Malformed);
    };
    if decode(header)?.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(TokenFault::Algorithm);
    }
    let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| TokenFault::Malformed)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, format!("{header}.{claims}").as_bytes(), &tag)
        .map_err(|_| TokenFault::Signature)?;
    let claims = decode(claims)?;
    match claims.get("exp").and_then(Value::as_i64) {
        Some(end) if end <= unix_now => Err(TokenFault::Expired),
        _ => Ok(claims),
    }
}

fn decode(part: &str) -> Result<Value, TokenFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenFault::Malformed)
}

/// The name and password of a Basic `Authorization` header.
pub(crate) fn basic(call: &Call) -> Option<(String, String)> {
    let encoded = after_scheme(call, "basic")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    text.split_once(':').map(|(user, password)| (user.to_owned(), password.to_owned()))
}

/// The key of a Bearer `Authorization` header.
pub(crate) fn bearer(call: &Call) -> Option<&str> {
    after_scheme(call, "bearer")
}

fn after_scheme<'a>(call: &'a Call, scheme: &str) -> Option<&'a str> {
    let (name, rest) = call.header("authorization")?.split_once(' ')?;
    name.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}
