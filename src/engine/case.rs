//! A saved case as a dropped file: it is recognised like any other source, says which files it was
//! made of and which of these are there, and gives what it was made with to whoever goes on with it.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::{Decision, Role};
use crate::engine::Engine;
use crate::engine::protocol::{CaseContents, CaseFile, CaseView, DecidedRow, Rates, Reply};
use crate::engine::source::{Source, State};
use crate::export::case::{self, CaseError, Opened, OpenedSource};
use crate::formats::item::Fact;
use crate::layout::{Field, Head, Layout};
use crate::normalize::{DateOrder, date};
use crate::source::{RowPlace, SourceId};

/// How a case is recognised and read: as one text.
pub struct CaseLayout;

/// The name of the fact that carries the file's text.
const TEXT: &str = "case";

fn written_at(text: &str) -> Option<i64> {
    date::parse(text.as_bytes(), DateOrder::MonthFirst).ok().map(|it| it.local_ms)
}

/// In how many bytes of a file a case says what it is.
const OPENING: usize = 200;

impl Layout for CaseLayout {
    fn id(&self) -> &'static str {
        "case"
    }

    fn role(&self) -> Role {
        Role::Case
    }

    fn fits(&self, head: &Head<'_>) -> u8 {
        let opening = head.bytes.get(..OPENING).unwrap_or(head.bytes);
        let word = case::FORMAT.as_bytes();
        if opening.windows(word.len()).any(|it| it == word) { 100 } else { 0 }
    }

    fn columns(&self) -> &'static [(Field, &'static str)] {
        &[]
    }

    fn lists(&self) -> &'static [&'static str] {
        &[""]
    }

    fn facts_of(&self, text: &str) -> Option<Vec<Fact>> {
        Some(vec![Fact { name: TEXT.to_owned(), value: text.to_owned(), line: 1 }])
    }
}

impl Source {
    /// Takes the case that a file holds, if it holds one.
    pub(super) fn take_case(&mut self) {
        let mut facts = self.entries.iter().flat_map(|it| &it.facts);
        let Some(text) = facts.find(|it| it.name == TEXT).map(|it| it.value.clone()) else {
            return;
        };
        match case::read_case(text.as_bytes()) {
            Ok(case) => self.case = Some(Box::new(case)),
            Err(why) => {
                let told = match why {
                    CaseError::Broken(reason) => reason,
                    CaseError::NotACase => String::new(),
                    CaseError::Newer(version) => format!("format {version}"),
                    CaseError::UnknownSource(number) => format!("source {number}"),
                };
                self.state = State::Failed(Diagnostic::new(Code::BrokenCase).with(told));
            }
        }
    }
}

impl Engine {
    /// The source that each file of a case is, once its hash says so. A file that is in the case twice
    /// is two sources: what was said of the one is not said of the other.
    fn files_of_case(&self, case: &Opened) -> Vec<Option<SourceId>> {
        let mut found: Vec<Option<SourceId>> = Vec::new();
        for file in &case.sources {
            let is_it = |it: &&Source| {
                it.hash.as_ref() == Some(&file.sha256) && !found.contains(&Some(it.id))
            };
            let source = self.sources.values().find(is_it).map(|it| it.id);
            found.push(source);
        }
        found
    }

    /// Whether a source may be a file of a case, so that its hash is worth having.
    pub(super) fn may_be_of_case(&self, size: u64) -> bool {
        let mut cases = self.sources.values().filter_map(|it| it.case.as_ref());
        cases.any(|case| case.sources.iter().any(|it| it.size == size))
            || self.rates_set.iter().flat_map(|it| &it.files).any(|it| it.0 == size)
    }

    /// What a case says, and which of its files are there.
    pub(super) fn case_view(&self, source: &Source) -> Option<CaseView> {
        let case = source.case.as_ref()?;
        let file = |(it, source): (&OpenedSource, _)| CaseFile {
            name: it.name.clone(),
            size: it.size,
            source,
        };
        Some(CaseView {
            written_at: written_at(&case.written_at),
            files: case.sources.iter().zip(self.files_of_case(case)).map(file).collect(),
            decisions: u64::try_from(case.decisions.len()).unwrap_or(u64::MAX),
        })
    }

    /// Tells anew of every case, after a file was read, hashed or removed.
    pub(super) fn tell_cases(&mut self) {
        let cases: Vec<SourceId> =
            self.sources.values().filter(|it| it.case.is_some()).map(|it| it.id).collect();
        cases.into_iter().for_each(|it| self.tell_source(it));
    }

    /// What a case was made with, for the files that are there.
    pub(super) fn case_contents(&self, id: SourceId) -> Reply {
        let Some(case) = self.sources.get(&id).and_then(|it| it.case.as_ref()) else {
            return Reply::Failed(Diagnostic::new(Code::BrokenCase));
        };
        let files = self.files_of_case(case);
        let settings = files.iter().zip(&case.sources);
        let decided = case.decisions.iter().filter_map(|it| {
            let source = *files.get(usize::try_from(it.source).ok()?)?;
            Some(DecidedRow {
                place: RowPlace { source: source?, entry: it.entry, from: it.from, nth: it.nth },
                row: None,
                decision: Decision::from_code(&it.decision),
                note: it.note.clone(),
            })
        });
        Reply::Case(Box::new(CaseContents {
            policy: case.policy.clone(),
            rates: Rates {
                rows: case.rates.clone(),
                // Those of its files that are rate cards are known by their hashes.
                of: Vec::new(),
                files: case.sources.iter().map(|it| (it.size, it.sha256.clone())).collect(),
            },
            settings: settings.filter_map(|(id, it)| Some(((*id)?, it.settings.clone()))).collect(),
            decisions: decided.collect(),
        }))
    }
}
