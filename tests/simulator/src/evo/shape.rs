//! A reply's content and its spellings: JSON in three cases, XML, and CSV as `ServiceStack` makes it
//! of nested data.

use std::fmt::Display;

use super::KeyCase;
use crate::generate::{csv_row, xml_text};

/// Content with names in the service's own (Pascal) case.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Text(String),
    /// A number or truth value, as it is written.
    Number(String),
    Object(&'static str, Vec<(&'static str, Shape)>),
    List(&'static str, Vec<Shape>),
}

impl Shape {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn number(number: &dyn Display) -> Self {
        Self::Number(number.to_string())
    }

    pub(super) fn object<const N: usize>(
        name: &'static str,
        members: [(&'static str, Self); N],
    ) -> Self {
        Self::Object(name, members.into())
    }

    /// The name is written in XML only where the list is the root.
    pub(super) fn list(name: &'static str, items: impl Iterator<Item = Self>) -> Self {
        Self::List(name, items.collect())
    }
}

pub(super) fn json(value: &Shape, case: KeyCase) -> String {
    match value {
        Shape::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Shape::Number(number) => number.clone(),
        Shape::Object(_, members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("\"{}\":{}", key(name, case), json(value, case)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Shape::List(_, items) => {
            let items: Vec<String> = items.iter().map(|item| json(item, case)).collect();
            format!("[{}]", items.join(","))
        }
    }
}

/// `AIMinutes` is `aiMinutes` in camel case: a run of capitals goes down together.
pub(super) fn key(name: &str, case: KeyCase) -> String {
    let rest = name.strip_prefix("AI").map(|rest| ("AI", rest));
    let (head, rest) = rest.unwrap_or_else(|| name.split_at(name.len().min(1)));
    match case {
        KeyCase::Pascal => name.to_owned(),
        KeyCase::Camel => head.to_ascii_lowercase() + rest,
        KeyCase::Snake => {
            let mut text = head.to_ascii_lowercase();
            for (at, letter) in rest.char_indices() {
                if letter.is_ascii_uppercase() && (at > 0 || head == "AI") {
                    text.push('_');
                }
                text.push(letter.to_ascii_lowercase());
            }
            text
        }
    }
}

pub(super) fn xml(value: &Shape, namespace: &str) -> String {
    let (name, inner) = match value {
        Shape::Object(name, _) | Shape::List(name, _) => (*name, inner(value)),
        Shape::Text(_) | Shape::Number(_) => ("string", inner(value)),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><{name} xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns=\"{namespace}\">{inner}</{name}>"
    )
}

fn element(name: &str, value: &Shape) -> String {
    format!("<{name}>{}</{name}>", inner(value))
}

fn inner(value: &Shape) -> String {
    match value {
        Shape::Text(text) => xml_text(text),
        Shape::Number(number) => number.clone(),
        Shape::Object(_, members) => {
            let elements: Vec<String> =
                members.iter().map(|(name, value)| element(name, value)).collect();
            elements.concat()
        }
        Shape::List(_, items) => {
            let element = |item: &Shape| match item {
                Shape::Object(name, _) => element(name, item),
                _ => inner(item),
            };
            let elements: Vec<String> = items.iter().map(element).collect();
            elements.concat()
        }
    }
}

/// A list becomes rows; anything else one row whose nested cells are JSV.
pub(super) fn csv(value: &Shape, case: KeyCase) -> String {
    let rows = match value {
        Shape::List(_, items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let Shape::Object(_, members) = row else { continue };
        if at == 0 {
            text.push_str(&(csv_row(members.iter().map(|(name, _)| key(name, case))) + "\r\n"));
        }
        text.push_str(&(csv_row(members.iter().map(|(_, value)| jsv(value, case))) + "\r\n"));
    }
    text
}

fn jsv(value: &Shape, case: KeyCase) -> String {
    match value {
        Shape::Text(text) | Shape::Number(text) => text.clone(),
        Shape::Object(_, members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", key(name, case), jsv(value, case)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Shape::List(_, items) => {
            let items: Vec<String> = items.iter().map(|item| jsv(item, case)).collect();
            format!("[{}]", items.join(","))
        }
    }
}
