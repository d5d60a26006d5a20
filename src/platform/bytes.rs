//! Bytes that stay in JavaScript's memory: an export on its way from the engine to a download.

use js_sys::Uint8Array;

/// Bytes outside the page's own memory. Cloning copies a handle, not the bytes.
#[derive(Debug, Clone)]
pub struct Bytes(Uint8Array);

impl Bytes {
    /// Copies bytes out.
    pub fn copied(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes))
    }

    /// Copies the bytes in.
    pub fn to_vec(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// How many there are; 0 once they were handed over to a worker.
    pub fn len(&self) -> u32 {
        self.0.length()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The view itself, for the rooms that talk to the browser.
    pub(crate) fn as_js(&self) -> &Uint8Array {
        &self.0
    }
}

impl From<Uint8Array> for Bytes {
    fn from(array: Uint8Array) -> Self {
        Self(array)
    }
}
