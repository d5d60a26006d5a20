//! Files that were given twice.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::{Role, order};
use crate::engine::source::{Source, State};
use crate::engine::tasks::Work;
use crate::engine::{Engine, Waiting};
use crate::source::SourceId;
use litemap::LiteMap;

impl Engine {
    /// Files of the size of one that was read may be the same, or one of a saved case: their hashes tell.
    pub(super) fn find_repeats(&mut self, id: SourceId) {
        let Some(size) = self.sources.get(&id).map(|it| it.size) else { return };
        let of_size = |it: &&Source| it.state == State::Ready && it.size == size;
        let of_size = self.sources.values().filter(of_size);
        let n_there = of_size.clone().count();
        let without: Vec<SourceId> =
            of_size.filter(|it| it.hash.is_none()).map(|it| it.id).collect();
        if n_there > 1 || self.may_be_of_case(size) {
            let asked = self.waiting.values().filter(|it| matches!(it.1, Waiting::Hash(_)));
            let mut asked: Vec<SourceId> = asked.map(|it| it.0).collect();
            order::sort(&mut asked);
            for id in without.into_iter().filter(|it| asked.binary_search(it).is_err()) {
                self.start(id, Work::Hash, Waiting::Hash(id));
            }
        }
        let hash = self.sources.get(&id).and_then(|it| it.hash.clone());
        self.mark_repeats(hash);
    }

    /// Once a saved case names files by their hashes: those that are there already may be they.
    pub(super) fn find_files_of_case(&mut self, is_named: bool) {
        let all: Vec<SourceId> =
            self.sources.values().map(|it| it.id).filter(|_| is_named).collect();
        all.into_iter().for_each(|it| self.find_repeats(it));
    }

    /// Marks every source of these bytes that came before in another one. A list of calls with charges may
    /// be the usage and the bill too.
    pub(super) fn mark_repeats(&mut self, hash: Option<String>) {
        if hash.is_none() {
            return;
        }
        let mut first: LiteMap<Role, SourceId> = LiteMap::new();
        let mut changed = Vec::new();
        let same = self.sources.iter_mut().map(|it| it.1).filter(|it| it.hash == hash);
        for source in same.filter(|it| it.state == State::Ready) {
            let earlier = *first.entry(source.role()).or_insert(source.id);
            let repeats = Some(earlier).filter(|it| *it != source.id);
            if source.repeats != repeats {
                source.repeats = repeats;
                changed.push(source.id);
            }
        }
        for id in changed {
            let earlier = self.sources.get(&id).and_then(|it| it.repeats);
            let name = earlier.and_then(|it| self.sources.get(&it)).map(|it| it.name.clone());
            let Some(source) = self.sources.get_mut(&id) else { continue };
            source.report.remove(Code::SameFileTwice);
            if let Some(name) = name {
                source.report.push(Diagnostic::new(Code::SameFileTwice).with(name));
            }
            self.unsettle();
            self.tell_source(id);
        }
    }
}
