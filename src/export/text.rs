//! Sentences of the shell and of files, in plain English. The page has its own, in its languages.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::domain::forms::{NameForm, PolicyForm, RULES};
use crate::export::pack::SheetData;
use crate::export::phrases::{Phrase, phrase, rate_reason};
use crate::export::time;
use crate::export::words::Words;
use crate::names::vendor_name;

/// What happened, with its figures. It is what files say: who gets them has neither the source nor the
/// shell at hand.
pub fn fact(words: &Words, diagnostic: &Diagnostic) -> String {
    filled((words.fact)(diagnostic.code), &diagnostic.params)
}

/// What happened, and what to do about it in a shell.
pub fn sentence(diagnostic: &Diagnostic) -> String {
    let Phrase { what, advice } = phrase(diagnostic.code);
    let mut params = diagnostic.params.clone();
    if let (Code::BadRate, Some(why)) = (diagnostic.code, params.get_mut(1)) {
        *why = rate_reason(why).to_owned();
    }
    let mut sentence = filled(what, &params);
    if !advice.is_empty() {
        sentence.push(' ');
        sentence.push_str(advice);
    }
    sentence
}

/// The same after its place: `march.csv: line 12, column 3 (start): …`.
pub fn located(file: &str, diagnostic: &Diagnostic) -> String {
    let place = place(&diagnostic.place);
    let parts = [quiet(file), place, sentence(diagnostic)];
    parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(": ")
}

/// What is wrong with a field of a policy.
pub fn of_policy(diagnostic: &Diagnostic) -> String {
    let field = quiet(&diagnostic.place.field);
    let given = diagnostic.params.first().map_or(String::new(), |it| quiet(it));
    let wanted = match (diagnostic.place.field.as_str(), diagnostic.code) {
        (_, Code::EndBeforeStart) => {
            return format!("{field}: the period ends before it begins: “{given}”.");
        }
        ("time_zone", _) => "the name of a zone such as America/Bogota, or UTC-05:00",
        ("period_from" | "period_to", _) => "a day such as 2026-03-31, or an instant",
        ("period_rule", _) => "start, end or overlap",
        ("time_window", _) => "how far starts and lengths may lie apart in seconds, such as 60/30",
        ("length_rounding", _) => "the least and the step in seconds, such as 60/6",
        ("rules", _) => "a list of id, alike_id, time and aggregate",
        ("names", _) => "a list of names of an account, service or channel",
        ("aggregate_by", _) => "a list of account, service, channel and period",
        _ => "a number of at least 0 with a decimal point",
    };
    format!("{field} is {wanted}, not “{given}”.")
}

/// The vendors by their names.
pub fn vendors(data: &SheetData) -> String {
    let names: Vec<&str> = data.vendors.iter().map(|it| vendor_name(it)).collect();
    names.join(", ")
}

/// The period from its first instant to its last; `all` without one.
pub fn period(data: &SheetData, all: &str) -> String {
    if data.period.is_empty() { all.to_owned() } else { time::spoken(&data.period) }
}

/// A policy as names and values.
pub fn policy(words: &Words, form: &PolicyForm) -> Vec<(&'static str, String)> {
    let rules = RULES.iter().filter(|it| form.rules.iter().any(|used| used == *it));
    let said = |codes: Vec<&str>| codes.into_iter().map(words.code).collect::<Vec<_>>().join(", ");
    let values = [
        form.name.clone(),
        said(rules.copied().collect()),
        said(form.aggregate_by.iter().map(String::as_str).collect()),
        form.names.iter().map(name).collect::<Vec<_>>().join("; "),
        form.quantity_absolute.clone(),
        form.quantity_percent.clone(),
        form.amount_absolute.clone(),
        form.amount_percent.clone(),
        form.period_from.clone(),
        form.period_to.clone(),
        (words.code)(&form.period_rule).to_owned(),
        form.time_zone.clone(),
        form.amount_decimals.to_string(),
        form.time_window.clone(),
        form.length_rounding.clone(),
    ];
    words.policy.into_iter().zip(values).collect()
}

fn name(it: &NameForm) -> String {
    let usage = if it.usage.is_empty() { "*" } else { &it.usage };
    format!("{} {} = {usage}", it.of, it.billed)
}

/// What a pack lacks: rates, source text beyond the first exceptions, and files that were gone.
pub fn gaps(words: &Words, data: &SheetData) -> Vec<String> {
    let (given, total) = (data.evidence_exceptions, data.exceptions_total);
    let first = (given < total).then(|| (words.first_texts)(given, total));
    let [gone, without_rates] = words.gaps;
    let gone = data.misses_texts.then(|| gone.to_owned());
    let without_rates = data.rates.is_empty().then(|| without_rates.to_owned());
    without_rates.into_iter().chain(first).chain(gone).collect()
}

/// Of rows that were left out the first few with place and reason. `set_aside` of them hold no data, the
/// rest could not be read.
pub fn rejects<'a>(
    file: &str,
    (total, set_aside): (u64, u64),
    first: impl Iterator<Item = &'a Diagnostic>,
) -> String {
    let rows = if total == 1 { "row" } else { "rows" };
    let what = match set_aside {
        0 => "could not be read",
        it if it == total => "left out",
        _ => "could not be read, or are sums or headings",
    };
    let mut lines = vec![format!("{}: {total} {rows} {what}:", quiet(file))];
    lines.extend(first.map(|it| format!("  {}", located("", it))));
    let shown = u64::try_from(lines.len() - 1).unwrap_or(total);
    if shown < total {
        lines.push(format!("  and {} more", total - shown));
    }
    lines.join("\n")
}

/// A place in words; empty when nothing of it is known.
pub fn place(place: &Place) -> String {
    let mut words = Vec::new();
    if place.line > 0 {
        words.push(format!("line {}", place.line));
    }
    let field = quiet(&place.field);
    match (place.column, field.is_empty()) {
        (0, true) => {}
        (0, false) => words.push(format!("column {field}")),
        (column, true) => words.push(format!("column {column}")),
        (column, false) => words.push(format!("column {column} ({field})")),
    }
    if words.is_empty() && place.byte > 0 {
        words.push(format!("byte {}", place.byte));
    }
    words.join(", ")
}

/// Longest piece of a source's text inside a sentence.
const MOST_LETTERS: usize = 120;

/// A template with its parameters; a part in square brackets only where it has all of its own.
fn filled(template: &str, params: &[String]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('[') {
        let (optional, after) = from.split_once(']').unwrap_or((from, ""));
        out.push_str(before);
        if let Some(text) = all_filled(optional, params) {
            out.push_str(&text);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The part with its parameters, or none when one is missing.
fn all_filled(part: &str, params: &[String]) -> Option<String> {
    let mut out = String::new();
    let mut rest = part;
    while let Some((before, from)) = rest.split_once('{') {
        let (position, after) = from.split_once('}')?;
        let param = params.get(position.parse::<usize>().ok()?)?;
        out.push_str(before);
        out.push_str(&quiet(Some(param.as_str()).filter(|it| !it.is_empty())?));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// A name of a source in quotes.
pub fn quoted(name: &str) -> String {
    ["“", &quiet(name), "”"].concat()
}

/// Text of a source as a terminal may be given it: no control characters, not endless.
fn quiet(text: &str) -> String {
    let clean = |it: char| if it.is_control() { '\u{fffd}' } else { it };
    let mut out: String = text.chars().take(MOST_LETTERS).map(clean).collect();
    if text.chars().nth(MOST_LETTERS).is_some() {
        out.push('…');
    }
    out
}
