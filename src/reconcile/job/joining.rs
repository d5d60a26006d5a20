//! The steps in which rows find each other by their ids.

use super::{Job, SLICE, Stage};
use crate::domain::MatchRule;
use crate::reconcile::choice::Ground;
use crate::reconcile::join::{Alike, Compared, Join};
use crate::reconcile::{Books, alike, pairs};

impl Job {
    /// Begins to join the rows that are still open.
    pub(super) fn count(&mut self, books: &Books<'_>, compared: Compared) -> Stage {
        let marks = &self.result.marks;
        self.join = match compared {
            Compared::AsWritten => Join::new(books, [&marks.records, &marks.lines], compared),
            Compared::Alike => {
                let [records, lines] = alike::untied(marks);
                Join::new(books, [&records, &lines], compared)
            }
        };
        Stage::Join(0)
    }

    #[inline(never)]
    pub(super) fn group(&mut self, books: &Books<'_>, number: u32, from: usize) -> Stage {
        let result = &mut self.result;
        let (terms, pricing, marks) = (&result.terms, &result.pricing, &mut result.marks);
        let (briefs, tally, window) = (&mut self.briefs, &mut result.tally, self.window);
        let tolerances = &result.policy.tolerance;
        let ground = Ground { books, terms, pricing, tolerances, window };
        let is_alike = self.join.compared() == Compared::Alike;
        let mut n_rows = 0;
        let mut agreed = Vec::new();
        for partition in from..self.join.n_partitions() {
            n_rows += self.join.groups(partition, &mut |alike| {
                let (record, line) = match alike {
                    _ if is_alike => return alike::tie(books, window, alike, marks),
                    Alike::Pair(record, line) if pairs::share_id(books, record, line) => {
                        (record, line)
                    }
                    Alike::Pair(record, line) => {
                        let rows: (&[_], &[_]) = (&[*record], &[*line]);
                        return pairs::group(&ground, rows, marks);
                    }
                    Alike::More(records, lines) => {
                        return pairs::group(&ground, (records, lines), marks);
                    }
                };
                let (row, of) = (record.row(), line.row());
                if briefs.agree(record.brief(), line.brief()) {
                    briefs.agreed(record.brief(), line.brief(), tally);
                    agreed.push((row, of));
                } else {
                    pairs::tie(books, window, row, of, marks);
                }
            });
            marks.agree(&agreed);
            agreed.clear();
            if n_rows >= SLICE {
                return Stage::Group(number, partition + 1);
            }
        }
        briefs.settle(tally);
        if number + 1 < self.join.n_passes() {
            return Stage::Join(number + 1);
        }
        let compared = self.join.compared();
        self.join.end();
        if compared == Compared::AsWritten { self.joined() } else { self.timed() }
    }

    /// What follows when rows of equal ids are joined.
    pub(super) fn joined(&self) -> Stage {
        if self.uses(MatchRule::AlikeId) { Stage::Count(Compared::Alike) } else { self.timed() }
    }

    /// Whether ids that are alike would be looked for by no rule.
    pub(super) fn searches(&self) -> bool {
        self.uses(MatchRule::Id) && !self.uses(MatchRule::AlikeId)
    }
}
