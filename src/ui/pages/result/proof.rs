//! The proof that nothing vanished, as equations.

use crate::domain::Outcome;
use crate::domain::outcome::Standing;
use crate::engine::protocol::{OutcomeTotals, ResultView};
use crate::ui::components::{chip, notice};
use crate::ui::format;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::Strings;

/// The strip.
pub(super) fn proof(desk: Desk, result: &ResultView) -> AnyView {
    let t = desk.strings();
    let proof = &result.proof;
    let (standing, said) = if proof.holds {
        (Standing::Agrees, t.result().proof_holds)
    } else {
        (Standing::Differs, t.result().proof_fails)
    };
    let records = equation(
        t,
        result,
        (proof.records_in, (t.result().records)(proof.records_in)),
        proof.records_rejected,
        |it| it.records,
    );
    let lines = equation(
        t,
        result,
        (proof.lines_in, (t.result().lines)(proof.lines_in)),
        proof.lines_rejected,
        |it| it.lines,
    );
    let warning = (!proof.holds).then(|| notice(Standing::Differs, t.result().proof_fails_note));
    view! {
        <section
            class="card proof"
            aria-label=said
            data-testid="proof"
            data-holds=if proof.holds { "true" } else { "false" }
        >
            {chip(standing, said)}
            <ul class="proof__sums">
                <li>{records}</li>
                <li>{lines}</li>
                {money(t, result)}
            </ul>
            {warning}
        </section>
    }
    .into_any()
}

/// `1,002 records = 987 matched + 15 never billed + 0 rejected`.
fn equation(
    t: &'static Strings,
    result: &ResultView,
    (total, noun): (u64, &'static str),
    rejected: u64,
    rows: fn(&OutcomeTotals) -> u64,
) -> AnyView {
    let mut terms: Vec<(u64, &'static str)> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let of_it = result.outcomes.iter().filter(|it| it.outcome == outcome);
            (of_it.map(rows).sum(), (t.outcomes.of)(outcome).term)
        })
        .filter(|(n, _)| *n > 0)
        .collect();
    terms.push((rejected, t.result().rejected));
    let terms = terms
        .into_iter()
        .zip(0..)
        .map(|((n, term), at)| {
            let sign = if at == 0 { " = " } else { " + " };
            view! {
                {sign}
                <span class="proof__term">{format::count(t.locale, n)} " " {term}</span>
            }
        })
        .collect_view();
    view! { <strong>{format::count(t.locale, total)}</strong> " " {noun} {terms} }.into_any()
}

/// The billed sum of each currency against the sum over outcomes.
fn money(t: &'static Strings, result: &ResultView) -> Vec<AnyView> {
    let out = |currency: &str| {
        let found = result.proof.billed_out.iter().find(|it| it.currency == currency);
        found.map_or("0", |it| it.value.as_str())
    };
    result
        .proof
        .billed_in
        .iter()
        .map(|amount| {
            let billed = format::money(t.locale, &amount.currency, &amount.value);
            let summed = out(&amount.currency);
            let (ties, said) = if summed == amount.value {
                (" = ", t.result().sum_ties.to_owned())
            } else {
                let sum = format::money(t.locale, &amount.currency, summed);
                (" ≠ ", (t.result().sum_fails)(&sum))
            };
            view! { <li><strong>{billed}</strong>{ties}{said}</li> }.into_any()
        })
        .collect()
}
