//! The Result page in English.

use super::outcomes;
use super::result::{ResultText, Steps};
use crate::domain::Outcome;
use crate::domain::forms::NameForm;
use crate::engine::protocol::{RuleKind, SortKey};
use crate::ui::format;
use crate::ui::strings::Locale::En;

/// The texts.
pub static EN: ResultText = ResultText {
    empty_title: "No result yet",
    empty_text: "Add usage and a bill under Sources and press Reconcile. The answer, with every \
                 difference and its evidence, appears here.",
    empty_action: "Go to Sources",
    working: "Reconciling",
    working_rows: |n| format!("{n} rows compared"),
    stop: "Stop",
    stale: "Sources, rates or policy changed since this result was made.",
    aside: |n| match n {
        1 => "One decision is about a row that is not there as its file is read now. \
              It comes back when the row does."
            .to_owned(),
        n => format!(
            "{n} decisions are about rows that are not there as their files are read now. \
             They come back when the rows do."
        ),
    },
    again: "Reconcile again",

    policy: |name| format!("policy “{name}”"),
    and: "and",
    answer_lead: "You were billed ",
    too_much: |amount| format!("{amount} too much"),
    too_little: |amount| format!("{amount} too little"),
    right: "The bill is right",
    right_in_sum: "The total is right, but not every line",
    right_as_far: "No difference found, but not every row can be compared",
    cannot_tell: "Nobody can tell yet whether the bill is right",
    cannot_tell_rates: "There is no rate card for this usage, so quantities are compared and \
                        amounts are not. Add rates to get an answer in money.",
    cannot_tell_usage: "There is a bill, but no usage to hold it against.",
    cannot_tell_bill: "There is usage, but no bill to hold it against.",
    part,
    all_agree: |n, count| match count {
        1 => "The one line for usage agrees with it.".to_owned(),
        _ => format!("All {n} lines for usage agree with it."),
    },

    billed: "Billed",
    expected: "Expected",
    difference: "Difference",
    disputable: "Disputable",
    disputed: |amount| format!("{amount} disputed"),
    none_disputed: "none disputed yet",
    rows: |n, count| if count == 1 { format!("{n} row") } else { format!("{n} rows") },
    rows_in_all: |n, count| {
        format!("{n} {} in all currencies", if count == 1 { "row" } else { "rows" })
    },

    proof_holds: "Everything is accounted for",
    proof_fails: "Something is not accounted for",
    proof_fails_note: "This is a fault of Trueup, not of your files. Please do not rely on this \
                       result.",
    records: |count| if count == 1 { "record" } else { "records" },
    lines: |count| if count == 1 { "line" } else { "lines" },
    records_rejected: |_| "rejected",
    lines_rejected: |_| "rejected",
    unread: |n| match n {
        1 => "1 row of usage could not be read. A line for it may look unused.".to_owned(),
        n => format!(
            "{} rows of usage could not be read. Lines for them may look unused.",
            format::count(En, n)
        ),
    },
    show_unread: |name| format!("Show in {name}"),
    sum_ties: "the sum over all outcomes, to the cent",
    sum_fails: |sum| format!("but all outcomes add up to {sum}"),

    why: "Why",
    why_note: |currency| format::in_currency("What each cause adds to the difference", currency),
    by_day: "By day",
    by_channel: "By channel",
    by_customer: "By customer",
    by_account: "By account",
    by_service: "By service",
    by_group_note: |currency| format::in_currency("Difference", currency),
    channel: "Channel",
    customer: "Customer",
    account: "Account",
    service: "Service",
    unnamed: "(none)",
    more_groups: |n| format!("and {n} more"),
    as_table: "Show as a table",
    as_chart: "Show as a chart",
    cause: "Cause",
    day: "Day",
    n_rows: "Rows",
    n_rows_once: "Rows, no repeats",
    bars_summary: |n, label, value| match n {
        1 => format!("One bar, {label}: {value}."),
        n => format!("{n} bars. The largest is {label}: {value}."),
    },
    days_summary: |n, day, billed, expected| match n {
        1 => format!("One day, {day}: billed {billed}, expected {expected}."),
        n => format!(
            "{n} days. Billed and expected differ most on {day}: {billed} against {expected}."
        ),
    },
    days_keys: "Arrow keys move from day to day, Enter shows the rows of the day.",
    nothing_to_draw: "There is no difference to show.",
    no_days: "No line is for one day alone.",
    differs_elsewhere: "Every day agrees. What differs is of no single day.",
    unrated,
    alike_ids,
    same_times,
    zones,
    read_so: "Read it so",
    match_alike: "Match them",
    roundings,
    round_so: "Round them so",
    minutes,
    take_minutes: "They are minutes",
    period_rules,
    count_so: "Count it so",
    names_lead: "The bill has names that no usage has. What are they called in the usage?",
    names_name: |of, name, lines| match lines {
        "1" => format!("{of} “{name}”, 1 line"),
        lines => format!("{of} “{name}”, {lines} lines"),
    },
    names_choose: "Choose…",
    names_any: "Any",
    names_apply: "Compare again",
    name_taken: |NameForm { of, billed, usage }| match usage.as_str() {
        "" => format!("“{billed}” on the bill stands for any {of}."),
        usage => format!("“{billed}” on the bill is the {of} “{usage}” in the usage."),
    },

    filters: "Filters",
    done: "Done",
    outcome: "Outcome",
    decision: "Decision",
    is_disputed: "Disputed",
    is_accepted: "Accepted",
    is_open: "Open",
    clear: "Clear all",
    remove_filter: |name| format!("Remove the filter {name}"),

    grid: "Records and lines",
    find: "Find id, account, channel",
    column: |key| match key {
        SortKey::Difference => "Difference",
        SortKey::Start => "Start",
        SortKey::Expected => "Expected",
        SortKey::Billed => "Billed",
        SortKey::Channel => "Channel",
        SortKey::Account => "Account",
        SortKey::Outcome => "Outcome",
        SortKey::Source => "Source",
    },
    currency: "Currency",
    no_currency: "currency not stated",
    zone: "Time zone",
    id: "Id",
    found: |n, count, money| {
        let rows = if count == 1 { "row" } else { "rows" };
        if money.is_empty() { format!("{n} {rows}") } else { format!("{n} {rows} · {money}") }
    },
    selected: |n, _| format!("{n} selected"),
    none_found: "No row fits these filters.",
    rows_to_come: "Reconcile again to see the rows.",
    select_all: "Select all rows under the filters",
    select_row: |id| format!("Select {id}"),
    resize: |name| format!("Width of {name}"),
    dispute_all: |n, count| match count {
        1 => "Dispute the one billed too much".to_owned(),
        _ => format!("Dispute all {n} billed too much"),
    },
    dispute_all_note: "Rows under the filters that were billed too much and are still open",
    dispute_selected: "Dispute",
    accept_selected: "Accept",
    copied: |n, count| {
        if count == 1 { format!("{n} row copied") } else { format!("{n} rows copied") }
    },
    copied_part: |n, most| {
        format!("The first {most} of {n} selected rows were copied. Export has all.")
    },
    copy_refused: "The browser did not allow the copy. Allow the clipboard for this page and try again.",
    now_disputed: |n, count| {
        if count == 1 {
            format!("{n} row is disputed now")
        } else {
            format!("{n} rows are disputed now")
        }
    },
    now_accepted: |n, count| {
        if count == 1 {
            format!("{n} row is accepted now")
        } else {
            format!("{n} rows are accepted now")
        }
    },
    unknown: "not known",
    has_note: "has a note",

    evidence: "Evidence",
    evidence_hint: "Open a row to see both sides’ source text, the arithmetic and the rule.",
    keys: [
        ("↑ ↓", "from row to row"),
        ("Enter", "open the evidence"),
        ("Space", "select"),
        ("Ctrl C", "copy the selected rows"),
        ("Esc", "close the evidence"),
    ],
    line: |id| format!("Line {id}"),
    record: |id| format!("Record {id}"),
    row_without_id: "Line without id",
    lead_both: |billed, expected| format!("Billed {billed}. It should have been {expected}: "),
    lead_billed: |billed| format!("Billed {billed}."),
    lead_expected: |expected| format!("Not billed. It should have been {expected}."),
    arithmetic: "Arithmetic",
    steps: Steps {
        length: "Length",
        period: "Period",
        records: "Records",
        at_once: "Most at once",
        usage: "Usage says",
        billable: "Billable",
        units: "Units",
        rate: |row| format!("Price, rate {row}"),
        free: "Free units",
        contract: "Expected",
        bill: "Bill says",
        rounded: |places| {
            if places == 1 {
                "Rounded to 1 place".to_owned()
            } else {
                format!("Rounded to {places} places")
            }
        },
        quantity_part: "Quantity part",
        rate_part: "Price part",
        other_part: "Rounding and other",
        unit: |code| match code {
            "s" | "sec" | "second" | "seconds" => "s".to_owned(),
            other => other.to_owned(),
        },
    },
    bill: "Bill",
    usage: "Usage",
    place: |file, line| format!("{file}, line {line}"),
    no_line: "No line on the bill goes with this usage.",
    no_usage: "No usage goes with this line.",
    text_gone: "The file was moved, changed or deleted since you added it, so its text cannot be read; the figures still hold. Put it back and open the row again. Or save the case file, load this page anew and add it with all its files.",
    repeats: "Repeats",
    more_records: |n| match n {
        1 => "and 1 more record in this group".to_owned(),
        n => format!("and {} more records in this group", format::count(En, n)),
    },
    loading: "Reading the source text…",
    rule,
    dispute: "Dispute",
    accept: "Accept",
    note: "Note",
    note_hint: "What the vendor should know, or why you accept it",
    save: "Save",
    cancel: "Cancel",
    copy: "Copy",
};

fn part(outcome: Outcome, n: &str, count: u64) -> String {
    let one = count == 1;
    let pick = |single: &str, many: &str| format!("{n} {}", if one { single } else { many });
    match outcome {
        Outcome::QuantityVariance => {
            pick("line has another quantity", "lines have another quantity")
        }
        Outcome::RateVariance => pick("line has another price", "lines have another price"),
        Outcome::AmountVariance => pick("line has another amount", "lines have another amount"),
        Outcome::UnbilledUsage => pick("record was never billed", "records were never billed"),
        Outcome::BilledWithoutUsage => {
            pick("line has no usage behind it", "lines have no usage behind them")
        }
        Outcome::DuplicateUsage => pick("record is repeated", "records are repeated"),
        Outcome::DuplicateLine => pick("was billed twice", "were billed twice"),
        Outcome::OutOfPeriod => pick("row lies outside the period", "rows lie outside the period"),
        Outcome::Ambiguous => pick("row is ambiguous", "rows are ambiguous"),
        Outcome::NotComparable => pick("row cannot be compared", "rows cannot be compared"),
        Outcome::Matched | Outcome::WithinTolerance | Outcome::NonUsage => {
            format!("{n} {}", (outcomes::EN.of)(outcome).term(count))
        }
    }
}

fn unrated(records: u64) -> String {
    if records == 1 {
        return "1 record has no rate, so its charge cannot be told.".to_owned();
    }
    let records = format::count(En, records);
    format!("{records} records have no rate, so their charge cannot be told.")
}

fn alike_ids(count: u64, billed: &str, usage: &str) -> String {
    let lines = match count {
        1 => "1 line without usage has the id".to_owned(),
        n => format!("{} lines without usage have the ids", format::count(En, n)),
    };
    format!(
        "{lines} of usage that was never billed, but written otherwise: “{billed}” on the bill, “{usage}” in the usage."
    )
}

fn same_times(lines: u64, start: u64, length: u64) -> String {
    let [start, length] = [start, length].map(format::seconds);
    let (lines, each) = match lines {
        1 => ("1 line shares".to_owned(), "it"),
        n => (format!("{} lines share", format::count(En, n)), "each"),
    };
    format!(
        "{lines} no id with the usage, but a record began within {start} of {each} and lasted as long, give or take {length}."
    )
}

fn zones(lines: u64, billed: &str, usage: &str) -> String {
    let condition = match (billed, usage) {
        ("", "") => "if one side’s times were of another time zone".to_owned(),
        ("", usage) => format!("if the times of the usage were those of {usage}"),
        (billed, _) => format!("if the times of the bill were those of {billed}"),
    };
    let lines = format::count(En, lines);
    format!(
        "About {lines} lines share no id with the usage, but would have begun and lasted as it did {condition}."
    )
}

fn minutes(lines: u64) -> String {
    match lines {
        1 => "1 line does not say what it counts, and would agree if it was minutes.".to_owned(),
        n => format!(
            "{} lines do not say what they count, and would agree if it was minutes.",
            format::count(En, n)
        ),
    }
}

fn period_rules(pairs: u64, rule: &str) -> String {
    let pairs = match pairs {
        1 => {
            "1 line and its usage lie on two sides of the period’s border, and would not".to_owned()
        }
        n => format!(
            "{} lines and their usage lie on two sides of the period’s border, and would not",
            format::count(En, n)
        ),
    };
    let counts = match rule {
        "start" => "it starts in the period",
        "end" => "it ends in the period",
        _ => "any part of it lies in the period",
    };
    format!("{pairs} if a session counted when {counts}.")
}

fn roundings(lines: u64, least: u64, step: u64, is_rated: bool) -> String {
    let lines = match lines {
        1 => "1 line that differs would agree".to_owned(),
        n => format!("{} lines that differ would agree", format::count(En, n)),
    };
    let at_least = match least {
        _ if least == step => String::new(),
        least => format!(" to at least {},", format::seconds(least)),
    };
    let step = format::seconds(step);
    let asks =
        if is_rated { " The rate in use says otherwise: is it the one agreed on?" } else { "" };
    format!("{lines} if lengths were rounded up{at_least} in steps of {step}.{asks}")
}

fn rule(number: u32, kind: RuleKind) -> String {
    match kind {
        RuleKind::None => "No rule found a counterpart.".to_owned(),
        RuleKind::SameId => format!("Matched by rule {number}, same id."),
        RuleKind::AlikeId => format!("Matched by rule {number}, ids that are alike."),
        RuleKind::Time => {
            format!("Matched by rule {number}: no record is nearer by its start and length.")
        }
        RuleKind::FixedCharge => "Held against the rate card's price for it.".to_owned(),
        RuleKind::Several => "Several counterparts are equally good.".to_owned(),
        RuleKind::GroupSum => format!("Matched by rule {number}, one line to the sum of a group."),
        RuleKind::NotCompared => "Not compared: no rule applies to it.".to_owned(),
    }
}
