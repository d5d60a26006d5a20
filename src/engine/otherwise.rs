//! What keeps lines from their usage, or from agreeing with it, because the two sides have it in
//! different ways: ids, names on a bill that no usage has, the zone of times, what is counted, how
//! lengths are rounded, and by what a session counts for a period.

use crate::dataset::TextField;
use crate::diagnostics::Code;
use crate::domain::{MatchRule, Outcome, PeriodRule, Role, order};
use crate::engine::protocol::Otherwise;
use crate::engine::{Sources, books, rounding};
use crate::normalize::Zone;
use crate::reconcile::books::Window;
use crate::reconcile::terms::{NAMED, Of};
use crate::reconcile::{Books, Place, Reconciliation, Side};

/// Names that are told.
const MOST_NAMES: usize = 6;

/// Names of the usage that are offered for one.
const MOST_CHOICES: usize = 200;

/// What the policy calls them.
pub(super) const CODES: [&str; NAMED.len()] = ["account", "service", "channel"];

/// The code by which it is told.
pub fn code(it: &Otherwise) -> Code {
    match it.of.as_str() {
        "id" => Code::IdsAlike,
        "time" => Code::TimesMatch,
        "zone" => Code::ZoneExplains,
        "period" => Code::PeriodRuleExplains,
        "unit" => Code::UnitExplains,
        "length" | "rate" => Code::LengthsExplain,
        _ => Code::NameUnknown,
    }
}

/// What is found.
pub(super) fn found(sources: &Sources, result: &Reconciliation) -> Vec<Otherwise> {
    let books = &books(sources);
    let ids = result.alike_ids.iter().map(|it| Otherwise {
        of: "id".to_owned(),
        billed: it.billed.clone(),
        lines: it.count,
        usage: vec![it.usage.clone()],
    });
    let window = result.policy.time_window;
    let times = result.same_times.map(|lines| Otherwise {
        of: "time".to_owned(),
        billed: format!("{}/{}", window.start, window.length),
        lines,
        usage: Vec::new(),
    });
    ids.chain(times)
        .chain(other_zones(sources, books, result))
        .chain(unknown_names(books, result))
        .chain(rounding::explained(books, result))
        .chain(period_rule(books, result))
        .collect()
}

/// The zones in which the bill, or else the usage, would have the other one's times; empty for a side whose
/// own text says in which zone it is.
fn other_zones(sources: &Sources, books: &Books<'_>, result: &Reconciliation) -> Option<Otherwise> {
    let shift = result.shift?;
    let says_zone = |role| sources.values().any(|it| it.role() == role && it.evidence.zoned > 0);
    let zone = |side: &Side<'_>, minutes: i16| {
        // A zone may have two offsets within a month; which one is told must not depend on the order of rows.
        let starts = side.parts().iter().filter_map(|part| {
            let starts = (0..part.table.len()).filter_map(|row| part.table.start(row));
            starts.min().map(|it| (it, part.zone.offset_at(it)))
        });
        Some(Zone::Fixed(starts.min()?.1 + minutes).name())
    };
    let of_bill = zone(&books.billed, -shift.minutes).filter(|_| !says_zone(Role::Billed));
    let of_usage = zone(&books.usage, shift.minutes).filter(|_| !says_zone(Role::Usage));
    let (billed, usage) = (of_bill.unwrap_or_default(), of_usage.into_iter().collect());
    Some(Otherwise { of: "zone".to_owned(), billed, lines: shift.lines, usage })
}

/// The rule by which most of the pairs that lie on two sides of the period's border would lie on one,
/// less the usage that agrees with the bill now and would not any more.
fn period_rule(books: &Books<'_>, result: &Reconciliation) -> Option<Otherwise> {
    let across = &result.marks.across;
    if across.is_empty() {
        return None;
    }
    let window = Window::of(&result.policy);
    let mut best = (across.len().div_euclid(2), 0, None);
    for rule in PeriodRule::ALL {
        let other = window.by(rule);
        let (mut n_better, mut n_across, mut n_worse) = (0usize, 0, 0);
        for row in 0..books.usage.len() {
            let Some(usage) = books.usage.place(row) else { continue };
            if window.has_record(&usage) == other.has_record(&usage) {
                continue;
            }
            match result.marks.record(row) {
                _ if across.has(row) => n_across += 1,
                Some(Outcome::DuplicateUsage) => {}
                Some(Outcome::UnbilledUsage) => n_better += 1,
                _ => n_worse += 1,
            }
        }
        let score = (n_across + n_better).saturating_sub(n_worse);
        if score > best.0 && n_across > 0 {
            best = (score, n_across, Some(rule));
        }
    }
    let (_, n_across, rule) = best;
    let lines = u64::try_from(n_across).unwrap_or(0);
    let (of, billed) = ("period".to_owned(), rule?.code().to_owned());
    Some(Otherwise { of, billed, lines, usage: Vec::new() })
}

/// Names of lines for sums that have no usage, while there is usage that was never billed, or that may be for
/// any of it, since no usage has a service; the most frequent first.
fn unknown_names(books: &Books<'_>, result: &Reconciliation) -> Vec<Otherwise> {
    let uses = |rule| result.policy.rules.contains(&rule);
    let [mut lines, unbilled] = result.rows(&[Outcome::BilledWithoutUsage, Outcome::UnbilledUsage]);
    if !uses(MatchRule::Aggregate) {
        return Vec::new();
    }
    if unbilled.is_empty() {
        lines.clear();
    }
    let by_id = uses(MatchRule::Id) || uses(MatchRule::AlikeId);
    // Nothing is unknown in what the policy or the usage says nothing of.
    let known = NAMED.map(|(dimension, field)| {
        let is_compared = result.policy.aggregate_by.contains(&dimension);
        Some(result.terms.of_usage(field)).filter(|it| is_compared && it.contains(&true))
    });
    let mut names: Vec<(usize, &str)> = Vec::new();
    for line in lines {
        let Some(place) = books.billed.place(line) else { continue };
        if by_id && !place.id().is_none() && !place.id_is_line() {
            continue;
        }
        for (number, ((_, field), known)) in NAMED.iter().zip(&known).enumerate() {
            let code = result.terms.code(Of::Billed, *field, &place);
            let at = usize::try_from(code).unwrap_or(0);
            if at > 0 && known.as_ref().is_some_and(|it| it.get(at) == Some(&false)) {
                names.push((number, result.terms.value(*field, code)));
            }
        }
    }
    names.extend(names_of_any(books, result, &known));
    order::sort(&mut names);
    let mut most: Vec<&[(usize, &str)]> = names.chunk_by(|a, b| a == b).collect();
    order::sort_by_key(&mut most, |it| std::cmp::Reverse(it.len()));
    // There may be thousands on both sides, so names are only offered for those that are told.
    most.truncate(MOST_NAMES);
    let mut told = Vec::new();
    for alike in most {
        let Some((number, billed)) = alike.first() else { continue };
        let (Some((_, field)), Some(of)) = (NAMED.get(*number), CODES.get(*number)) else {
            continue;
        };
        let mut usage = Vec::new();
        for (code, has) in (0..).zip(known.get(*number).into_iter().flatten().flatten()) {
            if *has {
                usage.push(result.terms.value(*field, code).to_owned());
            }
        }
        order::sort(&mut usage);
        usage.truncate(MOST_CHOICES);
        let lines = u64::try_from(alike.len()).unwrap_or(0);
        told.push(Otherwise { of: (*of).to_owned(), billed: (*billed).to_owned(), lines, usage });
    }
    told
}

/// Services of lines that are ambiguous because no usage has a service, with the number of the first thing that
/// tells its usage apart: such a name may be that of a channel or an account.
fn names_of_any<'b>(
    books: &Books<'b>,
    result: &'b Reconciliation,
    known: &[Option<Vec<bool>>; NAMED.len()],
) -> Vec<(usize, &'b str)> {
    if result.terms.usage_has(TextField::Service) {
        return Vec::new();
    }
    let tells = |number: usize| {
        let has = known.get(number).and_then(Option::as_ref);
        has.is_some_and(|it| it.iter().filter(|it| **it).count() > 1)
    };
    // The channel before the account.
    let Some((number, (_, field))) = NAMED.iter().enumerate().rev().find(|it| tells(it.0)) else {
        return Vec::new();
    };
    let [lines, _] = result.rows(&[Outcome::Ambiguous]);
    let places = lines.into_iter().filter_map(|it| books.billed.place(it));
    let service = |place: Place<'_>| {
        let code = |field| result.terms.code(Of::Billed, field, &place);
        let name = result.terms.value(TextField::Service, code(TextField::Service));
        let is_said = result.terms.find_billed(*field, name) == Some(0);
        (!name.is_empty() && !is_said && code(*field) == 0).then_some((number, name))
    };
    places.filter_map(service).collect()
}
