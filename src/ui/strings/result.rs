//! The Result page.

use crate::domain::Outcome;
use crate::domain::forms::NameForm;
use crate::engine::protocol::{RuleKind, SortKey};

/// The texts. A function gets figures as they are to be shown, and the count behind a figure where
/// a word depends on it.
pub struct ResultText {
    /// Before there is a result.
    pub empty_title: &'static str,
    /// What to do about it.
    pub empty_text: &'static str,
    /// The way there.
    pub empty_action: &'static str,
    /// While the first result is made.
    pub working: &'static str,
    /// How many rows are done.
    pub working_rows: fn(&str) -> String,
    /// Stop it.
    pub stop: &'static str,
    /// The inputs changed since.
    pub stale: &'static str,
    /// Decisions are on rows that are not there: how many.
    pub aside: fn(u64) -> String,
    /// Make the result anew.
    pub again: &'static str,

    /// Before the name of the policy.
    pub policy: fn(&str) -> String,
    /// Between the last two of a list.
    pub and: &'static str,
    /// Before the amount in the answer.
    pub answer_lead: &'static str,
    /// The answer: the bill is too high.
    pub too_much: fn(&str) -> String,
    /// The answer: the bill is too low.
    pub too_little: fn(&str) -> String,
    /// The answer: it is right.
    pub right: &'static str,
    /// The answer: the differences cancel out.
    pub right_in_sum: &'static str,
    /// Nothing differs, but not every row can be compared.
    pub right_as_far: &'static str,
    /// The answer: it cannot be told.
    pub cannot_tell: &'static str,
    /// Why: no rates.
    pub cannot_tell_rates: &'static str,
    /// Why: nothing on the usage side.
    pub cannot_tell_usage: &'static str,
    /// Why: nothing on the billed side.
    pub cannot_tell_bill: &'static str,
    /// What an outcome's rows are, in the sentence below the answer: `1,968 were billed twice`.
    pub part: fn(Outcome, &str, u64) -> String,
    /// Everything matched.
    pub all_agree: fn(&str, u64) -> String,

    /// A total.
    pub billed: &'static str,
    /// A total.
    pub expected: &'static str,
    /// A total.
    pub difference: &'static str,
    /// A total: what was billed too much, row by row.
    pub disputable: &'static str,
    /// Below it: the disputed amount.
    pub disputed: fn(&str) -> String,
    /// Below it: nothing is disputed yet.
    pub none_disputed: &'static str,
    /// So many rows.
    pub rows: fn(&str, u64) -> String,
    /// So many rows, over all currencies.
    pub rows_in_all: fn(&str, u64) -> String,

    /// The proof holds.
    pub proof_holds: &'static str,
    /// The proof does not hold.
    pub proof_fails: &'static str,
    /// What that means.
    pub proof_fails_note: &'static str,
    /// Behind the count of records.
    pub records: fn(u64) -> &'static str,
    /// Behind the count of lines.
    pub lines: fn(u64) -> &'static str,
    /// Behind the count of unreadable records.
    pub records_rejected: fn(u64) -> &'static str,
    /// Behind the count of unreadable lines.
    pub lines_rejected: fn(u64) -> &'static str,
    /// So many rows of usage could not be read, and what that makes look wrong.
    pub unread: fn(u64) -> String,
    /// Shows the unread rows of a file.
    pub show_unread: fn(&str) -> String,
    /// Behind the billed total when it ties.
    pub sum_ties: &'static str,
    /// Behind the billed total when it does not: the sum over outcomes.
    pub sum_fails: fn(&str) -> String,

    /// The chart of causes.
    pub why: &'static str,
    /// What its bars are.
    pub why_note: fn(&str) -> String,
    /// The chart of days.
    pub by_day: &'static str,
    /// The chart of groups.
    pub by_channel: &'static str,
    /// The same where channels are a vendor's customers.
    pub by_customer: &'static str,
    /// The chart of groups.
    pub by_account: &'static str,
    /// The chart of groups.
    pub by_service: &'static str,
    /// What the groups' bars are.
    pub by_group_note: fn(&str) -> String,
    /// Heads of tables and names of filters.
    pub channel: &'static str,
    /// Likewise.
    pub customer: &'static str,
    /// Likewise.
    pub account: &'static str,
    /// Likewise.
    pub service: &'static str,
    /// A group without a name.
    pub unnamed: &'static str,
    /// Groups beyond the shown ones.
    pub more_groups: fn(&str) -> String,
    /// Shows the figures instead.
    pub as_table: &'static str,
    /// Shows the chart again.
    pub as_chart: &'static str,
    /// Head of a table's first column.
    pub cause: &'static str,
    /// Head of a table's first column.
    pub day: &'static str,
    /// Head of a column of counts.
    pub n_rows: &'static str,
    /// The same where rows that repeat others are left out.
    pub n_rows_once: &'static str,
    /// A chart of bars in a sentence: how many, the largest, its value.
    pub bars_summary: fn(usize, &str, &str) -> String,
    /// The days in a sentence: how many, the worst, what was billed and expected on it.
    pub days_summary: fn(usize, &str, &str, &str) -> String,
    /// What the keyboard does in the chart of days.
    pub days_keys: &'static str,
    /// A chart with nothing in it.
    pub nothing_to_draw: &'static str,
    /// Where nothing is of a day: all lines are for longer, or without a time.
    pub no_days: &'static str,
    /// Where all days agree, and what differs is of none.
    pub differs_elsewhere: &'static str,
    /// So many records have no rate.
    pub unrated: fn(u64) -> String,
    /// Ids that are alike and match nothing.
    pub alike_ids: fn(u64, &str, &str) -> String,
    /// So many lines and records began within so many seconds of each other, and their lengths differ by
    /// no more than so many.
    pub same_times: fn(u64, u64, u64) -> String,
    /// So many lines would have the times of usage if the bill were of this zone; if that is empty, the usage
    /// of the other one; of another one if both are.
    pub zones: fn(u64, &str, &str) -> String,
    /// Reads it so.
    pub read_so: &'static str,
    /// Lets them match.
    pub match_alike: &'static str,
    /// So many lines would agree if lengths had this least and step, in seconds; whether a rate says
    /// otherwise.
    pub roundings: fn(u64, u64, u64, bool) -> String,
    /// So many lines state no unit, and would agree in minutes.
    pub minutes: fn(u64) -> String,
    /// Takes them for minutes.
    pub take_minutes: &'static str,
    /// So many pairs lie on two sides of the period's border, and would not by this rule.
    pub period_rules: fn(u64, &str) -> String,
    /// Counts sessions so.
    pub count_so: &'static str,
    /// Rounds them so.
    pub round_so: &'static str,
    /// Names that no usage has: what it is about.
    pub names_lead: &'static str,
    /// Of what, the name, how many lines.
    pub names_name: fn(&str, &str, &str) -> String,
    /// Nothing chosen yet.
    pub names_choose: &'static str,
    /// It stands for all of them.
    pub names_any: &'static str,
    /// Takes what was chosen.
    pub names_apply: &'static str,
    /// A name on the bill and what it is taken for.
    pub name_taken: fn(&NameForm) -> String,

    /// The facets.
    pub filters: &'static str,
    /// Closes them on a narrow screen.
    pub done: &'static str,
    /// A group of facets.
    pub outcome: &'static str,
    /// A group of facets.
    pub decision: &'static str,
    /// A decision.
    pub is_disputed: &'static str,
    /// A decision.
    pub is_accepted: &'static str,
    /// No decision.
    pub is_open: &'static str,
    /// Takes all filters away.
    pub clear: &'static str,
    /// Takes one away.
    pub remove_filter: fn(&str) -> String,

    /// What the grid is.
    pub grid: &'static str,
    /// In the search field.
    pub find: &'static str,
    /// Head of a column.
    pub column: fn(SortKey) -> &'static str,
    /// In copied rows, and over the charts: the currency.
    pub currency: &'static str,
    /// The bill names none.
    pub no_currency: &'static str,
    /// In copied rows: what is added to UTC.
    pub zone: &'static str,
    /// Head of the column of ids.
    pub id: &'static str,
    /// Rows under the filter and their money.
    pub found: fn(&str, u64, &str) -> String,
    /// Rows that are selected.
    pub selected: fn(&str, u64) -> String,
    /// Nothing under the filter.
    pub none_found: &'static str,
    /// The rows of a result whose inputs changed are not kept.
    pub rows_to_come: &'static str,
    /// Selects all rows.
    pub select_all: &'static str,
    /// Selects a row, known by its id.
    pub select_row: fn(&str) -> String,
    /// What the drag handle of a column does.
    pub resize: fn(&str) -> String,
    /// Decides on all rows under the filter that were billed too much: how many.
    pub dispute_all: fn(&str, u64) -> String,
    /// Which rows these are.
    pub dispute_all_note: &'static str,
    /// Decides on the selected rows.
    pub dispute_selected: &'static str,
    /// Decides on the selected rows.
    pub accept_selected: &'static str,
    /// So many rows are on the clipboard.
    pub copied: fn(&str, u64) -> String,
    /// More rows were selected than can be copied.
    pub copied_part: fn(&str, &str) -> String,
    /// The browser did not allow it.
    pub copy_refused: &'static str,
    /// So many rows are disputed now.
    pub now_disputed: fn(&str, u64) -> String,
    /// So many rows are accepted now.
    pub now_accepted: fn(&str, u64) -> String,
    /// A row has no known value.
    pub unknown: &'static str,
    /// A row has a note.
    pub has_note: &'static str,

    /// The evidence panel.
    pub evidence: &'static str,
    /// Before anything is open.
    pub evidence_hint: &'static str,
    /// A key and what it does.
    pub keys: [(&'static str, &'static str); 5],
    /// The row is a line.
    pub line: fn(&str) -> String,
    /// The row is a record.
    pub record: fn(&str) -> String,
    /// The row has no id.
    pub row_without_id: &'static str,
    /// The lead: billed, expected.
    pub lead_both: fn(&str, &str) -> String,
    /// The lead: only billed is known.
    pub lead_billed: fn(&str) -> String,
    /// The lead: only expected is known.
    pub lead_expected: fn(&str) -> String,
    /// The steps of the arithmetic.
    pub arithmetic: &'static str,
    /// Names of the steps.
    pub steps: Steps,
    /// A side.
    pub bill: &'static str,
    /// A side.
    pub usage: &'static str,
    /// Where it stands.
    pub place: fn(&str, &str) -> String,
    /// That side has nothing.
    pub no_line: &'static str,
    /// That side has nothing.
    pub no_usage: &'static str,
    /// The text of a row cannot be read any more, and what to do.
    pub text_gone: &'static str,
    /// Before the place of the row that a repeat repeats.
    pub repeats: &'static str,
    /// More records than are shown.
    pub more_records: fn(u64) -> String,
    /// The text is being read.
    pub loading: &'static str,
    /// The rule that decided: its number, its kind.
    pub rule: fn(u32, RuleKind) -> String,
    /// Decide.
    pub dispute: &'static str,
    /// Decide.
    pub accept: &'static str,
    /// Write a note.
    pub note: &'static str,
    /// What to write.
    pub note_hint: &'static str,
    /// Keep the note.
    pub save: &'static str,
    /// Leave the note as it was.
    pub cancel: &'static str,
    /// Copy the text.
    pub copy: &'static str,
}

/// Names of the steps of the arithmetic.
pub struct Steps {
    /// The session's length.
    pub length: &'static str,
    /// The time that a counter covers.
    pub period: &'static str,
    /// Records in the group.
    pub records: &'static str,
    /// The most records at one instant.
    pub at_once: &'static str,
    /// The quantity the usage states.
    pub usage: &'static str,
    /// Raised to minimum and increment.
    pub billable: &'static str,
    /// Units of the rate.
    pub units: &'static str,
    /// Which rate: its row.
    pub rate: fn(u32) -> String,
    /// Free units.
    pub free: &'static str,
    /// Units times price by the contract.
    pub contract: &'static str,
    /// What the bill says.
    pub bill: &'static str,
    /// Rounded to so many places.
    pub rounded: fn(u32) -> String,
    /// The part of the difference that the quantity explains.
    pub quantity_part: &'static str,
    /// The part that the price explains.
    pub rate_part: &'static str,
    /// What neither explains.
    pub other_part: &'static str,
    /// A unit's name by its code.
    pub unit: fn(&str) -> String,
}

impl ResultText {
    /// What the channels of a result are called, and the chart by them: Evo Voice bills customers.
    pub fn channels(&self, vendors: &[String]) -> (&'static str, &'static str) {
        match vendors {
            [one] if one == "evo" => (self.customer, self.by_customer),
            _ => (self.channel, self.by_channel),
        }
    }
}
