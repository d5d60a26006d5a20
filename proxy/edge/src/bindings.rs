//! The three questions for a worker's JavaScript.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::Edge;

/// The rules, as JavaScript holds them.
#[wasm_bindgen(js_name = Edge)]
pub struct EdgeHandle {
    edge: Edge,
}

#[wasm_bindgen(js_class = Edge)]
impl EdgeHandle {
    /// Reads the text of `proxy.toml`; throws what is wrong with it.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &str) -> Result<EdgeHandle, String> {
        Edge::read(config).map(|edge| Self { edge })
    }

    /// See [`Edge::decide`].
    pub fn decide(&self, call: &str) -> String {
        self.edge.decide(call)
    }

    /// See [`Edge::reply`].
    pub fn reply(&self, call: &str, status: u16, headers: &str) -> String {
        self.edge.reply(call, status, headers)
    }

    /// See [`Edge::preflight`].
    pub fn preflight(&self, call: &str) -> String {
        self.edge.preflight(call)
    }

    /// See [`Edge::refuse`].
    pub fn refuse(&self, call: &str, code: &str) -> String {
        self.edge.refuse(call, code)
    }
}
