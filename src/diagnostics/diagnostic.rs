//! A diagnostic with its place, and a collector that keeps the first of each kind.

use crate::diagnostics::{Code, Severity};
use serde::{Deserialize, Serialize};

/// Where in a source something stands. Lines and columns count from 1; 0 means not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The line of the text; a record with quoted line breaks begins on it.
    pub line: u64,
    /// The field of the record, counted from 1.
    pub column: u32,
    /// The column's name, where it has one.
    pub field: String,
    /// The byte at which the record begins, in the unpacked text.
    pub byte: u64,
}

/// One thing that was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// The offending text or the figures, in the order the code's sentence uses them.
    pub params: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code) -> Self {
        Self { code, place: Place::default(), params: Vec::new() }
    }

    /// The same with a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, param: impl Into<String>) -> Self {
        self.params.push(param.into());
        self
    }
}

/// How many diagnostics of one code are kept whole; the rest are counted.
pub const KEPT_PER_CODE: usize = 200;

/// Diagnostics of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The code.
    pub code: Code,
    /// How many there were in all.
    pub count: u64,
    /// The first of them, at most [`KEPT_PER_CODE`].
    pub kept: Vec<Diagnostic>,
}

/// A capped collector, grouped by code in the order of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// In the order of the catalogue.
    groups: Vec<Group>,
}

impl Report {
    /// Takes one diagnostic that stands for `count` occurrences.
    pub fn push_many(&mut self, diagnostic: Diagnostic, count: u64) {
        self.add(Group { code: diagnostic.code, count, kept: vec![diagnostic] });
    }

    /// Takes one diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.push_many(diagnostic, 1);
    }

    /// Takes everything of another report, whose places come after this one's.
    pub fn merge(&mut self, other: Self) {
        for group in other.groups {
            self.add(group);
        }
    }

    fn add(&mut self, group: Group) {
        let at = self.groups.partition_point(|it| it.code < group.code);
        match self.groups.get_mut(at).filter(|it| it.code == group.code) {
            Some(mine) => {
                mine.count += group.count;
                let room = KEPT_PER_CODE.saturating_sub(mine.kept.len());
                mine.kept.extend(group.kept.into_iter().take(room));
            }
            None => self.groups.insert(at, group),
        }
    }

    /// The groups in the order of the catalogue.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// How many of one code.
    pub fn count(&self, code: Code) -> u64 {
        self.group(code).map_or(0, |it| it.count)
    }

    /// The gravest severity in the report.
    pub fn worst(&self) -> Option<Severity> {
        self.groups.iter().map(|it| it.code.severity()).max()
    }

    /// Whether nothing was noticed.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Moves every place that has a line by so many lines.
    pub fn shift_lines(&mut self, by: u64) {
        let kept = self.groups.iter_mut().flat_map(|it| &mut it.kept);
        kept.filter(|it| it.place.line > 0).for_each(|it| it.place.line += by);
    }

    /// Forgets one code.
    pub fn remove(&mut self, code: Code) {
        self.groups.retain(|it| it.code != code);
    }

    /// Says of one code what holds now, instead of what was said before; tells whether that is
    /// something else.
    pub fn say_anew(&mut self, code: Code, said: impl IntoIterator<Item = Diagnostic>) -> bool {
        self.say_counted(code, said.into_iter().map(|it| (it, 1)))
    }

    /// The same of diagnostics that stand for so many occurrences each.
    pub fn say_counted(
        &mut self,
        code: Code,
        said: impl IntoIterator<Item = (Diagnostic, u64)>,
    ) -> bool {
        let before = self.group(code).cloned();
        self.remove(code);
        said.into_iter().for_each(|it| self.push_many(it.0, it.1));
        self.group(code) != before.as_ref()
    }

    fn group(&self, code: Code) -> Option<&Group> {
        self.groups.iter().find(|it| it.code == code)
    }
}
