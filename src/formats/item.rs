//! A record of a tree-shaped text, flattened: what JSON and XML readers hand out.

use crate::normalize::header::canonical;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The name of the list it stands in, as written; empty for the outermost.
    pub list: String,
    /// Its leaves: path of names joined by dots, value as written.
    pub cells: Vec<(String, String)>,
    /// First byte in the stream.
    pub offset: u64,
    /// Bytes of its text.
    pub size: u64,
    /// The line it begins on, from 1.
    pub line: u64,
    /// The column it begins at, from 1.
    pub column: u32,
}

impl Item {
    /// The canonical names of its leaves.
    pub fn names(&self) -> Vec<String> {
        self.cells.iter().map(|(name, _)| canonical(name)).collect()
    }
}

/// A leaf outside of the records, such as a total.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Fact {
    /// Path of names joined by dots.
    pub name: String,
    /// Value as written.
    pub value: String,
    /// The line it stands on.
    pub line: u64,
}

/// What a tree reader hands out.
#[derive(Debug)]
pub enum Node {
    /// A record.
    Item(Item),
    /// A leaf outside of the records.
    Fact(Fact),
    /// A record that cannot be read: place (offset, size, line, column) and the head of its text.
    Broken(Item, String),
}
