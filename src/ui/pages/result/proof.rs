//! The proof that nothing vanished, as equations.

use super::unread;
use crate::domain::outcome::Standing;
use crate::domain::{Outcome, Role};
use crate::engine::protocol::{OutcomeTotals, ResultView};
use crate::ui::components::{chip, notice};
use crate::ui::format;
use crate::ui::pages::sources::Open;
use crate::ui::prelude::*;
use crate::ui::state::Desk;
use crate::ui::strings::Strings;

/// The strip. Rows that could not be read are a way to them.
pub(super) fn proof(desk: Desk, result: &ResultView, open: RwSignal<Open>) -> AnyView {
    let t = desk.strings();
    let proof = &result.proof;
    let (standing, said) = if proof.holds {
        (Standing::Agrees, t.result().proof_holds)
    } else {
        (Standing::Differs, t.result().proof_fails)
    };
    let rejected = |role, n, name: fn(u64) -> &'static str| {
        let said = [&format::count(t.locale, n), " ", name(n)].concat();
        if n == 0 { said.into_any() } else { unread::way(desk, open, role, said) }
    };
    let records = equation(
        t,
        result,
        (proof.records_in, (t.result().records)(proof.records_in)),
        rejected(Role::Usage, proof.records_rejected, t.result().records_rejected),
        |it| it.records,
    );
    let lines = equation(
        t,
        result,
        (proof.lines_in, (t.result().lines)(proof.lines_in)),
        rejected(Role::Billed, proof.lines_rejected, t.result().lines_rejected),
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
    rejected: AnyView,
    rows: fn(&OutcomeTotals) -> u64,
) -> AnyView {
    let mut terms: Vec<AnyView> = Outcome::ALL
        .into_iter()
        .filter_map(|outcome| {
            let of_it = result.outcomes.iter().filter(|it| it.outcome == outcome);
            let n = of_it.map(rows).sum();
            let term = (t.outcomes.of)(outcome).term(n);
            (n > 0).then(|| [&format::count(t.locale, n), " ", term].concat().into_any())
        })
        .collect();
    terms.push(rejected);
    let terms = terms
        .into_iter()
        .zip(0..)
        .map(|(term, at)| {
            let sign = if at == 0 { " = " } else { " + " };
            view! {
                {sign}
                <span class="proof__term">{term}</span>
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
