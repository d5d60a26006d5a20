//! The answer in a word, of a result as the page has it.

use crate::domain::verdict::{Figures, Verdict};
use crate::engine::protocol::{ResultView, Totals};

/// The verdict of a result on one of its currencies.
pub fn of(result: &ResultView, totals: &Totals) -> Verdict {
    let figures = Figures {
        records: result.proof.records_in,
        lines: result.proof.lines_in,
        expected: &totals.expected,
        difference: &totals.difference,
    };
    let rows = result
        .outcomes
        .iter()
        .filter(|it| it.currency == totals.currency && it.records + it.lines > 0)
        .map(|it| it.outcome);
    Verdict::of(&figures, rows)
}
