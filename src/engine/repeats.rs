//! Files that were given twice.

use crate::diagnostics::{Code, Diagnostic};
use crate::domain::Role;
use crate::engine::source::State;
use crate::engine::tasks::Work;
use crate::engine::{Engine, Waiting};
use crate::source::SourceId;
use litemap::LiteMap;

impl Engine {
    /// Files of one size may be one file, or one of a saved case: their hashes tell.
    pub(super) fn find_repeats(&mut self) {
        let ready: Vec<(SourceId, u64, bool)> = self
            .sources
            .values()
            .filter(|it| it.state == State::Ready)
            .map(|it| (it.id, it.size, it.hash.is_some()))
            .collect();
        for (id, size, has_hash) in &ready {
            let has_twin = ready.iter().any(|(other, of, _)| other != id && of == size);
            let asked =
                self.waiting.values().any(|(_, it)| matches!(it, Waiting::Hash(of) if of == id));
            let is_wanted = has_twin || self.may_be_of_case(*size);
            if is_wanted && !has_hash && !asked {
                self.start(*id, Work::Hash, Waiting::Hash(*id));
            }
        }
        self.mark_repeats();
    }

    /// Marks every source whose bytes came before in another one. A list of calls with charges may be the
    /// usage and the bill too.
    pub(super) fn mark_repeats(&mut self) {
        let mut first: LiteMap<(String, Role), SourceId> = LiteMap::new();
        let mut changed = Vec::new();
        for source in self.sources.iter_mut().map(|it| it.1).filter(|it| it.state == State::Ready) {
            let Some(hash) = source.hash.clone() else { continue };
            let earlier = *first.entry((hash, source.role())).or_insert(source.id);
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
