//! The answer in a sentence, and the four totals. One block per currency.

use crate::chart::{magnitude, percent};
use crate::domain::outcome::Standing;
use crate::domain::verdict::Verdict;
use crate::domain::{Outcome, order};
use crate::engine::protocol::{OutcomeTotals, ResultView, Totals};
use crate::names::vendor_name;
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::Strings;
use crate::ui::verdict;
use std::sync::Arc;

/// Outcomes named in the sentence below the answer.
const MOST_PARTS: usize = 4;

/// The answer.
pub(super) fn headline(desk: Desk, result: &Arc<ResultView>) -> AnyView {
    let nothing = [Totals::default()];
    let all = if result.totals.is_empty() { &nothing[..] } else { &result.totals[..] };
    let blocks = all.iter().enumerate().map(|(n, totals)| block(desk, result, totals, n == 0));
    view! {
        <section class="headline" data-testid="summary">
            <p class="headline__context">{context(desk, result)}</p>
            {blocks.collect_view()}
        </section>
    }
    .into_any()
}

/// Whose bill, for when, by which policy.
fn context(desk: Desk, result: &ResultView) -> String {
    let t = desk.strings();
    let mut parts = Vec::new();
    let vendors: Vec<&str> = result.vendors.iter().map(|it| vendor_name(it)).collect();
    if let Some((last, rest)) = vendors.split_last() {
        let vendors = if rest.is_empty() {
            (*last).to_owned()
        } else {
            [&rest.join(", "), " ", t.result().and, " ", *last].concat()
        };
        parts.push(vendors);
    }
    if let Some(span) = &result.period {
        let days = format::days(t.locale, span.start, span.end, span.offset);
        parts.push([days.as_str(), &format::offset(span.offset)].join(", "));
    }
    let policy = desk.session.policy.with_untracked(|it| it.name.clone());
    if !policy.is_empty() {
        parts.push((t.result().policy)(&policy));
    }
    parts.join(" · ")
}

fn block(desk: Desk, result: &Arc<ResultView>, totals: &Totals, is_first: bool) -> AnyView {
    let t = desk.strings();
    let verdict = verdict::of(result, totals);
    let class = match verdict.standing() {
        Standing::Agrees => "is-agrees-text",
        Standing::Differs => "is-differs-text",
        Standing::CannotTell => "is-unsure-text",
    };
    let size = totals.difference.trim_start_matches('-');
    let amount = format::money(t.locale, &totals.currency, size);
    let (lead, said) = match verdict {
        Verdict::TooMuch => (t.result().answer_lead, (t.result().too_much)(&amount)),
        Verdict::TooLittle => (t.result().answer_lead, (t.result().too_little)(&amount)),
        Verdict::Right => ("", t.result().right.to_owned()),
        Verdict::RightAsFar => ("", t.result().right_as_far.to_owned()),
        Verdict::RightInSum => ("", t.result().right_in_sum.to_owned()),
        Verdict::NoBill | Verdict::NoUsage | Verdict::NoRates | Verdict::NothingHeld => {
            ("", t.result().cannot_tell.to_owned())
        }
    };
    // Where the answer is no amount, the currency still tells one bill from the other.
    let lead = if lead.is_empty() && result.totals.len() > 1 && !totals.currency.is_empty() {
        [&totals.currency, ": "].concat()
    } else {
        lead.to_owned()
    };
    let answer = view! { {lead}<span class=class>{said}</span> };
    let answer = if is_first {
        view! { <h1 class="headline__said" tabindex="-1">{answer}</h1> }.into_any()
    } else {
        view! { <h2 class="headline__said">{answer}</h2> }.into_any()
    };
    view! {
        <div class="headline__block">
            <div class="headline__answer">
                {answer} <p class="headline__parts">{parts(t, result, totals, verdict)}</p>
            </div>
            {figures(desk, totals, is_first, result.totals.len() > 1)}
        </div>
    }
    .into_any()
}

/// The rows of an outcome, and what they make of the difference.
struct Part {
    outcome: Outcome,
    rows: u64,
    size: f64,
}

/// What is behind the answer, in a sentence.
fn parts(t: &Strings, result: &ResultView, totals: &Totals, verdict: Verdict) -> String {
    match verdict {
        Verdict::NoBill => return t.result().cannot_tell_bill.to_owned(),
        Verdict::NoUsage => return t.result().cannot_tell_usage.to_owned(),
        _ => {}
    }
    let rows = |it: &OutcomeTotals| if it.lines > 0 { it.lines } else { it.records };
    // What has no currency is told once: in its own block, or with the first where it has none.
    let is_here = |currency: &str| match currency {
        "" => {
            let own = result.totals.iter().find(|it| it.currency.is_empty());
            own.or(result.totals.first()).is_none_or(|it| it.currency == totals.currency)
        }
        other => other == totals.currency,
    };
    let mut named: Vec<Part> = Vec::new();
    for it in &result.outcomes {
        if it.outcome.standing() == Standing::Agrees || rows(it) == 0 || !is_here(&it.currency) {
            continue;
        }
        let size = magnitude(&it.difference).abs();
        match named.iter_mut().find(|part| part.outcome == it.outcome) {
            Some(part) => {
                part.rows += rows(it);
                part.size = part.size.max(size);
            }
            None => named.push(Part { outcome: it.outcome, rows: rows(it), size }),
        }
    }
    if verdict == Verdict::NoRates {
        let mut text = t.result().cannot_tell_rates.to_owned();
        if let Some(first) = named.first() {
            let n = first.rows;
            text.push(' ');
            text.push_str(&(t.result().part)(first.outcome, &format::count(t.locale, n), n));
            text.push('.');
        }
        return text;
    }
    if named.is_empty() {
        // Fees and taxes have no usage that they could agree with.
        let is_counted =
            |it: &&OutcomeTotals| it.currency == totals.currency && it.outcome != Outcome::NonUsage;
        let lines = result.outcomes.iter().filter(is_counted).map(|it| it.lines).sum();
        if lines == 0 {
            return String::new();
        }
        return (t.result().all_agree)(&format::count(t.locale, lines), lines);
    }
    // What makes most of the difference comes first.
    order::sort_by(&mut named, |a, b| b.size.total_cmp(&a.size).then(b.rows.cmp(&a.rows)));
    let rest = named.get(MOST_PARTS..).unwrap_or_default().iter().map(|it| it.rows).sum();
    named.truncate(MOST_PARTS);
    let in_words =
        |it: &Part| (t.result().part)(it.outcome, &format::count(t.locale, it.rows), it.rows);
    let said: Vec<String> = named.iter().map(in_words).collect();
    let mut text = match said.split_last() {
        _ if rest > 0 => {
            let more = (t.result().more_groups)(&format::count(t.locale, rest));
            [&said.join(", "), " ", &more].concat()
        }
        Some((last, rest)) if !rest.is_empty() => {
            [&rest.join(", "), " ", t.result().and, " ", last].concat()
        }
        _ => said.concat(),
    };
    text.push('.');
    text
}

fn figures(desk: Desk, totals: &Totals, is_first: bool, has_others: bool) -> AnyView {
    let t = desk.strings();
    let plain = |text: &str| match format::decimal(t.locale, text, 2) {
        shown if shown.is_empty() => "–".to_owned(),
        shown => shown,
    };
    let difference = match format::signed(t.locale, &totals.difference, 2) {
        shown if shown.is_empty() => "–".to_owned(),
        shown => shown,
    };
    let differs = !totals.difference.is_empty() && !format::is_zero(&totals.difference);
    let share = percent(&totals.difference, &totals.expected)
        .filter(|_| differs)
        .map(|it| [&share(t, &it), "\u{a0}%"].concat());
    let currency = match totals.currency.as_str() {
        "" if !totals.billed.is_empty() => t.result().no_currency.to_owned(),
        code => code.to_owned(),
    };
    let own = totals.currency.clone();
    let disputed = move || {
        let decided = desk.session.decided.read();
        if decided.disputed == 0 {
            return t.result().none_disputed.to_owned();
        }
        let amount = decided.disputed_amounts.iter().find(|it| it.currency == own);
        let amount = format::decimal(t.locale, amount.map_or("0", |it| &it.value), 2);
        let said = (t.result().disputed)(&amount);
        if !is_first {
            return said;
        }
        // The count is of all currencies, so it stands once.
        let n = decided.disputed;
        let rows = if has_others { t.result().rows_in_all } else { t.result().rows };
        [said.as_str(), &rows(&format::count(t.locale, n), n)].join(", ")
    };
    let disputable = plain(&totals.disputable).into_any();
    view! {
        <dl class="totals">
            {total(t.result().billed, plain(&totals.billed).into_any(), currency.into_any())}
            {total(t.result().expected, plain(&totals.expected).into_any(), ().into_any())}
            <div class="totals__one">
                <dt>{t.result().difference}</dt>
                <dd class="totals__value" class:is-differs-text=differs>
                    {difference}
                </dd>
                <dd class="totals__note">{share}</dd>
            </div>
            {total(t.result().disputable, disputable, disputed.into_any())}
        </dl>
    }
    .into_any()
}

/// A difference in percent. A share that large says no more than that it is: next to nothing was
/// expected.
fn share(t: &Strings, percent: &str) -> String {
    const MOST: &str = "9999";
    let is_beyond = magnitude(percent).abs() > magnitude(MOST);
    match (is_beyond, percent.starts_with('-')) {
        (false, _) => format::signed(t.locale, percent, 1),
        (true, false) => [">\u{a0}", &format::signed(t.locale, MOST, 0)].concat(),
        (true, true) => ["<\u{a0}", &format::decimal(t.locale, &["-", MOST].concat(), 0)].concat(),
    }
}

fn total(name: &'static str, value: AnyView, note: AnyView) -> AnyView {
    view! {
        <div class="totals__one">
            <dt>{name}</dt>
            <dd class="totals__value">{value}</dd>
            <dd class="totals__note">{note}</dd>
        </div>
    }
    .into_any()
}
