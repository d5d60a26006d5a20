//! How many rows each filter would show.

use crate::domain::outcome::Standing;
use crate::domain::{Decision, Outcome};
use crate::engine::grid::{GridRow, find, needs_places, outcome};
use crate::engine::protocol::{DecisionFilter, Facet, FacetCount, RowFilter};
use crate::engine::{Engine, books};
use crate::reconcile::result::OUTCOMES;

impl Engine {
    /// Counts beside the facets: each facet counted as if only the other kind were filtered by.
    pub(super) fn facets(&self, filter: &RowFilter) -> Vec<FacetCount> {
        let books = books(&self.sources);
        let Some(result) = &self.result else { return Vec::new() };
        let no_kind = RowFilter { outcomes: Vec::new(), decisions: Vec::new(), ..filter.clone() };
        let mut counts = result.counts().map(|rows| [rows, 0, 0]);
        if needs_places(filter) {
            counts = [[0; 3]; OUTCOMES];
            for row in self.filtered(&books, result, &no_kind) {
                let at = usize::from(outcome(result, row).index());
                if let Some([open, ..]) = counts.get_mut(at) {
                    *open += 1;
                }
            }
        }
        // Few rows are decided on; they are taken out of those that are open.
        for (decided, decision, _) in self.decisions.on_rows() {
            let Some(row) = find(&books, decided) else { continue };
            let is_shown = match row {
                GridRow::Line(_) => true,
                GridRow::Record(record) => result.stands_alone(record),
            };
            let at = usize::from(outcome(result, row).index());
            if let (Some([open, disputed, accepted]), Some(decision), true) = (
                counts.get_mut(at),
                decision,
                is_shown && self.passes(&books, result, &no_kind, row),
            ) {
                *open = open.saturating_sub(1);
                *if decision == Decision::Dispute { disputed } else { accepted } += 1;
            }
        }
        let kinds = [DecisionFilter::Open, DecisionFilter::Disputed, DecisionFilter::Accepted];
        let mut outcomes = Vec::new();
        let mut decided = [0; 3];
        for (outcome, [open, disputed, accepted]) in Outcome::ALL.into_iter().zip(counts) {
            // What agrees needs no decision.
            let needed = if outcome.standing() == Standing::Agrees { 0 } else { open };
            let of_kinds = [needed, disputed, accepted];
            let shown = kinds.iter().zip(of_kinds).filter(|it| filter.decisions.contains(it.0));
            let shown: u64 = shown.map(|it| it.1).sum();
            let is_any = filter.decisions.is_empty();
            let rows = if is_any { open + disputed + accepted } else { shown };
            if rows > 0 {
                outcomes.push(FacetCount { facet: Facet::Outcome(outcome), rows });
            }
            if filter.outcomes.is_empty() || filter.outcomes.contains(&outcome) {
                decided.iter_mut().zip(of_kinds).for_each(|(sum, rows)| *sum += rows);
            }
        }
        let decisions = kinds.into_iter().zip(decided);
        let decisions = decisions.map(|(it, rows)| FacetCount { facet: Facet::Decision(it), rows });
        let disputable = self.disputable(&books, result, filter).len();
        let disputable = u64::try_from(disputable).unwrap_or(0);
        let disputable = FacetCount { facet: Facet::Disputable, rows: disputable };
        outcomes.into_iter().chain(decisions).chain([disputable]).collect()
    }
}
