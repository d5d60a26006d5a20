//! Every leaf of a small JSON or XML text that holds no records.

use crate::formats::item::{Fact, Node};
use crate::formats::{json, xml};
use crate::normalize::header::canonical;
use std::ops::ControlFlow;

/// The leaves in their order. What comes before a break is still worth looking at.
pub fn leaves(text: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut each = |node: Node| {
        if let Node::Fact(fact) = node {
            facts.push(fact);
        }
        ControlFlow::Continue(())
    };
    let mut input = text.as_bytes();
    let end = if text.trim_start().starts_with('<') {
        xml::read(&mut input, &[], &mut each)
    } else {
        // No list has this name, so every leaf is a fact.
        json::read(&mut input, &["no list has this name"], &mut each)
    };
    drop(end);
    facts.retain(|it| !canonical(&it.name).is_empty());
    facts
}
