//! What a card says of its source: the line under the name, the four facts.

use crate::domain::Role;
use crate::engine::protocol::{Provenance, Question, SourceState, SourceView};
use crate::platform::clock;
use crate::ui::format;
use crate::ui::strings::Strings;

/// One fact: its name, its value, whether it asks for attention.
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) differs: bool,
}

/// What it was recognised as, how it is read, how many files or sheets it holds, its size, how it came in.
pub(super) fn recognised(t: &'static Strings, view: &SourceView) -> String {
    let mut parts = Vec::new();
    if !view.layout.is_empty() {
        parts.push(t.layout(&view.layout));
    }
    match &view.state {
        SourceState::Reading(progress) => {
            parts.push((t.sources.reading)(progress.done, progress.total, progress.rows));
            return parts.join(" · ");
        }
        SourceState::Waiting => parts.push(t.sources.waiting.to_owned()),
        // That its tables are text with commas by now says nothing to whoever gave a workbook.
        SourceState::Ready if is_workbook(view) => parts.push("Excel".to_owned()),
        SourceState::Ready | SourceState::Failed(_) => parts.push(t.read_as(&view.read_as)),
    }
    if let Some(whole) = view.calls.first().filter(|it| it.calls > 0) {
        let minutes = format::decimal(t.locale, &whole.call_minutes, 0);
        let count = |it| format::count(t.locale, it);
        parts.push((t.calls().line)(&count(whole.calls), &minutes, &count(whole.peak_calls)));
    }
    if view.entries.len() > 1 {
        let n_files = u64::try_from(view.entries.len()).unwrap_or(u64::MAX);
        let inside = if is_workbook(view) { t.sources.sheets } else { t.sources.inside };
        parts.push(inside(&format::count(t.locale, n_files)));
    }
    parts.push(format::bytes(t.locale, view.size));
    parts.push(came_in(t, &view.provenance));
    parts.retain(|it| !it.is_empty());
    parts.join(" · ")
}

fn is_workbook(view: &SourceView) -> bool {
    view.name.rsplit_once('.').is_some_and(|(_, ending)| {
        ending.eq_ignore_ascii_case("xlsx") || ending.eq_ignore_ascii_case("xlsm")
    })
}

fn came_in(t: &'static Strings, provenance: &Provenance) -> String {
    let words = &t.sources.provenance;
    match provenance {
        Provenance::File => String::new(),
        Provenance::Paste => words.pasted.to_owned(),
        Provenance::Sample => words.sample.to_owned(),
        Provenance::Fetched(what) => {
            let when = |at| format::instant(t.locale, at, clock::local_offset(at));
            let mut parts = vec![(words.fetched)(what, &when(what.at))];
            parts.extend(what.made_at.map(|at| (words.made)(&when(at))));
            parts.join(" · ")
        }
    }
}

/// The name with the entry of an archive behind it, when there is just one.
pub(super) fn name(view: &SourceView) -> String {
    match view.entries.as_slice() {
        [entry] if *entry != view.name => [view.name.as_str(), " › ", entry].concat(),
        _ => view.name.clone(),
    }
}

/// The four facts, fewer where the source has nothing to say.
pub(super) fn facts(t: &'static Strings, view: &SourceView) -> Vec<Fact> {
    let plain = |name: &str, value: String| Fact { name: name.to_owned(), value, differs: false };
    let rows = match view.role {
        Role::Usage => t.sources.records,
        Role::Billed => t.sources.lines,
        Role::Rates | Role::Case => t.sources.rate_rows,
    };
    let mut facts = vec![plain(rows, format::count(t.locale, view.rows))];
    if view.role != Role::Rates {
        let is_open = view.questions.iter().any(|it| matches!(it, Question::DateOrder { .. }));
        let period = match view.period {
            _ if is_open => t.sources.open.to_owned(),
            None => t.sources.unknown.to_owned(),
            Some(span) => format::days_short(t.locale, span.start, span.end, span.offset),
        };
        facts.push(plain(t.sources.period, period));
    }
    let money = amounts(t, view);
    let measure = view.measures.iter().find(|it| it.kind != "records");
    if view.role == Role::Billed || (measure.is_none() && !money.is_empty()) {
        let value = if money.is_empty() { t.sources.unknown.to_owned() } else { money };
        facts.push(plain(t.sources.net_amount, value));
    } else if let Some(measure) = measure {
        let name = (t.sources.measure)(&measure.kind, measure.size);
        facts.push(Fact {
            name,
            value: format::decimal(t.locale, &measure.value, 0),
            differs: false,
        });
    }
    facts.push(Fact {
        name: t.sources.rejected.to_owned(),
        value: format::count(t.locale, view.rejected),
        differs: view.rejected > view.set_aside,
    });
    facts
}

/// Net amounts, each with its currency.
pub(super) fn amounts(t: &'static Strings, view: &SourceView) -> String {
    let shown: Vec<String> =
        view.amounts.iter().map(|it| format::money(t.locale, &it.currency, &it.value)).collect();
    shown.join(" · ")
}
