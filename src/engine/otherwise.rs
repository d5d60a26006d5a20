//! What keeps lines from their usage because the two sides write it in different ways: ids, and names
//! on a bill that no usage has.

use crate::diagnostics::Code;
use crate::domain::{MatchRule, Outcome, order};
use crate::engine::protocol::Otherwise;
use crate::reconcile::terms::{NAMED, Of};
use crate::reconcile::{Books, Reconciliation};

/// Names that are told.
const MOST_NAMES: usize = 6;

/// Names of the usage that are offered for one.
const MOST_CHOICES: usize = 200;

/// What the policy calls them.
const CODES: [&str; NAMED.len()] = ["account", "service", "channel"];

/// The code by which it is told.
pub fn code(it: &Otherwise) -> Code {
    if it.of == "id" { Code::IdsAlike } else { Code::NameUnknown }
}

/// What is found.
pub(super) fn found(books: &Books<'_>, result: &Reconciliation) -> Vec<Otherwise> {
    let ids = result.alike_ids.iter().map(|it| Otherwise {
        of: "id".to_owned(),
        billed: it.billed.clone(),
        lines: it.count,
        usage: vec![it.usage.clone()],
    });
    ids.chain(unknown_names(books, result)).collect()
}

/// Names of lines for sums that have no usage, while there is usage that was never billed; the most
/// frequent first.
fn unknown_names(books: &Books<'_>, result: &Reconciliation) -> Vec<Otherwise> {
    let uses = |rule| result.policy.rules.contains(&rule);
    let [lines, unbilled] = result.rows(&[Outcome::BilledWithoutUsage, Outcome::UnbilledUsage]);
    if !uses(MatchRule::Aggregate) || unbilled.is_empty() {
        return Vec::new();
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
    order::sort(&mut names);
    let mut told = Vec::new();
    for alike in names.chunk_by(|a, b| a == b) {
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
    order::sort_by_key(&mut told, |it| std::cmp::Reverse(it.lines));
    told.truncate(MOST_NAMES);
    told
}
