//! Rows of the grid as text for the clipboard: ids whole, decimals and instants in canonical form.

use crate::domain::Decision;
use crate::domain::guard::guarded;
use crate::engine::protocol::{RowView, SortKey};
use crate::ui::format::{self, Day};
use crate::ui::strings::Strings;

/// The rows with their heads, separated by tabs, as spreadsheets take them.
pub fn tab_separated<'a>(t: &Strings, rows: impl Iterator<Item = &'a RowView>) -> String {
    let column = t.result().column;
    let heads = [
        t.result().id,
        column(SortKey::Start),
        t.result().zone,
        column(SortKey::Account),
        column(SortKey::Channel),
        t.result().currency,
        column(SortKey::Expected),
        column(SortKey::Billed),
        column(SortKey::Difference),
        column(SortKey::Outcome),
        t.result().decision,
    ];
    let mut out = heads.join("\t");
    for row in rows {
        let decision = match row.decision {
            Some(Decision::Dispute) => t.result().is_disputed,
            Some(Decision::Accept) => t.result().is_accepted,
            None => "",
        };
        let cells = [
            harmless(&row.id),
            row.start.map_or(String::new(), |at| instant(at, row.offset, row.is_by_day)),
            row.start.map_or(String::new(), |_| format::offset(row.offset)),
            harmless(&row.account),
            harmless(&row.channel),
            harmless(&row.currency),
            row.expected.clone(),
            row.billed.clone(),
            row.difference.clone(),
            (t.outcomes.called.outcome)(row.outcome).to_owned(),
            decision.to_owned(),
        ];
        out.push('\n');
        out.push_str(&cells.join("\t"));
    }
    out
}

/// Text of a file that a spreadsheet would take for a formula gets the quote that makes it text;
/// tabs and line breaks would move the cells after it.
fn harmless(text: &str) -> String {
    guarded(&text.replace(['\t', '\n', '\r'], " "))
}

/// `2026-03-04 23:55:00`, at the offset at which the grid shows it; the day where it knows no more.
fn instant(at: i64, offset: i16, is_by_day: bool) -> String {
    let local = at.saturating_add(i64::from(offset) * 60_000);
    let seconds = local.rem_euclid(86_400_000) / 1_000;
    let day = Day::from_epoch(local.div_euclid(86_400_000)).iso();
    if is_by_day {
        return day;
    }
    format!("{day} {:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Flag, Outcome, Role};
    use crate::source::{RowRef, SourceId};
    use crate::ui::strings::EN;

    #[test]
    fn rows_are_whole_and_hold_no_formula() {
        let row = RowView {
            row: RowRef { source: SourceId(0), row: 1 },
            side: Role::Billed,
            id: "9f31c0a4e27b55d0118c6aa2".to_owned(),
            start: Some(20_516 * 86_400_000 + 5 * 3_600_000),
            offset: -300,
            is_by_day: false,
            account: " \u{ff1d}1+1;=2".to_owned(),
            service: String::new(),
            channel: "web\tclient\n".to_owned(),
            currency: "USD".to_owned(),
            expected: "0.0425".to_owned(),
            billed: "-1.5".to_owned(),
            difference: "-1.5425".to_owned(),
            outcome: Outcome::AmountVariance,
            flags: vec![Flag::NoRate],
            decision: Some(Decision::Dispute),
            has_note: false,
        };
        assert_eq!(
            tab_separated(&EN, [&row].into_iter()),
            "Id\tStart\tTime zone\tAccount\tChannel\tCurrency\tExpected\tBilled\tDifference\tOutcome\tDecision\n\
             9f31c0a4e27b55d0118c6aa2\t2026-03-04 00:00:00\tUTC−5\t' \u{ff1d}1+1;'=2\tweb client \tUSD\t0.0425\t-1.5\
             \t-1.5425\tAmount differs\tDisputed"
        );
    }
}
